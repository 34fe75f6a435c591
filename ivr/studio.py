"""The prompt studio: an operator rings it and records prompts by telephone, as `studio_steps` decides."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog

from ivr.agi import Channel, quoted
from ivr.catalogue import Prompt
from ivr.conversation import Key, Said, Silence
from ivr.errors import ChannelGone, TelephoneError
from ivr.events import CallEvent, Digit, DigitEnd
from ivr.inbox import Inbox
from ivr.playback import Playback
from ivr.studio_steps import TAKE, Act, Heard, House, Outcome, Recorded, Turn, begin, step
from speech.errors import SpeechError
from speech.prompting.recording import LONGEST_S
from speech.prompting.replacing import Take, give_back, keep, read_take
from speech.settings import SpeechSettings
from speech.wav import write_wav

log = structlog.get_logger()

CONTEXT = "studio"
"""The dialplan's context whose channels belong here."""
TAKE_VARIABLE = "ICETA_TAKE"
"""Set by the dialplan: where Asterisk may write a recording, without its ending."""
PATIENCE_S = 10.0
"""How long a question waits for a key."""
RECORD_GRACE_S = 10.0
HELD_DEADLINE_S = 2.0
LET_GO_S = 0.15
"""Asterisk may report the end of a key twice, some 20 ms apart."""
CHANGE_DEADLINE_S = 60.0
"""For a prompt to be made anew: the voice has two attempts of 16 s."""
REST_S = 300.0
"""A telephone from which the PIN was wrong three times is not asked again for this long."""


@dataclass
class Keypad:
    """The keys of one operator's telephone: what was pressed, and whether a key is still held down."""

    inbox: Inbox = field(default_factory=Inbox)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Studio:
    """All calls in the studio. Nobody gets in without a PIN; without one set, the studio is closed."""

    pin: str
    prompts: tuple[Prompt, ...]
    speech: SpeechSettings
    keypads: dict[str, Keypad] = field(default_factory=dict)
    _refused: dict[str, float] = field(default_factory=dict)
    _changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def key(self, event: CallEvent, press: Digit | None) -> None:
        """Take an event, and the press of a key if it stands for one; other channels' keys pass unnoticed."""
        keypad = self.keypads.get(event.uniqueid)
        if keypad is None:
            return
        if press is not None:
            keypad.inbox.put(Key(press.digit))
            keypad.let_go.clear()
        if isinstance(event, DigitEnd):
            keypad.let_go.set()

    def has(self, uniqueid: str) -> bool:
        """Whether the channel is led here."""
        return uniqueid in self.keypads

    async def serve(self, channel: Channel, operator: str) -> None:
        """Lead one operator's call to its end. Raises nothing: what goes wrong is logged and ends this call alone."""
        self.keypads[channel.uniqueid] = Keypad()
        try:
            await self._let_in(channel, operator)
        except ChannelGone as gone:
            log.info("studio_left", operator=operator, reason=gone.reason)
        except (TelephoneError, OSError) as error:
            log.warning("studio_call_ended", operator=operator, reason=str(error))
        except Exception:  # the edge of a call's own worker
            log.exception("studio_call_failed", operator=operator)
        finally:
            del self.keypads[channel.uniqueid]
            with contextlib.suppress(TelephoneError):
                await channel.leave()

    async def _let_in(self, channel: Channel, operator: str) -> None:
        resting = time.monotonic() < self._refused.get(operator, 0.0)
        house = House(self.pin, {prompt.number: prompt.name for prompt in self.prompts})
        take = await channel.get(TAKE_VARIABLE)
        visit = Visit(self, channel, operator, house, Path(f"{take}.wav"))
        if not self.pin or not take or resting:
            log.warning("studio_closed", operator=operator, pin_set=bool(self.pin), resting=resting)
            await visit.say(("studio_closed",))
            return
        log.info("studio_entered", operator=operator)
        try:
            if await visit.run() == "refused":
                self._refused[operator] = time.monotonic() + REST_S
                log.warning("studio_refused", operator=operator, reason="three wrong PINs")
        finally:
            await asyncio.to_thread(visit.clean)

    async def change(self, name: str, operator: str, take: Take | None) -> Outcome:
        """Let the take say a prompt from now on, or without one the voice; one change at a time."""
        text = next(prompt.text for prompt in self.prompts if prompt.name == name)
        work = partial(keep, take, name, text, self.speech) if take else partial(give_back, name, text, self.speech)
        try:
            async with asyncio.timeout(CHANGE_DEADLINE_S), self._changing:
                await asyncio.to_thread(work)
        except (SpeechError, OSError, TimeoutError) as error:
            log.error("prompt_not_changed", prompt=name, operator=operator, reason=str(error) or type(error).__name__)
            return Outcome.NOT_KEPT
        log.info("prompt_recorded" if take else "prompt_recording_deleted", prompt=name, operator=operator)
        return Outcome.KEPT if take else Outcome.DELETED


