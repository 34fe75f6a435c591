"""One shift on the hotline for the tests: people, calls, words and tickets, written through tickets.service."""

import shutil
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from tickets import service
from tickets.database import Database
from tickets.dokmaru import service as dokmaru
from tickets.dokmaru.model import NewVisit, Puskesmas
from tickets.dokmaru.puskesmas_service import import_puskesmas
from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag
from tickets.model import BRIDGE, Actor, CallStage, NewCall, NewTicket, Priority, Role, Segment, Status, Word
from tickets.nik import Sex
from tickets.schema import TicketTable

NOW = datetime(2026, 3, 9, 7, 3, 22, tzinfo=UTC)
PASSWORD = "sawah hijau"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def move(self, seconds):
        self.now += timedelta(seconds=seconds)


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


def words(text, start=0.0, doubtful=()):
    return tuple(
        Word(word, 0.45 if word in doubtful else 0.93, start + place * 0.4, start + place * 0.4 + 0.35)
        for place, word in enumerate(text.split())
    )


def said(step, text, start=0.0, doubtful=()):
    parts = words(text, start, doubtful)
    return Segment(step, text, parts, start, start + 0.4 * len(parts), 0.88)


def create_people(tx):
    service.create_account(tx, "op1", "Sari Dewi", Role.OPERATOR, PASSWORD, extension="op1")
    service.create_account(tx, "op2", "Budi Santoso", Role.OPERATOR, PASSWORD, extension="op2")
    service.create_account(tx, "wati", "Wati", Role.SUPERVISOR, PASSWORD)
    service.create_account(tx, "jalan", "Dinas PUPR", Role.AGENCY, PASSWORD, agency="DPUPR")


def call(tx, linkedid, number, name, seconds_ago):
    new = NewCall(linkedid, f"PJSIP/trunk-{linkedid}", number, name, "112", ago(seconds_ago))
    return service.start_call(tx, new)


def report_all_well(tx):
    for part in ("asterisk", "bridge", "speech"):
        service.report_health(tx, part, "ok")


def fill(tx):
    """Four callers in different stages and a few tickets."""
    report_all_well(tx)
    _talking(tx)
    _emergency(tx)
    _in_menu(tx)
    _queued(tx)
    _tickets(tx)


def _talking(tx):
    key = call(tx, "1.1", "081234567890", "Siti Aminah", 190)
    service.set_choice(tx, key, "kesehatan")
    service.set_step(tx, key, "description")
    text = "bapak saya sesak napas sejak tadi pagi obatnya sudah habis mboten saged mlampah"
    service.add_segment(tx, key, said("description", text, 6.0, doubtful=("mboten", "saged")))
    service.add_segment(tx, key, said("district", "kecamatan lobener", 22.0, doubtful=("lobener",)))
    service.add_segment(tx, key, said("village", "desa rambatan kulon", 30.0))
    service.set_stage(tx, key, CallStage.QUEUED, at=ago(140))
    service.set_stage(tx, key, CallStage.TALKING, at=ago(133), operator="op1")
    text = "rumahnya di belakang masjid jami gang dua pagar hijau"
    service.show_live_text(tx, key, "village", text, words(text, 70.0, doubtful=("jami",)))
    return key


def _emergency(tx):
    key = call(tx, "2.1", "085712342211", "", 42)
    service.set_choice(tx, key, "penyelamatan")
    service.set_step(tx, key, "description")
    service.add_segment(tx, key, said("description", "ada ular besar masuk dapur", 5.0))
    service.set_call_priority(tx, key, Priority.EMERGENCY, ("ular",))
    service.set_stage(tx, key, CallStage.QUEUED, at=ago(31))
    text = "anak saya masih di dalam tolong cepat"
    service.show_live_text(tx, key, "description", text, words(text, 14.0))
    return key


def _in_menu(tx):
    key = call(tx, "3.1", "087800019988", "Pak Kasan", 12)
    service.set_step(tx, key, "main")
    return key


def _queued(tx):
    key = call(tx, "4.1", "02345123456", "", 75)
    service.set_choice(tx, key, "air")
    service.set_step(tx, key, "description")
    service.add_segment(tx, key, said("description", "air pdam mati dari kemarin sore satu rt tidak kebagian", 5.0))
    service.set_stage(tx, key, CallStage.QUEUED, at=ago(20))
    return key


def _tickets(tx):
    operator = service.authenticate(tx, "op1", PASSWORD).actor
    for facts in TICKETS:
        service.open_ticket(tx, NewTicket(**facts), operator)
    service.claim(tx, 1, operator)
    service.assign(tx, 1, "DPUPR", operator)
    service.note(tx, 1, operator, "Warga sudah memasang drum sebagai tanda bahaya.")
    service.escalate(tx, 1, operator, "Tiga hari belum ditindaklanjuti, sudah dua motor jatuh.")
    service.assign(tx, 2, "PERUMDAM", operator)
    service.resolve(tx, 2, operator, "Pipa sudah diganti, air mengalir lagi.")
    service.open_ticket(
        tx, NewTicket("kesehatan", "suara terputus", status=Status.DRAFT, reporter_number="0819"), BRIDGE
    )
    _pin_codes(tx)


