"""Reads the transition model at the head of a Kaldi acoustic model: which transition belongs to which phone."""

import struct
from dataclasses import dataclass
from pathlib import Path

from speech.model.errors import NotThisFormat

# The transition model of a big Kaldi model is below one megabyte; the network behind it is not needed here.
HEAD_BYTES = 4_000_000


@dataclass(frozen=True)
class TransitionModel:
    """Tuples (phone, state, forward pdf, self-loop pdf); tuple k owns the transitions 2k+1 (stay) and 2k+2 (go on).

    That numbering holds for one-state "chain" topologies as trained by Kaldi with reordered self-loops.
    """

    tuples: tuple[tuple[int, int, int, int], ...]

    @property
    def transitions(self) -> int:
        """The number of transition ids; ids run from 1 to this number."""
        return 2 * len(self.tuples)

    def phone(self, transition: int) -> int:
        """The phone that a transition id belongs to."""
        return self.tuples[(transition - 1) // 2][0]


def self_loop(forward: int) -> int:
    """The self-loop transition that belongs to a forward transition."""
    return forward - 1


class _Reader:
    """Steps through Kaldi's binary tokens and numbers."""

    def __init__(self, content: bytes, source: str) -> None:
        self.content = content
        self.source = source
        self.at = 2

    def token(self) -> str:
        """The next token, up to its blank."""
        end = self.content.find(b" ", self.at, self.at + 64)
        if end < 0:
            raise NotThisFormat(self.source, self.at, "a token", self.content[self.at : self.at + 8])
        text = self.content[self.at : end].decode("latin-1")
        self.at = end + 1
        return text

    def expect(self, token: str) -> None:
        """Steps over the token. Raises NotThisFormat if another one stands there."""
        start = self.at
        found = self.token()
        if found != token:
            raise NotThisFormat(self.source, start, token, found)

    def number(self, kind: str = "<i") -> int:
        """The next four-byte number, which Kaldi precedes with its size."""
        if self.content[self.at : self.at + 1] != b"\4":
            raise NotThisFormat(self.source, self.at, "a four-byte number", self.content[self.at : self.at + 1])
        value = struct.unpack_from(kind, self.content, self.at + 1)[0]
        self.at += 5
        return int(value)

    def skip_numbers(self) -> None:
        """Steps over a vector of four-byte integers."""
        self.at += 1
        count = struct.unpack_from("<i", self.content, self.at)[0]
        self.at += 4 + 4 * count


def _skip_topology(reader: _Reader) -> None:
    reader.expect("<Topology>")
    reader.skip_numbers()
    reader.skip_numbers()
    entries = reader.number()
    plain = entries != -1
    for _ in range(entries if plain else reader.number()):
        for _ in range(reader.number()):
            reader.number()
            if not plain:
                reader.number()
            for _ in range(reader.number()):
                reader.number()
                reader.number("<f")
    reader.expect("</Topology>")


def _tuple(reader: _Reader, *, own_loop: bool) -> tuple[int, int, int, int]:
    phone, state, pdf = reader.number(), reader.number(), reader.number()
    return phone, state, pdf, reader.number() if own_loop else pdf


def read_transition_model(content: bytes, source: str) -> TransitionModel:
    """Read the transition model from the first bytes of a final.mdl. Raises NotThisFormat."""
    if content[:2] != b"\0B":
        raise NotThisFormat(source, 0, "Kaldi's binary mark", content[:2])
    reader = _Reader(content, source)
    reader.expect("<TransitionModel>")
    _skip_topology(reader)
    own_loop = reader.token() == "<Tuples>"
    return TransitionModel(tuple(_tuple(reader, own_loop=own_loop) for _ in range(reader.number())))


def load_transition_model(file: Path) -> TransitionModel:
    """Read the transition model of an acoustic model file. Raises NotThisFormat."""
    with file.open("rb") as source:
        return read_transition_model(source.read(HEAD_BYTES), str(file))
