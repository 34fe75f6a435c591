"""The ear knows which prompt plays: its echo is not heard, a caller over it is, and the state's patience holds."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from speech.audiosocket import Frame, Kind
from speech.ear import Ear
from speech.echo import bands
from speech.patience import BRIEF, PATIENT, Patience
from speech.recogniser import Grammar, Hear
from tests.speech.sounds import sentence, silence
from tests.speech.test_listener import NotingStream

PROMPT = sentence("Tekan satu untuk kesehatan, dua untuk air bersih, tiga untuk kependudukan.")
ECHO = silence(0.1) + (np.frombuffer(PROMPT, "<i2") * 0.1).astype("<i2").tobytes() + silence(1)


class OneStream:
    """A recogniser with one stream that notes what it is told."""

    health = "ok"

    def __init__(self) -> None:
        self.stream = NotingStream()

    def open(self, grammar: Grammar | None, hear: Hear) -> NotingStream:
        return self.stream


@pytest.fixture
def recogniser() -> OneStream:
    return OneStream()


@pytest.fixture
def ear(recogniser: OneStream, tmp_path: Path) -> Ear:
    return Ear(uuid4(), tmp_path / "call.wav", None, recogniser)


def take(ear: Ear, pcm: bytes) -> None:
    for start in range(0, len(pcm) - 319, 320):
        ear.take(Frame(Kind.SOUND_8K, pcm[start : start + 320]))


def begin_then_connect(ear: Ear) -> None:
    ear.prompt_begins(bands(PROMPT))
    ear.connect()


def connect_then_begin(ear: Ear) -> None:
    ear.connect()
    ear.prompt_begins(bands(PROMPT))


@pytest.mark.parametrize("begin", [begin_then_connect, connect_then_begin])
async def test_a_prompts_echo_is_not_heard(ear: Ear, recogniser: OneStream, begin: Callable[[Ear], None]) -> None:
    begin(ear)
    take(ear, ECHO)
    assert recogniser.stream.fed == []


async def test_after_the_prompt_even_its_own_words_are_a_caller(ear: Ear, recogniser: OneStream) -> None:
    connect_then_begin(ear)
    ear.prompt_over()
    take(ear, silence(1) + ECHO)
    assert recogniser.stream.fed


@pytest.mark.parametrize(("patience", "finishes"), [(BRIEF, 2), (PATIENT, 1)])
async def test_the_patience_holds_whether_it_was_told_before_or_after_the_line_came(
    ear: Ear, recogniser: OneStream, patience: Patience, finishes: int
) -> None:
    ear.listen(("ya",), patience)
    ear.connect()
    said = sentence("Saya mau melapor.")
    take(ear, silence(1) + said + silence(1.0) + said + silence(3))
    assert recogniser.stream.finishes == finishes
    ear.listen(("ya",), BRIEF)
    take(ear, said + silence(1.0) + said + silence(3))
    assert recogniser.stream.finishes == finishes + 2
