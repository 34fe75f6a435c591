"""Reads Kaldi's binary tokens, numbers, matrices and vectors, and its text matrices."""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech.model.errors import NotThisFormat

Matrix = NDArray[np.float64]

# Kaldi's mark of a value: full matrix, vector or packed symmetric matrix, in single or double precision.
FLOATS = {"F": "<f4", "D": "<f8"}
LARGEST_SIDE = 10_000_000


class KaldiReader:
    """Steps through the tokens, numbers and matrices of a binary Kaldi file; raises NotThisFormat where it differs."""

    def __init__(self, content: bytes, source: str, at: int = 2) -> None:
        if content[:2] != b"\0B":
            raise NotThisFormat(source, 0, "Kaldi's binary mark", content[:2])
        self.content, self.source, self.at = content, source, at

    @classmethod
    def open(cls, file: Path) -> "KaldiReader":
        """Read a whole file. Raises NotThisFormat if it is no binary Kaldi file or missing."""
        if not file.is_file():
            raise NotThisFormat(str(file), 0, "a file", "nothing")
        return cls(file.read_bytes(), str(file))

    def token(self) -> str:
        """The next token, up to its blank."""
        end = self.content.find(b" ", self.at, self.at + 64)
        if end < 0:
            raise NotThisFormat(self.source, self.at, "a token", self.content[self.at : self.at + 8])
        text = self.content[self.at : end].decode("latin-1")
        self.at = end + 1
        return text

    def expect(self, token: str) -> None:
        """Step over this token."""
        start = self.at
        found = self.token()
        if found != token:
            raise NotThisFormat(self.source, start, token, found)

    def integer(self) -> int:
        """The next four-byte integer."""
        return int(self._sized("<i"))

    def real(self) -> float:
        """The next four-byte or eight-byte number."""
        return self._sized("<d" if self.content[self.at : self.at + 1] == b"\x08" else "<f")

    def integers(self) -> tuple[int, ...]:
        """A vector of four-byte integers."""
        self.at += 1
        try:
            count = struct.unpack_from("<i", self.content, self.at)[0]
            values = struct.unpack_from(f"<{count}i", self.content, self.at + 4)
        except struct.error as error:
            raise NotThisFormat(self.source, self.at, "a list of numbers", str(error)) from error
        self.at += 4 + 4 * count
        return tuple(int(value) for value in values)

    def array(self) -> Matrix:
        """The next vector, matrix or packed symmetric matrix, in double precision."""
        start, kind = self.at, self.token()
        if len(kind) != 2 or kind[0] not in FLOATS or kind[1] not in "MVP":
            raise NotThisFormat(self.source, start, "a matrix", kind)
        rows = self.integer()
        if kind[1] == "M":
            columns = self.integer()
            return self._values(kind[0], rows * columns).reshape(rows, columns)
        if kind[1] == "V":
            return self._values(kind[0], rows)
        return _unpacked(self._values(kind[0], rows * (rows + 1) // 2), rows)

    def _values(self, kind: str, count: int) -> Matrix:
        form = np.dtype(FLOATS[kind])
        if not 0 <= count <= LARGEST_SIDE or self.at + count * form.itemsize > len(self.content):
            raise NotThisFormat(self.source, self.at, f"{count} numbers", "the end of the file")
        values = np.frombuffer(self.content, form, count, self.at).astype(np.float64)
        self.at += count * form.itemsize
        return values

    def _sized(self, kind: str) -> float:
        size = struct.calcsize(kind)
        if self.content[self.at : self.at + 1] != bytes([size]) or self.at + 1 + size > len(self.content):
            raise NotThisFormat(self.source, self.at, f"a {size}-byte number", self.content[self.at : self.at + 1])
        value: float = struct.unpack_from(kind, self.content, self.at + 1)[0]
        self.at += 1 + size
        return value


def _unpacked(lower: Matrix, side: int) -> Matrix:
    """The symmetric matrix whose lower triangle is given row by row."""
    full = np.zeros((side, side))
    full[np.tril_indices(side)] = lower
    return full + full.T - np.diag(np.diag(full))


def read_text_matrix(file: Path) -> Matrix:
    """Read a matrix that Kaldi wrote as text: rows of numbers within brackets. Raises NotThisFormat."""
    try:
        rows = file.read_text("ascii").replace("[", "").replace("]", "").strip().splitlines()
        return np.array([[float(number) for number in row.split()] for row in rows if row.strip()])
    except (OSError, ValueError) as error:
        raise NotThisFormat(str(file), 0, "a matrix as text", str(error)) from error
