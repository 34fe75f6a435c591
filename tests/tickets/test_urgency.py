"""Words of danger raise the alarm; everyday phrases that sound alike don't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.urgency import emergency_table, emergency_words

ALARMS = [
    ("ular di rumah saya", ("ular",)),
    ("ana ula ning umah", ("ula",)),
    ("ularnya masuk kamar", ("ular",)),
    ("ada kebakaran di pasar", ("kebakaran",)),
    ("umahe kobongan", ("kobongan",)),
    ("ibu saya sesak napas", ("sesak",)),
    ("bapak engap", ("engap",)),
    ("suami saya tidak sadar", ("tidak sadar",)),
    ("bocah e semaput", ("semaput",)),
    ("anak saya step", ("step",)),
    ("kejang-kejang pak", ("kejang",)),
    ("getihe akeh", ("getih",)),
    ("istri mau melahirkan", ("melahirkan",)),
    ("Tolong tolong!", ("tolong",)),
    ("tolong pak", ("tolong",)),
    ("tulung tulung ana maling", ("tulung", "maling")),
    ("anak tenggelam di kali", ("tenggelam",)),
    ("ada orang kesetrum", ("kesetrum",)),
    ("rob sudah masuk rumah", ("rob",)),
    ("tekanan darah tinggi lalu pingsan", ("pingsan",)),
    ("dia demam berdarah sekarang keluar darah", ("darah",)),
    ("tidak kebakaran di rumah tetangga", ("kebakaran",)),
    ("ibu di pasar sesak", ("sesak",)),
    ("TABRAKAN di pantura", ("tabrakan",)),
]
EVERYDAY = [
    "tolong perbaiki jalan di depan balai desa",
    "tulung dibantu gawe ktp",
    "anak saya demam berdarah",
    "cek tekanan darah di puskesmas",
    "bapak darah tinggi",
    "tolong jelaskan step by step",
    "antre di rumah sakit",
    "air mati sudah tiga hari",
    "banjir diskon di pasar",
    "lampu jalan mati",
    "beli beras",
    "mengurus akta lairan",
    "main ular tangga",
    "kartu keluarga belum jadi",
    "larang temen regane",
    "sing tiba motor",
    "",
]


@pytest.mark.parametrize(("text", "words"), ALARMS)
def test_danger_is_heard(text, words):
    assert emergency_words(text) == words


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_talk_raises_no_alarm(text):
    assert emergency_words(text) == ()


CALM = ["jalan", "rusak", "depan", "desa", "sudah", "lama", "kami", "warga", "air", "listrik"]
calm_words = st.lists(st.sampled_from(CALM), max_size=6)
danger_words = st.sampled_from([" ".join(p) for d in emergency_table().dangers for p in d.words])


@given(calm_words, danger_words, calm_words)
def test_a_word_of_danger_is_heard_amid_any_calm_talk(before, danger, after):
    assert danger in emergency_words(" ".join([*before, danger, *after]))


@given(calm_words)
def test_calm_talk_stays_calm(words):
    assert emergency_words(" ".join(words)) == ()


@given(st.text())
def test_any_text_is_taken_and_each_word_is_told_once(text):
    words = emergency_words(text)
    assert len(words) == len(set(words))


def test_every_innocent_phrase_of_the_table_is_innocent_and_needed():
    for danger in emergency_table().dangers:
        for phrase in danger.innocent:
            assert not set(emergency_words(" ".join(phrase))) & {" ".join(w) for w in danger.words}
