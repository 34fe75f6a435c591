"""Talking to one channel that Asterisk holds in AGI(agi:async): say, stop, variables, hand over."""

import asyncio
import itertools
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote
from weakref import WeakValueDictionary

import structlog

from ivr.ami_link import LinkDown, LinkNote
from ivr.ami_protocol import AmiMessage, clean_text
from ivr.errors import ActionRefused, ActionTimeout, ChannelGone, LinkLost, PromptMissing, TelephoneError

COMMAND_DEADLINE_S = 5.0
"""For commands that end by themselves at once; a step takes 20 ms, or 100 ms while the caller sends no sound."""
PLAY_DEADLINE_S = 300.0
"""The longest prompt; it only ends a wait whose answer will never come."""
STOP_DEADLINE_S = 1.0
"""How long we repeat a stop for a sound that does not end."""
STOP_AGAIN_S = 0.05
"""A stop that came before Asterisk had begun the sound is lost, so it is repeated after this."""

_RESULT = re.compile(r"200 result=(-?[^\s(]*)(?:\s+\((.*)\))?(?:\s+endpos=(\d+))?\s*", re.DOTALL)
_GONE = re.compile(r"no such channel|does not exist|not in async agi|channel not specified", re.IGNORECASE)
_log = structlog.get_logger()


class Link(Protocol):
    """The part of AmiLink that this module needs."""

    async def action(self, name: str, /, *, timeout_s: float = 5.0, **fields: str | int) -> Mapping[str, str]:
        """Do one action and return its response."""


@dataclass(frozen=True, slots=True)
class AgiResult:
    """What an AGI command came to: its result, the text in brackets, and where a sound ended (in samples)."""

    result: str
    data: str | None = None
    endpos: int | None = None


def quoted(argument: str) -> str:
    """Return one AGI argument in quotes, so that Asterisk reads exactly this text. Raises BadValue."""
    text = clean_text("an AGI argument", argument)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parse_result(line: str) -> AgiResult:
    """Read Asterisk's answer to an AGI command. Raises ActionRefused for anything but `200 result=`."""
    match = _RESULT.fullmatch(line.strip("\r\n"))
    if match is None:
        raise ActionRefused(line.strip())
    result, inside, endpos = match.groups()
    return AgiResult(result, inside, int(endpos) if endpos else None)


class AgiCommands:
    """The commands that wait for their end on all channels.

    Feed it every note of the link's queue, in order, with `deliver`: it fulfils commands by AsyncAGIExec and fails
    them with ChannelGone when their channel leaves AGI or hangs up, with LinkLost when the link goes down.
    """

    def __init__(self, link: Link, exists: Callable[[str], bool] = lambda name: True) -> None:
        self.link = link
        self.exists = exists
        self._tag = uuid.uuid4().hex[:12]
        self._numbers = itertools.count(1)
        self._waiting: dict[str, tuple[str, asyncio.Future[str]]] = {}
        self._channels: WeakValueDictionary[str, Channel] = WeakValueDictionary()

    def channel(self, name: str, uniqueid: str) -> "Channel":
        """Return a fresh control of a channel that has just entered AGI (AgiStarted)."""
        before = self._channels.get(uniqueid)
        if before is not None:
            before.gone = "entered AGI anew"
        channel = Channel(self, name, uniqueid)
        self._channels[uniqueid] = channel
        return channel

    def deliver(self, note: LinkNote) -> None:
        """Take one note from the link; all that is not about AGI passes unnoticed."""
        if isinstance(note, LinkDown):
            self._fail(list(self._waiting), LinkLost(f"the link to Asterisk broke: {note.reason}"))
        elif isinstance(note, AmiMessage) and note.event in ("AsyncAGIEnd", "Hangup"):
            self._leave(note.get("Uniqueid"), "hung up" if note.event == "Hangup" else "left the bridge's control")
        elif isinstance(note, AmiMessage) and note.event == "AsyncAGIExec":
            self._fulfil(note)

    async def run(self, channel: "Channel", text: str, timeout_s: float) -> AgiResult:
        """Run one AGI command to its end. Raises ChannelGone, ActionRefused, ActionTimeout, BadValue, LinkLost."""
        command_id = f"{self._tag}-{next(self._numbers)}"
        end: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[command_id] = (channel.uniqueid, end)
        try:
            await channel.act("AGI", Command=clean_text("an AGI command", text), CommandID=command_id)
            return parse_result(await _by(end, text, timeout_s))
        finally:
            del self._waiting[command_id]
            _forget(end)

    def _fulfil(self, message: AmiMessage) -> None:
        _, end = self._waiting.get(message.get("CommandID"), (None, None))
        if end is not None and not end.done():
            end.set_result(unquote(message.get("Result")))

    def _leave(self, uniqueid: str, reason: str) -> None:
        channel = self._channels.pop(uniqueid, None)
        if channel is not None:
            channel.gone = reason
        mine = [command_id for command_id, (owner, _) in self._waiting.items() if owner == uniqueid]
        self._fail(mine, ChannelGone(f"channel {uniqueid} {reason}"))

    def _fail(self, command_ids: list[str], error: TelephoneError) -> None:
        for command_id in command_ids:
            end = self._waiting[command_id][1]
            if not end.done():
                end.set_exception(error)


