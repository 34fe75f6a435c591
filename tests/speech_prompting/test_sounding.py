"""Every word that may be spoken is known to sound right, and a word that nobody knows is named."""

import pytest

from speech.indonesian import amounts, moments, numbers
from speech.indonesian.normaliser import spoken
from speech.indonesian.pronunciation import LETTER_NAMES, Pronunciations, table
from speech.model.spelling import readings
from speech.prompting.phonemes import ask_phonemes
from speech.prompting.sounding import CERTAIN_COST, Verdict, heard, judge, words_of

NOTHING = Pronunciations({}, {}, {}, frozenset())
SAID_BY_RULES = (
    *numbers.SMALL,
    *(unit for _, unit in numbers.UNITS),
    *(numbers.spell_ordinal(n) for n in range(1, 13)),
    *moments.MONTHS,
    *amounts.MEASURES.values(),
    *amounts.TIMES.split("|"),
    *amounts.FRACTIONS.values(),
    *amounts.SIZES.values(),
    *LETTER_NAMES.split(),
    "belas seratus seribu rupiah sen persen derajat selsius koma sampai kali minus per garis miring lewat menit",
    "pagar bintang dan sama dengan tambah ha min plus titik et strip bawah er te er we",
    "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
)
OTHER_THAN_SPELLED = {"menekan", "ampere"}
"""The spelling rules take the stem for another root, or know no foreign word."""


@pytest.mark.parametrize(
    ("phonemes", "sounds"),
    [
        ("t@k'an", "t ə k a n"),
        ("s@l@s'aI", "s ə l ə s a i"),
        ("lap'OR2an", "l a p o r a n"),
        ("dZ'an^dZi", "j a ny j i"),
        ("m'a_|af", "m a a f"),
        ("mas'ukkan", "m a s u k a n"),
        ("k@dZ,adi'ann^a", "k ə j a d i a ny a"),
        ("m,aCaR2'akat", "m a sy a r a k a t"),
    ],
)
def test_phonemes_are_heard_as_sounds(phonemes: str, sounds: str) -> None:
    assert heard(phonemes) == tuple(sounds.split())


def test_a_foreign_phoneme_is_not_heard_as_indonesian() -> None:
    assert heard("X'ina") is None


def test_words_are_listed_once_and_in_small_letters() -> None:
    assert words_of(["Tekan dua, tekan TIGA.", "dua-dua"]) == ["dua", "tekan", "tiga"]


def verdict(word: str, rules: Pronunciations) -> tuple[Verdict, str]:
    [sounding] = judge([word], ask_phonemes([word]), rules)
    return sounding.verdict, sounding.reason


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("tidak", Verdict.RULE),
        ("petugas", Verdict.RULE),
        ("desa", Verdict.RULE),
        ("tekan", Verdict.UNKNOWN),
        ("bersih", Verdict.UNKNOWN),
        ("tiket", Verdict.UNKNOWN),
        ("sukaurip", Verdict.UNKNOWN),
        ("china", Verdict.UNKNOWN),
    ],
)
def test_without_a_table_only_what_the_spelling_settles_is_known(word: str, expected: Verdict) -> None:
    found, reason = verdict(word, NOTHING)
    assert found is expected
    assert bool(reason) == (expected is Verdict.UNKNOWN)


def test_the_table_settles_what_the_spelling_does_not() -> None:
    rules = Pronunciations({"tekan": "t@k'an"}, {}, {"daerah": "daérah", "tiket": "tikét"}, frozenset({"tekan"}))
    [tekan, daerah, tiket] = judge(words := ["tekan", "daerah", "tiket"], ask_phonemes(words), rules)
    assert (tekan.verdict, tekan.spoken, tekan.guess) == (Verdict.TABLE, "t@k'an", True)
    assert (daerah.verdict, daerah.guess) == (Verdict.RIGHT, False)
    assert (tiket.verdict, "tikét" in tiket.reason) == (Verdict.UNKNOWN, True)


def test_every_word_that_numbers_times_money_and_abbreviations_can_say_is_known() -> None:
    words = words_of(spoken(text) for text in (*SAID_BY_RULES, *table().abbreviations.values()))
    unknown = {
        sounding.word: sounding.reason
        for sounding in judge(words, ask_phonemes(words), table())
        if sounding.verdict is Verdict.UNKNOWN
    }
    assert unknown == {}


def test_the_table_contradicts_no_spelling_that_is_certain() -> None:
    for word, phonemes in table().sounds.items():
        best, cost = readings(word)[0]
        if cost <= CERTAIN_COST and word not in OTHER_THAN_SPELLED:
            assert heard(phonemes) == tuple(sound for sound in best if sound != "ʔ"), word


def test_every_phoneme_of_the_table_is_indonesian_and_obeyed_by_espeak() -> None:
    sounds = table().sounds
    told = ask_phonemes([f"[[{phonemes}]]" for phonemes in sounds.values()])
    assert [word for word, phonemes in sounds.items() if heard(phonemes) is None] == []
    obeyed = dict(zip(sounds, told, strict=True))
    assert [word for word in sounds if heard(obeyed[word]) != heard(sounds[word])] == []
