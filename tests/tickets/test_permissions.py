"""Every verb, every role, own and foreign agency: one table, compared cell by cell."""

from dataclasses import replace

import pytest

from tickets.errors import NotAllowed
from tickets.model import BRIDGE, CLOCK, TELEPHONE, Actor, Level, Role, Status
from tickets.permissions import check_allowed, forbidden, verbs_of
from tickets.transitions import STATUSES_FOR

from .test_transitions import TICKET

OWN = replace(TICKET, agency="DPUPR", puskesmas="P01")
FOREIGN = replace(TICKET, agency="DINKES", puskesmas="P02")
DESK = "OSD"
TABLE = {
    "open": DESK + "pB",
    "confirm": DESK + "C",
    "verify": DESK,
    "edit": DESK,
    "claim": DESK,
    "note": DESK + "apb",
    "answer": DESK + "aT",
    "assign": DESK,
    "acknowledge": DESK + "aT",
    "refuse": DESK + "aT",
    "wait": DESK + "a",
    "resume": DESK + "a",
    "escalate": DESK + "TC",
    "resolve": DESK + "a",
    "close": DESK + "TC",
    "reopen": DESK + "T",
    "refer": DESK,
    "duplicate": DESK,
    "reject": DESK,
    "attach": DESK + "ap",
    "incident": DESK,
    "visit": DESK + "p",
    "undo": DESK + "a",
    "take": DESK,
    "hangup": DESK,
    "look": DESK + "apbu",
    "dispose": "",
    "export": "SDbu",
    "privacy": "DAC",
    "account": "A",
}
"""Who may do each verb to a ticket of the agency DPUPR that is at the agency's rung; small letters see less."""
WHO = {
    "O": Actor("o", Role.OPERATOR),
    "S": Actor("s", Role.SUPERVISOR),
    "D": Actor("d", Role.DISKOMINFO),
    "a": Actor("a", Role.AGENCY, agency="DPUPR"),
    "p": Actor("p", Role.PUSKESMAS, puskesmas="P01"),
    "b": Actor("b", Role.BUPATI),
    "u": Actor("u", Role.AUDITOR),
    "A": Actor("A", Role.ADMIN),
    "B": BRIDGE,
    "T": TELEPHONE,
    "C": CLOCK,
}


def test_the_table_covers_every_role_and_every_verb():
    assert {actor.role for actor in WHO.values() if actor.role} == set(Role)
    assert set(TABLE) == set().union(*(verbs_of(actor) for actor in WHO.values())) | {"dispose"}
    assert set(STATUSES_FOR) <= set(TABLE)


@pytest.mark.parametrize("verb", TABLE)
@pytest.mark.parametrize("who", WHO)
def test_every_cell(verb, who):
    assert (forbidden(WHO[who], verb, OWN) is None) == (who in TABLE[verb])


@pytest.mark.parametrize("verb", TABLE)
def test_a_foreign_agency_or_puskesmas_may_nothing(verb):
    for who in "ap":
        with pytest.raises(NotAllowed):
            check_allowed(WHO[who], verb, FOREIGN)
    for who in set(WHO) - {"a", "p"}:
        assert (forbidden(WHO[who], verb, FOREIGN) is None) == (who in TABLE[verb])


@pytest.mark.parametrize("agency", [None, ""])
def test_an_agency_account_without_agency_sees_nothing(agency):
    lost = Actor("x", Role.AGENCY, agency=agency)
    assert all(forbidden(lost, verb, replace(TICKET, agency=None)) for verb in TABLE) or agency is None
    assert all(forbidden(lost, verb, OWN) for verb in TABLE)


def test_a_puskesmas_account_without_puskesmas_sees_nothing():
    lost = Actor("x", Role.PUSKESMAS)
    assert all(forbidden(lost, verb, replace(OWN, puskesmas=None)) for verb in TABLE)


def test_the_bupati_disposes_of_what_has_come_up_to_him():
    risen = replace(OWN, level=Level.BUPATI)
    assert forbidden(WHO["b"], "dispose", risen) is None
    assert forbidden(WHO["b"], "acknowledge", risen) is None
    assert forbidden(WHO["a"], "acknowledge", risen) is not None


def test_the_bridge_edits_drafts_only():
    assert forbidden(BRIDGE, "edit", replace(OWN, status=Status.DRAFT)) is None
    assert forbidden(BRIDGE, "edit", OWN) is not None


def test_a_program_nobody_knows_may_nothing():
    assert verbs_of(Actor("somebody", None)) == frozenset()
    assert verbs_of(Actor("bridge", None, account_id=1)) == frozenset()
