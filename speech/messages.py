"""The messages between the engine and its recognition workers, and their length-prefixed form on a pipe."""

import json
import struct
from collections.abc import Callable
from dataclasses import asdict, dataclass

from speech.recogniser import Alternative, Final, Grammar, Partial, Word

HEADER = struct.Struct(">BIQI")  # kind, stream, sample position, length of the body
LARGEST_BODY = 1 << 20


class MessageBroken(ValueError):
    """Bytes on a worker's pipe that are no message: the worker must be started again."""


@dataclass(frozen=True)
class Open:
    """Start a stream whose next sound begins at sample `position`."""

    stream: int
    position: int
    grammar: Grammar | None


@dataclass(frozen=True)
class Sound:
    """Sound that begins at sample `position` of the stream."""

    stream: int
    position: int
    pcm: bytes


@dataclass(frozen=True)
class Listen:
    """From here on this grammar is expected."""

    stream: int
    grammar: Grammar | None


@dataclass(frozen=True)
class Finish:
    """End the utterance here."""

    stream: int


@dataclass(frozen=True)
class Close:
    """The stream is over."""

    stream: int


@dataclass(frozen=True)
class Ready:
    """The worker has loaded its model."""


@dataclass(frozen=True)
class Done:
    """One Sound, Listen or Finish has been worked off; settled: nothing said before it is still open."""

    stream: int
    settled: bool


@dataclass(frozen=True)
class Heard:
    """Something was understood."""

    stream: int
    hearing: Partial | Final


@dataclass(frozen=True)
class Skipped:
    """Phrases of the grammar that the model cannot hear, because it does not know a word of them."""

    stream: int
    phrases: tuple[str, ...]


Order = Open | Sound | Listen | Finish | Close
Report = Ready | Done | Heard | Skipped
Message = Order | Report


def _pack(kind: int, stream: int, position: int, body: bytes) -> bytes:
    if len(body) > LARGEST_BODY:
        raise MessageBroken(f"a message of {len(body)} bytes; at most {LARGEST_BODY}")
    return HEADER.pack(kind, stream, position, len(body)) + body


def encode(message: Message) -> bytes:
    """Turn a message into bytes. Raises MessageBroken when it is larger than LARGEST_BODY."""
    kind = KINDS.index(type(message))
    match message:
        case Sound(stream, position, pcm):
            return _pack(kind, stream, position, pcm)
        case Open(stream, position, grammar):
            return _pack(kind, stream, position, _dump(grammar))
        case Listen(stream, grammar):
            return _pack(kind, stream, 0, _dump(grammar))
        case Done(stream, settled):
            return _pack(kind, stream, int(settled), b"")
        case Heard(stream, hearing):
            return _pack(kind, stream, 0, _dump({type(hearing).__name__: asdict(hearing)}))
        case Skipped(stream, phrases):
            return _pack(kind, stream, 0, _dump(phrases))
        case Finish(stream) | Close(stream):
            return _pack(kind, stream, 0, b"")
        case Ready():
            return _pack(kind, 0, 0, b"")


def body_length(header: bytes) -> int:
    """Return how many bytes follow this header. Raises MessageBroken when that is absurd."""
    length = int(HEADER.unpack(header)[3])
    if length > LARGEST_BODY:
        raise MessageBroken(f"a message claims {length} bytes; at most {LARGEST_BODY}")
    return length


def decode(header: bytes, body: bytes) -> Message:
    """Turn header and body into a message. Raises MessageBroken when they are none."""
    kind, stream, position, _ = HEADER.unpack(header)
    try:
        message: Message = READERS[kind](stream, position, body)
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise MessageBroken(f"kind {kind} with {len(body)} bytes: {error}") from error
    return message


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _grammar(body: bytes) -> Grammar | None:
    phrases = json.loads(body)
    return None if phrases is None else tuple(str(phrase) for phrase in phrases)


def _hearing(body: bytes) -> Partial | Final:
    [(name, fields)] = json.loads(body).items()
    fields["words"] = tuple(Word(**word) for word in fields["words"])
    if name == "Partial":
        return Partial(**fields)
    fields["alternatives"] = tuple(Alternative(**alternative) for alternative in fields["alternatives"])
    return Final(**fields)


KINDS: tuple[type[Message], ...] = (Open, Sound, Listen, Finish, Close, Ready, Done, Heard, Skipped)
READERS: tuple[Callable[[int, int, bytes], Message], ...] = (
    lambda stream, position, body: Open(stream, position, _grammar(body)),
    Sound,
    lambda stream, _, body: Listen(stream, _grammar(body)),
    lambda stream, _, __: Finish(stream),
    lambda stream, _, __: Close(stream),
    lambda _, __, ___: Ready(),
    lambda stream, settled, _: Done(stream, bool(settled)),
    lambda stream, _, body: Heard(stream, _hearing(body)),
    lambda stream, _, body: Skipped(stream, _grammar(body) or ()),
)
