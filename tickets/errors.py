"""What can go wrong with tickets: one type per happening, with a sentence in Indonesian and in English."""

from __future__ import annotations

from typing import Any, ClassVar


class TicketsError(Exception):
    """The root of this room's errors; `str()` is the Indonesian sentence, `.english` the English one.

    The values named in the sentences are attributes of the error.
    """

    indonesian_form: ClassVar[str] = "Terjadi kesalahan pada tiket."
    english_form: ClassVar[str] = "Something went wrong with the tickets."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.indonesian_form.format(**facts))

    def __getattr__(self, name: str) -> Any:
        facts: dict[str, Any] = self.__dict__.get("facts", {})
        if name in facts:
            return facts[name]
        raise AttributeError(name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.facts)

    @property
    def english(self) -> str:
        """The sentence in English, for logs and the command line."""
        return self.english_form.format(**self.facts)


def _rebuild(kind: type[TicketsError], facts: dict[str, Any]) -> TicketsError:
    return kind(**facts)


class TicketNotFound(TicketsError):
    """There is no such ticket (`ticket`: its id or code)."""

    indonesian_form = "Tiket {ticket} tidak ditemukan; periksa lagi nomornya."
    english_form = "There is no ticket {ticket}; check the number."


class CallNotFound(TicketsError):
    """There is no such call (`call`: its id or linkedid)."""

    indonesian_form = "Panggilan {call} tidak ditemukan."
    english_form = "There is no call {call}."


class TranscriptNotFound(TicketsError):
    """There is no such transcript, or its ticket has none (`transcript`: its id)."""

    indonesian_form = "Transkrip {transcript} tidak ditemukan."
    english_form = "There is no transcript {transcript}."


class CommandNotFound(TicketsError):
    """There is no such command (`command`: its id)."""

    indonesian_form = "Perintah {command} tidak ditemukan."
    english_form = "There is no command {command}."


class AccountNotFound(TicketsError):
    """Nobody has this login (`login`)."""

    indonesian_form = "Akun {login} tidak ada; lihat `iceta account list`."
    english_form = "There is no account {login}; see `iceta account list`."


class AlreadyClaimed(TicketsError):
    """Another person was first (`code`, `claimed_by`)."""

    indonesian_form = "Tiket {code} sudah diambil {claimed_by}."
    english_form = "Ticket {code} is already claimed by {claimed_by}."


class NotAllowed(TicketsError):
    """The actor's role doesn't include this verb (`role`, `verb`, `why`)."""

    indonesian_form = "Peran {role} tidak boleh melakukan “{verb}”{why}; minta operator atau Diskominfo."
    english_form = "The role {role} may not {verb}{why}; ask an operator or Diskominfo."

    def __init__(self, *, role: str, verb: str, why: str = "") -> None:
        super().__init__(role=role, verb=verb, why=why)


class ImpossibleTransition(TicketsError):
    """The verb makes no sense in this state (`what`, `state`, `verb`, `cure`)."""

    indonesian_form = "“{verb}” tidak bisa dilakukan: {what} berstatus {state}. {cure}"
    english_form = "Can't {verb}: {what} is {state}. {cure}"

    def __init__(self, *, what: str, state: str, verb: str, cure: str = "") -> None:
        super().__init__(what=what, state=state, verb=verb, cure=cure)


class UnknownAgency(TicketsError):
    """No agency that can be assigned has this code (`agency`, `known`)."""

    indonesian_form = "Instansi “{agency}” tidak bisa ditugasi; pilih salah satu: {known}."
    english_form = "Agency “{agency}” can't be assigned; choose one of: {known}."


class AgencyOutside(UnknownAgency):
    """The body lies outside the regency government: it is referred to, never assigned (`agency`, `name`)."""

    indonesian_form = "{name} di luar pemerintah kabupaten: rujuk pelapor ke sana, tidak bisa ditugasi."
    english_form = "{name} is outside the regency government: refer the caller, it can't be assigned."


class UnknownBody(TicketsError):
    """No body outside the regency has this code (`body`, `known`)."""

    indonesian_form = "“{body}” bukan badan di luar pemerintah kabupaten; pilih salah satu: {known}."
    english_form = "“{body}” is no body outside the regency government; choose one of: {known}."


class UnknownChannel(TicketsError):
    """Complaints don't come in by this (`channel`, `known`)."""

    indonesian_form = "Kanal “{channel}” tidak dikenal; pilih salah satu: {known}."
    english_form = "Channel “{channel}” is unknown; choose one of: {known}."