class Channel:
    """One caller's channel while Asterisk holds it in AGI; after AsyncAGIEnd or Hangup all it does raises ChannelGone.

    Sounds are named as Asterisk names them (`iceta/welcome`). One command runs at a time; more are queued by Asterisk.
    """

    def __init__(self, commands: AgiCommands, name: str, uniqueid: str) -> None:
        self.name = name
        self.uniqueid = uniqueid
        self.gone: str | None = None
        self._commands = commands
        self._playing: asyncio.Future[AgiResult] | None = None
        self._stopping = False

    async def command(self, text: str, timeout_s: float = COMMAND_DEADLINE_S) -> AgiResult:
        """Run one AGI command. Raises ChannelGone, ActionRefused, ActionTimeout, BadValue, LinkLost."""
        self._check()
        return await self._commands.run(self, text, timeout_s)

    async def play(self, name: str) -> bool:
        """Play a sound; True when it came to its end, False when it was stopped.

        Raises PromptMissing without asking Asterisk: playing a missing file would end our control of the channel.
        """
        if not self._commands.exists(name):
            raise PromptMissing(name)
        self._check()
        self._stopping = False
        run = asyncio.ensure_future(self._commands.run(self, f'STREAM FILE {quoted(name)} ""', PLAY_DEADLINE_S))
        self._playing = run
        try:
            result = await run
        finally:
            run.cancel()
        if result.result == "-1":
            raise ChannelGone(
                f"channel {self.name} could not play {name}: it is hanging up, or the sound is unreadable"
            )
        return not self._stopping

    async def stop_playing(self) -> None:
        """Silence the sound that plays, and return once it has ended; harmless if nothing plays."""
        run = self._playing
        if run is None or run.done():
            return
        self._stopping = True
        deadline_s = asyncio.get_running_loop().time() + STOP_DEADLINE_S
        while not run.done() and asyncio.get_running_loop().time() < deadline_s:
            if not await self._send_stop():
                return
            await asyncio.wait([run], timeout=STOP_AGAIN_S)

    async def set(self, name: str, value: str) -> None:
        """Set a variable of the channel. Raises ChannelGone, BadValue, ActionTimeout, LinkLost."""
        await self.act("Setvar", Variable=name, Value=value)

    async def get(self, name: str) -> str:
        """Return a variable of the channel, "" if it is not set. Raises ChannelGone, ActionTimeout, LinkLost."""
        return (await self.act("Getvar", Variable=name)).get("Value", "")

    async def leave(self) -> None:
        """Give the call back to the dialplan, which goes on after AGI(); harmless if the channel has left already."""
        try:
            await self.command("ASYNCAGI BREAK")
        except ChannelGone as gone:
            _log.debug("channel_left", channel=self.name, reason=gone.reason)

    async def redirect(self, context: str, exten: str, priority: int = 1) -> None:
        """Send the channel to another place of the dialplan, also out of a running command. Raises ChannelGone."""
        await self.act("Redirect", Context=context, Exten=exten, Priority=priority)

    async def act(
        self, action: str, /, *, timeout_s: float = COMMAND_DEADLINE_S, **fields: str | int
    ) -> Mapping[str, str]:
        """Do one AMI action on this channel. Raises ChannelGone if Asterisk knows no such channel (any more)."""
        try:
            return await self._commands.link.action(action, timeout_s=timeout_s, Channel=self.name, **fields)
        except ActionRefused as refusal:
            if _GONE.search(refusal.message):
                raise ChannelGone(f"channel {self.name}: {refusal.message}") from None
            raise

    def _check(self) -> None:
        if self.gone is not None:
            raise ChannelGone(f"channel {self.name} {self.gone}")

    async def _send_stop(self) -> bool:
        try:
            await self.act("ControlPlayback", Control="stop")
        except ActionRefused as refusal:
            _log.warning("stop_refused", channel=self.name, reason=refusal.message)
            return False
        return True


async def _by(end: "asyncio.Future[str]", text: str, timeout_s: float) -> str:
    try:
        async with asyncio.timeout(timeout_s):
            return await end
    except TimeoutError:
        raise ActionTimeout(f"AGI command {text.split(' ')[0]} did not end within {timeout_s:g} s") from None


def _forget(end: "asyncio.Future[str]") -> None:
    """Mark a failure as seen, so that a command cut short by something else leaves no warning behind."""
    if end.done() and not end.cancelled():
        end.exception()
