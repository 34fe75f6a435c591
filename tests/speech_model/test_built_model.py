"""The built model, loaded by Vosk; synthetic voices show that the parts fit, not how well people are heard."""

from pathlib import Path

import pytest

from iceta import home_folder
from ivr.sample_call import SHIPPED_WAV
from speech.model.base_package import find_base_model
from speech.model.build import build, built_stamp, stamp_of
from speech.model.info import describe
from speech.transcription import transcribe
from speech.wav import write_wav

pytestmark = pytest.mark.speech


async def heard(file: Path) -> str:
    """What the model makes of a file; in worker processes, where recognition belongs."""
    return (await transcribe(file, home_folder() / "model")).text


async def test_the_shipped_complaint_is_recognised_in_its_main_words():
    words = set((await heard(SHIPPED_WAV)).split())
    assert len({"lapor", "air", "mati", "sudah", "tiga", "hari", "desa", "kecamatan"} & words) >= 5, words


async def test_silence_says_nothing(tmp_path):
    write_wav(tmp_path / "silence.wav", b"\0" * 48000)
    assert await heard(tmp_path / "silence.wav") == ""


def test_the_built_model_says_what_it_was_built_from():
    card = describe(home_folder() / "model")
    assert "CC BY-NC-SA" in card.licence
    assert built_stamp(home_folder() / "model") == stamp_of(find_base_model(), None)


def test_an_interrupted_build_leaves_nothing_that_looks_complete(tmp_path):
    class Interrupted(Exception):
        pass

    def stop(step: str, done: int, total: int) -> None:
        if done >= 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        build(tmp_path / "model", extra_words=None, progress=stop)
    assert list(tmp_path.iterdir()) == []
