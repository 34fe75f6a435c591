"""The loudness meter agrees with ITU-R BS.1770 where the standard gives figures, and keeps its own rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.prompting.loudness import NOTHING_LUFS, k_weighting, loudness, prompt_loudness
from tests.speech_prompting.sounds import RATE, Sound, noise, syllables, tone

STANDARD_SHELF = (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
STANDARD_HIGH_PASS = (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)


def test_the_filters_at_48_khz_are_those_of_the_standard() -> None:
    shelf, high_pass = k_weighting(48000)
    assert (*shelf.b, *shelf.a) == pytest.approx(STANDARD_SHELF, abs=1e-10)
    assert (*high_pass.b, *high_pass.a) == pytest.approx(STANDARD_HIGH_PASS, abs=1e-10)


@pytest.mark.parametrize("rate", [8000, 22050, 48000])
def test_a_full_scale_sine_of_997_hz_reads_minus_3_01(rate: int) -> None:
    assert loudness(tone(5, 1.0, 997, rate), rate) == pytest.approx(-3.01, abs=0.035)


def in_order(sound: Sound) -> Sound:
    """Both filters sample by sample, as the standard writes them."""
    for b, a in k_weighting(RATE):
        out = np.zeros(len(sound) + 2)
        padded = np.concatenate([[0.0, 0.0], sound])
        for n in range(2, len(padded)):
            out[n] = (
                b[0] * padded[n] + b[1] * padded[n - 1] + b[2] * padded[n - 2] - a[0] * out[n - 1] - a[1] * out[n - 2]
            )
        sound = out[2:]
    return sound


def test_filtering_by_spectrum_gives_what_the_recursion_gives() -> None:
    sound = noise(0.4, 0.1)
    expected = -0.691 + 10 * np.log10(np.mean(in_order(sound) ** 2))
    assert loudness(sound, RATE) == pytest.approx(expected, abs=1e-3)


def test_soft_stretches_do_not_count() -> None:
    loud = tone(60, 0.1, 1000)
    soft = tone(10, 0.1 * 10 ** (-13 / 20), 1000)
    assert loudness(np.concatenate([soft, loud, soft]), RATE) == pytest.approx(loudness(loud, RATE), abs=0.1)
    assert loudness(np.concatenate([np.zeros(9 * RATE), loud]), RATE) == pytest.approx(loudness(loud, RATE), abs=0.1)


@given(st.floats(0.05, 3.0), st.floats(-30.0, 10.0))
def test_what_is_louder_reads_louder_by_just_that_much(seconds: float, gain_db: float) -> None:
    sound = syllables(seconds, 0.1)
    assert loudness(sound * 10 ** (gain_db / 20), RATE) == pytest.approx(loudness(sound, RATE) + gain_db, abs=1e-6)


@given(st.floats(0.1, 0.39), st.floats(0.0, 2.0), st.floats(0.0, 2.0))
def test_silence_around_a_short_word_does_not_make_it_softer(seconds: float, before: float, after: float) -> None:
    word = tone(seconds, 0.2)
    padded = np.concatenate([np.zeros(round(before * RATE)), word, np.zeros(round(after * RATE))])
    assert prompt_loudness(padded, RATE) == pytest.approx(prompt_loudness(word, RATE), abs=0.05)


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(1), np.zeros(RATE), np.full(1, 1e-9)])
def test_nothing_reads_as_nothing(sound: Sound) -> None:
    assert loudness(sound, RATE) == prompt_loudness(sound, RATE) == NOTHING_LUFS
