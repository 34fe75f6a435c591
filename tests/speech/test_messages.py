"""Messages survive their way through a pipe; anything else is refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.messages import (
    HEADER,
    LARGEST_BODY,
    Close,
    Done,
    Finish,
    Heard,
    Listen,
    Message,
    MessageBroken,
    Open,
    Ready,
    Skipped,
    Sound,
    body_length,
    decode,
    encode,
)
from speech.recogniser import Alternative, Final, Partial, Word

WORD = Word("banjir", 0.9, 1.5, 1.9)
MESSAGES: list[Message] = [
    Open(7, 160, ("ya", "tidak")),
    Open(7, 0, None),
    Sound(7, 2**40, b"\x01\x02"),
    Listen(7, ()),
    Listen(7, None),
    Finish(7),
    Close(7),
    Ready(),
    Done(7, settled=True),
    Done(7, settled=False),
    Heard(7, Partial("banjir", (), 2.0)),
    Heard(7, Final("banjir", (WORD,), 0.9, 1.5, 1.9)),
    Heard(7, Final("banjir", (WORD,), 0.9, 1.5, 1.9, (Alternative("banjir", 0.8), Alternative("", 0.0)))),
    Skipped(7, ("kata \u00e9aneh",)),
]


@pytest.mark.parametrize("message", MESSAGES, ids=repr)
def test_there_and_back(message: Message) -> None:
    raw = encode(message)
    header, body = raw[: HEADER.size], raw[HEADER.size :]
    assert body_length(header) == len(body)
    assert decode(header, body) == message


@given(st.binary(min_size=HEADER.size, max_size=HEADER.size), st.binary(max_size=40))
def test_garbage_is_refused_or_a_message(header: bytes, body: bytes) -> None:
    with contextlib.suppress(MessageBroken):
        decode(header, body)


def test_sizes_are_bounded() -> None:
    with pytest.raises(MessageBroken):
        encode(Sound(1, 0, bytes(LARGEST_BODY + 1)))
    with pytest.raises(MessageBroken):
        body_length(HEADER.pack(1, 1, 0, LARGEST_BODY + 1))
