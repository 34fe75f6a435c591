"""Takes the README's picture: the real console, headless, while a sample citizen complains to the real hotline."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

from agent_console.app import ConsoleApp
from agent_console.snapshot import picture
from iceta import ephemeral_home, home_folder, house, load_settings, telephone
from ivr.sample_call import place_sample
from tickets import service
from tickets.database import Database
from tickets.model import Role

HERE = Path(__file__).parent
LOGIN, PASSWORD = "petugas1", "gambar-untuk-readme"
WORDS = 12
"""The picture is taken when this many words have been understood."""
DEADLINE_S = 90.0


async def take() -> None:
    """Write console.svg and console.png beside this file."""
    with ephemeral_home(load_settings(home_folder())) as settings:
        database = Database(settings.tickets.database_url)
        with database.transaction() as tx:
            service.create_account(tx, LOGIN, "Wati", Role.OPERATOR, PASSWORD, extension="op1")
        heard = asyncio.Event()

        def listen(event: dict[str, object]) -> None:
            if event["event"] == "partial" and len(str(event["text"]).split()) >= WORDS:
                heard.set()

        app = ConsoleApp(
            settings.console, lambda: Database(settings.tickets.database_url), login=LOGIN, password=PASSWORD
        )
        async with house(settings), app.run_test(size=(120, 40)) as pilot:
            calling = asyncio.create_task(place_sample(*telephone(settings), tell=listen))
            await asyncio.wait_for(heard.wait(), DEADLINE_S)
            await pilot.pause(0.6)
            picture(app, HERE / "console.svg")
            calling.cancel()
            await asyncio.gather(calling, return_exceptions=True)
        database.close()


def convert() -> None:
    """Make the PNG of the drawing."""
    drawing, png = HERE / "console.svg", HERE / "console.png"
    subprocess.run(["rsvg-convert", "--zoom", "1.2", "-o", png, drawing], check=True)


if __name__ == "__main__":
    asyncio.run(take())
    convert()
