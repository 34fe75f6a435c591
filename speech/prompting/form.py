"""How a prompt's sound is made: any recording or voice becomes 8 kHz, mono, even in loudness, clean at its edges."""

from typing import cast

import numpy as np

from speech.errors import SoundSilent
from speech.prompting.loudness import NOTHING_LUFS, prompt_loudness
from speech.telephone_sound import TELEPHONE_RATE, Pcm, Sound, to_rate

HIGH_PASS_HZ = 120.0
LOUDNESS_LUFS = -19.0
CEILING_DB = -3.05  # leaves room for the dither: no sample above -3 dBFS
LEVEL_ROUNDS = 8  # limiting takes loudness away again; each round makes up for it
LEVEL_NEAR_DB = 0.05
SOFT_KNEE = 0.7
AUDIBLE_DB = -50.0
HEAD_S = 0.05
TAIL_S = 0.12
FADE_S = 0.005
SHORTEST_AUDIBLE_S = 0.02
DITHER_SEED = 0


def telephone_prompt(sound: Sound, rate: int) -> Pcm:
    """Make a prompt: 8 kHz, 120 Hz high-pass, -19 LUFS, peaks below -3 dBFS, 50 ms and 120 ms of silence around.

    The same sound always gives the same bytes. Raises SoundSilent when nothing in it is audible.
    """
    if len(sound) < rate * HEAD_S:
        raise SoundSilent("the sound is too short to be heard")
    narrow = to_rate(_high_pass(sound - sound.mean(), rate), rate)
    voice = _level(_fade(_trim(narrow)))
    return _pad(_dither(voice))


def _high_pass(sound: Sound, rate: int) -> Sound:
    """Filter with a linear-phase windowed sinc, so that hum and plosive thumps do not eat the telephone's level."""
    size = int(rate / HIGH_PASS_HZ * 3) | 1
    at = np.arange(size) - size // 2
    low = 2 * HIGH_PASS_HZ / rate * np.sinc(2 * HIGH_PASS_HZ / rate * at) * np.blackman(size)
    low[size // 2] -= 1
    width = 1 << (len(sound) + size - 1).bit_length()
    out = np.fft.irfft(np.fft.rfft(sound, width) * np.fft.rfft(-low, width), width)
    return out[size // 2 : size // 2 + len(sound)]


def _trim(sound: Sound) -> Sound:
    audible = np.flatnonzero(np.abs(sound) > 10 ** (AUDIBLE_DB / 20))
    if len(audible) < SHORTEST_AUDIBLE_S * TELEPHONE_RATE:
        raise SoundSilent("nothing in the sound is loud enough to be heard")
    return sound[audible[0] : audible[-1] + 1]


def _level(sound: Sound) -> Sound:
    """Bring the sound to the house's loudness with its peaks below the ceiling."""
    found_lufs = prompt_loudness(sound, TELEPHONE_RATE)
    if found_lufs <= NOTHING_LUFS:
        raise SoundSilent("nothing in the sound is loud enough to be heard")
    gain_db = LOUDNESS_LUFS - found_lufs
    for _ in range(LEVEL_ROUNDS):
        even = _limit(sound * 10 ** (gain_db / 20))
        missing = LOUDNESS_LUFS - prompt_loudness(even, TELEPHONE_RATE)
        if abs(missing) < LEVEL_NEAR_DB:
            break
        gain_db += missing
    return cast(Sound, even - even.mean())


def _limit(sound: Sound) -> Sound:
    """Bend peaks softly below the ceiling instead of clipping them."""
    ceiling = 10 ** (CEILING_DB / 20)
    knee = SOFT_KNEE * ceiling
    size = np.abs(sound)
    bent = knee + (ceiling - knee) * np.tanh((size - knee) / (ceiling - knee))
    return np.where(size > knee, np.sign(sound) * bent, sound)


def _fade(sound: Sound) -> Sound:
    ramp = np.linspace(0, 1, int(FADE_S * TELEPHONE_RATE))
    faded = sound.copy()
    faded[: len(ramp)] *= ramp
    faded[-len(ramp) :] *= ramp[::-1]
    return faded


def _dither(sound: Sound) -> Pcm:
    noise = np.random.default_rng(DITHER_SEED)
    steps = sound * 32767 + (noise.random(len(sound)) - noise.random(len(sound)))
    return np.clip(np.round(steps), -32768, 32767).astype("<i2")


def _pad(pcm: Pcm) -> Pcm:
    head, tail = int(HEAD_S * TELEPHONE_RATE), int(TAIL_S * TELEPHONE_RATE)
    return np.concatenate([np.zeros(head, "<i2"), pcm, np.zeros(tail, "<i2")])
