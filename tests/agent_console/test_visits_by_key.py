"""Home visits, driven by keys from the ticket to the hospital: every verb, drafts, proposals, refusals."""

import json
from contextlib import asynccontextmanager

import pytest
from textual.widgets import Input, OptionList, TextArea

from agent_console.screens.ask import AskChoice, AskSure, AskText
from agent_console.screens.dokmaru import DokmaruScreen
from agent_console.screens.operator import OperatorScreen
from agent_console.visit_ask import AskFlags
from agent_console.visit_help import VisitHelp
from agent_console.widgets.status_line import StatusLine
from tickets import queries, service
from tickets.dokmaru import service as dokmaru
from tickets.dokmaru.queries import visit_facts
from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag, VisitStatus
from tickets.model import Priority, Status

from . import shift
from .conftest import until
from .driving import choose_ticket, on_screen, press, store_of, type_text

WRONG = (
    ("patient_age", "tujuh", "Isian “Umur” tidak bisa dipakai; yang bisa: 0–130"),
    ("mobility", "terbang", "yang bisa: bisa berjalan, dibantu"),
    ("red_flags", "kejang, pusing", "Isian “Bahaya”"),
    ("nik", "123", "harus 16 angka"),
)
FEVER, BREATHLESS, STROKE = shift.FEVER_VISIT, shift.BREATHLESS_VISIT, shift.STROKE_VISIT


@pytest.fixture(scope="session")
def busy_file(busy_file, tmp_path_factory):
    """The whole shift, with home visits."""
    return shift.with_visits(busy_file, tmp_path_factory.mktemp("visits") / "iceta.db")


@pytest.fixture
def dokmaru_of(console):
    """A console with the list of visits open and loaded."""

    @asynccontextmanager
    async def dokmaru_of(login="op1", **settings):
        async with console(login, **settings) as pilot:
            await press(pilot, "H")
            await shown(pilot)
            yield pilot

    return dokmaru_of


@pytest.fixture
def operator(write):
    return write(service.authenticate, "op1", shift.PASSWORD).actor


async def shown(pilot):
    await until(pilot, lambda: isinstance(pilot.app.screen, DokmaruScreen))
    await until(pilot, lambda: pilot.app.screen.visits.ready and pilot.app.screen.visits.subject)
    await pilot.pause()


def screen_of(pilot):
    return next(screen for screen in pilot.app.screen_stack if isinstance(screen, DokmaruScreen))


def told(pilot):
    return screen_of(pilot).query_one(StatusLine).notice


def field(pilot, name):
    return screen_of(pilot).query_one(f"#field-{name}", Input)


async def choose(pilot, key):
    """Put the cursor on a visit, and wait for its page."""
    store = screen_of(pilot).visits
    await press(pilot, "home", *["j"] * [visit.id for visit in store.shown()].index(key))
    await until(pilot, lambda: store.subject == f"visit:{key}")


async def fill(pilot, name, text):
    field(pilot, name).focus()
    await press(pilot, "end", "ctrl+u")
    await type_text(pilot, text)


async def dialog(pilot, kind):
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))


