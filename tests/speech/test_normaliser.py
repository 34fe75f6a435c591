"""Written texts become words that can be read aloud, and outside text cannot command the synthesiser."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from speech.indonesian.normaliser import speakable, spoken

SPOKEN = [
    ("Tiket 1234 5678", "Tiket satu dua tiga empat, lima enam tujuh delapan"),
    ("kode IC-352", "kode i, ce, tiga lima dua"),
    ("Rp 1.500.000,00", "satu juta lima ratus ribu rupiah"),
    ("Rp2.000,-", "dua ribu rupiah"),
    ("Rp. 5 juta", "lima juta rupiah"),
    ("pukul 08.30 WIB", "pukul delapan lewat tiga puluh menit waktu Indonesia barat"),
    ("jam 13:05", "jam tiga belas lewat lima menit"),
    ("pukul 08.00-15.00", "pukul delapan tepat sampai lima belas tepat"),
    ("17/8/2024", "tujuh belas Agustus dua ribu dua puluh empat"),
    ("2024-08-17", "tujuh belas Agustus dua ribu dua puluh empat"),
    ("17 Agustus 1945", "tujuh belas Agustus seribu sembilan ratus empat puluh lima"),
    ("RT 03/RW 05", "er te tiga, er we lima"),
    ("RT 03/05", "er te tiga, er we lima"),
    ("RT 2 RW 11", "er te dua er we sebelas"),
    ("0812-3456-7890", "nol delapan satu dua, tiga empat lima enam, tujuh delapan sembilan nol"),
    ("+62 812 3456", "plus enam dua, delapan satu dua, tiga empat lima enam"),
    ("(0234) 271234", "nol dua tiga empat dua tujuh satu, dua tiga empat"),
    ("hubungi 112", "hubungi satu satu dua"),
    ("112 pelanggan", "seratus dua belas pelanggan"),
    ("37,5°C", "tiga puluh tujuh koma lima derajat selsius"),
    ("turun 10%", "turun sepuluh persen"),
    ("PDAM dan RSUD", "pe de a em dan er es u de"),
    ("Jl. Sudirman No. 5, Kec. Sindang", "jalan Sudirman nomor lima, kecamatan Sindang"),
    ("tekan # atau *", "tekan pagar atau bintang"),
    ("dan/atau", "dan atau"),
    ("1000 warga", "seribu warga"),
    ("12.500 warga", "dua belas ribu lima ratus warga"),
]


@pytest.mark.parametrize(("text", "words"), SPOKEN)
def test_spoken(text: str, words: str) -> None:
    assert spoken(text) == words


def test_an_impossible_date_is_not_called_a_date() -> None:
    assert "Januari" not in spoken("31/13/2024")
    assert "tiga belas" in spoken("31/13/2024")


@given(st.text(max_size=60))
@example("[[[[a]] ]]")
@example("\u0663\u00b2\u00bd")
@example("9999999999999999999999999,5%")
@example("Rp 99999999999999999999")
@example("RT 999/999 0-0 00:00 24:59 0/0/0000")
def test_no_digit_and_no_command_is_left(text: str) -> None:
    words = spoken(text)
    assert not re.search(r"[0-9\[\]<>]", words)
    assert words.isprintable()


def test_brackets_of_outside_text_never_reach_the_synthesiser() -> None:
    assert "[" not in speakable("[[h@l'o]] [ [a] ]")
    assert "<" not in speakable("<voice name='en'>halo")


def test_phonemes_are_put_in_after_the_numbers() -> None:
    assert speakable("Tekan 4.") == "[[t@k'an]] [[@mp'at]]."
