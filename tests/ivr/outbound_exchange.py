"""Stands where Asterisk and whoever is rung stand: rings, is answered or not, plays, records, presses keys."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import numpy as np
import soundfile

from ivr.agi import AgiCommands
from ivr.ami import AmiMessage, Headers, LinkDown
from ivr.errors import LinkLost
from ivr.events import AgiStarted, Digit, HungUp
from ivr.outbound_line import CONTEXT
from ivr.outbound_worker import Outbound
from speech.recogniser import Final

VOICE = 0.2 * np.sin(2 * np.pi * 300 * np.arange(16000) / 8000)
HANG_UP = "hang up"


class Exchange:
    """`ends` says what becomes of each call that is made, `keys` what is pressed at the named prompts."""

    outbound: Outbound

    def __init__(self, folder: Path, ends: list[str], keys: dict[str, list[str]], takes: list[np.ndarray]) -> None:
        self.folder, self.ends, self.keys, self.takes = folder, ends, keys, takes
        self.agi = AgiCommands(self)
        self.calls: list[dict[str, str | int]] = []
        self.heard: list[str] = []
        self.hung_up: list[str] = []
        self.playing: tuple[str, str] | None = None

    async def action(self, name: str, /, *, timeout_s: float = 5.0, **fields: str | int) -> Mapping[str, str]:
        await asyncio.sleep(0)
        loop = asyncio.get_running_loop()
        match name:
            case "Originate":
                self.calls.append(fields)
                loop.call_later(0.02, self._ring, self.ends.pop(0), fields)
            case "Getvar":
                return {"Value": str(self.folder / "take")}
            case "ControlPlayback" if self.playing:
                self._done(*self.playing)
            case "Hangup":
                self.hung_up.append(str(fields["Channel"]))
            case "AGI":
                loop.call_soon(self._obey, str(fields["Channel"]), str(fields["Command"]), str(fields["CommandID"]))
        return {}

    def _ring(self, end: str, fields: Mapping[str, str | int]) -> None:
        uniqueid, exten = str(fields["ChannelId"]), str(fields["Exten"])
        match end:
            case "answered":
                self.answered(uniqueid)
            case "busy":
                self.outbound.take(HungUp(**self._common(uniqueid), cause=17), None)
            case "unregistered":
                self.outbound.note(_message("OriginateResponse", Response="Failure", Exten=exten, Reason="0"))
            case "link lost":
                self.outbound.note(LinkDown("broken", 0.0))

    def answered(self, uniqueid: str) -> bool:
        common = self._common(uniqueid)
        event = AgiStarted(**common, context=CONTEXT, caller_number="", caller_name="", dialled="")
        return self.outbound.answer(event, self.agi.channel(uniqueid, uniqueid))

    @staticmethod
    def _common(uniqueid: str) -> dict:
        return {"channel": f"PJSIP/{uniqueid}", "uniqueid": uniqueid, "linkedid": uniqueid, "at": datetime.now(UTC)}

    def _obey(self, channel: str, command: str, command_id: str) -> None:
        if command.startswith("STREAM FILE"):
            self._play(channel, command.split('"')[1].removeprefix("iceta/"), command_id)
        elif command.startswith("RECORD FILE"):
            soundfile.write(self.folder / "take.wav", self.takes.pop(0), 8000, subtype="PCM_16")
            self._done(channel, command_id)

    def _play(self, channel: str, prompt: str, command_id: str) -> None:
        self.heard.append(prompt)
        waiting = self.keys.get(prompt)
        if not waiting:
            self._done(channel, command_id)
            return
        self.playing = (channel, command_id)
        typed = waiting.pop(0)
        if typed == HANG_UP:
            self.agi.deliver(_message("Hangup", Channel=channel, Uniqueid=channel))
            return
        for digit in typed:
            press = Digit(**self._common(channel), digit=digit)
            self.outbound.take(press, press)

    def _done(self, channel: str, command_id: str) -> None:
        result = quote("200 result=0\n")
        self.agi.deliver(_message("AsyncAGIExec", Uniqueid=channel, CommandID=command_id, Result=result))


class BrokenExchange(Exchange):
    """Takes no orders at all."""

    async def action(self, name: str, /, *, timeout_s: float = 5.0, **fields: str | int) -> Mapping[str, str]:
        raise LinkLost("no link")


class Words:
    """A recogniser that understands the same words in every recording."""

    def __init__(self, text: str) -> None:
        self.text = text

    def open(self, _grammar, hear):
        self._hear = hear
        return self

    def feed(self, _pcm: bytes) -> None:
        pass

    async def caught_up(self, _seconds: float) -> None:
        pass

    async def last_words(self) -> None:
        if self.text:
            self._hear(Final(self.text, (), 0.9, 0.0, 1.0))

    def close(self) -> None:
        pass


def _message(event: str, **headers: str) -> AmiMessage:
    return AmiMessage(event, Headers(headers.items()), 0.0)
