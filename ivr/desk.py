"""What a conversation needs from the database: tickets opened, statuses looked up, steps and choices noted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from ivr import wording
from ivr.conversation import Facts, Leave, Position
from ivr.journal import Journal, JournalAway
from ivr.live_call import LiveCall
from ivr.menu import GOODBYE, Kind, Step
from tickets import queries, service
from tickets.codes import valid_code
from tickets.database import Transaction
from tickets.drafts import DESCRIPTION_STEP
from tickets.errors import TicketNotFound
from tickets.model import BRIDGE, NewTicket, Priority, Status, Ticket

log = structlog.get_logger()


def open_for_call(tx: Transaction, call_id: int, *, new: NewTicket) -> Ticket:
    """Open the ticket of a call, as the bridge; a call that has one (adopted after it was opened) keeps it."""
    known = queries.call(tx, call_id).ticket_id
    return (
        queries.ticket(tx, known)
        if known is not None
        else service.open_ticket(tx, replace(new, call_id=call_id), BRIDGE)
    )


def told(tx: Transaction, call_id: int) -> Facts:
    """What a call that is adopted had told before."""
    row = queries.call(tx, call_id)
    said = tuple(segment.text for segment in queries.segments(tx, call_id) if segment.step == DESCRIPTION_STEP)
    return Facts(category=row.category, said=said)


@dataclass
class Desk:
    """The conversation's clerk for one call. A database that is away costs the caller a number, never the call."""

    call: LiveCall
    journal: Journal
    ticket: Ticket | None = None
    found: list[str] | None = None

    async def recall(self) -> Facts:
        """What the caller had told before this bridge adopted the call; nothing if the database is away."""
        try:
            facts = await self.journal.ask(self.call.linkedid, told)
        except JournalAway as error:
            log.error("call_not_recalled", call=self.call.linkedid, reason=str(error))
            return Facts()
        assert isinstance(facts, Facts)
        return facts

    def entered(self, position: Position) -> None:
        """Note which step the caller is in, and what he chose to get there."""
        self.journal.about(self.call.linkedid, service.set_step, step=position.step)
        if position.facts.category and position.step != "code":
            self.journal.about(self.call.linkedid, service.set_choice, category=position.facts.category)
        if position.facts.consent:
            self.journal.about(self.call.linkedid, service.set_training_consent, given=True)

    async def prepare(self, here: Step, position: Position) -> tuple[Position, list[str]]:
        """Do what the step is for, then return the position that knows the result and the prompts that say it."""
        if here.kind is Kind.TICKET:
            await self.open(position.facts, Status.NEW)
            position = replace(position, facts=replace(position.facts, code=self.ticket.code if self.ticket else ""))
        if here.kind is Kind.STATUS:
            self.found = await self._look_up(position.keys)
        return position, self.prompts(here, position)

    def prompts(self, here: Step, position: Position) -> list[str]:
        """The step's prompts with its tokens filled in, or the question whether an answer was understood right."""
        if position.asked:
            return wording.confirmation_prompts(here, position.asked)
        if here.kind is Kind.TICKET and not position.facts.code:
            return ["ticket_later"]
        spoken = {
            "{category}": lambda: wording.category_prompts(position.facts),
            "{place}": lambda: wording.place_prompts(position.facts),
            "{code}": lambda: wording.number_prompts(position.facts.code),
            "{status}": lambda: self.found or ["status_unavailable"],
        }
        return [name for prompt in here.prompts for name in (spoken[prompt]() if prompt in spoken else [prompt])]

    async def open(self, facts: Facts, status: Status) -> None:
        """Open the call's ticket unless it has one."""
        if self.ticket is not None:
            return
        emergency = bool(facts.emergency or self.call.emergency)
        new = NewTicket(
            category=facts.category,
            description=". ".join(facts.said),
            kecamatan=facts.district,
            desa=facts.village,
            priority=Priority.EMERGENCY if emergency else Priority.NORMAL,
            reporter_name=self.call.caller_name,
            reporter_number=self.call.caller_number,
            status=status,
        )
        try:
            self.ticket = await self.journal.ask(self.call.linkedid, open_for_call, new=new)
        except JournalAway as error:
            log.error("ticket_not_opened", call=self.call.linkedid, reason=str(error))

    async def before_leaving(self, move: Leave, emergency: bool) -> None:
        """Whoever goes to an operator and has told something has a ticket when the operator answers."""
        facts = move.position.facts
        if move.to != GOODBYE and (facts.said or emergency):
            await self.open(facts, Status.NEW if facts.said and facts.category else Status.DRAFT)

    async def _look_up(self, code: str) -> list[str]:
        self.journal.about(self.call.linkedid, service.mark_status_only)
        if not valid_code(code):
            return wording.status_prompts(None)
        try:
            return wording.status_prompts(await self.journal.read(queries.ticket_by_code, code))
        except TicketNotFound:
            return wording.status_prompts(None)
        except JournalAway as error:
            log.error("status_not_read", call=self.call.linkedid, reason=str(error))
            return ["status_unavailable"]
