"""The form: the operator's text wins, then the ticket, then what was heard."""

import pytest

from agent_console.form import Field, Mark, changed_columns, first_unknown, form_picture, wanted_agency
from agent_console.heard import heard_values
from agent_console.places import desa_code, kecamatan_code, place_name
from agent_console.saving import form_to_save
from tickets.model import CallStage, Priority

from . import shift
from .test_store import row

SEGMENTS = (
    shift.said("description", "jalan rusak parah", 2.0),
    shift.said("district", "kecamatan lobener", 8.0),
    shift.said("village", "rambatan kulon", 12.0),
)


def call(**facts):
    return row(1, category="pekerjaan_umum", caller_name="Siti", **facts)


def picture(edits=None, segments=SEGMENTS, ticket=None, **facts):
    return form_picture(call(**facts), ticket, segments, edits or {})


def test_it_fills_from_what_the_caller_said():
    fields = picture().fields
    assert fields[Field.CATEGORY].value == "pekerjaan_umum"
    assert fields[Field.NAME].value == "Siti"
    assert fields[Field.DESCRIPTION].value == "jalan rusak parah"
    assert (fields[Field.KECAMATAN].value, fields[Field.KECAMATAN].mark) == ("Lohbener", Mark.PROPOSED)
    assert 0.6 < fields[Field.KECAMATAN].confidence < 1
    assert fields[Field.DESA].value == "Rambatan Kulon"


def test_the_category_proposes_its_agency_and_the_operator_may_want_another():
    assert picture().fields[Field.AGENCY].value == "DPUPR"
    assert wanted_agency(picture()) is None
    assert picture({Field.CATEGORY: "air"}).fields[Field.AGENCY].value == "PERUMDAM"
    assert wanted_agency(picture({Field.AGENCY: "dinsos"})) == "DINSOS"


def test_an_edited_field_is_not_overwritten_and_the_difference_is_marked():
    shown = picture({Field.KECAMATAN: "Losarang"}).fields[Field.KECAMATAN]
    assert (shown.value, shown.mark, shown.heard) == ("Losarang", Mark.DIFFERS, "Lohbener")
    assert picture({Field.LANDMARK: "masjid"}).fields[Field.LANDMARK].mark is Mark.EDITED


@pytest.mark.parametrize("field", list(Field))
def test_a_field_that_was_emptied_stays_empty(field):
    assert picture({field: ""}).fields[field].value == ""


def test_what_is_in_no_table_is_marked_and_named():
    shown = picture({Field.KECAMATAN: "Lohbenerr"})
    assert shown.fields[Field.KECAMATAN].mark is Mark.UNKNOWN
    assert first_unknown(shown) is Field.KECAMATAN
    assert first_unknown(picture()) is None


def test_only_changed_columns_are_written_with_codes_for_places():
    form = form_to_save(picture({Field.PRIORITY: "darurat"}), 1)
    assert form.columns["kecamatan"] == kecamatan_code("Lohbener")
    assert place_name(form.columns["desa"]) == "Rambatan Kulon"
    assert form.columns["priority"] is Priority.EMERGENCY
    assert "agency" not in form.columns


def test_what_is_said_to_the_operator_is_no_answer_to_the_menu():
    talk = (*SEGMENTS, shift.said("description", "iya bu terima kasih", 60.0))
    answered = call(stage=CallStage.TALKING, answered_at=shift.ago(20))
    assert heard_values(answered, talk)["description"].value == "jalan rusak parah"
    assert heard_values(call(), talk)["description"].value == "jalan rusak parah iya bu terima kasih"


@pytest.mark.parametrize("name", ["Tugu", "Karanganyar", "Bulak"])
def test_a_village_name_that_several_kecamatan_share_is_found_in_its_own(name):
    from tickets.reference.loader import desa

    for place in desa().values():
        if place.name == name:
            assert desa_code(name, place_name(place.kecamatan_code)) == place.code


def test_nothing_selected_is_an_empty_form():
    empty = form_picture(None, None, (), {})
    assert empty.subject == ""
    assert changed_columns(empty) == {}


def test_the_free_description_proposes_what_nothing_else_says():
    told = shift.said("description", "listrik padam sejak semalam di kecamatan karangampel")
    heard = heard_values(row(1, category=None), [told])
    assert (heard["agency"].value, heard["category"].value) == ("PLN", "lainnya")
    assert heard["kecamatan"].value == "Karangampel"
    assert 0.6 <= heard["agency"].confidence < 1
    asked = shift.said("district", "sliyeg")
    assert heard_values(row(1, category="air"), [told, asked])["kecamatan"].value == "Sliyeg"
    assert heard_values(row(1, category="air"), [told, asked])["category"].value == "air"
