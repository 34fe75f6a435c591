"""A plain manager client for tests: actions in order, and waiting for an event with certain headers."""

import asyncio
import itertools
import time

ANSWER_DEADLINE_S = 5.0

Headers = dict[str, str]


class Ami:
    def __init__(self, port: int) -> None:
        self._port = port
        self._numbers = itertools.count(1)
        self._answers: dict[str, asyncio.Future[Headers]] = {}
        self.events: list[Headers] = []
        self._news = asyncio.Condition()

    async def __aenter__(self) -> "Ami":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        await self._reader.readline()
        self._task = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        self._writer.close()
        await asyncio.gather(self._task, self._writer.wait_closed(), return_exceptions=True)

    async def log_in(self, user: str, secret: str) -> None:
        answer = await self.act("Login", Username=user, Secret=secret)
        assert answer["Response"] == "Success", answer

    async def act(self, action: str, **headers: str) -> Headers:
        number = str(next(self._numbers))
        self._answers[number] = asyncio.get_running_loop().create_future()
        lines = {"Action": action, "ActionID": number, **headers}
        self._writer.write(("".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n").encode())
        return await asyncio.wait_for(self._answers[number], ANSWER_DEADLINE_S)

    async def beat(self, age_s: float = 0) -> None:
        await self.act("Setvar", Variable="ICETA_BEAT", Value=str(int(time.time() - age_s)))

    async def beat_forever(self) -> None:
        while True:
            await self.beat()
            await asyncio.sleep(1)

    async def redirect(self, channel: str, context: str, exten: str) -> Headers:
        return await self.act("Redirect", Channel=channel, Context=context, Exten=exten, Priority="1")

    async def get(self, channel: str, name: str) -> str:
        return (await self.act("Getvar", Channel=channel, Variable=name)).get("Value", "")

    async def event(self, name: str, deadline_s: float = 5.0, **headers: str) -> Headers:
        """The first event, past or to come, of this name (or user event) with these headers."""

        def find() -> Headers | None:
            wanted = headers.items()
            return next(
                (e for e in self.events if name in (e["Event"], e.get("UserEvent")) and wanted <= e.items()), None
            )

        async with asyncio.timeout(deadline_s), self._news:
            await self._news.wait_for(find)
        found = find()
        assert found
        return found

    async def _read(self) -> None:
        message: Headers = {}
        while line := await self._reader.readline():
            text = line.decode(errors="replace").rstrip("\r\n")
            if text:
                name, _, value = text.partition(":")
                message[name] = value.strip()
            else:
                await self._take(message)
                message = {}

    async def _take(self, message: Headers) -> None:
        if "Event" in message:
            async with self._news:
                self.events.append(message)
                self._news.notify_all()
        elif (waiting := self._answers.pop(message.get("ActionID", ""), None)) and not waiting.done():
            waiting.set_result(message)
