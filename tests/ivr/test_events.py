"""Headers of Asterisk's events become frozen values, whatever is missing or wrong in them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.ami import AmiMessage, Headers
from ivr.event_reading import _READERS
from ivr.event_types import DigitEnd
from ivr.events import (
    AgentConnected,
    AgiStarted,
    CallEvent,
    ChannelCreated,
    Digit,
    DigitReader,
    HotlineEvent,
    HungUp,
    parse,
)
from ivr.replay import read
from tests.ivr.conftest import RECORDINGS

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

HEADERS = [
    *("Channel", "Uniqueid", "Linkedid", "Timestamp", "Cause", "Digit", "Direction", "Position", "HoldTime"),
    *("RingTime", "Env", "Exten", "UserEvent", "CallId", "DialStatus", "DestChannel", "Interface", "CallerIDNum"),
]


def _message(event: str, **headers: str) -> AmiMessage:
    common = {"Event": event, "Channel": "PJSIP/trunk-1", "Uniqueid": "1.1", "Linkedid": "1.0"}
    return AmiMessage(event, Headers({**common, **headers}.items()), 0.0)


def _parse(event: str, **headers: str) -> CallEvent | None:
    return parse(_message(event, **headers), lambda: NOW)


def _recorded(name: str, kind: type[CallEvent]) -> list[CallEvent]:
    events = [parse(message) for message in read(RECORDINGS / f"{name}.txt")]
    return [event for event in events if isinstance(event, kind)]


def test_the_time_is_asterisks_if_it_tells():
    event = _parse("Hangup", Timestamp="1795503971.5", Cause="16")
    assert event == HungUp(
        channel="PJSIP/trunk-1", uniqueid="1.1", linkedid="1.0", at=datetime.fromtimestamp(1795503971.5, UTC), cause=16
    )


@pytest.mark.parametrize("timestamp", ["", "x", "nan", "inf", "-1e99", "9" * 400])
def test_without_a_usable_time_the_clock_is_asked(timestamp: str):
    event = _parse("Hangup", Timestamp=timestamp)
    assert event is not None
    assert event.at == NOW


def test_a_missing_linkedid_is_the_channels_own():
    event = _parse("Hangup", Linkedid="")
    assert event is not None
    assert event.linkedid == "1.1"


@pytest.mark.parametrize("missing", ["Channel", "Uniqueid"])
def test_events_of_no_channel_and_unknown_events_are_none(missing: str):
    assert _parse("Hangup", **{missing: ""}) is None
    assert _parse("RTCPSent") is None
    assert parse(AmiMessage("Hangup", Headers(), 0.0)) is None


@given(
    st.sampled_from(sorted(_READERS)),
    st.dictionaries(
        st.sampled_from(HEADERS),
        st.text(max_size=30),
    ),
)
def test_no_headers_whatever_raise(event: str, headers: dict[str, str]):
    parse(AmiMessage(event, Headers(headers.items()), 0.0), lambda: NOW)


def test_the_agi_environment_is_read():
    event = _recorded("hung_up_in_menu", AgiStarted)[0]
    assert isinstance(event, AgiStarted)
    assert (event.caller_number, event.caller_name, event.dialled) == ("081200000001", "", "112")
    assert event.context == "from-trunk"
    assert event.env["uniqueid"] == event.uniqueid


def test_a_new_channel_tells_who_calls():
    event = _recorded("hung_up_in_menu", ChannelCreated)[0]
    assert isinstance(event, ChannelCreated)
    assert (event.context, event.dialled, event.caller_number) == ("from-trunk", "112", "081200000001")


def test_hotline_events_carry_their_own_fields():
    arrived, fallback, *_ = _recorded("fallback", HotlineEvent)
    assert isinstance(arrived, HotlineEvent)
    assert isinstance(fallback, HotlineEvent)
    assert (arrived.name, arrived.fields) == ("IcetaArrived", {})
    assert (fallback.name, fallback.fields) == ("IcetaFallback", {"Reason": "no_bridge"})
    assert arrived.call_id == fallback.call_id == arrived.uniqueid


def test_an_operators_answer_tells_the_waiting_time():
    event = _recorded("rang_then_answered", AgentConnected)[0]
    assert isinstance(event, AgentConnected)
    assert (event.member, event.queue, event.waited_s) == ("PJSIP/op1", "complaints", 4.0)
    assert event.agent_channel.startswith("PJSIP/op1-")


def test_only_what_the_phone_itself_pressed_is_a_digit():
    assert isinstance(_parse("DTMFBegin", Digit="5", Direction="Received"), Digit)
    assert _parse("DTMFBegin", Digit="5", Direction="Sent") is None
    assert _parse("DTMFBegin", Digit="", Direction="Received") is None


def test_each_press_counts_once_by_rfc_2833_and_by_sip_info():
    """The recording holds 1 and 2 by RFC 2833 (begin and end) and 3 by SIP INFO (end only)."""
    reader = DigitReader()
    events = [parse(message) for message in read(RECORDINGS / "hung_up_in_menu.txt")]
    presses = [press.digit for event in events if event is not None and (press := reader.read(event))]
    assert presses == ["1", "2", "3"]


def test_the_same_key_twice_is_two_presses():
    reader = DigitReader()
    edges = ["DTMFBegin", "DTMFEnd", "DTMFBegin", "DTMFEnd"]
    events = [_parse(edge, Digit="7", Direction="Received") for edge in edges]
    assert sum(reader.read(event) is not None for event in events if event) == 2


def test_a_hangup_forgets_a_key_that_was_held():
    reader = DigitReader()
    press = {"Digit": "7", "Direction": "Received"}
    for event in (_parse("DTMFBegin", **press), _parse("Hangup")):
        assert event is not None
        reader.read(event)
    end = _parse("DTMFEnd", **press)
    assert end is not None
    assert reader.read(end) is not None


def _key(kind, digit: str, at_s: float, uniqueid: str = "1.1"):
    return kind(
        channel="PJSIP/trunk-1", uniqueid=uniqueid, linkedid=uniqueid, at=datetime.fromtimestamp(at_s, UTC), digit=digit
    )


def test_an_end_that_asterisk_reports_twice_is_no_second_press():
    reader = DigitReader()
    events = [_key(Digit, "8", 0.0), _key(DigitEnd, "8", 0.1), _key(DigitEnd, "8", 0.12), _key(Digit, "8", 0.2)]
    assert [reader.read(event) is not None for event in events] == [True, False, False, True]


def test_by_sip_info_the_echo_of_a_press_is_dropped_but_a_quick_second_press_counts():
    reader = DigitReader()
    events = [_key(DigitEnd, "5", 0.0), _key(DigitEnd, "5", 0.02), _key(DigitEnd, "5", 0.2), _key(DigitEnd, "6", 0.21)]
    assert [reader.read(event) is not None for event in events] == [True, False, True, True]
