"""A stretch of a recording becomes a file of its own, with a margin, never beyond the recording."""

from pathlib import Path

import pytest
import soundfile

from speech.errors import SoundUnreadable
from speech.second_opinion.stretch import MARGIN_S, cut
from speech.wav import header, write_wav
from tests.speech.sounds import read


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    write_wav(tmp_path / "call.wav", b"".join(bytes([second, 0]) * 8000 for second in range(10)))
    return tmp_path / "call.wav"


def test_the_stretch_is_cut_with_its_margin(recording: Path, tmp_path: Path) -> None:
    assert cut(recording, 3.0, 5.0, tmp_path / "part.wav") == pytest.approx(2.0 + 2 * MARGIN_S)
    pcm = read(tmp_path / "part.wav")
    assert (pcm[0], pcm[-2]) == (2, 5)
    assert pcm == read(recording)[round(16000 * (3 - MARGIN_S)) : round(16000 * (5 + MARGIN_S))]


@pytest.mark.parametrize(("start_s", "end_s", "seconds"), [(0.0, 20.0, 10.0), (-5.0, 1.0, 1.4), (9.9, 30.0, 0.5)])
def test_it_stays_within_the_recording(
    recording: Path, tmp_path: Path, start_s: float, end_s: float, seconds: float
) -> None:
    assert cut(recording, start_s, end_s, tmp_path / "part.wav") == pytest.approx(seconds)


def test_what_cannot_be_cut_is_named(recording: Path, tmp_path: Path) -> None:
    wide, empty, torn = tmp_path / "wide.wav", tmp_path / "empty.wav", tmp_path / "torn.wav"
    soundfile.write(wide, [0.0] * 100, 16000)
    empty.write_bytes(header(0))
    torn.write_bytes(b"RIFF")
    for file, what in (
        (wide, "16000 Hz"),
        (empty, "holds no sound"),
        (torn, "torn.wav"),
        (tmp_path / "no.wav", "no.wav"),
    ):
        with pytest.raises(SoundUnreadable, match=what):
            cut(file, 0.0, 1.0, tmp_path / "part.wav")
    with pytest.raises(SoundUnreadable, match="holds no sound"):
        cut(recording, 50.0, 60.0, tmp_path / "part.wav")
    assert not (tmp_path / "part.wav").exists()
