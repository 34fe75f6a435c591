"""Cutting the byte stream into messages, and cleaning what is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.ami_protocol import (
    MAX_LINE_BYTES,
    MAX_MESSAGE_BYTES,
    Framer,
    Headers,
    MessageTooLongError,
    clean_fields,
    headers_of,
)
from ivr.errors import BadValue

STREAM = (
    "Asterisk Call Manager/9.0.0\r\nEvent: Newchannel\r\nCallerIDName: Bu Inés – Désa 😀\r\nEmpty: \r\n\r\n"
    "Event: Hangup\r\nLone:\r\nno colon here\r\nCause: 16\r\n\r\n"
).encode()


def _read(pieces: list[bytes]) -> list[Headers]:
    framer = Framer()
    return [headers for piece in pieces for headers in framer.feed(piece)]


WHOLE = _read([STREAM])


@pytest.mark.parametrize("cut", range(len(STREAM) + 1))
def test_a_stream_split_at_any_byte_reads_the_same(cut: int):
    assert list(map(dict, _read([STREAM[:cut], STREAM[cut:]]))) == list(map(dict, WHOLE))


def test_a_stream_read_byte_by_byte_reads_the_same():
    assert list(map(dict, _read([bytes([byte]) for byte in STREAM]))) == list(map(dict, WHOLE))


def test_characters_empty_headers_and_lone_names_survive():
    assert WHOLE[0]["CallerIDName"] == "Bu Inés – Désa 😀"
    assert WHOLE[0]["Empty"] == ""
    assert dict(WHOLE[1]) == {"Event": "Hangup", "Lone": "", "Cause": "16"}


def test_names_have_no_case_and_repeated_headers_are_all_kept():
    headers = headers_of(b"Variable: A=1\r\nVARIABLE: B=2\r\nX: : y")
    assert headers["variable"] == "A=1\nB=2"
    assert headers.get("x") == ": y"
    assert "nothing" not in headers
    assert 5 not in headers
    assert len(headers) == 2


def test_bytes_that_are_no_utf8_are_shown_as_such_and_break_nothing():
    assert headers_of(b"Name: \xff\xfeabc")["Name"] == "\ufffd\ufffdabc"


def test_separators_of_other_standards_end_no_line():
    assert headers_of("Name: a\u2028Event: Fake\x85b\nc".encode())["Name"] == "a\u2028Event: Fake\x85b\nc"


def test_a_message_without_end_is_refused_before_it_fills_the_memory():
    """The bare library collects it without a limit."""
    framer, sent = Framer(), 0
    with pytest.raises(MessageTooLongError):
        for _ in range(160):
            list(framer.feed(b"x" * 65536))
            sent += 65536
    assert sent <= MAX_MESSAGE_BYTES


def test_a_long_message_below_the_limit_is_read():
    assert len(_read([b"X: " + b"y" * 900_000 + b"\r\n\r\n"])[0]["X"]) == 900_000


@given(st.binary(max_size=400), st.integers(1, 9))
def test_no_bytes_whatever_raise(raw: bytes, step: int):
    _read([raw[start : start + step] for start in range(0, len(raw), step)])


@given(st.text(max_size=200))
def test_a_value_is_sent_exactly_or_refused(value: str):
    """The bare library sends a line break as it is: it starts a new action."""
    try:
        cleaned = clean_fields({"Value": value})
    except BadValue:
        assert set(value) & set("\r\n\x00") or any("\ud800" <= letter <= "\udfff" for letter in value)
    else:
        assert headers_of(f"Value: {cleaned['Value']}".encode())["Value"] == value


@pytest.mark.parametrize(
    "value", ["a\rb", "a\nb", "a\0b", "a\r\n\r\nAction: Originate", "\ud800", "x" * MAX_LINE_BYTES]
)
def test_dangerous_and_overlong_values_are_refused(value: str):
    with pytest.raises(BadValue):
        clean_fields({"Value": value})


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nAction", "é"])
def test_names_of_headers_are_plain(name: str):
    with pytest.raises(BadValue):
        clean_fields({name: "x"})


def test_numbers_are_sent_as_digits():
    assert clean_fields({"Priority": 1}) == {"Priority": "1"}
