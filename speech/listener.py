"""A listener gives a stream only the sound in which somebody speaks, and ends each utterance at its pause.

Silence costs the recogniser time and tempts it to hear digits; so it gets each utterance with a short run-up, and the
skipped silence only moves its clock.
"""

from collections import deque

from speech.recogniser import SAMPLE_BYTES, Grammar, Hear, Stream, Voice
from speech.voice_activity import FRAME_S, Judgement, VoiceDetector

RUN_UP_S = 0.3


class Listener:
    """Judges sound frame by frame, tells voice edges, and feeds the stream, if there is one."""

    def __init__(self, stream: Stream | None, hear: Hear) -> None:
        """Listen for `stream`; without one only voice edges are heard."""
        self.stream, self.hear = stream, hear
        self._detector = VoiceDetector()
        self._run_up: deque[bytes] = deque()

    def feed(self, pcm: bytes) -> None:
        """Take the next 8 kHz sound."""
        for frame, judgement in self._detector.feed(pcm):
            self._take(frame, judgement)

    def listen(self, grammar: Grammar | None) -> None:
        """Expect something else from now on."""
        if self.stream:
            self.stream.listen(grammar)

    def finish(self) -> None:
        """End the utterance now."""
        if self.stream:
            self.stream.finish()

    def _take(self, frame: bytes, judgement: Judgement) -> None:
        if judgement.edge is not None:
            self.hear(Voice(judgement.edge, judgement.at_s))
        if not self.stream:
            return
        self._run_up.append(frame)
        if judgement.in_utterance:
            self.stream.feed(b"".join(self._run_up))
            self._run_up.clear()
        elif judgement.utterance_over:
            self.stream.feed(b"".join(self._run_up))
            self._run_up.clear()
            self.stream.finish()
        elif len(self._run_up) * FRAME_S > RUN_UP_S:
            self.stream.skip(len(self._run_up.popleft()) // SAMPLE_BYTES)
