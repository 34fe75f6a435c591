"""The verbs of a ticket: rights, states, guards and the diary."""

import pytest

from tickets import queries, service
from tickets.errors import (
    AgencyOutside,
    AlreadyClaimed,
    EmptyText,
    ImpossibleTransition,
    NotAllowed,
    StaleVersion,
    TicketNotFound,
    UnknownAgency,
    UnknownCategory,
    UnknownField,
    UnknownPlace,
)
from tickets.model import BRIDGE, Actor, Level, Priority, Role, Status

from .people import ADMIN, BUPATI, DINKES, DPUPR, OPERATOR, OTHER, new_ticket


@pytest.fixture
def ticket(tx):
    return service.open_ticket(tx, new_ticket(), OPERATOR)


def kinds(tx, ticket):
    return [event.kind for event in queries.history(tx, ticket.id)]


def test_a_ticket_goes_from_the_desk_to_its_solution(tx, ticket):
    service.claim(tx, ticket.id, OPERATOR)
    assigned = service.assign(tx, ticket.id, "DPUPR", OPERATOR)
    assert (assigned.status, assigned.agency, assigned.claimed_by) == (Status.ASSIGNED, "DPUPR", "Sari")
    assert service.note(tx, ticket.id, DPUPR, "tim berangkat").status is Status.IN_PROGRESS
    assert service.resolve(tx, ticket.id, DPUPR, "sudah ditambal").status is Status.RESOLVED
    verbs = ["opened", "claimed", "assigned", "noted", "resolved"]
    assert kinds(tx, ticket) == [f"ticket.{verb}" for verb in verbs]


def test_only_one_gets_the_ticket(tx, ticket):
    service.claim(tx, ticket.id, OPERATOR)
    with pytest.raises(AlreadyClaimed, match="Sari") as caught:
        service.claim(tx, ticket.id, OTHER)
    assert caught.value.claimed_by == "Sari"
    assert service.claim(tx, ticket.id, OPERATOR).claimed_by == "Sari"
    assert kinds(tx, ticket).count("ticket.claimed") == 1


def test_a_namesake_is_somebody_else(tx, ticket):
    one = service.create_account(tx, "sari1", "Sari", Role.OPERATOR, "sawah hijau").actor
    service.claim(tx, ticket.id, one)
    with pytest.raises(AlreadyClaimed):
        service.claim(tx, ticket.id, OPERATOR)


def test_who_was_second_in_an_edit_learns_who_was_first(tx, ticket):
    service.edit_ticket(tx, ticket.id, OTHER, ticket.version, landmark="dekat masjid")
    with pytest.raises(StaleVersion) as caught:
        service.edit_ticket(tx, ticket.id, OPERATOR, ticket.version, landmark="dekat pasar")
    assert (caught.value.changed_by, caught.value.version) == ("Budi", 2)
    assert queries.ticket(tx, ticket.id).landmark == "dekat masjid"


def test_claiming_and_assigning_leave_an_open_form_valid(tx, ticket):
    service.claim(tx, ticket.id, OTHER)
    service.assign(tx, ticket.id, "DPUPR", OTHER)
    assert service.edit_ticket(tx, ticket.id, OPERATOR, ticket.version, landmark="x").version == 2


def test_an_edit_tells_before_and_after(tx, ticket):
    service.edit_ticket(tx, ticket.id, OPERATOR, priority=Priority.URGENT, description="jalan putus")
    detail = queries.history(tx, ticket.id)[-1].detail
    assert detail["changed"] == {"priority": "mendesak", "description": "jalan putus"}
    assert detail["before"] == {"priority": "biasa", "description": "jalan berlubang"}


def test_an_edit_that_changes_nothing_leaves_no_trace(tx, ticket):
    same = service.edit_ticket(tx, ticket.id, OPERATOR, description=ticket.description)
    assert same.version == ticket.version
    assert kinds(tx, ticket) == ["ticket.opened"]


def test_what_is_cut_is_told(tx, ticket):
    service.edit_ticket(tx, ticket.id, OPERATOR, description="x" * 10_005)
    assert queries.history(tx, ticket.id)[-1].detail["truncated"] == {"description": 5}
    service.note(tx, ticket.id, OPERATOR, "y" * 10_001)
    assert queries.history(tx, ticket.id)[-1].detail["truncated"] == 1


