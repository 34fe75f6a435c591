"""Reading tables of answers: whatever the separator and the order of columns, and every fault with its place."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.answers_file import MOST_IN_LINE, open_answers
from tickets.errors import TicketsError
from tickets.satisfaction.errors import (
    AnswerInvalid,
    AnswersFileEmpty,
    AnswersFileUnreadable,
    ElementColumnMissing,
    ElementColumnRepeated,
    LineTooLong,
    NotUtf8,
    OtherStandard,
    RowRagged,
    TableBroken,
)
from tickets.satisfaction.standards import known_standard

NINE, FOURTEEN = known_standard("14/2017"), known_standard("25/2004")
CODES = ",".join(NINE.codes)
ALL_THREE = "3,3,3,3,3,3,3,3,3"


def read(content, standard=NINE):
    """The rows and the columns of a table that comes by stdin."""
    stream = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    with open_answers("-", standard, stream) as table:
        rows = list(table.rows)
    assert not stream.closed
    return rows, table.columns


def written(header, rows, separator=","):
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([header, *rows])
    return text.getvalue()


@given(
    st.lists(st.lists(st.sampled_from([1, 2, 3, 4, None]), min_size=9, max_size=9), max_size=6),
    st.permutations(range(9)),
    st.sampled_from(",;\t"),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_whatever_the_order_of_columns(people, order, separator, by_name):
    elements = [NINE.elements[place] for place in order]
    header = [element.name if by_name else element.code for element in elements]
    cells = [["x", *["" if row[place] is None else row[place] for place in order]] for row in people]
    rows, columns = read(written(["responden", *header], cells, separator))
    assert rows == people
    assert columns.ignored == ("responden",)


def test_a_mark_windows_lines_and_old_macintosh_lines_are_fine():
    text = f"{CODES}\n{ALL_THREE}\n"
    for content in (
        b"\xef\xbb\xbf" + text.encode(),
        text.replace("\n", "\r\n").encode(),
        text.replace("\n", "\r").encode(),
        text.strip().encode(),
        b"\n  \n" + text.encode() + b"\n\n",
    ):
        assert read(content)[0] == [[3] * 9]


def test_names_are_known_in_any_case_and_spacing():
    header = (
        "PERSYARATAN;sistem,  mekanisme & prosedur;Waktu\u00a0Pelayanan;biaya / tarif;u05;U-6 Kompetensi;"
        "U7. perilaku;Unsur 8;sarana-prasarana;"
    )
    rows, columns = read(f"{header}\n1;2;3;4;1;2;3;4;1;\n")
    assert rows == [[1, 2, 3, 4, 1, 2, 3, 4, 1]]
    assert (columns.ignored, columns.contradictory) == (("",), ())


def test_the_code_counts_where_name_and_code_disagree():
    header = CODES.replace("U8", "U8 Sarana dan prasarana").replace("U9", "U9 Penanganan pengaduan")
    rows, columns = read(f"{header}\n3,3,3,3,3,3,3,1,4\n")
    assert rows[0][7:] == [1, 4]
    assert columns.contradictory == ("U8 Sarana dan prasarana", "U9 Penanganan pengaduan")


def test_a_name_may_run_over_two_lines_of_its_quotes():
    header = CODES.replace("U1", '"U1\nPersyaratan"')
    assert read(f"{header}\n{ALL_THREE}\n")[0] == [[3] * 9]
    with pytest.raises(AnswerInvalid, match="baris 4 kolom 2"):
        read(f"{header}\n{ALL_THREE}\n3,5,3,3,3,3,3,3,3\n")


@pytest.mark.parametrize("empty", ["", " ", "-", "–", "NA", "n/a", '""'])
def test_what_means_no_answer(empty):
    assert read(f"{CODES}\n{empty},2,3,3,3,3,3,3,3\n")[0] == [[None, 2, 3, 3, 3, 3, 3, 3, 3]]


@pytest.mark.parametrize(
    "value", ["0", "5", "-1", "3.0", "3.5", '"3,5"', "tiga", "٣", "３", "=1+2", "1e0", "1_0", "\x1b[31m", "{x}", "%s"]
)
def test_other_values_are_refused_with_their_place(value):
    with pytest.raises(AnswerInvalid) as caught:
        read(f"nama,{CODES}\na,{ALL_THREE}\nb,3,3,{value},3,3,3,3,3,3\n")
    assert (caught.value.line, caught.value.column, caught.value.element) == (3, 4, "U3")
    assert str(caught.value).isprintable()
    assert caught.value.english.isprintable()


def test_rows_of_another_length_are_refused():
    for row, found in (("3,3,3", 3), (f"{ALL_THREE},", 10), ("3", 1)):
        with pytest.raises(RowRagged) as caught:
            read(f"{CODES}\n{ALL_THREE}\n{row}\n")
        assert (caught.value.line, caught.value.found, caught.value.needed) == (3, found, 9)


def test_rows_without_anything_are_no_respondents():
    assert read(f"nama,{CODES}\n,,,,,,,,,\na,,,,,,,,,\n")[0] == [[None] * 9]


def test_every_element_needs_one_column_and_only_one():
    with pytest.raises(ElementColumnMissing, match=r"U3, U9.*14/2017"):
        read("U1,U2,U4,U5,U6,U7,U8\n1,1,1,1,1,1,1\n")
    with pytest.raises(ElementColumnRepeated, match="“U1” dan “Persyaratan”"):
        read(f"{CODES},Persyaratan\n{ALL_THREE},3\n")
    with pytest.raises(ElementColumnMissing, match="U1, U2"):
        read(f"{ALL_THREE}\n{ALL_THREE}\n")


def test_fourteen_columns_are_not_read_as_nine():
    table = f"{','.join(FOURTEEN.codes)}\n{','.join('3' * 14)}\n"
    with pytest.raises(OtherStandard, match=r"--standard 25/2004.*U10, U11"):
        read(table)
    assert read(table, FOURTEEN)[0] == [[3] * 14]
    with pytest.raises(ElementColumnMissing, match="U10, U11, U12, U13, U14"):
        read(f"{CODES}\n{ALL_THREE}\n", FOURTEEN)


def test_an_added_element_of_ones_own_is_only_passed_over():
    assert read(f"{CODES},U10\n{ALL_THREE},9\n")[1].ignored == ("U10",)


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "  \r\n"])
def test_an_empty_file_is_told(content):
    with pytest.raises(AnswersFileEmpty, match="stdin"):
        read(content)


@pytest.mark.parametrize(("tail", "line"), [('3,3,"3\n', 2), (f'{ALL_THREE}\n"3"3,3\n{ALL_THREE}\n', 3)])
def test_broken_quotes_are_told_where_they_begin(tail, line):
    with pytest.raises(TableBroken) as caught:
        read(f"{CODES}\n{tail}")
    assert caught.value.line == line


def test_an_open_quote_does_not_swallow_a_large_file():
    with pytest.raises(TableBroken) as caught:
        read(f'{CODES}\n"' + f"{ALL_THREE}\n" * 20_000)
    assert caught.value.line == 2
    with pytest.raises(TableBroken):
        read(f'"{CODES}\n' + f"{ALL_THREE}\n" * 200)


def test_what_is_no_text_is_told():
    for content in (b"PK\x03\x04\xff\xfe\x00", f"{CODES}\n".encode("utf-16"), b"\xe9l\xe9ment,U1\n"):
        with pytest.raises(NotUtf8, match="baris 1"):
            read(content)
    with pytest.raises(NotUtf8) as caught:
        read(f"nama,{CODES}\na,{ALL_THREE}\n".encode() + b"\xe9," + ALL_THREE.encode())
    assert caught.value.line == 3


def test_a_line_without_end_is_not_read_to_its_end():
    stream = io.BytesIO(f"{CODES}\n".encode() + b"3," * (MOST_IN_LINE * 20))
    with pytest.raises(LineTooLong, match="baris 2"), open_answers("-", NINE, stream) as table:
        list(table.rows)
    assert stream.tell() < MOST_IN_LINE * 3


def test_rows_are_read_as_they_are_asked_for():
    stream = io.BytesIO(f"{CODES}\n".encode() + f"{ALL_THREE}\n".encode() * 50_000)
    with open_answers("-", NINE, stream) as table:
        assert next(table.rows) == [3] * 9
        assert stream.tell() < 100_000


@pytest.mark.parametrize("path", ["tidak-ada.csv", ".", "a\0b"])
def test_a_file_that_cannot_be_opened_is_told(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AnswersFileUnreadable) as caught, open_answers(path, NINE, io.BytesIO()):
        pass
    assert str(caught.value).isprintable()


def test_a_file_is_read_and_closed(tmp_path):
    file = tmp_path / "jawaban.csv"
    file.write_text(f"{CODES}\n{ALL_THREE}\n", encoding="utf-8")
    with open_answers(str(file), NINE, io.BytesIO()) as table:
        assert list(table.rows) == [[3] * 9]


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_is_read_or_refused_in_one_sentence(junk):
    for content in (junk, f"{CODES}\n".encode() + junk):
        try:
            rows, _ = read(content)
        except TicketsError as error:
            assert str(error).isprintable()
            assert error.english.isprintable()
        else:
            assert all(answer in (1, 2, 3, 4, None) for row in rows for answer in row)
