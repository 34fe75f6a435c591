"""Finished prompts as they are on the disk: who speaks, how long, how loud, and what would disturb a listener."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from speech.errors import SpeechError
from speech.prompting.index import Source, read_index
from speech.prompting.loudness import NOTHING_LUFS, Sound, prompt_loudness
from speech.prompting.recording import clipped_share
from speech.telephone_sound import read_mono
from speech.wav import what_is_wrong

WIDEST_DB = 1.0
"""A prompt may be so much louder or softer than the middle one of all."""
HIGHEST_PEAK_DB = -3.0
LARGEST_OFFSET = 0.002
"""Direct current, as a share of full scale."""
LONGEST_PAUSE_S = 0.35
PAUSE_DB = -40.0
"""Softer than this against the prompt's loudness is silence."""
FRAME_S = 0.02


@dataclass(frozen=True)
class PromptState:
    """One prompt: its text, who speaks it, its length in seconds, loudness in LUFS, peak in dB of full scale.

    `source` is None when there is no sound that the exchange would play. `head_s` and `tail_s` are silent.
    """

    name: str
    text: str
    source: Source | None
    seconds: float = 0.0
    loudness_lufs: float = NOTHING_LUFS
    peak_db: float = NOTHING_LUFS
    offset: float = 0.0
    clipped: float = 0.0
    head_s: float = 0.0
    tail_s: float = 0.0


def states(texts: Mapping[str, str], folder: Path) -> list[PromptState]:
    """Look at every prompt's file in `folder`; one that cannot be played has no source. May take a second."""
    index = read_index(folder)
    return [_state(name, text, folder, index[name].source if name in index else None) for name, text in texts.items()]


def unheard(state: PromptState, middle_lufs: float) -> Iterator[str]:
    """Say, a sentence each, what would disturb a listener in a prompt that can be played."""
    apart_db = state.loudness_lufs - middle_lufs
    if abs(apart_db) > WIDEST_DB:
        yield f"it is {abs(apart_db):.1f} dB {'louder' if apart_db > 0 else 'softer'} than the others"
    if state.clipped > 0:
        yield "it is clipped"
    elif state.peak_db > HIGHEST_PEAK_DB:
        yield f"its peak is {state.peak_db:.1f} dBFS; {HIGHEST_PEAK_DB:.0f} is the most"
    if abs(state.offset) > LARGEST_OFFSET:
        yield f"it carries direct current, {abs(state.offset):.1%} of full scale"
    for where, pause_s in (("begins", state.head_s), ("ends", state.tail_s)):
        if pause_s > LONGEST_PAUSE_S:
            yield f"it {where} with {pause_s:.2f} s of silence"


def middle(found: Sequence[PromptState]) -> float:
    """Return the loudness of the middle prompt, in LUFS."""
    return median([state.loudness_lufs for state in found if state.source] or [NOTHING_LUFS])


def _state(name: str, text: str, folder: Path, source: Source | None) -> PromptState:
    file = folder / f"{name}.wav"
    if what_is_wrong(file):
        return PromptState(name, text, None)
    try:
        sound, rate = read_mono(file)
    except SpeechError:
        return PromptState(name, text, None)
    loud = prompt_loudness(sound, rate)
    head_s, tail_s = _pauses(sound, rate, loud)
    peak_db = float(20 * np.log10(np.abs(sound).max() + 1e-9))
    seconds = len(sound) / rate
    offset, clipped = float(sound.mean()), clipped_share(sound)
    return PromptState(name, text, source or Source.VOICE, seconds, loud, peak_db, offset, clipped, head_s, tail_s)


def _pauses(sound: Sound, rate: int, loud_lufs: float) -> tuple[float, float]:
    """Measure the silence before and after the speech, in seconds."""
    size = round(FRAME_S * rate)
    frames = sound[: max(1, len(sound) // size) * size]
    power = np.square(frames[: len(frames) // size * size].reshape(-1, size)).mean(axis=1)
    speech = np.flatnonzero(10 * np.log10(power + 1e-12) > loud_lufs + PAUSE_DB)
    if not len(speech):
        return len(sound) / rate, 0.0
    return float(speech[0] * size / rate), float(len(sound) / rate - (speech[-1] + 1) * size / rate)
