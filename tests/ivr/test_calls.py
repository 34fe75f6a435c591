"""The call board: single rules, and agreement with Asterisk's own lists after a reconnect."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.ami import AmiMessage, Headers
from ivr.calls import REMEMBERED, CallBoard, CallEnded, CallStarted, Change, StageChanged, operator_of
from ivr.events import parse
from ivr.replay import read
from tests.ivr.conftest import RECORDINGS

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CALLER = {"Channel": "PJSIP/trunk-1", "Uniqueid": "1.0", "Linkedid": "1.0", "CallerIDNum": "081200000001"}
OPERATOR = {"Channel": "PJSIP/op1-2", "Uniqueid": "1.2", "Linkedid": "1.0"}
TO_OPERATOR = {"DestChannel": "PJSIP/op1-2", "DestUniqueid": "1.2", "DestLinkedid": "1.0"}


class Board(CallBoard):
    """A board that is told events by their headers."""

    def tell(self, event: str, *parts: dict[str, str], **headers: str) -> tuple[Change, ...]:
        merged = {"Event": event, **{key: value for part in parts for key, value in part.items()}, **headers}
        found = parse(AmiMessage(event, Headers(merged.items()), 0.0), lambda: NOW)
        return () if found is None else self.apply(found)


@pytest.fixture
def board() -> Board:
    """A board with one call in the menu."""
    board = Board()
    board.tell("Newchannel", CALLER, Context="from-trunk", Exten="112")
    return board


def _stages(changes: tuple[Change, ...]) -> list[tuple[str, str | None]]:
    return [(change.stage, change.operator) for change in changes if isinstance(change, StageChanged)]


def _row(part: dict[str, str], **more: str) -> dict[str, str]:
    return {"Event": "CoreShowChannel", "ChannelStateDesc": "Up", "Duration": "00:01:05", **part, **more}


def test_a_call_starts_with_the_channel_from_the_trunk():
    changes = Board().tell("Newchannel", CALLER, Context="from-trunk", Exten="112", CallerIDName="Siti")
    assert changes == (CallStarted("1.0", "PJSIP/trunk-1", "081200000001", "Siti", "112", NOW),)


@pytest.mark.parametrize(
    "event",
    [
        {"Event": "UserEvent", "UserEvent": "IcetaArrived", "CallId": "1.0"},
        {"Event": "AsyncAGIStart", "Context": "from-trunk"},
        {"Event": "QueueCallerJoin", "Queue": "complaints"},
        {"Event": "AgentCalled", "Queue": "complaints", **TO_OPERATOR},
        {"Event": "AgentConnect", "Queue": "complaints", **TO_OPERATOR},
    ],
)
def test_a_call_met_in_the_middle_starts_there_and_ends_with_its_hangups(event: dict[str, str]):
    board = Board()
    assert isinstance(board.tell(event["Event"], CALLER, event)[0], CallStarted)
    ends = board.tell("Hangup", CALLER) + board.tell("Hangup", OPERATOR)
    assert [type(change) for change in ends] == [CallEnded]
    assert board.calls == ()


@pytest.mark.parametrize(
    "channel", ["AudioSocket/127.0.0.1:9000-1", "Local/s@iceta-watchdog-0;1", "PJSIP/op1-0000000a"]
)
def test_ears_watchdogs_and_operators_telephones_are_no_callers(channel: str):
    board = Board()
    part = {"Channel": channel, "Uniqueid": "9.9", "Linkedid": "9.9"}
    assert board.tell("Newchannel", part, Context="from-trunk", Exten="112") == ()
    assert board.tell("QueueCallerJoin", part) == ()


def test_an_ear_does_not_keep_a_call_open(board: Board):
    board.tell("Newchannel", {**CALLER, "Channel": "AudioSocket/1", "Uniqueid": "1.5"})
    assert board.tell("Hangup", CALLER) == (CallEnded("1.0", NOW, "ivr"),)


def test_a_call_ends_with_the_last_hangup(board: Board):
    board.tell("AgentConnect", CALLER, TO_OPERATOR)
    assert board.tell("Hangup", CALLER) == ()
    assert board.tell("Hangup", OPERATOR) == (CallEnded("1.0", NOW, "talked"),)


def test_a_stage_is_told_once(board: Board):
    assert _stages(board.tell("AgentCalled", CALLER, TO_OPERATOR)) == [("ringing", "op1")]
    assert board.tell("DialBegin", CALLER, TO_OPERATOR) == ()


def test_a_redirected_call_that_is_answered_talks(board: Board):
    assert _stages(board.tell("DialBegin", CALLER, TO_OPERATOR)) == [("ringing", "op1")]
    assert _stages(board.tell("DialEnd", CALLER, TO_OPERATOR, DialStatus="ANSWER")) == [("talking", "op1")]


def test_another_operators_silence_does_not_end_a_talk(board: Board):
    board.tell("AgentConnect", CALLER, TO_OPERATOR)
    other = {"DestChannel": "PJSIP/op2-3", "DestUniqueid": "1.3"}
    assert board.tell("DialEnd", CALLER, other, DialStatus="CANCEL") == ()
    assert board.calls[0].stage == "talking"


def test_a_call_back_in_the_menu_is_in_the_menu(board: Board):
    board.tell("QueueCallerJoin", CALLER)
    assert _stages(board.tell("AsyncAGIStart", CALLER, Context="from-trunk")) == [("ivr", None)]


def test_an_event_after_the_end_does_not_bring_the_call_back(board: Board):
    board.tell("Hangup", CALLER)
    assert board.tell("QueueCallerJoin", CALLER) == ()
    assert board.tell("AgentConnect", CALLER, TO_OPERATOR) == ()
    assert board.calls == ()


def test_a_late_event_of_a_stranger_does_not_bring_the_call_back(board: Board):
    board.tell("Hangup", CALLER)
    assert board.tell("QueueCallerJoin", {**CALLER, "Channel": "PJSIP/trunk-9", "Uniqueid": "1.9"}) == ()


def test_a_channel_that_is_linked_anew_stays_in_its_own_call(board: Board):
    changes = board.tell("QueueCallerJoin", CALLER, Linkedid="0.1")
    assert changes == (StageChanged("1.0", "queued", NOW, None),)
    assert len(board.calls) == 1


def test_a_channel_that_is_linked_anew_still_ends_its_own_call(board: Board):
    board.tell("Hangup", CALLER, Linkedid="0.1")
    assert board.calls == ()


def test_memory_of_the_past_is_bounded():
    board = Board()
    for number in range(REMEMBERED + 100):
        part = {"Channel": "PJSIP/trunk-1", "Uniqueid": f"{number}.0"}
        board.tell("Newchannel", part, Context="from-trunk")
        board.tell("Hangup", part)
    assert len(board._over._names) <= REMEMBERED
    assert board._call_of == {}


@pytest.mark.parametrize(
    ("channel", "operator"),
    [
        ("PJSIP/op1-00000001", "op1"),
        ("PJSIP/op12", "op12"),
        ("PJSIP/trunk-1", None),
        ("PJSIP/opera-1", None),
        ("", None),
    ],
)
def test_operators_are_known_by_their_telephones(channel: str, operator: str | None):
    assert operator_of(channel) == operator


def test_a_rebuild_ends_what_vanished(board: Board):
    later = NOW + timedelta(minutes=1)
    assert board.rebuild([], [], later) == (CallEnded("1.0", later, "lost"),)
    assert board.tell("Hangup", CALLER) == ()


def test_a_rebuild_keeps_what_is_still_there(board: Board):
    assert board.rebuild([_row(CALLER, Context="from-trunk", Application="AGI")], [], NOW) == ()
    assert len(board.calls) == 1


def test_a_rebuild_finds_calls_that_nobody_knew():
    changes = Board().rebuild([_row(CALLER, Context="from-trunk", Exten="112", Application="AGI")], [], NOW)
    assert changes == (CallStarted("1.0", "PJSIP/trunk-1", "081200000001", "", "112", NOW - timedelta(seconds=65)),)


@pytest.mark.parametrize(
    ("caller", "others", "entries", "stage"),
    [
        ({"Context": "queue"}, [], [{"Event": "QueueEntry", "Uniqueid": "1.0"}], ("queued", None)),
        ({"Context": "queue"}, [_row(OPERATOR, ChannelStateDesc="Ringing")], [], ("ringing", "op1")),
        ({"Context": "take", "BridgeId": "b"}, [_row(OPERATOR, BridgeId="b")], [], ("talking", "op1")),
        ({"Context": "voice-message"}, [], [], ("message", None)),
    ],
)
def test_a_rebuild_tells_the_stage(
    caller: dict[str, str], others: list[dict[str, str]], entries: list[dict[str, str]], stage: tuple[str, str | None]
):
    board = Board()
    assert _stages(board.rebuild([_row(CALLER, **caller), *others], entries, NOW)) == [stage]
    board.tell("Hangup", CALLER)
    board.tell("Hangup", OPERATOR)
    assert board.calls == ()


def test_a_rebuild_that_tells_nothing_new_changes_nothing(board: Board):
    board.tell("AgentConnect", CALLER, TO_OPERATOR)
    rows = [_row(CALLER, Context="queue", BridgeId="b"), _row(OPERATOR, BridgeId="b")]
    assert board.rebuild(rows, [], NOW) == ()
    assert board.rebuild(rows, [], NOW) == ()


def test_a_channel_that_hung_up_is_not_restored_from_an_older_list(board: Board):
    board.tell("Hangup", CALLER)
    assert board.rebuild([_row(CALLER, Context="from-trunk")], [], NOW) == ()


ANSWERED = [event for message in read(RECORDINGS / "answered_by_queue.txt") if (event := parse(message))]
_NAMES = st.sampled_from(["PJSIP/trunk-1", "PJSIP/op1-1", "Local/s@x;1", "AudioSocket/1", "", "x"])
_IDS = st.sampled_from(["1.0", "1.1", "2.0", "", "9"])
_ROW = st.fixed_dictionaries(
    {},
    optional={
        "Channel": _NAMES,
        "Uniqueid": _IDS,
        "Linkedid": _IDS,
        "Context": st.sampled_from(["from-trunk", "queue", "?"]),
        "Duration": st.text(max_size=9),
        "BridgeId": st.sampled_from(["", "b"]),
        "ChannelStateDesc": st.sampled_from(["Up", "Ringing"]),
        "Event": st.sampled_from(["QueueEntry", "QueueMember"]),
    },
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_ROW, max_size=6), st.lists(_ROW, max_size=3), st.integers(0, 60))
def test_no_list_whatever_raises_or_leaves_a_call_without_channels(
    rows: list[dict[str, str]], entries: list[dict[str, str]], before: int
):
    board = CallBoard()
    for event in ANSWERED[:before]:
        board.apply(replace(event, linkedid="1.0", uniqueid="1.0"))
    board.rebuild(rows, entries, NOW)
    assert all(call.channels for call in board.calls)
    assert board.rebuild(rows, entries, NOW) == ()
