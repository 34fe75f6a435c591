"""What can go wrong when reports come in from other channels, or tickets go out."""

from __future__ import annotations

from tickets.errors import TicketsError


class SourceUnreadable(TicketsError):
    """The file can't be opened (`file`, `reason`)."""

    indonesian_form = "Berkas {file} tidak bisa dibaca ({reason}); periksa nama dan izinnya."
    english_form = "File {file} can't be read ({reason}); check its name and permissions."


class SourceTooLarge(TicketsError):
    """The file is larger than a list of reports can be (`file`, `most`: in MB)."""

    indonesian_form = "Berkas {file} lebih besar dari {most} MB; bagi menjadi beberapa berkas."
    english_form = "File {file} is larger than {most} MB; split it into several."


class SourceEncodingUnknown(TicketsError):
    """The file's letters are in no known encoding (`file`, `line`)."""

    indonesian_form = "Berkas {file}, baris {line}: bukan UTF-8; simpan sebagai “CSV UTF-8”."
    english_form = "File {file}, line {line}: this isn't UTF-8; save it as “CSV UTF-8”."


class SourceBroken(TicketsError):
    """The file isn't of the format it should be (`file`, `line`, `format`, `reason`)."""

    indonesian_form = "Berkas {file}, baris {line}: bukan {format} yang benar ({reason}); ambil lagi dari asalnya."
    english_form = "File {file}, line {line}: this isn't valid {format} ({reason}); get it again from its source."


class FormatUnknown(TicketsError):
    """The format is none of those that are known (`format`, `known`)."""

    indonesian_form = "Format “{format}” tidak dikenal; pilih salah satu: {known}."
    english_form = "Format “{format}” is unknown; choose one of: {known}."


class MappingUnknown(TicketsError):
    """There is neither a built-in mapping nor a file of this name (`mapping`, `known`)."""

    indonesian_form = "Pemetaan “{mapping}” tidak ada; pilih salah satu: {known}, atau nama berkas TOML."
    english_form = "There is no mapping “{mapping}”; choose one of: {known}, or name a TOML file."


class MappingInvalid(TicketsError):
    """A mapping can't be used (`file`, `place`, `why`, `why_en`)."""

    indonesian_form = "Pemetaan {file}, {place}: {why}."
    english_form = "Mapping {file}, {place}: {why_en}."


class NothingMapped(TicketsError):
    """None of the file's columns is one that the mapping needs (`file`, `found`, `needed`)."""

    indonesian_form = "Berkas {file}: tidak ada kolom uraian ({needed}); kolomnya: {found}. Pakai --mapping."
    english_form = "File {file}: no column holds the description ({needed}); it has: {found}. Use --mapping."


class FileNotWritten(TicketsError):
    """A file can't be written (`file`, `reason`)."""

    indonesian_form = "Berkas {file} tidak bisa ditulis ({reason}); periksa folder, izin dan ruang kosong."
    english_form = "File {file} can't be written ({reason}); check folder, permissions and free space."


class MailSettingsInvalid(TicketsError):
    """The mailbox can't be reached with these settings (`file`, `why`, `why_en`)."""

    indonesian_form = "Setelan surel {file}: {why}."
    english_form = "Mail settings {file}: {why_en}."


class MailboxFailed(TicketsError):
    """The mail server doesn't do what is asked of it (`host`, `step`, `reason`)."""

    indonesian_form = "Kotak surel di {host} gagal saat {step}: {reason}; periksa setelan, jaringan dan kata sandi."
    english_form = "The mailbox at {host} failed during {step}: {reason}; check settings, network and password."


class StatusUnknown(TicketsError):
    """No ticket can have this status (`status`, `known`)."""

    indonesian_form = "Status “{status}” tidak dikenal; pilih salah satu: {known}."
    english_form = "Status “{status}” is unknown; choose one of: {known}."
