"""What `iceta speech thresholds` works with: phrases of a kind of question, trials from recordings, the table."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from speech.errors import SpeechError
from speech.evaluation.curve import MOST_FALSE_QUESTIONS, Point, Trial, curve, propose
from speech.evaluation.manifest import Recording
from speech.evaluation.recognition import Heard
from speech.evaluation.wording import words_of
from speech.model.texts import places
from speech.recogniser import Final, Grammar
from speech.thresholds import QuestionKind, Threshold

PHRASES = Path(__file__).parent / "threshold_phrases.toml"
SAMPLE_DISTRICT = "indramayu"
"""The desa of one kecamatan are listened for at a time; this one has as many as any."""
ANY_LENGTH = range(1, 1000)


class NothingToMeasure(SpeechError):
    """Thresholds need recordings of expected answers and of other speech; the text says which are missing."""


@dataclass(frozen=True)
class Measured:
    """What was measured: the curve, the proposed threshold, and how many recordings were neither fish nor fowl."""

    points: tuple[Point, ...]
    threshold: Threshold
    passed_over: int


@cache
def kind_phrases(kind: QuestionKind) -> Grammar:
    """The phrases of a kind of question; none for open speech."""
    match kind:
        case QuestionKind.DISTRICT:
            return _named({place.kecamatan for place in places()}, "kecamatan")
        case QuestionKind.VILLAGE:
            return _named({place.desa for place in places() if place.kecamatan == SAMPLE_DISTRICT}, "desa")
        case QuestionKind.OPEN:
            return ()
    tables: dict[str, list[str]] = tomllib.loads(PHRASES.read_text("utf-8"))
    return tuple(tables[QuestionKind.DIGITS if kind is QuestionKind.CODE else kind])


def _named(names: Iterable[str], title: str) -> Grammar:
    plain = sorted(names)
    return (*plain, *(f"{title} {name}" for name in plain))


def trials(
    recordings: Sequence[Recording], heard: Sequence[Heard], phrases: Grammar, lengths: range = ANY_LENGTH
) -> list[Trial]:
    """One trial for each recording that is an answer, or is none; those that hold an answer among other words are not.

    `lengths`: how many words an answer may have; what is heard with another number of words is not heard.
    """
    known = frozenset(tuple(words_of(phrase)) for phrase in phrases)
    found = []
    for recording, one in zip(recordings, heard, strict=True):
        expected = _made_of(recording.words, known)
        if expected and len(recording.words) not in lengths:
            continue
        if expected or not _holds_any(recording.words, known):
            words = tuple(word for final in one.finals for word in words_of(final.text))
            surety = min(map(surety_of, one.finals), default=0.0) if len(words) in lengths else 0.0
            found.append(Trial(surety, words == recording.words, expected))
    return found


def surety_of(final: Final) -> float:
    """How sure an utterance is as a whole (0..1)."""
    return final.alternatives[0].surety if final.alternatives else final.confidence


def _made_of(words: Sequence[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Whether the words are phrases one after the other."""
    reachable = {0}
    for start in range(len(words)):
        if start in reachable:
            reachable |= {
                start + len(phrase) for phrase in phrases if tuple(words[start : start + len(phrase)]) == phrase
            }
    return bool(words) and len(words) in reachable


def _holds_any(words: Sequence[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(
        tuple(words[start:end]) in phrases for start in range(len(words)) for end in range(start + 1, len(words) + 1)
    )


def measure(found: Sequence[Trial], recordings: int, *, day: str, real_voices: bool) -> Measured:
    """The curve and the threshold to propose. Raises NothingToMeasure without expected or without other utterances."""
    expected = sum(trial.expected for trial in found)
    if not 0 < expected < len(found):
        missing = "an answer of this kind" if not expected else "other speech"
        raise NothingToMeasure(f"no recording is {missing}: a threshold lies between both, so give some of each")
    points = curve(found)
    accept, ask = propose(points), propose(points, MOST_FALSE_QUESTIONS)
    threshold = Threshold(
        accept=round(accept.confidence, 3),
        ask=round(ask.confidence, 3),
        false_accept=round(accept.false_accept or 0.0, 4),
        wrong=round(accept.wrong or 0.0, 4),
        false_reject=round(accept.false_reject or 0.0, 4),
        expected=expected,
        unexpected=len(found) - expected,
        measured=day,
        real_voices=real_voices,
    )
    return Measured(points, threshold, recordings - len(found))


def written(kind: QuestionKind, threshold: Threshold) -> str:
    """The threshold as a table of TOML."""
    values = {
        name: value if isinstance(value, (int, float)) else f"{value}" for name, value in asdict(threshold).items()
    }
    lines = (f"{name} = {str(value).lower() if isinstance(value, bool) else value}" for name, value in values.items())
    return "\n".join([f"[{kind}]", *lines]) + "\n"


def put(file: Path, kind: QuestionKind, threshold: Threshold) -> None:
    """Put the table into the file in place of the kind's old one, or at its end; everything else stays as it is."""
    text = file.read_text("utf-8") if file.exists() else ""
    head, mark, rest = text.partition(f"[{kind}]\n")
    _, following, tail = rest.partition("\n[")
    before = head if mark else text.rstrip("\n") + "\n\n" * bool(text)
    file.write_text(before + written(kind, threshold) + (f"\n[{tail}" if following else ""), "utf-8")
