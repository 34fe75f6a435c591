"""From which surety on an answer is believed or asked back, by kind of question: measured, in thresholds.toml."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from speech.errors import SpeechError

FILE = Path(__file__).parent / "thresholds.toml"


class QuestionKind(StrEnum):
    """What is asked for; each kind has a grammar of its own, and its own risk of mishearing."""

    DIGITS = "digits"
    CODE = "code"
    YES_NO = "yes_no"
    MENU = "menu"
    DISTRICT = "district"
    VILLAGE = "village"
    OPEN = "open"


class ThresholdsWrong(SpeechError):
    """The file of thresholds cannot be used: the text says which file, which kind and why."""


@dataclass(frozen=True)
class Threshold:
    """An answer of at least `accept` is taken, one of at least `ask` asked back ("…, benar?"), the rest passed over.

    An `accept` above 1 is never reached: such answers are always asked back. The other fields say what was
    measured at `accept`, as shares (0..1) of so many utterances, on which day (ISO), and whether the voices were real.
    """

    accept: float
    ask: float
    false_accept: float
    wrong: float
    false_reject: float
    expected: int
    unexpected: int
    measured: str
    real_voices: bool


@cache
def thresholds(file: Path = FILE) -> dict[QuestionKind, Threshold]:
    """The thresholds of every kind of question, read once. Raises ThresholdsWrong."""
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThresholdsWrong(f"{file}: cannot be read ({error})") from error
    if missing := sorted(set(QuestionKind) - set(tables)):
        raise ThresholdsWrong(f"{file}: lacks [{missing[0]}]; measure it with `iceta speech thresholds`")
    return {kind: _threshold(file, kind, tables[kind]) for kind in QuestionKind}


def _threshold(file: Path, kind: str, table: dict[str, Any]) -> Threshold:
    try:
        found = Threshold(**{**table, "measured": str(table["measured"])})
        in_order = 0 < found.ask <= found.accept
    except (TypeError, KeyError) as error:
        raise ThresholdsWrong(f"{file}: [{kind}] has a field missing, unknown or of a wrong type ({error})") from error
    if not in_order:
        raise ThresholdsWrong(f"{file}: [{kind}] needs 0 < ask <= accept")
    return found
