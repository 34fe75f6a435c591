"""The bridge's verbs of a call: claim it, say how far it is, and settle what was answered, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from tickets.cleaning import TEXT_LENGTH, clean_label, clean_text
from tickets.duty import queries
from tickets.duty.duty_service import give_up, ring_on
from tickets.duty.ladder import CallingRules, citizen_earliest, needs_officer, officer_earliest, on_duty
from tickets.duty.model import (
    ANSWERS,
    LIVE,
    SPOKEN,
    STATE_AFTER,
    CallState,
    Officer,
    OutboundCall,
    Outcome,
    Purpose,
)
from tickets.duty.numbers import dialled, is_extension
from tickets.fetching import ticket_facts
from tickets.journal import now, record
from tickets.life_service import acknowledge, close_ticket, refuse, reopen
from tickets.model import TELEPHONE, Level, Status, Ticket
from tickets.phone_numbers import mask
from tickets.schema import PATH_LENGTH, OutboundCallTable
from tickets.transitions import may

LONGEST_CALL = timedelta(minutes=20)
"""A call that some bridge has had for longer was left behind by it."""
LOOKED_AT = 50
"""Due calls that are looked at in one go."""
REFUSED = "Menolak lewat telepon"
MISSING = "Pelapor menyatakan lewat telepon bahwa laporannya belum selesai"
SOLVED = "Pelapor menyatakan lewat telepon bahwa laporannya sudah selesai."


@dataclass(frozen=True, slots=True)
class Due:
    """A call to be made now: to whom, about which ticket, and the number as it is dialled."""

    call: OutboundCall
    ticket: Ticket
    officer: Officer | None
    dialled: str


def claim_outbound(tx: Session, bridge: str, rules: CallingRules, limit: int) -> list[Due]:
    """The calls that are due, now this bridge's: at most `limit`, and no more in an hour than the rules allow.

    What is not wanted any more is cancelled, what no rule allows fails, what comes at a wrong hour is put off; two
    calls never ring the same number at once.
    """
    moment = now(tx)
    room = min(limit, rules.per_hour - queries.started_since(tx, moment - timedelta(hours=1)))
    busy = {call.number for call in queries.live_outbound(tx)}
    found: list[Due] = []
    for call in queries.due_calls(tx, moment, LOOKED_AT):
        if len(found) >= room:
            break
        if call.number in busy or (due := _admitted(tx, call, rules, moment)) is None:
            continue
        _move(tx, call, CallState.CLAIMED, claimed_by=clean_label(bridge), started_at=moment, answered_at=None)
        busy.add(call.number)
        found.append(due)
    return found


def ringing(tx: Session, call_id: int) -> None:
    """The telephone rings. Raises OutboundCallNotFound."""
    _move(tx, queries.outbound_call(tx, call_id), CallState.RINGING)


def answered(tx: Session, call_id: int) -> None:
    """Somebody, or a machine, has taken the call. Raises OutboundCallNotFound."""
    _move(tx, queries.outbound_call(tx, call_id), CallState.ANSWERED, answered_at=now(tx))


def acknowledge_by_phone(tx: Session, call_id: int) -> Outcome:
    """The officer takes the ticket on, in the officer's own name; said twice it counts once.

    Returns MOVED if the ticket waits for nobody at this rung any more. Raises OutboundCallNotFound.
    """
    call = queries.outbound_call(tx, call_id)
    if (before := _settled(call)) is not None:
        return before
    ticket = ticket_facts(tx, call.ticket_id)
    if not needs_officer(ticket, call.rung) or not may(ticket, "acknowledge", TELEPHONE):
        return _end(tx, call, Outcome.MOVED)
    acknowledge(tx, ticket.id, TELEPHONE, by=_name(tx, call))
    give_up(tx, queries.calls_about(tx, ticket.id, Purpose.ESCALATION))
    return _end(tx, call, Outcome.ACKNOWLEDGED)


def close_by_phone(tx: Session, call_id: int) -> Outcome:
    """The citizen says that it is solved: the ticket is closed, if it is not already. Raises OutboundCallNotFound."""
    call = queries.outbound_call(tx, call_id)
    if (before := _settled(call)) is not None:
        return before
    ticket = ticket_facts(tx, call.ticket_id)
    if ticket.status is Status.CLOSED:
        return _end(tx, call, Outcome.CLOSED)
    if not may(ticket, "close", TELEPHONE):
        return _end(tx, call, Outcome.MOVED)
    close_ticket(tx, ticket.id, TELEPHONE, SOLVED)
    return _end(tx, call, Outcome.CLOSED)


def keep_spoken(tx: Session, call_id: int, outcome: Outcome, recording: str | None) -> Outcome:
    """Keep that the answer is REFUSED or REOPENED and where its reason was recorded, before anybody has heard it."""
    call = queries.outbound_call(tx, call_id)
    if (before := _settled(call)) is not None:
        return before
    where = clean_text(recording, PATH_LENGTH).text if recording else None
    _move(tx, call, CallState.ANSWERED, outcome=outcome.value, recording=where)
    return outcome


def settle_spoken(tx: Session, call_id: int, said: str, rules: CallingRules) -> Outcome:
    """Give the kept answer its reason in words ("" if none was understood), and let it count.

    A refusal gives an agency's ticket back to the desk; at a rung above, the next officer is rung. Raises
    OutboundCallNotFound.
    """
    call = queries.outbound_call(tx, call_id)
    if (before := _settled(call)) is not None:
        return before
    if call.outcome not in SPOKEN:
        return unanswered(tx, call_id, Outcome.HUNG_UP, rules)
    words, ticket = clean_text(said, TEXT_LENGTH).text, ticket_facts(tx, call.ticket_id)
    if call.outcome is Outcome.REOPENED:
        return _reopen(tx, call, ticket, words)
    return _refuse(tx, call, ticket, words, rules)


def unanswered(tx: Session, call_id: int, outcome: Outcome, rules: CallingRules) -> Outcome:
    """The call brought no answer: the next officer, the next rung, or a second call to the citizen is planned."""
    call = queries.outbound_call(tx, call_id)
    if (before := _settled(call)) is not None:
        return before
    _end(tx, call, outcome)
    ring_on(tx, call, outcome, rules.hours)
    return outcome


def interrupted(tx: Session, call_id: int, rules: CallingRules) -> None:
    """The bridge or the exchange broke off: the call is made once more, and not a third time."""
    call = queries.outbound_call(tx, call_id)
    if _settled(call) is not None or call.outcome in SPOKEN:
        return
    if call.outcome is Outcome.INTERRUPTED:
        unanswered(tx, call_id, Outcome.INTERRUPTED, rules)
        return
    _move(tx, call, CallState.PENDING, outcome=Outcome.INTERRUPTED.value, claimed_by=None, not_before=now(tx))


def recover(tx: Session, bridge: str, rules: CallingRules) -> list[int]:
    """After a restart: calls that this bridge, or a bridge that is gone, left in the middle are made once more.

    Returns the ids of those whose spoken answer is only to be heard and settled.
    """
    left = [call for call in queries.live_outbound(tx) if call.claimed_by == bridge or _is_old(call, now(tx))]
    spoken = [call.id for call in left if call.outcome in SPOKEN]
    for call in left:
        if call.id not in spoken:
            interrupted(tx, call.id, rules)
    return spoken


def _admitted(tx: Session, call: OutboundCall, rules: CallingRules, moment: datetime) -> Due | None:
    """The call as it is to be made now; None when it was cancelled, failed or put off instead."""
    ticket = ticket_facts(tx, call.ticket_id)
    officer = queries.officer(tx, call.officer_id) if call.officer_id is not None else None
    if not _is_wanted(call, ticket, officer):
        _end(tx, call, Outcome.MOVED)
        return None
    earliest = (
        officer_earliest(moment, ticket.priority, rules.hours) if officer else citizen_earliest(moment, rules.hours)
    )
    if earliest > moment:
        _move(tx, call, CallState.PENDING, not_before=earliest)
        return None
    number = _allowed(call, ticket, officer, rules)
    if number is None or (officer is not None and not on_duty(officer, moment)):
        unanswered(tx, call.id, Outcome.NOT_ALLOWED if number is None else Outcome.OFF_DUTY, rules)
        return None
    return Due(call, ticket, officer, number)


def _is_wanted(call: OutboundCall, ticket: Ticket, officer: Officer | None) -> bool:
    if call.purpose is Purpose.SOLVED:
        return ticket.status is Status.RESOLVED
    return officer is not None and officer.active and needs_officer(ticket, call.rung)


def _allowed(call: OutboundCall, ticket: Ticket, officer: Officer | None, rules: CallingRules) -> str | None:
    """The number as it is dialled, if it is still the officer's, or this very ticket's reporter's; else None."""
    owner = officer.number if officer else ticket.reporter_number
    number = dialled(owner, rules.extensions if officer else ())
    if number is None or number != dialled(call.number, rules.extensions):
        return None
    return number if rules.trunk or is_extension(number) else None


