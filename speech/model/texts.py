"""The sentences the language model is trained on: frames with slots, filled from readable files."""

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
# How often each frame is filled, and how often each whole phrase is repeated.
FILLS = 60
PHRASE_REPEATS = 20
PLACE_REPEATS = 2
DEEPEST_SLOT = 4
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
    stripped = ((number, line.partition("#")[0].strip()) for number, line in numbered)
    return [(number, line) for number, line in stripped if line]


def check_frame(frame: str, number: int, known: Iterable[str], file: str) -> str:
    """The frame itself. Raises BadText if it has an unknown slot or anything but lower-case words."""
    for name in SLOT.findall(frame):
        if name not in known:
            raise BadText(file, number, f"the slot {{{name}}} does not exist")
    rest = " ".join(SLOT.sub(" ", frame).split())
    if rest and not PLAIN_TEXT.fullmatch(rest):
        raise BadText(file, number, f"{frame!r} has characters other than the letters a to z")
    return frame


@cache
def frames() -> tuple[str, ...]:
    """All sentence frames, from frames.txt. Raises BadText."""
    known = {*slots(), *COMPUTED}
    return tuple(check_frame(line, number, known, "frames.txt") for number, line in _lines("frames.txt"))


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


def sentences(seed: int = SEED) -> list[str]:
    """The training sentences, the same for the same files and seed. Raises BadText."""
    chance = random.Random(seed)
    filled = [fill(frame, chance) for frame in frames() for _ in range(FILLS)]
    said = [sentence for sentence in filled if sentence]
    return said + list(phrases()) * PHRASE_REPEATS + _place_phrases() * PLACE_REPEATS
