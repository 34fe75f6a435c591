"""The files of the clocks: what they hold as shipped, and one clear sentence for every fault."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tickets.clock_oracle import DAYS_OFF, wib
from tickets.clocks.durations import MOST_WORKING_DAYS, Duration, read_duration
from tickets.clocks.errors import (
    ClockFileError,
    ClockFileUnreadable,
    CodeUnknown,
    EntryRepeated,
    KeyMissing,
    KeyUnknown,
    NothingChanged,
    OrderWrong,
    ValueWrong,
)
from tickets.clocks.office_calendar import days_off, load_calendar, remarks
from tickets.clocks.office_plan import PLAN_FILE, read_plan
from tickets.clocks.reading import Section
from tickets.clocks.sla_file import SLA_FILE, load_table
from tickets.vocabulary import ComplaintType, Level

SLA = SLA_FILE.read_text(encoding="utf-8")
PLAN = PLAN_FILE.read_text(encoding="utf-8")


@pytest.fixture
def written(tmp_path):
    """Writes a file of the administrator's."""

    def write(content: str) -> Path:
        path = tmp_path / "milik-sendiri.toml"
        path.write_text(content, encoding="utf-8")
        return path

    return write


def limits(kind=None, category=None, agency=None, *, emergency=False, table=None):
    return (table or load_table()).limits_for(kind, category, agency, emergency=emergency)


def test_the_defaults_are_national_practice():
    days = {kind: limits(kind).solve.working_days for kind in ComplaintType if kind is not ComplaintType.EMERGENCY}
    assert days == {"informasi": 5, "tidak_berkadar": 14, "berkadar": 60, "aspirasi": 14}
    for kind in days:
        found = limits(kind)
        assert (found.forward, found.answer, found.close) == (Duration(3), Duration(5), Duration(10))


def test_an_emergency_runs_round_the_clock_whatever_its_kind():
    urgent = limits(ComplaintType.INFORMATION, emergency=True)
    assert urgent == limits(ComplaintType.EMERGENCY)
    assert all(limit.round_the_clock for limit in (urgent.forward, urgent.answer, urgent.solve))


def test_a_ticket_without_a_kind_has_the_limits_of_the_default():
    assert limits(None) == limits(ComplaintType.ORDINARY)


def test_exceptions_apply_in_their_order_where_all_of_their_case_fits(written):
    exceptions = """
        [[override]]
        category = "air"
        solve = "3 hari kerja"
        answer = "2 hari kerja"
        [[override]]
        type = "tidak_berkadar"
        agency = "PERUMDAM"
        solve = "8 jam"
        warn_percent = 50
    """
    table = load_table(written(SLA + exceptions))
    water = limits(None, "air", "DPUPR", table=table)
    assert (water.solve, water.answer, water.forward, water.warn_percent) == (Duration(3), Duration(2), Duration(3), 80)
    pdam = limits(None, "air", "PERUMDAM", table=table)
    assert (pdam.solve, pdam.answer, pdam.warn_percent) == (Duration(plain=timedelta(hours=8)), Duration(2), 50)
    assert limits(ComplaintType.INFORMATION, "jalan", "PERUMDAM", table=table) == limits(ComplaintType.INFORMATION)


def test_every_rung_below_the_top_has_its_own_time():
    ladder = load_table().ladder
    assert set(ladder[False]) == set(ladder[True]) == {Level.AGENCY, Level.DISKOMINFO}
    assert all(times.answer.round_the_clock for times in ladder[True].values())


def test_the_version_tells_of_limits_not_of_spelling(written):
    shipped = load_table().version
    respelt = SLA.replace('"3 hari kerja"', '"3  Hari  Kerja"').replace('"24 jam"', '"1440 menit"') + "\n# catatan\n"
    assert load_table(written(respelt)).version == shipped
    changes = [
        ('solve = "14 hari kerja"', 'solve = "15 hari kerja"'),
        ("warn_percent = 80", "warn_percent = 75"),
        ('default_type = "tidak_berkadar"', 'default_type = "informasi"'),
        ('[ladder.biasa.diskominfo]\nanswer = "3', '[ladder.biasa.diskominfo]\nanswer = "4'),
        ("# The ladder", '[[override]]\ncategory = "air"\nsolve = "3 hari kerja"\n# The ladder'),
    ]
    versions = {load_table(written(SLA.replace(old, new))).version for old, new in changes}
    assert len(versions | {shipped}) == len(changes) + 1


