"""From a plan to what the network sees: the sound is read, joined, disguised, sent through a line, and measured."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech.adaptation.corpus import Utterance, load_sound
from speech.adaptation.features import Features, kaldi_upsample, mfcc
from speech.adaptation.ivectors import IvectorExtractor
from speech.adaptation.noise_clips import noise_clip
from speech.adaptation.noises import RATE, Random, Sound
from speech.adaptation.sampling import ExamplePlan
from speech.adaptation.telephone_line import clean_line, digital_line, telephone_line, warp

# An i-vector is taken after so many frames, or of the half or the whole; none at all is how every call begins.
HEARD_FRAMES = (0, 60, 150)
BACKGROUND = RATE // 10
# Parts of a sentence below 3 % of its loudest 20 ms are its silent edges; 0.1 s of them stay.
EDGE_FRAME, EDGE_LEVEL, EDGE_LEAST, EDGE_KEPT = RATE // 50, 0.03, 1e-3, RATE // 10
HISS_LEVELS = (0.0, 0.0, 3e-5, 1e-4)
LATEST_SHIFT = 3
LOADED_SOUNDS = 60

Ivector = NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """MFCC (frames, 40), one i-vector for all of them, and the words; noise has no words."""

    features: Features
    ivector: Ivector
    words: tuple[str, ...]


def make_example(plan: ExamplePlan, extractor: IvectorExtractor) -> Example:
    """Carry out a plan; the same plan gives the same example. Raises SoundUnreadable if a file has vanished."""
    random = np.random.default_rng(plan.seed)
    if plan.sentences:
        sound = warp(_joined(plan, random), plan.speed)
        line = telephone_line(sound, random, lambda count: [load_once(file) for file in plan.talkers[:count]])
    else:
        line = digital_line(noise_clip(sum(plan.pauses), random), random)
    features = mfcc(kaldi_upsample(line), random)
    heard = int(random.choice([*HEARD_FRAMES, len(features) // 2, len(features)]))
    shift = int(random.integers(LATEST_SHIFT))
    ivector = extractor.vectors(features, [min(heard, len(features))])[0]
    return Example(features[min(shift, len(features) - 1) :], ivector, plan.words)


def held_out_example(utterance: Utterance, extractor: IvectorExtractor) -> Example:
    """A sentence over a clean telephone line, as it is measured."""
    random = np.random.default_rng(0)
    features = mfcc(kaldi_upsample(clean_line(load_once(utterance.audio))), random)
    return Example(features, extractor.vectors(features, [len(features)])[0], utterance.words)


@lru_cache(maxsize=LOADED_SOUNDS)
def load_once(audio: Path) -> Sound:
    """A sound file at 16 kHz, kept for a while; never change it."""
    return load_sound(audio)


def trimmed(sound: Sound) -> Sound:
    """The sound without its silent edges; itself if nothing in it stands out."""
    frames = sound[: len(sound) // EDGE_FRAME * EDGE_FRAME].reshape(-1, EDGE_FRAME)
    levels = np.sqrt(np.square(frames).mean(axis=1))
    loud = np.flatnonzero(levels > max(levels.max(initial=0.0) * EDGE_LEVEL, EDGE_LEAST))
    if not len(loud):
        return sound
    return sound[max(0, loud[0] * EDGE_FRAME - EDGE_KEPT) : (loud[-1] + 1) * EDGE_FRAME + EDGE_KEPT]


def _joined(plan: ExamplePlan, random: Random) -> Sound:
    """The sentences with the pauses around them, filled with the first one's own background or a faint hiss."""
    sounds = [load_once(sentence.audio) for sentence in plan.sentences]
    quiet = _background(sounds[0])
    if len(sounds) > 1:
        sounds = [trimmed(sound) for sound in sounds]
    pieces = [_pause(plan.pauses[0], quiet, random)]
    for sound, pause in zip(sounds, plan.pauses[1:], strict=True):
        pieces += [sound, _pause(pause, quiet, random)]
    return np.concatenate(pieces)


def _background(sound: Sound) -> Sound:
    """The quietest tenth of a second, there and back again, so that it can be repeated without a click."""
    stretches = sound[: len(sound) // BACKGROUND * BACKGROUND].reshape(-1, BACKGROUND)
    quietest = stretches[stretches.std(axis=1).argmin()]
    return np.concatenate((quietest, quietest[::-1]))


def _pause(seconds: float, quiet: Sound, random: Random) -> Sound:
    samples = int(seconds * RATE)
    if random.random() < 0.5:
        return np.resize(quiet, samples)
    return float(random.choice(HISS_LEVELS)) * random.standard_normal(samples)
