"""Reading the table of time limits from sla.toml, or from the administrator's own file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from tickets.clocks.durations import Duration, read_duration
from tickets.clocks.errors import CodeUnknown, EntryRepeated, NothingChanged
from tickets.clocks.reading import Section, read_file
from tickets.clocks.sla_table import Limits, Override, RungTimes, SlaTable
from tickets.reference.loader import FOLDER, agencies, categories
from tickets.vocabulary import ComplaintType, Level

SLA_FILE = FOLDER / "sla.toml"
RUNGS_BELOW_THE_TOP = (Level.AGENCY, Level.DISKOMINFO)

_TIMES = ("forward", "answer", "solve", "close")
_LIMITS = (*_TIMES, "warn_percent")
_CASE = ("type", "category", "agency")
_NOT_URGENT = [kind for kind in ComplaintType if kind is not ComplaintType.EMERGENCY]
_LADDERS = {False: "biasa", True: "darurat"}


def load_table(path: Path = SLA_FILE) -> SlaTable:
    """The table in the file at `path`, checked. Raises a ClockFileError that names the key, the fault and the cure."""
    whole = read_file(path)
    whole.only("default_type", "limits", "ladder", "override")
    default = ComplaintType(whole.choice("default_type", _NOT_URGENT))
    return SlaTable(_all_limits(whole.section("limits")), _ladders(whole.section("ladder")), default, _overrides(whole))


def _all_limits(section: Section) -> Mapping[ComplaintType, Limits]:
    section.only(*ComplaintType)
    return MappingProxyType({kind: _limits(section.section(kind)) for kind in ComplaintType})


def _limits(section: Section) -> Limits:
    section.only(*_LIMITS)
    forward, answer, solve, close = (read_duration(section, key) for key in _TIMES)
    return Limits(forward, answer, solve, close, _percent(section))


def _percent(section: Section) -> int:
    return section.number("warn_percent", 1, 99, "warn_percent = 80 (1 … 99)")


def _ladders(section: Section) -> Mapping[bool, Mapping[Level, RungTimes]]:
    section.only(*_LADDERS.values())
    return MappingProxyType({urgent: _ladder(section.section(name)) for urgent, name in _LADDERS.items()})


def _ladder(section: Section) -> Mapping[Level, RungTimes]:
    section.only(*RUNGS_BELOW_THE_TOP)
    return MappingProxyType({level: _rung(section.section(level)) for level in RUNGS_BELOW_THE_TOP})


def _rung(section: Section) -> RungTimes:
    section.only("answer", "solve")
    return RungTimes(read_duration(section, "answer"), read_duration(section, "solve"))


def _overrides(whole: Section) -> tuple[Override, ...]:
    found: list[Override] = []
    for section in whole.entries("override"):
        override = _override(section)
        if any(override.case == other.case for other in found):
            named = ", ".join(str(part) for part in override.case if part)
            raise EntryRepeated(file=section.file, place=section.place, what=named)
        found.append(override)
    return tuple(found)


def _override(section: Section) -> Override:
    section.only(*_CASE, *_LIMITS)
    _some(section, _CASE)
    _some(section, _LIMITS)
    kind = ComplaintType(section.choice("type", list(ComplaintType))) if "type" in section.content else None
    category, agency = _code(section, "category", categories()), _code(section, "agency", agencies())
    percent = _percent(section) if "warn_percent" in section.content else None
    forward, answer, solve, close = (_time(section, key) for key in _TIMES)
    return Override(kind, category, agency, forward, answer, solve, close, percent)


def _some(section: Section, keys: Collection[str]) -> None:
    if not any(key in section.content for key in keys):
        raise NothingChanged(file=section.file, place=section.place, needed=", ".join(keys))


def _code(section: Section, key: str, known: Collection[str]) -> str | None:
    if key not in section.content:
        return None
    code = section.text(key, f'{key} = "{next(iter(known))}"')
    if code not in known:
        raise CodeUnknown(file=section.file, place=section.place, key=key, value=code, known=", ".join(known))
    return code


def _time(section: Section, key: str) -> Duration | None:
    return read_duration(section, key) if key in section.content else None
