"""Reads OpenFst's constant transducers, also inside a lookahead container, without OpenFst."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from speech.model.errors import NotThisFormat

FST_MAGIC = 2125659606
ADD_ON_MAGIC = 446681434
ALIGNED = 4
STATE = np.dtype([("final", "<f4"), ("first", "<u4"), ("arcs", "<u4"), ("input_eps", "<u4"), ("output_eps", "<u4")])
ARC = np.dtype([("input", "<i4"), ("output", "<i4"), ("weight", "<f4"), ("target", "<i4")])


@dataclass(frozen=True)
class ConstFst:
    """States and arcs as numpy records: a state's arcs are `arcs[first : first + arcs]`; weights are costs."""

    start: int
    states: npt.NDArray[np.void]
    arcs: npt.NDArray[np.void]


@dataclass(frozen=True)
class _Header:
    kind: str
    aligned: bool
    start: int
    states: int
    arcs: int
    end: int


def _text(content: bytes | memoryview, at: int) -> tuple[str, int]:
    size = struct.unpack_from("<i", content, at)[0]
    return bytes(content[at + 4 : at + 4 + size]).decode("latin-1"), at + 4 + size


def _header(content: bytes | memoryview, at: int, source: str) -> _Header:
    magic = struct.unpack_from("<i", content, at)[0]
    if magic != FST_MAGIC:
        raise NotThisFormat(source, at, "an FST header", magic)
    kind, at = _text(content, at + 4)
    arc_kind, at = _text(content, at)
    if arc_kind != "standard":
        raise NotThisFormat(source, at, "standard arcs", arc_kind)
    _version, flags, _properties, start, states, arcs = struct.unpack_from("<iiQqqq", content, at)
    return _Header(kind, bool(flags & ALIGNED), start, states, arcs, at + struct.calcsize("<iiQqqq"))


def _aligned(at: int, header: _Header) -> int:
    return (at + 15) // 16 * 16 if header.aligned else at


def _inner(content: bytes | memoryview, source: str) -> _Header:
    header = _header(content, 0, source)
    if header.kind.endswith("_lookahead"):
        magic = struct.unpack_from("<i", content, header.end)[0]
        if magic != ADD_ON_MAGIC:
            raise NotThisFormat(source, header.end, "a lookahead add-on", magic)
        header = _header(content, header.end + 4, source)
    if header.kind != "const":
        raise NotThisFormat(source, 0, "a const FST", header.kind)
    return header


def parse_const_fst(content: bytes | memoryview, source: str) -> ConstFst:
    """Read a const or lookahead FST from bytes. Raises NotThisFormat if it is anything else or cut short."""
    try:
        header = _inner(content, source)
        states_at = _aligned(header.end, header)
        states = np.frombuffer(content, STATE, header.states, states_at)
        arcs = np.frombuffer(content, ARC, header.arcs, _aligned(states_at + states.nbytes, header))
    except (struct.error, ValueError) as error:
        raise NotThisFormat(source, len(content), "a complete FST", str(error)) from error
    return ConstFst(header.start, states, arcs)


def read_const_fst(file: Path) -> ConstFst:
    """Read a const or lookahead FST, mapped from disk. Raises NotThisFormat."""
    return parse_const_fst(memoryview(np.memmap(file, np.uint8, "r").data), str(file))
