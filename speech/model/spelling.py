"""From Indonesian spelling to sounds: letter groups, abbreviations, and the two sounds of the letter e."""

import tomllib
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

VOWELS = frozenset("aiuoéəE")
PLAIN = frozenset("abcdfghijklmnopqrstuvwxyzéəʔ")
UNSURE_E = "E"
# More unsure letters than this are read with their likeliest sound: 2^4 readings are plenty for one word.
MAX_UNSURE = 4

Sounds = tuple[str, ...]


@cache
def rules() -> dict[str, Any]:
    """The spelling tables of spelling.toml."""
    return tomllib.loads((files("speech.model") / "spelling.toml").read_text("utf-8"))


@cache
def letter_e_costs() -> dict[str, list[float]]:
    """Costs of [é, ə] for the letter e by where it stands, from phones.toml."""
    table = tomllib.loads((files("speech.model") / "phones.toml").read_text("utf-8"))
    return dict(table["letter_e"])


def _bare(spelled: str) -> str:
    return spelled.replace("é", "e").replace("ə", "e").replace("ʔ", "")


@cache
def respellings() -> dict[str, str]:
    """Words that are not said as written, with how they are said."""
    roots = " ".join(rules()["letter_e"].values()).split()
    table = {_bare(root): root for root in roots}
    table.update(rules()["abbreviations"])
    table.update(rules()["words"])
    return table


def spell_out(letters: str) -> str:
    """How the letters are named one by one: "ktp" → "katépé"."""
    names = rules()["letters"]
    return "".join(names[letter] for letter in letters if letter in names)


def _stem_forms(word: str) -> list[tuple[str, str, str]]:
    """(prefix, stem, suffix) for every way to take known affixes off, longest stem first."""
    affixes = rules()["affixes"]
    prefixes = ["", *(p for p in affixes["prefixes"] if word.startswith(p))]
    suffixes = ["", *(s for s in affixes["suffixes"] if word.endswith(s))]
    forms = [(p, word[len(p) : len(word) - len(s)], s) for p in prefixes for s in suffixes]
    return sorted((form for form in forms if len(form[1]) >= 4), key=lambda form: -len(form[1]))


def respell(word: str) -> str:
    """The word as it is said: from the tables, from its root, letter by letter without a vowel, else as written."""
    table = respellings()
    if word in table:
        return table[word]
    if not any(letter in "aiueoéə" for letter in word):
        return spell_out(word)
    for prefix, stem, suffix in _stem_forms(word):
        if stem in table:
            return prefix.replace("e", "ə") + table[stem] + suffix
    return word


def sounds(said: str) -> Sounds:
    """Split a respelled word into sounds; the letter e becomes the unsure "E"."""
    groups: dict[str, list[str]] = rules()["groups"]
    found: list[str] = []
    at = 0
    while at < len(said):
        pair, letter = said[at : at + 2], said[at]
        found += groups.get(pair) or groups.get(letter) or _letter(letter)
        doubled = pair == 2 * letter and letter not in "aiueoé"
        at += 2 if pair in groups or doubled else 1
    return tuple(found)


def _letter(letter: str) -> list[str]:
    if letter == "e":
        return [UNSURE_E]
    return [letter] if letter in PLAIN else []


def _place_of_e(place: int, nth: int, sequence: Sounds, *, prefixed: bool) -> str:
    if place == len(sequence) - 1:
        return "last"
    if nth == 0 and prefixed and place <= 2:
        return "prefix"
    return "first_syllable" if place <= 2 else "elsewhere"


def _has_schwa_prefix(said: str) -> bool:
    return len(said) > 4 and said.startswith(tuple(rules()["affixes"]["schwa"]))


def readings(word: str) -> list[tuple[Sounds, float]]:
    """Every way to read the letter e in the word, each with its cost, likeliest first."""
    said = respell(word.replace("-", "").replace("'", "ʔ"))
    sequence = sounds(said)
    prefixed = _has_schwa_prefix(said)
    unsure = [place for place, sound in enumerate(sequence) if sound == UNSURE_E]
    costs = [letter_e_costs()[_place_of_e(p, n, sequence, prefixed=prefixed)] for n, p in enumerate(unsure)]
    choices = [[("é", e), ("ə", schwa)] for e, schwa in costs]
    choices = [c if n < MAX_UNSURE else [min(c, key=lambda x: x[1])] for n, c in enumerate(choices)]
    found = []
    for chosen in product(*choices):
        read = list(sequence)
        for place, (sound, _cost) in zip(unsure, chosen, strict=True):
            read[place] = sound
        found.append((tuple(read), sum(cost for _sound, cost in chosen)))
    return sorted(found, key=lambda reading: reading[1])
