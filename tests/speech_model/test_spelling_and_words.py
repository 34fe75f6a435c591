"""Spelling to sound and word formation, word by word, and the checks of the sentence files."""

import pytest

from speech.model.errors import BadText
from speech.model.phones import pronunciations
from speech.model.spelling import readings, respell
from speech.model.texts import COMPUTED, check_frame, frames, places, sentences, slots
from speech.model.words import ber, everyday_words, nasal

LEAST_FRAMES = 250
DESA = 317


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("ktp", "katépé"),
        ("kk", "kaka"),
        ("pdam", "pédéam"),
        ("puskesmas", "puskésmas"),
        ("desa", "désa"),
        ("desanya", "désanya"),
        ("dibelokkan", "dibélokkan"),
        ("terbebas", "tərbébas"),
        ("desakan", "dəsakan"),
        ("menuntut", "menuntut"),
        ("banyu", "banyu"),
    ],
)
def test_words_are_respelled_as_they_are_said(word, said):
    assert respell(word) == said


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("nyamuk", "ny a m u k"),
        ("syarat", "sy a r a t"),
        ("bangku", "b a ng k u"),
        ("bank", "b a ng k"),
        ("khusus", "kh u s u s"),
        ("jatibarang", "j a t i b a r a ng"),
        ("massa", "m a s a"),
        ("maaf", "m a ʔ a f"),
        ("empat", "ə m p a t"),
        ("kesehatan", "k ə s é h a t a n"),
        ("sore", "s o r é"),
    ],
)
def test_the_likeliest_reading_of_a_word(word, sounds):
    assert " ".join(readings(word)[0][0]) == sounds


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("satu", "s a dd u"),
        ("ya", "ya"),
        ("air", "a i r eu"),
        ("jalan", "j a L r a N"),
        ("wati", "wa dd i"),
        ("tidak", "dd i d a K"),
        ("drainase", "d eu r a i n a s e"),
    ],
)
def test_the_likeliest_phones_of_a_word(word, phones):
    variants = pronunciations(word)
    assert " ".join(variants[0][0]) == phones
    assert variants[0][1] == 0


@pytest.mark.parametrize(
    ("root", "formed"),
    [
        ("tulis", "menulis"),
        ("pukul", "memukul"),
        ("sapu", "menyapu"),
        ("kirim", "mengirim"),
        ("ambil", "mengambil"),
        ("cat", "mengecat"),
        ("lapor", "melapor"),
        ("proses", "memproses"),
        ("beli", "membeli"),
        ("rawat", "merawat"),
    ],
)
def test_the_nasal_prefix_melts_with_the_root(root, formed):
    assert nasal("me", root) == formed


@pytest.mark.parametrize(
    ("root", "formed"), [("jalan", "berjalan"), ("renang", "berenang"), ("kerja", "bekerja"), ("pergi", "bepergi")]
)
def test_ber_loses_its_r_before_another(root, formed):
    assert ber("ber", root) == formed


def test_every_form_is_a_plain_word():
    assert all(word.isascii() and word.isalpha() and word.islower() for word in everyday_words())


def test_a_frame_with_an_unknown_slot_or_sign_is_told_with_its_line():
    with pytest.raises(BadText, match=r"frames\.txt, line 7: the slot \{jalann\}"):
        check_frame("{jalann} rusak", 7, ("jalan",), "frames.txt")
    with pytest.raises(BadText, match="line 3"):
        check_frame("rt 5 rusak", 3, (), "frames.txt")


def test_every_filler_of_every_slot_is_plain_or_has_known_slots():
    known = {*slots(), *COMPUTED}
    for name, fillers in slots().items():
        for filler in fillers:
            assert check_frame(filler, 0, known, name) == filler


def test_the_texts_are_the_same_each_time_and_fill_every_slot():
    assert sentences(1) == sentences(1)
    assert sentences(1) != sentences(2)
    assert not any("{" in sentence for sentence in sentences(1))
    assert len(frames()) >= LEAST_FRAMES
    assert len(places()) == DESA
