"""A telephone for tests, spoken over plain UDP: registers, calls, answers, sends a tone, hangs up."""

import asyncio
import re
import secrets
import struct
from hashlib import md5

ANSWER_DEADLINE_S = 5.0
ALAW_TONE = bytes([0x9A, 0xB5, 0xB5, 0x9A, 0x1A, 0x35, 0x35, 0x1A]) * 20
"""20 ms of a 1 kHz tone in A-law."""

ALAW_SILENCE = bytes([0xD5]) * 160


class SipPhone(asyncio.DatagramProtocol):
    def __init__(self, name: str, server_port: int, password: str = "") -> None:
        self.name, self.password, self.server = name, password, ("127.0.0.1", server_port)
        self.rang, self.cancelled, self.ended, self.answered = (asyncio.Event() for _ in range(4))
        self.status = 0
        self._replies: asyncio.Queue[str] = asyncio.Queue(100)
        self._invite = self._remote = self._own_from = ""
        self._call_id, self._tag, self._cseq = secrets.token_hex(8), secrets.token_hex(4), 0
        self._tone: asyncio.Task[None] | None = None

    async def open(self) -> "SipPhone":
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, ("127.0.0.1", 0))
        self._rtp, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, ("127.0.0.1", 0))
        return self

    def close(self) -> None:
        if self._tone:
            self._tone.cancel()
        self._transport.close()
        self._rtp.close()

    @property
    def contact(self) -> str:
        return f"<sip:{self.name}@127.0.0.1:{self._transport.get_extra_info('sockname')[1]}>"

    async def register(self) -> int:
        target = f"sip:127.0.0.1:{self.server[1]}"
        headers = f"Contact: {self.contact}\r\nExpires: 300\r\n"
        return await self._ask("REGISTER", target, f"sip:{self.name}@127.0.0.1", headers, "")

    async def call(self, number: str, from_name: str = "") -> int:
        """The final status of the call."""
        target = f"sip:{number}@127.0.0.1:{self.server[1]}"
        headers = f"Contact: {self.contact}\r\nContent-Type: application/sdp\r\n"
        self._remote = f"<{target}>"
        self.status = await self._ask("INVITE", target, target, headers, self._sdp(), from_name)
        return self.status

    def answer(self) -> None:
        extra = f"Contact: {self.contact}\r\nContent-Type: application/sdp\r\n"
        self._reply(self._invite, "200 OK", extra, self._sdp())
        self.answered.set()

    def decline(self) -> None:
        self._reply(self._invite, "486 Busy Here")

    def hang_up(self) -> None:
        own, theirs, call_id = self._own_from, self._remote, self._call_id
        if self._invite:
            own = f"{self._header(self._invite, 'To')};tag={self._tag}"
            theirs, call_id = self._header(self._invite, "From"), self._header(self._invite, "Call-ID")
        target = re.search(r"<([^>]+)>", theirs)[1]
        self._cseq += 1
        self._send(
            f"BYE {target} SIP/2.0\r\n{self._via()}From: {own}\r\nTo: {theirs}\r\n"
            f"Call-ID: {call_id}\r\nCSeq: {self._cseq} BYE\r\n"
        )

    def start_tone(self) -> None:
        self._speak(ALAW_TONE)

    def fall_silent(self) -> None:
        """Go on sending, but nothing to hear."""
        self._speak(ALAW_SILENCE)

    def _speak(self, sound: bytes) -> None:
        if self._tone:
            self._tone.cancel()
        self._tone = asyncio.create_task(self._stream(sound))

    async def _stream(self, sound: bytes) -> None:
        sequence = 0
        while True:
            header = struct.pack(">BBHII", 0x80, 8, sequence & 0xFFFF, sequence * 160, 1)
            self._rtp.sendto(header + sound, ("127.0.0.1", self._media_port))
            sequence += 1
            await asyncio.sleep(0.02)

    async def _ask(self, method: str, target: str, to: str, headers: str, body: str, from_name: str = "") -> int:
        self._own_from = f"<sip:{from_name or self.name}@127.0.0.1>;tag={self._tag}"
        authorization = ""
        for _ in range(2):
            self._cseq += 1
            self._send(
                f"{method} {target} SIP/2.0\r\n{self._via()}From: {self._own_from}\r\nTo: <{to}>\r\n"
                f"Call-ID: {self._call_id}\r\nCSeq: {self._cseq} {method}\r\n{headers}{authorization}",
                body,
            )
            reply = await self._final()
            status = int(reply.split()[1])
            if method == "INVITE":
                self._acknowledge(reply, target)
            if status != 401 or not self.password:
                return status
            authorization = self._authorization(method, target, reply)
        return status

    async def _final(self) -> str:
        while True:
            reply = await asyncio.wait_for(self._replies.get(), ANSWER_DEADLINE_S)
            if int(reply.split()[1]) >= 200 and self._header(reply, "CSeq").startswith(f"{self._cseq} "):
                return reply

    def _acknowledge(self, reply: str, target: str) -> None:
        if reply.split()[1] == "200":
            self._media_port = int(re.search(r"m=audio (\d+)", reply)[1])
            self._remote = self._header(reply, "To")
        self._send(
            f"ACK {target} SIP/2.0\r\n{self._via()}From: {self._own_from}\r\nTo: {self._header(reply, 'To')}\r\n"
            f"Call-ID: {self._call_id}\r\nCSeq: {self._cseq} ACK\r\n"
        )

    def _authorization(self, method: str, target: str, reply: str) -> str:
        challenge = self._header(reply, "WWW-Authenticate")
        realm, nonce = (re.search(rf'{name}="([^"]*)"', challenge)[1] for name in ("realm", "nonce"))
        digest = lambda *parts: md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()  # noqa: E731
        secret, about = digest(self.name, realm, self.password), digest(method, target)
        answer = digest(secret, nonce, "00000001", "abcd", "auth", about)
        return (
            f'Authorization: Digest username="{self.name}", realm="{realm}", nonce="{nonce}", uri="{target}", '
            f'response="{answer}", algorithm=MD5, qop=auth, nc=00000001, cnonce="abcd"\r\n'
        )

    def datagram_received(self, data: bytes, _address: object) -> None:
        text = data.decode(errors="replace")
        method = text.split(" ", 1)[0]
        if method.startswith("SIP/2.0"):
            self._replies.put_nowait(text)
        elif method == "INVITE":
            self._invite = text
            self._media_port = int(re.search(r"m=audio (\d+)", text)[1])
            self.rang.set()
            self._reply(text, "180 Ringing")
        elif method == "CANCEL":
            self._reply(text, "200 OK")
            self._reply(self._invite, "487 Request Terminated")
            self.rang.clear()
            self.cancelled.set()
        elif method != "ACK":
            self._reply(text, "200 OK")
            if method == "BYE":
                self.ended.set()

    def _reply(self, request: str, status: str, extra: str = "", body: str = "") -> None:
        copied = "".join(
            f"{name}: {value}\r\n"
            for name in ("Via", "From", "Call-ID", "CSeq")
            for value in [self._header(request, name)]
        )
        self._send(f"SIP/2.0 {status}\r\n{copied}To: {self._header(request, 'To')};tag={self._tag}\r\n{extra}", body)

    def _send(self, head: str, body: str = "") -> None:
        self._transport.sendto(
            f"{head}Max-Forwards: 70\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode(), self.server
        )

    def _via(self) -> str:
        port = self._transport.get_extra_info("sockname")[1]
        return f"Via: SIP/2.0/UDP 127.0.0.1:{port};rport;branch=z9hG4bK{secrets.token_hex(8)}\r\n"

    def _sdp(self) -> str:
        port = self._rtp.get_extra_info("sockname")[1]
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
        )

    @staticmethod
    def _header(text: str, name: str) -> str:
        match = re.search(rf"^{name}:\s*(.*?)\r?$", text, re.MULTILINE | re.IGNORECASE)
        return match[1] if match else ""
