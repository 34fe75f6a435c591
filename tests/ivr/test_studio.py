"""The prompt studio leads a call: what an operator hears, keeps and loses, and how the bridge sends him there."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
import soundfile
import structlog

from ivr import studio as studio_room
from ivr.agi import AgiCommands
from ivr.ami import AmiMessage, Headers
from ivr.bridge import Bridge
from ivr.catalogue import Prompt
from ivr.events import Digit, DigitEnd
from ivr.menu import load
from ivr.settings import IvrSettings
from ivr.studio import LET_GO_S, REST_S, TAKE_VARIABLE, Studio
from speech.prompting.index import Source
from speech.prompting.levels import states
from speech.prompts import render
from speech.settings import SpeechSettings

TEXTS = {"digit_4": "empat", "greeting": "Selamat datang."}
PROMPTS = (Prompt(204, "digit_4", TEXTS["digit_4"]), Prompt(100, "greeting", TEXTS["greeting"]))
NAME, UNIQUEID = "PJSIP/op1-00000001", "1795503971.0"
VOICE = 0.2 * np.sin(2 * np.pi * 300 * np.arange(16000) / 8000)
END_S = 10.0


class Telephone:
    """Stands where Asterisk and the operator stand: plays, records `takes`, and presses `keys` at the named prompts."""

    def __init__(self, studio: Studio, file: Path, keys: dict[str, list[str]], takes: list[np.ndarray]) -> None:
        self.studio, self.file, self.keys, self.takes = studio, file, keys, takes
        self.heard: list[str] = []
        self.agi = AgiCommands(self)
        self.playing: str | None = None
        self.held_s = 0.0
        self.let_go_at = 0.0
        self.recorded_after_key_s = 0.0

    async def action(self, name: str, /, *, timeout_s: float = 5.0, **fields: str | int) -> Mapping[str, str]:
        await asyncio.sleep(0)
        if name == "Getvar" and fields["Variable"] == TAKE_VARIABLE:
            return {"Value": str(self.file)}
        if name == "ControlPlayback" and self.playing:
            self._done(self.playing)
        if name == "AGI":
            asyncio.get_running_loop().call_soon(self._obey, str(fields["Command"]), str(fields["CommandID"]))
        return {}

    def _obey(self, command: str, command_id: str) -> None:
        if command.startswith("STREAM FILE"):
            self._play(command.split('"')[1].removeprefix("iceta/"), command_id)
        elif command.startswith("RECORD FILE"):
            assert 'wav "#" 180000 BEEP' in command
            let_go = self.studio.keypads[UNIQUEID].let_go.is_set()
            self.recorded_after_key_s = asyncio.get_running_loop().time() - self.let_go_at if let_go else -1.0
            soundfile.write(f"{self.file}.wav", self.takes.pop(0), 8000, subtype="PCM_16")
            self._done(command_id, "200 result=35 (dtmf) endpos=8000")
        else:
            self._done(command_id)

    def _play(self, prompt: str, command_id: str) -> None:
        self.heard.append(prompt)
        waiting = self.keys.get(prompt)
        if not waiting:
            self._done(command_id)
            return
        self.playing = command_id
        typed = waiting.pop(0)
        if typed == "hang up":
            self.agi.deliver(self._message("Hangup"))
        for digit in typed if typed != "hang up" else "":
            self._press(digit)

    def _press(self, digit: str) -> None:
        common = {"channel": NAME, "uniqueid": UNIQUEID, "linkedid": UNIQUEID, "at": datetime.now(UTC)}
        press = Digit(**common, digit=digit)
        self.studio.key(press, press)
        asyncio.get_running_loop().call_later(self.held_s, self._release, DigitEnd(**common, digit=digit))

    def _release(self, end: DigitEnd) -> None:
        self.let_go_at = asyncio.get_running_loop().time()
        self.studio.key(end, None)

    def _done(self, command_id: str, result: str = "200 result=0") -> None:
        self.agi.deliver(self._message("AsyncAGIExec", CommandID=command_id, Result=quote(result + "\n")))

    @staticmethod
    def _message(event: str, **headers: str) -> AmiMessage:
        return AmiMessage(event, Headers({"Channel": NAME, "Uniqueid": UNIQUEID, **headers}.items()), 0.0)

    async def call(self) -> list[str]:
        """Ring the studio, and return what was heard."""
        async with asyncio.timeout(END_S):
            await self.studio.serve(self.agi.channel(NAME, UNIQUEID), "op1")
        return self.heard


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    settings = SpeechSettings(home=tmp_path)
    render(TEXTS, settings.prompts_folder, settings.recorded_folder)
    return Studio("4711", PROMPTS, settings)


@pytest.fixture
def log(studio: Studio) -> list[dict]:
    with structlog.testing.capture_logs() as lines:
        yield lines


def rung(studio: Studio, keys: dict[str, list[str]], *takes: np.ndarray) -> Telephone:
    return Telephone(studio, studio.speech.home / "studio-1.0", keys, list(takes))


def source(studio: Studio) -> Source | None:
    return states({"digit_4": TEXTS["digit_4"]}, studio.speech.prompts_folder)[0].source


def left_behind(studio: Studio) -> list[Path]:
    return [*studio.speech.home.glob("studio-*"), *(studio.speech.prompts_folder / "takes").glob("*")]


async def test_a_recording_is_heard_and_kept(studio: Studio, log: list[dict]):
    keys = {"studio_pin": ["4711#"], "studio_number": ["204#", "hang up"], "studio_choose": ["1"]}
    heard = await rung(studio, keys, VOICE).call()
    assert heard == [
        *("studio_pin", "studio_number", "studio_now", "digit_4", "studio_record"),
        *("studio_playback", "takes/op1", "studio_choose", "studio_kept", "studio_number"),
    ]
    assert source(studio) is Source.HUMAN
    assert left_behind(studio) == []
    assert {"event": "prompt_recorded", "prompt": "digit_4", "operator": "op1", "log_level": "info"} in log


async def test_an_unfit_recording_says_why_and_a_second_one_is_kept(studio: Studio):
    keys = {"studio_pin": ["4711#"], "studio_number": ["204#", "hang up"], "studio_repeat": ["1", "2"]}
    heard = await rung(studio, {**keys, "studio_choose": ["1"]}, np.zeros(8000), VOICE).call()
    assert [name for name in heard if name in ("studio_silent", "studio_again", "studio_kept")] == [
        *("studio_silent", "studio_again", "studio_kept"),
    ]
    assert source(studio) is Source.HUMAN


async def test_3_gives_the_prompt_back_to_the_voice(studio: Studio):
    keys = {"studio_pin": ["4711#"], "studio_number": ["204#", "hang up"]}
    await rung(studio, {**keys, "studio_choose": ["1"]}, VOICE).call()
    assert source(studio) is Source.HUMAN
    keys = {"studio_pin": ["4711#"], "studio_number": ["204#", "hang up"], "digit_4": ["3"]}
    heard = await rung(studio, keys).call()
    assert heard[-2:] == ["studio_deleted", "studio_number"]
    assert source(studio) is Source.VOICE


@pytest.mark.parametrize("where", ["studio_now", "studio_playback", "studio_choose"])
async def test_whoever_hangs_up_before_keeping_changes_nothing(studio: Studio, where: str):
    before = (studio.speech.prompts_folder / "digit_4.wav").read_bytes()
    await rung(studio, {"studio_pin": ["4711#"], "studio_number": ["204#"], where: ["hang up"]}, VOICE).call()
    assert (studio.speech.prompts_folder / "digit_4.wav").read_bytes() == before
    assert not studio.speech.recorded_folder.exists()
    assert left_behind(studio) == []
    assert not studio.has(UNIQUEID)


async def test_a_prompt_that_cannot_be_written_stays_and_is_told(studio: Studio, log: list[dict]):
    studio.speech.recorded_folder.write_text("a file where the folder should be")
    keys = {"studio_pin": ["4711#"], "studio_number": ["204#", "hang up"], "studio_choose": ["1"]}
    assert "studio_not_kept" in await rung(studio, keys, VOICE).call()
    assert any(line["event"] == "prompt_not_changed" for line in log)
    assert source(studio) is Source.VOICE


async def test_three_wrong_pins_hang_up_and_rest_that_telephone_alone(studio: Studio, log: list[dict]):
    heard = await rung(studio, {"studio_pin": ["1#", "2#", "3#"]}).call()
    assert heard[-1] == "studio_refused"
    assert any(line["event"] == "studio_refused" and line["operator"] == "op1" for line in log)
    assert await rung(studio, {"studio_pin": ["4711#"]}).call() == ["studio_closed"]
    studio._refused["op1"] -= REST_S + 1
    assert "studio_number" in await rung(studio, {"studio_pin": ["4711#"], "studio_number": ["hang up"]}).call()


async def test_without_a_pin_the_studio_is_closed(studio: Studio):
    studio.pin = ""
    assert await rung(studio, {"studio_pin": ["#"]}).call() == ["studio_closed"]


async def test_silence_ends_the_call(studio: Studio, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(studio_room, "PATIENCE_S", 0.05)
    assert await rung(studio, {}).call() == ["studio_pin", "studio_pin", "studio_pin", "studio_goodbye"]


async def test_a_key_that_is_still_held_does_not_end_the_recording(studio: Studio):
    """Its end would reach Asterisk while it records."""
    keys = {"studio_pin": ["4711#"], "studio_number": ["204#"], "studio_record": ["#"], "studio_choose": ["hang up"]}
    telephone = rung(studio, keys, VOICE)
    telephone.held_s = 0.4
    await telephone.call()
    assert telephone.recorded_after_key_s >= LET_GO_S - 0.01


class Rows:
    """A link that lists one channel in AGI and keeps what it is asked to do."""

    def __init__(self, context: str) -> None:
        self.context, self.done = context, []

    async def rows(self, name: str) -> list[dict[str, str]]:
        row = {"Channel": NAME, "Uniqueid": UNIQUEID, "Linkedid": UNIQUEID, "Context": self.context}
        return [{**row, "Application": "AGI", "ApplicationData": "agi:async,x"}] if name == "CoreShowChannels" else []

    rows_once_loaded = rows

    async def action(self, name: str, /, **fields: str | int) -> Mapping[str, str]:
        self.done.append((name, fields.get("Context"), fields.get("Exten")))
        return {}


def bridge(studio: Studio, link: Rows) -> Bridge:
    return Bridge(IvrSettings(home=studio.speech.home), load(), link, None, None, lambda name: True, studio)


async def test_after_a_restart_an_operator_goes_back_to_the_studio_and_not_into_the_hotline(studio: Studio):
    link = Rows("studio")
    await bridge(studio, link)._rebuild()
    assert link.done == [("Redirect", "studio", "s")]


async def test_whom_the_studio_leads_is_left_alone_when_the_link_comes_back(studio: Studio):
    link = Rows("studio")
    studio.keypads[UNIQUEID] = studio_room.Keypad()
    await bridge(studio, link)._rebuild()
    assert link.done == []


@pytest.mark.parametrize(("channel", "led"), [(NAME, True), ("PJSIP/trunk-00000001", False)])
async def test_only_an_operators_channel_is_let_into_the_studio(studio: Studio, channel: str, led: bool):
    served: list[str] = []

    async def serve(_channel: object, operator: str) -> None:
        served.append(operator)

    studio.serve = serve  # type: ignore[method-assign]
    house = bridge(studio, Rows("studio"))
    common = {"Channel": channel, "Uniqueid": UNIQUEID, "Linkedid": UNIQUEID, "Context": "studio", "Env": ""}
    async with asyncio.TaskGroup() as tasks:
        house._tasks = tasks
        await house._take(AmiMessage("AsyncAGIStart", Headers(common.items()), 0.0))
    assert served == (["op1"] if led else [])
