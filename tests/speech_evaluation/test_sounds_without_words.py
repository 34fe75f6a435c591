"""Sounds without words: made the same every time, what they claim to be, and what the recogniser makes of them."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.dialogue import LEAST_CONFIDENCE
from speech.evaluation.invented_words import BELIEVED, KindReport, measure_kinds
from speech.evaluation.phrases import Phrases
from speech.evaluation.recognition import Task, recognise
from speech.evaluation.sounds_without_words import RATE, Kind, sound_without_words
from speech.key_tones import is_key_tone
from tests.speech.sounds import sentence

DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
YES_NO = ("iya", "tidak", "ya", "bukan", "benar", "salah")
QUIET = (Kind.SILENCE, Kind.HISS, Kind.HUM, Kind.BUZZ, Kind.COMFORT_NOISE, Kind.KEYS)
MUSIC = (Kind.CHORDS, Kind.DRUMS)
MINUTES = 0.2


def loudness_db(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(sound / 32768.0)) + 1e-12))


def strongest_hz(sound: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(sound))) * RATE / len(sound))


@pytest.mark.parametrize("kind", Kind)
@settings(max_examples=8, deadline=None)
@given(seconds=st.floats(0, 6), seed=st.integers(0, 2**31))
def test_a_sound_has_its_length_and_comes_out_the_same_again(kind: Kind, seconds: float, seed: int) -> None:
    sound = sound_without_words(kind, seconds, seed)
    assert (sound.dtype, len(sound)) == (np.int16, round(seconds * RATE))
    assert (sound == sound_without_words(kind, seconds, seed)).all()
    assert np.abs(sound.astype(int)).max(initial=0) < 32767


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.SILENCE])
def test_every_kind_is_heard_and_every_seed_is_another(kind: Kind) -> None:
    one, two = sound_without_words(kind, 10, 1), sound_without_words(kind, 10, 2)
    assert -70 < loudness_db(one) < -3
    assert (one != two).any()


def test_silence_is_silent() -> None:
    assert not sound_without_words(Kind.SILENCE, 3, 1).any()


def test_tones_are_those_of_the_telephone() -> None:
    keys = sound_without_words(Kind.KEYS, 10, 3)
    frames = [keys[start : start + 160] for start in range(0, len(keys) - 159, 160)]
    loud = [frame.tobytes() for frame in frames if np.abs(frame[:40]).max() > 500 and np.abs(frame[-40:]).max() > 500]
    assert len(loud) > 30
    assert sum(map(is_key_tone, loud)) > 0.9 * len(loud)
    for kind, share in ((Kind.RINGBACK, 0.2), (Kind.BUSY, 0.5)):
        tone = sound_without_words(kind, 30, 4)
        assert strongest_hz(tone) == pytest.approx(425, abs=2)
        assert np.mean(np.abs(tone) > 100) == pytest.approx(share, abs=0.1)
    assert strongest_hz(sound_without_words(Kind.HUM, 10, 5)) == pytest.approx(50, abs=1)


def test_what_is_believed_here_is_what_the_hotline_believes() -> None:
    assert BELIEVED == LEAST_CONFIDENCE


def measured(
    model: Path, grammar: tuple[str, ...] | None, kinds: tuple[Kind, ...] = tuple(Kind)
) -> dict[Kind, KindReport]:
    """What is heard in the kinds, with a check that no worker died of them and no sound went unheard."""
    phrases = Phrases(grammar, ()) if grammar else None
    worked_off: list[float] = []
    with structlog.testing.capture_logs() as log:
        reports = asyncio.run(measure_kinds(MINUTES, model, phrases=phrases, progress=worked_off.append, kinds=kinds))
    assert "recognition_worker_lost" not in [entry["event"] for entry in log]
    assert sum(worked_off) == pytest.approx(len(kinds) * MINUTES * 60)
    assert [report.kind for report in reports] == list(kinds)
    return {report.kind: report for report in reports}


@pytest.mark.speech
def test_no_answer_is_believed_where_nobody_answers(model: Path) -> None:
    yes_no = measured(model, YES_NO)
    for kind in (*QUIET, *MUSIC):
        assert yes_no[kind].believed_words == 0, yes_no[kind]
    assert sum(report.believed_words for report in yes_no.values()) <= 4


@pytest.mark.speech
def test_no_digit_is_believed_on_a_quiet_line_and_few_in_a_loud_one(model: Path) -> None:
    digits = measured(model, DIGITS)
    for kind in QUIET:
        assert digits[kind].believed_words == 0, digits[kind]
    for report in digits.values():
        assert report.believed_words <= 20 * MINUTES, report  # what is invented in music and tones is a known fault


@pytest.mark.speech
def test_free_speech_is_not_heard_on_a_quiet_line(model: Path) -> None:
    quiet = (Kind.SILENCE, Kind.HISS, Kind.HUM, Kind.KEYS)
    heard = measured(model, None, (*quiet, *MUSIC))
    for kind in quiet:
        assert heard[kind].invented.words == 0, heard[kind]


@pytest.mark.speech
@pytest.mark.parametrize("grammar", [DIGITS, None], ids=["digits", "open"])
async def test_two_voices_at_once_are_survived(model: Path, grammar: tuple[str, ...] | None) -> None:
    voices = [np.frombuffer(sentence(text, voice), "<i2").astype(int) for text, voice in (
        ("Tiga, dua, lima, empat.", "id+f3"), ("Air mati sudah tiga hari di desa kami.", "id+m3"))]  # fmt: skip
    length = max(map(len, voices))
    mixed = np.sum([np.pad(voice, (0, length - len(voice))) for voice in voices], axis=0)
    pcm = np.clip(mixed, -32768, 32767).astype("<i2").tobytes()
    task = Task("two voices", lambda: (pcm[start : start + 1600] for start in range(0, len(pcm), 1600)), 0.3)
    with structlog.testing.capture_logs() as log:
        run = await recognise([task, task], model, grammar, lambda seconds: None)
    assert "recognition_worker_lost" not in [entry["event"] for entry in log]
    assert [heard.seconds for heard in run.heard] == [pytest.approx(length / RATE)] * 2
    assert [heard.lost_s for heard in run.heard] == [0, 0]
