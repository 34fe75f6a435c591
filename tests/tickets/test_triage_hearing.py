"""What words mean: Dermayon or Indonesian, by their neighbours and by the whole utterance."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.reference.loader import FOLDER
from tickets.triage.errors import BrokenTriageFile
from tickets.triage.hearing import LONGEST_TEXT, hear
from tickets.triage.tables import parse_tables, tables


def meant(text):
    return " ".join(token.word for token in hear(text).tokens)


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("banyune beli metu", "air tidak keluar"),
        ("saya arep beli obat", "saya ingin beli obat"),
        ("mau beli gas tidak ada", "mau beli gas tidak ada"),
        ("reang beli olih bantuan", "saya tidak dapat bantuan"),
        ("terpaksa beli air galon", "terpaksa beli air galon"),
        ("obate laka ning puskesmas", "obate tidak ada di puskesmas"),
        ("ada laka lantas di pantura", "ada kecelakaan lantas di pantura"),
        ("pupuk langka di kios", "pupuk langka di kios"),
        ("langka banyune sakien", "tidak ada air sekarang"),
        ("bapane tiba saking wit", "bapane jatuh saking wit"),
        ("petugas tiba di lokasi", "petugas sampai di lokasi"),
        ("berase larang pisan", "berase mahal pisan"),
        ("sudah tiga kali saya lapor", "sudah tiga kali saya lapor"),
        ("sampah dibuang ning kali", "sampah dibuang di sungai"),
        ("minta ampun macetnya", "minta ampun macetnya"),
        ("ampun kesuwen wong wis lara nemen", "jangan kesuwen orang sudah sakit nemen"),
        ("kita beli gelem mangan", "saya tidak gelem makan"),
        ("kita semua warga", "kita semua warga"),
    ],
)
def test_false_friends_are_told_by_their_context(said, understood):
    assert meant(said) == understood


def test_how_a_shared_word_was_read_is_told():
    assert [(r.said, r.meaning) for r in hear("banyune beli metu").readings] == [("beli", "tidak")]
    assert hear("banyune beli metu").dermayon
    assert not hear("air tidak keluar sejak kemarin").dermayon


def test_a_pause_is_kept_and_words_that_mean_two_share_their_place():
    tokens = hear("obate laka, gage").tokens
    assert [(t.at, t.said, t.word) for t in tokens[1:3]] == [(1, "laka", "tidak"), (1, "laka", "ada")]
    assert [t.pause for t in tokens] == [True, False, False, True]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_heard(text):
    heard = hear(text)
    assert all(token.said.isascii() and token.said.isalpha() for token in heard.tokens)
    assert heard.cut == 0


def test_only_the_beginning_of_a_huge_text_is_read():
    heard = hear("air mati " * 120_000)
    assert heard.cut == 9 * 120_000 - LONGEST_TEXT
    assert len(heard.tokens) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("section", "content", "where"),
    [("rule", [{"agency": "NASA", "words": ["bulan"]}], "rule"), ("rule", [{"agency": "PLN", "words": []}], "rule")],
)
def test_a_broken_table_names_its_section(section, content, where):
    good = tomllib.loads((FOLDER / "triage.toml").read_text(encoding="utf-8"))
    assert parse_tables(good).rules == tables().rules
    with pytest.raises(BrokenTriageFile, match=where):
        parse_tables(good | {section: content})
    with pytest.raises(BrokenTriageFile, match="alarm"):
        parse_tables({name: part for name, part in good.items() if name != "alarm"})
