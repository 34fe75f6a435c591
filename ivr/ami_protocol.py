"""The bytes of the Asterisk manager interface: cutting the stream into messages, and cleaning what we send."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ivr.errors import BadValue

MAX_MESSAGE_BYTES = 1 << 20
"""The longest message we accept. Asterisk's own are some kilobytes; a longer one means a broken peer."""
MAX_LINE_BYTES = 1000
"""The longest header line Asterisk reads whole (1,000 characters pass, 1,100 don't)."""

_END = b"\r\n\r\n"
_FORBIDDEN = re.compile(r"[\r\n\x00]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


class MessageTooLongError(Exception):
    """The peer sent more than MAX_MESSAGE_BYTES without ending its message."""


class Headers(Mapping[str, str]):
    """The headers of one message: read-only, names without regard to case, repeated ones joined with line feeds."""

    __slots__ = ("_values",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        values: dict[str, tuple[str, str]] = {}
        for name, value in pairs:
            key = name.lower()
            values[key] = (values[key][0], f"{values[key][1]}\n{value}") if key in values else (name, value)
        self._values = values

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._values.values())

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._values

    def __repr__(self) -> str:
        return f"Headers({dict(self)!r})"


@dataclass(frozen=True, slots=True)
class AmiMessage:
    """One event from Asterisk. `received_s` is the monotonic clock at its arrival."""

    event: str
    headers: Headers
    received_s: float

    def get(self, name: str, default: str = "") -> str:
        """Return one header's value, or the default; the name's case does not matter."""
        return self.headers.get(name, default)


class Framer:
    """Cuts a byte stream into blocks of headers, wherever the reads were split."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0

    def feed(self, chunk: bytes) -> Iterator[Headers]:
        """Yield the headers of each message that is now complete. Raises MessageTooLongError."""
        self._buffer += chunk
        while (end := self._buffer.find(_END, self._searched)) >= 0:
            block = bytes(self._buffer[:end])
            del self._buffer[: end + len(_END)]
            self._searched = 0
            if len(block) > MAX_MESSAGE_BYTES:
                raise MessageTooLongError
            yield headers_of(block)
        self._searched = max(0, len(self._buffer) - len(_END) + 1)
        if len(self._buffer) > MAX_MESSAGE_BYTES:
            raise MessageTooLongError

    @property
    def rest(self) -> bytes:
        """The bytes of a message that has not ended yet."""
        return bytes(self._buffer)


def headers_of(block: bytes) -> Headers:
    """Read one block of header lines; a name without a value is kept, a line without a colon is skipped."""
    lines = block.decode("utf-8", "replace").split("\r\n")
    parts = (line.partition(":") for line in lines)
    return Headers((name.strip(), value.removeprefix(" ")) for name, colon, value in parts if colon)


def clean_fields(fields: Mapping[str, str | int]) -> dict[str, str]:
    """Return the fields of an action as text that is safe to send. Raises BadValue."""
    return {name: _clean(name, str(value)) for name, value in fields.items()}


def clean_text(what: str, text: str) -> str:
    """Return the text if no character of it could start a new line or a new action. Raises BadValue."""
    if _FORBIDDEN.search(text):
        raise BadValue(f"{what} holds a line break or a zero byte, which would start a new action; take it out")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadValue(f"{what} holds a character that is not Unicode text ({error.reason}); take it out") from None
    return text


def _clean(name: str, value: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadValue(f"{name!r} is no name of an AMI header; use letters, digits and hyphens")
    text = clean_text(f"AMI header {name}", value)
    length = len(f"{name}: {text}".encode())
    if length > MAX_LINE_BYTES:
        raise BadValue(f"AMI header {name} is {length} bytes long; Asterisk reads {MAX_LINE_BYTES} at most")
    return text