def _refuse(tx: Session, call: OutboundCall, ticket: Ticket, words: str, rules: CallingRules) -> Outcome:
    _end(tx, call, Outcome.REFUSED, said=words)
    if not needs_officer(ticket, call.rung):
        return Outcome.REFUSED
    if ticket.level is Level.AGENCY and may(ticket, "refuse", TELEPHONE):
        refuse(tx, ticket.id, TELEPHONE, _reason(call, f"{_name(tx, call)}: {REFUSED}", words))
    else:
        ring_on(tx, call, Outcome.REFUSED, rules.hours)
    return Outcome.REFUSED


def _reopen(tx: Session, call: OutboundCall, ticket: Ticket, words: str) -> Outcome:
    if ticket.status not in (Status.RESOLVED, Status.CLOSED):
        return _end(tx, call, Outcome.MOVED, said=words)
    reopen(tx, ticket.id, TELEPHONE, _reason(call, MISSING, words))
    return _end(tx, call, Outcome.REOPENED, said=words)


def _reason(call: OutboundCall, what: str, words: str) -> str:
    """The answer as the ticket's history tells it: with the words, or with where they can be heard."""
    if words:
        return f"{what}: {words}"
    return f"{what}; alasannya ada di rekaman." if call.recording else f"{what}, tanpa alasan."


