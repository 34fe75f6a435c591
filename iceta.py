"""The front door: the `iceta` command; each room mounts its own sub-commands, and `House` runs them together."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
import signal
import sys
import tempfile
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import structlog
import typer
from pydantic import ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from typer.core import TyperGroup

from agent_console.settings import ConsoleSettings
from dialplans.settings import ExchangeSettings
from ivr.settings import IvrSettings
from speech.settings import SpeechSettings
from tickets.settings import TicketSettings

CHECKOUT = Path(__file__).parent
TOLD_TO_BRIDGE = ("sip_port", "hotline", "queue", "ami_port", "ami_user", "ami_secret", "ear_port", "phone_passwords",
                  "trunk")  # fmt: skip
BRIDGE_READY_DEADLINE_S = 40.0
LENT_FOLDERS = ("asterisk", "model", "prompts")
GROUPS = {"dialplan": "dialplans.cli:app", "exchange": "dialplans.cli:exchange_app", "ticket": "tickets.cli:app",
          "account": "tickets.cli:accounts_app", "database": "tickets.cli:database_app",
          "speech": "speech.cli:speech_app", "prompts": "ivr.prompt_cli:app", "sla": "tickets.cli_sla:app",
          "incident": "tickets.cli_incident:incident_app", "dokmaru": "tickets.cli_dokmaru:dokmaru_app",
          "puskesmas": "tickets.dokmaru.cli_puskesmas:puskesmas_app", "duty": "tickets.cli_duty:duty_app",
          "outbound": "tickets.cli_duty:outbound_app", "privacy": "tickets.cli_privacy:app"}  # fmt: skip
# What one room adds to another's group, where that other may not look.
ADDED = {"speech": {"corrections": "ivr.corrections:corrections_app"}}
VERBS = {
    **dict.fromkeys(("bridge", "replay", "menu", "doctor", "phone"), "ivr.cli"),
    **dict.fromkeys(("say", "transcribe", "model"), "speech.cli"),
    "console": "agent_console.cli",
    **dict.fromkeys(("triage", "triage-train", "triage-evaluate"), "tickets.cli_triage"),
    **dict.fromkeys(("import", "import-mail"), "tickets.cli_import"),
    "export": "tickets.cli_export",
    "ikm": "tickets.cli_ikm",
    "search": "tickets.cli_search",
}


class SettingsInvalid(Exception):
    """The settings can't be used; the text says where and why."""


def home_folder() -> Path:
    """Where everything of this installation lies: ICETA_HOME, else `var` beside a checkout, else /var/lib/iceta."""
    if given := os.environ.get("ICETA_HOME"):
        return Path(given).absolute()
    return CHECKOUT / "var" if (CHECKOUT / "pyproject.toml").is_file() else Path("/var/lib/iceta")


