"""Any sound file becomes telephone sound in small pieces: the same as all at once, and never much of it in memory."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from speech.errors import SoundUnreadable
from speech.evaluation.band import Band
from speech.evaluation.telephone_pieces import PIECE_SAMPLES, telephone_pieces
from speech.telephone_sound import read_mono, to_pcm, to_rate
from tests.speech_evaluation.conftest import Write

HOUR_S = 3600


def joined(audio: Path, band: Band = Band.PLAIN) -> np.ndarray:
    pieces = list(telephone_pieces(audio, band))
    assert all(len(piece) == 2 * PIECE_SAMPLES for piece in pieces[:-1])
    assert 0 < len(pieces[-1]) <= 2 * PIECE_SAMPLES
    return np.frombuffer(b"".join(pieces), "<i2")


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000, 11025, 7350, 22050, 192000])
@pytest.mark.parametrize("channels", [1, 2, 5])
def test_pieces_are_the_whole_sound_whatever_its_rate_and_channels(write: Write, rate: int, channels: int) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, round(1.7 * rate))
    audio = write("a.wav", samples=noise, rate=rate, channels=channels)
    at_once = to_pcm(to_rate(*read_mono(audio)))
    in_pieces = joined(audio)
    assert len(in_pieces) == len(at_once)
    assert np.abs(in_pieces.astype(int) - at_once).max() <= 1


def test_channels_are_mixed(write: Write) -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(8000) / 8000) * 0.5
    audio = write("a.wav", samples=np.stack([tone, -tone], axis=1))
    assert np.abs(joined(audio)).max() <= 1


def test_nothing_above_the_telephone_is_left_of_a_wide_sound(write: Write) -> None:
    at = np.arange(16000) / 16000
    loud = joined(write("a.wav", samples=0.5 * np.sin(2 * np.pi * 3000 * at), rate=16000))
    gone = joined(write("b.wav", samples=0.5 * np.sin(2 * np.pi * 5000 * at), rate=16000))
    assert np.abs(loud[400:-400]).max() > 16000
    assert np.abs(gone[400:-400]).max() < 10


def test_the_telephone_band_has_the_steps_of_a_law(write: Write) -> None:
    ramp = np.linspace(-0.99, 0.99, 8000)
    audio = write("a.wav", samples=ramp)
    through = joined(audio, Band.TELEPHONE)
    assert len(set(through.tolist())) <= 256 < len(set(joined(audio).tolist()))
    strong = np.abs(ramp) > 0.02
    assert (np.abs(through / 32768 - ramp)[strong] <= np.abs(ramp)[strong] / 31).all()  # G.711: 16 steps an octave


def test_numbers_that_are_none_become_silence(tmp_path: Path) -> None:
    samples = np.full(4000, np.nan, np.float32)
    samples[::3] = np.inf
    soundfile.write(tmp_path / "a.wav", samples, 16000, subtype="FLOAT")
    assert len(joined(tmp_path / "a.wav")) == 2000


def test_three_hours_are_read_in_little_memory(tmp_path: Path) -> None:
    audio = tmp_path / "long.flac"
    with soundfile.SoundFile(audio, "w", 8000, 2) as file:
        for _ in range(3 * 60):
            file.write(np.zeros((60 * 8000, 2), np.int16))
    tracemalloc.start()
    try:
        total = sum(map(len, telephone_pieces(audio, Band.PLAIN)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total == 3 * HOUR_S * 16000
    assert peak < 8_000_000


def test_a_file_that_breaks_off_is_named(write: Write) -> None:
    audio = write("a.flac", samples=np.random.default_rng(1).normal(0, 0.1, 80_000), rate=16000)
    content = audio.read_bytes()
    audio.write_bytes(content[:8000] + bytes(2000) + content[10_000:20_000])
    with pytest.raises(SoundUnreadable, match=r"a\.flac"):
        list(telephone_pieces(audio, Band.PLAIN))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.binary(max_size=400))
def test_damaged_files_are_read_or_refused(write: Write, damage: bytes) -> None:
    audio = write("a.wav", seconds=0.1, rate=16000)
    content = audio.read_bytes()
    audio.write_bytes(content[: 44 - len(damage) % 44] + damage + content[44:])
    try:
        list(telephone_pieces(audio, Band.PLAIN))
    except SoundUnreadable as error:
        assert "a.wav" in str(error)
