"""Words that were misspelled: which of the words that tickets use may be meant, and the store of those words."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA
from sqlalchemy import Integer, String, column, delete, select, table
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from tickets.search.folding import sound
from tickets.search.terms import AllOf, AnyOf, Leaf, Node

MOST_MEANT = 8
"""Words that one misspelled word may stand for."""
LEAST_LETTERS = 4
"""Shorter words have too many neighbours."""
LONG_SOUND = 8
"""From so many letters on two of them may be wrong, from four on one."""
SHORT_SOUND = 4

_WORDS = table(
    "ticket_search_word",
    column("word", String),
    column("sound", String),
    column("initial", String),
    column("letters", Integer),
)


def forgiving(tx: Session, node: Node) -> Node:
    """The same node, but a word may also be one that tickets use and that is spelled or sounds almost the same."""
    if isinstance(node, AnyOf):
        return AnyOf(tuple(forgiving(tx, choice) for choice in node.choices))
    if isinstance(node, AllOf):
        return AllOf(tuple(forgiving(tx, part) for part in node.parts))
    if not _may_be_misspelled(node):
        return node
    others = tuple(Leaf((word,), fields=node.fields) for word in meant(node.words[0], _neighbours(tx, node.words[0])))
    return AnyOf((node, *others)) if others else node


def meant(typed: str, known: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Which of the known words (each with its sound) may be meant, the likest first, at most MOST_MEANT.

    The sounds may differ by one letter, by two from LONG_SOUND letters on, by none below SHORT_SOUND; letters that
    changed places count as one.
    """
    heard = sound(typed)
    most = _most_wrong(heard)
    distances = ((OSA.distance(heard, other, score_cutoff=most), word) for word, other in known)
    likely = sorted((d, OSA.distance(typed, word), word) for d, word in distances if d <= most)
    return tuple(word for _, _, word in likely if not word.startswith(typed))[:MOST_MEANT]


def remember(tx: Session, spelled: Iterable[str]) -> None:
    """Add words to those that can be meant."""
    rows = [_row(word) for word in sorted(set(spelled))]
    if not rows:
        return
    upsert = postgres_insert if tx.get_bind().dialect.name == "postgresql" else sqlite_insert
    tx.connection().execute(upsert(_WORDS).on_conflict_do_nothing(), rows)


def forget_all(tx: Session) -> None:
    """Forget every word, before all tickets are read anew."""
    tx.execute(delete(_WORDS))


def _may_be_misspelled(leaf: Leaf) -> bool:
    # A phrase in quotes is meant as it stands, and so is a number.
    return leaf.prefix and len(leaf.words[0]) >= LEAST_LETTERS and leaf.words[0].isalpha()


def _neighbours(tx: Session, typed: str) -> Iterable[tuple[str, str]]:
    heard = sound(typed)
    most = _most_wrong(heard)
    near = _WORDS.c.letters.between(len(heard) - most, len(heard) + most)
    query = select(_WORDS.c.word, _WORDS.c.sound).where(_WORDS.c.initial == heard[:1], near)
    return ((word, other) for word, other in tx.execute(query))


def _most_wrong(heard: str) -> int:
    if len(heard) < SHORT_SOUND:
        return 0
    return 2 if len(heard) >= LONG_SOUND else 1


def _row(word: str) -> dict[str, str | int]:
    heard = sound(word)
    return {"word": word, "sound": heard, "initial": heard[:1], "letters": len(heard)}
