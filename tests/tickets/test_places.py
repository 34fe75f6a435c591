"""Places are proposed with a score; the traps of the regency stay visible as several proposals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.errors import UnknownPlace
from tickets.places import find_desa, find_kecamatan
from tickets.reference import loader


@pytest.mark.parametrize("place", loader.kecamatan().values(), ids=lambda p: p.name)
def test_every_kecamatan_is_found_by_its_name(place):
    best = find_kecamatan(f"saya dari kecamatan {place.name.lower()} pak")[0]
    assert (best.place, best.score) == (place, 1.0)


def test_every_desa_is_found_in_its_kecamatan():
    for place in loader.desa().values():
        assert find_desa(place.name, place.kecamatan_code)[0].score == 1.0


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("endramayu", "Indramayu"),
        ("kedokanbunder", "Kedokan Bunder"),
        ("loh bener", "Lohbener"),
        ("lobener", "Lohbener"),
    ],
)
def test_a_misheard_name_is_proposed(heard, name):
    assert find_kecamatan(heard)[0].place.name == name


def test_a_misheard_name_is_never_certain():
    assert find_kecamatan("lobener")[0].score < 1.0
    assert find_kecamatan("sendang")[0].score < 1.0


@given(st.text())
def test_any_text_gives_ordered_scores(heard):
    scores = [match.score for match in find_kecamatan(heard)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_an_unknown_kecamatan_is_refused():
    with pytest.raises(UnknownPlace):
        find_desa("tugu", "32.12.99")
