"""Who is speaking when: frames judged by webrtcvad, smoothed into edges and utterances by pure counting.

While a prompt plays the caller must mean it: BARGE_VOICED of BARGE_WINDOW frames, above the line's noise, and no echo.
"""

from collections import deque
from dataclasses import dataclass, replace

import numpy as np
import webrtcvad

from speech.echo import Bands, EchoGuard
from speech.key_tones import is_key_tone
from speech.patience import USUAL, Patience
from speech.recogniser import SAMPLE_RATE

MODE = 2
FRAME_S = 0.02
FRAME_BYTES = 320
ONSET_WINDOW = 5
ONSET_VOICED = 3
BARGE_WINDOW = 30  # frames: 0.6 s
BARGE_VOICED = 18  # frames: 0.36 s
SETTLING_FRAMES = 10  # webrtcvad takes the first frames of plain noise for voice
KEY_TAIL_FRAMES = 9  # webrtcvad still says voice for 0.16 s after a key's tone
HANG_OVER_S = 0.3
ABOVE_NOISE_DB = 9.0
LEAST_BARGE_DB = -50.0  # of full scale: who is softer than this does not interrupt a prompt
FLOOR_RISE_DB = 0.06  # a frame, 3 dB a second: speech dips to the noise more often than that
SILENT_DB = -90.0


@dataclass(frozen=True)
class Judgement:
    """One frame: is it in an utterance, did one end with it, and, on an edge, does somebody speak and since when.

    `frames_since_edge` counts this frame too. `echo`: it holds our own prompt and nothing else. `careful`: a prompt
    plays, so more voice was asked for.
    """

    in_utterance: bool
    utterance_over: bool = False
    edge: bool | None = None
    at_s: float = 0.0
    frames_since_edge: int = 0
    echo: bool = False
    careful: bool = False


class VoiceTracker:
    """Pure: turns one voiced/unvoiced verdict per 20 ms frame into edges. A click of one frame is no voice."""

    def __init__(self) -> None:
        """Begin in silence, with the usual patience."""
        self.patience: Patience = USUAL
        self._speaking = False
        self._in_utterance = False
        self._recent: deque[bool] = deque(maxlen=BARGE_WINDOW)
        self._frames = self._quiet_frames = self._utterance_frames = 0

    def judge(self, voiced: bool, careful: bool = False) -> Judgement:
        """Take the next frame's verdict; `careful` asks for more voice before an utterance begins."""
        self._frames += 1
        voiced = voiced and self._frames > SETTLING_FRAMES
        self._recent.append(voiced)
        self._quiet_frames = 0 if voiced else self._quiet_frames + 1
        self._utterance_frames += self._in_utterance
        if not self._speaking and (begun := self._begun(careful)):
            self._speaking = True
            self._utterance_frames = self._utterance_frames if self._in_utterance else begun
            self._in_utterance = True
            return self._edge(begun)
        if self._speaking and self._quiet_frames * FRAME_S >= HANG_OVER_S:
            self._speaking = False
            return self._edge(self._quiet_frames)
        if self._in_utterance and self._quiet_frames * FRAME_S >= self._pause_s():
            self._in_utterance = False
            return Judgement(in_utterance=False, utterance_over=True)
        return Judgement(self._in_utterance)

    def _begun(self, careful: bool) -> int:
        """How many frames ago a voice began that is long enough; 0 when none did."""
        window, least = (BARGE_WINDOW, BARGE_VOICED) if careful else (ONSET_WINDOW, ONSET_VOICED)
        recent = list(self._recent)[-window:]
        return len(recent) - recent.index(True) if sum(recent) >= least else 0

    def _pause_s(self) -> float:
        return self.patience.pause_after_s((self._utterance_frames - self._quiet_frames) * FRAME_S)

    def _edge(self, frames_ago: int) -> Judgement:
        at_s = round((self._frames - frames_ago) * FRAME_S, 3)
        return Judgement(self._in_utterance, edge=self._speaking, at_s=at_s, frames_since_edge=frames_ago)


class NoiseFloor:
    """Pure: the line's noise, in dB of full scale: falls at once, rises slowly."""

    def __init__(self) -> None:
        """Begin with the first frame's level."""
        self.db = 0.0

    def follow(self, level_db: float) -> None:
        """Take the next frame's level."""
        self.db = min(level_db, self.db + FLOOR_RISE_DB)

    def is_below(self, level_db: float) -> bool:
        """Say whether a level stands out from the noise far enough to interrupt a prompt."""
        return level_db >= max(LEAST_BARGE_DB, self.db + ABOVE_NOISE_DB)


class VoiceDetector:
    """Cuts sound into 20 ms frames and judges each."""

    def __init__(self) -> None:
        """Begin in silence."""
        self._tracker = VoiceTracker()
        self._vad = webrtcvad.Vad(MODE)
        self._guard = EchoGuard()
        self._floor = NoiseFloor()
        self._rest = bytearray()
        self._frames_after_key = 0

    def expect(self, patience: Patience) -> None:
        """From now on pauses end utterances as this patience says."""
        self._tracker.patience = patience

    def prompt_begins(self, prompt: Bands) -> None:
        """Note that a prompt with these band envelopes begins to play to the caller."""
        self._guard.prompt_begins(prompt)

    def prompt_over(self) -> None:
        """Note that no prompt plays any more."""
        self._guard.prompt_over()

    def feed(self, pcm: bytes) -> list[tuple[bytes, Judgement]]:
        """Return the whole frames completed by this 8 kHz sound, each with its judgement."""
        self._rest += pcm
        judged = []
        while len(self._rest) >= FRAME_BYTES:
            frame = bytes(self._rest[:FRAME_BYTES])
            del self._rest[:FRAME_BYTES]
            judged.append((frame, self._judge(frame)))
        return judged

    def _judge(self, frame: bytes) -> Judgement:
        level_db = level(frame)
        careful = self._guard.active
        echo = self._guard.is_echo(frame)
        voiced = self._is_voice(frame) and not echo
        if careful:
            voiced = voiced and self._floor.is_below(level_db)
        self._floor.follow(level_db)
        judgement = self._tracker.judge(voiced, careful)
        return replace(judgement, echo=echo, careful=careful) if careful else judgement

    def _is_voice(self, frame: bytes) -> bool:
        voiced = self._vad.is_speech(frame, SAMPLE_RATE)
        if voiced and is_key_tone(frame):
            self._frames_after_key = KEY_TAIL_FRAMES
            return False
        self._frames_after_key = max(0, self._frames_after_key - 1)
        return voiced and not self._frames_after_key


def level(frame: bytes) -> float:
    """Return a frame's level in dB of full scale, SILENT_DB at least."""
    sound = np.frombuffer(frame, "<i2").astype(np.float64)
    power = float(sound @ sound) / len(sound) / 32768**2
    return max(SILENT_DB, 10 * np.log10(power)) if power else SILENT_DB
