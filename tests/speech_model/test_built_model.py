"""The built model, loaded by Vosk; synthetic voices show that the parts fit, not how well people are heard."""

import json
import wave

import pytest

from iceta import home_folder
from ivr.sample_call import SHIPPED_WAV
from speech.model.base_package import find_base_model
from speech.model.build import build, built_stamp, stamp_of
from speech.model.info import describe
from speech.prompts import say

pytestmark = pytest.mark.speech
DIGITS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


@pytest.fixture(scope="module")
def model():
    import vosk

    vosk.SetLogLevel(-1)
    return vosk.Model(str(home_folder() / "model"))


def decode(model, pcm: bytes, grammar: list[str] | None = None) -> str:
    import vosk

    words = (json.dumps([*grammar, "[unk]"]),) if grammar else ()
    recogniser = vosk.KaldiRecognizer(model, 8000, *words)
    for start in range(0, len(pcm), 3200):
        recogniser.AcceptWaveform(pcm[start : start + 3200])
    return json.loads(recogniser.FinalResult())["text"].replace("[unk]", "").strip()


def spoken(text: str, tmp_path) -> bytes:
    say(text, tmp_path / "said.wav")
    with wave.open(str(tmp_path / "said.wav")) as sound:
        pcm = sound.readframes(sound.getnframes())
    return b"\0" * 8000 + pcm + b"\0" * 8000


def test_spoken_digits_are_recognised_by_their_grammar(model, tmp_path):
    heard = [decode(model, spoken(digit, tmp_path), DIGITS) for digit in DIGITS]
    assert sum(one == digit for one, digit in zip(heard, DIGITS, strict=True)) >= 4, heard


def test_the_shipped_complaint_is_recognised_in_its_main_words(model):
    with wave.open(str(SHIPPED_WAV)) as sound:
        heard = decode(model, sound.readframes(sound.getnframes())).split()
    assert len({"lapor", "air", "mati", "sudah", "tiga", "hari", "desa", "kecamatan"} & set(heard)) >= 5, heard


def test_silence_says_nothing(model):
    assert decode(model, b"\0" * 48000, DIGITS) == ""


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
