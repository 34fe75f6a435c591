"""Emergency words in an utterance: which stand, which the caller denied, and which only tell of the past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tickets.triage.hearing import Token
from tickets.triage.phrases import Found, by_first_word, find
from tickets.triage.tables import Phrase, tables
from tickets.urgency import emergency_words

_LOOK_BACK = 4
_LOOK_AHEAD = 7
"""Tokens around an emergency word in which it may be taken back; a pause ends the look."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Emergency words by what became of them, as places in the tokens."""

    standing: tuple[Found, ...] = ()
    denied: tuple[Found, ...] = ()
    calmed: tuple[Found, ...] = ()

    def words(self, tokens: Sequence[Token], which: Sequence[Found]) -> tuple[str, ...]:
        """The words of some of them as they were said."""
        return tuple(dict.fromkeys(" ".join(said_words(tokens, found)) for found in which))


def alarm_in(tokens: Sequence[Token]) -> Alarm:
    """The emergency words of reference/emergency.toml and the alarms of triage.toml.

    A word is denied by a negation right before it ("bukan kebakaran", "ora nganti semaput"), unless the negation
    belongs to it ("tidak sadar") or isn't one ("bukan main", "tidak hanya"); it is calmed when it is only supposed
    ("kalau ada kebakaran") or over ("kebakaran minggu lalu", "sudah surut").
    """
    innocent = {i for found in find(tokens, _innocent_phrases()) for i in found.span}
    hits = [found for found in _hits(tokens) if innocent.isdisjoint(found.span)]
    covered = {i for found in hits for i in found.span}
    sorted_out: dict[str, list[Found]] = {"standing": [], "denied": [], "calmed": []}
    for found in hits:
        sorted_out[_fate(tokens, found, covered)].append(found)
    return Alarm(*(tuple(sorted_out[fate]) for fate in ("standing", "denied", "calmed")))


def said_words(tokens: Sequence[Token], found: Found) -> list[str]:
    """The words of a phrase as they were said, each once even where it is meant as two."""
    return list({tokens[i].at: tokens[i].said for i in found.span}.values())


def _hits(tokens: Sequence[Token]) -> Iterator[Found]:
    literal = [token for i, token in enumerate(tokens) if not i or tokens[i - 1].at != token.at]
    place = {token.at: i for i, token in reversed(list(enumerate(tokens)))}
    last = {token.at: i for i, token in enumerate(tokens)}
    known = emergency_words(" ".join(token.said for token in literal))
    taken: set[int] = set()
    for found in find(literal, by_first_word(tuple(phrase.split()) for phrase in known), said=True):
        start, end = place[literal[found.start].at], last[literal[found.end - 1].at] + 1
        taken.update(range(start, end))
        yield Found(found.phrase, start, end)
    for found in find(tokens, _alarm_phrases()):
        if taken.isdisjoint(found.span):
            yield found


@cache
def _alarm_phrases() -> dict[str, list[Phrase]]:
    return by_first_word(tables().alarms)


@cache
def _innocent_phrases() -> dict[str, list[Phrase]]:
    return by_first_word(tables().innocent)


def _fate(tokens: Sequence[Token], found: Found, covered: set[int]) -> str:
    if _denied(tokens, found, covered):
        return "denied"
    return "calmed" if _supposed(tokens, found) or _over(tokens, found) else "standing"


def _denied(tokens: Sequence[Token], found: Found, covered: set[int]) -> bool:
    denials = tables().denials
    if found.phrase[0] in denials.negators or tokens[found.start].word in denials.negators:
        return False
    at = found.start
    while at > max(0, found.start - _LOOK_BACK) and not tokens[at].pause:
        at -= 1
        word = tokens[at].word
        if word in denials.negators:
            return tokens[at + 1].word not in denials.not_denials
        if word == "atau" and at - 1 in covered:
            at -= 1
        elif word not in denials.between:
            return False
    return False


def _supposed(tokens: Sequence[Token], found: Found) -> bool:
    before = [token.word for token in tokens[max(0, found.start - 2) : found.start]]
    return any(tuple(before[-len(phrase) :]) == phrase for phrase in tables().denials.supposing)


def _over(tokens: Sequence[Token], found: Found) -> bool:
    ahead = list(_until_pause(tokens, found.end))
    for hit in find(ahead, by_first_word(tables().denials.over)):
        before = ahead[hit.start - 1].word if hit.start else ""
        if before not in tables().denials.lasting:
            return True
    return False


def _until_pause(tokens: Sequence[Token], start: int) -> Iterator[Token]:
    for token in tokens[start : start + _LOOK_AHEAD]:
        if token.pause:
            return
        yield token
