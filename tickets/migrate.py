"""Bringing a database's tables to the form this program needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import InterfaceError, OperationalError

from tickets.engine import WRITES, open_engine, reason_of, sqlite_file, without_password
from tickets.errors import DatabaseUnreachable

FOLDER = Path(__file__).parent / "migrations"


def upgrade(url: str) -> None:
    """Run all outstanding migrations in one transaction; creates a missing SQLite file and its folder.

    Raises DatabaseUnreachable.
    """
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = open_engine(url).execution_options(**{WRITES: True})
    try:
        with engine.begin() as connection:
            command.upgrade(configuration(connection=connection), "head")
    except (OperationalError, InterfaceError) as error:
        raise DatabaseUnreachable(where=without_password(url), reason=reason_of(error)) from error
    finally:
        engine.dispose()


def current(url: str) -> str | None:
    """The revision the database is at, None when it has no tables yet. Raises DatabaseUnreachable."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except (OperationalError, InterfaceError) as error:
        raise DatabaseUnreachable(where=without_password(url), reason=reason_of(error)) from error
    finally:
        engine.dispose()


def newest() -> str:
    """The revision this program needs."""
    head = _scripts().get_current_head()
    if head is None:
        raise LookupError(f"no migrations in {FOLDER}: the installation is incomplete, install it again")
    return head


def is_known(revision: str) -> bool:
    """True when this program has that migration; False for a database of a newer program."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def configuration(**attributes: object) -> Config:
    """Alembic's configuration, without an ini file."""
    config = Config(attributes=dict(attributes))
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration())
