"""`iceta account …`: creating and listing accounts, changing passwords."""

from __future__ import annotations

from typing import Annotated

import typer

from tickets.cli_common import open_database, print_json, print_table, read_password

accounts_app = typer.Typer(help="Orang yang bisa masuk.", no_args_is_help=True)

ROLES = "operator, agency, supervisor, diskominfo, bupati, puskesmas, auditor atau admin."

Login = Annotated[str, typer.Argument(help="Huruf kecil, angka, titik, - atau _.")]


@accounts_app.command()
def create(
    context: typer.Context,
    login: Login,
    name: Annotated[str, typer.Option(help="Nama orangnya.")] = "",
    role: Annotated[str, typer.Option(help=ROLES)] = "operator",
    agency: Annotated[str, typer.Option(help="Kode instansi, untuk peran agency.")] = "",
    puskesmas: Annotated[str, typer.Option(help="Kode puskesmas, untuk peran puskesmas.")] = "",
    extension: Annotated[str, typer.Option(help="Telepon yang berdering untuk orang ini, misalnya op1.")] = "",
) -> None:
    """Buat akun; kata sandi ditanyakan, atau dibaca dari stdin."""
    from tickets import service
    from tickets.model import Role

    if role not in [r.value for r in Role]:
        raise typer.BadParameter(f"no role {role!r}; there are: {', '.join(Role)}", param_hint="--role")
    with open_database(context) as database:
        password = read_password("Password")
        with database.transaction() as tx:
            belongs = {"agency": agency or None, "extension": extension or None, "puskesmas": puskesmas or None}
            account = service.create_account(tx, login, name or login, Role(role), password, **belongs)
    typer.echo(f"{account.login} ({account.role})")


@accounts_app.command("list")
def list_accounts(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="Cetak JSON.")] = False
) -> None:
    """Daftar semua akun."""
    from tickets import queries

    with open_database(context) as database, database.reading() as tx:
        found = queries.accounts(tx)
    if json:
        print_json(found)
        return
    rows = [(a.login, a.name, a.role.value, a.agency or a.puskesmas or "-", a.extension or "-") for a in found]
    print_table(("login", "name", "role", "agency", "extension"), rows)


@accounts_app.command()
def password(context: typer.Context, login: Login) -> None:
    """Ganti kata sandi; yang baru ditanyakan, atau dibaca dari stdin."""
    from tickets import service

    with open_database(context) as database:
        new = read_password("New password")
        with database.transaction() as tx:
            service.set_password(tx, login, new)
    typer.echo(f"{login}: password changed")
