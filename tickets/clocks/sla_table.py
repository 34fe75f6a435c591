"""The table of time limits: what each kind of report allows, the exceptions, and the rungs' own times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256

from tickets.clocks.durations import Duration
from tickets.vocabulary import ComplaintType, Level

VERSION_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each clock may run; at `warn_percent` of a limit people are warned."""

    forward: Duration
    answer: Duration
    solve: Duration
    close: Duration
    warn_percent: int


@dataclass(frozen=True, slots=True)
class Override:
    """An exception: where all of type, category and agency that aren't None fit, the limits that aren't None apply."""

    type: ComplaintType | None = None
    category: str | None = None
    agency: str | None = None
    forward: Duration | None = None
    answer: Duration | None = None
    solve: Duration | None = None
    close: Duration | None = None
    warn_percent: int | None = None

    @property
    def case(self) -> tuple[str | None, ...]:
        """What the exception is for."""
        return self.type, self.category, self.agency

    def fits(self, kind: ComplaintType, category: str | None, agency: str | None) -> bool:
        """True when the exception is for such a ticket."""
        return all(wanted in (None, given) for wanted, given in zip(self.case, (kind, category, agency), strict=True))

    def upon(self, limits: Limits) -> Limits:
        """The limits with this exception's in place of theirs."""
        own = {column.name: getattr(self, column.name) for column in fields(Limits)}
        return replace(limits, **{name: value for name, value in own.items() if value is not None})


@dataclass(frozen=True, slots=True)
class RungTimes:
    """A rung's own time: to acknowledge a ticket, and to have it solved once it is acknowledged."""

    answer: Duration
    solve: Duration


@dataclass(frozen=True, slots=True)
class SlaTable:
    """All time limits; `version` is a short hash of its content, the same for the same limits however they are written.

    `ladder` holds the rungs that have one above them, for ordinary tickets (False) and emergencies (True).
    """

    limits: Mapping[ComplaintType, Limits]
    ladder: Mapping[bool, Mapping[Level, RungTimes]]
    default_type: ComplaintType
    overrides: tuple[Override, ...] = ()
    version: str = field(init=False)
    _found: dict[tuple[str | None, ...], Limits] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "version", sha256("\n".join(self._lines()).encode()).hexdigest()[:VERSION_LENGTH])

    def limits_for(
        self, kind: ComplaintType | None, category: str | None, agency: str | None, *, emergency: bool
    ) -> Limits:
        """The limits of such a ticket: those of its kind, with every exception that fits, in the file's order.

        An emergency has the limits of `darurat` whatever its kind; a ticket without a kind those of `default_type`.
        """
        kind = ComplaintType.EMERGENCY if emergency else kind or self.default_type
        case = (kind, category, agency)
        if case not in self._found:
            self._found[case] = self._limits(kind, category, agency)
        return self._found[case]

    def _limits(self, kind: ComplaintType, category: str | None, agency: str | None) -> Limits:
        found = self.limits[kind]
        for override in self.overrides:
            found = override.upon(found) if override.fits(kind, category, agency) else found
        return found

    def _lines(self) -> Iterator[str]:
        yield self.default_type
        for kind in ComplaintType:
            yield f"{kind} {_written(self.limits[kind])}"
        yield from (f"{override.case} {_written(override)}" for override in self.overrides)
        for emergency, rungs in sorted(self.ladder.items()):
            yield from (f"{emergency} {rung} {_written(rungs[rung])}" for rung in sorted(rungs))


def _written(row: Limits | Override | RungTimes) -> str:
    return " ".join(f"{column.name}={getattr(row, column.name)!s}" for column in fields(row))
