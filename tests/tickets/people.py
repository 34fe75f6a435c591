"""The people, calls and moments that the tests of this room play with."""

from datetime import UTC, datetime

from tickets.model import Actor, NewCall, NewTicket, Role, Segment

T0 = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
OPERATOR = Actor("Sari", Role.OPERATOR)
OTHER = Actor("Budi", Role.OPERATOR)
SUPERVISOR = Actor("Wati", Role.SUPERVISOR)
DISKOMINFO = Actor("Kominfo", Role.DISKOMINFO)
DPUPR = Actor("Jalan", Role.AGENCY, agency="DPUPR")
DINKES = Actor("Sehat", Role.AGENCY, agency="DINKES")
BUPATI = Actor("Bupati", Role.BUPATI)
ADMIN = Actor("Admin", Role.ADMIN)
PASSWORD = "sawah hijau"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = T0

    def __call__(self):
        return self.now


def new_call(linkedid="100.1", number="081234567890", name="Ibu Tati", at=T0):
    return NewCall(linkedid, f"PJSIP/trunk-{linkedid}", number, name, "112", at)


def new_ticket(**facts):
    return NewTicket(**({"category": "pekerjaan_umum", "description": "jalan berlubang"} | facts))


def said(text, step="description", start=0.0, speaker="caller"):
    return Segment(step, text, (), start, start + 1.0, 0.9, speaker)
