"""The list of puskesmas in the database: imported whole or not at all, and proposed for a place."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tickets.dokmaru import service
from tickets.dokmaru.errors import PuskesmasInUse
from tickets.dokmaru.nearest import Basis, nearest
from tickets.dokmaru.puskesmas_service import (
    ImportResult,
    import_puskesmas,
    propose_puskesmas,
    puskesmas_list,
)
from tickets.errors import NotAllowed
from tickets.schema import EventTable

from .patients import PATROL, SLIYEG, TAMBI, import_list, new_visit
from .people import ADMIN, BUPATI, DISKOMINFO, OPERATOR

places = st.sampled_from([None, "32.12.12.2001", "32.12.12.2003", "32.12.12.2009", "32.12.31.2001"])
lists = st.lists(st.sampled_from([SLIYEG, TAMBI, PATROL]), unique=True)


def imports(tx):
    return [
        detail for (detail,) in tx.execute(select(EventTable.detail).where(EventTable.kind == "puskesmas.imported"))
    ]


def test_the_list_becomes_what_the_file_says_and_again_nothing_changes(tx):
    assert import_list(tx) == ImportResult(3, 0, 0, 0)
    assert puskesmas_list(tx) == [PATROL, SLIYEG, TAMBI]
    assert import_list(tx) == ImportResult(0, 0, 0, 3)
    assert len(imports(tx)) == 1
    swapped = (replace(SLIYEG, desa=TAMBI.desa, name="Sliyeg Baru"), replace(TAMBI, desa=SLIYEG.desa))
    assert import_puskesmas(tx, swapped, ADMIN) == ImportResult(0, 2, 1, 0)
    assert puskesmas_list(tx) == list(swapped)
    assert imports(tx)[-1] == {"added": 0, "changed": 2, "removed": 1, "unchanged": 0}


def test_a_puskesmas_at_work_is_not_dropped(tx):
    import_list(tx)
    visit = service.open_visit(tx, new_visit(puskesmas="PKM-PATROL"), OPERATOR)
    with pytest.raises(PuskesmasInUse, match="PKM-PATROL"):
        import_puskesmas(tx, (SLIYEG, TAMBI), DISKOMINFO)
    assert len(puskesmas_list(tx)) == 3
    service.cancel_visit(tx, visit.id, OPERATOR, "salah catat")
    assert import_puskesmas(tx, (SLIYEG, TAMBI), DISKOMINFO).removed == 1


def test_only_the_keepers_of_the_list_change_it(tx):
    for actor in (OPERATOR, BUPATI):
        with pytest.raises(NotAllowed):
            import_puskesmas(tx, (SLIYEG,), actor)
    assert propose_puskesmas(tx, "32.12.12.2001", "32.12.12").basis is Basis.NO_LIST


def test_the_desa_decides_else_the_kecamatan_else_nobody():
    known = (TAMBI, PATROL, SLIYEG)
    assert nearest(known, "32.12.12.2003", "32.12.12").candidates == (TAMBI,)
    assert nearest(known, "32.12.12.2009", "32.12.12").candidates == (SLIYEG, TAMBI)
    assert nearest(known, None, "32.12.12").basis is Basis.KECAMATAN
    assert nearest(known, "32.12.01.2007", "32.12.01").basis is Basis.NONE
    assert nearest(known, None, None).basis is Basis.NO_PLACE
    assert "iceta puskesmas import" in nearest((), "32.12.12.2003", "32.12.12").basis


@settings(max_examples=60)
@given(lists, places)
def test_a_proposal_always_says_why(known, place):
    kecamatan = None if place is None else place[:8]
    found = nearest(known, place, kecamatan)
    assert bool(found.candidates) is (found.basis in (Basis.DESA, Basis.KECAMATAN))
    for entry in found.candidates:
        assert place in entry.desa if found.basis is Basis.DESA else entry.kecamatan == kecamatan
