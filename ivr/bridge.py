"""The bridge: starts and stops everything in one TaskGroup, leads each call, and adopts calls after a restart."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from ivr.agi import AgiCommands, Channel
from ivr.ami import AmiAddress, AmiLink, AmiMessage, LinkDown, LinkUp
from ivr.calls import CallBoard, CallEnded, CallStarted, Change, StageChanged, operator_of
from ivr.commands import Commands
from ivr.conversation import Facts, Key, begin
from ivr.desk import Desk
from ivr.dialogue import Dialogue, resumed
from ivr.ears import Ears
from ivr.errors import ChannelGone, TelephoneError
from ivr.events import AgiStarted, DigitReader, parse
from ivr.health import HealthReport
from ivr.journal import Journal, JournalAway
from ivr.live_call import LiveCall
from ivr.menu import Menu
from ivr.nightly import keep_purging
from ivr.outbound_line import CONTEXT as OUTBOUND
from ivr.outbound_worker import Outbound
from ivr.second_opinion import SecondOpinions
from ivr.settings import IvrSettings
from ivr.studio import CONTEXT as STUDIO
from ivr.studio import Studio
from ivr.sweeps import keep_sweeping
from speech.prompt_sounds import PromptSounds
from speech.second_opinion.opinion import SecondOpinion
from tickets import service
from tickets.model import CallStage, NewCall

log = structlog.get_logger()

ADOPT = ("from-trunk", "resume")
"""Context and extension that give an adopted call a fresh AGI session."""
FALLBACK = ("fallback", "s")
"""Context and extension of the path that needs nothing but Asterisk."""
LAST_WORDS_DEADLINE_S = 3.0
"""How long a call that is over waits for the recogniser's last words."""


