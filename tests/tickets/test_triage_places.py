"""Names of places in what a recogniser made of them."""

import pytest

from tickets.errors import UnknownPlace
from tickets.reference.loader import desa, kecamatan
from tickets.triage import triage
from tickets.triage.examples import read_examples
from tickets.triage.hearing import hear
from tickets.triage.place_finding import find_place


def named(text, kecamatan_code=None):
    place, _ = find_place(hear(text).tokens, kecamatan_code)
    return tuple(found.name if found else None for found in (place.kecamatan, place.desa))


def rivals(text):
    place, _ = find_place(hear(text).tokens)
    return {(rival.kecamatan.name, rival.desa.name if rival.desa else None) for rival in place.alternatives}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("di loh bener", ("Lohbener", None)),
        ("ning kedokanbunder", ("Kedokan Bunder", None)),
        ("sukra wetan", ("Sukra", "Sukra Wetan")),
        ("desa tugu sliyeg", ("Sliyeg", "Tugu")),
        ("desa tugu kecamatan lelea", ("Lelea", "Tugu")),
        ("bulak kandanghaur", ("Kandanghaur", "Bulak")),
        ("di kandangaur", ("Kandanghaur", None)),
        ("desa plosokrep", ("Terisi", "Plosokerep")),
        ("lobener jatibarang", ("Jatibarang", "Lobener")),
        ("kecamatan lobener", ("Lohbener", None)),
        ("desa tambak kecamatan indramayu", ("Indramayu", "Tambak")),
        ("kuwu lombang", ("Juntinyuat", "Lombang")),
        ("desa tugu", (None, None)),
        ("rsud krangkeng penuh", (None, None)),
        ("kabupaten indramayu", (None, None)),
    ],
)
def test_places_are_found_as_they_are_heard(text, place):
    assert named(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "bolak balik bulak balik",
        "tambak jebol",
        "ular sanca besar",
        "minta arahan",
        "tanjakan licin",
        "dasar kasmaran",
        "token terisi",
    ],
)
def test_ordinary_words_are_no_places(text):
    assert named(text) == (None, None)


def test_a_name_of_several_places_offers_them_all_until_the_kecamatan_is_known():
    assert {("Lelea", "Tugu"), ("Sliyeg", "Tugu")} <= rivals("desa tugu")
    assert named("desa tugu", "32.12.05") == ("Lelea", "Tugu")
    assert named("pohon tumbang", "32.12.05") == ("Lelea", None)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("di lohbener", ("Jatibarang", "Lobener")),
        ("desa lobener", ("Lohbener", "Lohbener")),
        ("di sindang", ("Karangampel", "Sendang")),
        ("desa sendang", ("Sindang", "Sindang")),
        ("desa jambak", ("Indramayu", "Tambak")),
    ],
)
def test_a_name_that_sounds_like_another_offers_both_less_surely(text, other):
    assert other in rivals(text)
    assert find_place(hear(text).tokens)[0].confidence < 0.7 < find_place(hear("di losarang").tokens)[0].confidence


def test_every_desa_is_found_with_its_kecamatan():
    wrong = [
        place.code
        for place in desa().values()
        if (found := triage(f"desa {place.name} kecamatan {kecamatan()[place.kecamatan_code].name}").place).desa
        != place
        or found.kecamatan.code != place.kecamatan_code
    ]
    assert wrong == []


def test_complaints_without_a_place_seldom_name_one():
    texts = [e.text for e in read_examples() if " desa " not in f" {e.text} "][:800]
    names = [text for text in texts if find_place(hear(text).tokens)[0].desa is not None]
    assert len(names) <= len(texts) * 0.02


def test_an_unknown_kecamatan_is_refused():
    with pytest.raises(UnknownPlace):
        triage("jalan rusak", kecamatan="99.99.99")
