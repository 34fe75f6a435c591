"""What a typed search means, whatever was typed; how words are folded, how they sound, which may be meant."""

import re
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.search import fts5, tsvector
from tickets.search.facets import Facets
from tickets.search.folding import WORD_LENGTH, sound, squeezed, words
from tickets.search.spelling import meant
from tickets.search.terms import MOST_TERMS, AllOf, AnyOf, Field, Leaf, read

few = settings(max_examples=80, deadline=None)

hostile = st.text(
    st.one_of(st.sampled_from("\"'*-^:()+.,{}&|!<>\\%_;/ \x00“”NEARandORNOT0129kec"), st.characters()), max_size=60
)


def leaves(node):
    if isinstance(node, Leaf):
        return [node]
    return [leaf for inner in (node.choices if isinstance(node, AnyOf) else node.parts) for leaf in leaves(inner)]


def leaf_words(text):
    return [leaf.words for part in read(text).parts for leaf in leaves(part)]


@few
@given(hostile)
def test_any_text_is_a_query_of_plain_words(text):
    query = read(text)
    assert len(query.parts) <= MOST_TERMS
    for part in query.parts:
        for leaf in leaves(part):
            assert leaf.words
            assert all(word.isalnum() and word == word.casefold() for word in leaf.words)


@few
@given(hostile)
def test_sqlite_understands_every_query(text):
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE ticket_search USING fts5(words, name, phone, nik, tokenize='ascii')")
    parts = read(text).parts
    if parts:
        asked = fts5.expression(AllOf(parts))
        assert index.execute("SELECT rowid FROM ticket_search WHERE ticket_search MATCH ?", [asked]).fetchall() == []
    index.close()


@few
@given(hostile)
def test_no_word_of_a_query_leaves_its_quotes_on_postgresql(text):
    parts = read(text).parts
    if parts:
        bare = re.sub(r"'[^'\\]*'", "", tsvector.expression(AllOf(parts)))
        assert set(bare) <= set("()&|<->: *ABCD")


@few
@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    once = words(text)
    assert words(" ".join(once)) == once
    assert all(0 < len(word) <= WORD_LENGTH for word in once)


def test_words_are_folded():
    assert words("Jum'at, KEDOKAN-bunder №3 ２５ Café Ma’ruf") == [
        "jumat",
        "kedokan",
        "bunder",
        "no3",
        "25",
        "cafe",
        "maruf",
    ]
    assert squeezed("Kedokan Bunder") == "kedokanbunder"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("soekarno", "sukarno"),
        ("achmad", "ahmad"),
        ("taufiq", "topik"),
        ("zaenal", "jainal"),
        ("rizky", "riski"),
        ("djuanda", "juanda"),
        ("hj", "j"),
        ("chandra", "candra"),
        ("fitri", "pitri"),
        ("muhammad", "muhamad"),
    ],
)
def test_spellings_of_one_name_may_be_meant(one, other):
    assert sound(one) == sound(other) or meant(one, [(other, sound(other))]) == (other,)


def test_only_near_words_are_meant_and_the_nearest_first():
    known = [(word, sound(word)) for word in ("sumarto", "sumantri", "kasmanto", "sumanta", "soemanto", "sumantoro")]
    assert meant("sumanto", known) == ("soemanto", "sumanta", "sumarto")
    assert meant("tuti", [("tati", "tati"), ("tutik", "tutik"), ("tito", "tito")]) == ("tati",)
    assert meant("adi", [("edi", "edi"), ("ade", "ade")]) == ()
    assert meant("indramayu", [("indarmayu", sound("indarmayu"))]) == ("indarmayu",)


def test_words_match_by_their_beginning_and_quotes_hold_together():
    assert read("jalan rusak").parts == (Leaf(("jalan",), prefix=True), Leaf(("rusak",), prefix=True))
    assert read('"Pohon tumbang"').parts == read('"pohon tumbang').parts == (Leaf(("pohon", "tumbang")),)
    assert read("“pohon tumbang” a").parts[0] == Leaf(("pohon", "tumbang"))
    assert leaf_words("NEAR(jalan OR rusak) AND x*") == [("near",), ("jalan",), ("or",), ("rusak",), ("and",), ("x",)]


def test_words_before_a_name_are_left_out_unless_alone():
    assert leaf_words("Pak Rasta desa Tugu") == [("rasta",), ("tugu",)]
    assert leaf_words("pak") == [("pak",)]


def test_a_places_name_may_be_one_word_or_several():
    assert read("loh bener").parts == (
        AnyOf((AllOf((Leaf(("loh",), prefix=True), Leaf(("bener",), prefix=True))), Leaf(("lohbener",)))),
    )
    assert leaf_words("kedokanbunder") == [("kedokanbunder",)]


@pytest.mark.parametrize("typed", ["+62 895-123-456", "62895123456", "0062 895 123456", "+62 (0) 895 123 456"])
def test_a_number_is_read_over_its_separators(typed):
    assert ("62895123456",) in leaf_words(typed)


def test_digits_beside_letters_are_a_word_and_short_numbers_find_no_nik():
    assert leaf_words("blok 12b") == [("blok",), ("12b",)]
    assert Field.NIK not in read("3212").parts[0].fields
    assert Field.NIK in read("321215").parts[0].fields
    assert read("rt 05 12").parts[1] == read("rt 05 12").parts[-1]
    assert ("05",) in leaf_words("rt 05 12")


def test_fields_narrow():
    query = read("kec:sliyeg status:baru STATUS:ditunda instansi:dpupr telp:0812 nik: 3212 nama:tati kode:12")
    assert query.facets == Facets(
        statuses=frozenset({"baru", "ditunda"}),
        kecamatan=frozenset({"32.12.12"}),
        agencies=frozenset({"DPUPR"}),
        codes=frozenset({"12"}),
    )
    assert query.parts == (
        Leaf(("0812",), prefix=True, fields=frozenset({Field.PHONE})),
        Leaf(("3212",), prefix=True, fields=frozenset({Field.NIK})),
        Leaf(("tati",), prefix=True, fields=frozenset({Field.NAME})),
    )


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ('kec:"kedokan bunder"', {"32.12.28"}),
        ("kec:kedokanbun", {"32.12.28"}),
        ("kec:32.12.12", {"32.12.12"}),
        ("kec:endramayu", {"32.12.15"}),
        ("kecamatan:sind", {"32.12.16"}),
        ("kec:zzzz", set()),
    ],
)
def test_a_kecamatan_is_named_by_code_name_or_beginning(typed, codes):
    assert read(typed).facets.kecamatan == codes


def test_other_facets():
    assert read("instansi:rsud").facets.agencies == {"RSUD-IND", "RSUD-SENTOT", "RSUD-KRK"}
    assert read("opd:kebakaran").facets.agencies == {"SATPOLPP-DAMKAR"}
    assert "baru" in read("status:terbuka").facets.statuses
    assert read("status:bukan").facets.statuses == {"bukan_wewenang"}
    assert read("status:apa").facets.statuses == frozenset()
    assert read("kategori:air prioritas:darurat").facets == Facets(
        categories=frozenset({"air"}), priorities=frozenset({"darurat"})
    )
    assert len(read("desa:tugu").facets.desa) > 1


def test_a_field_without_a_value_asks_nothing_yet_and_an_unknown_one_is_a_word():
    assert read("jalan kec:").parts == read("jalan").parts
    assert not read("kec:").nothing
    assert read("kec: ").facets == Facets()
    assert leaf_words("catatan:ada") == [("catatan",), ("ada",)]
    assert read("***").nothing
    assert not read("  ").nothing
