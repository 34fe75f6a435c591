"""Pure: Asterisk's AudioSocket protocol, bytes to frames and back, with every length bounded.

Source: res_audiosocket of Asterisk 22. A frame is one byte of kind, two bytes of length (big-endian), the payload.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

HEADER = struct.Struct(">BH")
FRAME_S = 0.02
FRAME_BYTES = 320


class Kind(IntEnum):
    """The kinds of frame that an ear understands."""

    END = 0x00
    UUID = 0x01
    DTMF = 0x03
    SOUND_8K = 0x10
    SOUND_16K = 0x12
    ERROR = 0xFF


LENGTHS = {
    Kind.END: (0, 0),
    Kind.UUID: (16, 16),
    Kind.DTMF: (1, 1),
    Kind.SOUND_8K: (0, 3200),
    Kind.SOUND_16K: (0, 6400),
    Kind.ERROR: (0, 64),
}
KEYS = frozenset("0123456789ABCD*#")


class FrameRefused(ValueError):
    """The peer sent something that is no AudioSocket frame of an ear: the connection must be closed."""


@dataclass(frozen=True)
class Frame:
    """One frame: its kind and its payload."""

    kind: Kind
    payload: bytes = b""

    @property
    def uuid(self) -> UUID:
        """The ear's id in a UUID frame."""
        return UUID(bytes=self.payload)


def encode(frame: Frame) -> bytes:
    """Turn a frame into bytes."""
    return HEADER.pack(frame.kind, len(frame.payload)) + frame.payload


SILENCE = encode(Frame(Kind.SOUND_8K, bytes(FRAME_BYTES)))
GOODBYE = encode(Frame(Kind.END))


class FrameParser:
    """Cuts a stream of bytes into frames, however it is split."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rest = bytearray()

    def feed(self, received: bytes) -> list[Frame]:
        """Return the frames completed by these bytes. Raises FrameRefused at the first byte that cannot be right."""
        self._rest += received
        frames = []
        while (frame := self._next()) is not None:
            frames.append(frame)
        return frames

    def _next(self) -> Frame | None:
        if len(self._rest) < HEADER.size:
            return None
        number, length = HEADER.unpack_from(self._rest)
        kind = _checked(number, length)
        end = HEADER.size + length
        if len(self._rest) < end:
            return None
        payload = bytes(self._rest[HEADER.size : end])
        del self._rest[:end]
        return _sensible(Frame(kind, payload))


def _checked(number: int, length: int) -> Kind:
    try:
        kind = Kind(number)
    except ValueError:
        raise FrameRefused(f"frame kind 0x{number:02x} is not one that an ear understands") from None
    least, most = LENGTHS[kind]
    if not least <= length <= most:
        raise FrameRefused(f"{kind.name} frame of {length} bytes; allowed are {least} to {most}")
    if kind in (Kind.SOUND_8K, Kind.SOUND_16K) and length % 2:
        raise FrameRefused(f"{kind.name} frame of {length} bytes is not made of 16-bit samples")
    return kind


def _sensible(frame: Frame) -> Frame:
    if frame.kind is Kind.DTMF and chr(frame.payload[0]) not in KEYS:
        raise FrameRefused(f"DTMF frame with {frame.payload!r} is no key of a telephone")
    return frame
