"""What panoramisk 1.4 does by itself: if one of these fails, the library has changed and its cover may go."""

import asyncio
from unittest.mock import Mock

import pytest
from panoramisk.actions import Action, Command
from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager
from panoramisk.message import Message


@pytest.fixture
async def bare() -> AMIProtocol:
    """A protocol of the library, connected to nothing, that dispatches through a real manager."""
    manager = Manager(loop=asyncio.get_running_loop())
    protocol = AMIProtocol()
    protocol.connection_made(Mock())
    protocol.factory, protocol.encoding = manager, "utf8"
    return protocol


def _collect(protocol: AMIProtocol) -> list[Message]:
    seen: list[Message] = []
    protocol.factory.register_event("*", lambda _, message: seen.append(message))
    return seen


async def test_a_line_break_in_a_value_is_a_second_action():
    action = Action({"Action": "Setvar", "Value": "x\r\n\r\nAction: Originate\r\nChannel: PJSIP/premium"})
    assert "\r\n\r\nAction: Originate\r\n" in str(action)


async def test_a_character_split_over_two_reads_is_lost(bare: AMIProtocol):
    seen = _collect(bare)
    raw = "Event: Hangup\r\nCallerIDName: Bu Inés\r\n\r\n".encode()
    cut = raw.index("é".encode()) + 1
    bare.data_received(raw[:cut])
    bare.data_received(raw[cut:])
    assert seen[0]["CallerIDName"] == "Bu Ins"


async def test_an_empty_last_header_vanishes(bare: AMIProtocol):
    seen = _collect(bare)
    bare.data_received(b"Event: VarSet\r\nVariable: X\r\nValue: \r\n\r\n")
    assert "Value" not in seen[0]


async def test_an_exception_of_a_consumer_reaches_the_connection(bare: AMIProtocol):
    def consumer(_manager: Manager, _message: Message) -> None:
        raise ZeroDivisionError

    bare.factory.register_event("*", consumer)
    with pytest.raises(ZeroDivisionError):
        bare.data_received(b"Event: Hangup\r\n\r\n")


async def test_an_unanswered_action_is_kept_for_a_replay(bare: AMIProtocol):
    bare.send({"Action": "Originate", "Channel": "PJSIP/op1"})
    bare.close()
    assert [action["Action"] for action in bare.factory.awaiting_actions] == ["Originate"]


async def test_an_originate_without_the_async_header_is_a_key_error():
    with pytest.raises(KeyError):
        Action({"Action": "Originate"}).add_message(
            Message({"Response": "Success", "Message": "Originate successfully queued"})
        )


@pytest.mark.parametrize("text", ["Added interface to queue", "Added AGI command to queue"])
async def test_a_single_response_that_speaks_of_a_queue_never_ends(text: str):
    action = Command({"Action": "AGI", "Command": "NOOP"})
    assert not action.add_message(Message({"Response": "Success", "Message": text}))
    assert not action.add_message(Message({"Event": "AsyncAGIExec", "CommandID": action.id, "Result": "200 result=0"}))
    assert not action.future.done()


async def test_a_refused_list_action_never_ends():
    action = Action({"Action": "QueueStatus"}, as_list=True)
    assert not action.add_message(Message({"Response": "Error", "Message": "Permission denied"}))


async def test_a_message_may_grow_without_limit(bare: AMIProtocol):
    _collect(bare)
    bare.data_received(b"Event: Hangup\r\nX: ")
    for _ in range(3):
        bare.data_received(b"x" * 1_000_000)
    assert len(bare.queue[0]) > 3_000_000