class TestOpening:
    async def test_a_health_ticket_becomes_a_visit_with_what_it_says(self, console, ask):
        async with console() as pilot:
            await choose_ticket(pilot, shift.HEALTH_TICKET)
            await press(pilot, "Y")
            await shown(pilot)
            assert field(pilot, "phone").value == "081355556666"
            assert "engap" in screen_of(pilot).query_one("#field-complaint", TextArea).text
            assert field(pilot, "puskesmas").value == "PKM-SLIYEG"
            assert "Mungkin sesak napas: tanyakan sekarang!" in on_screen(pilot)
            await press(pilot, "f5")
            await until(pilot, lambda: "Nama pasien masih kosong" in told(pilot))
            await type_text(pilot, "Mak Rasinah")
            await press(pilot, "f5")
            await until(pilot, lambda: "tersimpan" in told(pilot))
            await until(pilot, lambda: screen_of(pilot).visits.detail is not None)
            visit = ask(visit_facts, STROKE + 1)
            assert (visit.patient_name, visit.ticket_id) == ("Mak Rasinah", shift.HEALTH_TICKET)
            assert (visit.puskesmas, visit.phone, visit.red_flags) == ("PKM-SLIYEG", "081355556666", ())
            assert visit.priority is Priority.EMERGENCY

    async def test_a_ticket_that_has_a_visit_leads_to_it(self, console, ask):
        async with console() as pilot:
            await choose_ticket(pilot, ask(visit_facts, STROKE).ticket_id)
            await press(pilot, "Y")
            await until(pilot, lambda: screen_of(pilot).visits.subject == f"visit:{STROKE}")
            assert "Mak Iyah" in on_screen(pilot)

    async def test_what_was_typed_for_a_new_visit_comes_back_after_a_crash(self, console, home):
        async with console() as pilot:
            await choose_ticket(pilot, shift.HEALTH_TICKET)
            await press(pilot, "Y")
            await shown(pilot)
            await type_text(pilot, "Mak R")
            await press(pilot, "escape", "escape", "escape")
            assert isinstance(pilot.app.screen, OperatorScreen)
        kept = json.loads((home / "drafts" / "op1.json").read_text())
        assert json.loads(kept[f"visitform:new:{shift.HEALTH_TICKET}"]) == {"patient_name": "Mak R"}
        async with console() as pilot:
            await choose_ticket(pilot, shift.HEALTH_TICKET)
            await press(pilot, "Y")
            await shown(pilot)
            assert field(pilot, "patient_name").value == "Mak R"

    async def test_other_tickets_need_no_doctor(self, console):
        async with console() as pilot:
            await choose_ticket(pilot, 1)
            await press(pilot, "Y")
            assert "hanya untuk tiket kesehatan" in pilot.app.desk.query_one(StatusLine).notice

    async def test_a_puskesmas_enters_a_case_of_its_own(self, dokmaru_of, ask):
        async with dokmaru_of("ina") as pilot:
            await press(pilot, "n")
            await until(pilot, lambda: screen_of(pilot).visits.subject == "new:0")
            await type_text(pilot, "Pak Karta")
            screen_of(pilot).query_one("#field-complaint").focus()
            await type_text(pilot, "luka di kaki")
            await fill(pilot, "kecamatan", "Sliyeg")
            await press(pilot, "f5")
            await until(pilot, lambda: "tersimpan" in told(pilot))
            visit = ask(visit_facts, STROKE + 1)
            assert (visit.puskesmas, visit.channel, visit.kecamatan) == ("PKM-SLIYEG", "puskesmas", "32.12.12")


class TestRoad:
    async def test_from_triage_to_the_provincial_hospital(self, dokmaru_of, ask):
        async with dokmaru_of() as pilot:
            await choose(pilot, FEVER)
            await press(pilot, "d")
            assert "Triase dulu" in told(pilot)
            await press(pilot, "t")
            await dialog(pilot, AskFlags)
            await press(pilot, "f5")
            await until(pilot, lambda: "ditriase" in told(pilot))
            await press(pilot, "a")
            await dialog(pilot, AskChoice)
            assert "PKM-SLIYEG" in str(pilot.app.screen.query_one(OptionList).get_option_at_index(0).prompt)
            await press(pilot, "enter")
            await dialog(pilot, AskText)
            await type_text(pilot, "dr. Ani")
            await press(pilot, "f5")
            await until(pilot, lambda: "ditunjuk" in told(pilot))
            await press(pilot, "d")
            await until(pilot, lambda: "berangkat" in told(pilot))
            await press(pilot, "v")
            await dialog(pilot, AskText)
            await type_text(pilot, "tensi 90")
            await press(pilot, "f5")
            await until(pilot, lambda: "Hasil kunjungan" in told(pilot))
            await press(pilot, "r")
            await dialog(pilot, AskChoice)
            await press(pilot, "enter")
            await until(pilot, lambda: "dirujuk." in told(pilot))
            first = ask(visit_facts, FEVER).referred_to
            assert first.startswith("RSUD-")
            await press(pilot, "r")
            await dialog(pilot, AskText)
            await type_text(pilot, "RSHS")
            await press(pilot, "f5")
            await until(pilot, lambda: "dirujuk lanjut" in told(pilot))
            await press(pilot, "z")
            await until(pilot, lambda: "selesai" in told(pilot))
        visit = ask(visit_facts, FEVER)
        assert (visit.status, visit.ticket_status) == (VisitStatus.CLOSED, Status.RESOLVED)
        assert (visit.team, visit.result, visit.referred_to) == ("dr. Ani", "tensi 90", f"{first} → RSHS")

    async def test_cancelling_asks_why_and_keeps_the_draft(self, dokmaru_of, ask):
        async with dokmaru_of() as pilot:
            await choose(pilot, STROKE)
            await press(pilot, "X")
            await dialog(pilot, AskText)
            await type_text(pilot, "sudah")
            await press(pilot, "escape", "X")
            await dialog(pilot, AskText)
            await type_text(pilot, " dirawat")
            await press(pilot, "f5")
            await until(pilot, lambda: "dibatalkan" in told(pilot))
            await until(pilot, lambda: STROKE not in [visit.id for visit in screen_of(pilot).visits.shown()])
            await press(pilot, "o")
            await until(pilot, lambda: STROKE in [visit.id for visit in screen_of(pilot).visits.shown()])
        assert ask(visit_facts, STROKE).result == "sudah dirawat"


