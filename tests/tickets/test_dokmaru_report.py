"""The monthly report: every figure can be counted again from the rows, by a slower and plainer count."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.dokmaru import queries, service
from tickets.dokmaru.errors import InvalidMonth, UnusableFile
from tickets.dokmaru.report import Count, age_group, lines_of, month_of, monthly_report, nearest_rank
from tickets.dokmaru.report_file import report_csv, write_report
from tickets.dokmaru.vocabulary import RedFlag, VisitStatus
from tickets.errors import NotAllowed
from tickets.nik import Sex

from .patients import NURSE, OTHER_NURSE, import_list, new_visit
from .people import BUPATI, DISKOMINFO, DPUPR, OPERATOR
from .test_dokmaru_privacy import VISIT

MARCH = month_of("2026-03")
moments = st.datetimes(datetime(2026, 2, 20), datetime(2026, 4, 10)).map(lambda moment: moment.replace(tzinfo=UTC))


@st.composite
def a_visit(draw):
    steps = sorted(draw(st.lists(moments, min_size=4, max_size=4)))
    made, sent, over = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    ends = [VisitStatus.CLOSED] if made else [VisitStatus.CANCELLED, VisitStatus.HANDED_OVER]
    return replace(
        VISIT,
        created_at=steps[0],
        visited_at=steps[1] if made else None,
        referred_at=steps[2] if made and sent else None,
        closed_at=steps[3] if over else None,
        status=draw(st.sampled_from(ends)) if over else VisitStatus.REPORTED,
        puskesmas=draw(st.sampled_from([None, "P1", "P2"])),
        kecamatan=draw(st.sampled_from([None, "32.12.12"])),
        channel=draw(st.sampled_from(["telepon", "puskesmas"])),
        patient_sex=draw(st.none() | st.sampled_from(Sex)),
        patient_age=draw(st.none() | st.integers(0, 99)),
        red_flags=tuple(draw(st.sets(st.sampled_from(RedFlag), max_size=2))),
    )


def local_month(moment):
    return None if moment is None else (moment + timedelta(hours=7)).strftime("%Y-%m")


def plainly(visits, moment_name):
    return sum(local_month(getattr(visit, moment_name)) == "2026-03" for visit in visits)


@settings(max_examples=60)
@given(st.lists(a_visit(), max_size=12))
def test_every_figure_can_be_counted_again(visits):
    report = monthly_report(visits, MARCH)
    total = Count(*(plainly(visits, name) for name in ("created_at", "visited_at", "referred_at")))
    assert report.total == total
    for counts in report.by.values():
        assert sum(count.reported for count in counts.values()) == total.reported
        assert sum(count.served for count in counts.values()) == total.served
        assert sum(count.referred for count in counts.values()) == total.referred
    for key, count in report.by["puskesmas"].items():
        own = [visit for visit in visits if (visit.puskesmas or "tidak tahu") == key]
        assert count == Count(*(plainly(own, name) for name in ("created_at", "visited_at", "referred_at")))
    assert report.handed_over_119 + report.cancelled + sum(
        visit.status is VisitStatus.CLOSED and local_month(visit.closed_at) == "2026-03" for visit in visits
    ) == plainly(visits, "closed_at")
    assert report.open_at_end == sum(
        local_month(visit.created_at) <= "2026-03"
        and (visit.closed_at is None or local_month(visit.closed_at) > "2026-03")
        for visit in visits
    )
    assert sum(report.red_flags.values()) == sum(
        len(visit.red_flags) for visit in visits if local_month(visit.created_at) == "2026-03"
    )
    assert (report.median_min is None) is (total.served == 0)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40))
def test_the_90th_percentile_is_the_smallest_that_covers_90_of_100(values):
    rank = nearest_rank(values, 90)
    assert rank in values
    assert sum(value <= rank for value in values) * 10 >= len(values) * 9
    assert sum(value < rank for value in values) * 10 < len(values) * 9


def test_times_are_minutes_from_report_to_visit():
    start = datetime(2026, 3, 5, tzinfo=UTC)
    visits = [replace(VISIT, created_at=start, visited_at=start + timedelta(minutes=n)) for n in (10, 20, 60, 600)]
    report = monthly_report(visits, MARCH)
    assert (report.median_min, report.p90_min) == (40.0, 600.0)


def test_a_month_begins_at_midnight_in_indramayu():
    assert MARCH.start == datetime(2026, 2, 28, 17, tzinfo=UTC)
    assert month_of(" 2026-12 ").end == datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert MARCH.holds(datetime(2026, 2, 28, 17, tzinfo=UTC))
    assert not MARCH.holds(datetime(2026, 3, 31, 17, tzinfo=UTC))


@pytest.mark.parametrize("text", ["", "2026-13", "2026-00", "oktober", "2026-1", "26-10", "٢٠٢٦-10", "2026-10-01"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(InvalidMonth):
        month_of(text)


def test_age_groups_meet_without_a_gap():
    groups = [age_group(age) for age in (0, 4, 5, 17, 18, 59, 60, 99, None)]
    assert groups == ["0-4", "0-4", "5-17", "5-17", "18-59", "18-59", "60+", "60+", "tidak tahu"]


def test_a_csv_holds_every_figure_once_and_no_formula():
    visits = [replace(VISIT, puskesmas="=1+1", created_at=datetime(2026, 3, 5, tzinfo=UTC))]
    report = monthly_report(visits, MARCH)
    header, *rows = csv.reader(io.StringIO(report_csv(report)))
    assert header == ["month", "part", "key", "measure", "value"]
    assert len(rows) == len(lines_of(report)) == len({tuple(row[:4]) for row in rows})
    assert ["2026-03", "puskesmas", "'=1+1", "reported", "1"] in rows
    assert ["2026-03", "total", "", "median_min", ""] in rows


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    report = monthly_report([], MARCH)
    write_report(report, tmp_path / "maret.csv")
    assert [file.name for file in tmp_path.iterdir()] == ["maret.csv"]
    with pytest.raises(UnusableFile):
        write_report(report, tmp_path / "tidak" / "ada.csv")


def test_a_month_is_counted_from_the_database(tx, clock):
    import_list(tx)
    opened = service.open_visit(tx, new_visit(patient_age=70, desa="32.12.12.2001"), NURSE)
    service.open_visit(tx, new_visit(red_flags=("kejang",)), OPERATOR)
    service.triage_visit(tx, opened.id, NURSE, ())
    service.appoint_team(tx, opened.id, NURSE, "PKM-SLIYEG", "dr. Ani")
    service.depart(tx, opened.id, NURSE)
    clock.now += timedelta(minutes=90)
    service.record_visit(tx, opened.id, NURSE, "diobati")

    def counted(actor, month=MARCH):
        return monthly_report(queries.visits_between(tx, month.start, month.end, actor), month)

    report = counted(DISKOMINFO)
    assert (report.total, report.median_min, report.open_at_end) == (Count(2, 1, 0), 90.0, 2)
    assert report.by["channel"] == {"puskesmas": Count(1, 1, 0), "telepon": Count(1, 0, 0)}
    assert report.by["age_group"] == {"60+": Count(1, 1, 0), "tidak tahu": Count(1, 0, 0)}
    assert report.red_flags["kejang"] == 1
    assert counted(BUPATI) == report
    assert counted(NURSE).total == Count(1, 1, 0)
    assert counted(OTHER_NURSE).total == Count()
    assert counted(DISKOMINFO, month_of("2026-02")).total == Count()
    assert counted(DISKOMINFO, month_of("2026-04")).open_at_end == 2
    with pytest.raises(NotAllowed):
        counted(DPUPR)
