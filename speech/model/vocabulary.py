"""Which words the recogniser knows: those of the sentences, everyday and common words, the administrator's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from speech.model.common_words import common_words
from speech.model.lexicon import ExtraWord, read_extra_words
from speech.model.texts import sentences
from speech.model.words import everyday_words


@dataclass(frozen=True)
class Material:
    """What the language model and the lexicon are made from."""

    sentences: tuple[str, ...]
    words: frozenset[str]
    extra: tuple[ExtraWord, ...]


def collect(said: Iterable[str], everyday: Iterable[str], extra: Sequence[ExtraWord] = ()) -> Material:
    """Join the words of all sources."""
    kept = tuple(said)
    spoken = {word for sentence in kept for word in sentence.split()}
    return Material(kept, frozenset(spoken | set(everyday) | {word.word for word in extra}), tuple(extra))


def load_material(extra_words: Path | None) -> Material:
    """Our texts and words, with those of the file if it exists. Raises BadWord or BadText."""
    extra = read_extra_words(extra_words) if extra_words and extra_words.is_file() else []
    return collect(sentences(), everyday_words() | common_words().keys(), extra)
