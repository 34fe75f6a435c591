"""A private exchange with a link to it and telephones, for recordings and for tests with a real Asterisk."""

import asyncio
import tempfile
import time
import wave
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from dialplans.exchange import Exchange
from dialplans.instance import free_ports, new_secrets
from dialplans.settings import ExchangeSettings
from ivr.agi import AgiCommands, Channel
from ivr.ami import AmiAddress, AmiLink, AmiMessage, LinkDown, LinkUp
from ivr.events import AgiStarted, CallEvent, QueueJoined, parse
from ivr.phone import Phone, operator_phone

REPOSITORY = Path(__file__).parents[2]
ASTERISK = REPOSITORY / "var/asterisk"
PROMPTS = {"fallback": 0.4, "leave_message": 0.3, "please_wait": 0.3, "goodbye": 0.3, "welcome": 5.0}
EVENT_DEADLINE_S = 20.0
LONG = 3600


@dataclass
class Studio:
    """A running exchange with a link to it, and what the link has told."""

    settings: ExchangeSettings
    exchange: Exchange
    link: AmiLink
    agi: AgiCommands
    events: list[CallEvent] = field(default_factory=list)
    notes: list[LinkUp | LinkDown] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, kind: type[CallEvent], count: int = 1, **fields: str) -> CallEvent:
        """Wait for the count-th event of a kind since the scenario began."""

        def found() -> list[CallEvent]:
            same = [event for event in self.events if isinstance(event, kind)]
            return [event for event in same if all(getattr(event, key) == value for key, value in fields.items())]

        async with asyncio.timeout(EVENT_DEADLINE_S), self.changed:
            await self.changed.wait_for(lambda: len(found()) >= count)
        return found()[count - 1]

    async def follow(self) -> None:
        while True:
            message = await self.link.messages.get()
            self.agi.deliver(message)
            if not isinstance(message, AmiMessage):
                self.notes.append(message)
            elif (event := parse(message)) is not None:
                async with self.changed:
                    self.events.append(event)
                    self.changed.notify_all()

    async def beat(self, alive: bool = True) -> None:
        await self.link.action("Setvar", Variable="ICETA_BEAT", Value=int(time.time()) + LONG if alive else 0)

    @asynccontextmanager
    async def caller(self, number: str = "081200000001") -> AsyncIterator[Phone]:
        async with Phone(number) as phone:
            await phone.do("call", uri=f"sip:112@127.0.0.1:{self.settings.sip_port}")
            await phone.wait("state", state="CONFIRMED", timeout_s=EVENT_DEADLINE_S)
            yield phone

    async def in_menu(self, count: int = 1) -> Channel:
        event = await self.until(AgiStarted, count)
        return self.agi.channel(event.channel, event.uniqueid)

    async def to_queue(self, channel: Channel) -> None:
        await channel.set("ICETA_NEXT", "queue")
        await channel.leave()
        await self.until(QueueJoined)

    def operator(self, name: str, **options: object) -> AbstractAsyncContextManager[Phone]:
        password = self.settings.phone_passwords[name].get_secret_value()
        return operator_phone(name, password, "127.0.0.1", self.settings.sip_port, **options)


@asynccontextmanager
async def open_studio() -> AsyncIterator[Studio]:
    """Start a fresh exchange, where nobody is registered yet, and link to it."""
    with tempfile.TemporaryDirectory(prefix="ic") as folder:
        settings = _settings(Path(folder))
        exchange = Exchange(settings)
        await exchange.start()
        try:
            async with _linked(settings, exchange) as studio:
                yield studio
        finally:
            await exchange.stop()


@asynccontextmanager
async def _linked(settings: ExchangeSettings, exchange: Exchange) -> AsyncIterator[Studio]:
    secret = settings.ami_secret.get_secret_value()
    link = AmiLink(AmiAddress("127.0.0.1", settings.ami_port, settings.ami_user, secret))
    studio = Studio(settings, exchange, link, AgiCommands(link))
    await link.start()
    following = asyncio.create_task(studio.follow())
    try:
        await studio.beat()
        yield studio
    finally:
        following.cancel()
        await link.stop()


def _settings(home: Path) -> ExchangeSettings:
    (home / "asterisk").symlink_to(ASTERISK)
    (home / "prompts").mkdir()
    for name, seconds in PROMPTS.items():
        with wave.open(str(home / f"prompts/{name}.wav"), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(8000)
            sound.writeframes(bytes(int(16000 * seconds)))
    ports, secrets = free_ports(), new_secrets(4)
    return ExchangeSettings(
        home=home,
        sip_port=ports.sip_port,
        ami_port=ports.ami_port,
        ear_port=ports.ear_port,
        rtp_ports=ports.rtp_ports,
        ring_s=3,
        queue_limit_s=10,
        ami_secret=SecretStr(secrets.ami_secret),
        phone_passwords={name: SecretStr(password) for name, password in secrets.phone_passwords.items()},
    )
