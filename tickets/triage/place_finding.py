"""Names of desa and kecamatan in what was heard: several offered where one name fits several places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.fuzz import ratio

from tickets.errors import UnknownPlace
from tickets.reference.loader import Place, desa, kecamatan
from tickets.triage.hearing import Token
from tickets.triage.model import PlaceSuggestion
from tickets.triage.phrases import by_first_word, find
from tickets.triage.tables import tables

MOST_ALTERNATIVES = 5
LEAST_CONFIDENCE = 0.5
"""Below this a place is only an alternative."""

_LONGEST_NAME = 4
"""Words into which a recogniser may split a name."""
_FUZZY_FROM = 6
_FUZZY_LEAST = 84.0
"""A name of so many letters may be heard a little differently, but only right after "desa", "di" and the like."""
_NAMED, _SIGNED, _BARE_NOUN = 0.9, 0.95, 0.3
_TRAP = 0.65
"""What is left of a name that sounds like another; that one is offered with the rest."""
_ELSEWHERE = 0.25
"""What is left of a desa when another kecamatan was said."""
_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the utterance: its tokens, the places that may be meant, and how surely it is one, 0 to 1.

    `settled` when the words around it leave no doubt which name was said ("kecamatan Lohbener", "Tugu Sliyeg").
    """

    span: range
    places: tuple[Place, ...]
    score: float
    settled: bool = False


def find_place(tokens: Sequence[Token], kecamatan_code: str | None = None) -> tuple[PlaceSuggestion, frozenset[int]]:
    """The place that is probably meant, and the tokens that name places. Raises UnknownPlace for an unknown code.

    `kecamatan_code` is what is known already (from the menu, the form): it chooses among desa of the same name.
    """
    if kecamatan_code is not None and kecamatan_code not in kecamatan():
        raise UnknownPlace(place=kecamatan_code)
    names = list(_names(tokens))
    ranked = _ranked(tokens, names, kecamatan_code)
    spoken = frozenset(i for name in names if name.score >= LEAST_CONFIDENCE for i in name.span)
    return _chosen(ranked, kecamatan_code), spoken


def _chosen(ranked: Sequence[PlaceSuggestion], kecamatan_code: str | None) -> PlaceSuggestion:
    first = ranked[0] if ranked else PlaceSuggestion()
    if first.confidence >= LEAST_CONFIDENCE:
        rest = tuple(ranked[1 : MOST_ALTERNATIVES + 1])
        return PlaceSuggestion(first.kecamatan, first.desa, first.confidence, first.words, rest)
    others = tuple(ranked[:MOST_ALTERNATIVES])
    if kecamatan_code is not None:
        return PlaceSuggestion(kecamatan()[kecamatan_code], None, 1.0, (), others)
    return PlaceSuggestion(alternatives=others)


def _ranked(tokens: Sequence[Token], names: Sequence[Name], known: str | None) -> list[PlaceSuggestion]:
    said = {p.code: name for name in names for p in name.places if p.kecamatan_code is None and name.score > 0.5}
    surely = {known} if known else set(said)
    found: dict[str, PlaceSuggestion] = {}
    for name in names:
        for place, confidence in _weighed(name, surely):
            words = _words_of(tokens, name)
            suggestion = _suggestion(place, confidence, words, said, tokens)
            if place.code not in found or found[place.code].confidence < suggestion.confidence:
                found[place.code] = suggestion
    return sorted(
        found.values(), key=lambda s: (-s.confidence, s.desa is None, (s.desa or s.kecamatan or _NOWHERE).code)
    )


def _weighed(name: Name, surely: set[str]) -> Iterator[tuple[Place, float]]:
    """Each place that the name may mean, with its confidence."""
    desa_here = [p for p in name.places if p.kecamatan_code in surely and p.kecamatan_code is not None]
    trap = () if name.settled else _trap_of(name.places)
    rest = [p for p in name.places if p not in desa_here]
    for place in desa_here:
        yield place, name.score
    share = _share(rest, bool(desa_here), bool(surely))
    for place in rest:
        own = name.score if place.kecamatan_code is None and place.code in surely else name.score * share
        trapped = bool(trap) and not desa_here and not any(p.kecamatan_code in surely for p in trap)
        yield place, own * _TRAP if trapped else own
    for place in trap:
        yield place, name.score * (0.9 if place.kecamatan_code in surely and not desa_here else (1 - _TRAP) / 2)


def _share(rest: Sequence[Place], settled: bool, surely: bool) -> float:
    if settled:
        return _ELSEWHERE
    elsewhere = _ELSEWHERE if surely and all(place.kecamatan_code is not None for place in rest) else 1.0
    return elsewhere / max(1, sum(place.kecamatan_code is not None for place in rest))


def _trap_of(places: Iterable[Place]) -> tuple[Place, ...]:
    traps = tables().places.traps
    others = dict.fromkeys(traps[key] for place in places if (key := _squeezed(place.name)) in traps)
    return tuple(place for other in others for place in _by_name().get(other, ()))


def _suggestion(
    place: Place, confidence: float, words: tuple[str, ...], said: dict[str, Name], tokens: Sequence[Token]
) -> PlaceSuggestion:
    confidence = round(min(1.0, confidence), 3)
    if place.kecamatan_code is None:
        return PlaceSuggestion(place, None, confidence, words)
    also = said.get(place.kecamatan_code)
    both = tuple(dict.fromkeys((*words, *(_words_of(tokens, also) if also else ()))))
    return PlaceSuggestion(kecamatan()[place.kecamatan_code], place, confidence, both)


