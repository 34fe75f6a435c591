"""The verbs of a command: a console asks, the bridge claims it, does it and says how it went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from tickets.cleaning import TEXT_LENGTH, clean_json, clean_label, clean_name, clean_text
from tickets.errors import CommandNotFound, ImpossibleTransition, UnknownCommand
from tickets.fetching import call_facts
from tickets.journal import now, record
from tickets.model import Actor, Command, CommandState
from tickets.permissions import check_allowed
from tickets.rows import select_commands, to_command
from tickets.schema import AccountTable, CommandTable

COMMAND_VERBS = ("take", "hangup")

COMMAND_LIFE_S = 30.0
"""A command not claimed by then is dropped: a key pressed long ago must not ring a telephone."""

EXPIRED = "expired"


def request_command(
    tx: Session, actor: Actor, verb: str, *, call_id: int | None = None, args: Mapping[str, Any] | None = None
) -> int:
    """Ask the bridge to do something ("take" or "hangup") and return the command's id.

    `args` gets the actor's own extension unless it names one. Raises UnknownCommand, NotAllowed, CallNotFound, or
    ImpossibleTransition when the call has ended.
    """
    if verb not in COMMAND_VERBS:
        raise UnknownCommand(verb=verb, known=", ".join(COMMAND_VERBS))
    check_allowed(actor, verb)
    if call_id is not None and call_facts(tx, call_id).ended_at is not None:
        raise ImpossibleTransition(what=f"panggilan {call_id}", state="ended", verb=verb)
    values = {
        "verb": verb,
        "call_id": call_id,
        "account_id": actor.account_id,
        "actor": clean_name(actor.name),
        "args": clean_json(_own_extension(tx, actor) | dict(args or {})),
        "state": CommandState.PENDING.value,
        "requested_at": now(tx),
    }
    command_id = tx.execute(insert(CommandTable).values(values).returning(CommandTable.id)).scalar_one()
    record(tx, "command.requested", actor.name, call_id=call_id, command=command_id, verb=verb)
    return command_id


def claim_commands(tx: Session, bridge: str, limit: int = 20) -> list[Command]:
    """The oldest pending commands, now this bridge's; those older than COMMAND_LIFE_S fail instead as "expired"."""
    # Rows that somebody else holds, as an administrator with an open psql, are passed over instead of waited for.
    pending = select_commands().where(CommandTable.state == CommandState.PENDING.value)
    rows = tx.execute(pending.order_by(CommandTable.id).limit(limit).with_for_update(skip_locked=True)).all()
    commands = [to_command(row) for row in rows]
    fresh = [command for command in commands if not _is_expired(tx, command)]
    for command in commands:
        if command not in fresh:
            _finish(tx, command, CommandState.FAILED, EXPIRED)
    ids = [command.id for command in fresh]
    if ids:
        claimed = {"state": CommandState.CLAIMED.value, "bridge": clean_label(bridge)}
        tx.execute(update(CommandTable).where(CommandTable.id.in_(ids)).values(claimed))
    return [to_command(row) for row in tx.execute(_by_id(ids))]


def finish_command(tx: Session, command_id: int, *, ok: bool, result: str = "") -> None:
    """Say how a claimed command went. Raises CommandNotFound, or ImpossibleTransition when it wasn't claimed."""
    row = tx.execute(_by_id([command_id])).one_or_none()
    if row is None:
        raise CommandNotFound(command=command_id)
    command = to_command(row)
    if command.state is not CommandState.CLAIMED:
        raise ImpossibleTransition(what=f"perintah {command_id}", state=command.state.value, verb="finish")
    _finish(tx, command, CommandState.DONE if ok else CommandState.FAILED, result)


def _finish(tx: Session, command: Command, state: CommandState, result: str) -> None:
    text = clean_text(result, TEXT_LENGTH).text
    values = {"state": state.value, "result": text, "finished_at": now(tx)}
    tx.execute(update(CommandTable).where(CommandTable.id == command.id).values(values))
    kind = f"command.{state.value}"
    record(tx, kind, command.actor, call_id=command.call_id, command=command.id, verb=command.verb, result=text)


def _is_expired(tx: Session, command: Command) -> bool:
    return command.requested_at is None or now(tx) - command.requested_at > timedelta(seconds=COMMAND_LIFE_S)


def _own_extension(tx: Session, actor: Actor) -> dict[str, Any]:
    extension = tx.scalar(select(AccountTable.extension).where(AccountTable.id == actor.account_id))
    return {"extension": extension} if extension else {}


def _by_id(ids: list[int]) -> Any:
    return select_commands().where(CommandTable.id.in_(ids)).order_by(CommandTable.id)