SLA_FAULTS = [
    ('forward = "3 hari kerja"', 'forward = "3 hari"', ValueWrong, "[limits.informasi]: nilai forward = '3 hari'"),
    ('forward = "3 hari kerja"', "forward = 3", ValueWrong, "nilai forward = 3"),
    ('forward = "3 hari kerja"', 'forward = "0 hari kerja"', ValueWrong, "'0 hari kerja'"),
    ('forward = "3 hari kerja"', 'forward = "1001 hari kerja"', ValueWrong, "'1001 hari kerja'"),
    ('solve = "24 jam"', 'solve = "9000 jam"', ValueWrong, "[limits.darurat]: nilai solve"),
    ('forward = "3 hari kerja"\n', "", KeyMissing, "[limits.informasi]: kunci “forward” belum ada"),
    ("[limits.aspirasi]", "[limits.saran]", KeyUnknown, "[limits]: kunci “saran” tidak dikenal"),
    ("forward =", "teruskan =", KeyUnknown, "[limits.informasi]: kunci “teruskan” tidak dikenal"),
    ("warn_percent = 80", "warn_percent = 100", ValueWrong, "nilai warn_percent = 100"),
    ("warn_percent = 80", "warn_percent = true", ValueWrong, "nilai warn_percent = True"),
    ('default_type = "tidak_berkadar"', 'default_type = "biasa"', ValueWrong, "awal berkas: nilai default_type"),
    ('default_type = "tidak_berkadar"', 'default_type = "darurat"', ValueWrong, "nilai default_type = 'darurat'"),
    ("[ladder.biasa.diskominfo]", "[ladder.biasa.bupati]", KeyUnknown, "[ladder.biasa]: kunci “bupati”"),
    (SLA, 'default_type = "informasi"\nlimits = 3', ValueWrong, "nilai limits = 3"),
    (SLA, "", KeyMissing, "kunci “default_type” belum ada"),
    ("[limits.informasi]", "[limits.informasi", ClockFileUnreadable, "at line"),
    ("# The ladder", '[[override]]\nsolve = "1 jam"\n#', NothingChanged, "satu dari: type, category, agency"),
    ("# The ladder", '[[override]]\ncategory = "air"\n#', NothingChanged, "satu dari: forward, answer"),
    ("# The ladder", '[[override]]\ncategory = "udara"\nsolve = "1 jam"\n#', CodeUnknown, "category “udara” tidak ada"),
    ("# The ladder", '[[override]]\nagency = "PDAM"\nsolve = "1 jam"\n#', CodeUnknown, "[[override]] nomor 1"),
    ("# The ladder", '[[override]]\ncategory = "air"\nsolve = "1 jam"\n' * 2 + "#", EntryRepeated, "nomor 2: air"),
    ("default_type", "override = 1\ndefault_type", ValueWrong, "nilai override = 1"),
]


@pytest.mark.parametrize(("old", "new", "kind", "says"), SLA_FAULTS, ids=range(len(SLA_FAULTS)))
def test_a_fault_in_the_table_is_one_clear_sentence(written, old, new, kind, says):
    content = SLA.replace(old, new, 1)
    assert content != SLA
    with pytest.raises(ClockFileError) as caught:
        load_table(written(content))
    assert type(caught.value) is kind
    assert_clear(caught.value, says)


PLAN_FAULTS = [
    ("date = 2026-12-24", "date = 2026-12-34", ClockFileUnreadable, "(at line"),
    ("date = 2026-12-24", 'date = "2026-13-01"', ValueWrong, "[[add]] nomor 7: nilai date = '2026-13-01'"),
    ("date = 2026-12-24", "date = 2206-12-24", ValueWrong, "nilai date = 2206-12-24"),
    ("date = 2026-12-24", "date = 2026-12-24T10:00:00", ValueWrong, "nilai date = 2026-12-24 10:00:00"),
    ("date = 2026-12-24", "date = 24", ValueWrong, "nilai date = 24"),
    ("date = 2026-12-24", "date = 2026-03-24", EntryRepeated, "nomor 7: 2026-03-24 sudah ditulis"),
    ("date = 2026-12-24", "tanggal = 2026-12-24", KeyUnknown, "[[add]] nomor 7: kunci “tanggal”"),
    ("until = 2026-03-24", "until = 2026-03-22", OrderWrong, "2026-03-22 tidak sesudah 2026-03-23"),
    ("until = 2026-03-24", "until = 2027-03-24", ValueWrong, "[[add]] nomor 4: nilai until = 2027-03-24"),
    ('name = "Cuti Bersama Natal"', "", KeyMissing, "nomor 7: kunci “name” belum ada"),
    ('name = "Cuti Bersama Natal"', 'name = " "', ValueWrong, "nilai name"),
    ("# A day on which", "[[remove]]\ndate = 2026-12-24\nreason='x'\n#", EntryRepeated, "2026-12-24 ([[add]])"),
    ('friday = "07:30-16:30"', 'friday = "07.30-16.30"', ValueWrong, "[hours]: nilai friday = '07.30-16.30'"),
    ('friday = "07:30-16:30"', 'friday = "16:30-07:30"', OrderWrong, "07:30 tidak sesudah 16:30"),
    ('friday = "07:30-16:30"', 'jumat = "07:30-16:30"', KeyUnknown, "kunci “jumat” tidak dikenal"),
    ("until = 2026-03-20\n", "", KeyMissing, "[[season]] nomor 2: kunci “until”"),
    ("from = 2026-02-19", "from = 2026-01-19", None, ""),
    ("from = 2027-02-08", "from = 2026-03-20\n#", ValueWrong, "[[season]] nomor 3: nilai until"),
    ("from = 2026-02-19\nuntil = 2026-03-20", "from = 2025-03-30\nuntil = 2025-04-02", EntryRepeated, "Ramadan 1446"),
]


