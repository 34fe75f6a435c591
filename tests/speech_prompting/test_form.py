"""Prompts have the level, the band and the edges that a telephone wants."""

import numpy as np
import pytest

from speech.errors import SoundSilent
from speech.prompting.form import telephone_prompt
from speech.prompting.loudness import prompt_loudness

RATE = 22050


def tone(frequency: float, level: float, seconds: float = 1.0) -> np.ndarray:
    return level * np.sin(2 * np.pi * frequency * np.arange(int(seconds * RATE)) / RATE)


@pytest.mark.parametrize("level", [0.01, 0.1, 0.9])
def test_quiet_and_loud_sources_come_out_alike(level: float) -> None:
    prompt = telephone_prompt(tone(440, level), RATE) / 32767
    assert prompt_loudness(prompt, 8000) == pytest.approx(-19.0, abs=0.1)


def test_peaks_stay_below_the_ceiling() -> None:
    spiky = tone(300, 0.05)
    spiky[::2000] = 1.0
    assert np.abs(telephone_prompt(spiky, RATE)).max() <= 10 ** (-3 / 20) * 32767


def test_edges_are_silent_for_50_and_120_ms() -> None:
    source = np.concatenate([np.zeros(RATE), tone(440, 0.3), np.zeros(RATE)])
    prompt = telephone_prompt(source, RATE)
    assert not prompt[:400].any()
    assert not prompt[-960:].any()
    assert len(prompt) / 8000 == pytest.approx(1.17, abs=0.02)


def test_hum_is_filtered_and_nothing_aliases() -> None:
    source = tone(1000, 0.2) + tone(50, 0.2) + tone(6000, 0.2)
    spectrum = np.abs(np.fft.rfft(telephone_prompt(source, RATE)[400:8400]))
    voice = spectrum[995:1006].max()
    assert spectrum[45:56].max() < voice / 30
    assert spectrum[1990:2011].max() < voice / 100


def test_the_same_sound_gives_the_same_bytes() -> None:
    assert telephone_prompt(tone(440, 0.3), RATE).tobytes() == telephone_prompt(tone(440, 0.3), RATE).tobytes()


@pytest.mark.parametrize("source", [np.zeros(RATE), np.zeros(10), np.full(RATE, 0.5)])
def test_what_cannot_be_heard_is_refused(source: np.ndarray) -> None:
    with pytest.raises(SoundSilent):
        telephone_prompt(source, RATE)


def test_two_far_clicks_are_refused_instead_of_being_made_into_noise() -> None:
    clicks = np.zeros(20 * RATE)
    clicks[:800:2] = clicks[-800::2] = 0.004
    with pytest.raises(SoundSilent):
        telephone_prompt(clicks, RATE)
