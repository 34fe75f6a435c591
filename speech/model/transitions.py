"""Reads the transition model at the head of a Kaldi acoustic model: which transition belongs to which phone."""

from dataclasses import dataclass
from pathlib import Path

from speech.model.kaldi_objects import KaldiReader

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


def _skip_topology(reader: KaldiReader) -> None:
    reader.expect("<Topology>")
    reader.integers()
    reader.integers()
    entries = reader.integer()
    plain = entries != -1
    for _ in range(entries if plain else reader.integer()):
        for _ in range(reader.integer()):
            reader.integer()
            if not plain:
                reader.integer()
            for _ in range(reader.integer()):
                reader.integer()
                reader.real()
    reader.expect("</Topology>")


def _tuple(reader: KaldiReader, *, own_loop: bool) -> tuple[int, int, int, int]:
    phone, state, pdf = reader.integer(), reader.integer(), reader.integer()
    return phone, state, pdf, reader.integer() if own_loop else pdf


def read_transition_model(content: bytes, source: str) -> TransitionModel:
    """Read the transition model from the first bytes of a final.mdl. Raises NotThisFormat."""
    reader = KaldiReader(content, source)
    reader.expect("<TransitionModel>")
    _skip_topology(reader)
    own_loop = reader.token() == "<Tuples>"
    return TransitionModel(tuple(_tuple(reader, own_loop=own_loop) for _ in range(reader.integer())))


def load_transition_model(file: Path) -> TransitionModel:
    """Read the transition model of an acoustic model file. Raises NotThisFormat."""
    with file.open("rb") as source:
        return read_transition_model(source.read(HEAD_BYTES), str(file))
