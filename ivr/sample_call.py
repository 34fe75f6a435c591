"""A scripted citizen rings the hotline with a real SIP phone, and the story of the call is told as it happens."""

from __future__ import annotations

import asyncio
import random
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ivr.menu import SPOKEN_ONLY, Kind, Menu, load
from ivr.phone import Phone, operator_phone
from ivr.settings import IvrSettings
from speech.settings import SpeechSettings
from tickets import queries
from tickets.database import Database
from tickets.feed import Batch, changes
from tickets.model import Event, LiveText
from tickets.settings import TicketSettings

SHIPPED_WAV = Path(__file__).parent / "samples" / "keluhan_air.wav"
LONGEST_CALL_S = 240.0
"""A sample call that has not ended by then has failed."""
THINK_S = 0.8
"""How long the citizen takes to answer a question by key."""
TALK_S = 6.0
"""How long citizen and operator talk before the citizen hangs up."""

Tell = Callable[[dict[str, Any]], None]


@dataclass
class Citizen:
    """What he does at each question: the keys in order, the sound at the description, `#` for what he can't answer."""

    menu: Menu
    phone: Phone
    wav: Path
    keys: list[str]
    prompt_seconds: Callable[[str], float]

    async def answer(self, step_name: str) -> None:
        """React to the step that the hotline has just entered."""
        step = self.menu.steps.get(step_name)
        if step is None or step.kind in SPOKEN_ONLY:
            return
        if step.kind is Kind.DESCRIBE:
            await asyncio.sleep(sum(self.prompt_seconds(name) for name in step.prompts))
            await self.phone.say(self.wav)
            return
        await asyncio.sleep(THINK_S)
        count = step.length if step.kind is Kind.NUMBER else 1
        await self.phone.press("".join(self.keys[:count]) or "#")
        del self.keys[:count]


