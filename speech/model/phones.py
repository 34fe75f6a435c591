"""From Indonesian sounds to phones of the acoustic model, with the cost of every variant."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from speech.model.spelling import Sounds, readings

VOWELS = frozenset("aiuoéə")
# Consonants that may be followed by r, l, w or y in the same syllable.
CLUSTER_FIRST = frozenset("ptkbdgfscj")
CLUSTER_SECOND = frozenset("rlwy")
# Splitting a cluster by a vowel costs this, saying its first consonant as a coda the other.
SPLIT_COST = 0.4
CODA_COST = 1.1

Choices = list[tuple[str, float]]
Pronunciation = tuple[tuple[str, ...], float]


@cache
def sound_table() -> dict[str, Any]:
    """The tables of phones.toml."""
    return tomllib.loads((files("speech.model") / "phones.toml").read_text("utf-8"))


def _choices(group: str, sound: str) -> Choices:
    return [(phones, cost) for phones, cost in sound_table()[group][sound]]


def _vowel(sounds: Sounds, at: int) -> tuple[Choices, int]:
    """The choices for the vowel at this place and how many sounds they use up."""
    table = sound_table()
    pair = "".join(sounds[at : at + 2])
    if at + 2 == len(sounds) and pair in table["last_vowels"]:
        return _choices("last_vowels", pair), 2
    before = (sounds[at - 1] if at else "") + sounds[at]
    if before in table["vowel_after"]:
        return _choices("vowel_after", before), 1
    return _choices("vowel", sounds[at]), 1


def _onset(sounds: Sounds, at: int) -> tuple[Choices, int]:
    """The choices for the consonant before a vowel, and how many sounds they use up."""
    table, sound, vowel = sound_table(), sounds[at], sounds[at + 1]
    glides = {"y": ("", "with_y"), "w": ("", "with_w"), "ny": ("n ", "with_y"), "sy": ("s ", "with_y")}
    if sound in glides:
        lead, group = glides[sound]
        return [(lead + table[group][vowel], 0.0)], 2
    if at and sounds[at - 1] in VOWELS and sound in table["onset_between"]:
        return _choices("onset_between", sound), 1
    place = "onset_inside" if at else "onset_first"
    return _choices(place if sound in table[place] else "onset", sound), 1


def _opens_cluster(sounds: Sounds, at: int) -> bool:
    following = sounds[at + 1 : at + 3]
    cluster = len(following) == 2 and following[0] in CLUSTER_SECOND and following[1] in VOWELS
    return at == 0 or (cluster and sounds[at] in CLUSTER_FIRST)


def _cluster(sounds: Sounds, at: int) -> Choices:
    """A consonant that opens a cluster gets a short vowel, since the model knows no clusters."""
    table, sound = sound_table(), sounds[at]
    opening = _choices("onset", sound) if sound in table["onset"] else [("n", 0.0)]
    split = [(f"{phones} eu".strip(), cost) for phones, cost in opening]
    before_r = at + 1 < len(sounds) and sounds[at + 1] == "r"
    if at == 0 or before_r or sounds[at - 1] not in VOWELS:
        return split
    coda = [(phones, cost + CODA_COST) for phones, cost in _choices("coda", sound)]
    return [(phones, cost + SPLIT_COST) for phones, cost in split] + coda


def _coda(sounds: Sounds, at: int) -> Choices:
    last = at == len(sounds) - 1
    return _choices("coda_last" if last and sounds[at] in sound_table()["coda_last"] else "coda", sounds[at])


def slots(sounds: Sounds) -> list[Choices]:
    """The choices of phones for each stretch of the word."""
    found: list[Choices] = []
    at = 0
    while at < len(sounds):
        used = 1
        if sounds[at] in VOWELS:
            choices, used = _vowel(sounds, at)
        elif at + 1 < len(sounds) and sounds[at + 1] in VOWELS:
            choices, used = _onset(sounds, at)
        else:
            choices = _cluster(sounds, at) if _opens_cluster(sounds, at) else _coda(sounds, at)
        found.append(choices)
        at += used
    return found


def _cheapest(variants: dict[tuple[str, ...], float], keep: int) -> list[Pronunciation]:
    return sorted(variants.items(), key=lambda variant: (variant[1], variant[0]))[:keep]


def _expand(word_slots: list[Choices], keep: int) -> list[Pronunciation]:
    variants: list[Pronunciation] = [((), 0.0)]
    for choices in word_slots:
        grown: dict[tuple[str, ...], float] = {}
        for phones, cost in variants:
            for more, extra in choices:
                longer = phones + tuple(more.split())
                grown[longer] = min(grown.get(longer, float("inf")), cost + extra)
        variants = _cheapest(grown, keep * 4)
    return variants


def pronunciations(word: str, keep: int = 8) -> list[Pronunciation]:
    """The `keep` cheapest pronunciations of a word, the best at cost 0; empty if nothing in it can be said."""
    merged: dict[tuple[str, ...], float] = {}
    for sounds, cost in readings(word):
        for phones, extra in _expand(slots(sounds), keep):
            if phones:
                merged[phones] = min(merged.get(phones, float("inf")), cost + extra)
    best = _cheapest(merged, keep)
    return [(phones, cost - best[0][1]) for phones, cost in best]
