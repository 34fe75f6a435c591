"""Who may do what to a ticket in which state, as a pure question."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.errors import ImpossibleTransition, NotAllowed
from tickets.model import BRIDGE, OPEN_STATUSES, Actor, Level, Priority, Role, Status, Ticket
from tickets.transitions import STATUSES_FOR, check, may, objection, status_after

from .people import ADMIN, BUPATI, DINKES, DISKOMINFO, DPUPR, OPERATOR, SUPERVISOR, T0

TICKET = Ticket(
    id=1, code="00000000", status=Status.ASSIGNED, priority=Priority.NORMAL, level=Level.AGENCY, category="sosial",
    agency="DPUPR", kecamatan=None, desa=None, landmark="", description="", reporter_name="", reporter_number="",
    anonymous=False, confidential=False, channel="telepon", call_id=None, claimed_by=None, version=1,
    created_at=T0, updated_at=T0,
)  # fmt: skip
VERBS = sorted(STATUSES_FOR)
actors = st.builds(Actor, st.just("x"), st.none() | st.sampled_from(Role), agency=st.none() | st.just("DPUPR"))
tickets = st.builds(
    lambda status, level, agency: replace(TICKET, status=status, level=level, agency=agency),
    st.sampled_from(Status),
    st.sampled_from(Level),
    st.none() | st.sampled_from(["DPUPR", "DINKES"]),
)


@pytest.mark.parametrize("actor", [OPERATOR, SUPERVISOR, DISKOMINFO])
@pytest.mark.parametrize("verb", ["edit", "claim", "note", "assign", "escalate", "resolve"])
def test_the_desk_may_do_everything_with_an_open_ticket(actor, verb):
    assert may(TICKET, verb, actor)


def test_an_agency_works_on_its_own_tickets_only():
    assert may(TICKET, "note", DPUPR)
    assert may(TICKET, "resolve", DPUPR)
    assert not may(TICKET, "assign", DPUPR)
    assert isinstance(objection(TICKET, "note", DINKES), NotAllowed)


def test_bupati_notes_admin_keeps_out_the_bridge_edits_drafts():
    assert may(TICKET, "note", BUPATI)
    assert not may(TICKET, "resolve", BUPATI)
    assert not any(may(TICKET, verb, ADMIN) for verb in VERBS)
    assert may(replace(TICKET, status=Status.DRAFT), "edit", BRIDGE)
    assert not may(TICKET, "edit", BRIDGE)


def test_the_refusal_names_role_and_verb():
    with pytest.raises(NotAllowed) as caught:
        check(TICKET, "resolve", BUPATI)
    assert (caught.value.role, caught.value.verb) == ("bupati", "resolve")
    assert "bupati" in caught.value.english


def test_a_draft_must_be_confirmed_before_it_is_assigned():
    draft = replace(TICKET, status=Status.DRAFT)
    with pytest.raises(ImpossibleTransition, match="Konfirmasi"):
        check(draft, "assign", OPERATOR)
    assert status_after(draft, "confirm", OPERATOR) is Status.NEW


def test_nobody_is_above_the_bupati():
    assert not may(replace(TICKET, level=Level.BUPATI), "escalate", OPERATOR)


@given(tickets, st.sampled_from(VERBS), actors)
def test_a_finished_ticket_can_be_talked_about_and_reopened_only(ticket, verb, actor):
    if ticket.status not in OPEN_STATUSES and verb not in ("note", "answer", "attach", "look", "reopen", "close"):
        assert not may(ticket, verb, actor)


@given(tickets, st.sampled_from(VERBS), actors)
def test_without_a_role_nothing_is_allowed(ticket, verb, actor):
    if actor.role is None:
        assert not may(ticket, verb, actor)


@given(tickets, st.sampled_from(VERBS), actors)
def test_no_allowed_verb_leads_back_to_a_draft(ticket, verb, actor):
    if may(ticket, verb, actor) and ticket.status is not Status.DRAFT:
        assert status_after(ticket, verb, actor) is not Status.DRAFT
