"""Pure: is what the caller's line brings the echo of our own prompt? Judged by envelopes in five bands.

A line reflects the prompt, softer and up to MOST_DELAY_S later. The path is found by normalised cross-correlation of
the heard bands with the prompt's (each band's envelope, mean taken off, over WINDOW_S, at every delay); from then on a
frame that is not louder than the path explains is echo, and what rises above it is the caller's.
"""

from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from speech.recogniser import SAMPLE_BYTES, SAMPLE_RATE

Bands = NDArray[np.float64]
"""One row per 20 ms frame, one column per band: amplitudes of 16-bit sound."""

FRAME_SAMPLES = 160
FRAME_S = FRAME_SAMPLES / SAMPLE_RATE
EDGES_HZ = (300, 600, 1000, 1600, 2300, 3400)
WINDOW = 40  # frames: 0.8 s; shorter windows of speech resemble each other by chance
MOST_DELAY = 20  # frames: 0.4 s from the order to play until the echo is back
JITTER = 2  # frames by which the delay may differ between two prompts
SEARCH_EVERY = 5  # frames
ALIKE = 0.85  # real echoes correlate with 0.9 and more, other speech with 0.7 and less
MOST_GAIN = 0.5  # no telephone line reflects more than a quarter of the power: ITU-T G.122 asks for far less
MARGIN = 2.0  # 6 dB: what is louder than this above the explained echo is not echo

_HZ = np.fft.rfftfreq(FRAME_SAMPLES, 1 / SAMPLE_RATE)
_MEMBERS = np.stack([(low <= _HZ) & (high > _HZ) for low, high in pairwise(EDGES_HZ)], 1)
_TAPER = np.hanning(FRAME_SAMPLES)
_SCALE = np.sqrt(2.0) / (FRAME_SAMPLES * np.sqrt(np.mean(_TAPER**2)))


@dataclass(frozen=True)
class EchoPath:
    """How the line reflects a prompt: after so many frames, with this gain in each band."""

    delay: int
    gains: NDArray[np.float64]


def bands(pcm: bytes) -> Bands:
    """Return the band amplitudes of each whole frame of 8 kHz 16-bit sound."""
    whole = len(pcm) // (SAMPLE_BYTES * FRAME_SAMPLES) * FRAME_SAMPLES
    frames = np.frombuffer(pcm, "<i2", whole).reshape(-1, FRAME_SAMPLES) * _TAPER
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    found: Bands = np.sqrt(power @ _MEMBERS) * _SCALE
    return found


def still_to_come(prompt: Bands, played_s: float) -> Bands:
    """Return what is left of a prompt that has played for so many seconds."""
    return prompt[round(played_s / FRAME_S) :]


def find_path(heard: Bands, prompt: Bands) -> EchoPath | None:
    """Return the path on which `heard` is the echo of `prompt`, None when it is something else.

    `heard` has WINDOW rows; `prompt` has the same and the MOST_DELAY rows before them.
    """
    shifted = np.lib.stride_tricks.sliding_window_view(prompt, WINDOW, axis=0).transpose(0, 2, 1)[::-1]
    ours, theirs = shifted - shifted.mean(1, keepdims=True), heard - heard.mean(0)
    together = np.einsum("dwb,wb->db", ours, theirs)
    power, heard_power = (ours**2).sum(1), (theirs**2).sum(0)
    weights = np.sqrt(power)
    alike = together / np.sqrt(np.maximum(power * heard_power, 1.0))
    correlation = (alike * weights).sum(1) / np.maximum(weights.sum(1), 1.0)
    delay = int(correlation.argmax())
    if correlation[delay] < ALIKE:
        return None
    gains = np.maximum(together[delay], 0.0) / np.maximum(power[delay], 1.0)
    strength = _loudness(gains * weights[delay]) / max(_loudness(weights[delay]), 1.0)
    return EchoPath(delay, gains) if strength <= MOST_GAIN else None


def explains(path: EchoPath, frame: Bands, prompt: Bands) -> bool:
    """Say whether a frame (one row) is no louder than the echo of `prompt`, whose last row is the present."""
    first = max(0, path.delay - JITTER)
    last = min(len(prompt) - 1, path.delay + JITTER)
    near = prompt[len(prompt) - 1 - last : len(prompt) - first]
    return bool(_loudness(frame) <= MARGIN * _loudness((near * path.gains).max(0)))


def _loudness(row: Bands) -> float:
    return float(np.sqrt((row**2).sum()))


class EchoGuard:
    """Follows a line frame by frame beside the prompts that are played into it."""

    def __init__(self) -> None:
        """Begin with no prompt, and nothing known of the line."""
        nothing = np.zeros(len(EDGES_HZ) - 1)
        self._heard = deque([nothing] * WINDOW, WINDOW)
        self._played = deque([nothing] * (WINDOW + MOST_DELAY), WINDOW + MOST_DELAY)
        self._coming: deque[Bands] = deque()
        self._path: EchoPath | None = None
        self._frames_to_go = 0

    @property
    def active(self) -> bool:
        """True while a prompt plays or its echo may still come."""
        return self._frames_to_go > 0

    def prompt_begins(self, prompt: Bands) -> None:
        """Note that this prompt plays from the next frame on, in place of any other."""
        self._coming = deque(prompt)
        self._frames_to_go = len(prompt) + MOST_DELAY + JITTER

    def prompt_over(self) -> None:
        """Note that nothing plays any more; echoes may still be under way."""
        self._coming.clear()
        self._frames_to_go = min(self._frames_to_go, MOST_DELAY + JITTER)

    def is_echo(self, frame: bytes) -> bool:
        """Take the line's next frame; judge it while `active`."""
        silence = np.zeros(len(EDGES_HZ) - 1)
        row = bands(frame)[0] if self.active else silence
        self._heard.append(row)
        self._played.append(self._coming.popleft() if self._coming else silence)
        if not self.active:
            return False
        self._frames_to_go -= 1
        played = np.stack(self._played)
        if self._frames_to_go % SEARCH_EVERY == 0:
            self._path = find_path(np.stack(self._heard), played) or self._path
        return self._path is not None and explains(self._path, row, played)
