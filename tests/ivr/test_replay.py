"""Recorded streams: what the board makes of them, whole, from every point on, doubled, and damaged."""

import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.calls import CallBoard, CallEnded, CallStarted, Change, StageChanged
from ivr.errors import RecordingUnreadable
from ivr.events import CallEvent, parse
from ivr.replay import CUT_SHORT, NO_EVENT, TOO_LONG, calls_in, read, replay
from tests.ivr.conftest import RECORDINGS

EXPECTED: dict[str, list[tuple[list[str], str]]] = {
    "abandoned_in_queue": [(["ivr", "queued"], "abandoned")],
    "abandoned_while_ringing": [(["ivr", "queued", "ringing op1", "queued"], "abandoned")],
    "adopted": [(["ivr"], "ivr")],
    "answered_by_queue": [(["ivr", "queued", "ringing op1", "talking op1"], "talked")],
    "fallback": [(["ivr", "queued", "ringing op1", "talking op1"], "talked")],
    "hung_up_in_menu": [(["ivr"], "ivr")],
    "rang_then_answered": [
        (["ivr", "queued", "ringing op1", "queued", "ringing op1", "talking op1"], "talked"),
    ],
    "refused_then_answered": [
        (
            ["ivr", "queued", "ringing op1", "queued", "ringing op1", "queued", "ringing op2", "talking op2"],
            "talked",
        ),
    ],
    "taken_from_menu": [(["ivr", "ringing op2", "talking op2"], "talked")],
    "taken_unanswered_then_queue": [(["ivr", "ringing op3", "queued", "ringing op3", "queued"], "abandoned")],
    "two_calls_with_ears": [(["ivr", "queued", "ringing op1", "talking op1"], "talked")] * 2,
    "voice_message": [(["ivr", "queued", "message"], "message")],
}
NAMES = sorted(EXPECTED)


@cache
def _events(name: str) -> tuple[CallEvent, ...]:
    found = (parse(message) for message in read(RECORDINGS / f"{name}.txt"))
    return tuple(event for event in found if event is not None)


def _run(events: list[CallEvent]) -> tuple[CallBoard, list[Change]]:
    board = CallBoard()
    return board, [change for event in events for change in board.apply(event)]


def _check_sequence(changes: list[Change]) -> None:
    """Each call starts once, then gets on, then ends once."""
    for linkedid in {change.linkedid for change in changes}:
        mine = [change for change in changes if change.linkedid == linkedid]
        assert isinstance(mine[0], CallStarted)
        assert all(isinstance(change, StageChanged) for change in mine[1:-1])
        assert isinstance(mine[-1], CallEnded)
        assert all(one.at <= other.at for one, other in pairwise(mine))


def test_every_recording_is_expected_here():
    assert sorted(path.stem for path in RECORDINGS.glob("*.txt")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_gives_its_calls(name: str):
    found = [
        ([f"{stage['stage']} {stage['operator'] or ''}".strip() for stage in call["stages"]], call["reason"])
        for call in calls_in(RECORDINGS / f"{name}.txt")
    ]
    assert found == EXPECTED[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_suffix_ends_with_an_empty_board(name: str):
    events = list(_events(name))
    for start in range(len(events)):
        board, changes = _run(events[start:])
        assert board.calls == ()
        _check_sequence(changes)


@pytest.mark.parametrize("name", NAMES)
def test_doubled_events_change_nothing(name: str):
    events = list(_events(name))
    once = _run(events)[1]
    assert _run([event for event in events for _ in range(2)])[1] == once
    assert _run(events + events)[1] == once


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_lost_events_break_nothing_if_the_hangups_come(name: str, data: st.DataObject):
    """A link that was down for a while: any events may be missing, but for the hangups."""
    events = list(_events(name))
    keep = data.draw(st.lists(st.booleans(), min_size=len(events), max_size=len(events)))
    left = [event for event, kept in zip(events, keep, strict=True) if kept or type(event).__name__ == "HungUp"]
    board, changes = _run(left)
    assert board.calls == ()
    _check_sequence(changes)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([event for name in NAMES for event in _events(name)]), max_size=60))
def test_events_in_any_order_raise_nothing(events: list[CallEvent]):
    board, _ = _run(events)
    assert all(call.channels for call in board.calls)


def test_calls_of_two_recordings_that_mix_stay_apart():
    one, other = list(_events("answered_by_queue")), list(_events("abandoned_in_queue"))
    mixed = [event for pair in zip(one, other, strict=False) for event in pair]
    mixed += one[len(other) :] + other[len(one) :]
    board, changes = _run(mixed)
    assert board.calls == ()
    assert {change.reason for change in changes if isinstance(change, CallEnded)} == {"talked", "abandoned"}


def test_the_calls_are_ready_for_json():
    call = json.loads(json.dumps(calls_in(RECORDINGS / "answered_by_queue.txt")))[0]
    assert (call["caller_number"], call["dialled"]) == ("081200000001", "112")
    assert call["started_at"] < call["stages"][-1]["at"] < call["ended_at"]


def test_a_recording_cut_short_says_so(tmp_path: Path):
    whole = (RECORDINGS / "answered_by_queue.txt").read_bytes()
    cut = tmp_path / "cut.txt"
    for length in range(0, len(whole), 97):
        cut.write_bytes(whole[:length])
        replay(cut)
    cut.write_bytes(whole[: len(whole) // 2 - 1])
    told = replay(cut)
    assert told.calls[0]["ended_at"] is None
    assert told.notes == (CUT_SHORT,)


def test_a_recording_with_an_editors_line_ends_reads_the_same(tmp_path: Path):
    whole = RECORDINGS / "answered_by_queue.txt"
    edited = tmp_path / "edited.txt"
    edited.write_bytes(whole.read_bytes().replace(b"\r\n", b"\n"))
    assert replay(edited) == replay(whole)


def test_the_pieces_in_which_a_file_is_read_make_no_difference(monkeypatch: pytest.MonkeyPatch):
    whole = replay(RECORDINGS / "adopted.txt")
    for size in (1, 7):
        monkeypatch.setattr("ivr.replay.CHUNK_BYTES", size)
        assert replay(RECORDINGS / "adopted.txt") == whole


@pytest.mark.parametrize("content", [b"", b"\n\n\n", bytes(range(256)) * 40, b"Response: Success\r\n\r\n"])
def test_a_file_without_events_says_so(tmp_path: Path, content: bytes):
    file = tmp_path / "garbage.txt"
    file.write_bytes(content)
    assert NO_EVENT in replay(file).notes
    assert calls_in(file) == []


def test_a_file_that_is_one_endless_message_says_so(tmp_path: Path):
    file = tmp_path / "endless.txt"
    file.write_bytes(b"x" * 3_000_000)
    assert TOO_LONG in replay(file).notes


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path):
    for path in (tmp_path, tmp_path / "nothing.txt"):
        with pytest.raises(RecordingUnreadable, match=str(path)):
            calls_in(path)
