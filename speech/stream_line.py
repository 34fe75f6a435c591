"""Pure: the line of sound and orders that one stream still owes its worker, kept so that a lost worker loses nothing.

Rules: sound goes out in chunks of CHUNK_BYTES; at most IN_FLIGHT_BYTES are with the worker at once; what waits longer
than BACKLOG_BYTES is dropped, oldest first, and becomes a Gap; sound since the last finished utterance is remembered,
at most MEMORY_BYTES of it, and sent again to a new worker.
"""

from collections import deque

from speech.messages import Finish, Listen, Open, Sound
from speech.recogniser import SAMPLE_BYTES, SAMPLE_RATE, Gap, Grammar

SECOND = SAMPLE_RATE * SAMPLE_BYTES
CHUNK_BYTES = SECOND // 10
IN_FLIGHT_BYTES = SECOND // 2
BACKLOG_BYTES = 4 * SECOND
MEMORY_BYTES = 30 * SECOND  # more than the longest utterance that rule 5 of the model's model.conf allows
OVERLOADED = "the recogniser could not keep up"
LOST = "the recogniser was lost"

Item = Sound | Listen | Finish


class StreamLine:
    """The line of one stream; every method returns at once."""

    def __init__(self, stream: int, grammar: Grammar | None) -> None:
        """Begin at sample 0 with the grammar."""
        self.stream = stream
        self.base_grammar = grammar
        self.fed_samples = 0
        self._loose = bytearray()
        self._with_worker: deque[Item] = deque()
        self._worked_off: deque[Sound] = deque()
        self._waiting: deque[Item] = deque()
        self._again_until = 0

    def feed(self, pcm: bytes) -> None:
        """Add sound; it is cut into chunks."""
        self._loose += pcm
        while len(self._loose) >= CHUNK_BYTES:
            self._put_sound(CHUNK_BYTES)

    def skip(self, samples: int) -> None:
        """Move the clock over sound that need not be recognised."""
        self._flush()
        self.fed_samples += samples

    def listen(self, grammar: Grammar | None) -> None:
        """Add a change of grammar after all sound so far."""
        self._flush()
        self._waiting.append(Listen(self.stream, grammar))

    def finish(self) -> None:
        """Add an end of utterance after all sound so far."""
        self._flush()
        self._waiting.append(Finish(self.stream))

    def take(self) -> list[Item]:
        """Return what the worker may get now, in order."""
        room = IN_FLIGHT_BYTES - _size(self._with_worker)
        items: list[Item] = []
        while self._waiting and (room > 0 or not isinstance(self._waiting[0], Sound)):
            item = self._waiting.popleft()
            room -= _bytes(item)
            items.append(item)
        self._with_worker.extend(items)
        return items

    def drop_overdue(self) -> Gap | None:
        """Drop what has waited too long; return the gap it leaves."""
        excess = _size(self._waiting) - self._limit()
        if excess <= 0:
            return None
        dropped = self._oldest_waiting(excess)
        self._waiting = deque(item for item in self._waiting if item not in dropped)
        return _gap(dropped, OVERLOADED)

    def done(self, settled: bool) -> bool:
        """Note that the worker has worked off its oldest item; True when that was a Finish."""
        item = self._with_worker.popleft()
        if isinstance(item, Sound):
            self._remember(item)
        elif isinstance(item, Listen):
            self.base_grammar = item.grammar
        if settled:
            self._worked_off.clear()
        return isinstance(item, Finish)

    def again(self) -> Open:
        """Start over for a new worker: everything since the last finished utterance waits again."""
        self._waiting = deque([*self._worked_off, *self._with_worker, *self._waiting])
        self._worked_off.clear()
        self._with_worker.clear()
        self._again_until = self.fed_samples
        first = next((item.position for item in self._waiting if isinstance(item, Sound)), self.fed_samples)
        return Open(self.stream, first, self.base_grammar)

    def forget(self) -> Gap | None:
        """Give up everything that is not yet understood; return the gap it leaves."""
        for item in (*self._with_worker, *self._waiting):
            if isinstance(item, Listen):
                self.base_grammar = item.grammar
        lost = [item for item in (*self._worked_off, *self._with_worker, *self._waiting) if isinstance(item, Sound)]
        for line in (self._worked_off, self._with_worker, self._waiting):
            line.clear()
        return _gap(lost, LOST) if lost else None

    @property
    def waiting_s(self) -> float:
        """Seconds of sound that the worker has not worked off."""
        return (_size(self._waiting) + _size(self._with_worker)) / SECOND

    @property
    def busy(self) -> bool:
        """True while the worker owes an answer."""
        return bool(self._with_worker)

    def _flush(self) -> None:
        whole = len(self._loose) // SAMPLE_BYTES * SAMPLE_BYTES
        if whole:
            self._put_sound(whole)

    def _put_sound(self, size: int) -> None:
        pcm = bytes(self._loose[:size])
        del self._loose[:size]
        self._waiting.append(Sound(self.stream, self.fed_samples, pcm))
        self.fed_samples += size // SAMPLE_BYTES

    def _remember(self, sound: Sound) -> None:
        self._worked_off.append(sound)
        while _size(self._worked_off) > MEMORY_BYTES:
            self._worked_off.popleft()

    def _limit(self) -> int:
        """Allow a longer wait while a new worker catches up."""
        first = next((item.position for item in self._waiting if isinstance(item, Sound)), self.fed_samples)
        return MEMORY_BYTES + BACKLOG_BYTES if first < self._again_until else BACKLOG_BYTES

    def _oldest_waiting(self, excess: int) -> list[Sound]:
        dropped: list[Sound] = []
        for item in self._waiting:
            if excess <= 0:
                break
            if isinstance(item, Sound):
                dropped.append(item)
                excess -= len(item.pcm)
        return dropped


def _bytes(item: Item) -> int:
    return len(item.pcm) if isinstance(item, Sound) else 0


def _size(items: deque[Item] | deque[Sound]) -> int:
    return sum(_bytes(item) for item in items)


def _gap(sounds: list[Sound], reason: str) -> Gap:
    last = sounds[-1]
    end = last.position + len(last.pcm) // SAMPLE_BYTES
    return Gap(sounds[0].position / SAMPLE_RATE, end / SAMPLE_RATE, reason)