@pytest.mark.parametrize(("old", "new", "kind", "says"), PLAN_FAULTS, ids=range(len(PLAN_FAULTS)))
def test_a_fault_in_the_calendar_is_one_clear_sentence(written, old, new, kind, says):
    content = PLAN.replace(old, new, 1)
    assert content != PLAN
    if kind is None:
        read_plan(written(content))
        return
    with pytest.raises(ClockFileError) as caught:
        load_calendar(written(content))
    assert type(caught.value) is kind
    assert_clear(caught.value, says)


def assert_clear(error: ClockFileError, says: str) -> None:
    assert says in str(error)
    for sentence in (str(error), error.english):
        assert "milik-sendiri.toml" in sentence
        assert sentence.endswith(".")
        assert "\n" not in sentence


@pytest.mark.parametrize("reader", [load_table, load_calendar])
def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path, reader):
    (tmp_path / "biner.toml").write_bytes(b"\xff\xfe\x00")
    for name in ("tidak-ada.toml", "biner.toml", ""):
        with pytest.raises(ClockFileUnreadable, match=name or str(tmp_path)):
            reader(tmp_path / name)


def test_the_shipped_calendar_has_the_days_off_of_the_decree():
    shipped = {day for day in days_off(read_plan()) if day.year == 2026}
    assert shipped == {day for day in DAYS_OFF if day.year == 2026}
    assert remarks(read_plan(), 2026) == ()


def test_a_removed_day_is_worked(written):
    plan = PLAN + '[[remove]]\ndate = 2026-12-25\nreason = "percobaan"\n'
    calendar = load_calendar(written(plan))
    assert date(2026, 12, 25) not in calendar.days_off
    assert calendar.close_after(wib("2026-12-23T10:00"), 1) == wib("2026-12-25T16:30")


def test_added_days_may_be_a_stretch_and_a_week_may_have_six_days(written):
    plan = PLAN.replace("# The fasting month", 'saturday = "08:00-12:00"\n#') + (
        '[[add]]\ndate = 2026-11-23\nuntil = "2026-11-25"\nname = "Banjir"\n'
    )
    calendar = load_calendar(written(plan))
    assert calendar.close_after(wib("2026-11-20T10:00"), 1) == wib("2026-11-21T12:00")
    assert calendar.close_after(wib("2026-11-20T10:00"), 2) == wib("2026-11-26T16:00")


def test_a_season_has_its_own_hours_to_its_last_day(written):
    season = '[[season]]\nname = "Banjir"\nfrom = 2026-11-23\nuntil = 2026-11-24\nhours = {tuesday = "09:00-11:00"}\n'
    calendar = load_calendar(written(PLAN + season))
    assert calendar.close_after(wib("2026-11-20T10:00"), 1) == wib("2026-11-24T11:00")
    assert calendar.close_after(wib("2026-11-20T10:00"), 2) == wib("2026-11-25T16:00")


def test_remarks_name_what_a_year_still_lacks(written):
    plan = read_plan(written(PLAN + '[[remove]]\ndate = 2029-08-18\nreason = "salah ketik"\n'))
    found = remarks(plan, 2029)
    assert found[0].startswith("[[remove]] 2029-08-18 tidak berpengaruh")
    assert found[1].startswith("Cuti bersama 2029 belum ada")
    assert any("masih perkiraan" in remark for remark in found[2:])


durations = st.one_of(
    st.integers(1, MOST_WORKING_DAYS).map(Duration),
    st.integers(1, 366 * 24 * 60).map(lambda minutes: Duration(plain=timedelta(minutes=minutes))),
)


@given(durations)
def test_a_duration_is_written_as_it_is_read(duration):
    section = Section(Path("sla.toml"), "[limits.informasi]", {"forward": str(duration)})
    assert read_duration(section, "forward") == duration


@given(st.text(max_size=30))
def test_any_other_text_is_refused_or_understood(text):
    section = Section(Path("sla.toml"), "[limits.informasi]", {"forward": text})
    try:
        found = read_duration(section, "forward")
    except ValueWrong as error:
        assert "[limits.informasi]" in str(error)
    else:
        assert str(found).split()[-1] in ("kerja", "jam", "menit")
