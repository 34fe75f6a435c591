"""What the adaptation tests share: a small spoken corpus, the phone arcs of the packaged model, its network."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from speech.indonesian.normaliser import speakable
from speech.model.base_package import BaseModel, find_base_model
from speech.synthesiser import Utterance, synthesise
from tests.speech.conftest import model as model

VOICES = ("id+m3", "id+f3", "id+m1", "id+f1")
SENTENCES = ("air mati", "satu dua", "tidak", "ya")


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """On a busy machine torch's threads wait for each other longer than they compute."""
    if find_spec("torch"):
        import torch

        torch.set_num_threads(1)


@pytest.fixture(scope="session")
def base() -> BaseModel:
    return find_base_model()


@pytest.fixture(scope="session")
def arcs(base: BaseModel):
    pytest.importorskip("numba")
    from speech.adaptation.phone_arcs import load_phone_arcs

    return load_phone_arcs(base)


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four synthetic speakers say four sentences each; a folder of sound files with texts beside them."""
    folder = tmp_path_factory.mktemp("spoken")
    for voice in VOICES:
        place = folder / voice.replace("+", "_")
        place.mkdir()
        files = [Utterance(speakable(text), place / f"{number}.wav") for number, text in enumerate(SENTENCES)]
        synthesise(files, voice, 145)
        for number, text in enumerate(SENTENCES):
            (place / f"{number}.txt").write_text(text, "utf-8")
    return folder
