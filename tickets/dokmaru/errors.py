"""What can go wrong with a home visit and with the list of puskesmas."""

from __future__ import annotations

from tickets.errors import TicketsError


class VisitNotFound(TicketsError):
    """There is no such visit, or it isn't the asker's puskesmas' (`visit`: its id, or its ticket's code)."""

    indonesian_form = "Kunjungan {visit} tidak ditemukan; periksa kode tiketnya di `iceta dokmaru list`."
    english_form = "There is no visit {visit}; check the ticket's code in `iceta dokmaru list`."


class VisitExists(TicketsError):
    """The ticket has a visit already (`code`: the ticket's)."""

    indonesian_form = "Tiket {code} sudah punya kunjungan Dokmaru; lanjutkan yang ada."
    english_form = "Ticket {code} has a visit already; go on with that one."


class RedFlagPresent(TicketsError):
    """A visit with red flags is for 119, not for a home-visit team (`code`, `flags`: their names)."""

    indonesian_form = "Tiket {code} punya tanda bahaya ({flags}): sambungkan ke 119 sekarang, jangan kirim tim."
    english_form = "Ticket {code} has red flags ({flags}): hand it over to 119 now, don't send a team."


class InvalidAnswer(TicketsError):
    """A field of the form has a value that it can't have (`field`, `known`: what it can be)."""

    indonesian_form = "Isian “{field}” tidak bisa dipakai; yang bisa: {known}."
    english_form = "Field “{field}” can't have this value; it can be: {known}."


class WrongMoment(TicketsError):
    """A step can't have happened then (`when`, `earliest`, `latest`: local times)."""

    indonesian_form = "Waktu {when} tidak mungkin: harus antara {earliest} dan {latest}."
    english_form = "It can't have been at {when}: it must lie between {earliest} and {latest}."


class UnknownHospital(TicketsError):
    """The first referral goes to a regency hospital (`hospital`, `known`)."""

    indonesian_form = "“{hospital}” bukan RSUD kabupaten; rujukan pertama ke salah satu: {known}."
    english_form = "“{hospital}” is no regency hospital; the first referral goes to one of: {known}."


class UnknownPuskesmas(TicketsError):
    """The list has no such puskesmas (`puskesmas`, `cure`, `cure_en`)."""

    indonesian_form = "Puskesmas “{puskesmas}” tidak ada dalam daftar; {cure}."
    english_form = "There is no puskesmas “{puskesmas}” in the list; {cure_en}."


class PuskesmasInUse(TicketsError):
    """The new list lacks a puskesmas that still has open visits or accounts (`puskesmas`)."""

    indonesian_form = (
        "Puskesmas {puskesmas} masih punya kunjungan terbuka atau akun, tetapi tidak ada di berkas; tambahkan barisnya."
    )
    english_form = "Puskesmas {puskesmas} still has open visits or accounts but isn't in the file; add its row."


class InvalidPuskesmasFile(TicketsError):
    """The file can't be imported, so nothing was (`file`, `count`, `first`, `first_en`, `faults`)."""

    indonesian_form = "{file}: {count} kesalahan, tidak ada yang diimpor; yang pertama: {first}"
    english_form = "{file}: {count} faults, so nothing was imported; the first: {first_en}"


class InvalidMonth(TicketsError):
    """A month is written otherwise (`month`)."""

    indonesian_form = "Bulan “{month}” tidak dikenal; tulis seperti 2026-10."
    english_form = "Month “{month}” is unknown; write it as 2026-10."


class UnusableFile(TicketsError):
    """A file can't be read or written (`file`, `reason`)."""

    indonesian_form = "Berkas {file} tidak bisa dipakai ({reason}); periksa nama dan izinnya."
    english_form = "File {file} can't be used ({reason}); check its name and permissions."