@dataclass
class Bridge:
    """Everything between Asterisk and the database while calls go on."""

    settings: IvrSettings
    menu: Menu
    link: AmiLink
    ears: Ears
    journal: Journal
    prompt_exists: Callable[[str], bool]
    studio: Studio
    sounds: PromptSounds | None = None
    opinion: SecondOpinion | None = None
    outbound: Outbound | None = None
    board: CallBoard = field(default_factory=CallBoard)
    digits: DigitReader = field(default_factory=DigitReader)
    agi: AgiCommands = field(init=False)
    calls: dict[str, LiveCall] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.agi = AgiCommands(self.link, self.prompt_exists)

    async def run(self, ready: asyncio.Event | None = None) -> None:
        """Serve until cancelled; `ready` is set when calls are answered. Raises LoginRefused, LinkLost, SpeechError."""
        commands = Commands(self.journal.database, self.link, self.find, self.settings.name)
        health = HealthReport(self.link, self.journal, self.ears)
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                await self.ears.start()
                await self.link.start()
                tasks.create_task(self.journal.run(), name="journal")
                tasks.create_task(self._follow(), name="events")
                tasks.create_task(commands.run(), name="commands")
                tasks.create_task(health.run(), name="health")
                tasks.create_task(keep_sweeping(self.journal.database), name="clocks")
                tasks.create_task(keep_purging(self.journal.database, self.settings.home), name="retention")
                if self.outbound is not None:
                    tasks.create_task(self.outbound.run(), name="calls out")
                if self.opinion is not None:
                    again = SecondOpinions(
                        self.opinion, self.journal.database, lambda: len(self.calls), self.ears.recordings
                    )
                    tasks.create_task(again.run(), name="second opinions")
                await health.first_beat()
                log.info("bridge_ready", asterisk=f"{self.settings.ami_host}:{self.settings.ami_port}")
                if ready is not None:
                    ready.set()
        finally:
            await self._stop(health)

    async def _stop(self, health: HealthReport) -> None:
        with contextlib.suppress(TelephoneError):
            await health.last_beat()
        await self.link.stop()
        await self.ears.stop()

    def find(self, call_id: int) -> LiveCall | None:
        """The live call with this database id."""
        return next((call for call in self.calls.values() if self.journal.id_of(call.linkedid) == call_id), None)

    async def _follow(self) -> None:
        while True:
            message = await self.link.messages.get()
            try:
                await self._take(message)
            except TelephoneError as error:
                log.warning("event_not_followed", message=str(message)[:200], reason=str(error))

    async def _take(self, message: AmiMessage | LinkUp | LinkDown) -> None:
        self.agi.deliver(message)
        if self.outbound is not None and not isinstance(message, LinkUp):
            self.outbound.note(message)
        if isinstance(message, LinkUp):
            await self._rebuild()
            return
        if isinstance(message, LinkDown):
            log.error("asterisk_away", reason=message.reason)
            return
        event = parse(message)
        if event is None:
            return
        for change in self.board.apply(event):
            self._change(change)
        if isinstance(event, AgiStarted):
            self._answer(event)
        digit = self.digits.read(event)
        self.studio.key(event, digit)
        if self.outbound is not None:
            self.outbound.take(event, digit)
        if digit is not None and (call := self.calls.get(digit.linkedid)) and call.in_menu:
            call.inbox.put(Key(digit.digit))

    async def _rebuild(self) -> None:
        channels = await self.link.rows("CoreShowChannels")
        entries = await self.link.rows_once_loaded("QueueStatus")
        for change in self.board.rebuild(channels, entries):
            self._change(change)
        if self.outbound is not None:
            await self.outbound.tidy(channels)
        for row in channels:
            if (
                row.get("Context") != OUTBOUND
                and row.get("Application") == "AGI"
                and row.get("ApplicationData", "").startswith("agi:async")
                and not self._led(row)
            ):
                log.warning("call_adopted", channel=row.get("Channel"), duration=row.get("Duration"))
                context, exten = (STUDIO, "s") if row.get("Context") == STUDIO else ADOPT
                await self.link.action("Redirect", Channel=row["Channel"], Context=context, Exten=exten, Priority=1)

    def _led(self, row: Mapping[str, str]) -> bool:
        """Whether a conversation of this bridge is already on the channel (its AsyncAGIStart came before the list)."""
        if self.studio.has(row.get("Uniqueid", "")):
            return True
        call = self.calls.get(row.get("Linkedid", ""))
        return call is not None and any(task.get_name().startswith("dialogue") for task in call.tasks)

    def _change(self, change: Change) -> None:
        match change:
            case CallStarted():
                self._started(change)
            case StageChanged(linkedid=linkedid, stage=stage, at=at, operator=operator):
                if call := self.calls.get(linkedid):
                    call.operator = operator
                    call.stage = stage
                self.journal.about(linkedid, service.set_stage, stage=CallStage(stage), at=at, operator=operator)
            case CallEnded():
                self._tasks.create_task(self._close(change), name=f"close {change.linkedid}")

    def _started(self, change: CallStarted) -> None:
        call = LiveCall(
            change.linkedid,
            change.channel,
            change.caller_number,
            change.caller_name,
            change.dialled,
            change.at,
            sounds=self.sounds,
        )
        self.calls[change.linkedid] = call
        new = NewCall(call.linkedid, call.channel, call.caller_number, call.caller_name, call.dialled, call.started_at)
        self.journal.about(call.linkedid, service.start_call, call=new)
        self._spawn(call, self.ears.follow(call), "ear")

    async def _close(self, change: CallEnded) -> None:
        """A call is closed after its last words are written, so that a draft ticket holds them."""
        call = self.calls.pop(change.linkedid, None)
        if call is not None and call.tasks:
            await asyncio.wait(call.tasks, timeout=LAST_WORDS_DEADLINE_S)
        self.journal.about(change.linkedid, service.end_call, at=change.at, reason=change.reason)

    def _answer(self, event: AgiStarted) -> None:
        """A channel has come under our control: one that we rang, an operator's in the prompt studio, or a caller's."""
        operator = operator_of(event.channel)
        if event.context == OUTBOUND:
            self._answered(event)
        elif event.context != STUDIO:
            self._converse(event)
        elif operator is not None:
            work = self.studio.serve(self.agi.channel(event.channel, event.uniqueid), operator)
            self._tasks.create_task(work, name=f"studio {event.uniqueid}")

    def _answered(self, event: AgiStarted) -> None:
        """Whom we rang has answered; whom a former bridge rang is let go, and rung again by the rules."""
        channel = self.agi.channel(event.channel, event.uniqueid)
        if self.outbound is None or not self.outbound.answer(event, channel):
            self._tasks.create_task(channel.leave(), name=f"let go {event.uniqueid}")

    def _converse(self, event: AgiStarted) -> None:
        call = self.calls.get(event.linkedid)
        if call is None:
            log.warning("agi_without_call", channel=event.channel, linkedid=event.linkedid)
            return
        self._spawn(call, self._lead(call, self.agi.channel(event.channel, event.uniqueid)), "dialogue")

    async def _lead(self, call: LiveCall, channel: Channel) -> None:
        desk = Desk(call, self.journal)
        try:
            step = await channel.get("ICETA_STEP")
            position = resumed(step, await desk.recall(), self.menu) if step else begin(self.menu, facts=Facts())
            done = await Dialogue(self.menu, call, channel, desk).run(position)
            log.info("conversation_over", call=call.linkedid, to=done.to, reason=done.reason)
        except ChannelGone as error:
            log.info("conversation_cut", call=call.linkedid, reason=error.reason)

    def _spawn(self, call: LiveCall, work: Coroutine[Any, Any, None], what: str) -> None:
        task = self._tasks.create_task(self._guard(call, work, what), name=f"{what} {call.linkedid}")
        call.tasks.add(task)
        task.add_done_callback(call.tasks.discard)

    async def _guard(self, call: LiveCall, work: Coroutine[Any, Any, None], what: str) -> None:
        """One call's failure is logged with its place and never takes the bridge, or another call, with it."""
        try:
            await work
        except (TelephoneError, JournalAway) as error:
            log.warning("call_work_ended", what=what, call=call.linkedid, reason=str(error))
        except Exception:  # the edge of a call's own worker
            log.exception("call_work_failed", what=what, call=call.linkedid)
            await self._rescue(call)

    async def _rescue(self, call: LiveCall) -> None:
        """A caller whose conversation broke goes to the static path, and so to an operator."""
        if call.stage == "ivr":
            with contextlib.suppress(TelephoneError):
                await self.link.action(
                    "Redirect", Channel=call.channel, Context=FALLBACK[0], Exten=FALLBACK[1], Priority=1
                )


def link_for(settings: IvrSettings) -> AmiLink:
    """The link that the settings describe."""
    secret = settings.ami_secret.get_secret_value()
    return AmiLink(AmiAddress(settings.ami_host, settings.ami_port, settings.ami_user, secret))
