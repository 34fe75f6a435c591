"""What can be wrong with answers about satisfaction, in a table, in the database or in what is asked for."""

from __future__ import annotations

from tickets.errors import TicketsError


class UnknownStandard(TicketsError):
    """No standard of the index has this code (`standard`, `known`)."""

    indonesian_form = "Standar IKM “{standard}” tidak dikenal; pilih salah satu: {known}."
    english_form = "IKM standard “{standard}” is unknown; choose one of: {known}."


class UnknownWeights(TicketsError):
    """There are no weights of this name (`weights`, `known`)."""

    indonesian_form = "Bobot “{weights}” tidak dikenal; pilih salah satu: {known}."
    english_form = "Weights “{weights}” are unknown; choose one of: {known}."


class TelephoneElementUnknown(TicketsError):
    """The telephone is told to ask about what it can't (`file`, `element`, `known`: those with a prompt)."""

    indonesian_form = "Berkas {file}, telephone: unsur “{element}” tidak bisa ditanyakan; pilih dari: {known}."
    english_form = "File {file}, telephone: element “{element}” can't be asked; choose from: {known}."


class UnknownElement(TicketsError):
    """An answer is about no element of the standard (`element`, `standard`, `known`)."""

    indonesian_form = "Unsur “{element}” bukan unsur standar {standard}; pakai salah satu: {known}."
    english_form = "“{element}” is no element of standard {standard}; use one of: {known}."


class AnswerOutside(TicketsError):
    """An answer is no whole number from 1 to 4 (`element`, `value`)."""

    indonesian_form = "Jawaban {element} = {value} tidak bisa dipakai; tulis 1, 2, 3 atau 4."
    english_form = "Answer {element} = {value} won't do; give 1, 2, 3 or 4."


class NoAnswers(TicketsError):
    """Nobody answered anything (`where`: the file or the period)."""

    indonesian_form = "Belum ada jawaban di {where}; IKM tidak bisa dihitung."
    english_form = "There are no answers in {where}; no IKM can be computed."


class ElementUnanswered(TicketsError):
    """Nobody answered about some element, so that the standard's index can't be had (`where`, `elements`)."""

    indonesian_form = "Di {where} tidak ada satu pun jawaban untuk {elements}; lengkapi dulu, IKM perlu semua unsur."
    english_form = "In {where} nobody answered {elements}; fill that in, the IKM needs every element."


class PrintedWeightsPartial(TicketsError):
    """The printed weights fit only all elements (`standard`, `missing`)."""

    indonesian_form = (
        "Bobot tercetak standar {standard} berlaku untuk semua unsur, belum ada jawaban {missing}; pakai exact."
    )
    english_form = (
        "The printed weights of standard {standard} are for all elements, {missing} has no answers; use exact."
    )


class AnswersFileError(TicketsError):
    """A table of answers can't be used (`file`: its name)."""


class AnswersFileUnreadable(AnswersFileError):
    """The file can't be opened or read (`file`, `reason`)."""

    indonesian_form = "Berkas {file} tidak bisa dibaca ({reason}); periksa nama dan izinnya."
    english_form = "File {file} can't be read ({reason}); check its name and permissions."


class AnswersFileEmpty(AnswersFileError):
    """The file has no row of column names (`file`)."""

    indonesian_form = "Berkas {file} kosong; baris pertama harus berisi nama kolom, misalnya U1,U2,U3."
    english_form = "File {file} is empty; its first row must hold the column names, as U1,U2,U3."


class NotUtf8(AnswersFileError):
    """The file is no UTF-8 text, for example a workbook (`file`, `line`)."""

    indonesian_form = "Berkas {file} baris {line} bukan teks UTF-8; simpan ulang sebagai “CSV UTF-8”."
    english_form = "File {file}, line {line} is no UTF-8 text; save it again as “CSV UTF-8”."


class LineTooLong(AnswersFileError):
    """No line of a table of answers is as long (`file`, `line`, `most`: characters)."""

    indonesian_form = "Berkas {file} baris {line} lebih dari {most} huruf; pakai tabel, satu baris per responden."
    english_form = "File {file}, line {line} has more than {most} characters; make it a table, a row per respondent."


class TableBroken(AnswersFileError):
    """The quotes of the file don't close or stand in the wrong place (`file`, `line`, `reason`)."""

    indonesian_form = "Berkas {file} baris {line}: tanda kutip rusak atau tidak ditutup ({reason}); perbaiki di sana."
    english_form = "File {file}, line {line}: its quotes are broken or not closed ({reason}); mend them there."


class RowRagged(AnswersFileError):
    """A row has more or fewer cells than the row of column names (`file`, `line`, `found`, `needed`)."""

    indonesian_form = "Berkas {file} baris {line} berisi {found} kolom, bukan {needed}; lengkapi atau hapus baris itu."
    english_form = "File {file}, line {line} has {found} columns instead of {needed}; complete or remove that row."


class ElementColumnMissing(AnswersFileError):
    """The standard's elements aren't all among the column names (`file`, `line`, `elements`, `standard`)."""

    indonesian_form = "Berkas {file} baris {line}: tidak ada kolom {elements}; standar {standard} perlu semuanya."
    english_form = "File {file}, line {line}: there is no column {elements}; standard {standard} needs them all."


class ElementColumnRepeated(AnswersFileError):
    """Two columns are the same element (`file`, `line`, `element`, `first`, `second`: their names)."""

    indonesian_form = "Berkas {file} baris {line}: kolom “{first}” dan “{second}” sama-sama {element}; hapus satu."
    english_form = "File {file}, line {line}: columns “{first}” and “{second}” are both {element}; remove one."


class OtherStandard(AnswersFileError):
    """The columns are those of another standard, with more elements (`file`, `line`, `standard`, `other`, `extra`)."""

    indonesian_form = (
        "Berkas {file} baris {line}: kolomnya adalah unsur standar {other}, bukan {standard}; "
        "pakai --standard {other} atau hapus kolom {extra}."
    )
    english_form = (
        "File {file}, line {line}: its columns are the elements of standard {other}, not {standard}; "
        "use --standard {other} or remove {extra}."
    )


class AnswerInvalid(AnswersFileError):
    """A cell is no whole number from 1 to 4 and not empty (`file`, `line`, `column`: from 1, `element`, `value`)."""

    indonesian_form = (
        "Berkas {file} baris {line} kolom {column} ({element}): “{value}” bukan 1, 2, 3 atau 4; "
        "perbaiki, atau kosongkan bila tidak dijawab."
    )
    english_form = (
        "File {file}, line {line}, column {column} ({element}): “{value}” isn't 1, 2, 3 or 4; "
        "mend it, or leave it empty if there is no answer."
    )


class PeriodWrong(TicketsError):
    """A period ends before it begins, or lies outside all calendars (`begin`, `end`: dates)."""

    indonesian_form = "Periode {begin} sampai {end} tidak bisa dipakai; tulis tanggal awal lalu tanggal akhir."
    english_form = "The period {begin} to {end} won't do; give its first day, then its last day."


class SettingsMissing(TicketsError):
    """Without a file the answers are in the database, and there are no settings that tell where."""

    indonesian_form = "Setelan basis data tidak terbaca; beri nama berkas atau jalankan `iceta check`."
    english_form = "There are no settings that tell where the database is; name a file or run `iceta check`."
