"""What the model is built from: every word can be said, what is asked for is in it, bad words are told."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.conversation import Facts, Position
from ivr.grammars import grammar
from ivr.menu import load
from speech.model.errors import BadWord
from speech.model.lexicon import make_lexicon, read_extra_words
from speech.model.ngram import END, train
from speech.model.phones import pronunciations
from speech.model.texts import frames, one_spelling, sentences
from speech.model.vocabulary import load_material
from tickets.reference.loader import kecamatan

DIGITS = {"nol", "kosong", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"}
YES = {"ya", "iya", "inggih", "nggih", "muhun", "bener", "betul", "benar"}
NO = {"tidak", "enggak", "gak", "ndak", "ora", "beli", "boten", "mboten", "bukan", "salah"}
LEAST_WORDS = 15_000
LEAST_FRAMES = 3000
LEAST_VARIETY = 0.8


@pytest.fixture(scope="module")
def material():
    return load_material(None)


def test_every_word_of_the_vocabulary_can_be_said(material):
    lexicon = make_lexicon(material.words)
    assert {entry.word for entry in lexicon} == material.words
    assert all(entry.phones and entry.cost >= 0 for entry in lexicon)


def test_the_vocabulary_holds_what_callers_are_asked_for(material):
    assert len(material.words) >= LEAST_WORDS
    assert material.words >= DIGITS | YES | NO


def test_complaints_are_written_in_many_ways():
    triples = [triple for frame in frames() for triple in zip(*(frame.split()[n:] for n in range(3)), strict=False)]
    assert len(frames()) >= LEAST_FRAMES
    assert len(set(frames())) == len(frames())
    assert len(set(triples)) / len(triples) > LEAST_VARIETY


def test_a_sentence_filled_twice_with_the_same_seed_is_the_same():
    assert sentences(1)[:500] == sentences(1)[:500]
    assert sentences(1)[:500] != sentences(2)[:500]


def test_words_written_in_two_ways_are_one_word_to_the_model():
    assert one_spelling("alamatnya di mana dan mau ke mana") == "alamatnya dimana dan mau kemana"


def test_how_often_words_are_used_anywhere_shifts_their_probability_and_nothing_else():
    plain = train(["air mati"], WORDS)
    common = train(["air mati"], WORDS, frequencies={"jalan": 0.02, "rusak": 0.001, "tidak dikenal": 0.5})
    assert common.probability((), "jalan") > plain.probability((), "jalan")
    assert common.probability((), "jalan") > common.probability((), "rusak") > common.probability((), "ibu")
    assert math.isclose(sum(common.probability((), word) for word in [*WORDS, END]), 1.0, rel_tol=1e-9)


def test_the_same_sentences_give_the_same_model_down_to_its_order():
    single = [gram for gram in train(["air mati"], WORDS, frequencies={"jalan": 0.02}).seen if len(gram) == 1]
    assert single == sorted(single)


def test_every_phrase_that_any_step_listens_for_is_in_the_vocabulary(material):
    menu = load()
    places = [Position("village", facts=Facts(district=code)) for code in kecamatan()]
    for position in [*(Position(name) for name in menu.steps), *places]:
        for phrase in grammar(menu, position) or ():
            assert set(phrase.split()) <= material.words, phrase


@pytest.mark.parametrize("word", ["nyamuk", "ngawi", "ktp", "kebakaran", "syarat", "puskesmas", "losarang"])
def test_variants_are_sorted_by_cost_and_differ(word):
    variants = pronunciations(word)
    assert variants
    assert all(one[1] <= other[1] for one, other in pairwise(variants))
    assert len({phones for phones, _ in variants}) == len(variants)


@pytest.mark.parametrize(
    ("content", "line"),
    [("dermayu\nsatu dua\n", 2), ("angka7\n", 1), ("\n\nx" + "a" * 80 + "\n", 3), ("kata = <x>\n", 1)],
)
def test_a_bad_word_is_told_with_its_line(tmp_path, content, line):
    file = tmp_path / "words.txt"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadWord) as caught:
        read_extra_words(file)
    assert f"{line}" in str(caught.value)
    assert "words.txt" in str(caught.value)


WORDS = ["air", "mati", "jalan", "rusak", "ibu", "sakit"]


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), min_size=1, max_size=12))
def test_after_every_history_the_probabilities_sum_to_one(sentences):
    model = train(sentences, WORDS)
    for history in [(), *model.backoff]:
        total = sum(model.probability(history, word) for word in [*WORDS, END])
        assert math.isclose(total, 1.0, rel_tol=1e-6)
