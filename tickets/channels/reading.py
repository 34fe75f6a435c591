"""From a row of a foreign file to a ticket that can be opened, or to all that is wrong with the row; pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tickets.channels.cells import CellWrong, body, category, digits_kept, moment, word_of, yes_or_no
from tickets.channels.mapping import FLAGS, FieldMap, plain
from tickets.channels.source_rows import OWN_COLUMN, Fault, SourceRow, at_path
from tickets.checks import assignable_agency, house_number, nik_digits, outside_body
from tickets.cleaning import LABEL_LENGTH, TEXT_LENGTH
from tickets.dokmaru.place_names import desa_code, kecamatan_code
from tickets.errors import TicketsError
from tickets.model import Channel, ComplaintType, NewTicket, Priority, Status
from tickets.urgency import emergency_words

FRESH = timedelta(days=1)
"""Emergency words in an older report page nobody any more."""
CLOCK_ERROR = timedelta(hours=1)
"""How far another system's clock may run ahead."""
_FINISHING = {Status.RESOLVED: "resolved_at", Status.CLOSED: "closed_at"} | dict.fromkeys(
    (Status.NOT_OURS, Status.DUPLICATE, Status.REJECTED), "closed_at"
)
_WITH_AN_AGENCY = frozenset({Status.ASSIGNED, Status.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Incoming:
    """A report that can become a ticket: what opens it, and the columns in which it is further on already."""

    line: int
    ticket: NewTicket
    further: Mapping[str, Any] = field(default_factory=dict)
    cut: int = 0


def read_row(row: SourceRow, mapping: FieldMap, now: datetime) -> Incoming | tuple[Fault, ...]:
    """The report of a row, or its faults."""
    if row.fault is not None:
        return (row.fault,)
    return _Row(row, mapping, now).read()


def id_of_row(values: Mapping[str, Any]) -> str:
    """A name for a row that has none: the same for the same content, whatever the order of its columns."""
    kept = {key: value for key, value in values.items() if not key.startswith(OWN_COLUMN)}
    written = json.dumps(kept, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)
    return f"baris-{hashlib.sha256(written.encode()).hexdigest()[:40]}"


def short_id(given: str) -> str:
    """An id of another system, or its fingerprint where it is too long to be kept."""
    if len(given) <= LABEL_LENGTH:
        return given
    return f"sidik-{hashlib.sha256(given.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"


class _Row:
    """One row on its way; its faults are gathered, so that all can be mended at once."""

    def __init__(self, row: SourceRow, mapping: FieldMap, now: datetime) -> None:
        self.row, self.mapping, self.now = row, mapping, now
        self.names = {plain(name): name for name in row.values}
        self.faults: list[Fault] = []

    def read(self) -> Incoming | tuple[Fault, ...]:
        flags = {name: self.take(name, yes_or_no, default=False) for name in FLAGS}
        kecamatan = self.take("kecamatan", kecamatan_code)
        desa = self.take("desa", lambda cell: desa_code(cell, kecamatan or ""))
        opened = self.take("opened_at", self.past)
        status = Status(self.take("status", word_of(Status), default=Status.NEW))
        description = self.text("description")
        if not description.strip():
            self.faults.append(Fault(self.row.line, "description", "uraian kosong", "isi uraiannya"))
        ticket = NewTicket(
            category=self.take("category", category),
            description=description,
            kecamatan=kecamatan,
            desa=desa,
            priority=self.priority(description, opened, status),
            reporter_name=self.text("reporter_name"),
            reporter_number=self.take("reporter_number", digits_kept, default=""),
            channel=self.take("channel", word_of(Channel), default=Channel.WEB.value),
            status=status,
            complaint_type=self.complaint_type(),
            landmark=self.text("landmark"),
            rt=self.take("rt", house_number, default=""),
            rw=self.take("rw", house_number, default=""),
            relation=self.text("relation"),
            reporter_nik=self.take("reporter_nik", lambda cell: nik_digits(digits_kept(cell)), default=""),
            source=self.text("source") or self.mapping.source,
            source_id=short_id(self.text("source_id").strip()) or id_of_row(self.row.values),
            opened_at=opened,
            **flags,
        )
        further = self.further(status, opened)
        if self.faults:
            return tuple(self.faults)
        return Incoming(self.row.line, ticket, further, max(0, len(description) - TEXT_LENGTH))

    def text(self, name: str) -> str:
        if joined := _joined([self.cell(column) for column in self.mapping.joined.get(name, ())]):
            return joined
        found = next((cell for column in self.mapping.columns.get(name, ()) if (cell := self.cell(column))), "")
        return found if found.strip() else self.mapping.constants.get(name, "")

    def cell(self, column: str) -> str:
        value = self.row.values.get(self.names.get(column, ""))
        if value is None:
            value = at_path(self.row.values, column)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def take(self, name: str, read: Callable[[str], Any], default: Any = None) -> Any:
        """What a field's cell means; `default` where it is empty or wrong."""
        written = self.text(name).strip()
        if not written:
            return default
        meant = self.mapping.values.get(name, {}).get(plain(written), written)
        try:
            return read(meant)
        except CellWrong as wrong:
            self.faults.append(Fault(self.row.line, name, wrong.why, wrong.cure))
        except TicketsError as error:
            self.faults.append(Fault(self.row.line, name, str(error), "perbaiki isinya, atau kosongkan"))
        return default

    def past(self, cell: str) -> datetime | None:
        found = moment(cell)
        if found is not None and found > self.now + CLOCK_ERROR:
            raise CellWrong(f"“{cell[:40]}” belum terjadi", "periksa tanggal dan tahunnya")
        return found

    def complaint_type(self) -> ComplaintType | None:
        found = self.take("complaint_type", word_of(ComplaintType))
        return None if found is None else ComplaintType(found)

    def priority(self, description: str, opened: datetime | None, status: Status) -> Priority:
        given = self.take("priority", word_of(Priority))
        if given is not None:
            return Priority(given)
        fresh = opened is None or self.now - opened < FRESH
        alarmed = fresh and status is Status.NEW and emergency_words(description[:TEXT_LENGTH])
        return Priority.EMERGENCY if alarmed else Priority.NORMAL

    def further(self, status: Status, opened: datetime | None) -> dict[str, Any]:
        names = ("forwarded_at", "answered_at", "resolved_at", "closed_at")
        moments = {name: found for name in names if (found := self.take(name, self.past)) is not None}
        agency = self.take("agency", lambda cell: assignable_agency(body(cell)))
        referred = self.take("referred_to", lambda cell: outside_body(body(cell)))
        bodies = {name: code for name, code in (("agency", agency), ("referred_to", referred)) if code is not None}
        if status in _WITH_AN_AGENCY and "agency" not in bodies:
            why = f"status {status.value} tanpa instansi"
            self.faults.append(Fault(self.row.line, "agency", why, "isi instansinya, atau status baru"))
        if "agency" in bodies:
            moments.setdefault("forwarded_at", opened or self.now)
        if status in _FINISHING:
            moments.setdefault(_FINISHING[status], moments.get("resolved_at") or self.now)
        else:
            moments = {name: at for name, at in moments.items() if name not in ("resolved_at", "closed_at")}
        return bodies | moments


def _joined(parts: Sequence[str]) -> str:
    """The parts below each other; a title that is just the beginning of a later part is left out."""
    kept = [
        part.strip()
        for index, part in enumerate(parts)
        if part.strip() and not any(plain(later).startswith(plain(part)) for later in parts[index + 1 :])
    ]
    return "\n".join(kept)
