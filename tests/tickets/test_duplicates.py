"""The pure rules of likeness: what counts, how much, and why."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.duplicates import Kind, Report, burst, compare, rank
from tickets.duplicates.likeness import spoken_time
from tickets.duplicates.tables import weights, words
from tickets.duplicates.topic import LONGEST_TEXT, topic_of
from tickets.reference import loader

from .people import T0

INDRAMAYU, SINDANG, KARANGSONG, PAOMAN = "32.12.15", "32.12.16", "32.12.15.2016", "32.12.15.1008"
SAID = st.lists(
    st.sampled_from(
        ["banyune", "mati", "air", "ora", "metu", "jalan", "rusak", "ktp", "karangsong", "desa", "tugu", "x"]
    ),
    max_size=6,
).map(" ".join)
REPORTS = st.builds(
    Report,
    text=SAID | st.text(max_size=20),
    at=st.integers(-50, 50).map(lambda hours: T0 + timedelta(hours=hours)),
    category=st.sampled_from([None, *loader.categories()]),
    kecamatan=st.sampled_from([None, INDRAMAYU, SINDANG]),
    number=st.sampled_from(["", "081234567890", "+6281234567890", "anonymous", "119", "x" * 40]),
    ticket_id=st.integers(1, 6),
    incident_id=st.sampled_from([None, None, 1, 2]),
)


def water(minutes=0, text="banyune mati", **facts):
    return Report(text, T0 + timedelta(minutes=minutes), **({"category": "air", "kecamatan": INDRAMAYU} | facts))


@pytest.mark.parametrize(
    "text",
    [
        "banyune mati",
        "AIR MATI!!",
        "air ora metu",
        "Airnya beli mengalir",
        "ledeng tidak ngocor",
        "pdam macet",
        "banyu laka",
        "toya asat",
    ],
)
def test_one_trouble_has_many_words(text):
    topic = topic_of(text)
    assert (topic.subjects, topic.troubles, topic.rest) == ({"air"}, {"mati"}, frozenset())


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("mati lampu", {"listrik"}),
        ("lampu jalan mati", {"lampu jalan"}),
        ("air masuk rumah", {"banjir"}),
        ("ular di jalan", {"ular"}),
        ("jalan desa rusak", {"jalan"}),
        ("kebakaaran rumah", {"kebakaran"}),
        ("halo pak, selamat pagi", frozenset()),
    ],
)
def test_the_longest_phrase_tells_the_subject(text, subjects):
    assert topic_of(text).subjects == subjects


def test_places_are_read_out_of_a_text():
    assert topic_of("air mati di Karangsong").desa == {KARANGSONG}
    assert topic_of("di kecamatan sliyeg").kecamatan == {"32.12.12"}
    assert topic_of("desa sliyeg").desa == {"32.12.12.2008"} and not topic_of("desa sliyeg").kecamatan
    assert not topic_of("pabrik di dekat tugu dan tambak").desa
    assert len(topic_of("desa tugu").desa) == 2
    assert topic_of("ning eretan wetan").desa == {code for code, p in loader.desa().items() if p.name == "Eretan Wetan"}


def test_a_nearer_place_counts_more():
    here = water(desa=KARANGSONG)
    near = [water(desa=KARANGSONG), water(), water(desa=PAOMAN), water(kecamatan=None), water(kecamatan=SINDANG)]
    scores = [compare(here, other).score for other in near]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 5


def test_a_village_named_in_the_text_counts_like_a_known_one():
    said = water(text="banyune mati di karangsong", kecamatan=None)
    assert compare(said, water(desa=KARANGSONG)) == compare(water(desa=KARANGSONG), water(desa=KARANGSONG))
    elsewhere = compare(said, water(kecamatan=SINDANG)).score
    assert elsewhere == compare(water(), water(kecamatan=SINDANG)).score


def test_time_fades_until_the_window_of_the_category_closes():
    window = weights().window_h("air") * 60
    scores = [compare(water(), water(minutes)).score for minutes in (0, window * 0.3, window * 0.7, window)]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == 0
    road = {"category": "pekerjaan_umum", "text": "jalan rusak"}
    assert compare(water(**road), water(window, **road)).score > weights().least


def test_the_reasons_are_words_that_people_read():
    likeness = compare(
        water(desa=KARANGSONG, number="081234567890"),
        water(12, "air ora metu", desa=KARANGSONG, number="+62 812-3456-7890"),
    )
    assert likeness.reasons == (
        "isi serupa: air, mati",
        "nomor pelapor sama",
        "desa sama: Karangsong",
        "kategori sama",
        "selang 12 menit",
    )


def test_somebody_who_calls_again_is_found_longer_and_surer():
    own = {"category": "kesehatan", "text": "ibu sakit minta dokmaru"}
    first, later = water(**own), water(60 * 24 * 10, **own)
    assert compare(first, later).score == 0
    assert compare(replace(first, number="0812345678"), replace(later, number="62812345678")).score > weights().least


def test_a_broken_line_is_found_when_the_caller_rings_again_soon():
    silent, number = water(text=""), {"number": "081234567890"}
    assert compare(silent, water(5)).score == 0
    assert compare(replace(silent, **number), water(5, **number)).score > weights().least
    assert compare(replace(silent, **number), water(90, **number)).score < weights().least


@pytest.mark.parametrize("number", ["", "anonymous", "119", "112", "00"])
def test_numbers_that_belong_to_nobody_link_nobody(number):
    assert compare(water(number=number), water(number=number)) == compare(water(), water())


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "kurang dari semenit"), (12, "12 menit"), (180, "3 jam"), (60 * 24 * 3, "3 hari")]
)
def test_times_are_said_shortly(minutes, said):
    assert spoken_time(timedelta(minutes=minutes)) == said


def test_the_ranking_shows_incidents_once_and_the_likest_first():
    incident = {"incident_id": 7, "incident_code": "I-0007"}
    others = [
        water(50, ticket_id=1, code="11111111"),
        water(9, ticket_id=2, kecamatan=None, **incident),
        water(8, ticket_id=3, **incident),
        water(1, "jalan rusak", ticket_id=4),
        water(2, ticket_id=5),
        water(),
    ]
    found = rank(water(ticket_id=5), others)
    assert [(one.kind, one.id, one.code) for one in found] == [
        (Kind.INCIDENT, 7, "I-0007"),
        (Kind.TICKET, 1, "11111111"),
    ]
    assert found[0].score == compare(water(ticket_id=5), others[2]).score
    assert [one.id for one in rank(water(ticket_id=5, **incident), others)] == [1]


def test_the_third_alike_report_is_a_burst():
    second, third = water(4, ticket_id=2), water(9, "air ora metu", ticket_id=3)
    assert burst(third, [second]) is None
    proposal = burst(third, [water(ticket_id=1), second, third, water(9, "jalan rusak", ticket_id=4)])
    assert proposal.tickets == (1, 2, 3)
    assert (proposal.reports, proposal.minutes, proposal.kecamatan, proposal.incident_id) == (3, 9, INDRAMAYU, None)
    assert proposal.text == "3 laporan serupa dalam 9 menit di kecamatan Indramayu: gabungkan menjadi satu insiden?"


def test_a_burst_goes_into_the_incident_that_is_there():
    known = water(1, ticket_id=9, incident_id=4, incident_code="I-0004")
    proposal = burst(water(9, ticket_id=3), [water(ticket_id=1), water(4, ticket_id=2), known])
    assert (proposal.incident_id, proposal.tickets) == (4, (1, 2, 3))
    assert proposal.text.endswith("gabungkan ke insiden I-0004?")
    joined = replace(water(9, ticket_id=3), incident_id=5, incident_code="I-0005")
    assert burst(joined, [water(ticket_id=1), water(4, ticket_id=2), known]).tickets == (1, 2)


def test_reports_far_apart_or_without_a_place_make_no_wrong_sentence():
    nowhere = {"kecamatan": None}
    proposal = burst(water(ticket_id=1, **nowhere), [water(1, ticket_id=n, **nowhere) for n in (2, 3)])
    assert "kecamatan" not in proposal.text
    late = weights().burst_minutes + 1
    assert burst(water(ticket_id=1), [water(late, ticket_id=n) for n in (2, 3)]) is None


@settings(max_examples=150, deadline=None)
@given(REPORTS, REPORTS)
def test_likeness_is_a_share_and_the_same_from_both_sides(one, other):
    score = compare(one, other).score
    assert 0 <= score <= 1
    assert score == compare(other, one).score
    assert bool(score) == bool(compare(one, other).reasons)


@settings(max_examples=60, deadline=None)
@given(REPORTS, st.lists(REPORTS, max_size=8), st.randoms())
def test_the_order_of_the_candidates_changes_nothing(report, others, random):
    mixed = random.sample(others, len(others))
    first, second = burst(report, others), burst(report, mixed)
    assert [(one.kind, one.id, one.score) for one in rank(report, others)] == [
        (one.kind, one.id, one.score) for one in rank(report, mixed)
    ]
    assert (first is None) == (second is None)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_topic(text):
    topic = topic_of(text)
    assert topic == topic_of(text.upper()) or not text.isascii()
    assert not topic.rest & words().stop


def test_a_huge_text_is_read_only_at_its_beginning():
    assert topic_of("air mati " + "x " * LONGEST_TEXT + "jalan rusak").subjects == {"air"}