@dataclass
class Story:
    """Follows the call in the database and tells it, one event at a time; `t` counts seconds from the first ring."""

    number: str
    tell: Tell
    citizen: Citizen
    started_s: float = field(default_factory=time.monotonic)
    call_id: int | None = None
    ticket: dict[str, Any] | None = None
    heard: bool = False
    talked: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def say(self, event: str, **fields: Any) -> None:
        """Tell one event."""
        self.tell({"t": round(time.monotonic() - self.started_s, 2), "event": event, **fields})

    async def follow(self, database: Database, after: int) -> None:
        """Tell everything until the call has ended."""
        async for batch in changes(database, after=after):
            await self._batch(database, batch)
            if self.over.is_set():
                return

    async def _batch(self, database: Database, batch: Batch) -> None:
        for event in batch.events:
            if event.kind == "call.started" and event.detail.get("number") == self.number:
                self.call_id = event.call_id
            if event.call_id is not None and event.call_id == self.call_id:
                await self._event(database, event)
        for live in batch.live:
            self._partial(live)

    def _partial(self, live: LiveText) -> None:
        if live.call_id == self.call_id and live.text:
            self.say("partial", text=live.text, step=live.step)

    async def _event(self, database: Database, event: Event) -> None:
        match event.kind:
            case "call.step":
                step = str(event.detail.get("step", ""))
                self.say("prompt", step=step)
                self._act(self.citizen.answer(step))
            case "call.choice":
                self.say("choice", category=event.detail.get("category"))
            case "transcript.final":
                self.heard = True
                self.say(
                    "final", **{key: event.detail[key] for key in ("text", "step", "confidence") if key in event.detail}
                )
            case "call.stage":
                self._stage(event)
            case "ticket.opened":
                await self._ticket(database, event)
            case "call.ended":
                await self._ended(database, event)

    def _stage(self, event: Event) -> None:
        stage = event.detail.get("stage")
        if stage == "queued":
            self.say("queued")
        if stage == "talking" and not self.talked:
            self.talked = True
            self.say("operator_answered", operator=event.detail.get("operator"))
            self._act(self._finish_talk())

    async def _finish_talk(self) -> None:
        await asyncio.sleep(TALK_S)
        await self.citizen.phone.hang_up()

    async def _ticket(self, database: Database, event: Event) -> None:
        if event.ticket_id is None:
            return
        ticket = await database.read(queries.ticket, event.ticket_id)
        place = {"kecamatan": ticket.kecamatan, "desa": ticket.desa}
        self.ticket = {
            "code": ticket.code,
            "category": ticket.category,
            "place": place,
            "priority": ticket.priority.value,
        }
        self.say("ticket", **self.ticket, status=ticket.status.value)

    async def _ended(self, database: Database, event: Event) -> None:
        self.heard |= bool(await database.read(queries.segments, event.call_id or 0))
        self.say("hangup", reason=event.detail.get("reason"))
        self.over.set()

    def _act(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.say("trouble", what=str(error))

    @property
    def succeeded(self) -> bool:
        """A ticket with a transcript exists."""
        return self.ticket is not None and self.heard


def sample_number() -> str:
    """A caller's number that nobody has: 0800 is no mobile prefix of Indonesia."""
    return f"0800{random.randrange(10**6, 10**7)}"


def wav_seconds(path: Path) -> float:
    """Length of a sound file in seconds; 0 if there is none."""
    try:
        with wave.open(str(path)) as sound:
            return float(sound.getnframes() / sound.getframerate())
    except (OSError, wave.Error, EOFError):
        return 0.0


async def place_sample(
    ivr: IvrSettings,
    speech: SpeechSettings,
    tickets: TicketSettings,
    *,
    tell: Tell,
    wav: Path | None = None,
    keys: str = "2",
) -> bool:
    """Ring the running hotline as a scripted citizen while an automatic operator's phone is registered."""
    database, prompts = Database(tickets.database_url), speech.prompts_folder
    name = max(ivr.phone_passwords)
    answers = {"answer": 200, "answer_delay": 1.0, "play": prompts / "operator_greeting.wav"}
    try:
        secret = ivr.phone_passwords[name].get_secret_value()
        async with operator_phone(name, secret, ivr.sip_host, ivr.sip_port, **answers):
            address = ivr.sip_host, ivr.sip_port, ivr.hotline
            wav = wav or SHIPPED_WAV
            return await sample_call(database, load(ivr.menu), address, prompts, wav=wav, keys=keys, tell=tell)
    finally:
        database.close()


def playable(wav: Path) -> bool:
    """Whether the phone can say this file: 16-bit mono PCM."""
    try:
        with wave.open(str(wav)) as sound:
            return bool(sound.getnchannels() == 1 and sound.getsampwidth() == 2)
    except (OSError, EOFError, wave.Error):
        return False


async def sample_call(
    database: Database,
    menu: Menu,
    address: tuple[str, int, str],
    prompts: Path,
    *,
    wav: Path,
    keys: str,
    tell: Tell,
    record: Path | None = None,
) -> bool:
    """Ring `address` (host, port, number), live through the call, and return whether a ticket with a transcript exists.

    Raises PhoneFailed, PhoneTimeout, DatabaseUnreachable.
    """
    host, port, hotline = address
    number = sample_number()
    async with Phone(number, name="Warga Contoh", record=record) as phone:
        citizen = Citizen(menu, phone, wav, list(keys), lambda name: wav_seconds(prompts / f"{name}.wav"))
        story = Story(number, tell, citizen)
        after = await database.read(queries.last_event_id)
        following = asyncio.create_task(story.follow(database, after))
        try:
            await phone.call(hotline, host, port)
            story.say("answered", number=number)
            async with asyncio.timeout(LONGEST_CALL_S):
                await following
        except TimeoutError:
            story.say("trouble", what=f"the call did not end within {LONGEST_CALL_S:.0f} s")
        finally:
            following.cancel()
    return story.succeeded
