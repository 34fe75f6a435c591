"""Finding phrases of a table in what was heard, with their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tickets.triage.hearing import Token
from tickets.triage.tables import Phrase, Rule, tables

LANDMARK = 0.2
"""What is left of a rule when its word only tells the place."""

_ENDINGS = ("nya", "ne", "e")


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that was said: from which token to which (exclusive)."""

    phrase: Phrase
    start: int
    end: int

    @property
    def span(self) -> range:
        """The tokens it covers."""
        return range(self.start, self.end)


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that a phrase set off; `weight` in log-odds, lowered where the words were heard badly."""

    rule: Rule
    found: Found
    weight: float


def find(tokens: Sequence[Token], phrases: Mapping[str, Sequence[Phrase]], *, said: bool = False) -> Iterator[Found]:
    """Every occurrence of the phrases (by their first word, see `by_first_word`), as meant or literally as `said`."""
    words = [token.said if said else token.word for token in tokens]
    for start, word in enumerate(words):
        for phrase in _starting(phrases, word):
            end = start + len(phrase)
            if end <= len(words) and all(map(_says, words[start:end], phrase)):
                yield Found(phrase, start, end)


def by_first_word(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    """The phrases by the word they begin with."""
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], []).append(phrase)
    return found


def rule_hits(tokens: Sequence[Token]) -> list[RuleHit]:
    """What the rules say, each rule at most once: by its longest phrase, the first said."""
    best: dict[int, tuple[Rule, Found]] = {}
    for found in find(tokens, _rule_phrases()):
        for number, rule in _rules_of()[found.phrase]:
            known = best.get(number)
            if known is None or len(found.phrase) > len(known[1].phrase):
                best[number] = (rule, found)
    return [RuleHit(rule, found, _weight(tokens, rule, found)) for _, (rule, found) in sorted(best.items())]


def _weight(tokens: Sequence[Token], rule: Rule, found: Found) -> float:
    beside = rule.landmark and found.start > 0 and tokens[found.start - 1].word in tables().places.beside
    return rule.weight * min(tokens[i].trust for i in found.span) * (LANDMARK if beside else 1.0)


def _starting(phrases: Mapping[str, Sequence[Phrase]], word: str) -> Iterator[Phrase]:
    yield from phrases.get(word, ())
    for ending in _ENDINGS:
        if word.endswith(ending):
            yield from phrases.get(word.removesuffix(ending), ())


def _says(word: str, wanted: str) -> bool:
    return word == wanted or (word.startswith(wanted) and word[len(wanted) :] in _ENDINGS)


@cache
def _rule_phrases() -> dict[str, list[Phrase]]:
    return by_first_word(_rules_of())


@cache
def _rules_of() -> dict[Phrase, list[tuple[int, Rule]]]:
    found: dict[Phrase, list[tuple[int, Rule]]] = {}
    for number, rule in enumerate(tables().rules):
        for phrase in dict.fromkeys(rule.phrases):
            found.setdefault(phrase, []).append((number, rule))
    return found
