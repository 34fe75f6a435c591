"""What can be wrong with the files of the clocks: where it stands, what it is and how to mend it."""

from __future__ import annotations

from tickets.errors import TicketsError


class ClockFileError(TicketsError):
    """A file of the clocks can't be used (`file`: its path; `place`: the section or entry in it)."""


class ClockFileUnreadable(ClockFileError):
    """The file is missing or no TOML (`file`, `reason`: with the line where the parser knows it)."""

    indonesian_form = "Berkas {file} tidak bisa dibaca ({reason}); perbaiki baris itu atau periksa letak berkasnya."
    english_form = "File {file} can't be read ({reason}); mend that line or check where the file lies."


class KeyUnknown(ClockFileError):
    """The section holds a key that means nothing there (`file`, `place`, `key`, `known`)."""

    indonesian_form = "Berkas {file}, {place}: kunci “{key}” tidak dikenal; hapus atau ganti salah satu: {known}."
    english_form = "File {file}, {place}: key “{key}” is unknown; remove it or use one of: {known}."


class KeyMissing(ClockFileError):
    """The section lacks a key (`file`, `place`, `key`, `example`: a line that would do)."""

    indonesian_form = "Berkas {file}, {place}: kunci “{key}” belum ada; tambahkan, misalnya {example}."
    english_form = "File {file}, {place}: key “{key}” is missing; add it, for example {example}."


class ValueWrong(ClockFileError):
    """A value can't be understood or is out of bounds (`file`, `place`, `key`, `value`, `example`)."""

    indonesian_form = "Berkas {file}, {place}: nilai {key} = {value} tidak bisa dipakai; tulis misalnya {example}."
    english_form = "File {file}, {place}: {key} = {value} won't do; write for example {example}."


class CodeUnknown(ClockFileError):
    """A code that no reference table has (`file`, `place`, `key`, `value`, `known`)."""

    indonesian_form = "Berkas {file}, {place}: {key} “{value}” tidak ada; pilih salah satu: {known}."
    english_form = "File {file}, {place}: there is no {key} “{value}”; choose one of: {known}."


class OrderWrong(ClockFileError):
    """Something ends before it begins (`file`, `place`, `begin`, `end`)."""

    indonesian_form = "Berkas {file}, {place}: {end} tidak sesudah {begin}; tukar atau perbaiki keduanya."
    english_form = "File {file}, {place}: {end} isn't after {begin}; swap or mend them."


class EntryRepeated(ClockFileError):
    """Two entries speak of the same thing (`file`, `place`, `what`)."""

    indonesian_form = "Berkas {file}, {place}: {what} sudah ditulis sebelumnya; hapus salah satu."
    english_form = "File {file}, {place}: {what} stands there already; remove one of them."


class NothingChanged(ClockFileError):
    """An exception names no case, or changes no limit (`file`, `place`, `needed`: the keys of which one is needed)."""

    indonesian_form = "Berkas {file}, {place}: pengecualian ini belum lengkap; isi paling sedikit satu dari: {needed}."
    english_form = "File {file}, {place}: this exception is incomplete; give at least one of: {needed}."


class CalendarEnds(TicketsError):
    """A moment, or a deadline, lies outside the years of the calendar (`moment`, `first`, `last`: years)."""

    indonesian_form = "Waktu {moment} di luar kalender kerja ({first} sampai {last}); periksa tanggal tiketnya."
    english_form = "The time {moment} is outside the working calendar ({first} to {last}); check the ticket's dates."
