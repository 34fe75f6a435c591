"""Sound in telephone form: any recording or voice becomes 8 kHz, mono, even in level, clean at its edges."""

from pathlib import Path
from typing import cast

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from speech.errors import SoundSilent, SoundTooLong, SoundUnreadable

Sound = NDArray[np.float64]
Pcm = NDArray[np.int16]

TELEPHONE_RATE = 8000
HIGH_PASS_HZ = 120.0
SPEECH_LEVEL_DB = -17.7  # reads 1.3 dB above ITU-T P.56, so speech comes out at about -19 LUFS
CEILING_DB = -3.0
SOFT_KNEE = 0.7
AUDIBLE_DB = -50.0
HEAD_S = 0.05
TAIL_S = 0.12
FADE_S = 0.005
GATE_DB = 15.9
LEVEL_FRAME_S = 0.02
DITHER_SEED = 0
LONGEST_S = 3600.0


def read_mono(path: Path, longest_s: float = LONGEST_S) -> tuple[Sound, int]:
    """Read any sound file as one channel of samples in -1..1, with its rate in Hz.

    Raises SoundUnreadable when it is missing or not a sound, SoundTooLong beyond `longest_s` seconds.
    """
    if not path.is_file():
        raise SoundUnreadable(f"{path}: there is no such file")
    try:
        with soundfile.SoundFile(path) as sound:
            if sound.frames > longest_s * sound.samplerate:
                raise SoundTooLong(f"{path}: longer than {longest_s:.0f} s; cut it into shorter pieces")
            samples = sound.read(dtype="float64", always_2d=True)
            rate = int(sound.samplerate)
    except (soundfile.SoundFileError, OSError) as error:
        raise SoundUnreadable(f"{path}: not a sound file that can be read ({error})") from error
    return cast(Sound, samples.mean(axis=1)), rate


def to_rate(sound: Sound, rate: int, wanted: int = TELEPHONE_RATE) -> Sound:
    """Resample to `wanted` Hz without aliasing."""
    return sound if rate == wanted else cast(Sound, soxr.resample(sound, rate, wanted, "HQ"))


def to_pcm(sound: Sound) -> Pcm:
    """Round samples in -1..1 to 16-bit numbers; louder ones are clipped."""
    return np.clip(np.round(sound * 32767), -32768, 32767).astype("<i2")


def telephone_prompt(sound: Sound, rate: int) -> Pcm:
    """Make a prompt: 8 kHz, 120 Hz high-pass, about -19 LUFS, peaks below -3 dBFS, 50 ms and 120 ms of silence around.

    The same sound always gives the same bytes. Raises SoundSilent when nothing in it is audible.
    """
    if len(sound) < rate * HEAD_S:
        raise SoundSilent("the sound is too short to be heard")
    narrow = to_rate(_high_pass(sound - sound.mean(), rate), rate)
    voice = _fade(_limit(_level(_trim(narrow))))
    return _pad(_dither(voice))


def speech_level_db(sound: Sound, rate: int) -> float:
    """Measure the level of the parts with speech, in dB of full scale; frames 15.9 dB under the mean don't count."""
    frame = int(LEVEL_FRAME_S * rate)
    power = np.square(sound[: len(sound) // frame * frame].reshape(-1, frame)).mean(axis=1) + 1e-12
    active = power
    for _ in range(6):
        active = power[power > active.mean() * 10 ** (-GATE_DB / 10)]
    return float(10 * np.log10(active.mean()))


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
    if len(audible) < LEVEL_FRAME_S * TELEPHONE_RATE:
        raise SoundSilent("nothing in the sound is loud enough to be heard")
    return sound[audible[0] : audible[-1] + 1]


def _level(sound: Sound) -> Sound:
    return sound * 10 ** ((SPEECH_LEVEL_DB - speech_level_db(sound, TELEPHONE_RATE)) / 20)


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
