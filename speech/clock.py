"""Pure: turns a recogniser's own time into the stream's time, across recognisers and dropped sound."""

from speech.recogniser import SAMPLE_RATE


class Clock:
    """Remembers where in the stream the recogniser's sound began, and where it skipped some."""

    def __init__(self) -> None:
        """Begin with no sound."""
        self._heard_samples = 0
        self._pieces: list[tuple[int, int]] = []

    @property
    def started(self) -> bool:
        """True once the recogniser has got sound."""
        return bool(self._pieces)

    @property
    def now_s(self) -> float:
        """The stream's time at the end of the sound so far."""
        return self.stream_s(self._heard_samples / SAMPLE_RATE)

    def advance(self, position: int, samples: int) -> None:
        """Note that `samples` from the stream's sample `position` on go to the recogniser next."""
        offset = position - self._heard_samples
        if not self._pieces or self._pieces[-1][1] != offset:
            self._pieces.append((self._heard_samples, offset))
        self._heard_samples += samples

    def stream_s(self, recogniser_s: float) -> float:
        """Return the stream's time in seconds for the recogniser's time in seconds."""
        sample = round(recogniser_s * SAMPLE_RATE)
        offset = 0
        for start, piece in self._pieces:
            if start > sample:
                break
            offset = piece
        return round((sample + offset) / SAMPLE_RATE, 3)
