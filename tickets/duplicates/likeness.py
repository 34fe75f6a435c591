"""How alike two reports are, from 0 to 1, and why, in words that people read: pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from tickets.duplicates.place_likeness import Nearness, nearness, of_place
from tickets.duplicates.tables import weights, words
from tickets.duplicates.topic import Topic, topic_of
from tickets.phone_numbers import Kind, normalise

_HOUR = timedelta(hours=1)
_TAIL = 5
"""Digits at the end of a number that every way of writing it has in common."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a citizen reports at `at` (aware UTC); places and category are codes of the reference tables.

    `number` is empty for a reporter who is anonymous, so that nothing links him with another report. A report that is
    a ticket has its `ticket_id` and `code`; one that belongs to an incident has `incident_id` and `incident_code`.
    `remark` is told with the reasons to whoever finds it.
    """

    text: str
    at: datetime
    category: str | None = None
    kecamatan: str | None = None
    desa: str | None = None
    number: str = ""
    ticket_id: int | None = None
    code: str = ""
    incident_id: int | None = None
    incident_code: str = ""
    remark: str = ""

    @property
    def topic(self) -> Topic:
        """What its text is about."""
        return topic_of(self.text)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two reports are: 0 to 1, with the reasons in Indonesian, the strongest first."""

    score: float
    reasons: tuple[str, ...] = ()


NOT_ALIKE = Likeness(0.0)


def compare(one: Report, other: Report) -> Likeness:
    """How likely both report the same matter: likeness of text × category × place × time, more for a repeated call.

    The weights are those of weights.toml; nothing is decided by it, a person confirms.
    """
    repeated = same_number(one.number, other.number)
    age = abs(one.at - other.at)
    time = _time(one, other, age, repeated)
    if time == 0:
        return NOT_ALIKE
    text = _text(one, other, age, repeated)
    place = nearness(one, other)
    score = text * _category(one, other) * of_place(place, wide=_is_wide(one.topic, other.topic)) * time
    if repeated and text >= weights().reporter["least_text"] and place is not Nearness.OTHER:
        score += (1 - score) * weights().reporter["repeat"]
    return Likeness(round(score, 4), tuple(_reasons(one, other, place, age, repeated))) if score else NOT_ALIKE


def same_number(one: str, other: str) -> bool:
    """True when both are the same telephone number, however it is written; never for withheld and short numbers."""
    if one[-_TAIL:] != other[-_TAIL:] and _only_digits(one) and _only_digits(other):
        return False  # reading a number properly takes a tenth of a millisecond, too long for hundreds of candidates
    number = telephone(one)
    return bool(number) and number == telephone(other)


def _only_digits(number: str) -> bool:
    return number.removeprefix("+").isdecimal()


@lru_cache(maxsize=4096)
def telephone(raw: str) -> str:
    """The number as E.164; empty for none, and for short numbers, which belong to nobody."""
    known = normalise(raw)
    return "" if known.kind is Kind.SHORT else known.value


def _time(one: Report, other: Report, age: timedelta, repeated: bool) -> float:
    window_h = max(weights().window_h(one.category), weights().window_h(other.category))
    if repeated:
        window_h = max(window_h, weights().reporter["window_hours"])
    return max(0.0, 1 - (age / (window_h * _HOUR)) ** 2)


def _category(one: Report, other: Report) -> float:
    if one.category is None or other.category is None:
        return weights().category["unknown"]
    return weights().category["same" if one.category == other.category else "other"]


def _text(one: Report, other: Report, age: timedelta, repeated: bool) -> float:
    first, second = one.topic, other.topic
    if first.silent or second.silent:
        soon = age <= timedelta(minutes=weights().reporter["again_minutes"])
        return weights().reporter["again"] if repeated and soon else 0.0
    if not (first.subjects and second.subjects):
        return weights().text["unknown"] * _soft(_all_words(first), _all_words(second))
    return _about(first, second) * _personal(first, second, repeated)


def _about(first: Topic, second: Topic) -> float:
    share = weights().text
    rest = _soft(first.rest, second.rest) if first.rest and second.rest else share["unsaid_rest"]
    subject = _common(first.subjects, second.subjects)
    return subject * (share["subject"] + share["trouble"] * _trouble(first, second) + share["rest"] * rest)


def _trouble(first: Topic, second: Topic) -> float:
    if first.troubles and second.troubles:
        return _common(first.troubles, second.troubles)
    return weights().text["unsaid" if first.troubles or second.troubles else "unsaid_both"]


def _personal(first: Topic, second: Topic, repeated: bool) -> float:
    """What is left of the likeness when both speak of something that everybody has for himself."""
    own = first.subjects & second.subjects <= words().personal
    return weights().text["personal"] if own and not repeated else 1.0


def _is_wide(first: Topic, second: Topic) -> bool:
    return bool(first.subjects & second.subjects & words().wide)


def _all_words(topic: Topic) -> frozenset[str]:
    return topic.subjects | topic.troubles | topic.rest


def _common(first: frozenset[str], second: frozenset[str]) -> float:
    """What two sets share, 0 to 1: the mean of Dice's coefficient and of the overlap coefficient.

    Who says more ("tanggul jebol, banjir") may mean the same as who says less ("tanggul jebol").
    """
    if not (first and second):
        return 0.0
    shared = len(first & second)
    return (2 * shared / (len(first) + len(second)) + shared / min(len(first), len(second))) / 2


def _soft(first: frozenset[str], second: frozenset[str]) -> float:
    """Dice over words that need not be spelled alike, because a recogniser hears names differently."""
    both = len(first) + len(second)
    if not both:
        return 0.0
    common = len(first & second)
    few, left = sorted((sorted(first - second), sorted(second - first)))
    for word in few:
        found = next((other for other in left if ratio(word, other) >= weights().text["fuzzy"]), None)
        if found is not None:
            left.remove(found)
            common += 1
    return 2 * common / both


def _reasons(one: Report, other: Report, place: Nearness, age: timedelta, repeated: bool) -> Iterator[str]:
    first, second = one.topic, other.topic
    common = [*sorted(first.subjects & second.subjects), *sorted(first.troubles & second.troubles)]
    common += sorted(first.rest & second.rest)
    if common:
        yield f"isi serupa: {', '.join(common[:5])}"
    if repeated:
        yield "nomor pelapor sama"
    if place.said(one, other):
        yield place.said(one, other)
    if one.category is not None and one.category == other.category:
        yield "kategori sama"
    yield f"selang {spoken_time(age)}"
    if other.remark:
        yield other.remark


def spoken_time(span: timedelta) -> str:
    """A length of time as people say it: "12 menit", "3 jam", "2 hari"."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 1:
        return "kurang dari semenit"
    if minutes < 120:
        return f"{minutes} menit"
    return f"{round(minutes / 60)} jam" if minutes < 48 * 60 else f"{round(minutes / 60 / 24)} hari"
