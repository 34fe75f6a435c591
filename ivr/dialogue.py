"""One coroutine per call: says what the conversation asks, listens, and lets the pure conversation decide."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from ivr.agi import Channel
from ivr.conversation import Again, Emergency, Facts, Go, Heard, Key, Leave, Move, Position, Said, Spoken, Stay, step
from ivr.desk import Desk
from ivr.grammars import grammar
from ivr.inbox import Item
from ivr.live_call import TALK_STEP, LiveCall
from ivr.menu import GOODBYE, SPOKEN_ONLY, Kind, Menu, Step
from ivr.playback import Playback
from ivr.silence import SilenceClock
from ivr.spoken_decision import Alternative
from speech.recogniser import Final, Partial, Voice

log = structlog.get_logger()

SETTLE_DEADLINE_S = 1.5
"""How long the end of a description waits for the recogniser's last words."""
LEAST_CONFIDENCE = 0.5
"""Words whose mean confidence is below this are no answer at all, whatever the thresholds of the question say."""
LONGER_WAIT, LONGER_PAUSE, LONGEST_PAUSE_S = 1.25, 1.5, 2.0
"""How much more time a repeated question gives; pauses grow no longer than this, which a caller takes for silence."""
FRONT_PRIORITY, NORMAL_PRIORITY = "10", "0"


