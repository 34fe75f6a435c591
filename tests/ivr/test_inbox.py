"""The inbox of a call: order, bound, and what is dropped."""

from ivr.conversation import Key
from ivr.inbox import Inbox
from speech.recogniser import Final, Partial


def partial(text: str) -> Partial:
    return Partial(text, (), 0.0)


async def test_a_newer_partial_replaces_the_one_before_it_but_never_a_key():
    inbox = Inbox()
    for item in (partial("a"), partial("a b"), Key("1"), partial("c")):
        inbox.put(item)
    assert [await inbox.get() for _ in range(3)] == [partial("a b"), Key("1"), partial("c")]


async def test_a_full_inbox_gives_up_partials_before_keys():
    inbox = Inbox(capacity=3)
    for item in (Key("1"), partial("x"), Key("2"), Key("3")):
        inbox.put(item)
    assert [await inbox.get() for _ in range(3)] == [Key("1"), Key("2"), Key("3")]


async def test_speech_for_the_question_before_is_forgotten_while_typed_keys_stay():
    inbox = Inbox()
    for item in (Final("ya", (), 1.0, 0, 1), Key("1")):
        inbox.put(item)
    inbox.clear_speech()
    assert await inbox.get() == Key("1")
