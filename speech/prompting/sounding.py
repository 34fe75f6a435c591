"""Is a word said right? Compares espeak-ng's phonemes with the pronunciation table and the rules of spelling."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from speech.indonesian.pronunciation import WORD, Pronunciations
from speech.model.spelling import readings, sounds

CERTAIN_COST = 0.1
"""Up to this cost the spelling rules know how the letter e is said: from a root, a prefix or a last letter."""
CERTAIN_LEAD = 1.0
"""A certain reading costs this much less than the next one."""

PHONE = re.compile(r"aI|aU|tS|dZ|n\^|R2|.")
LETTERS: Mapping[str, tuple[str, ...]] = {
    **{letter: (letter,) for letter in "abdfghiklmnopstuvwz"},
    **{"O": ("o",), "E": ("é",), "e": ("é",), "@": ("ə",), "aI": ("a", "i"), "aU": ("a", "u"), "j": ("y",)},
    **{"N": ("ng",), "n^": ("ny",), "tS": ("c",), "dZ": ("j",), "R": ("r",), "R2": ("r",), "r": ("r",)},
    **{"C": ("sy",), "x": ("kh",)},
}
INNER_DIPHTHONG = re.compile(r"a[IU](?=[^'_])")
VOWELS = "aiuoéə"
MARKS = re.compile(r"[',|%=:;_\s]")


class Verdict(StrEnum):
    """What is known about a word's sound."""

    TABLE = "table"
    """The pronunciation table holds its phonemes."""
    RIGHT = "right"
    """The table says that espeak is right, and espeak still says it so."""
    RULE = "rule"
    """The spelling leaves no choice, and espeak says what it asks for."""
    UNKNOWN = "unknown"
    """Nobody has said how it must sound, or espeak says something else."""


@dataclass(frozen=True)
class Sounding:
    """One word as it will sound: what espeak says of itself, what it will be told to say, and what we know of it."""

    word: str
    own: str
    spoken: str
    verdict: Verdict
    reason: str = ""
    guess: bool = False


def heard(phonemes: str) -> tuple[str, ...] | None:
    """Turn espeak's phonemes of one word into sounds as the spelling rules name them; None for a foreign phoneme."""
    found: list[str] = []
    for phone in PHONE.findall(MARKS.sub("", phonemes)):
        if phone not in LETTERS:
            return None
        found += LETTERS[phone]
    return _single(found)


def words_of(spoken_texts: Iterable[str]) -> list[str]:
    """List the different words of spoken texts, in small letters and alphabetical order."""
    return sorted({word.lower() for text in spoken_texts for word in WORD.findall(text)})


def judge(words: Sequence[str], phonemes: Sequence[str], table: Pronunciations) -> list[Sounding]:
    """Judge each word by what espeak says of itself."""
    return [_judge(word, own, table) for word, own in zip(words, phonemes, strict=True)]


def _judge(word: str, own: str, table: Pronunciations) -> Sounding:
    guess = word in table.guesses
    if word in table.sounds:
        return Sounding(word, own, table.sounds[word], Verdict.TABLE, guess=guess)
    said = heard(own)
    if word in table.right:
        wanted = _single(_without_stops(sounds(table.right[word])))
        if said == wanted:
            return Sounding(word, own, own, Verdict.RIGHT, guess=guess)
        return Sounding(word, own, own, Verdict.UNKNOWN, f'espeak no longer says it as "{table.right[word]}"', guess)
    reason = _doubt(word, own, said)
    return Sounding(word, own, own, Verdict.UNKNOWN if reason else Verdict.RULE, reason)


def _doubt(word: str, own: str, said: tuple[str, ...] | None) -> str:
    """Say why the spelling does not settle how the word is said; nothing when it does."""
    found = [(_single(_without_stops(reading)), cost) for reading, cost in readings(word)]
    best, cost = found[0]
    if cost > CERTAIN_COST or (len(found) > 1 and found[1][1] - cost < CERTAIN_LEAD):
        return "its spelling does not say which e is e-pepet"
    if said != best:
        return f"espeak says {own} where its spelling asks for {''.join(best)}"
    if INNER_DIPHTHONG.search(own):
        return "its spelling does not say whether two vowels are one sound"
    return ""


def _without_stops(reading: Sequence[str]) -> list[str]:
    """Drop the glottal stop, which espeak does not write."""
    return [sound for sound in reading if sound != "ʔ"]


def _single(reading: Sequence[str]) -> tuple[str, ...]:
    """Write a doubled consonant once, as it is said; "nny" is "ny"."""
    found: list[str] = []
    for sound in reading:
        before = found[-1] if found else ""
        if (before, sound) in (("n", "ny"), ("n", "y")):
            found[-1] = "ny"
        elif sound != before or sound in VOWELS:
            found.append(sound)
    return tuple(found)