def test_places_fit_together(tx, ticket):
    desa = "32.12.15.2016"
    edited = service.edit_ticket(tx, ticket.id, OPERATOR, desa=desa)
    assert (edited.kecamatan, edited.desa) == ("32.12.15", desa)
    assert service.edit_ticket(tx, ticket.id, OPERATOR, kecamatan="32.12.01").desa is None
    assert service.edit_ticket(tx, ticket.id, OPERATOR, desa=None).kecamatan == "32.12.01"
    with pytest.raises(UnknownPlace):
        service.edit_ticket(tx, ticket.id, OPERATOR, kecamatan="32.12.01", desa=desa)


def test_unknown_things_are_refused_by_name(tx, ticket):
    with pytest.raises(UnknownAgency, match="DINKES"):
        service.assign(tx, ticket.id, "NASA", OPERATOR)
    with pytest.raises(UnknownCategory):
        service.open_ticket(tx, new_ticket(category="cuaca"), OPERATOR)
    with pytest.raises(UnknownField, match="status"):
        service.edit_ticket(tx, ticket.id, OPERATOR, status=Status.CLOSED)
    with pytest.raises(TicketNotFound):
        service.claim(tx, ticket.id + 1, OPERATOR)


@pytest.mark.parametrize("agency", ["PLN", "POLRES", "BBWS", "PROV"])
def test_bodies_outside_the_regency_are_never_assigned(tx, ticket, agency):
    with pytest.raises(AgencyOutside):
        service.assign(tx, ticket.id, agency, OPERATOR)


def test_empty_words_are_refused(tx, ticket):
    for verb in (service.note, service.escalate, service.resolve):
        with pytest.raises(EmptyText):
            verb(tx, ticket.id, OPERATOR, " \x00\n ")


def test_the_ladder_ends_at_the_bupati(tx, ticket):
    assert service.escalate(tx, ticket.id, OPERATOR, "tidak ditindaklanjuti").level is Level.DISKOMINFO
    assert service.escalate(tx, ticket.id, OPERATOR, "tetap tidak").level is Level.BUPATI
    with pytest.raises(ImpossibleTransition):
        service.escalate(tx, ticket.id, OPERATOR, "lagi")


def test_rights_are_checked_by_the_verbs(tx, ticket):
    service.assign(tx, ticket.id, "DPUPR", OPERATOR)
    for attempt in (
        lambda: service.open_ticket(tx, new_ticket(), BUPATI),
        lambda: service.note(tx, ticket.id, DINKES, "bukan tiket kami"),
        lambda: service.assign(tx, ticket.id, "DINKES", DPUPR),
        lambda: service.note(tx, ticket.id, ADMIN, "halo"),
        lambda: service.edit_ticket(tx, ticket.id, BRIDGE, landmark="x"),
        lambda: service.open_ticket(tx, new_ticket(), Actor("penyusup", None)),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert kinds(tx, ticket) == ["ticket.opened", "ticket.assigned"]


def test_the_bridge_opens_and_edits_a_draft_that_a_person_confirms(tx):
    draft = service.open_ticket(tx, new_ticket(status=Status.DRAFT), BRIDGE)
    service.edit_ticket(tx, draft.id, BRIDGE, description="jalan putus")
    with pytest.raises(ImpossibleTransition):
        service.assign(tx, draft.id, "DPUPR", OPERATOR)
    assert service.confirm_ticket(tx, draft.id, OPERATOR).status is Status.NEW
    with pytest.raises(ImpossibleTransition):
        service.confirm_ticket(tx, draft.id, OPERATOR)


def test_a_ticket_is_opened_as_draft_or_new_only(tx):
    with pytest.raises(ImpossibleTransition):
        service.open_ticket(tx, new_ticket(status=Status.CLOSED), OPERATOR)


def test_a_refused_verb_leaves_nothing_behind(database):
    with database.transaction() as tx:
        ticket = service.open_ticket(tx, new_ticket(), OPERATOR)
    with pytest.raises(EmptyText), database.transaction() as tx:
        service.claim(tx, ticket.id, OPERATOR)
        service.note(tx, ticket.id, OPERATOR, "")
    with database.reading() as tx:
        assert queries.ticket(tx, ticket.id).claimed_by is None
        assert kinds(tx, ticket) == ["ticket.opened"]
