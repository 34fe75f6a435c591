"""Is everything there? One look at every part, with the cure for what is not; asks Asterisk by asterisk-ami."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from asterisk.ami import AMIClient, SimpleAction

from ivr.outbound_settings import describe
from ivr.settings import IvrSettings
from speech.errors import SpeechError
from speech.vosk_engine import check_model
from tickets import queries
from tickets.database import Database
from tickets.errors import TicketsError

CONNECT_DEADLINE_S = 3
LEAST_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Finding:
    """One part: whether it is well, what was seen, and the cure if it is not."""

    part: str
    well: bool
    seen: str
    cure: str = ""


def examine(settings: Any) -> list[Finding]:
    """Look at every part. `settings` has the sections of all rooms."""
    calls_out = Finding("panggilan keluar", True, describe(settings.ivr.trunk, settings.ivr.outbound.extensions))
    found = [_model(settings), _database(settings), _disk(settings), calls_out]
    return [*found, *_asterisk(settings.ivr)]


def _model(settings: Any) -> Finding:
    folder = settings.speech.model_folder
    try:
        check_model(folder)
    except SpeechError as error:
        return Finding("model suara", False, str(error), "iceta model build")
    return Finding("model suara", True, str(folder))


def _database(settings: Any) -> Finding:
    database = Database(settings.tickets.database_url)
    try:
        database.check()
        with database.reading() as tx:
            bridge = next((part for part in queries.health(tx) if part.part == "bridge"), None)
    except TicketsError as error:
        return Finding("basis data", False, str(error), "iceta database upgrade")
    finally:
        database.close()
    return Finding(
        "basis data",
        True,
        f"jembatan terakhir terlihat {bridge.at:%Y-%m-%d %H:%M:%S} UTC" if bridge else "jembatan belum pernah jalan",
    )


def _disk(settings: Any) -> Finding:
    free = shutil.disk_usage(settings.home).free
    well = free >= LEAST_FREE_BYTES
    return Finding(
        "ruang cakram",
        well,
        f"{free / 1e9:.1f} GB bebas",
        "" if well else "kosongkan cakram; rekaman lama ada di recordings/",
    )


def _asterisk(settings: IvrSettings) -> Iterator[Finding]:
    client = AMIClient(address=settings.ami_host, port=settings.ami_port, timeout=CONNECT_DEADLINE_S)
    try:
        response = client.login(username=settings.ami_user, secret=settings.ami_secret.get_secret_value()).response
    except OSError as error:
        yield Finding(
            "Asterisk",
            False,
            f"{settings.ami_host}:{settings.ami_port}: {error}",
            "iceta exchange start (atau make run)",
        )
        return
    try:
        if response is None or response.is_error():
            yield Finding(
                "Asterisk",
                False,
                "nama atau kata sandi AMI ditolak",
                "samakan ami_secret di secrets.toml lalu `iceta exchange stop` dan `start`",
            )
            return
        yield Finding("Asterisk", True, f"{settings.ami_host}:{settings.ami_port}")
        yield from _heartbeat(client)
    finally:
        client.logoff()


def _heartbeat(client: Any) -> Iterator[Finding]:
    ask: Callable[[], Any] = lambda: client.send_action(SimpleAction("Getvar", Variable="ICETA_BEAT")).response  # noqa: E731
    answer = ask()
    beat = answer.keys.get("Value", "") if answer is not None else ""
    well = beat.isdigit() and int(beat) > 0
    yield Finding("detak jembatan", well, beat or "belum ada", "" if well else "iceta bridge (atau make run)")
