"""A SIP phone as a process of its own: JSON commands on stdin, JSON events on stdout; the only importer of pjsua2.

Commands: call(uri), play(wav), dtmf(digits), hangup, answer(code), quit. Events carry `t`, monotonic seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pjsua2 as pj

FRAME_MS = 20
RATE = 8000
POLL_MS = 5
QUIT_GRACE_S = 1.0
TONE_MS = 120
_said = threading.Lock()


def tell(event: str, **fields: Any) -> None:
    """One event to the parent."""
    with _said:
        sys.stdout.write(json.dumps({"t": round(time.monotonic(), 4), "event": event, **fields}) + "\n")
        sys.stdout.flush()


class Call(pj.Call):  # type: ignore[misc]
    """One call of the phone: plays what it is told, records what it hears."""

    def __init__(self, phone: Phone, call_id: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(phone.account, call_id)
        self.phone = phone
        self.audio: Any = None
        self.players: list[Any] = []
        self.recorder: Any = None

    def onCallState(self, _prm: Any) -> None:  # noqa: N802 - the library's name
        """Report the call's state; keep nothing of a call that is over."""
        info = self.getInfo()
        tell("state", state=info.stateText, code=info.lastStatusCode, reason=info.lastReason)
        if info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.players.clear()
            self.recorder = self.audio = None
            self.phone.forget(self)

    def onCallMediaState(self, _prm: Any) -> None:  # noqa: N802 - the library's name
        """Connect recorder and player as soon as there is sound."""
        info = self.getInfo()  # its media live only as long as it is held
        for index, media in enumerate(info.media):
            if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
                self.audio = self.getAudioMedia(index)
                self._record()
                tell("media")
                if self.phone.options.play:
                    self.play(self.phone.options.play)

    def _record(self) -> None:
        if self.phone.options.record and self.recorder is None:
            self.recorder = pj.AudioMediaRecorder()
            self.recorder.createRecorder(self.phone.options.record)
        if self.recorder is not None:
            self.audio.startTransmit(self.recorder)

    def play(self, wav: str) -> None:
        """Say a sound file once."""
        player = Player(wav)
        player.createPlayer(wav, pj.PJMEDIA_FILE_NO_LOOP)
        self.players.append(player)
        player.startTransmit(self.audio)
        tell("play", wav=wav)

    def onDtmfDigit(self, prm: Any) -> None:  # noqa: N802 - the library's name
        """Report a tone that came from the other side."""
        tell("dtmf", digit=prm.digit)


class Player(pj.AudioMediaPlayer):  # type: ignore[misc]
    """A player that tells when its file is over."""

    def __init__(self, wav: str) -> None:
        super().__init__()
        self.wav = wav

    def onEof2(self) -> None:  # noqa: N802 - the library's name
        """Report the end of the file."""
        tell("played", wav=self.wav)


class Account(pj.Account):  # type: ignore[misc]
    """The phone's identity; answers what rings when the options say so."""

    phone: Phone

    def onRegState(self, prm: Any) -> None:  # noqa: N802 - the library's name
        """Report the registration."""
        self.phone.signing_off = False
        tell("registered" if prm.code == 200 else "not_registered", code=prm.code, reason=prm.reason)

    def onIncomingCall(self, prm: Any) -> None:  # noqa: N802 - the library's name
        """Ring, and answer after the delay if this is an automatic phone."""
        call = Call(self.phone, prm.callId)
        self.phone.calls.append(call)
        tell("ringing", caller=call.getInfo().remoteUri)
        call.answer(_code(180))
        if self.phone.options.answer is not None:
            self.phone.later(
                self.phone.options.answer_delay,
                lambda: call in self.phone.calls and call.answer(_code(self.phone.options.answer)),
            )


def _code(status: int) -> Any:
    parameters = pj.CallOpParam()
    parameters.statusCode = status
    return parameters


