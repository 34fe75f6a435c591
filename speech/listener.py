"""A listener gives a stream only the sound in which somebody speaks, and ends each utterance at its pause.

Silence costs the recogniser time and tempts it to hear digits; so it gets each utterance with a short run-up, and the
skipped silence only moves its clock. While a prompt plays the run-up is longer, for it takes longer to be sure of a
voice, and the prompt's echo is blanked out wherever the caller is not speaking.
"""

from collections import deque
from collections.abc import Iterator

from speech.echo import Bands
from speech.patience import USUAL, Patience
from speech.recogniser import SAMPLE_BYTES, Grammar, Hear, Stream, Voice
from speech.voice_activity import BARGE_WINDOW, FRAME_S, Judgement, VoiceDetector

RUN_UP_S = 0.3
BARGE_RUN_UP_S = RUN_UP_S + BARGE_WINDOW * FRAME_S


class Listener:
    """Judges sound frame by frame, tells voice edges, and feeds the stream, if there is one."""

    def __init__(self, stream: Stream | None, hear: Hear, patience: Patience = USUAL) -> None:
        """Listen for `stream`; without one only voice edges are heard."""
        self.stream, self.hear = stream, hear
        self._detector = VoiceDetector()
        self._detector.expect(patience)
        self._run_up: deque[tuple[bytes, bool]] = deque()
        self._speaking = False

    def feed(self, pcm: bytes) -> None:
        """Take the next 8 kHz sound."""
        for frame, judgement in self._detector.feed(pcm):
            self._take(frame, judgement)

    def listen(self, grammar: Grammar | None, patience: Patience = USUAL) -> None:
        """Expect something else from now on, and let pauses of this length end it."""
        self._detector.expect(patience)
        if self.stream:
            self.stream.listen(grammar)

    def prompt_begins(self, prompt: Bands) -> None:
        """Note that a prompt with these band envelopes (`speech.echo.bands`) begins to play to the caller."""
        self._detector.prompt_begins(prompt)

    def prompt_over(self) -> None:
        """Note that no prompt plays any more."""
        self._detector.prompt_over()

    def finish(self) -> None:
        """End the utterance now."""
        if self.stream:
            self.stream.finish()

    def _take(self, frame: bytes, judgement: Judgement) -> None:
        if judgement.edge is not None:
            self.hear(Voice(judgement.edge, judgement.at_s))
            self._speaking = judgement.edge
        if not self.stream:
            return
        self._run_up.append((frame, judgement.echo))
        if judgement.in_utterance or judgement.utterance_over:
            self.stream.feed(b"".join(self._clean(judgement)))
            self._run_up.clear()
            if judgement.utterance_over:
                self.stream.finish()
        longest_s = BARGE_RUN_UP_S if judgement.careful else RUN_UP_S
        while len(self._run_up) * FRAME_S > longest_s:
            self.stream.skip(len(self._run_up.popleft()[0]) // SAMPLE_BYTES)

    def _clean(self, judgement: Judgement) -> Iterator[bytes]:
        """Give the run-up with its echo blanked, but for the frames since the caller began: they are his."""
        his = judgement.frames_since_edge if judgement.edge else int(self._speaking)
        for place, (frame, echo) in enumerate(self._run_up, start=1 - len(self._run_up)):
            yield bytes(len(frame)) if echo and -place >= his else frame
