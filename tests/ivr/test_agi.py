"""Control of one channel: quoting, results, and commands whose channel goes away."""

import asyncio
import re
from collections.abc import Mapping
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ivr.agi import AgiCommands, AgiResult, Channel, parse_result, quoted
from ivr.ami import AmiMessage, Headers, LinkDown
from ivr.errors import ActionRefused, ActionTimeout, BadValue, ChannelGone, LinkLost, PromptMissing

NAME, UNIQUEID = "PJSIP/trunk-00000001", "1795503971.0"


class Wire:
    """Stands where the link stands: keeps the actions, answers as told."""

    def __init__(self) -> None:
        self.actions: list[dict[str, str | int]] = []
        self.refusal = ""
        self.values: dict[str, str] = {}

    async def action(self, name: str, /, *, timeout_s: float = 5.0, **fields: str | int) -> Mapping[str, str]:
        self.actions.append({"Action": name, **fields})
        await asyncio.sleep(0)
        if self.refusal:
            raise ActionRefused(self.refusal)
        return {"Response": "Success", "Value": self.values.get(str(fields.get("Variable")), "")}

    async def sent(self, count: int) -> dict[str, str | int]:
        async with asyncio.timeout(2):
            while len(self.actions) < count:
                await asyncio.sleep(0)
        return self.actions[count - 1]


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def agi(wire: Wire) -> AgiCommands:
    return AgiCommands(wire, lambda name: name != "iceta/missing")


@pytest.fixture
def channel(agi: AgiCommands) -> Channel:
    return agi.channel(NAME, UNIQUEID)


def _message(event: str, **headers: str) -> AmiMessage:
    common = {"Event": event, "Channel": NAME, "Uniqueid": UNIQUEID}
    return AmiMessage(event, Headers({**common, **headers}.items()), 0.0)


def _done(action: Mapping[str, str | int], result: str = "200 result=0") -> AmiMessage:
    return _message("AsyncAGIExec", CommandID=str(action["CommandID"]), Result=quote(result + "\n"))


def _as_asterisk_reads(text: str) -> list[str]:
    """Asterisk's parse_args: quotes group, a backslash takes the next character as it is, blanks divide."""
    words: list[str] = []
    current, inside, escaped, begun = "", False, False, False
    for letter in text:
        if escaped:
            current, escaped = current + letter, False
        elif letter == '"':
            inside, begun = not inside, True
        elif letter == "\\":
            escaped = begun = True
        elif letter in " \t" and not inside:
            words, current, begun = ([*words, current] if begun else words), "", False
        else:
            current, begun = current + letter, True
    return [*words, current] if begun else words


@given(st.text(max_size=60), st.text(max_size=60))
@example('"', "\\")
@example('\\"', '" SET VARIABLE X "')
def test_quoted_arguments_are_read_as_they_were(first: str, second: str):
    try:
        line = f"SET VARIABLE {quoted(first)} {quoted(second)}"
    except BadValue:
        assert re.search("[\r\n\x00\ud800-\udfff]", first + second)
    else:
        assert _as_asterisk_reads(line) == ["SET", "VARIABLE", first, second]


@pytest.mark.parametrize(
    ("line", "result"),
    [
        ("200 result=0\n", AgiResult("0")),
        ("200 result=-1 endpos=0", AgiResult("-1", None, 0)),
        ("200 result=0 endpos=4000", AgiResult("0", None, 4000)),
        ('200 result=1 (a "b" (c) )\n', AgiResult("1", 'a "b" (c) ')),
        ("200 result=1 ()", AgiResult("1", "")),
        ("200 result= (timeout)", AgiResult("", "timeout")),
        ("200 result=1 (two\nlines) endpos=7", AgiResult("1", "two\nlines", 7)),
    ],
)
def test_results_are_read(line: str, result: AgiResult):
    assert parse_result(line) == result


@given(st.text(max_size=100))
def test_any_other_answer_is_a_refusal(line: str):
    try:
        parse_result(line)
    except ActionRefused as refusal:
        assert refusal.message == line.strip()
    else:
        assert line.lstrip("\r\n").startswith("200 result=")


async def test_a_command_ends_with_its_own_exec_event(agi: AgiCommands, wire: Wire, channel: Channel):
    """The bare library never resolves send_agi_command: it swallows the event."""
    first = asyncio.create_task(channel.command("NOOP"))
    second = asyncio.create_task(channel.command("NOOP"))
    one, two = await wire.sent(1), await wire.sent(2)
    agi.deliver(_done(two, "200 result=2"))
    agi.deliver(_done(one, "200 result=1"))
    agi.deliver(_done(one, "200 result=9"))
    assert ((await first).result, (await second).result) == ("1", "2")
    assert one["CommandID"] != two["CommandID"]


@pytest.mark.parametrize("event", ["Hangup", "AsyncAGIEnd"])
async def test_a_channel_that_goes_fails_what_runs_and_what_comes(
    agi: AgiCommands, wire: Wire, channel: Channel, event: str
):
    """Asterisk accepts commands after AsyncAGIEnd, and never runs them."""
    running = asyncio.create_task(channel.command("NOOP", 60))
    await wire.sent(1)
    agi.deliver(_message(event))
    with pytest.raises(ChannelGone):
        await running
    for attempt in (channel.command("NOOP"), channel.play("iceta/welcome")):
        with pytest.raises(ChannelGone):
            await attempt
    assert len(wire.actions) == 1


async def test_another_channels_end_is_no_matter(agi: AgiCommands, wire: Wire, channel: Channel):
    running = asyncio.create_task(channel.command("NOOP"))
    action = await wire.sent(1)
    agi.deliver(_message("Hangup", Uniqueid="other", Channel="PJSIP/op1-1"))
    agi.deliver(_done(action))
    assert (await running).result == "0"


