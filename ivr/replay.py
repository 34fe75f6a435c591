"""Replaying a recorded AMI stream: its messages, and the calls that the call board makes of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr.ami_protocol import AmiMessage, Framer, Headers, MessageTooLongError, headers_of
from ivr.calls import CallBoard, CallEnded, CallStarted, Change, StageChanged
from ivr.errors import RecordingUnreadable
from ivr.events import parse

CHUNK_BYTES = 65536
NO_EVENT = "no AMI event found; a recording holds what Asterisk's manager interface sends, as plain text"
CUT_SHORT = "the recording stops in the middle of a message"
TOO_LONG = "the recording holds a message of more than 1 MiB; the rest was not read"


@dataclass(frozen=True, slots=True)
class Replay:
    """What a recording tells: its calls in order of arrival, how many events it holds, and what was wrong with it."""

    calls: tuple[dict[str, Any], ...]
    events: int
    notes: tuple[str, ...]


class Recording:
    """A recorded stream on disk. Iterate over it once; `notes` then says what was wrong with the file."""

    def __init__(self, path: Path) -> None:
        self.notes: list[str] = []
        self.events = 0
        self._path = path

    def __iter__(self) -> Iterator[AmiMessage]:
        """Yield the events in order; responses are skipped. Raises RecordingUnreadable."""
        for headers in self._blocks():
            if headers.get("Event"):
                self.events += 1
                yield AmiMessage(headers["Event"], headers, _seconds(headers))
        if self.events == 0:
            self.notes.append(NO_EVENT)

    def _blocks(self) -> Iterator[Headers]:
        framer = Framer()
        try:
            for chunk in self._chunks():
                yield from framer.feed(chunk)
        except MessageTooLongError:
            self.notes.append(TOO_LONG)
            return
        yield from self._last(framer.rest)

    def _last(self, rest: bytes) -> Iterator[Headers]:
        if not rest.strip():
            return
        if rest.endswith(b"\r\n"):
            yield headers_of(rest.rstrip(b"\r\n"))
        else:
            self.notes.append(CUT_SHORT)

    def _chunks(self) -> Iterator[bytes]:
        """Yield the file with line ends as on the wire, also if an editor has turned them into plain line feeds."""
        try:
            with self._path.open("rb") as file:
                while chunk := file.read(CHUNK_BYTES):
                    yield chunk.replace(b"\r", b"").replace(b"\n", b"\r\n")
        except OSError as error:
            raise RecordingUnreadable(f"{self._path}: {error.strerror or error}") from error


def read(path: Path) -> Recording:
    """Open a recorded stream; iterating over it gives its events as AmiMessage."""
    return Recording(path)


def replay(path: Path) -> Replay:
    """Run a recording through the call board. Raises RecordingUnreadable."""
    board = CallBoard()
    calls: dict[str, dict[str, Any]] = {}
    recording = read(path)
    for message in recording:
        event = parse(message)
        for change in board.apply(event) if event is not None else ():
            _note(calls, change)
    return Replay(tuple(calls.values()), recording.events, tuple(recording.notes))


def calls_in(path: Path) -> list[dict[str, Any]]:
    """Return the recording's calls, ready for JSON. A call without `ended_at` went on when the recording stopped."""
    return list(replay(path).calls)


def _note(calls: dict[str, dict[str, Any]], change: Change) -> None:
    call = calls.setdefault(change.linkedid, {"linkedid": change.linkedid})
    match change:
        case CallStarted():
            call.update(
                channel=change.channel,
                caller_number=change.caller_number,
                caller_name=change.caller_name,
                dialled=change.dialled,
                started_at=change.at.isoformat(),
                stages=[{"stage": "ivr", "at": change.at.isoformat(), "operator": None}],
                ended_at=None,
                reason=None,
            )
        case StageChanged():
            call["stages"].append({"stage": change.stage, "at": change.at.isoformat(), "operator": change.operator})
        case CallEnded():
            call.update(ended_at=change.at.isoformat(), reason=change.reason)


def _seconds(headers: Headers) -> float:
    try:
        return float(headers.get("Timestamp", ""))
    except ValueError:
        return 0.0
