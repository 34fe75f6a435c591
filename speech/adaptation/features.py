"""Sound to the features the network wants: Kaldi's 8 to 16 kHz resampling and its 40 MFCC at 100 frames a second."""

from functools import cache

import kaldi_native_fbank
import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]
Features = NDArray[np.float32]

MODEL_RATE = 16000
FRAMES_PER_S = 100
FRAME_SHIFT = MODEL_RATE // FRAMES_PER_S
FRAME_SAMPLES = 400
CEPSTRA = 40
# As in the package's conf/mfcc.conf.
LOW_HZ, HIGH_HZ = 20.0, 7600.0
SIXTEEN_BIT = 32768.0
# LinearResample as Kaldi's online features set it up: the cutoff is half the lower rate (not 0.99 of it, as offline).
CUTOFF_HZ, ZEROS = 4000.0, 6


@cache
def _upsampling_filters() -> tuple[int, Sound, Sound]:
    """Reach in samples of the 8 kHz sound, and the filters for the output samples on and between the input samples."""
    rate = MODEL_RATE // 2
    half_width = ZEROS / (2 * CUTOFF_HZ)
    reach = int(np.ceil(half_width * rate)) + 1
    at = np.arange(-reach, reach + 1) / rate
    on, between = (_windowed_sinc(at + phase / MODEL_RATE, half_width) / rate for phase in (0, 1))
    return reach, on, between


def _windowed_sinc(at: Sound, half_width: float) -> Sound:
    """Kaldi's filter function at times in seconds: a sinc under a raised cosine of that half width in seconds."""
    window = np.where(np.abs(at) < half_width, 0.5 * (1 + np.cos(np.pi * at / half_width)), 0.0)
    return np.asarray(window * 2 * CUTOFF_HZ * np.sinc(2 * CUTOFF_HZ * at))


def kaldi_upsample(sound: Sound) -> Sound:
    """Raise 8 kHz sound to 16 kHz exactly as Kaldi's LinearResample does, which is how Vosk hears the telephone.

    `out[2m + phase] = Σ_j sound[m - j] · h(j/8000 + phase/16000)`; the result is twice as long.
    """
    reach, on, between = _upsampling_filters()
    raised = np.empty(2 * len(sound))
    for phase, taps in enumerate((on, between)):
        raised[phase::2] = np.convolve(sound, taps, "full")[reach : reach + len(sound)]
    return raised


@cache
def _options() -> kaldi_native_fbank.MfccOptions:
    options = kaldi_native_fbank.MfccOptions()
    options.frame_opts.samp_freq = MODEL_RATE
    options.frame_opts.dither = 0.0
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = CEPSTRA
    options.mel_opts.low_freq, options.mel_opts.high_freq = LOW_HZ, HIGH_HZ
    options.num_ceps = CEPSTRA
    options.use_energy = False
    return options


def frames_of(samples: int) -> int:
    """How many whole frames a 16 kHz sound of that length has."""
    return max(0, 1 + (samples - FRAME_SAMPLES) // FRAME_SHIFT)


def mfcc(sound: Sound, dither: np.random.Generator | None = None) -> Features:
    """The MFCC of a 16 kHz sound in -1..1, shape (frames, 40), 25 ms windows every 10 ms.

    With `dither` noise of one 16-bit step is added first, as Kaldi does while decoding. Too short a sound gives none.
    """
    scaled = sound * SIXTEEN_BIT
    if dither is not None:
        scaled = scaled + dither.standard_normal(len(sound))
    if not frames_of(len(sound)):
        return np.zeros((0, CEPSTRA), np.float32)
    computer = kaldi_native_fbank.OnlineMfcc(_options())
    computer.accept_waveform(MODEL_RATE, scaled.astype(np.float32))
    computer.input_finished()
    return np.stack([computer.get_frame(number) for number in range(computer.num_frames_ready)])