@dataclass
class Dialogue:
    """Leads one caller through the menu, from the given position to the queue or the goodbye.

    `unfinished`: words were heard that the recogniser has not made final yet.
    """

    menu: Menu
    call: LiveCall
    channel: Channel
    desk: Desk
    unfinished: bool = False

    async def run(self, position: Position) -> Leave:
        """The whole conversation. Raises ChannelGone when the caller hangs up or is taken by an operator."""
        self.call.in_menu = True
        try:
            move: Move = Go(position)
            while not isinstance(move, Leave):
                move = await self._turn(move)
            await self._leave(move)
            return move
        finally:
            self.call.in_menu = False
            self.call.step = TALK_STEP
            self.call.listen(None)

    async def _turn(self, move: Go | Again | Stay) -> Move:
        here = self.menu.steps[move.position.step]
        first = isinstance(move, Go)
        if first:
            self.call.inbox.clear_speech()
            await self._enter(move.position)
        self._listen_for(move.position)
        position, prompts = (
            await self.desk.prepare(here, move.position)
            if first
            else (move.position, self.desk.prompts(here, move.position))
        )
        apology = [move.prompt] if isinstance(move, Again) and move.prompt else []
        return await self._ask(here, position, [*apology, *prompts])

    async def _enter(self, position: Position) -> None:
        self.call.step = position.step
        await self.channel.set("ICETA_STEP", position.step)
        self.desk.entered(position)

    def _listen_for(self, position: Position) -> None:
        here = unhurried(self.menu.answered_at(position.step), position.failures)
        self.call.listen(grammar(self.menu, position), here.patience)

    async def _ask(self, here: Step, position: Position, prompts: Sequence[str]) -> Move:
        playback = Playback(self.channel, prompts, self.call.plays)
        clock = SilenceClock(unhurried(here, position.failures), time.monotonic())
        try:
            return await self._listen(here, position, playback, clock)
        finally:
            await playback.stop()
            await playback.close()

    async def _listen(self, here: Step, position: Position, playback: Playback, clock: SilenceClock) -> Move:
        over = asyncio.create_task(playback.finished.wait())
        try:
            while True:
                heard = await self._next(here, playback, clock, over)
                if heard is None:
                    continue
                position = await self._settled(here, position, heard)
                move = step(self.menu, position, heard)
                if not isinstance(move, Stay):
                    return move
                position = move.position
        finally:
            over.cancel()

    async def _next(
        self, here: Step, playback: Playback, clock: SilenceClock, over: asyncio.Task[bool]
    ) -> Heard | None:
        """The next thing the conversation must decide about, or None if there was nothing of that kind."""
        item = asyncio.create_task(self.call.inbox.get())
        due = clock.due_s()
        waiting = {item, over} if due is None else {item}
        timeout = None if due is None else max(0.0, due - time.monotonic())
        try:
            await asyncio.wait(waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not item.done():
                item.cancel()
        if item.done() and not item.cancelled():
            return await self._taken(here, item.result(), playback, clock)
        if due is None:
            self._raise_failure(playback)
            clock.played(time.monotonic())
            return Said() if here.kind in SPOKEN_ONLY else None
        return clock.ring(time.monotonic())

    @staticmethod
    def _raise_failure(playback: Playback) -> None:
        if (failure := playback.failure()) is not None:
            raise failure

    async def _taken(self, here: Step, item: Item, playback: Playback, clock: SilenceClock) -> Heard | None:
        now = time.monotonic()
        match item:
            case Key():
                if here.kind not in SPOKEN_ONLY:
                    await self._interrupt(playback, clock)
                clock.touched(now)
                return item
            case Voice(speaking=speaking):
                clock.voice(speaking, now)
            case Partial():
                clock.understood(now)
                self.unfinished = True
                if here.kind not in SPOKEN_ONLY:
                    await self._interrupt(playback, clock)
            case Final():
                clock.understood(now)
                self.unfinished = False
                return spoken(item) if self._believed(here, item) else Spoken("")
            case Emergency():
                return item
        return None

    @staticmethod
    async def _interrupt(playback: Playback, clock: SilenceClock) -> None:
        if not playback.finished.is_set():
            await playback.stop()
        clock.played(time.monotonic())

    @staticmethod
    def _believed(here: Step, final: Final) -> bool:
        return here.kind is Kind.DESCRIBE or final.confidence >= LEAST_CONFIDENCE

    async def _settled(self, here: Step, position: Position, heard: Heard) -> Position:
        """Before a description ends, its last words are waited for; returns the position that knows them."""
        if here.kind is not Kind.DESCRIBE or isinstance(heard, (Spoken, Emergency)) or not self._ends(position, heard):
            return position
        said = list(position.facts.said)
        if self.call.ear is not None and self.unfinished:
            self.call.ear.finish()
            said += await self._last_words()
        return replace(position, facts=replace(position.facts, said=tuple(said)))

    def _ends(self, position: Position, heard: Heard) -> bool:
        return not isinstance(step(self.menu, position, heard), (Stay, Again))

    async def _last_words(self) -> list[str]:
        said: list[str] = []
        try:
            async with asyncio.timeout(SETTLE_DEADLINE_S):
                while not said:
                    item = await self.call.inbox.get()
                    said += [item.text] if isinstance(item, Final) and item.text else []
        except TimeoutError:
            pass
        return said

    async def _leave(self, move: Leave) -> None:
        self.call.listen(None)
        facts = move.position.facts
        emergency = bool(facts.emergency or self.call.emergency)
        await self.desk.before_leaving(move, emergency)
        await self.channel.set("ICETA_PRIORITY", FRONT_PRIORITY if emergency else NORMAL_PRIORITY)
        await self.channel.set("ICETA_NEXT", "goodbye" if move.to == GOODBYE else "queue")
        if (prompt := self._farewell(move)) is not None:
            await self._say_through(prompt)
        await self.channel.leave()

    def _farewell(self, move: Leave) -> str | None:
        names = {"operator_wanted": "operator", "emergency": "emergency", "failures": "trouble"}
        return self.menu.prompts.get(names.get(move.reason, ""))

    async def _say_through(self, prompt: str) -> None:
        playback = Playback(self.channel, [prompt], self.call.plays)
        try:
            await playback.finished.wait()
            self._raise_failure(playback)
        finally:
            await playback.close()


def spoken(final: Final) -> Spoken:
    """What the conversation decides about."""
    if not final.alternatives:
        return Spoken(final.text, final.confidence)
    first, *others = (Alternative(one.text, one.surety) for one in final.alternatives)
    return Spoken(first.text, first.surety, tuple(others))


def unhurried(here: Step, failures: int) -> Step:
    """The step as it is asked again: who was not understood gets more time to begin, and longer pauses to think."""
    if not failures:
        return here
    pause_s = min(here.patience.pause_s * LONGER_PAUSE, LONGEST_PAUSE_S)
    long_pause_s = max(pause_s, here.patience.long_pause_s)
    return replace(here, timeout_s=here.timeout_s * LONGER_WAIT, pause_s=pause_s, long_pause_s=long_pause_s)


def resumed(step_name: str, facts: Facts, menu: Menu) -> Position:
    """Where an adopted call goes on: at the step it was in; a greeting is not given twice."""
    name = step_name if step_name in menu.steps else menu.start
    here = menu.steps[name]
    return Position(here.next if here.kind is Kind.ANNOUNCE and step_name else name, facts=facts)
