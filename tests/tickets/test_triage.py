"""Triage as a whole: what it proposes, how it explains itself, and its bounds."""

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.model import Word
from tickets.reference.loader import agencies
from tickets.triage import packaged_weights, triage
from tickets.triage.document import document, marked
from tickets.triage.examples import HELD_OUT, read_examples
from tickets.triage.measuring import accuracy, calibration_error, evaluate, reliability


@pytest.fixture(scope="module")
def held_out():
    return evaluate(read_examples(HELD_OUT), packaged_weights())


@pytest.mark.parametrize(
    ("text", "category", "agency", "urgency", "kind"),
    [
        ("banyune beli metu wis telung dina", "air", "PERUMDAM", "biasa", "tidak_berkadar"),
        ("kobongan ning mburi pasar gage tulung", "penyelamatan", "SATPOLPP-DAMKAR", "darurat", "darurat"),
        ("mau tanya syarat bikin ktp apa saja", "kependudukan", "DISDUKCAPIL", "biasa", "informasi"),
        ("oknum dinas minta uang pelicin pungli", "lainnya", "INSPEKTORAT", "biasa", "berkadar"),
        ("jalan provinsi berlubang", "pekerjaan_umum", "PROV", "biasa", "tidak_berkadar"),
        ("gas melon langka sudah seminggu", "lainnya", "DISKOPDAGIN", "biasa", "tidak_berkadar"),
        ("saya usul pasang internet gratis di desa", "lainnya", "DISKOMINFO", "biasa", "aspirasi"),
    ],
)
def test_plain_complaints_are_proposed_rightly(text, category, agency, urgency, kind):
    found = triage(text)
    assert (found.category.code, found.agency.code) == (category, agency)
    assert (found.urgency.code, found.type.code) == (urgency, kind)


@pytest.mark.parametrize(
    ("text", "agency"), [("listrik padam", "PLN"), ("motor dicuri maling kemarin malam", "POLRES")]
)
def test_bodies_outside_are_a_referral(text, agency):
    assert (triage(text).agency.code, triage(text).referral) == (agency, True)
    assert not triage("ktp hilang").referral


def test_denied_emergencies_stay_calm_and_say_so():
    found = triage("bukan kebakaran pak, cuma asap bakar sampah tetangga")
    assert found.urgency.code != "darurat"
    assert found.denied == ("kebakaran",)
    assert found.urgency.confidence <= 0.75


def test_the_deciding_words_are_the_callers_own():
    found = triage("Pak, banyune beli metu ning Sliyeg!")
    assert {"banyune"} <= set(found.category.words) <= {"pak", "banyune", "beli", "metu"}
    assert found.place.words == ("sliyeg",)


def test_badly_heard_words_weigh_less():
    text = "listrik padam di sliyeg"
    sure = triage(text, words=[Word(word, 1.0, 0.0, 1.0) for word in text.split()])
    unsure = triage(text, words=[Word(word, 0.2, 0.0, 1.0) for word in text.split()])
    assert unsure.agency.confidence < sure.agency.confidence
    assert unsure.place.kecamatan is None
    assert sure.place.kecamatan.name == "Sliyeg"


@pytest.mark.parametrize("text", ["", "   ", "12345 !!", "…"])
def test_nothing_said_proposes_nothing(text):
    found = document(triage(text))
    assert (found["category"], found["agency"], found["urgency"], found["type"]) == (None,) * 4
    assert set(found["place"].values()) == {None}
    assert set(found["confidence"].values()) == {0.0}


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_whatever_comes_in_confidences_are_shares(text):
    found = document(triage(text))
    assert all(0 <= confidence <= 1 for confidence in found["confidence"].values())
    for question in ("category", "agency", "urgency", "type"):
        rivals = sum(rival["confidence"] for rival in found["alternatives"][question])
        assert found["confidence"][question] + rivals <= 1.01 or question == "urgency"


def test_a_huge_text_takes_bounded_time():
    text = "halo air mati di desa sukra kecamatan sukra " * 25_000
    started = time.perf_counter()
    assert triage(text).cut > 1_000_000
    assert time.perf_counter() - started < 2


def test_every_agency_can_be_proposed():
    trained = {answer.split("/")[1] for answer in packaged_weights().models["subject"].answers}
    assert trained == set(agencies())


def test_unseen_complaints_are_mostly_right(held_out):
    assert accuracy(held_out, "category") >= 0.85
    assert accuracy(held_out, "agency") >= 0.8
    assert accuracy(held_out, "type") >= 0.85
    assert accuracy(held_out, "urgency") >= 0.8


def test_confidence_is_honest(held_out):
    assert calibration_error(reliability(held_out, "category")) <= 0.1
    assert calibration_error(reliability(held_out, "agency")) <= 0.1


def test_the_held_out_complaints_were_never_trained_on():
    assert not {e.text for e in read_examples()} & {e.text for e in read_examples(HELD_OUT)}


def test_proposing_needs_no_training_library():
    code = "import sys; from tickets.triage import triage; triage('air mati'); print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"sklearn", "scipy", "sqlalchemy"} & set(shown.stdout.split())


def test_marking_leaves_the_text_as_it_is():
    assert marked("Airnya mati, air!", {"air"}) == "Airnya mati, »air«!"
    assert marked("apa saja", set()) == "apa saja"