class TestRedFlags:
    async def test_they_stand_over_everything_and_go_to_119_after_one_question(self, dokmaru_of, ask):
        async with dokmaru_of() as pilot:
            assert screen_of(pilot).visits.selected == BREATHLESS
            assert "▲ SESAK NAPAS" in on_screen(pilot)
            assert "SAMBUNGKAN KE 119 SEKARANG" in on_screen(pilot)
            await press(pilot, "f9")
            await dialog(pilot, AskSure)
            await press(pilot, "enter")
            assert ask(visit_facts, BREATHLESS).status is VisitStatus.REPORTED
            await press(pilot, "9")
            await dialog(pilot, AskSure)
            await press(pilot, "right", "enter")
            await until(pilot, lambda: "diserahkan ke 119" in told(pilot))
            await until(pilot, lambda: "SAMBUNGKAN" not in on_screen(pilot))
        assert ask(visit_facts, BREATHLESS).status is VisitStatus.HANDED_OVER

    async def test_triage_ticks_what_holds_and_no_team_goes(self, dokmaru_of, ask):
        async with dokmaru_of() as pilot:
            await choose(pilot, FEVER)
            await press(pilot, "t")
            await dialog(pilot, AskFlags)
            await press(pilot, "2", "j", "j", "space", "6", "6", "f5")
            await until(pilot, lambda: "ditriase" in told(pilot))
            assert ask(visit_facts, FEVER).red_flags == (RedFlag.UNCONSCIOUS, RedFlag.CONVULSIONS)
            assert "▲ TIDAK SADAR, KEJANG" in on_screen(pilot)
            await press(pilot, "a")
            assert "sambungkan ke 119 sekarang" in told(pilot)

    async def test_without_a_flag_119_needs_a_reason(self, dokmaru_of, ask):
        async with dokmaru_of() as pilot:
            await choose(pilot, FEVER)
            await press(pilot, "9")
            await dialog(pilot, AskText)
            await type_text(pilot, "memburuk")
            await press(pilot, "f5")
            await until(pilot, lambda: "diserahkan" in told(pilot))
        assert ask(visit_facts, FEVER).result == "memburuk"


class TestForm:
    async def test_the_nik_proposes_age_and_sex_and_one_key_takes_them(self, dokmaru_of, ask, write, operator):
        write(dokmaru.edit_visit, BREATHLESS, operator, patient_age=None, patient_sex=None, red_flags=())
        async with dokmaru_of() as pilot:
            await fill(pilot, "nik", "3273015506500001")
            await until(pilot, lambda: "Menurut NIK umurnya 75" in on_screen(pilot))
            assert "diterbitkan di luar Kabupaten" in on_screen(pilot).replace("\n", " ")
            await press(pilot, "f6")
            assert (field(pilot, "patient_age").value, field(pilot, "patient_sex").value) == ("75", "perempuan")
            assert "sesak napas" in field(pilot, "red_flags").value
            await press(pilot, "f5")
            await until(pilot, lambda: "tersimpan" in told(pilot))
        visit = ask(visit_facts, BREATHLESS)
        assert (visit.nik, visit.patient_age, visit.red_flags) == ("3273015506500001", 75, (RedFlag.BREATHLESS,))

    async def test_words_are_understood_and_completed(self, dokmaru_of, ask):
        async with dokmaru_of() as pilot:
            await choose(pilot, STROKE)
            await fill(pilot, "mobility", "dib")
            await fill(pilot, "insurance", "JKN man")
            await press(pilot, "f5")
            await until(pilot, lambda: "tersimpan" in told(pilot))
        visit = ask(visit_facts, STROKE)
        assert (visit.mobility, visit.insurance) == (Mobility.HELPED, Insurance.OWN)

    async def test_wrong_input_gets_the_domains_sentence_and_stays(self, dokmaru_of, ask):
        async with dokmaru_of(size=(120, 40)) as pilot:
            await choose(pilot, STROKE)
            for name, typed, sentence in WRONG:
                await fill(pilot, name, typed)
                await press(pilot, "f5")
                await until(pilot, lambda words=sentence: words in told(pilot))
                assert field(pilot, name).value == typed
                await fill(pilot, name, "")
        assert ask(visit_facts, STROKE).version == 3

    async def test_somebody_elses_change_is_told_and_nothing_typed_is_lost(self, dokmaru_of, ask, write, operator):
        async with dokmaru_of() as pilot:
            await choose(pilot, STROKE)
            await fill(pilot, "onset", "sebulan")
            live = screen_of(pilot)._live
            live._database, real = None, live._database
            write(dokmaru.edit_visit, STROKE, operator, patient_name="Mak Iyah Kecil")
            await press(pilot, "f5")
            await until(pilot, lambda: "baru saja diubah Sari Dewi" in told(pilot))
            live._database = real
            assert field(pilot, "onset").value == "sebulan"
            await until(pilot, lambda: field(pilot, "patient_name").value == "Mak Iyah Kecil", 8)
            await press(pilot, "f5")
            await until(pilot, lambda: "tersimpan" in told(pilot))
        assert ask(visit_facts, STROKE).onset == "sebulan"


