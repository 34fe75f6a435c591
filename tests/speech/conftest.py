"""What the speech tests share: the model, a running engine, and a recogniser without a free place."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from speech.errors import Overloaded
from speech.recogniser import Grammar, Hear, Stream
from speech.vosk_engine import MODEL_MARK, VoskEngine

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built model of the home folder, or one built for these tests."""
    home = Path(os.environ.get("ICETA_HOME", REPOSITORY / "var"))
    if (home / "model" / MODEL_MARK).is_file():
        return home / "model"
    from speech.model.build import build

    folder = tmp_path_factory.mktemp("speech") / "model"
    build(folder, extra_words=None, progress=lambda step, done, total: None)
    return folder


@pytest.fixture(scope="session")
def patient_model(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same model with the end-point rules that this program ships, whenever it was built."""
    from speech.model.build import DECODING

    folder = tmp_path_factory.mktemp("patient") / "model"
    (folder / "conf").mkdir(parents=True)
    for part in model.iterdir():
        if part.name != "conf":
            (folder / part.name).symlink_to(part)
    for file in (model / "conf").iterdir():
        shutil.copy(file, folder / "conf")
    shutil.copy(DECODING, folder / "conf" / "model.conf")
    return folder


@pytest.fixture
async def patient_engine(patient_model: Path) -> AsyncIterator[VoskEngine]:
    """Two workers that leave it to the pause to end an utterance."""
    engine = VoskEngine(patient_model, workers=2, streams=4)
    await engine.start()
    yield engine
    await engine.stop()


@pytest.fixture
async def engine(model: Path) -> AsyncIterator[VoskEngine]:
    engine = VoskEngine(model, workers=2, streams=24)
    await engine.start()
    yield engine
    await engine.stop()


class FullRecogniser:
    """A recogniser whose places are all taken."""

    health = "degraded: full"

    def open(self, grammar: Grammar | None, hear: Hear) -> Stream:
        raise Overloaded("all 0 recognition streams are in use")


@pytest.fixture
def full_recogniser() -> FullRecogniser:
    return FullRecogniser()
