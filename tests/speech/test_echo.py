"""A prompt's echo is told from a caller, at any level and delay, with and without somebody speaking over it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from speech.echo import (
    EDGES_HZ,
    FRAME_SAMPLES,
    MARGIN,
    MOST_DELAY,
    WINDOW,
    EchoGuard,
    EchoPath,
    bands,
    explains,
    find_path,
)
from tests.speech.sounds import sentence, tones

PROMPTS = (
    "Silakan sebutkan keluhan Anda setelah nada. Tekan pagar bila sudah selesai.",
    "Tekan satu untuk kesehatan, dua untuk air bersih, tiga untuk kependudukan.",
    "Di kecamatan mana kejadiannya? Sebutkan nama kecamatannya.",
)
SAID = ("Air mati sudah tiga hari di rumah saya.", "Kecamatan Sliyeg.", "Saya mau bicara dengan petugas.")
LINE_NOISE_DB = -60.0


def samples(pcm: bytes) -> NDArray[np.float64]:
    return np.frombuffer(pcm, "<i2").astype(np.float64)


def line(
    prompt: bytes,
    echo_db: float | None,
    delay_s: float = 0.12,
    said: bytes = b"",
    said_db: float = 0.0,
    at_s: float = 1.5,
    seed: int = 3,
) -> bytes:
    """What a line brings while the prompt plays: noise, the prompt's echo, and what the caller says from `at_s` on."""
    sound = np.random.default_rng(seed).normal(0, 32768 * 10 ** (LINE_NOISE_DB / 20), len(prompt) // 2)
    if echo_db is not None:
        late = round(delay_s * 8000)
        sound[late:] += samples(prompt)[: len(sound) - late] * 10 ** (echo_db / 20)
    start = round(at_s * 8000)
    voice = samples(said)[: max(0, len(sound) - start)] * 10 ** (said_db / 20)
    sound[start : start + len(voice)] += voice
    return np.clip(sound, -32768, 32767).astype("<i2").tobytes()


def judged(prompt: bytes, heard: bytes) -> list[bool]:
    guard = EchoGuard()
    guard.prompt_begins(bands(prompt))
    size = 2 * FRAME_SAMPLES
    return [guard.is_echo(heard[start : start + size]) for start in range(0, len(heard) - size + 1, size)]


def loud_frames(pcm: bytes, above_db: float) -> NDArray[np.bool_]:
    level = np.sqrt((bands(pcm) ** 2).sum(1)) / 32768
    return 20 * np.log10(np.maximum(level, 1e-6)) > above_db


@pytest.mark.parametrize("delay_s", [0.0, 0.04, 0.133, 0.25, 0.39])
@pytest.mark.parametrize("echo_db", [-10, -20, -30, -40])
@pytest.mark.parametrize("prompt", PROMPTS)
def test_an_echo_is_an_echo(prompt: str, echo_db: float, delay_s: float) -> None:
    played = sentence(prompt)
    heard = line(played, echo_db, delay_s)
    echo = np.array(judged(played, heard))
    loud = loud_frames(heard, -50)[: len(echo)]
    later = np.arange(len(echo)) >= WINDOW
    assert (echo | ~loud)[later].mean() > 0.97
    assert (loud & ~echo).sum() < 20


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize(("echo_db", "said_db"), [(None, 0), (None, -10), (-20, 0), (-30, 0), (-30, -10), (-40, -10)])
def test_a_caller_over_the_prompt_is_no_echo(said: str, echo_db: float | None, said_db: float) -> None:
    voice = sentence(said, "id+m3")
    played = sentence(PROMPTS[1])
    heard = line(played, echo_db, said=voice, said_db=said_db)
    echo = np.array(judged(played, heard))
    first = round(1.5 / 0.02)
    spoken = loud_frames(samples(voice).astype("<i2").tobytes(), -32)[: len(echo) - first]
    assert echo[first : first + len(spoken)][spoken].mean() < 0.2


@pytest.mark.parametrize(("echo_db", "said_db"), [(-10, 0), (-20, -10)])
def test_over_a_loud_echo_most_of_a_caller_still_counts(echo_db: float, said_db: float) -> None:
    voice, played = sentence(SAID[0], "id+m3"), sentence(PROMPTS[0])
    echo = np.array(judged(played, line(played, echo_db, said=voice, said_db=said_db)))
    first = round(1.5 / 0.02)
    spoken = loud_frames(samples(voice).astype("<i2").tobytes(), -25)[: len(echo) - first]
    assert echo[first : first + len(spoken)][spoken].mean() < 0.4


def test_without_a_prompt_nothing_is_an_echo_and_its_echo_ends_with_it() -> None:
    guard = EchoGuard()
    frame = sentence(PROMPTS[0])[8000:8320]
    assert not guard.active
    assert not guard.is_echo(frame)
    guard.prompt_begins(bands(sentence(PROMPTS[0])))
    guard.prompt_over()
    for _ in range(MOST_DELAY + 5):
        guard.is_echo(frame)
    assert not guard.active


def test_what_is_as_loud_as_the_prompt_is_no_echo_however_alike() -> None:
    prompt = bands(sentence(PROMPTS[0]))[20 : 20 + WINDOW + MOST_DELAY]
    assert find_path(0.3 * prompt[MOST_DELAY - 5 : WINDOW + MOST_DELAY - 5], prompt) is not None
    assert find_path(1.0 * prompt[MOST_DELAY - 5 : WINDOW + MOST_DELAY - 5], prompt) is None


@settings(max_examples=40)
@given(st.integers(0, MOST_DELAY), st.lists(st.floats(0.02, 0.4), min_size=5, max_size=5), st.integers(10, 60))
def test_the_path_is_found_as_it_was_made(delay: int, gains: list[float], start: int) -> None:
    prompt = bands(sentence(PROMPTS[2]))[start : start + WINDOW + MOST_DELAY]
    heard = prompt[MOST_DELAY - delay : WINDOW + MOST_DELAY - delay] * gains
    path = find_path(heard, prompt)
    assert path is not None
    assert path.delay == delay
    assert path.gains == pytest.approx(gains, rel=1e-6)


@given(st.integers(0, MOST_DELAY), st.floats(0.0, 4.0))
def test_a_frame_is_explained_up_to_the_margin(delay: int, factor: float) -> None:
    prompt = np.zeros((WINDOW + MOST_DELAY, len(EDGES_HZ) - 1))
    prompt[-1 - delay] = 1000.0
    path = EchoPath(delay, np.full(len(EDGES_HZ) - 1, 0.1))
    assert explains(path, np.full(len(EDGES_HZ) - 1, 100.0) * factor, prompt) == (factor <= MARGIN)


@pytest.mark.parametrize("nothing", [b"", bytes(100), bytes(16000)])
def test_no_sound_is_no_echo(nothing: bytes) -> None:
    found = bands(nothing)
    assert found.shape == (len(nothing) // 320, len(EDGES_HZ) - 1)
    assert not found.any()
    assert find_path(np.zeros((WINDOW, 5)), np.zeros((WINDOW + MOST_DELAY, 5))) is None


@pytest.mark.parametrize(("hz", "band"), [(450, 0), (800, 1), (1300, 2), (2000, 3), (3000, 4)])
def test_a_tone_shows_in_its_band_with_its_level(hz: int, band: int) -> None:
    found = bands(tones(1.0, hz, level=0.1)).mean(0)
    assert int(found.argmax()) == band
    assert found[band] == pytest.approx(0.1 * 32767 / np.sqrt(2), rel=0.1)
