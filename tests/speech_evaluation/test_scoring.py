"""Word errors are counted exactly: as jiwer counts them, and never more than the fewest edits."""

from functools import cache
from itertools import pairwise

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.evaluation.scoring import Score, align, summarise

WORDS = st.lists(st.sampled_from(["air", "mati", "lampu", "jalan", "rusak", "desa"]), max_size=12)
SAID = WORDS.filter(bool)


def fewest_edits(said: list[str], heard: list[str]) -> int:
    """The definition, straight from its recursion."""

    @cache
    def rest(at: int, to: int) -> int:
        if at == len(said) or to == len(heard):
            return len(said) - at + len(heard) - to
        same = rest(at + 1, to + 1) + (said[at] != heard[to])
        return min(same, rest(at + 1, to) + 1, rest(at, to + 1) + 1)

    return rest(0, 0)


@given(SAID, WORDS)
def test_one_sentence_is_counted_as_jiwer_counts_it(said: list[str], heard: list[str]) -> None:
    mine, theirs = align(said, heard), jiwer.process_words(" ".join(said), " ".join(heard))
    assert (mine.substitutions, mine.insertions, mine.deletions) == (
        theirs.substitutions, theirs.insertions, theirs.deletions)  # fmt: skip
    assert len(mine.agreeing) == theirs.hits
    assert mine.errors == fewest_edits(said, heard)


@given(WORDS, WORDS)
def test_agreeing_words_are_the_same_and_in_order(said: list[str], heard: list[str]) -> None:
    agreeing = align(said, heard).agreeing
    assert all(said[at] == heard[to] for at, to in agreeing)
    assert all(one[0] < two[0] and one[1] < two[1] for one, two in pairwise(agreeing))


@given(st.lists(st.tuples(SAID, WORDS, st.sampled_from("ABC")), min_size=1, max_size=8))
def test_many_sentences_are_added_up_as_jiwer_adds_them(sentences: list[tuple[list[str], list[str], str]]) -> None:
    total = summarise([Score(speaker, len(said), align(said, heard)) for said, heard, speaker in sentences])
    assert total
    theirs = jiwer.process_words(
        [" ".join(said) for said, _, _ in sentences], [" ".join(heard) for _, heard, _ in sentences]
    )
    assert total.rate == pytest.approx(theirs.wer)
    assert (total.substitutions, total.insertions, total.deletions) == (
        theirs.substitutions, theirs.insertions, theirs.deletions)  # fmt: skip
    assert total.words == theirs.hits + theirs.substitutions + theirs.deletions
    assert total.sentence_accuracy == sum(said == heard for said, heard, _ in sentences) / len(sentences)


def test_speakers_are_compared_by_their_own_rates() -> None:
    said = ["satu", "dua", "tiga", "empat"]
    heard = {"A": "satu dua tiga empat", "B": "satu dua", "C": "lima"}
    scores = [Score(speaker, 4, align(said, text.split())) for speaker, text in heard.items()]
    scores.append(Score("C", 4, align(said, said)))
    total = summarise(scores)
    assert total
    people = total.by_speaker
    assert (people.speakers, people.lowest, people.middle, people.highest) == (3, 0, 0.5, 0.5)
    assert total.rate == 6 / 16


def test_nothing_said_gives_no_rate() -> None:
    assert summarise([]) is None


def test_hours_of_words_are_aligned_in_moments() -> None:
    said = [f"kata{n % 997}" for n in range(20_000)]
    heard = [word for n, word in enumerate(said) if n % 10]
    assert align(said, heard).errors == 2000
