"""The verbs of an account: create it, log in, change the password."""

from __future__ import annotations

import re
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from tickets.checks import assignable_agency
from tickets.cleaning import clean_name, clean_text
from tickets.dokmaru.puskesmas_service import known_puskesmas
from tickets.errors import AccountExists, AccountNotFound, InvalidLogin, WeakPassword, WrongPassword
from tickets.journal import now, record
from tickets.model import Account, Role
from tickets.rows import select_accounts, to_account
from tickets.schema import CODE_LENGTH, AccountTable

LEAST_PASSWORD = 8
MOST_PASSWORD = 200
"""A bound, because hashing a very long password would keep a processor busy."""

SYSTEM = "system"
"""Who creates accounts when no account did."""

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}", re.ASCII)
_HASHER = PasswordHasher()


def create_account(
    tx: Session,
    login: str,
    name: str,
    role: Role,
    password: str,
    *,
    agency: str | None = None,
    extension: str | None = None,
    puskesmas: str | None = None,
) -> Account:
    """Create an account; an agency's person needs the agency's code, a health centre's the puskesmas' code.

    Raises InvalidLogin, AccountExists, WeakPassword, UnknownAgency or UnknownPuskesmas.
    """
    login = valid_login(login)
    check_password(login, password)
    if role is Role.AGENCY or agency is not None:
        agency = assignable_agency(agency or "")
    if role is Role.PUSKESMAS or puskesmas is not None:
        puskesmas = known_puskesmas(tx, puskesmas or "-")
    if tx.scalar(select(AccountTable.id).where(AccountTable.login == login)) is not None:
        raise AccountExists(login=login)
    values = {
        "login": login,
        "name": clean_name(name) or login,
        "role": role.value,
        "agency": agency,
        "puskesmas": puskesmas,
        "extension": clean_text(extension, CODE_LENGTH).text or None if extension else None,
        "password_hash": _HASHER.hash(_bytes(password)),
        "created_at": now(tx),
    }
    tx.execute(insert(AccountTable).values(values))
    record(tx, "account.created", SYSTEM, login=login, role=role.value, agency=agency)
    return account_by_login(tx, login)


def authenticate(tx: Session, login: str, password: str) -> Account:
    """The account with this login and password. Raises WrongPassword, for either, after the same time.

    Writes nothing, so it can run in a read-only transaction.
    """
    decoy = _decoy()
    login = login.strip().lower()
    stored = tx.scalar(select(AccountTable.password_hash).where(AccountTable.login == login))
    matches = _matches(stored or decoy, password[: MOST_PASSWORD + 1])
    if stored is None or not matches:
        raise WrongPassword
    return account_by_login(tx, login)


def set_password(tx: Session, login: str, password: str) -> None:
    """Change an account's password. Raises AccountNotFound or WeakPassword."""
    account = account_by_login(tx, login)
    check_password(account.login, password)
    hashed = _HASHER.hash(_bytes(password))
    tx.execute(update(AccountTable).where(AccountTable.id == account.id).values(password_hash=hashed))
    record(tx, "account.password", SYSTEM, login=account.login)


def account_by_login(tx: Session, login: str) -> Account:
    """The account with this login. Raises AccountNotFound."""
    row = tx.execute(select_accounts().where(AccountTable.login == login.strip().lower())).one_or_none()
    if row is None:
        raise AccountNotFound(login=login)
    return to_account(row)


def valid_login(login: str) -> str:
    """The login in lower case. Raises InvalidLogin."""
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise InvalidLogin(login=clean_text(login, CODE_LENGTH).text)
    return login


def check_password(login: str, password: str) -> None:
    """Raise WeakPassword for one that is too short or long, the login itself, or one character repeated."""
    fits = LEAST_PASSWORD <= len(password) <= MOST_PASSWORD
    if not fits or password.lower() == login.lower() or len(set(password)) == 1:
        raise WeakPassword(least=LEAST_PASSWORD, most=MOST_PASSWORD)


def _matches(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    # Verified against when the login is unknown, so that the time taken doesn't tell which logins exist.
    return _HASHER.hash(b"nobody has this password")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
