"""Whose data is meant: a person by telephone number, NIK or one report, and the tickets and calls that are theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tickets.phone_numbers import Kind, digits, normalise
from tickets.privacy.errors import NikUnusable, NumberUnusable, PersonNotNamed
from tickets.privacy.needles import Needles, core, telling_name
from tickets.queries import ticket_by_code
from tickets.schema import (
    NIK_LENGTH,
    AccountTable,
    CallTable,
    DutyOfficerTable,
    OutboundCallTable,
    TicketTable,
    VisitTable,
)

_LAST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """The person as the request names them: exactly one of these."""

    number: str = ""
    nik: str = ""
    ticket: str = ""

    def check(self) -> None:
        """Raise PersonNotNamed, NumberUnusable or NikUnusable."""
        if len([given for given in (self.number, self.nik, self.ticket) if given.strip()]) != 1:
            raise PersonNotNamed
        if self.number and (normalise(self.number).kind is Kind.SHORT or not core(self.number)):
            raise NumberUnusable(number=self.number)
        if self.nik and len(digits(self.nik)) != NIK_LENGTH:
            raise NikUnusable(nik=self.nik)

    @property
    def identity(self) -> str:
        """The person in one notation, for a fingerprint."""
        return f"telepon {core(self.number)}" if self.number else f"nik {digits(self.nik)}" if self.nik else self.ticket


@dataclass(frozen=True, slots=True)
class Subject:
    """The tickets and calls of a person, and what tells of them there."""

    ticket_ids: frozenset[int] = field(default_factory=frozenset)
    call_ids: frozenset[int] = field(default_factory=frozenset)
    numbers: frozenset[str] = field(default_factory=frozenset)
    niks: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)


def find_subject(tx: Session, asked: Asked) -> Subject:
    """What belongs to the person. By ticket it is that one report with its call, whoever else used its number.

    Raises PersonNotNamed, NumberUnusable, NikUnusable or TicketNotFound.
    """
    asked.check()
    if asked.ticket:
        tickets, calls = {ticket_by_code(tx, asked.ticket).id}, set[int]()
    elif asked.number:
        number = core(asked.number)
        tickets = {*_with_number(tx, TicketTable.id, TicketTable.reporter_number, number)}
        tickets |= {*_with_number(tx, VisitTable.ticket_id, VisitTable.phone, number)}
        tickets |= {*_with_number(tx, OutboundCallTable.ticket_id, OutboundCallTable.number, number, citizens=True)}
        calls = {*_with_number(tx, CallTable.id, CallTable.caller_number, number)}
    else:
        nik = digits(asked.nik)
        tickets = {*tx.scalars(select(TicketTable.id).where(TicketTable.reporter_nik == nik))}
        tickets |= {*tx.scalars(select(VisitTable.ticket_id).where(VisitTable.nik == nik))}
        calls = set[int]()
    return _described(tx, *_joined(tx, tickets, calls), asked)


def needles_of(tx: Session, subject: Subject, asked: Asked) -> Needles:
    """What may be taken out of everything: the person's identifiers, unless somebody else has them as well."""
    tickets = TicketTable.id.not_in(subject.ticket_ids)
    calls = CallTable.id.not_in(subject.call_ids)
    others = {core(n) for n in tx.scalars(select(TicketTable.reporter_number).where(tickets).distinct())}
    others |= {core(n) for n in tx.scalars(select(CallTable.caller_number).where(calls).distinct())}
    others |= {core(n) for n in tx.scalars(select(DutyOfficerTable.number))}
    niks = {*tx.scalars(select(TicketTable.reporter_nik).where(tickets).distinct())}
    niks |= {*tx.scalars(select(VisitTable.nik).where(VisitTable.ticket_id.not_in(subject.ticket_ids)).distinct())}
    names = {telling_name(n) for n in tx.scalars(select(TicketTable.reporter_name).where(tickets).distinct())}
    for staff in (AccountTable.name, DutyOfficerTable.name):
        names |= {telling_name(n) for n in tx.scalars(select(staff))}
    return Needles(subject.numbers - others, subject.niks - niks, subject.names - names)


def _with_number(tx: Session, wanted: Any, column: Any, number: str, *, citizens: bool = False) -> Iterable[int]:
    # Numbers were stored in whatever notation they came: the last digits, with anything between, find them all.
    ending = "%" + "%".join(number[-_LAST_DIGITS:]) + "%"
    query = select(wanted, column).where(column.like(ending))
    if citizens:
        query = query.where(OutboundCallTable.officer_id.is_(None))
    return [row[0] for row in tx.execute(query) if core(row[1]) == number]


def _joined(tx: Session, tickets: set[int], calls: set[int]) -> tuple[set[int], set[int]]:
    """With the calls of these tickets and the tickets of these calls."""
    of_tickets = select(TicketTable.call_id).where(TicketTable.id.in_(tickets), TicketTable.call_id.is_not(None))
    calls = calls | {call for call in tx.scalars(of_tickets) if call is not None}
    tickets = tickets | {*tx.scalars(select(TicketTable.id).where(TicketTable.call_id.in_(calls)))}
    return tickets, calls


def _described(tx: Session, tickets: set[int], calls: set[int], asked: Asked) -> Subject:
    ticket_facts = tx.execute(
        select(TicketTable.reporter_number, TicketTable.reporter_nik, TicketTable.reporter_name).where(
            TicketTable.id.in_(tickets)
        )
    ).all()
    visits = tx.execute(
        select(VisitTable.phone, VisitTable.nik, VisitTable.patient_name).where(VisitTable.ticket_id.in_(tickets))
    ).all()
    callers = tx.execute(select(CallTable.caller_number, CallTable.caller_name).where(CallTable.id.in_(calls))).all()
    told = [tuple(row) for row in (*ticket_facts, *visits)] + [(number, "", name) for number, name in callers]
    told.append((asked.number, digits(asked.nik), ""))
    numbers, niks, names = zip(*told, strict=True)
    return Subject(
        frozenset(tickets),
        frozenset(calls),
        frozenset(filter(None, map(core, numbers))),
        frozenset(filter(None, niks)),
        frozenset(filter(None, map(telling_name, names))),
    )
