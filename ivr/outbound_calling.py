"""Leads one call that the hotline makes: rings, tells, takes keys, records a reason, and writes the answer down."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from ivr.agi import Channel, quoted
from ivr.conversation import Key, Silence
from ivr.errors import ChannelGone, TelephoneError
from ivr.inbox import Inbox
from ivr.outbound_hearing import has_voice
from ivr.outbound_house import House
from ivr.outbound_line import CONTEXT, Line
from ivr.outbound_talk import BRIEF, Act, Heard, Place, Recorded, Turn, Written, begin, spoken_outcome, step
from ivr.outbound_wording import brief, told_text
from ivr.playback import Playback
from speech.errors import SpeechError
from speech.prompts import say
from tickets.duty import call_service as calls
from tickets.duty.model import Outcome, Purpose
from tickets.model import TELEPHONE
from tickets.survey_service import NewAnswers, Source, record_answers

log = structlog.get_logger()

TAKE_VARIABLE = "ICETA_TAKE"
"""Set by the dialplan: where Asterisk may write a recording, without its ending."""
RING_GRACE_S = 5.0
"""Asterisk ends the ringing itself; what it does not tell by then counts as no answer."""
ANSWER_DEADLINE_S = 4.0
"""Who has pressed a key is not kept waiting for the database any longer."""
RENDER_DEADLINE_S = 30.0
LONGEST_REASON_S = 60.0
QUIET_S = 4
"""A pause so long ends a spoken reason."""
RECORD_GRACE_S = 10.0
TOLD_FOLDER = "outbound"
"""Rendered descriptions lie under this folder of the prompts while their call lasts."""


@dataclass
class Errand:
    """One call from its ringing to its outcome."""

    house: House
    line: Line
    turn: Turn = field(init=False)
    told: str | None = None
    take: Path | None = None
    recording: str | None = None
    kept: bool = False
    late: list[asyncio.Task[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.turn = begin(self.line.due.call.purpose)

    async def run(self) -> None:
        """Make the call; whatever breaks it off before an answer lets it be made once more."""
        try:
            self.told = await self._render()
            outcome = await self._ring()
            if outcome is None:
                await self._lead(await self.line.up)
            else:
                log.info("outbound_in_vain", outbound=self._id, outcome=str(outcome))
                await self.house.write(calls.unanswered, self._id, outcome, self.house.rules)
        except TelephoneError as error:
            log.warning("outbound_broken_off", outbound=self._id, reason=str(error))
            await self.house.write(calls.interrupted, self._id, self.house.rules)
        finally:
            await self._put_down()
            await asyncio.to_thread(self._clean)

    @property
    def _id(self) -> int:
        return self.line.due.call.id

    def _spoken(self, name: str) -> list[str]:
        due = self.line.due
        return brief(due.ticket, due.call.purpose, self.told) if name == BRIEF else [name]

    async def _render(self) -> str | None:
        """Let the voice speak the description into a prompt of this call alone; without one the rest is told."""
        text = told_text(self.line.due.ticket) if self.line.due.call.purpose is Purpose.ESCALATION else ""
        if not text:
            return None
        try:
            async with asyncio.timeout(RENDER_DEADLINE_S):
                await asyncio.to_thread(self._speak, text)
        except (SpeechError, OSError, TimeoutError) as error:
            log.warning("outbound_not_rendered", outbound=self._id, reason=str(error) or "too slow")
            return None
        return f"{TOLD_FOLDER}/{self.line.uniqueid}"

    def _speak(self, text: str) -> None:
        self._told_file.parent.mkdir(parents=True, exist_ok=True)
        say(text, self._told_file, voice=self.house.speech.voice, rate=self.house.speech.rate)

    @property
    def _told_file(self) -> Path:
        return self.house.speech.prompts_folder / TOLD_FOLDER / f"{self.line.uniqueid}.wav"

    async def _ring(self) -> Outcome | None:
        """Let the telephone ring; None once it is answered. Raises TelephoneError."""
        ring_s = self.house.settings.ring_s
        await self.house.link.action(
            "Originate",
            Channel=self.line.target,
            ChannelId=self.line.uniqueid,
            Context=CONTEXT,
            Exten=self._id,
            Priority=1,
            CallerID=f'"I-Ceta" <{self.house.hotline}>',
            Variable=f"ICETA_OUTBOUND={self._id}",
            Timeout=ring_s * 1000,
            Async="true",
        )
        log.info("outbound_rings", outbound=self._id, purpose=self.line.due.call.purpose.value)
        await self.house.write(calls.ringing, self._id)
        await asyncio.wait(
            (self.line.up, self.line.over), timeout=ring_s + RING_GRACE_S, return_when=asyncio.FIRST_COMPLETED
        )
        if self.line.up.done():
            return None
        return self.line.over.result() if self.line.over.done() else Outcome.NO_ANSWER

    async def _lead(self, channel: Channel) -> None:
        """Talk until one side hangs up, then let what was answered count. Raises TelephoneError."""
        await self.house.write(calls.answered, self._id)
        try:
            take = await channel.get(TAKE_VARIABLE)
            self.take = Path(f"{take}.wav") if take else None
            await self._talk(channel)
        except ChannelGone as gone:
            log.info("outbound_left", outbound=self._id, place=self.turn.at.place.value, reason=gone.reason)
        await self._conclude()

    async def _talk(self, channel: Channel) -> None:
        while True:
            key = await self._say(channel, self.turn.say)
            if self.turn.act is Act.HANG_UP:
                return
            heard = await self._do(channel, key)
            self.turn = step(self.house.questions, self.turn.at, heard)

    async def _do(self, channel: Channel, key: Key | None) -> Heard:
        match self.turn.act:
            case Act.RECORD:
                return await self._record(channel)
            case Act.ACKNOWLEDGE:
                return Written(await self._soon(calls.acknowledge_by_phone, Outcome.ACKNOWLEDGED))
            case Act.CLOSE:
                return Written(await self._soon(calls.close_by_phone, Outcome.CLOSED))
            case Act.KEEP:
                return Written(await self._keep(self.turn.outcome))
        return key or await self._key()

    async def _say(self, channel: Channel, names: tuple[str, ...]) -> Key | None:
        """Say prompts until they are over or a key cuts them short; the key, if one did."""
        if not names:
            return None
        playback = Playback(channel, [one for name in names for one in self._spoken(name)], _nobody_listens)
        key, over = asyncio.create_task(self.line.inbox.get()), asyncio.create_task(playback.finished.wait())
        try:
            await asyncio.wait({key, over}, return_when=asyncio.FIRST_COMPLETED)
            if key.done() and isinstance(pressed := key.result(), Key):
                await playback.stop()
                return pressed
            if (failure := playback.failure()) is not None:
                raise failure
            return None
        finally:
            key.cancel()
            over.cancel()
            await playback.close()

    async def _key(self) -> Heard:
        try:
            async with asyncio.timeout(self.house.settings.patience_s):
                pressed = await self.line.inbox.get()
        except TimeoutError:
            return Silence()
        return pressed if isinstance(pressed, Key) else Silence()

    async def _record(self, channel: Channel) -> Heard:
        """Record after the tone until #, a pause or the longest time; Asterisk writes it down as it is spoken."""
        if self.take is None:
            return Recorded(voice=False)
        await asyncio.to_thread(self.take.unlink, missing_ok=True)
        target = quoted(str(self.take.with_suffix("")))
        await channel.command(
            f'RECORD FILE {target} wav "#" {round(LONGEST_REASON_S * 1000)} BEEP s={QUIET_S}',
            LONGEST_REASON_S + RECORD_GRACE_S,
        )
        self.line.inbox = Inbox()
        return Recorded(await asyncio.to_thread(has_voice, self.take))

    async def _keep(self, outcome: Outcome) -> Outcome:
        """Move the recording to where recordings are kept, and remember the answer; it is put into words later."""
        self.recording = await asyncio.to_thread(self._store)
        self.kept = True
        return await self._soon(partial(calls.keep_spoken, outcome=outcome, recording=self.recording), outcome)

    async def _soon(self, verb: Callable[..., Outcome], expected: Outcome) -> Outcome:
        """Write an answer; if the database is slow, go on with what is expected and write it when it is back."""
        work = asyncio.create_task(self.house.write(verb, call_id=self._id))
        await asyncio.wait({work}, timeout=ANSWER_DEADLINE_S)
        if work.done():
            outcome: Outcome = work.result()
            return outcome
        self.late.append(work)
        return expected

    async def _conclude(self) -> None:
        """Let count what the talk came to, wherever it ended."""
        at = self.turn.at
        await asyncio.gather(*self.late)
        if at.place is Place.REASON and not self.kept:
            await self._keep(spoken_outcome(at.purpose))
        if self.kept:
            await self._put_down()
            await self.house.settle_spoken(self._id, self.recording)
        elif at.place in (Place.DUTY, Place.SOLVED):
            await self.house.write(calls.unanswered, self._id, Outcome.HUNG_UP, self.house.rules)
        elif self.turn.outcome is Outcome.NO_ANSWER:
            await self.house.write(calls.unanswered, self._id, Outcome.NO_ANSWER, self.house.rules)
        if at.answers:
            await self._survey(dict(at.answers))
        log.info("outbound_over", outbound=self._id, outcome=str(self.turn.outcome))

    async def _survey(self, answers: dict[str, int]) -> None:
        new = NewAnswers(answers, Source.PHONE, f"outbound-{self._id}", ticket_id=self.line.due.ticket.id)
        await self.house.write(record_answers, new, TELEPHONE)

    def _store(self) -> str | None:
        """Move what was recorded to the recordings; None if nobody spoke."""
        if self.take is None or not has_voice(self.take):
            return None
        started = self.line.due.call.created_at
        kept = self.house.speech.recordings_folder / started.strftime("%Y/%m/%d") / f"outbound-{self._id}.wav"
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(self.take, kept)
        return str(kept)

    def _clean(self) -> None:
        """Remove what belonged to this call alone."""
        for file in filter(None, (self._told_file, self.take)):
            file.unlink(missing_ok=True)

    async def _put_down(self) -> None:
        """Hang up; harmless when the call is over."""
        with contextlib.suppress(TelephoneError):
            await self.house.link.action("Hangup", Channel=self.line.uniqueid)


async def _nobody_listens(_prompt: str | None) -> None:
    """These calls have no ear whose echo guard would have to know what plays."""
