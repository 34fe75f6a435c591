"""Held-out speakers and sentences never come back in training, and the choice hangs on names alone."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from speech.adaptation.corpus import Utterance
from speech.adaptation.held_out import FEWEST_SENTENCES, Part, split

SPOKEN = st.builds(
    Utterance,
    st.integers(0, 10**6).map(lambda number: Path(f"{number}.wav")),
    st.integers(0, 40).map(lambda number: ("kata", f"ke{number}")),
    st.integers(0, 9).map(str),
    st.sampled_from(["digits", "news"]),
    st.just(1.0),
)


def corpus(speakers: int, sentences: int, collection: str = "set") -> list[Utterance]:
    return [
        Utterance(Path(f"{s}-{n}.wav"), (f"kata{n}",), f"s{s}", collection, 1.0)
        for s in range(speakers)
        for n in range(sentences)
    ]


@given(st.lists(SPOKEN, max_size=120))
def test_every_sentence_is_in_one_part_and_what_is_held_out_stays_out(utterances):
    parts = split(utterances).parts
    assert sorted(map(str, utterances)) == sorted(str(one) for part in parts.values() for one in part)
    speakers = {one.speaker for part in (Part.NEW_SPEAKER, Part.NEW_BOTH) for one in parts[part]}
    sentences = {one.sentence for part in (Part.NEW_SENTENCE, Part.NEW_BOTH) for one in parts[part]}
    assert not any(one.speaker in speakers or one.sentence in sentences for one in parts[Part.TRAINING])


@given(st.permutations(corpus(8, 25)))
def test_the_order_of_the_corpus_doesnt_matter(utterances):
    assert set(split(utterances).training) == set(split(corpus(8, 25)).training)


def test_both_kinds_are_held_out_where_there_are_enough():
    parts = split(corpus(8, FEWEST_SENTENCES)).parts
    assert [len(parts[part]) for part in Part] == [7 * 18, 18, 7 * 2, 2]


def test_few_speakers_and_few_sentences_are_all_trained_on():
    assert len(split(corpus(3, 10)).training) == 30
    assert split(corpus(3, 10)).held_out == {}


def test_a_speaker_held_out_of_one_set_is_held_out_of_all():
    both = [*corpus(8, 5, "digits"), *corpus(8, 5, "dialogue")]
    assert len({one.speaker for one in split(both).training}) == 7
