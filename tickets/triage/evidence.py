"""All that an utterance says before anything is weighed: its words, alarms, places and the rules it sets off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tickets.model import Word
from tickets.triage.alarm import Alarm, alarm_in
from tickets.triage.hearing import Heard, Token, hear
from tickets.triage.model import PlaceSuggestion
from tickets.triage.phrases import RuleHit, rule_hits
from tickets.triage.place_finding import find_place
from tickets.triage.tables import tables


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was heard; `subject` are the tokens that the classifier sees: no names of places, nothing denied."""

    heard: Heard
    alarm: Alarm
    place: PlaceSuggestion
    subject: tuple[Token, ...]
    hits: tuple[RuleHit, ...]


def gather(text: str, kecamatan: str | None = None, words: Sequence[Word] | None = None) -> Evidence:
    """Everything heard in the text. Raises UnknownPlace for a kecamatan that doesn't exist."""
    heard = hear(text, _trust(words or ()))
    alarm = alarm_in(heard.tokens)
    place, named = find_place(heard.tokens, kecamatan)
    left_out = named | {i for found in alarm.denied for i in found.span}
    subject = tuple(token for i, token in enumerate(heard.tokens) if i not in left_out)
    hits = (*(hit for hit in rule_hits(heard.tokens) if _speaks(hit, alarm)), *_alarm_hits(alarm))
    return Evidence(heard, alarm, place, subject, hits)


def _speaks(hit: RuleHit, alarm: Alarm) -> bool:
    return not any(set(hit.found.span) & set(found.span) for found in alarm.denied)


def _alarm_hits(alarm: Alarm) -> list[RuleHit]:
    """An emergency word that stands speaks for an emergency, once."""
    rule = tables().alarm
    return [RuleHit(rule, found, rule.weight) for found in alarm.standing[:1]]


def _trust(words: Sequence[Word]) -> Mapping[str, float]:
    """The least confidence with which each word was recognised."""
    found: dict[str, float] = {}
    for word in words:
        text = word.text.lower()
        found[text] = min(found.get(text, 1.0), word.confidence)
    return found