async def test_a_broken_link_fails_what_runs(agi: AgiCommands, wire: Wire, channel: Channel):
    running = asyncio.create_task(channel.command("NOOP"))
    await wire.sent(1)
    agi.deliver(LinkDown("reset", 0.0))
    with pytest.raises(LinkLost, match="reset"):
        await running


async def test_a_new_session_of_the_same_channel_ends_the_old_one(agi: AgiCommands, wire: Wire, channel: Channel):
    fresh = agi.channel(NAME, UNIQUEID)
    with pytest.raises(ChannelGone, match="anew"):
        await channel.command("NOOP")
    running = asyncio.create_task(fresh.command("NOOP"))
    agi.deliver(_done(await wire.sent(1)))
    assert (await running).result == "0"


async def test_a_command_without_end_has_a_deadline(channel: Channel):
    with pytest.raises(ActionTimeout, match="NOOP"):
        await channel.command("NOOP", 0.05)


async def test_an_unknown_channel_is_a_channel_gone(wire: Wire, channel: Channel):
    wire.refusal = "Channel PJSIP/trunk-00000001 does not exist."
    for attempt in (channel.command("NOOP"), channel.get("X"), channel.redirect("queue", "s")):
        with pytest.raises(ChannelGone):
            await attempt


async def test_any_other_refusal_is_told_as_it_is(wire: Wire, channel: Channel):
    wire.refusal = "Permission denied"
    with pytest.raises(ActionRefused, match="Permission denied"):
        await channel.command("NOOP")


@pytest.mark.parametrize("text", ["NOOP\r\nAction: Originate", "NOOP\n", "NOOP\0"])
async def test_a_line_break_in_a_command_is_not_sent(wire: Wire, channel: Channel, text: str):
    with pytest.raises(BadValue):
        await channel.command(text)
    assert wire.actions == []


async def test_a_sound_is_played_to_its_end(agi: AgiCommands, wire: Wire, channel: Channel):
    playing = asyncio.create_task(channel.play("iceta/welcome"))
    action = await wire.sent(1)
    assert action["Command"] == 'STREAM FILE "iceta/welcome" ""'
    agi.deliver(_done(action, "200 result=0 endpos=4000"))
    assert await playing is True


async def test_a_missing_sound_is_not_asked_for(wire: Wire, channel: Channel):
    """Asterisk ends AsyncAGI when it is told to play a missing file."""
    with pytest.raises(PromptMissing) as missing:
        await channel.play("iceta/missing")
    assert missing.value.name == "iceta/missing"
    assert wire.actions == []


async def test_a_stopped_sound_says_so(agi: AgiCommands, wire: Wire, channel: Channel):
    playing = asyncio.create_task(channel.play("iceta/welcome"))
    action = await wire.sent(1)
    stopping = asyncio.create_task(channel.stop_playing())
    assert (await wire.sent(2)) == {"Action": "ControlPlayback", "Channel": NAME, "Control": "stop"}
    agi.deliver(_done(action, "200 result=0 endpos=100"))
    assert await playing is False
    await stopping


async def test_a_stop_that_came_too_early_is_repeated(agi: AgiCommands, wire: Wire, channel: Channel):
    """Asterisk begins a sound up to 100 ms after the command; a stop before that is lost."""
    playing = asyncio.create_task(channel.play("iceta/welcome"))
    action = await wire.sent(1)
    stopping = asyncio.create_task(channel.stop_playing())
    assert (await wire.sent(4))["Action"] == "ControlPlayback"
    agi.deliver(_done(action))
    await stopping
    assert await playing is False


async def test_stopping_when_nothing_plays_sends_nothing(agi: AgiCommands, wire: Wire, channel: Channel):
    await channel.stop_playing()
    playing = asyncio.create_task(channel.play("iceta/welcome"))
    agi.deliver(_done(await wire.sent(1)))
    assert await playing
    await channel.stop_playing()
    assert len(wire.actions) == 1


async def test_a_sound_that_can_not_be_played_ends_the_channel(agi: AgiCommands, wire: Wire, channel: Channel):
    playing = asyncio.create_task(channel.play("iceta/welcome"))
    agi.deliver(_done(await wire.sent(1), "200 result=-1 endpos=0"))
    with pytest.raises(ChannelGone, match="could not play"):
        await playing


async def test_variables_go_by_ami(wire: Wire, channel: Channel):
    wire.values["ICETA_STEP"] = "menu"
    await channel.set("ICETA_NEXT", "queue")
    assert await channel.get("ICETA_STEP") == "menu"
    assert await channel.get("ICETA_NOTHING") == ""
    assert wire.actions[0] == {"Action": "Setvar", "Channel": NAME, "Variable": "ICETA_NEXT", "Value": "queue"}


async def test_leaving_twice_is_harmless(agi: AgiCommands, wire: Wire, channel: Channel):
    leaving = asyncio.create_task(channel.leave())
    action = await wire.sent(1)
    assert action["Command"] == "ASYNCAGI BREAK"
    agi.deliver(_message("AsyncAGIEnd"))
    await leaving
    await channel.leave()


async def test_a_redirect_names_the_place(wire: Wire, channel: Channel):
    await channel.redirect("take", "op1")
    assert wire.actions == [{"Action": "Redirect", "Channel": NAME, "Context": "take", "Exten": "op1", "Priority": 1}]


async def test_a_cancelled_play_leaves_nothing_waiting(agi: AgiCommands, wire: Wire, channel: Channel):
    playing = asyncio.create_task(channel.play("iceta/welcome"))
    action = await wire.sent(1)
    playing.cancel()
    await asyncio.wait([playing])
    agi.deliver(_done(action))
    agi.deliver(_message("Hangup"))
    assert agi._waiting == {}
