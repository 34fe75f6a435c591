"""What can go wrong when personal data is purged, handed out or erased."""

from __future__ import annotations

from tickets.errors import TicketsError


class PersonNotNamed(TicketsError):
    """It must be said whose data is meant, in exactly one way."""

    indonesian_form = "Sebutkan satu saja: --number, --nik atau --ticket."
    english_form = "Name the person in exactly one way: --number, --nik or --ticket."


class NumberUnusable(TicketsError):
    """Nobody can be found by this number (`number`)."""

    indonesian_form = "“{number}” bukan nomor telepon seseorang; tulis lengkap, misalnya 081234567890."
    english_form = "“{number}” is nobody's telephone number; write it in full, as 081234567890."


class NikUnusable(TicketsError):
    """Nobody can be found by this NIK (`nik`)."""

    indonesian_form = "NIK “{nik}” tidak bisa dicari: harus 16 angka."
    english_form = "NIK “{nik}” can't be looked for: it must have 16 digits."


class StillOpen(TicketsError):
    """Somebody still works on the person's reports (`what`: their codes, or calls that are on)."""

    indonesian_form = "Masih berjalan: {what}; selesaikan dulu, atau pakai --also-open."
    english_form = "Still open: {what}; finish them first, or use --also-open."


class RetentionInvalid(TicketsError):
    """The times of keeping can't be used (`file`, `why`, `why_en`)."""

    indonesian_form = "Masa simpan {file}: {why}."
    english_form = "Retention {file}: {why_en}."
