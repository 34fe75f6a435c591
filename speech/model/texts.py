"""The sentences the language model is trained on: the hotline's frames filled in, general Indonesian behind them."""

import csv
import random
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from speech.model.errors import BadText

SEED = 2021
# How often a frame with slots is filled; how often sentences and answers without slots count.
FILLS = 12
SENTENCE_REPEATS = 2
PHRASE_REPEATS = 20
PLACE_REPEATS = 2
DEEPEST_SLOT = 4
# Written as two words by the book and as one by most people.
TWO_WAYS = re.compile(r"\b(?:di|ke) mana\b")
SLOT = re.compile(r"\{(\w+)\}")
PLAIN_TEXT = re.compile(r"[a-z]+(?:-[a-z]+)*(?: [a-z]+(?:-[a-z]+)*)*")
# Longer numbers follow from these by repetition; long ones here would make digits the likeliest words of all.
DIGIT_COUNTS = (2, 3, 4, 6)
FOLDER = files("speech.model") / "texts"


@dataclass(frozen=True)
class Place:
    """A desa or kelurahan with its kecamatan, lower-case as spoken."""

    desa: str
    kecamatan: str


def spoken(written: str) -> str:
    """A written name as lower-case words: only letters, single blanks."""
    return " ".join(re.sub(r"[^a-z]", " ", written.lower()).split())


@cache
def places() -> tuple[Place, ...]:
    """Every desa and kelurahan of the regency, from places.csv."""
    rows = csv.DictReader((FOLDER / "places.csv").read_text("utf-8").splitlines())
    return tuple(Place(spoken(row["desa"]), spoken(row["kecamatan"])) for row in rows)


@cache
def slots() -> dict[str, tuple[str, ...]]:
    """The slot fillers by slot name, from slots.toml; an empty filler leaves the slot out."""
    table = tomllib.loads((FOLDER / "slots.toml").read_text("utf-8"))
    return {name: tuple(fillers) for name, fillers in table.items()}


def _lines(name: str) -> list[tuple[int, str]]:
    numbered = enumerate((FOLDER / name).read_text("utf-8").splitlines(), 1)
    stripped = ((number, " ".join(line.partition("#")[0].split())) for number, line in numbered)
    return [(number, line) for number, line in stripped if line]


def _files(folder: str) -> list[str]:
    return sorted(f"{folder}/{file.name}" for file in (FOLDER / folder).iterdir() if file.name.endswith(".txt"))


def check_frame(frame: str, number: int, known: Iterable[str], file: str) -> str:
    """The frame itself. Raises BadText if it has an unknown slot or anything but lower-case words."""
    for name in SLOT.findall(frame):
        if name not in known:
            raise BadText(file, number, f"the slot {{{name}}} does not exist")
    rest = " ".join(SLOT.sub(" ", frame).split())
    if rest and not PLAIN_TEXT.fullmatch(rest):
        raise BadText(file, number, f"{frame!r} has characters other than the letters a to z")
    return frame


def _checked(folder: str) -> tuple[str, ...]:
    known = {*slots(), *COMPUTED}
    return tuple(check_frame(line, number, known, file) for file in _files(folder) for number, line in _lines(file))


@cache
def frames() -> tuple[str, ...]:
    """All sentence frames of the hotline, from frames/*.txt. Raises BadText."""
    return _checked("frames")


@cache
def background() -> tuple[str, ...]:
    """Sentences of general Indonesian, from background/*.txt, for what nobody expects. Raises BadText."""
    return _checked("background")


@cache
def phrases() -> tuple[str, ...]:
    """Whole answers and commands, from phrases.txt. Raises BadText."""
    return tuple(check_frame(line, number, (), "phrases.txt") for number, line in _lines("phrases.txt"))


def _digits(chance: random.Random) -> str:
    digits = slots()["digit"]
    return " ".join(chance.choice(digits) for _ in range(chance.choice(DIGIT_COUNTS)))


def _name(chance: random.Random) -> str:
    return " ".join(chance.sample(slots()["orang_bernama"], chance.choice((1, 2))))


COMPUTED = {"desa", "kecamatan", "angka_angka", "nama"}


def fill(frame: str, chance: random.Random) -> str:
    """One sentence from a frame: every slot filled, desa and kecamatan from the same place."""
    place = chance.choice(places())

    def filler(slot: re.Match[str]) -> str:
        name = slot[1]
        if name == "desa":
            return place.desa
        if name == "kecamatan":
            return place.kecamatan
        if name == "angka_angka":
            return _digits(chance)
        return _name(chance) if name == "nama" else chance.choice(slots()[name])

    for _ in range(DEEPEST_SLOT):
        frame = SLOT.sub(filler, frame)
    return " ".join(frame.split())


def _place_phrases() -> list[str]:
    said = []
    for place in places():
        said += [place.desa, f"desa {place.desa}", f"kecamatan {place.kecamatan}", place.kecamatan]
        said += [f"desa {place.desa} kecamatan {place.kecamatan}"]
    return said


def one_spelling(sentence: str) -> str:
    """The sentence with words that are written in two ways written in one, so that they are one word to the model."""
    return TWO_WAYS.sub(lambda found: found[0].replace(" ", ""), sentence)


def sentences(seed: int = SEED) -> list[str]:
    """The training sentences, the same for the same files and seed. Raises BadText."""
    chance = random.Random(seed)
    filled = [
        fill(frame, chance)
        for frame in (*frames(), *background())
        for _ in range(FILLS if SLOT.search(frame) else SENTENCE_REPEATS)
    ]
    said = [one_spelling(sentence) for sentence in filled if sentence]
    return said + list(phrases()) * PHRASE_REPEATS + _place_phrases() * PLACE_REPEATS
