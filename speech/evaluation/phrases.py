"""Which phrases are expected, from a file, and which of them the model can hear at all."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from speech.evaluation.errors import PhrasesUnusable
from speech.evaluation.wording import words_of
from speech.recogniser import Grammar

UNKNOWN = "[unk]"
COMMENT = "#"
LARGEST_BYTES = 1 << 19


@dataclass(frozen=True)
class Phrases:
    """The phrases that the model can hear, and those that it cannot because it lacks a word of them."""

    hearable: Grammar
    unknown: tuple[str, ...]


def read_phrases(file: Path, vocabulary: frozenset[str]) -> Phrases:
    """Read phrases in comparable form: one a line, a line beginning with # is a comment; or one JSON list of texts.

    "[unk]" is skipped: the recogniser always adds it. Raises PhrasesUnusable when the file cannot be read, holds
    no phrase, or none that the model can hear.
    """
    phrases = dict.fromkeys(" ".join(words_of(text)) for text in _texts(file) if text.strip() != UNKNOWN)
    phrases.pop("", None)
    if not phrases:
        raise PhrasesUnusable(file, "holds no phrase: write one a line, or a JSON list of texts")
    hearable = tuple(phrase for phrase in phrases if vocabulary.issuperset(phrase.split()))
    if not hearable:
        raise PhrasesUnusable(file, "the model knows not one of these phrases; add their words and build it again")
    return Phrases(hearable, tuple(phrase for phrase in phrases if phrase not in hearable))


def _texts(file: Path) -> Iterable[str]:
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise PhrasesUnusable(file, f"larger than {LARGEST_BYTES >> 10} kB; a list of phrases is shorter")
        content = file.read_text("utf-8-sig")
    except OSError as error:
        raise PhrasesUnusable(file, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise PhrasesUnusable(file, "is no UTF-8 text") from error
    if content.lstrip().startswith(("[", "{", '"')) and not content.lstrip().startswith(UNKNOWN):
        return _json_list(file, content)
    return [line for line in content.splitlines() if not line.lstrip().startswith(COMMENT)]


def _json_list(file: Path, content: str) -> list[str]:
    try:
        texts = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PhrasesUnusable(file, f"is no JSON list ({error})") from error
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise PhrasesUnusable(file, "must be a JSON list of texts")
    return texts