class Phone:
    """The endpoint, its account and its calls; all of pjsua2 runs in this one thread."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.calls: list[Call] = []
        self.signing_off = False
        self._over: list[Call] = []
        self._due: list[tuple[float, Callable[[], Any]]] = []
        self.endpoint = self._endpoint()
        self.account = Account()
        self.account.phone = self
        self.account.create(self._account())
        tell("ready")

    def _endpoint(self) -> Any:
        endpoint = pj.Endpoint()
        endpoint.libCreate()
        config = pj.EpConfig()
        config.logConfig.level = config.logConfig.consoleLevel = 0
        config.uaConfig.threadCnt = 0
        config.uaConfig.mainThreadOnly = True
        media = config.medConfig
        media.noVad, media.ecTailLen, media.quality = True, 0, 3
        media.clockRate = media.sndClockRate = RATE
        media.audioFramePtime = FRAME_MS
        media.jbInit, media.jbMinPre, media.jbMaxPre = 40, 20, 80
        endpoint.libInit(config)
        transport = pj.TransportConfig()
        transport.boundAddress = transport.publicAddress = self.options.address
        self.transport = endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
        endpoint.libStart()
        endpoint.audDevManager().setNullDev()
        for codec in endpoint.codecEnum2():
            endpoint.codecSetPriority(codec.codecId, 255 if codec.codecId.startswith("PCMA/") else 0)
        return endpoint

    def _account(self) -> Any:
        options, config = self.options, pj.AccountConfig()
        if options.register:
            config.idUri = f"sip:{options.number}@{options.register}"
            config.regConfig.registrarUri = f"sip:{options.register}"
            config.regConfig.timeoutSec = 300
            secret = os.environ.get("ICETA_PHONE_PASSWORD", "")
            config.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", options.number, 0, secret))
        else:
            config.idUri = f'"{options.name}" <sip:{options.number}@{options.address}>'
        config.mediaConfig.transportConfig.boundAddress = options.address
        return config

    def later(self, delay_s: float, act: Callable[[], Any]) -> None:
        """Do something in this thread after a while."""
        self._due.append((time.monotonic() + delay_s, act))

    def forget(self, call: Call) -> None:
        """A call is over; it is freed outside its own callback."""
        if call in self.calls:
            self.calls.remove(call)
            self._over.append(call)

    def leave(self) -> None:
        """Hang up everything and sign off, or the exchange would go on ringing a phone that is gone."""
        for call in list(self.calls):
            call.hangup(pj.CallOpParam(True))
        if self.options.register:
            self.signing_off = True
            self.account.setRegistration(False)

    def turn(self) -> None:
        """One turn of the loop: the library's events, then what is due."""
        self.endpoint.libHandleEvents(POLL_MS)
        self._over.clear()
        now = time.monotonic()
        for moment, act in [due for due in self._due if due[0] <= now]:
            self._due.remove((moment, act))
            act()

    def obey(self, command: dict[str, Any]) -> None:
        """Carry out one command; one that needs a call says so when there is none."""
        name = command["command"]
        if name == "call":
            call = Call(self)
            self.calls.append(call)
            call.makeCall(command["uri"], pj.CallOpParam(True))
        elif not self.calls:
            tell("no_call", command=name)
        else:
            self._on_call(self.calls[-1], name, command)

    def _on_call(self, call: Call, name: str, command: dict[str, Any]) -> None:
        if name == "play":
            call.play(command["wav"])
        elif name == "dtmf":
            tones = pj.CallSendDtmfParam()
            tones.digits, tones.duration = command["digits"], TONE_MS
            method = "INFO" if command.get("info") else "RFC2833"
            tones.method = getattr(pj, f"PJSUA_DTMF_METHOD_{'SIP_' if method == 'INFO' else ''}{method}")
            call.sendDtmf(tones)
            tell("pressed", digits=command["digits"])
        elif name == "hangup":
            call.hangup(pj.CallOpParam(True))
        elif name == "answer":
            call.answer(_code(command.get("code", 200)))
        else:
            tell("unknown_command", command=name)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", required=True)
    parser.add_argument("--name", default="")
    parser.add_argument(
        "--register", default="", help="HOST:PORT of the registrar; the password comes from ICETA_PHONE_PASSWORD"
    )
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--answer", type=int, default=None, help="SIP status with which to answer what rings")
    parser.add_argument("--answer-delay", type=float, default=0.0)
    parser.add_argument("--record", default="")
    parser.add_argument("--play", default="", help="sound to say when the call has sound")
    return parser.parse_args()


def _lines(commands: queue.Queue[str | None]) -> None:
    for line in sys.stdin:
        commands.put(line)
    commands.put(None)


def main() -> None:
    """Run until told to quit or until stdin ends."""
    phone = Phone(_options())
    commands: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_lines, args=(commands,), daemon=True).start()
    quit_at = None
    while quit_at is None or (time.monotonic() < quit_at and (phone.calls or phone.signing_off)):
        phone.turn()
        try:
            line = commands.get_nowait()
        except queue.Empty:
            continue
        command = json.loads(line) if line else {"command": "quit"}
        if command["command"] == "quit":
            phone.leave()
            quit_at = time.monotonic() + QUIT_GRACE_S
            continue
        try:
            phone.obey(command)
        except pj.Error as error:
            tell("failed", command=command["command"], reason=error.reason)
    phone.turn()
    tell("bye")
    os._exit(0)  # pjsua2's destructors, run in Python's order, may crash


if __name__ == "__main__":
    main()
