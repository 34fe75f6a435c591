"""References, hypotheses and phrases are compared in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.evaluation.wording import words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Air PDAM mati, sudah tiga hari!", "air pdam mati sudah tiga hari"),
        ("anak-anak bermain \N{EN DASH} ramai\N{HYPHEN}ramai", "anak anak bermain ramai ramai"),
        ("Jum'at \N{RIGHT SINGLE QUOTATION MARK}malam\N{RIGHT SINGLE QUOTATION MARK}", "jumat malam"),
        ("RT/RW  \t\n jalan\N{NO-BREAK SPACE}raya", "rtrw jalan raya"),
        ("\N{LATIN SMALL LIGATURE FI}nal \N{FULLWIDTH LATIN CAPITAL LETTER A}ir Caf\N{LATIN SMALL LETTER E WITH ACUTE}",
         "final air caf\N{LATIN SMALL LETTER E WITH ACUTE}"),
        ("ke\N{SOFT HYPHEN}ras \N{ZERO WIDTH SPACE}sekali", "keras sekali"),
        ("3 hari", "3 hari"),
        ("[unk] ... - \N{EM DASH}", "unk"),
        ("  ", ""),
    ],
)  # fmt: skip
def test_the_rule(text: str, words: str) -> None:
    assert words_of(text) == tuple(words.split())


@given(st.text())
def test_comparable_text_stays_as_it_is(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert all(words)


@given(st.text())
def test_capitals_and_punctuation_make_no_difference(text: str) -> None:
    assert words_of(f"...{text}!?") == words_of(text)
