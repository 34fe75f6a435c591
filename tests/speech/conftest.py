"""What the speech tests share: the model, a running engine, and a recogniser without a free place."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from speech.errors import Overloaded
from speech.recogniser import Grammar, Hear, Stream
from speech.vosk_engine import VoskEngine

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder's model if it was built from the inputs of today, or one built for these tests."""
    from speech.model.base_package import find_base_model
    from speech.model.build import build, built_stamp, stamp_of

    home = Path(os.environ.get("ICETA_HOME", REPOSITORY / "var"))
    if built_stamp(home / "model") == stamp_of(find_base_model(), home / "words.txt"):
        return home / "model"
    folder = tmp_path_factory.mktemp("speech") / "model"
    build(folder, extra_words=None, progress=lambda step, done, total: None)
    return folder


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