class Settings(BaseSettings):
    """One section per room: iceta.toml, then secrets.toml, then the environment (ICETA_SPEECH__VOICE=id+m3) on top."""

    model_config = SettingsConfigDict(env_prefix="ICETA_", env_nested_delimiter="__", extra="forbid", frozen=True)

    home: Path
    exchange: ExchangeSettings
    speech: SpeechSettings
    tickets: TicketSettings
    ivr: IvrSettings
    console: ConsoleSettings

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:  # fmt: skip
        """What is said first wins."""
        home = Path(init_settings()["home"])
        files = [
            TomlConfigSettingsSource(settings_cls, toml_file=home / name) for name in ("secrets.toml", "iceta.toml")
        ]
        return init_settings, env_settings, *files

    @model_validator(mode="before")
    @classmethod
    def _share(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """Every room knows the home folder; the bridge knows what the exchange was told."""
        rooms = {
            room: {"home": raw["home"], **raw.get(room, {})}
            for room in ("exchange", "speech", "tickets", "ivr", "console")
        }
        told = {key: rooms["exchange"][key] for key in TOLD_TO_BRIDGE if key in rooms["exchange"]}
        return {**raw, **rooms, "ivr": {**told, **rooms["ivr"]}}


def load_settings(home: Path) -> Settings:
    """The settings of a home folder. Raises SettingsInvalid with file, place and reason."""
    if not (home / "iceta.toml").is_file():
        raise SettingsInvalid(f"{home / 'iceta.toml'}: belum ada; jalankan `make setup` atau `iceta setup`")
    try:
        return Settings(home=home)  # type: ignore[call-arg]  # the rooms come from the files
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{home}/iceta.toml atau secrets.toml: bukan TOML yang benar: {error}") from error
    except ValidationError as error:
        raise SettingsInvalid("\n".join(_located(home, fault) for fault in error.errors())) from error


def _located(home: Path, fault: Any) -> str:
    place = ".".join(str(part) for part in fault["loc"]) or "(seluruhnya)"
    key = str(fault["loc"][-1]) if fault["loc"] else ""
    for name in ("iceta.toml", "secrets.toml"):
        lines = (home / name).read_text(encoding="utf-8").splitlines() if (home / name).is_file() else []
        for number, line in enumerate(lines, 1):
            if key and line.split("=")[0].strip() == key:
                return f"{home / name}:{number}: {place}: {fault['msg']}"
    return f"{home / 'iceta.toml'}: {place}: {fault['msg']}"


# --------------------------------------------------------------------------------------------- set-up


def write_first_settings(home: Path) -> None:
    """Free ports and fresh secrets, written once; what is there already stays."""
    from dialplans.instance import free_ports, new_secrets, write_private

    home.mkdir(parents=True, exist_ok=True)
    if not (home / "secrets.toml").is_file():
        fresh = new_secrets(ExchangeSettings.model_fields["operators"].default)
        phones = "\n".join(f'{name} = "{password}"' for name, password in fresh.phone_passwords.items())
        write_private(
            home / "secrets.toml",
            f'[exchange]\nami_secret = "{fresh.ami_secret}"\n\n[exchange.phone_passwords]\n{phones}\n',
        )
    if not (home / "iceta.toml").is_file():
        ports = free_ports()
        (home / "iceta.toml").write_text(
            "# Setelan I-Ceta; docs/administrator.md menjelaskan setiap baris. Periksa dengan `iceta check`.\n"
            f"[exchange]\nsip_port = {ports.sip_port}\nami_port = {ports.ami_port}\near_port = {ports.ear_port}\n"
            f"rtp_ports = [{ports.rtp_ports[0]}, {ports.rtp_ports[1]}]\n",
            encoding="utf-8",
        )


def prepare(settings: Settings, show: Callable[[str, int, int], None]) -> list[tuple[str, str]]:
    """Bring everything to where calls can be answered, skipping what is done; return new (login, password)."""
    from dialplans.asterisk import find_asterisk
    from dialplans.errors import AsteriskMissing
    from dialplans.fetch import fetch_asterisk
    from ivr.catalogue import all_prompts
    from speech.model.build import build
    from speech.prompts import render
    from tickets.first_accounts import first_accounts
    from tickets.migrate import upgrade

    try:
        find_asterisk(settings.exchange)
    except AsteriskMissing:
        fetch_asterisk(settings.exchange.asterisk_folder, lambda done, total: show("Asterisk", done, total))
    speech = settings.speech
    build(
        speech.model_folder,
        extra_words=speech.extra_words,
        progress=lambda step, done, total: show(f"model: {step}", done, total),
    )
    render(all_prompts(), speech.prompts_folder, speech.recorded_folder, voice=speech.voice, rate=speech.rate,
           progress=lambda done, total: show("suara", done, total))  # fmt: skip
    upgrade(settings.tickets.database_url)
    return first_accounts(settings.tickets.database_url)


# --------------------------------------------------------------------------------------------- running together


@contextlib.asynccontextmanager
async def house(settings: Settings) -> AsyncIterator[None]:
    """Exchange and bridge, both kept running until the block ends. Raises BridgeFailed, ExchangeError."""
    from dialplans.exchange import Exchange
    from ivr.keeping import BridgeFailed, keep_bridge

    exchange = Exchange(settings.exchange)
    await exchange.start()
    keeping = [asyncio.create_task(exchange.supervise())]
    try:
        ready = asyncio.Event()
        keeping.append(asyncio.create_task(keep_bridge(settings.home, ready)))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([waiting, *keeping], timeout=BRIDGE_READY_DEADLINE_S, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not ready.is_set():
            await keeping[-1] if keeping[-1].done() else None
            raise BridgeFailed(f"jembatan tidak siap; baca {settings.home / 'log' / 'bridge.log'}")
        yield
    finally:
        keeping[-1].cancel()
        await asyncio.gather(keeping[-1], return_exceptions=True)
        await exchange.stop()
        keeping[0].cancel()
        await asyncio.gather(*keeping, return_exceptions=True)


@contextlib.contextmanager
def ephemeral_home(settings: Settings) -> Iterator[Settings]:
    """A temporary home with its own ports, secrets and database; all that is large is lent by the given one."""
    from tickets.migrate import upgrade

    with tempfile.TemporaryDirectory(prefix="iceta-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        for name in LENT_FOLDERS:
            (home / name).symlink_to(settings.home / name)
        write_first_settings(home)
        lent = load_settings(home)
        upgrade(lent.tickets.database_url)
        yield lent


# --------------------------------------------------------------------------------------------- the command


def _imported(place: str) -> Any:
    """The group of commands at `module:app`, imported now."""
    module, app = place.split(":")
    return typer.main.get_command(getattr(importlib.import_module(module), app))


class Door(TyperGroup):
    """Finds a room's commands when they are asked for, so that `iceta --help` and each verb start quickly."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every verb, its own and the rooms'."""
        return sorted({*super().list_commands(ctx), *GROUPS, *VERBS})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The verb, imported now."""
        if cmd_name in GROUPS:
            found = _imported(GROUPS[cmd_name])
            for name, place in ADDED.get(cmd_name, {}).items():
                found.add_command(_imported(place), name)
        elif cmd_name in VERBS:
            room: Any = typer.main.get_command(importlib.import_module(VERBS[cmd_name]).app)
            found = getattr(room, "commands", {}).get(cmd_name, room)
        else:
            return super().get_command(ctx, cmd_name)
        found.name = cmd_name
        return found


app = typer.Typer(
    cls=Door, no_args_is_help=True, add_completion=False, help="I-Ceta: saluran pengaduan Kabupaten Indramayu."
)
WITHOUT_SETTINGS = ("setup", "run", "replay", "check")
MAY_LACK_SETTINGS = ("ikm", "triage", "triage-evaluate")


@app.callback()
def front_door(ctx: typer.Context) -> None:
    """Load the settings once for every verb that needs them."""
    if ctx.invoked_subcommand in WITHOUT_SETTINGS or "--help" in sys.argv:
        return
    try:
        ctx.obj = load_settings(home_folder())
    except SettingsInvalid as error:
        if ctx.invoked_subcommand not in MAY_LACK_SETTINGS:
            fail(str(error))


def fail(reason: str) -> NoReturn:
    """End with one clear sentence."""
    typer.echo(reason, err=True)
    raise typer.Exit(1)


def settled(show: Callable[[str, int, int], None] | None = None) -> tuple[Settings, list[tuple[str, str]]]:
    """Set up what is missing, with a progress bar, and return the settings and the accounts that were made."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    home = home_folder()
    write_first_settings(home)
    settings = load_settings(home)
    with Progress(
        TextColumn("{task.description:<34}"), BarColumn(), TimeElapsedColumn(), disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task("persiapan", total=None)
        return settings, prepare(
            settings,
            show or (lambda what, done, total: bar.update(task, description=what, completed=done, total=total)),
        )


def expected() -> tuple[type[Exception], ...]:
    """The errors that end a verb with their own sentence."""
    from dialplans.errors import ExchangeError
    from ivr.catalogue import CatalogueWrong
    from ivr.errors import TelephoneError
    from ivr.keeping import BridgeFailed
    from ivr.menu import MenuInvalid
    from ivr.phone import PhoneFailed, PhoneTimeout
    from speech.errors import SpeechError
    from speech.model.errors import ModelBuildFailed
    from tickets.errors import TicketsError

    return (ExchangeError, TelephoneError, MenuInvalid, PhoneFailed, PhoneTimeout, SpeechError, ModelBuildFailed,
            TicketsError, SettingsInvalid, BridgeFailed, CatalogueWrong)  # fmt: skip


def show_accounts(made: list[tuple[str, str]]) -> None:
    """Passwords are shown once, when they are made."""
    if made:
        typer.echo("\nAkun pertama (catat sekarang, tidak ditampilkan lagi):")
        for login, password in made:
            typer.echo(f"    {login:<10} {password}")


@app.command()
def setup() -> None:
    """Siapkan semuanya: Asterisk, model suara, suara menu, basis data, akun. Boleh diulang."""
    try:
        settings, made = settled()
    except expected() as error:
        fail(str(error))
    show_accounts(made)
    typer.echo(f"Siap: {settings.home}")


@app.command()
def run(sample: Annotated[bool, typer.Option(help="Telepon sekali oleh warga contoh.")] = True) -> None:
    """Siapkan, jalankan sentral dan jembatan, telepon sekali, lalu buka konsol (tanpa terminal: tulis log)."""
    try:
        settings, made = settled()
        show_accounts(made)
        typer.echo(f"Hotline: sip:{settings.exchange.hotline}@127.0.0.1:{settings.exchange.sip_port}")
        asyncio.run(live(settings, sample=sample, console=sys.stdin.isatty() and sys.stdout.isatty()))
    except KeyboardInterrupt:
        return
    except expected() as error:
        fail(str(error))


async def live(settings: Settings, *, sample: bool, console: bool) -> None:
    """The whole hotline until the console is closed, or until SIGTERM where there is no terminal."""
    from ivr.sample_call import place_sample

    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)

    def tell(event: dict[str, Any]) -> None:
        if not console:
            typer.echo(line(event))

    async with house(settings), asyncio.TaskGroup() as tasks:
        call = place_sample(*telephone(settings), tell=tell) if sample else asyncio.sleep(0, result=True)
        citizen = tasks.create_task(call)
        if console:
            process = await asyncio.create_subprocess_exec(sys.executable, "-m", "iceta", "console")
            await process.wait()
        else:
            await over.wait()
        citizen.cancel()


def telephone(settings: Settings) -> tuple[IvrSettings, SpeechSettings, TicketSettings]:
    """The sections that a sample call needs."""
    return settings.ivr, settings.speech, settings.tickets


def line(event: dict[str, Any]) -> str:
    """One event of a story for people."""
    rest = "  ".join(f"{key}={value}" for key, value in event.items() if key not in ("t", "event"))
    return f"{event['t']:7.2f} s  {event['event']:<18} {rest}"


@app.command("sample-call")
def sample_call_verb(
    ctx: typer.Context,
    wav: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Keluhan lisan (wav); tanpa ini: contoh yang disertakan."),
    ] = None,
    keys: Annotated[str, typer.Option(help="Tombol yang ditekan, satu per pertanyaan.")] = "2",
    ephemeral: Annotated[bool, typer.Option(help="Pakai sentral, jembatan dan basis data sementara.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Satu objek JSON per baris.")] = False,
) -> None:
    """Warga contoh menelepon hotline sungguhan; ceritanya dicetak. Berhasil bila ada tiket dengan transkrip."""
    if not keys or any(key not in "0123456789*#" for key in keys):
        fail(f"--keys {keys!r}: hanya 0-9, * dan #, sedikitnya satu")
    from ivr.sample_call import playable

    if wav is not None and not playable(wav):
        fail(f"--wav {wav}: harus WAV PCM 16-bit mono; ubah dengan `sox {wav} -r 8000 -c 1 -b 16 keluar.wav`")

    def tell(event: dict[str, Any]) -> None:
        print(json.dumps(event, ensure_ascii=False) if as_json else line(event), flush=True)

    async def in_temporary_house(settings: Settings) -> bool:
        async with house(settings):
            return await place_sample(*telephone(settings), tell=tell, wav=wav, keys=keys)

    from ivr.sample_call import place_sample

    settings: Settings = ctx.obj
    try:
        if ephemeral:
            with ephemeral_home(settings) as lent:
                done = asyncio.run(in_temporary_house(lent))
        else:
            done = asyncio.run(place_sample(*telephone(settings), tell=tell, wav=wav, keys=keys))
    except expected() as error:
        fail(str(error))
    raise typer.Exit(0 if done else 1)


@app.command()
def check() -> None:
    """Periksa setiap berkas setelan, menu dan suara: berkas, baris, alasan."""
    from ivr.checking import problems

    try:
        found = problems(load_settings(home_folder()))
    except SettingsInvalid as error:
        found = str(error).splitlines()
    for problem in found:
        typer.echo(problem, err=True)
    typer.echo("Semua setelan benar." if not found else f"{len(found)} masalah.", err=bool(found))
    raise typer.Exit(1 if found else 0)


def main() -> None:
    """Run the command line; the log goes to standard error, for the output may be read by a program."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    app()


if __name__ == "__main__":
    main()
