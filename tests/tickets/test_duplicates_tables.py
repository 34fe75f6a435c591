"""The tables of likeness: what is wrong in them is told in one sentence, with its place."""

import tomllib

import pytest

from tickets.duplicates import tables
from tickets.duplicates.topic import topic_of
from tickets.duplicates_errors import BrokenLikenessTable
from tickets.reference import loader


def content(name):
    return tomllib.loads((tables.FOLDER / name).read_text(encoding="utf-8"))


def test_every_phrase_of_the_packaged_words_is_found_again():
    for phrase, meaning in tables.words().phrases.items():
        topic = topic_of(phrase)
        assert topic.subjects | topic.troubles, phrase
        assert not meaning.subject or meaning.subject in topic.subjects, phrase
        assert not meaning.trouble or meaning.trouble in topic.troubles, phrase


def test_every_category_has_a_window_and_no_other_has():
    assert set(tables.weights().windows_h) == {*loader.categories(), "unknown"}
    assert tables.weights().window_h(None) == tables.weights().window_h("tak dikenal")


def test_every_ambiguous_name_is_a_place():
    names = {
        word for place in (*loader.desa().values(), *loader.kecamatan().values()) for word in place.name.lower().split()
    }
    assert tables.words().ambiguous_places <= names


@pytest.mark.parametrize("missing", ["stop", "negators", "fillers", "ambiguous_places", "subject", "trouble", "both"])
def test_a_missing_list_of_words_is_told(missing):
    with pytest.raises(BrokenLikenessTable, match=missing):
        tables.parse_words({name: value for name, value in content("words.toml").items() if name != missing})


def test_a_phrase_with_two_meanings_and_an_empty_entry_are_told():
    broken = content("words.toml")
    broken["trouble"].append({"words": ["aneh", "air"]})
    with pytest.raises(BrokenLikenessTable, match="“air”"):
        tables.parse_words(broken)
    broken["trouble"][-1] = {"words": []}
    with pytest.raises(BrokenLikenessTable, match="no words"):
        tables.parse_words(broken)


@pytest.mark.parametrize(
    ("group", "name", "value"),
    [
        (None, "least", 1.5),
        (None, "least", "tinggi"),
        ("text", "subject", 0.9),
        ("window_hours", "air", 0),
        ("burst", "least_reports", 1),
        ("burst", "minutes", -1.0),
        ("category", "other", -0.1),
    ],
)
def test_a_number_out_of_its_bounds_is_told(group, name, value):
    broken = content("weights.toml")
    (broken if group is None else broken[group])[name] = value
    with pytest.raises(BrokenLikenessTable, match=r"weights\.toml"):
        tables.parse_weights(broken)


def test_a_missing_number_is_told():
    broken = content("weights.toml")
    del broken["place"]["wide"]["other"]
    with pytest.raises(BrokenLikenessTable):
        tables.parse_weights(broken)