def _settled(call: OutboundCall) -> Outcome | None:
    """What a call that is over came to; None while it is open."""
    if call.state in LIVE or call.state is CallState.PENDING:
        return None
    return call.outcome or Outcome.MOVED


def _end(tx: Session, call: OutboundCall, outcome: Outcome, said: str = "") -> Outcome:
    _move(tx, call, STATE_AFTER[outcome], outcome=outcome.value, ended_at=now(tx), said=said)
    told: dict[str, Any] = {"outcome": outcome.value, "officer": _name(tx, call), "number": mask(call.number)}
    told |= {"text": said, "recording": call.recording if outcome in ANSWERS else None, "rung": call.rung}
    record(tx, "outbound.ended", TELEPHONE.name, ticket_id=call.ticket_id, outbound=call.id, **told)
    return outcome


def _move(tx: Session, call: OutboundCall, state: CallState, **values: Any) -> None:
    open_states = [one.value for one in (*LIVE, CallState.PENDING)]
    still = (OutboundCallTable.id == call.id, OutboundCallTable.state.in_(open_states))
    tx.execute(update(OutboundCallTable).where(*still).values({"state": state.value, **values}))


def _name(tx: Session, call: OutboundCall) -> str:
    return queries.officer(tx, call.officer_id).name if call.officer_id is not None else ""


def _is_old(call: OutboundCall, moment: datetime) -> bool:
    return call.started_at is not None and moment - call.started_at > LONGEST_CALL