@dataclass
class Visit:
    """One operator's call: says, listens, records, as the steps ask."""

    studio: Studio
    channel: Channel
    operator: str
    house: House
    file: Path
    take: Take | None = None

    @property
    def heard_as(self) -> str:
        """The take's name among the prompts while it is played back; one a telephone, so that nothing piles up."""
        return f"takes/{self.operator}"

    async def run(self) -> str:
        """Go from turn to turn until the studio hangs up; return why it does."""
        turn = begin()
        while turn.act is not Act.HANG_UP:
            turn = step(self.house, turn.at, await self._do(turn))
        await self.say(turn.say)
        return turn.reason

    async def say(self, names: tuple[str, ...]) -> None:
        """Say prompts to their end."""
        playback = self._playback(names)
        try:
            await playback.finished.wait()
            if (failure := playback.failure()) is not None:
                raise failure
        finally:
            await playback.close()

    def clean(self) -> None:
        """Remove what the visit left behind."""
        for file in (self.file, self._copy):
            file.unlink(missing_ok=True)

    @property
    def _copy(self) -> Path:
        return self.studio.speech.prompts_folder / f"{self.heard_as}.wav"

    @property
    def _keypad(self) -> Keypad:
        return self.studio.keypads[self.channel.uniqueid]

    async def _do(self, turn: Turn) -> Heard:
        match turn.act:
            case Act.RECORD:
                return await self._record()
            case Act.KEEP if self.take is not None:
                return await self.studio.change(turn.at.prompt, self.operator, self.take)
            case Act.DELETE:
                return await self.studio.change(turn.at.prompt, self.operator, None)
        return await self._ask(turn.say) if turn.say else await self._key()

    async def _ask(self, names: tuple[str, ...]) -> Heard:
        """Say prompts until they are over or a key cuts them short."""
        playback = self._playback(names)
        key, over = asyncio.create_task(self._keypad.inbox.get()), asyncio.create_task(playback.finished.wait())
        try:
            await asyncio.wait({key, over}, return_when=asyncio.FIRST_COMPLETED)
            if key.done() and isinstance(pressed := key.result(), Key):
                await playback.stop()
                return pressed
            if (failure := playback.failure()) is not None:
                raise failure
            return Said()
        finally:
            key.cancel()
            over.cancel()
            await playback.close()

    async def _key(self) -> Heard:
        try:
            async with asyncio.timeout(PATIENCE_S):
                pressed = await self._keypad.inbox.get()
        except TimeoutError:
            return Silence()
        return pressed if isinstance(pressed, Key) else Silence()

    async def _record(self) -> Heard:
        """Record after the tone until # or the longest time; the key that ends it is not an answer."""
        self.file.unlink(missing_ok=True)
        await self._hand_off()
        target = quoted(str(self.file.with_suffix("")))
        await self.channel.command(
            f'RECORD FILE {target} wav "#" {round(LONGEST_S * 1000)} BEEP', LONGEST_S + RECORD_GRACE_S
        )
        self._keypad.inbox = Inbox()
        self.take = await asyncio.to_thread(self._read)
        log.info("studio_take", operator=self.operator, fault=str(self.take.fault or "none"))
        return Recorded(self.take.fault)

    async def _hand_off(self) -> None:
        """Wait until the key that led here is let go: its end would end the recording before it begins."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._keypad.let_go.wait(), HELD_DEADLINE_S)
        await asyncio.sleep(LET_GO_S)

    def _read(self) -> Take:
        take = read_take(self.file)
        if take.fault is None:
            self._copy.parent.mkdir(parents=True, exist_ok=True)
            write_wav(self._copy, take.pcm)
        return take

    def _playback(self, names: tuple[str, ...]) -> Playback:
        return Playback(self.channel, [self.heard_as if name == TAKE else name for name in names], _nobody_listens)


async def _nobody_listens(_prompt: str | None) -> None:
    """The studio has no ear whose echo guard would have to know what plays."""
