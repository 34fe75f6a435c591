"""Recordings that would disturb a caller are refused with the right reason, and pauses and keys are cut."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from speech.errors import SoundSilent, SoundTooLong, SoundUnreadable
from speech.prompting.recording import (
    Fault,
    clipped_share,
    fault_of,
    human_prompt,
    in_telephone_form,
    without_last_key,
    without_pauses,
)
from tests.speech_prompting.sounds import RATE, Sound, noise, syllables, tone


def between(voice: Sound, pause_s: float, hiss: float = 0.0005) -> Sound:
    """The voice with a pause before and after it, on a line that hisses."""
    pause = np.zeros(round(pause_s * RATE))
    line = np.concatenate([pause, voice, pause])
    return line + noise(len(line) / RATE, hiss)[: len(line)]


@pytest.mark.parametrize(
    ("sound", "fault"),
    [
        (between(syllables(2.0), 0.5), None),
        (syllables(2.0), None),
        (tone(1.0, 0.95), None),
        (np.zeros(2 * RATE), Fault.SILENT),
        (np.zeros(0), Fault.SILENT),
        (between(syllables(0.1), 0.5), Fault.TOO_SHORT),
        (syllables(181.0), Fault.TOO_LONG),
        (between(syllables(2.0, 0.004), 0.5, 0.00005), Fault.TOO_SOFT),
        (np.clip(4 * syllables(2.0), -1, 1), Fault.CLIPPED),
        (np.clip(4 * syllables(2.0), -0.984, 0.984), Fault.CLIPPED),
    ],
)
def test_each_recording_is_judged(sound: Sound, fault: Fault | None) -> None:
    assert fault_of(sound, RATE) is fault


def test_single_samples_at_full_scale_are_not_clipping() -> None:
    sound = syllables(1.0)
    sound[::500] = 1.0
    assert clipped_share(sound) == 0
    sound[100:103] = 1.0
    assert clipped_share(sound) == pytest.approx(3 / len(sound))
    assert clipped_share(np.tile([1.0, -1.0], 100)) == 0


@given(st.floats(0.2, 3.0), st.floats(0.2, 3.0), st.floats(0.0002, 0.004))
def test_pauses_are_cut_whatever_the_line_hisses(before: float, after: float, hiss: float) -> None:
    voice = tone(1.0, 0.3)
    line = np.concatenate([np.zeros(round(before * RATE)), voice, np.zeros(round(after * RATE))])
    cut = without_pauses(line + noise(len(line) / RATE, hiss)[: len(line)], RATE)
    assert 1.0 <= len(cut) / RATE <= 1.2


@given(st.integers(0, 4000))
def test_cutting_never_fails_and_never_lengthens(samples: int) -> None:
    sound = noise(1.0, 0.1)[:samples]
    assert len(without_pauses(sound, RATE)) <= samples
    assert len(without_last_key(sound)) <= samples


def test_the_key_that_ended_the_recording_is_cut() -> None:
    voice = syllables(1.0)
    key = tone(0.12, 0.2, 941) + tone(0.12, 0.2, 1477)
    cut = without_last_key(np.concatenate([voice, key, np.zeros(400)]))
    assert 0.9 <= len(cut) / RATE <= 1.0
    assert len(without_last_key(voice)) == len(voice)


def test_telephone_form_is_even_and_has_short_silences() -> None:
    quiet, loud = (in_telephone_form(between(syllables(1.0, level), 1.0), RATE) for level in (0.02, 0.6))
    assert abs(len(quiet) - len(loud)) < 0.2 * 2 * RATE
    sounds = [np.frombuffer(pcm, "<i2").astype(float) for pcm in (quiet, loud)]
    powers = [20 * np.log10(np.sqrt(np.mean(sound**2))) for sound in sounds]
    assert powers[0] == pytest.approx(powers[1], abs=0.7)
    assert all(len(sound) < 1.5 * RATE for sound in sounds)


def test_a_bad_file_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound")
    soundfile.write(tmp_path / "silent.wav", np.zeros(RATE), RATE)
    soundfile.write(tmp_path / "long.wav", np.zeros(181 * RATE), RATE)
    for name, error in (("text", SoundUnreadable), ("silent", SoundSilent), ("long", SoundTooLong)):
        with pytest.raises(error, match=name):
            human_prompt(tmp_path / f"{name}.wav")
