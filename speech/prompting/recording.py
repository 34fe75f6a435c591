"""Human recordings: are they fit for a prompt, and how they come into telephone form."""

from enum import StrEnum
from pathlib import Path

import numpy as np

from speech.errors import SoundSilent, SoundUnreadable
from speech.key_tones import FRAME_SAMPLES, is_key_tone
from speech.prompting.form import telephone_prompt
from speech.prompting.loudness import NOTHING_LUFS, Sound, loudness, prompt_loudness
from speech.telephone_sound import TELEPHONE_RATE, read_mono, to_pcm

LONGEST_S = 180.0
SHORTEST_S = 0.3
SOFTEST_LUFS = -45.0
"""Softer speech than this comes with as much noise as voice once it is made loud."""
FULL_SCALE = 0.97
"""A-law's largest value is 0.984 of full scale."""
CLIPPED_RUN = 3
CLIPPED_SHARE = 0.0005
FRAME_S = 0.02
PAUSE_DB = -28.0
"""A frame so far under the speech is a pause; the softest consonants are 20 to 25 dB under it."""
NOISE_LEAD_DB = 6.0
NOISE_SHARE = 10
"""Per cent of the frames that are taken for the line's noise."""
MARGIN_S = 0.06
KEY_TAIL_S = 1.0


class Fault(StrEnum):
    """Why a recording cannot become a prompt."""

    SILENT = "silent"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_SOFT = "too_soft"
    CLIPPED = "clipped"


def fault_of(sound: Sound, rate: int) -> Fault | None:
    """Judge a recording, samples in -1..1: is there enough voice, neither too long, too soft nor clipped?"""
    if len(sound) > LONGEST_S * rate:
        return Fault.TOO_LONG
    if loudness(sound, rate) <= NOTHING_LUFS:
        return Fault.SILENT
    voice = without_pauses(sound, rate)
    if len(voice) < (SHORTEST_S + 2 * MARGIN_S) * rate:
        return Fault.TOO_SHORT
    if loudness(voice, rate) < SOFTEST_LUFS:
        return Fault.TOO_SOFT
    return Fault.CLIPPED if clipped_share(voice) > CLIPPED_SHARE else None


def clipped_share(sound: Sound) -> float:
    """Measure the share of samples that stand at full scale in runs of three or more: flattened, not just loud."""
    if not len(sound):
        return 0.0
    full = np.where(np.abs(sound) >= FULL_SCALE, np.sign(sound), 0).astype(int)
    edges = np.flatnonzero(np.diff(full, prepend=0, append=0))
    starts, ends = edges[:-1], edges[1:]
    lengths = (ends - starts)[full[starts] != 0]
    return float(lengths[lengths >= CLIPPED_RUN].sum()) / len(sound)


def without_pauses(sound: Sound, rate: int) -> Sound:
    """Cut the pauses at both ends, by the recording's own noise; a margin of 60 ms keeps soft beginnings."""
    size = round(FRAME_S * rate)
    frames = sound[: len(sound) // size * size].reshape(-1, size)
    if not len(frames):
        return sound
    level_db = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-12)
    limit_db = min(float(np.percentile(level_db, NOISE_SHARE)) + NOISE_LEAD_DB, float(level_db.max()) + PAUSE_DB)
    voiced = np.flatnonzero(level_db > limit_db)
    margin = round(MARGIN_S * rate)
    return sound[max(0, voiced[0] * size - margin) : (voiced[-1] + 1) * size + margin]


def without_last_key(sound: Sound) -> Sound:
    """Cut the tone of the key that ended a telephone recording (8 kHz), and what follows it."""
    tail = max(0, len(sound) - round(KEY_TAIL_S * TELEPHONE_RATE)) // FRAME_SAMPLES * FRAME_SAMPLES
    for start in range(tail, len(sound) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        if is_key_tone(to_pcm(sound[start : start + FRAME_SAMPLES]).tobytes()):
            return sound[: max(0, start - FRAME_SAMPLES)]
    return sound


def human_prompt(source: Path) -> bytes:
    """Bring a human recording into telephone form, 8 kHz 16-bit samples; a bad one is refused by its name.

    Raises SoundUnreadable, SoundSilent or SoundTooLong.
    """
    try:
        sound, rate = read_mono(source, LONGEST_S)
        return in_telephone_form(sound, rate)
    except SoundSilent as error:
        raise SoundSilent(f"{source}: {error}; record it again or remove it") from error
    except SoundUnreadable as error:
        raise SoundUnreadable(f"{error}; record it again or remove it") from error


def in_telephone_form(sound: Sound, rate: int) -> bytes:
    """Cut the pauses and bring the recording to the prompts' loudness. Raises SoundSilent."""
    if prompt_loudness(sound, rate) <= NOTHING_LUFS:
        raise SoundSilent("nothing in the sound is loud enough to be heard")
    return telephone_prompt(without_pauses(sound, rate), rate).tobytes()
