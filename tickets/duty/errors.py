"""What can be wrong with duty officers, their numbers and their list."""

from __future__ import annotations

from tickets.errors import TicketsError


class UnknownDutyBody(TicketsError):
    """Nobody can be on duty for this body (`body`, `known`)."""

    indonesian_form = "“{body}” bukan instansi yang bisa piket; pilih salah satu: {known}."
    english_form = "“{body}” is no body with duty officers; choose one of: {known}."


class NumberRefused(TicketsError):
    """The hotline never rings such a number (`number`)."""

    indonesian_form = (
        "Nomor “{number}” tidak boleh ditelepon: hanya nomor Indonesia 08…, 0234… atau +62…, "
        "atau pesawat op1, op2, … yang disebut di [ivr.outbound] extensions."
    )
    english_form = (
        "Number “{number}” may not be rung: only Indonesian numbers 08…, 0234… or +62…, "
        "or the extensions op1, op2, … that [ivr.outbound] extensions names."
    )


class DutyHoursWrong(TicketsError):
    """Hours on duty come as two different full hours, or not at all (`since`, `until`)."""

    indonesian_form = "Jam piket “{since}” sampai “{until}” salah: dua jam yang berbeda, 0 sampai 23, atau kosong."
    english_form = "Duty hours “{since}” to “{until}” are wrong: two different hours, 0 to 23, or none."


class DutyNameMissing(TicketsError):
    """A duty officer has no name (`number`)."""

    indonesian_form = "Petugas dengan nomor “{number}” belum bernama; tulis namanya."
    english_form = "The officer with number “{number}” has no name; write it."


class OfficerNotFound(TicketsError):
    """There is no such duty officer (`officer`: the id)."""

    indonesian_form = "Petugas piket {officer} tidak ada; lihat `iceta duty list`."
    english_form = "There is no duty officer {officer}; see `iceta duty list`."


class DutyFileWrong(TicketsError):
    """A duty list can't be used, and nothing of it was (`file`, `line`, `why_id`, `why_en`)."""

    indonesian_form = "{file}, baris {line}: {why_id} Tidak ada yang diubah."
    english_form = "{file}, line {line}: {why_en} Nothing was changed."


class OutboundCallNotFound(TicketsError):
    """There is no such call of the hotline's own (`call`: its id)."""

    indonesian_form = "Panggilan keluar {call} tidak ditemukan."
    english_form = "There is no outbound call {call}."
