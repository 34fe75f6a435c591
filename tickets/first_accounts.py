"""The accounts of an empty database, so that somebody can log in at all."""

from __future__ import annotations

import secrets

from tickets import queries, service
from tickets.database import Database, Transaction
from tickets.model import Role

FIRST = (
    ("petugas1", "Petugas 1", Role.OPERATOR, "op1"),
    ("petugas2", "Petugas 2", Role.OPERATOR, "op2"),
    ("pengawas", "Pengawas", Role.SUPERVISOR, "op3"),
    ("admin", "Administrator", Role.ADMIN, None),
)
PASSWORD_BYTES = 9


def first_accounts(url: str) -> list[tuple[str, str]]:
    """Make them unless there is any account, and return (login, password) of those made. Raises DatabaseUnreachable."""
    database = Database(url)
    try:
        with database.transaction() as tx:
            return [] if queries.accounts(tx) else [_make(tx, *account) for account in FIRST]
    finally:
        database.close()


def _make(tx: Transaction, login: str, name: str, role: Role, extension: str | None) -> tuple[str, str]:
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    service.create_account(tx, login, name, role, password, extension=extension)
    return login, password
