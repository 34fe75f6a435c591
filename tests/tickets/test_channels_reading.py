"""Files of reports read row by row: encodings, separators, torn ends, and what each cell means."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.channels import cells
from tickets.channels.errors import (
    FormatUnknown,
    MappingInvalid,
    MappingUnknown,
    NothingMapped,
    SourceBroken,
    SourceEncodingUnknown,
)
from tickets.channels.formula import DANGEROUS, harmless, original
from tickets.channels.mapping import built_in, find_mapping, read_mapping
from tickets.channels.reading import Incoming, id_of_row, read_row, short_id
from tickets.channels.source_rows import SourceRow, at_path, read_source
from tickets.model import ComplaintType, Priority, Status

NOW = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
GENERAL = built_in()["umum"]


def rows(text, name="a.csv", **options):
    content = text if isinstance(text, bytes) else text.encode()
    source = read_source(io.BytesIO(content), name, **options)
    return source, list(source.rows)


def read(mapping=GENERAL, **values):
    return read_row(SourceRow(1, {"uraian": "jalan rusak"} | values), mapping, NOW)


def faults(**values):
    found = read(**values)
    assert not isinstance(found, Incoming)
    return [(fault.column, fault.why) for fault in found]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_quotes_and_lines(separator):
    _, found = rows(f'nama{separator}uraian\nTati{separator}"satu\ndua"\n\nBudi{separator}tiga\n')
    assert [(row.line, row.values["uraian"]) for row in found] == [(2, "satu\ndua"), (5, "tiga")]


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        ("uraian\nkafé\n".encode("utf-8-sig"), ""),
        ("uraian\nkafé\n".encode("cp1252"), "Windows-1252"),
        ("uraian\nkafé\n".encode("utf-16"), "UTF-16"),
        ("uraian\nka\0fé\n".encode(), ""),
    ],
)
def test_encodings_are_found_or_told(content, remark):
    source, found = rows(content)
    assert found[0].values == {"uraian": "kafé"}
    assert remark in " ".join(source.remarks)


def test_an_unknown_encoding_is_told_with_its_line():
    with pytest.raises(SourceEncodingUnknown) as error:
        rows(b"uraian\nbaik\n\x81\x8d\n")
    assert error.value.line == 3


def test_a_torn_last_line_is_a_fault_and_the_rest_is_read():
    _, found = rows("nama,uraian,id\nTati,satu,1\nBudi,du")
    assert found[0].fault is None
    assert "terputus" in found[1].fault.why
    _, found = rows('nama,uraian\nTati,satu\nBudi,"du')
    assert [row.fault is None for row in found] == [True, False]
    assert found[1].line == 3


def test_a_row_with_too_many_cells_is_a_fault():
    _, found = rows("nama,uraian\nTati,satu,dua\nBudi,tiga\n")
    assert [row.fault is None for row in found] == [False, True]
    assert found[0].fault.line == 2


def test_a_note_of_a_megabyte_is_read():
    _, (row,) = rows(f'uraian\n"{"a " * 500_000}"\n')
    assert len(row.values["uraian"]) == 1_000_000
    assert read_row(row, GENERAL, NOW).cut == 1_000_000 - 1 - 9_999


def test_json_in_its_forms():
    _, found = rows('{"d": {"list": [{"uraian": "a"}, 5]}}', "a.json", entries="d.list")
    assert (found[0].values, found[1].fault.line) == ({"uraian": "a"}, 2)
    _, found = rows('{"uraian": "a"}\n\n{"uraian": "b', "-")
    assert [(row.line, row.fault is None) for row in found] == [(1, True), (3, False)]
    assert rows('[{"uraian": "a"}]', "-")[1][0].values == {"uraian": "a"}


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "[" * 100_000])
def test_broken_json_is_told(text):
    with pytest.raises(SourceBroken):
        rows(text, "a.json")


def test_an_empty_or_strange_file_is_told():
    with pytest.raises(SourceBroken):
        rows("")
    with pytest.raises(FormatUnknown):
        rows("a", given="xlsx")


def test_dotted_paths():
    entry = {"Pelapor": {"nama": "Tati", "kontak": [{"hp": "0812"}]}}
    assert at_path(entry, "pelapor.nama") == "Tati"
    assert at_path(entry, "pelapor.kontak.0.hp") == "0812"
    assert at_path(entry, "pelapor.kontak.1.hp") is None
    assert at_path(entry, "pelapor.nama.x") is None


@given(st.text(st.sampled_from("=+-@'\t\n\rab＝"), max_size=8))
@settings(max_examples=60)
def test_no_cell_is_a_formula_and_none_is_changed(cell):
    assert not harmless(cell).startswith(DANGEROUS)
    assert original(harmless(cell)) == cell


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-03-09 08:15", datetime(2026, 3, 9, 1, 15, tzinfo=UTC)),
        ("2026-03-09T01:15:00Z", datetime(2026, 3, 9, 1, 15, tzinfo=UTC)),
        ("9/3/2026 08:15", datetime(2026, 3, 9, 1, 15, tzinfo=UTC)),
        ("Senin, 9 Maret 2026 08.15 WIB", datetime(2026, 3, 9, 1, 15, tzinfo=UTC)),
        ("09-03-2026", datetime(2026, 3, 8, 17, 0, tzinfo=UTC)),
        ("9 Agustus 2025", datetime(2025, 8, 8, 17, 0, tzinfo=UTC)),
        ("-", None),
    ],
)
def test_moments(cell, expected):
    assert cells.moment(cell) == expected


@pytest.mark.parametrize("cell", ["31/2/2026", "kemarin", "2026", "9 Foo 2026", "99/99/9999 99:99", "45720.5"])
def test_no_moments(cell):
    with pytest.raises(cells.CellWrong):
        cells.moment(cell)


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_cells_never_crash(cell):
    for reader in (cells.moment, cells.yes_or_no, cells.digits_kept, cells.category, cells.body):
        try:
            reader(cell)
        except cells.CellWrong as wrong:
            assert wrong.why and wrong.cure


def test_a_whole_row_becomes_a_ticket():
    found = read(
        kategori="Jalan dan pekerjaan umum",
        kecamatan="lohbener",
        desa="Langut",
        telepon="081234567890",
        anonim="Ya",
        klasifikasi="Permintaan Informasi",
        tanggal="8/3/2026 10:00",
        kanal="SP4N LAPOR",
        rt="4",
        id="A-1",
    )
    ticket = found.ticket
    assert (ticket.category, ticket.kecamatan, ticket.desa[:8]) == ("pekerjaan_umum", "32.12.18", "32.12.18")
    assert (ticket.anonymous, ticket.rt, ticket.channel) == (True, "004", "sp4n_lapor")
    assert ticket.complaint_type is ComplaintType.INFORMATION
    assert (ticket.source, ticket.source_id) == ("impor", "A-1")
    assert ticket.opened_at == datetime(2026, 3, 8, 3, 0, tzinfo=UTC)


def test_every_fault_of_a_row_is_told():
    found = faults(
        uraian=" ", kategori="ufo", kecamatan="Lohbner", tanggal="1/1/2030", nik="3,21215E+15", anonim="mungkin", rt="x"
    )
    assert {column for column, _ in found} == {
        "description", "category", "kecamatan", "opened_at", "reporter_nik", "anonymous", "rt",
    }  # fmt: skip
    assert "Lohbener" in dict(found)["kecamatan"]


def test_a_desa_needs_its_kecamatan():
    assert "tanpa kecamatannya" in dict(faults(desa="Tugu"))["desa"]


def test_fresh_emergencies_are_urgent_and_old_ones_are_not():
    assert read(uraian="tolong ada kebakaran di pasar").ticket.priority is Priority.EMERGENCY
    old = read(uraian="tolong ada kebakaran di pasar", tanggal="1/2/2025")
    assert old.ticket.priority is Priority.NORMAL


def test_finished_reports_come_in_finished():
    found = read(status="Selesai", instansi="DPUPR", tanggal="1/3/2026", resolved_at="5/3/2026")
    assert found.ticket.status is Status.RESOLVED
    assert found.further["agency"] == "DPUPR"
    assert found.further["resolved_at"] == datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
    assert found.further["forwarded_at"] == found.ticket.opened_at
    assert [column for column, _ in faults(status="ditugaskan")] == ["agency"]
    assert [column for column, _ in faults(status="ditugaskan", instansi="PLN-X")] == ["agency", "agency"]


def test_sp4n_titles_and_words():
    values = {"Judul Laporan": "Jalan", "Isi Laporan": "Jalan rusak parah", "Status": "Sedang Diproses", "Anonim": "1"}
    values |= {"Instansi Terlapor": "DPUPR", "Tracking ID": 123, "Kategori": "Infrastruktur"}
    ticket = read_row(SourceRow(1, values), built_in()["sp4n"], NOW).ticket
    assert ticket.description == "Jalan rusak parah"
    assert (ticket.status, ticket.source_id, ticket.channel) == (Status.IN_PROGRESS, "123", "sp4n_lapor")


def test_a_row_without_id_is_known_by_its_content():
    first = id_of_row({"a": "1", "b": "2"})
    assert first == id_of_row({"b": "2", "a": "1", "_alasan": "x"})
    assert first != id_of_row({"a": "1", "b": "3"})
    assert len(short_id("x" * 500)) <= 120


def test_mappings_are_checked(tmp_path):
    with pytest.raises(MappingUnknown):
        find_mapping("tidakada")
    (tmp_path / "peta.toml").write_text('source = "ig"\n[columns]\ndescription = "caption.text"\n')
    mapping = find_mapping(str(tmp_path / "peta.toml"))
    found = read_row(SourceRow(1, {"caption": {"Text": "banjir"}}), mapping, NOW)
    assert (found.ticket.description, found.ticket.source) == ("banjir", "ig")
    for broken in ({"kolom": {}}, {"columns": {"foo": "a"}}, {"columns": {"rt": 3}}, {"columns": 1}, {}):
        with pytest.raises(MappingInvalid):
            read_mapping(broken, "x")
    (tmp_path / "rusak.toml").write_text("[")
    with pytest.raises(MappingInvalid):
        find_mapping(str(tmp_path / "rusak.toml"))
    with pytest.raises(NothingMapped):
        GENERAL.check_columns(["foo", "bar"], "x.csv")
