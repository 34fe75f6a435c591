"""The form of a home visit, pure: what wins, what is understood, what is proposed and what is sent."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_console.catalogue import LANGUAGES, Texts
from agent_console.drafts import Drafts
from agent_console.form import Mark
from agent_console.visit_drafts import VisitDrafts
from agent_console.visit_form import (
    OF_THE_PATIENT,
    VisitField,
    advice_on,
    changed_fields,
    fields_asked,
    new_visit,
    proposed_values,
    puskesmas_code,
    read_field,
    taken_over,
    visit_picture,
)
from agent_console.visit_words import FAMILY, read_word, word_text
from tickets.dokmaru.errors import InvalidAnswer
from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag
from tickets.nik import Sex
from tickets.nik_errors import InvalidNik

from . import shift

ID = Texts("id")
TODAY = date(2026, 3, 9)
WOMAN_OF_75 = "3273015506500001"


def picture(stored=None, proposed=None, edits=None, asked=OF_THE_PATIENT, texts=ID):
    return visit_picture("visit:1", asked, stored or {}, proposed or {}, edits or {}, texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(FAMILY))
def test_every_word_that_is_shown_is_understood(kind, language):
    texts = Texts(language)
    for word in kind:
        assert read_word(kind, f" {word_text(word, texts).upper()} ", texts) is word
        assert read_word(kind, word.value, texts) is word


def test_the_beginning_of_one_word_only_is_enough():
    assert read_word(Sex, "per", ID) is Sex.FEMALE
    assert read_word(Mobility, "dib", ID) is Mobility.HELPED
    assert read_word(Mobility, "tidak", ID) is None
    assert read_word(Insurance, "", ID) is None


@given(st.text(max_size=20))
@settings(max_examples=60)
def test_reading_refuses_with_a_sentence_and_never_otherwise(typed):
    for name in VisitField:
        try:
            read_field(name, typed, ID)
        except InvalidAnswer as refusal:
            assert ID(f"vfield.{name.value}") in str(refusal)


@pytest.mark.parametrize("typed", ["131", "-1", "1.5", "٣", "0005"])
def test_an_age_is_whole_years(typed):
    with pytest.raises(InvalidAnswer, match="0–130"):
        read_field(VisitField.AGE, typed, ID)


def test_empty_means_nobody_knows_and_flags_are_a_list():
    assert read_field(VisitField.AGE, " ", ID) is None
    assert read_field(VisitField.SEX, "", ID) is None
    assert read_field(VisitField.MOBILITY, "", ID) is Mobility.UNKNOWN
    flags = read_field(VisitField.RED_FLAGS, "Kejang; sesak napas,", ID)
    assert flags == (RedFlag.CONVULSIONS, RedFlag.BREATHLESS)


def test_typed_wins_over_stored_over_proposed_and_each_has_its_mark():
    shown = picture(
        {VisitField.PHONE: "0811", VisitField.ONSET: "Kamis"},
        {VisitField.PHONE: "0899", VisitField.COMPLAINT: "demam"},
        {VisitField.ONSET: "Jumat", VisitField.MOBILITY: "terbang"},
    ).fields
    assert (shown[VisitField.PHONE].value, shown[VisitField.PHONE].mark) == ("0811", Mark.NONE)
    assert (shown[VisitField.ONSET].value, shown[VisitField.ONSET].mark) == ("Jumat", Mark.EDITED)
    assert (shown[VisitField.COMPLAINT].value, shown[VisitField.COMPLAINT].mark) == ("demam", Mark.PROPOSED)
    assert shown[VisitField.MOBILITY].mark is Mark.UNKNOWN


def test_only_what_differs_is_sent():
    shown = picture({VisitField.AGE: "61", VisitField.ONSET: "Kamis"}, edits={VisitField.AGE: "", VisitField.SEX: "p"})
    assert changed_fields(shown, ID) == {"patient_age": None, "patient_sex": Sex.FEMALE}


def test_a_new_visit_takes_the_caller_s_words_where_the_ticket_has_none():
    assert proposed_values(None, "engap", "PKM-1") == {VisitField.PUSKESMAS: "PKM-1"}
    asked = fields_asked(new=True, with_ticket=False)
    edits = {VisitField.NAME: "Siti", VisitField.KECAMATAN: "sliyeg", VisitField.DESA: "Sleman"}
    new = new_visit(picture(asked=asked, edits=edits | {VisitField.PUSKESMAS: "tambi"}), None, shift.PUSKESMAS, ID)
    assert (new.kecamatan, new.desa, new.puskesmas) == ("32.12.12", "32.12.12.2001", "PKM-TAMBI")
    with_ticket = picture(asked=fields_asked(new=True, with_ticket=True), edits={VisitField.NAME: "Siti"})
    new = new_visit(with_ticket, 7, shift.PUSKESMAS, ID)
    assert (new.ticket_id, new.kecamatan, new.puskesmas, new.mobility) == (7, None, None, Mobility.UNKNOWN)


def test_an_unknown_puskesmas_is_left_to_the_domain():
    assert puskesmas_code(" pkm-sliyeg ", shift.PUSKESMAS) == "PKM-SLIYEG"
    assert puskesmas_code("Antah", shift.PUSKESMAS) == "Antah"


def test_nik_and_words_propose_and_one_key_takes_what_nobody_denied():
    edits = {VisitField.NIK: WOMAN_OF_75, VisitField.COMPLAINT: "tidak sesak, tapi kejang", VisitField.AGE: "x"}
    shown = picture(edits=edits)
    given_advice = advice_on(shown, "ada getih", TODAY, ID)
    assert given_advice.can_be_taken
    taken = taken_over(shown, given_advice.advice, ID)
    assert taken == {
        VisitField.AGE: "75",
        VisitField.SEX: "perempuan",
        VisitField.RED_FLAGS: "perdarahan, kejang",
    }
    again = picture(edits=edits | taken)
    assert not advice_on(again, "ada getih", TODAY, ID).can_be_taken


def test_a_wrong_nik_is_told_and_hinders_no_other_advice():
    advice = advice_on(picture(edits={VisitField.NIK: "123", VisitField.COMPLAINT: "kejang"}), "", TODAY, ID)
    assert isinstance(advice.problem, InvalidNik)
    assert [one.flag for one in advice.advice.red_flags] == [RedFlag.CONVULSIONS]


async def test_drafts_keep_an_emptied_field_and_survive_damage(tmp_path):
    kept = Drafts(tmp_path, "op1")
    drafts = VisitDrafts(kept)
    drafts.keep("visit:3", {VisitField.ONSET: "", VisitField.NAME: "Siti"})
    assert drafts.edits("visit:3") == {VisitField.ONSET: "", VisitField.NAME: "Siti"}
    kept.keep("visitform:visit:4", '["no form"]')
    kept.keep("visitform:visit:5", "{ rusak")
    kept.keep("visitform:visit:6", '{"colour": "red"}')
    assert [drafts.edits(f"visit:{key}") for key in (4, 5, 6)] == [{}, {}, {}]
    drafts.keep("visit:3", {})
    assert kept.text("visitform:visit:3") == ""
    await kept.close()