class TestPeople:
    async def test_a_puskesmas_sees_its_own_only(self, dokmaru_of):
        async with dokmaru_of("ina") as pilot:
            assert [visit.id for visit in screen_of(pilot).visits.shown()] == [FEVER]
            assert "Siti Maryam" in on_screen(pilot)

    async def test_the_bupati_sees_initials_and_changes_nothing(self, dokmaru_of):
        async with dokmaru_of("bupati") as pilot:
            assert "S. M." in on_screen(pilot)
            assert "Siti" not in on_screen(pilot)
            assert "demam" not in on_screen(pilot)
            await press(pilot, "t")
            assert "Peran" in told(pilot)
            assert field(pilot, "patient_name").disabled

    async def test_dinkes_works_and_other_agencies_see_nothing(self, dokmaru_of, console):
        async with dokmaru_of("sehat") as pilot:
            await choose(pilot, STROKE)
            await press(pilot, "d")
            await until(pilot, lambda: "berangkat" in told(pilot))
        async with console("jalan") as pilot:
            await press(pilot, "H")
            assert "tidak boleh" in pilot.app.desk.query_one(StatusLine).notice

    async def test_readonly_changes_nothing(self, dokmaru_of):
        async with dokmaru_of(readonly=True) as pilot:
            for key in ("9", "t", "n", "f"):
                await press(pilot, key)
                assert "hanya untuk melihat" in told(pilot)
            assert field(pilot, "patient_name").disabled


class TestScreen:
    async def test_another_persons_visit_appears_by_itself(self, dokmaru_of, write, operator):
        async with dokmaru_of() as pilot:
            write(dokmaru.open_visit, shift.NewVisit("Bu Warsi", "pusing", kecamatan="32.12.12"), operator)
            await until(pilot, lambda: "Bu Warsi" in on_screen(pilot), 2)
            assert screen_of(pilot).visits.selected == BREATHLESS

    async def test_a_call_is_taken_from_here_and_the_desk_comes_back(self, dokmaru_of):
        async with dokmaru_of("op2") as pilot:
            await press(pilot, "f2")
            await until(pilot, lambda: isinstance(pilot.app.screen, OperatorScreen))
            assert store_of(pilot).pending

    async def test_filter_help_copy_palette_and_the_way_back(self, dokmaru_of):
        async with dokmaru_of() as pilot:
            await press(pilot, "slash")
            await type_text(pilot, "iyah")
            await until(pilot, lambda: screen_of(pilot).visits.subject == f"visit:{STROKE}")
            await press(pilot, "escape", "escape", "y")
            assert pilot.app.clipboard.replace(" ", "") == shift.VISIT_CODES[3]
            await press(pilot, "question_mark")
            await dialog(pilot, VisitHelp)
            assert "Triase" in on_screen(pilot)
            await press(pilot, "escape", "colon")
            await type_text(pilot, "Batalkan kun")
            await until(pilot, lambda: "Batalkan kunjungan, dengan alasan" in on_screen(pilot))
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, DokmaruScreen))
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, OperatorScreen))

    async def test_hostile_words_are_shown_and_do_nothing(self, dokmaru_of, write, operator, ask):
        hostile = "[/]'; DROP TABLE visit; -- [bold red]\u202e"
        write(dokmaru.open_visit, shift.NewVisit(hostile, hostile, onset=hostile), operator)
        async with dokmaru_of() as pilot:
            await choose(pilot, STROKE + 1)
            assert "[/]" in on_screen(pilot)
            await press(pilot, "t", "escape", "question_mark", "escape")
        assert ask(queries.tickets)

    async def test_a_tiny_terminal_breaks_nothing(self, dokmaru_of):
        async with dokmaru_of(size=(80, 24)) as pilot:
            await fill(pilot, "onset", "kemarin")
            await pilot.resize_terminal(20, 5)
            await press(pilot, "f1", "escape")
            await pilot.resize_terminal(80, 24)
            assert field(pilot, "onset").value == "kemarin"