class UnknownComplaintType(TicketsError):
    """No kind of report has this name (`type`, `known`)."""

    indonesian_form = "Jenis laporan “{type}” tidak dikenal; pilih salah satu: {known}."
    english_form = "Complaint type “{type}” is unknown; choose one of: {known}."


class InvalidHouseNumber(TicketsError):
    """An RT or RW is no number of one to three digits (`number`)."""

    indonesian_form = "RT/RW “{number}” bukan angka; tulis 1 sampai 3 angka, misalnya 004."
    english_form = "RT/RW “{number}” is no number; write 1 to 3 digits, as 004."


class NothingToUndo(TicketsError):
    """No change of this person can be taken back any more (`code`, `why`)."""

    indonesian_form = "Tidak ada yang bisa dibatalkan pada tiket {code}: {why}."
    english_form = "Nothing can be undone on ticket {code}: {why}."


class UnknownPlace(TicketsError):
    """No kecamatan or desa has this code, or the desa lies in another kecamatan (`place`)."""

    indonesian_form = "Kode wilayah “{place}” tidak dikenal atau tidak termasuk kecamatan itu."
    english_form = "Place code “{place}” is unknown or lies in another kecamatan."


class UnknownCategory(TicketsError):
    """No category has this code (`category`, `known`)."""

    indonesian_form = "Kategori “{category}” tidak dikenal; pilih salah satu: {known}."
    english_form = "Category “{category}” is unknown; choose one of: {known}."


class UnknownField(TicketsError):
    """This isn't something an edit can change (`name`, `known`)."""

    indonesian_form = "Kolom “{name}” tidak bisa diubah; yang bisa: {known}."
    english_form = "Field “{name}” can't be edited; these can: {known}."


class UnknownCommand(TicketsError):
    """The telephone side knows no such command (`verb`, `known`)."""

    indonesian_form = "Perintah “{verb}” tidak dikenal; yang ada: {known}."
    english_form = "Command “{verb}” is unknown; there are: {known}."


class EmptyText(TicketsError):
    """A text is needed and none was given (`what`)."""

    indonesian_form = "{what} masih kosong; tulis dulu isinya."
    english_form = "The text is empty ({what}); write it first."


class StaleVersion(TicketsError):
    """Somebody changed the ticket in the meantime (`code`, `changed_by`, `version`: the present one)."""

    indonesian_form = "Tiket {code} baru saja diubah {changed_by}; buka ulang, lalu ubah lagi."
    english_form = "Ticket {code} was just changed by {changed_by}; open it again, then edit."


class WrongPassword(TicketsError):
    """Login or password is wrong; it never says which."""

    indonesian_form = "Nama masuk atau kata sandi salah."
    english_form = "Wrong login or password."


class AccountExists(TicketsError):
    """The login is taken (`login`)."""

    indonesian_form = "Akun {login} sudah ada; pilih nama masuk lain."
    english_form = "Account {login} exists already; choose another login."


class InvalidLogin(TicketsError):
    """A login has other characters than it may (`login`)."""

    indonesian_form = "Nama masuk “{login}” tidak bisa dipakai: 2 sampai 32 huruf kecil, angka, titik, - atau _."
    english_form = "Login “{login}” won't do: 2 to 32 lower-case letters, digits, dots, - or _."


class WeakPassword(TicketsError):
    """The password is too easy to guess (`least`, `most`: its bounds in characters)."""

    indonesian_form = (
        "Kata sandi terlalu lemah: {least} sampai {most} karakter, bukan nama masuk, bukan satu huruf saja."
    )
    english_form = "The password is too weak: {least} to {most} characters, not the login, not one letter repeated."


class SchemaOutdated(TicketsError):
    """The database's tables aren't those of this program (`found`, `needed`, `cure_id`, `cure_en`)."""

    indonesian_form = "Basis data versi {found}, program ini perlu {needed}: {cure_id}."
    english_form = "The database is at version {found}, this program needs {needed}: {cure_en}."


class DatabaseUnreachable(TicketsError):
    """The database doesn't answer (`where`: its URL without password, `reason`)."""

    indonesian_form = "Basis data {where} tidak terjangkau ({reason}); periksa layanan dan [tickets] url di iceta.toml."
    english_form = "Database {where} can't be reached ({reason}); check the service and [tickets] url in iceta.toml."
