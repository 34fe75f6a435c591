"""What the tests of the evaluation share: the built model, a log that is put back, and files of sound."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
import structlog

from tests.speech.conftest import model

__all__ = ["model"]

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write sound into the test's folder: seconds of a tone unless samples are given."""

    def file(name: str, *, seconds: float = 0.5, rate: int = 8000, channels: int = 1, samples=None) -> Path:
        if samples is None:
            samples = 0.3 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
        if channels > 1:
            samples = np.repeat(np.asarray(samples)[:, None], channels, axis=1)
        soundfile.write(tmp_path / name, samples, rate)
        return tmp_path / name

    return file
