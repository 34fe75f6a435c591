"""What is heard becomes transcript, emergencies and input for the menu."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from ivr.conversation import Emergency
from ivr.listening import Listener
from ivr.live_call import LiveCall
from speech.recogniser import Final, Partial, Voice, Word
from tickets import service


class Notes:
    """Remembers what would be written."""

    def __init__(self):
        self.written, self.shown = [], []

    def about(self, linkedid, verb, **kwargs):
        self.written.append((verb, kwargs))

    def live(self, linkedid, step, text, words):
        self.shown.append((step, text))

    def alarms(self):
        return [kwargs["words"] for verb, kwargs in self.written if verb is service.set_call_priority]


@pytest.fixture
def heard():
    call = LiveCall("1.1", "PJSIP/trunk-1", "0812", "", "112", datetime(2026, 1, 1, tzinfo=UTC), step="description")
    call.in_menu = True
    notes = Notes()
    return SimpleNamespace(call=call, notes=notes, listener=Listener(call, notes))


def final(text: str, confidence: float = 0.9) -> Final:
    return Final(text, (Word(text, confidence, 0.0, 1.0),), confidence, 0.0, 1.0)


async def drained(call: LiveCall) -> list:
    items = []
    while call.inbox._items:
        items.append(await call.inbox.get())
    return items


async def test_words_are_shown_while_spoken_and_written_when_final(heard):
    heard.listener.take(Partial("air", (), 0.5))
    heard.listener.take(final("air mati"))
    assert heard.notes.shown == [("description", "air")]
    assert [kwargs["segment"].text for verb, kwargs in heard.notes.written if verb is service.add_segment] == [
        "air mati"
    ]
    assert [type(item) for item in await drained(heard.call)] == [Partial, Final]


async def test_an_emergency_is_raised_once_and_told_to_the_menu(heard):
    heard.listener.take(final("ada kebakaran di rumah"))
    heard.listener.take(final("kebakaran besar"))
    assert heard.notes.alarms() == [("kebakaran",)]
    assert Emergency(("kebakaran",)) in await drained(heard.call)


def test_a_doubtful_emergency_must_be_heard_twice(heard):
    heard.listener.take(final("kebakaran", 0.3))
    assert heard.notes.alarms() == []
    heard.listener.take(final("kebakaran", 0.3))
    assert heard.notes.alarms() == [("kebakaran",)]


def test_a_word_that_flickers_through_one_partial_alarms_nobody(heard):
    for text in ("kebakaran", "ke pasar", "ke pasar baru"):
        heard.listener.take(Partial(text, (), 0.0))
    assert heard.notes.alarms() == []


@pytest.mark.parametrize(
    ("text", "confidence", "alarms"), [("desa melahirkan", 1.0, 0), ("kebakaran", 0.7, 0), ("kebakaran", 0.95, 1)]
)
def test_in_a_menu_only_a_whole_phrase_heard_surely_is_an_emergency(heard, text, confidence, alarms):
    heard.call.wanted = ("kebakaran", "mau melahirkan", "desa")
    heard.listener.take(final(text, confidence))
    assert len(heard.notes.alarms()) == alarms


async def test_outside_the_menu_nothing_is_put_into_the_inbox(heard):
    heard.call.in_menu = False
    heard.listener.take(final("terima kasih"))
    heard.listener.take(Voice(True, 1.0))
    assert await drained(heard.call) == []
