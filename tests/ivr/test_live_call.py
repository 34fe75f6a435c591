"""A call tells its ear what is expected, for how long to wait, and what plays; an ear that comes late learns it all."""

import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from ivr.live_call import LiveCall
from ivr.menu import load
from ivr.playback import Playback
from speech.ear import Ear
from speech.patience import BRIEF, PATIENT
from speech.prompt_sounds import PromptSounds
from speech.wav import write_wav
from tests.speech.sounds import sentence, silence
from tests.speech.test_ear_prompts import OneStream, take

PROMPT = sentence("Tekan satu untuk kesehatan, dua untuk air bersih, tiga untuk kependudukan.")
ECHO = silence(0.1) + (np.frombuffer(PROMPT, "<i2") * 0.1).astype("<i2").tobytes() + silence(1)


@pytest.fixture
def call(tmp_path: Path) -> LiveCall:
    write_wav(tmp_path / "menu_main.wav", PROMPT)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return LiveCall("1.1", "PJSIP/trunk-1", "0812", "", "112", now, sounds=PromptSounds(tmp_path))


@pytest.fixture
def recogniser() -> OneStream:
    return OneStream()


@pytest.fixture
def ear(recogniser: OneStream, tmp_path: Path) -> Ear:
    ear = Ear(uuid4(), tmp_path / "call.wav", None, recogniser)
    ear.connect()
    return ear


async def test_the_ear_knows_what_plays_whether_it_comes_before_or_after(call, ear, recogniser):
    call.hear_by(ear)
    await call.plays("menu_main")
    take(ear, ECHO)
    assert recogniser.stream.fed == []
    await call.plays(None)
    take(ear, silence(1) + ECHO)
    assert recogniser.stream.fed != []


async def test_a_late_ear_is_told_how_much_of_the_prompt_is_left(call, ear, recogniser):
    await call.plays("menu_main")
    assert call.playing is not None
    late = 2.0
    call.playing = (call.playing[0], time.monotonic() - late)
    call.hear_by(ear)
    take(ear, ECHO[round(16000 * late) :])
    assert recogniser.stream.fed == []


async def test_an_unknown_prompt_or_no_sounds_at_all_is_no_trouble(call, ear):
    call.hear_by(ear)
    await call.plays("no_such_prompt")
    assert call.playing is None
    call.sounds = None
    await call.plays("menu_main")
    assert call.playing is None


async def test_the_patience_reaches_an_ear_that_comes_late(call, ear, recogniser):
    call.listen(("ya",), PATIENT)
    call.hear_by(ear)
    said = sentence("Saya mau melapor.")
    take(ear, silence(1) + said + silence(1.0) + said + silence(3))
    assert recogniser.stream.finishes == 1


class Channel:
    """A channel that plays in no time, and fails when told so."""

    name = "PJSIP/trunk-1"

    def __init__(self, fails: bool = False) -> None:
        self.played: list[str] = []
        self.fails = fails

    async def play(self, name: str) -> None:
        self.played.append(name)
        if self.fails:
            raise ConnectionError


@pytest.mark.parametrize("fails", [False, True])
async def test_a_playback_tells_each_prompt_and_its_end_whatever_happens(fails):
    told: list[str | None] = []

    async def plays(name: str | None) -> None:
        told.append(name)

    playback = Playback(Channel(fails), ["one", "two"], plays)
    await playback.finished.wait()
    assert told == (["one", None] if fails else ["one", "two", None])
    assert isinstance(playback.failure(), ConnectionError) == fails


def test_the_shipped_menu_waits_longest_for_descriptions_and_shortest_for_yes_and_no():
    menu = load()
    assert menu.steps["description"].patience == PATIENT
    assert menu.answered_at("read_back").patience == menu.answered_at("greeting").patience == BRIEF
    assert BRIEF.pause_s < menu.steps["district"].patience.pause_s < PATIENT.pause_s
    assert menu.answered_at("ticket").name == "wait"
