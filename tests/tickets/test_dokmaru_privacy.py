"""Names, numbers and findings are for those who need them, and hidden from all others."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.dokmaru.model import Visit
from tickets.dokmaru.permissions import check_reader, initials, last_digits, mask, on_its_page, puskesmas_seen
from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag, VisitStatus
from tickets.errors import NotAllowed
from tickets.model import BRIDGE, Actor, Priority, Role, Status
from tickets.nik import Sex

from .patients import HOMELESS_NURSE, NURSE, OTHER_NURSE
from .people import ADMIN, BUPATI, DINKES, DISKOMINFO, DPUPR, OPERATOR, SUPERVISOR, T0

AUDITOR = Actor("Periksa", Role.AUDITOR)
VISIT = Visit(
    id=1, ticket_id=1, status=VisitStatus.REPORTED, patient_name="Siti Maryam", patient_age=61, patient_sex=Sex.FEMALE,
    nik="3212124101650001", phone="0812-9876-5890", complaint="HIV, demam", onset="lima hari",
    mobility=Mobility.HELPED, insurance=Insurance.NONE, red_flags=(RedFlag.BREATHLESS,), puskesmas="PKM-SLIYEG",
    team="dr. Ani", referred_to="", result="diberi obat", version=1, created_at=T0, updated_at=T0, triaged_at=None,
    team_at=None, on_the_way_at=None, visited_at=None, referred_at=None, closed_at=None, code="12345678",
    ticket_status=Status.NEW, priority=Priority.EMERGENCY, channel="telepon", kecamatan="32.12.12",
    desa="32.12.12.2001", rt="001", rw="002", landmark="belakang musala", reporter_name="Rasta Wijaya",
    reporter_number="0813999888", relation="anak", anonymous=False,
)  # fmt: skip
SECRETS = (
    "Siti",
    "Maryam",
    "3212124101650001",
    "9876",
    "HIV",
    "musala",
    "Rasta",
    "0813999",
    "lima hari",
    "diberi obat",
)


@pytest.mark.parametrize("actor", [OPERATOR, SUPERVISOR, NURSE, DINKES])
def test_who_goes_or_calls_back_sees_all(actor):
    assert mask(VISIT, actor) == VISIT


@pytest.mark.parametrize("actor", [DISKOMINFO, BUPATI, AUDITOR, ADMIN, DPUPR, OTHER_NURSE, HOMELESS_NURSE, BRIDGE])
def test_all_others_see_no_person_in_a_list(actor):
    masked = mask(VISIT, actor)
    assert not [secret for secret in SECRETS if secret in str(asdict(masked))]
    assert (masked.patient_name, masked.phone, masked.reporter_number) == ("S. M.", "•••890", "•••888")
    assert (masked.status, masked.red_flags, masked.puskesmas, masked.desa) == (
        VISIT.status, VISIT.red_flags, VISIT.puskesmas, VISIT.desa,
    )  # fmt: skip


def test_a_page_is_whole_for_those_who_work_on_it():
    assert on_its_page(VISIT, DISKOMINFO) == VISIT
    assert on_its_page(VISIT, BUPATI) == mask(VISIT, BUPATI)


@pytest.mark.parametrize("actor", [NURSE, DINKES, DISKOMINFO, BUPATI])
def test_an_anonymous_reporter_stays_hidden_from_all_but_the_desk(actor):
    hidden = replace(VISIT, anonymous=True)
    for shown in (mask(hidden, actor), on_its_page(hidden, actor)):
        assert (shown.reporter_name, shown.reporter_number) == ("•••", "•••")
    assert mask(hidden, OPERATOR) == hidden


def test_what_is_empty_stays_empty():
    empty = replace(VISIT, nik="", phone="", reporter_name="", complaint="", landmark="", onset="", result="")
    masked = mask(empty, AUDITOR)
    assert (masked.nik, masked.phone, masked.reporter_name, masked.complaint) == ("", "", "", "")


def test_whose_lists_are_whose():
    assert puskesmas_seen(NURSE) == "PKM-SLIYEG"
    assert puskesmas_seen(AUDITOR) is None
    for actor in (ADMIN, DPUPR, HOMELESS_NURSE, BRIDGE):
        with pytest.raises(NotAllowed):
            check_reader(actor)


@settings(max_examples=50)
@given(st.text(max_size=60), st.text(max_size=40))
def test_a_mask_of_anything_is_short(name, number):
    assert len(initials(name)) <= 4 * len(name.split())
    assert sum(char.isdigit() for char in last_digits(number)) <= 3