def _words_of(tokens: Sequence[Token], name: Name) -> tuple[str, ...]:
    return tuple({tokens[i].at: tokens[i].said for i in name.span}.values())


def _names(tokens: Sequence[Token]) -> Iterator[Name]:
    blocked = {i for hit in find(tokens, by_first_word(tables().places.not_places), said=True) for i in hit.span}
    at = 0
    while at < len(tokens):
        name = None if at in blocked else _longest(tokens, at)
        if name is not None:
            yield name
        at = name.span.stop if name is not None else at + 1


def _longest(tokens: Sequence[Token], at: int) -> Name | None:
    sign = tokens[at - 1].said if at else ""
    if tokens[at].said in _signs():
        return None
    for length in range(min(_LONGEST_NAME, len(tokens) - at), 0, -1):
        span = range(at, at + length)
        places = _by_name().get("".join(tokens[i].said for i in span), ())
        if places and (score := _score(tokens, span, sign)) > 0:
            return _name(tokens, span, places, sign, score)
    return _nearly(tokens, at, sign)


def _name(tokens: Sequence[Token], span: range, places: tuple[Place, ...], sign: str, score: float) -> Name:
    followed = _kecamatan_after(tokens, span)
    if followed:
        return Name(span, tuple(place for place in places if place.kecamatan_code in followed), score, settled=True)
    allowed = _allowed(places, sign)
    said_kecamatan = sign in tables().places.kecamatan
    if said_kecamatan and not any(place.kecamatan_code is None for place in allowed):
        allowed = tuple(place for place in _trap_of(places) if place.kecamatan_code is None) or allowed
        score *= _TRAP
    return Name(span, allowed, score, settled=said_kecamatan)


def _score(tokens: Sequence[Token], span: range, sign: str) -> float:
    words = tables().places
    sure = min(tokens[i].trust for i in span)
    name = "".join(tokens[i].said for i in span)
    if sign in words.strong | words.kecamatan or _kecamatan_after(tokens, span):
        return _SIGNED * sure
    if name in words.nouns:
        return _BARE_NOUN * sure if sign in words.weak else 0.0
    if name in words.ordinary:
        return 0.8 * sure if sign in words.weak else 0.0
    return _NAMED * sure


def _kecamatan_after(tokens: Sequence[Token], span: range) -> frozenset[str]:
    """The kecamatan of the name's places that is said right after it: "tugu sliyeg", "bulak kandanghaur"."""
    codes = {p.kecamatan_code for p in _by_name().get("".join(tokens[i].said for i in span), ())} - {None}
    ahead = [token.said for token in tokens[span.stop : span.stop + 3]]
    if ahead and ahead[0] in tables().places.kecamatan | {"ning", "di"}:
        ahead = ahead[1:]
    names = {"".join(ahead[:length]) for length in (1, 2)}
    return frozenset(p.code for name in names for p in _by_name().get(name, ()) if p.code in codes)


def _nearly(tokens: Sequence[Token], at: int, sign: str) -> Name | None:
    words = tables().places
    if sign not in words.strong | words.kecamatan | words.weak:
        return None
    best: tuple[float, range, str] = (0.0, range(at, at), "")
    for length in range(1, min(3, len(tokens) - at) + 1):
        span = range(at, at + length)
        heard = "".join(tokens[i].said for i in span)
        if len(heard) >= _FUZZY_FROM and (near := max(_likeness(heard), default=None)):
            best = max(best, (near[0], span, near[1]), key=lambda found: found[0])
    if best[0] < _FUZZY_LEAST or best[2] in words.nouns:
        return None
    strength = 1.0 if sign in words.strong | words.kecamatan else 0.8
    return Name(best[1], _allowed(_by_name()[best[2]], sign), best[0] / 100 * strength * tokens[at].trust)


def _likeness(heard: str) -> Iterator[tuple[float, str]]:
    for name in _by_letter().get(heard[0], ()):
        if abs(len(name) - len(heard)) <= 2 and name != heard:
            yield ratio(heard, name, score_cutoff=_FUZZY_LEAST), name


def _allowed(places: tuple[Place, ...], sign: str) -> tuple[Place, ...]:
    """Those of the places that the word before the name allows; a bare name is the kecamatan first."""
    larger = tuple(place for place in places if place.kecamatan_code is None)
    smaller = tuple(place for place in places if place.kecamatan_code is not None)
    if sign in tables().places.kecamatan:
        return larger or smaller
    return (smaller or larger) if sign in tables().places.strong else (larger or smaller)


@cache
def _signs() -> frozenset[str]:
    words = tables().places
    return words.strong | words.kecamatan | words.weak


@cache
def _by_name() -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for place in _all_places():
        found[_squeezed(place.name)] = (*found.get(_squeezed(place.name), ()), place)
    return found


@cache
def _by_letter() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in _by_name():
        found[name[0]] = (*found.get(name[0], ()), name)
    return found


def _all_places() -> Iterable[Place]:
    return (*kecamatan().values(), *desa().values())


def _squeezed(name: str) -> str:
    return "".join(_LETTERS.findall(name.lower()))


_NOWHERE = Place("", "", None, "")
