"""An operator records a prompt by telephone, hears it, keeps it, gives it back; nobody gets in without the PIN."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ivr.phone import Phone
from speech.prompting.loudness import prompt_loudness

from .hotline import Hotline, running_hotline
from .test_conversation import best_correlation, pieces

pytestmark = [pytest.mark.end_to_end, pytest.mark.exchange, pytest.mark.speech, pytest.mark.timeout(240)]

PIN = "4711"
TONE_S = 1.5
"""From the key that skips the instructions to the end of the tone."""
CHANGE_S = 20.0
FLUSH_S = 1.0
"""The phone closes its recording a little after the call."""


@pytest.fixture(scope="module")
def open_studio(wavs: Path) -> Iterator[Hotline]:
    """A hotline with a PIN, and prompts of its own that a test may replace."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ICETA_IVR__STUDIO_PIN", PIN)
        with running_hotline(wavs) as hotline:
            lent = hotline.settings.home / "prompts"
            own = lent.resolve()
            lent.unlink()
            shutil.copytree(own, lent, ignore=shutil.ignore_patterns("recorded", "takes"))
            yield hotline


def prompts(hotline: Hotline, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "iceta", "prompts", *words], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "ICETA_HOME": str(hotline.settings.home)}, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def speaker(hotline: Hotline, name: str) -> str:
    return next(row["source"] for row in json.loads(prompts(hotline, "list", "--json").stdout) if row["name"] == name)


async def ring(hotline: Hotline, phone: Phone) -> int:
    """Ring the studio; return where the bridge's log stood before."""
    mark = hotline.log_mark()
    await phone.call(hotline.settings.exchange.studio, "127.0.0.1", hotline.settings.exchange.sip_port)
    return mark


async def logged(hotline: Hotline, mark: int, *words: str) -> int:
    await hotline.until(lambda: hotline.log_has(*words, after=mark), " ".join(words), CHANGE_S)
    return hotline.log_mark()


async def test_a_prompt_is_recorded_heard_kept_and_given_back(open_studio: Hotline, tmp_path: Path):
    hotline, heard, said = open_studio, tmp_path / "heard.wav", open_studio.wavs / "operator.wav"
    folder = hotline.settings.speech.prompts_folder
    voice, sample_rate = soundfile.read(folder / "digit_4.wav")
    async with hotline.operator("op1", record=heard) as phone:
        mark = await ring(hotline, phone)
        mark = await logged(hotline, mark, "studio_entered", "op1")
        await phone.press(f"{PIN}#")
        await asyncio.sleep(1.5)
        await phone.press("204#")
        await asyncio.sleep(1.5)
        await phone.press("#")
        await asyncio.sleep(TONE_S)
        await phone.press("#")
        mark = await logged(hotline, mark, "studio_take", "silent")
        await asyncio.sleep(soundfile.info(folder / "studio_silent.wav").duration + 0.5)
        await phone.press("1")
        await phone.press("2")
        await asyncio.sleep(1.5)
        await phone.press("#")
        await asyncio.sleep(TONE_S)
        await phone.say(said)
        await phone.press("#")
        mark = await logged(hotline, mark, "studio_take", "none")
        await asyncio.sleep(soundfile.info(said).duration + 3)
        assert not (folder / "recorded/digit_4.wav").exists()
        await phone.press("1")
        mark = await logged(hotline, mark, "prompt_recorded", "digit_4", "op1")

        kept, _ = soundfile.read(folder / "digit_4.wav")
        assert prompt_loudness(kept, sample_rate) == pytest.approx(-19.0, abs=0.3)
        assert len(kept) / sample_rate == pytest.approx(soundfile.info(said).duration, abs=0.5)
        assert speaker(hotline, "digit_4") == "human"
        assert prompts(hotline, "check").stdout == f"{len(list(folder.glob('*.wav')))} suara baik.\n"

        await phone.press("204#")
        await asyncio.sleep(1.5)
        await phone.press("3")
        await logged(hotline, mark, "prompt_recording_deleted", "digit_4")
        again, _ = soundfile.read(folder / "digit_4.wav")
        assert len(again) == pytest.approx(len(voice), rel=0.02)
        assert speaker(hotline, "digit_4") == "voice"
        await phone.hang_up()
        await phone.wait("state", state="DISCONNECTED", timeout_s=5)
        await asyncio.sleep(FLUSH_S)
    line, _ = soundfile.read(heard, dtype="int16")
    for source in (said, folder / "studio_silent.wav"):
        scores = [best_correlation(piece, line.astype(float)) for piece in pieces(source)]
        assert np.median(scores) > 0.8, f"{source} was not heard"
    assert list((folder / "takes").iterdir()) == []
    assert list((hotline.settings.exchange.folder / "spool/recording").glob("studio-*")) == []


async def test_three_wrong_pins_hang_up_are_logged_and_shut_the_door_for_a_while(open_studio: Hotline):
    async with open_studio.operator("op2") as phone:
        mark = await ring(open_studio, phone)
        mark = await logged(open_studio, mark, "studio_entered", "op2")
        for wrong in ("1234#", "0000#", "4710#"):
            await phone.press(wrong)
            await asyncio.sleep(1.5)
        await phone.wait("state", state="DISCONNECTED", timeout_s=15)
        await logged(open_studio, mark, "studio_refused", "op2")
        seen = len(phone.events)
        mark = await ring(open_studio, phone)
        await logged(open_studio, mark, "studio_closed", "op2")
        await phone.wait("state", state="DISCONNECTED", timeout_s=15, after=seen)
        assert not open_studio.log_has("studio_entered", after=mark)
