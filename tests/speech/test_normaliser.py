"""Written texts become words that can be read aloud, and outside text cannot command the synthesiser."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from speech.indonesian.moments import MONTHS
from speech.indonesian.normaliser import speakable, spoken
from speech.indonesian.numbers import DIGITS, LARGEST, spell, spell_decimal

SPOKEN = [
    ("Tiket 1234 5678", "Tiket satu dua tiga empat, lima enam tujuh delapan"),
    ("kode IC-352", "kode i, ce, tiga lima dua"),
    ("Rp 1.500.000,00", "satu juta lima ratus ribu rupiah"),
    ("Rp2.000,-", "dua ribu rupiah"),
    ("Rp. 5 juta", "lima juta rupiah"),
    ("pukul 08.30 WIB", "pukul delapan lewat tiga puluh menit waktu Indonesia barat"),
    ("jam 13:05", "jam tiga belas lewat lima menit"),
    ("pukul 08.00-15.00", "pukul delapan sampai lima belas"),
    ("17/8/2024", "tujuh belas Agustus dua ribu dua puluh empat"),
    ("2024-08-17", "tujuh belas Agustus dua ribu dua puluh empat"),
    ("17 Agustus 1945", "tujuh belas Agustus seribu sembilan ratus empat puluh lima"),
    ("RT 03/RW 05", "er te tiga, er we lima"),
    ("RT 03/05", "er te tiga, er we lima"),
    ("RT 2 RW 11", "er te dua, er we sebelas"),
    ("0812-3456-7890", "nol delapan satu dua, tiga empat lima enam, tujuh delapan sembilan nol"),
    ("+62 812 3456", "plus enam dua, delapan satu dua, tiga empat lima enam"),
    ("(0234) 271234", "nol dua tiga empat, dua tujuh satu dua tiga empat"),
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
    ("tiket 87654321", "tiket delapan tujuh enam lima, empat tiga dua satu"),
    ("tiket 8765-4321", "tiket delapan tujuh enam lima, empat tiga dua satu"),
    ("2024-2025", "dua ribu dua puluh empat sampai dua ribu dua puluh lima"),
    (
        "NIK 3212345678901234",
        "nik tiga dua satu dua, tiga empat lima enam, tujuh delapan sembilan nol, satu dua tiga empat",
    ),
    ("Rp50rb", "lima puluh ribu rupiah"),
    ("Rp 2,5 jt", "dua koma lima juta rupiah"),
    ("Rp1.5 juta", "satu koma lima juta rupiah"),
    ("IDR 5000", "lima ribu rupiah"),
    ("Rp 100.000,50", "seratus ribu rupiah lima puluh sen"),
    ("50 ribu/bulan", "lima puluh ribu per bulan"),
    ("08.30 WIB", "delapan lewat tiga puluh menit waktu Indonesia barat"),
    ("buka 08.00 - 16.00 WIB", "buka delapan sampai enam belas waktu Indonesia barat"),
    ("jam 07.30 sampai 10.00", "jam tujuh lewat tiga puluh menit sampai sepuluh"),
    ("10:00–12:15", "sepuluh sampai dua belas lewat lima belas menit"),
    ("1 Jan 2025", "satu Januari dua ribu dua puluh lima"),
    ("17.08.2026", "tujuh belas Agustus dua ribu dua puluh enam"),
    ("01/02/25", "satu Februari dua ribu dua puluh lima"),
    ("3 x 24 jam", "tiga kali dua puluh empat jam"),
    ("1/2 hari", "setengah hari"),
    ("60 km/jam", "enam puluh kilometer per jam"),
    ("20 m²", "dua puluh meter persegi"),
    ("-5°C", "minus lima derajat selsius"),
    ("panas 30°", "panas tiga puluh derajat"),
    ("hari ke-2", "hari kedua"),
    ("ke-21", "kedua puluh satu"),
    ("tahun 1990-an", "tahun seribu sembilan ratus sembilan puluhan"),
    ("kelas IV", "kelas empat"),
    ("anak2", "anak-anak"),
    ("H-1", "ha min satu"),
    ("rt 03 rw 04", "er te tiga, er we empat"),
    ("081234567890", "nol delapan satu dua, tiga empat lima enam, tujuh delapan sembilan nol"),
    ("0234 271234", "nol dua tiga empat, dua tujuh satu dua tiga empat"),
    ("+6281234567890", "plus enam dua, delapan satu dua tiga, empat lima enam tujuh, delapan sembilan nol"),
    ("UGD dan KTP", "u ge de dan ka te pe"),
    ("PT PLN (Persero) UP3", "pe te pe el en Persero u pe tiga"),
    ("MASUKKAN PIN ANDA", "MASUKKAN pin ANDA"),
    ("Bulog, SIM", "Bulog, sim"),
    ("No. 12A", "nomor dua belas a"),
    ("www.indramayukab.go.id", "we we we titik indramayukab titik go titik id"),
    ("info@indramayu.go.id", "info et indramayu titik go titik id"),
    ("s/d", "sampai dengan"),
    ("COVID-19", "COVID sembilan belas"),
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


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@given(st.integers(0, LARGEST))
def test_money_of_any_size_is_said_in_full(number: int) -> None:
    said = spoken(f"Rp{dotted(number)}")
    assert said == f"{spell(number)} rupiah"


@given(st.integers(0, 24), st.integers(0, 59), st.sampled_from(".:"), st.booleans())
def test_every_minute_of_the_day(hour: int, minute: int, sign: str, zero: bool) -> None:
    said = spoken(f"pukul {hour:0{2 if zero else 1}d}{sign}{minute:02d}")
    assert said == f"pukul {spell(hour)}" + (f" lewat {spell(minute)} menit" if minute else "")


@given(st.dates(), st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]))
def test_every_date_is_named(day: date, form: str) -> None:
    written = form.replace("%Y", f"{day.year:04d}").replace("%m", f"{day.month:02d}").replace("%d", f"{day.day:02d}")
    assert spoken(written) == f"{spell(day.day)} {MONTHS[day.month - 1]} {spell(day.year)}"


@given(st.integers(0, 10**6), st.integers(0, 99))
def test_percent_and_degrees(whole: int, part: int) -> None:
    number = f"{dotted(whole)},{part}"
    assert spoken(f"{number}%") == f"{spell_decimal(number)} persen"
    assert spoken(f"{number} °C") == f"{spell_decimal(number)} derajat selsius"


@given(st.from_regex(r"08[0-9]{8,11}", fullmatch=True), st.sampled_from(["", "-", " "]))
def test_a_telephone_number_keeps_every_digit_in_order(number: str, sign: str) -> None:
    written = sign.join([number[:4], number[4:8], number[8:]])
    said = [DIGITS.index(word) for word in spoken(written).replace(",", "").split()]
    assert "".join(map(str, said)) == number


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(["RT {:03d}/RW {:03d}", "RT {}/{}", "rt {} rw {}"]))
def test_every_neighbourhood(block: int, ward: int, form: str) -> None:
    assert spoken(form.format(block, ward)) == f"er te {spell(block)}, er we {spell(ward)}"


@given(st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_a_ticket_code_is_read_in_two_groups_of_four(code: str) -> None:
    first, second = spoken(f"Tiket {code}").removeprefix("Tiket ").split(", ")
    assert [len(first.split()), len(second.split())] == [4, 4]
    assert "".join(str(DIGITS.index(word)) for word in [*first.split(), *second.split()]) == code