def _pin_codes(tx):
    # The pictures must not change when the rule that makes codes does.
    for key, code in enumerate(CODES, 1):
        tx.execute(update(TicketTable).where(TicketTable.id == key).values(code=code))


CODES = ("88986204", "50789596", "12592985", "74396374", "36199760")
TICKETS = (
    {
        "category": "pekerjaan_umum",
        "description": "Jalan berlubang dalam di tikungan depan pasar, licin kalau hujan",
        "kecamatan": "32.12.18",
        "reporter_name": "Pak Darto",
        "reporter_number": "081311112222",
    },
    {
        "category": "air",
        "description": "Pipa bocor di depan balai desa",
        "kecamatan": "32.12.15",
        "reporter_name": "Bu Rokayah",
        "reporter_number": "081322223333",
        "priority": Priority.URGENT,
    },
    {
        "category": "penyelamatan",
        "description": "Sarang tawon besar di pohon mangga sekolah",
        "kecamatan": "32.12.15",
        "reporter_number": "081333334444",
        "priority": Priority.EMERGENCY,
    },
    {
        "category": "sosial",
        "description": "Lansia hidup sendiri, rumahnya hampir roboh",
        "reporter_name": "Ketua RT 03",
        "reporter_number": "081344445555",
    },
)


PUSKESMAS = (
    Puskesmas("PKM-SLIYEG", "Sliyeg", "32.12.12", "0234-123456", "Jl. Raya", ("32.12.12.2001", "32.12.12.2002")),
    Puskesmas("PKM-PATROL", "Patrol", "32.12.31"),
    Puskesmas("PKM-TAMBI", "Tambi", "32.12.12", desa=("32.12.12.2003",)),
)
HEALTH_TICKET = 6
"""The ticket (id) of an ill old woman, for whom no visit was opened yet."""


def with_visits(file, copy):
    """Copy the database of a shift and add home visits."""
    shutil.copy(file, copy)
    database = Database(f"sqlite:///{copy}", clock=Clock())
    with database.transaction() as tx:
        fill_visits(tx)
    database.close()
    return copy


def fill_visits(tx):
    """The list of puskesmas, its people, and home visits that have come this far and that far."""
    import_puskesmas(tx, PUSKESMAS, Actor("Kominfo", Role.DISKOMINFO))
    service.create_account(tx, "ina", "Bidan Ina", Role.PUSKESMAS, PASSWORD, puskesmas="PKM-SLIYEG")
    service.create_account(tx, "sehat", "Dinas Kesehatan", Role.AGENCY, PASSWORD, agency="DINKES")
    service.create_account(tx, "bupati", "Bupati", Role.BUPATI, PASSWORD)
    operator = service.authenticate(tx, "op1", PASSWORD).actor
    service.open_ticket(tx, NewTicket(**HEALTH), operator)
    dokmaru.open_visit(tx, NewVisit(**FEVER), operator)
    dokmaru.open_visit(tx, NewVisit(**BREATHLESS), operator)
    stroke = dokmaru.open_visit(tx, NewVisit(**STROKE), operator)
    dokmaru.triage_visit(tx, stroke.id, operator, ())
    dokmaru.appoint_team(tx, stroke.id, operator, "PKM-PATROL", "dr. Oni, Perawat Dul")
    for key, code in enumerate(VISIT_CODES, HEALTH_TICKET):
        tx.execute(update(TicketTable).where(TicketTable.id == key).values(code=code))


VISIT_CODES = ("20260017", "31415927", "27182818", "16180339")
FEVER_VISIT, BREATHLESS_VISIT, STROKE_VISIT = 1, 2, 3
HEALTH = {
    "category": "kesehatan",
    "description": "Nenek saya engap dan lemas sejak semalam, tinggal sendiri",
    "kecamatan": "32.12.12",
    "desa": "32.12.12.2001",
    "landmark": "belakang balai desa",
    "reporter_name": "Wasni",
    "reporter_number": "081355556666",
    "relation": "cucu",
}
FEVER = {
    "patient_name": "Siti Maryam",
    "complaint": "demam lima hari, lemas",
    "patient_age": 61,
    "patient_sex": Sex.FEMALE,
    "phone": "081366667777",
    "onset": "Kamis lalu",
    "mobility": Mobility.HELPED,
    "insurance": Insurance.NONE,
    "puskesmas": "PKM-SLIYEG",
    "kecamatan": "32.12.12",
    "desa": "32.12.12.2001",
    "landmark": "depan mushola",
    "reported_at": ago(3 * 3600),
}
BREATHLESS = {
    "patient_name": "Pak Tarya",
    "complaint": "sesak napas sejak subuh, bibir biru",
    "patient_age": 70,
    "patient_sex": Sex.MALE,
    "red_flags": (RedFlag.BREATHLESS,),
    "kecamatan": "32.12.31",
    "reported_at": ago(600),
}
STROKE = {
    "patient_name": "Mak Iyah",
    "complaint": "lumpuh sebelah, tidak ke puskesmas sejak bulan lalu",
    "patient_age": 77,
    "patient_sex": Sex.FEMALE,
    "mobility": Mobility.BEDRIDDEN,
    "insurance": Insurance.STATE_PAID,
    "kecamatan": "32.12.31",
    "reporter_name": "Kader Posyandu",
    "reporter_number": "081377778888",
    "reported_at": ago(26 * 3600),
}
