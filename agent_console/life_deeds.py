"""What an operator or agency does with a ticket after it was assigned, from acknowledging it to opening it again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from rich.text import Text

from agent_console.catalogue import Texts
from agent_console.plain import harmless
from agent_console.store import Store
from tickets import service
from tickets.codes import grouped
from tickets.model import OPEN_STATUSES, Status, Ticket
from tickets.reference.loader import agencies

Verb = Callable[..., Ticket]
Deed = Callable[[], Awaitable[None]]

WRITTEN: Mapping[str, Verb] = {
    "reply": service.answer,
    "wait": service.wait_for_citizen,
    "reopen": service.reopen,
    "refuse": service.refuse,
    "reject": service.reject,
    "dispose": service.dispose,
}
"""Actions that need a text."""
PLAIN: Mapping[str, Verb] = {
    "acknowledge": service.acknowledge,
    "verify": service.verify,
    "resume": service.resume,
    "close": service.close_ticket,
    "release": service.release,
    "undo": service.undo,
}
"""Actions that need nothing more."""
SHOWN_DESCRIPTION = 48


class Hands(Protocol):
    """What these deeds need from those that ask and write."""

    async def write_text(self, name: str, verb: Verb, *more: object) -> None:
        """Ask for a text, keep it as a draft, and do the verb with it."""

    async def do_plainly(self, name: str, verb: Verb, *more: object) -> None:
        """Do the verb on the ticket in view."""

    async def choose(self, name: str, choices: list[tuple[str, str]]) -> str | None:
        """Ask for one of many, with the ticket's code in the title."""


def life_table(hands: Hands, store: Store, texts: Texts) -> dict[str, Deed]:
    """The deeds by the id of their action."""
    table: dict[str, Deed] = {}
    for name, verb in WRITTEN.items():
        table[name] = lambda name=name, verb=verb: hands.write_text(name, verb)  # type: ignore[misc]
    for name, verb in PLAIN.items():
        table[name] = lambda name=name, verb=verb: hands.do_plainly(name, verb)  # type: ignore[misc]
    table["refer"] = lambda: _refer(hands)
    table["duplicate"] = lambda: _duplicate(hands, store, texts)
    return table


async def _refer(hands: Hands) -> None:
    body = await hands.choose("refer", outside_choices())
    if body is not None:
        await hands.write_text("refer_note", _refer_to(body))


def _refer_to(body: str) -> Verb:
    def verb(tx: object, ticket_id: int, actor: object, text: str) -> Ticket:
        return service.refer(tx, ticket_id, actor, body, text)  # type: ignore[arg-type]

    return verb


async def _duplicate(hands: Hands, store: Store, texts: Texts) -> None:
    first = await hands.choose("duplicate", first_choices(store, texts))
    if first is not None:
        await hands.do_plainly("duplicate", service.mark_duplicate, int(first))


def outside_choices() -> list[tuple[str, str]]:
    """Return (code, "CODE name") of the bodies that citizens are only referred to."""
    return [(one.code, f"{one.code:<10} {one.name}") for one in agencies().values() if not one.inside]


def first_choices(store: Store, texts: Texts) -> list[tuple[str, str]]:
    """Return (id, words) of the tickets that may be the first report of the one in view; of its category first."""
    mine = store.ticket
    if mine is None:
        return []
    others = [one for one in store.tickets.values() if one.id != mine.id and one.status in OPEN_STATUSES]
    others = [one for one in others if one.status is not Status.DRAFT]
    others.sort(key=lambda one: (one.category != mine.category, one.kecamatan != mine.kecamatan, -one.id))
    return [(str(one.id), _line(one, texts)) for one in others]


def _line(ticket: Ticket, texts: Texts) -> str:
    words = " ".join(harmless(ticket.description).split())[:SHOWN_DESCRIPTION]
    return f"{grouped(ticket.code)}  {texts(f'status.{ticket.status.value}'):<12} {words}"


def title(texts: Texts, name: str, ticket: Ticket) -> Text:
    """Return the question of a dialog, with the ticket's code."""
    return Text(texts(f"ask.{name}", code=grouped(ticket.code)))
