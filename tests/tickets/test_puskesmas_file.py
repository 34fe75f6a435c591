"""A list of puskesmas as CSV: what is read, and that each fault is told with its line and column."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.dokmaru.errors import InvalidPuskesmasFile
from tickets.dokmaru.model import Puskesmas
from tickets.dokmaru.puskesmas_file import COLUMNS, MOST_BYTES, read_puskesmas
from tickets.reference.loader import desa, desa_of, kecamatan

HEADER = "code,name,kecamatan,phone,address,desa\n"


def read(*rows, header=HEADER):
    return read_puskesmas((header + "\n".join(rows)).encode(), "daftar.csv")


def faults(*rows, header=HEADER):
    with pytest.raises(InvalidPuskesmasFile) as caught:
        read(*rows, header=header)
    assert caught.value.count == len(caught.value.faults)
    assert str(caught.value.faults[0]) in str(caught.value)
    assert caught.value.faults[0].english in caught.value.english
    return [(fault.line, fault.column, fault.why_en) for fault in caught.value.faults]


def test_names_and_codes_of_places_are_read_alike():
    rows = read(
        "P1,Sliyeg,Sliyeg,0234-1,Jl. Raya 1,Sleman;tambi ; 32.12.12.2004;sleman LOR",
        "P2,Kedokanbunder,kedokanbunder,,,",
        '"P3","Patrol","32.12.31","","Jl. ""Pantura""\nPatrol","Limpas"',
    )
    assert rows[0] == Puskesmas(
        "P1", "Sliyeg", "32.12.12", "0234-1", "Jl. Raya 1",
        ("32.12.12.2001", "32.12.12.2002", "32.12.12.2004", "32.12.12.2005"),
    )  # fmt: skip
    assert (rows[1].kecamatan, rows[1].desa) == ("32.12.28", ())
    assert rows[2].address == 'Jl. "Pantura" Patrol'


def test_what_spreadsheets_write_is_read():
    text = '\ufeffCode;Name;Kecamatan;Phone;Address;Desa\r\nP1;Sliyeg;Sliyeg;;;"Sleman;Tambi"\r\n;;;;;\r\n'
    (entry,) = read_puskesmas(text.encode(), "daftar.csv")
    assert entry.desa == ("32.12.12.2001", "32.12.12.2002")


def test_every_fault_is_told_with_line_and_column():
    found = faults(
        "P1,Sliyeg,Sliyeg,,,Sleman",
        "P 2,,Sliyegg,,,Sleman",
        "P1,Tambi,Sliyeg,,,Sleman;Tamby;Limpas",
        "P3,Patrol,Patrol,,",
    )
    third = [(3, "code"), (3, "name"), (3, "kecamatan"), (3, "desa")]
    fourth = [(4, "code"), (4, "desa"), (4, "desa"), (4, "desa")]
    assert [(line, column) for line, column, _ in found] == [*third, *fourth, (5, "")]
    whys = " | ".join(why for *_, why in found)
    for told in (
        "did you mean Sliyeg (32.12.12)",
        "line 2 has the code P1",
        "claimed in line 2",
        "Tambi (Sliyeg, 32.12.12.2002)",
        "Limpas (Patrol, 32.12.31.2001)",
        "5 cells instead of 6",
    ):
        assert told in whys, told


def test_lines_are_counted_over_line_breaks_in_cells():
    assert faults('P1,Sliyeg,Sliyeg,,"satu\ndua",', "P2,,Sliyeg,,,")[0][:2] == (4, "name")


def test_traps_of_names_are_not_taken_for_each_other():
    (wrong,) = faults("P1,Lobener,Lobener,,,")
    assert "did you mean Lohbener (32.12.18)" in wrong[2]
    (wrong,) = faults("P1,Lohbener,Lohbener,,,Lobener")
    assert "Lobener (Jatibarang" in wrong[2]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no puskesmas"),
        (b"kode,nama\n", "header"),
        (HEADER.encode(), "no puskesmas"),
        (HEADER.encode() + b"P1,Sl\xefyeg,Sliyeg,,,\n", "UTF-8"),
        (HEADER.encode() + b'P1,"Sliyeg,Sliyeg,,,\n', "cells"),
        (b"x" * (MOST_BYTES + 1), "larger"),
    ],
)
def test_files_that_are_none_are_refused(content, told):
    with pytest.raises(InvalidPuskesmasFile) as caught:
        read_puskesmas(content, "daftar.csv")
    assert told in caught.value.english
    assert "daftar.csv" in str(caught.value)


def test_broken_text_keeps_its_line():
    with pytest.raises(InvalidPuskesmasFile) as caught:
        read_puskesmas(HEADER.encode() + b"P1,Sliyeg,Sliyeg,,,\nP2,\xff,Sliyeg,,,\n", "daftar.csv")
    assert caught.value.faults[0].line == 3


@settings(max_examples=60)
@given(st.text(max_size=200), st.booleans())
def test_any_text_is_a_list_or_told_to_be_none(text, with_header):
    content = ((HEADER if with_header else "") + text).encode("utf-8", "surrogatepass")
    try:
        assert read_puskesmas(content, "x.csv")
    except InvalidPuskesmasFile as invalid:
        assert invalid.faults
        assert all(fault.line >= 1 for fault in invalid.faults)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(sorted(kecamatan())), min_size=1, max_size=6, unique=True), st.randoms())
def test_every_desa_of_the_regency_can_be_written_by_its_name(codes, random):
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for code in codes:
        names = [place.name.upper() if random.random() < 0.5 else place.name for place in desa_of(code)]
        rows.writerow([f"P{code}", kecamatan()[code].name, kecamatan()[code].name, "", "", " ; ".join(names)])
    entries = read_puskesmas(text.getvalue().encode(), "daftar.csv")
    covered = {found for entry in entries for found in entry.desa}
    assert covered == {place.code for place in desa().values() if place.kecamatan_code in codes}
