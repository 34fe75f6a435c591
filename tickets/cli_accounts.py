"""`iceta account …`: creating and listing accounts, changing passwords."""

from __future__ import annotations

from typing import Annotated

import typer

from tickets.cli_common import open_database, print_json, print_table, read_password

accounts_app = typer.Typer(help="People who can log in.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="Lower-case letters, digits, dots, - or _.")]


@accounts_app.command()
def create(
    context: typer.Context,
    login: Login,
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    role: Annotated[str, typer.Option(help="operator, agency, supervisor, diskominfo, bupati or admin.")] = "operator",
    agency: Annotated[str, typer.Option(help="Code of the agency, for the role agency.")] = "",
    extension: Annotated[str, typer.Option(help="The telephone that rings for this person, as op1.")] = "",
) -> None:
    """Create an account; the password is asked for, or read from stdin."""
    from tickets import service
    from tickets.model import Role

    if role not in [r.value for r in Role]:
        raise typer.BadParameter(f"no role {role!r}; there are: {', '.join(Role)}", param_hint="--role")
    with open_database(context) as database:
        password = read_password("Password")
        with database.transaction() as tx:
            account = service.create_account(
                tx, login, name or login, Role(role), password, agency=agency or None, extension=extension or None
            )
    typer.echo(f"{account.login} ({account.role})")


@accounts_app.command("list")
def list_accounts(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List all accounts."""
    from tickets import queries

    with open_database(context) as database, database.reading() as tx:
        found = queries.accounts(tx)
    if json:
        print_json(found)
        return
    rows = [(a.login, a.name, a.role.value, a.agency or "-", a.extension or "-") for a in found]
    print_table(("login", "name", "role", "agency", "extension"), rows)


@accounts_app.command()
def password(context: typer.Context, login: Login) -> None:
    """Change a password; the new one is asked for, or read from stdin."""
    from tickets import service

    with open_database(context) as database:
        new = read_password("New password")
        with database.transaction() as tx:
            service.set_password(tx, login, new)
    typer.echo(f"{login}: password changed")
