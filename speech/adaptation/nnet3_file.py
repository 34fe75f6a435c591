"""Finds the weights inside a Kaldi nnet3 model file (final.mdl) and puts changed ones back at their places."""

import lzma
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech.model.errors import NotThisFormat
from speech.model.kaldi_objects import KaldiReader

Values = NDArray[np.float32]

NETWORK = b"<Nnet3> "
COUNT = b"<NumComponents> "
NAME = re.compile(rb"<ComponentName> ([^ ]+) <([A-Za-z0-9]+)> ")
MATRIX, BIAS = "matrix", "bias"
# The token in front of the first weights of each kind of component that has any.
WEIGHTS_TOKEN = {
    "FixedAffineComponent": b"<LinearParams> ",
    "NaturalGradientAffineComponent": b"<LinearParams> ",
    "TdnnComponent": b"<TimeOffsets> ",
    "LinearComponent": b"<Params> ",
}
BATCH_NORM = "BatchNormComponent"


@dataclass(frozen=True)
class Place:
    """Where in the file an array of four-byte numbers lies."""

    at: int
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Component:
    """A part of the network: the places of its matrix and bias, and the frames it joins, relative to its own."""

    kind: str
    places: Mapping[str, Place] = field(default_factory=dict)
    offsets: tuple[int, ...] = (0,)
    scale: Values | None = None
    shift: Values | None = None
    """For a batch norm: what its statistics, which training leaves alone, multiply with and add."""


@dataclass(frozen=True)
class Nnet3File:
    """A whole model file, the text that wires its network, and its components by name."""

    source: str
    content: bytes
    wiring: str
    components: Mapping[str, Component]

    def values(self, component: str, part: str) -> Values:
        """A copy of the matrix or bias of a component; empty if it has none. Raises KeyError for an unknown name."""
        place = self.components[component].places.get(part)
        if place is None:
            return np.zeros(0, np.float32)
        count = int(np.prod(place.shape))
        return np.frombuffer(self.content, "<f4", count, place.at).reshape(place.shape).copy()

    def patched(self, changes: Mapping[tuple[str, str], Values]) -> bytes:
        """The file with other weights: `changes` maps (component, matrix or bias) to arrays of the same shape.

        Everything else keeps its bytes. Raises ValueError for another shape, KeyError for a name without weights.
        """
        content = bytearray(self.content)
        for (component, part), values in changes.items():
            place = self.components[component].places[part]
            if values.shape != place.shape:
                raise ValueError(f"{component} {part} has shape {place.shape}, not {values.shape}")
            packed = np.ascontiguousarray(values, "<f4").tobytes()
            content[place.at : place.at + len(packed)] = packed
        return bytes(content)


def load_nnet3(file: Path) -> Nnet3File:
    """Read a final.mdl, plain or xz-packed (.xz). Raises NotThisFormat if it is missing, damaged or another kind."""
    try:
        content = lzma.decompress(file.read_bytes()) if file.suffix == ".xz" else file.read_bytes()
    except (OSError, lzma.LZMAError) as error:
        raise NotThisFormat(str(file), 0, "an acoustic model", str(error)) from error
    return parse_nnet3(content, str(file))


def parse_nnet3(content: bytes, source: str) -> Nnet3File:
    """Find the components of a model file. Raises NotThisFormat."""
    start = content.find(NETWORK)
    counted = content.find(COUNT, start)
    if start < 0 or counted < 0:
        raise NotThisFormat(source, max(start, 0), "an nnet3 network", "none")
    reader = KaldiReader(content, source, counted + len(COUNT))
    count = reader.integer()
    heads = list(NAME.finditer(content, reader.at))
    if len(heads) != count:
        raise NotThisFormat(source, reader.at, f"{count} components", len(heads))
    ends = [*(head.start() for head in heads[1:]), len(content)]
    found = {
        head[1].decode("latin-1"): _component(content, source, head, end) for head, end in zip(heads, ends, strict=True)
    }
    return Nnet3File(source, content, content[start + len(NETWORK) : counted].decode("latin-1"), found)


def _component(content: bytes, source: str, head: re.Match[bytes], end: int) -> Component:
    kind = head[2].decode("latin-1")
    if kind == BATCH_NORM:
        return _batch_norm(KaldiReader(content, source, head.end()))
    token = WEIGHTS_TOKEN.get(kind)
    if token is None:
        return Component(kind)
    at = content.find(token, head.end(), end)
    if at < 0:
        raise NotThisFormat(source, head.start(), f"{token.decode('ascii').strip()} in {kind}", "none")
    reader = KaldiReader(content, source, at + len(token))
    offsets: tuple[int, ...] = (0,)
    if kind == "TdnnComponent":
        offsets = reader.integers()
        reader.expect("<LinearParams>")
    places = {MATRIX: _place(reader, "FM")}
    if kind != "LinearComponent":
        reader.expect("<BiasParams>")
        bias = _place(reader, "FV")
        if bias.shape[0]:
            places[BIAS] = bias
    return Component(kind, places, offsets)


def _place(reader: KaldiReader, kind: str) -> Place:
    """Step over a single-precision array and tell where its numbers lie."""
    start = reader.at
    if reader.content[start : start + 2] != kind.encode("ascii"):
        raise NotThisFormat(reader.source, start, f"single-precision numbers ({kind})", reader.content[start:][:2])
    shape = reader.array().shape
    return Place(reader.at - 4 * int(np.prod(shape)), shape)


def _batch_norm(reader: KaldiReader) -> Component:
    """Kaldi's test mode: (x - mean) · rms / √(variance + epsilon)."""
    for token in ("<Dim>", "<BlockDim>"):
        reader.expect(token)
        reader.integer()
    reader.expect("<Epsilon>")
    epsilon = reader.real()
    reader.expect("<TargetRms>")
    rms = reader.real()
    reader.expect("<TestMode>")
    reader.at += 1  # a one-letter truth value
    reader.expect("<Count>")
    reader.real()
    reader.expect("<StatsMean>")
    mean = reader.array()
    reader.expect("<StatsVar>")
    scale = rms / np.sqrt(reader.array() + epsilon)
    return Component(BATCH_NORM, scale=scale.astype(np.float32), shift=(-mean * scale).astype(np.float32))


def write_weights(file: Path, content: bytes) -> None:
    """Write a final.mdl, xz-packed if the name ends in .xz; beside it first and then renamed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    part.write_bytes(lzma.compress(content) if file.suffix == ".xz" else content)
    part.replace(file)
