"""Words that propose a red flag, in Indonesian and Dermayon, and words that only sound like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.dokmaru.red_flags import asserted, propose_red_flags
from tickets.dokmaru.vocabulary import RedFlag

FLAGGED = [
    ("ibu saya sesak napas sejak subuh", RedFlag.BREATHLESS),
    ("bapak engap", RedFlag.BREATHLESS),
    ("mboke beli bisa ambegan", RedFlag.BREATHLESS),
    ("napasnya berat", RedFlag.BREATHLESS),
    ("bocah e semaput", RedFlag.UNCONSCIOUS),
    ("ora eling dari tadi", RedFlag.UNCONSCIOUS),
    ("tidak sadar", RedFlag.UNCONSCIOUS),
    ("tidak bisa dibangunkan", RedFlag.UNCONSCIOUS),
    ("getihe akeh metu", RedFlag.BLEEDING),
    ("muntah darah dua kali", RedFlag.BLEEDING),
    ("anak saya step", RedFlag.CONVULSIONS),
    ("kejang-kejang", RedFlag.CONVULSIONS),
    ("dadanya sakit tembus ke punggung", RedFlag.CHEST_PAIN),
    ("dada lara", RedFlag.CHEST_PAIN),
    ("nyeri dada kiri", RedFlag.CHEST_PAIN),
    ("rabine arep lairan", RedFlag.LABOUR),
    ("istri mau melahirkan", RedFlag.LABOUR),
    ("ketubannya pecah", RedFlag.LABOUR),
    ("tidak, sesak napas", RedFlag.BREATHLESS),
]
HARMLESS = [
    "batuk pilek tiga hari, mau beli obat",
    "tekanan darah tinggi, obatnya habis",
    "cuci darah dua kali seminggu",
    "demam berdarah minggu lalu",
    "step by step",
    "mau urus akta lairan",
    "tiba-tiba panas",
    "tiba ning pinggir kali",
    "luka setelah melahirkan dua bulan lalu",
    "stroke lama, tidak bisa bangun",
    "kaki bengkak, larang obate",
    "",
]


@pytest.mark.parametrize(("text", "flag"), FLAGGED)
def test_a_red_flag_is_proposed_with_its_words(text, flag):
    (proposal,) = propose_red_flags(text)
    assert (proposal.flag, proposal.denied) == (flag, False)
    assert all(word in " ".join(text.lower().replace("-", " ").split()) for word in proposal.words)


@pytest.mark.parametrize("text", HARMLESS)
def test_everyday_phrases_propose_nothing(text):
    assert propose_red_flags(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "tidak sesak",
        "demam, tidak ada sesak",
        "mak'e beli sesek",
        "laka sesak",
        "belum berdarah",
        "ora kejang",
        "boten engap",
    ],
)
def test_what_is_denied_is_asked_again_but_not_asserted(text):
    (proposal,) = propose_red_flags(text)
    assert proposal.denied
    assert asserted(propose_red_flags(text)) == ()


def test_once_asserted_is_enough():
    assert asserted(propose_red_flags("tadi tidak sesak, sekarang sesak")) == (RedFlag.BREATHLESS,)


def test_the_asserted_stand_before_the_denied():
    found = propose_red_flags("tidak sesak tapi kejang dan pendarahan")
    assert [proposal.flag for proposal in found] == [RedFlag.BLEEDING, RedFlag.CONVULSIONS, RedFlag.BREATHLESS]


def test_serious_things_in_one_breath_are_all_found():
    text = "suami pingsan dadane sakit getih metu"
    assert set(asserted(propose_red_flags(text))) == {RedFlag.UNCONSCIOUS, RedFlag.CHEST_PAIN, RedFlag.BLEEDING}


@given(st.text())
def test_any_text_is_read(text):
    found = propose_red_flags(text)
    assert len({proposal.flag for proposal in found}) == len(found)


@given(st.sampled_from(FLAGGED), st.sampled_from(["demam", "batuk", "sudah tua", "lara weteng"]))
def test_harmless_words_around_hide_no_flag(flagged, harmless):
    text, flag = flagged
    assert flag in asserted(propose_red_flags(f"{harmless}. {text}. {harmless}"))
