"""Who is speaking when: frames judged by webrtcvad, smoothed into edges and utterances by pure counting."""

from collections import deque
from dataclasses import dataclass

import webrtcvad

from speech.key_tones import is_key_tone
from speech.recogniser import SAMPLE_RATE

MODE = 2
FRAME_S = 0.02
FRAME_BYTES = 320
ONSET_WINDOW = 5
ONSET_VOICED = 3
SETTLING_FRAMES = 10  # webrtcvad takes the first frames of plain noise for voice
KEY_TAIL_FRAMES = 9  # webrtcvad still says voice for 0.16 s after a key's tone
HANG_OVER_S = 0.3
UTTERANCE_PAUSE_S = 0.6


@dataclass(frozen=True)
class Judgement:
    """One frame: is it in an utterance, did one end with it, and, on an edge, does somebody speak and since when."""

    in_utterance: bool
    utterance_over: bool = False
    edge: bool | None = None
    at_s: float = 0.0


class VoiceTracker:
    """Pure: turns one voiced/unvoiced verdict per 20 ms frame into edges. A click of one frame is no voice."""

    def __init__(self) -> None:
        """Begin in silence."""
        self._speaking = False
        self._in_utterance = False
        self._recent: deque[bool] = deque(maxlen=ONSET_WINDOW)
        self._frames = 0
        self._quiet_frames = 0

    def judge(self, voiced: bool) -> Judgement:
        """Take the next frame's verdict."""
        self._frames += 1
        voiced = voiced and self._frames > SETTLING_FRAMES
        self._recent.append(voiced)
        self._quiet_frames = 0 if voiced else self._quiet_frames + 1
        if not self._speaking and sum(self._recent) >= ONSET_VOICED:
            self._speaking = self._in_utterance = True
            return self._edge(len(self._recent) - list(self._recent).index(True))
        if self._speaking and self._quiet_frames * FRAME_S >= HANG_OVER_S:
            self._speaking = False
            return self._edge(self._quiet_frames)
        if self._in_utterance and self._quiet_frames * FRAME_S >= UTTERANCE_PAUSE_S:
            self._in_utterance = False
            return Judgement(in_utterance=False, utterance_over=True)
        return Judgement(self._in_utterance)

    def _edge(self, frames_ago: int) -> Judgement:
        at_s = round((self._frames - frames_ago) * FRAME_S, 3)
        return Judgement(self._in_utterance, edge=self._speaking, at_s=at_s)


class VoiceDetector:
    """Cuts sound into 20 ms frames and judges each."""

    def __init__(self) -> None:
        """Begin in silence."""
        self._tracker = VoiceTracker()
        self._vad = webrtcvad.Vad(MODE)
        self._rest = bytearray()
        self._frames_after_key = 0

    def feed(self, pcm: bytes) -> list[tuple[bytes, Judgement]]:
        """Return the whole frames completed by this 8 kHz sound, each with its judgement."""
        self._rest += pcm
        judged = []
        while len(self._rest) >= FRAME_BYTES:
            frame = bytes(self._rest[:FRAME_BYTES])
            del self._rest[:FRAME_BYTES]
            judged.append((frame, self._tracker.judge(self._is_voice(frame))))
        return judged

    def _is_voice(self, frame: bytes) -> bool:
        voiced = self._vad.is_speech(frame, SAMPLE_RATE)
        if voiced and is_key_tone(frame):
            self._frames_after_key = KEY_TAIL_FRAMES
            return False
        self._frames_after_key = max(0, self._frames_after_key - 1)
        return voiced and not self._frames_after_key
