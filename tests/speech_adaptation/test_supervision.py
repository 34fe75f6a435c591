"""The graph of a sentence and the phone loop of a corpus: what they let be said."""

import math

import numpy as np
import pytest

pytest.importorskip("numba")

from speech.adaptation.denominator import END, pair_counts, phone_loop
from speech.adaptation.forward_backward import REACHABLE, graph_occupancies, loop_occupancies
from speech.adaptation.supervision import fewest_frames, phone_graph, variants
from speech.model.contexts import START
from speech.model.phone_ids import phone_set

CORPUS = (("air", "mati"), ("satu", "dua", "tiga"), ("jalan", "rusak"), ("ya",), ())


def random_path(graph, seed: int) -> list[int]:
    """The pdfs of one random way through the graph, a frame a phone."""
    random = np.random.default_rng(seed)
    state, pdfs = 0, []
    while graph.finals[state] < REACHABLE or random.random() < 0.3:
        arcs = np.flatnonzero(graph.sources == state)
        if not len(arcs):
            break
        arc = random.choice(arcs)
        pdfs.append(int(graph.pdfs[arc]))
        state = int(graph.targets[arc])
    return pdfs


def only(pdfs: list[int], outputs: int = 2616):
    """Likelihoods under which nothing but these pdfs can be heard."""
    scores = np.full((len(pdfs), outputs), -1000, np.float32)
    scores[np.arange(len(pdfs)), pdfs] = 0
    return scores


@pytest.mark.parametrize("seed", range(20))
def test_whatever_a_sentence_may_be_the_loop_may_say(arcs, seed):
    loop = phone_loop(CORPUS, arcs)
    for words in CORPUS:
        pdfs = random_path(phone_graph(words, arcs), seed)
        graph_total = graph_occupancies(phone_graph(words, arcs), only(pdfs))[1]
        loop_total = loop_occupancies(loop, only(pdfs))[1]
        assert graph_total > -10 * len(pdfs)
        assert loop_total > float(loop.weights.min()) * (len(pdfs) + 1)


@pytest.mark.parametrize("words", CORPUS)
def test_a_sentence_needs_a_frame_for_each_phone_and_the_silences_around_it(arcs, words):
    graph = phone_graph(words, arcs)
    shortest = fewest_frames(words, arcs.phones) if words else 1
    for frames, possible in ((shortest - 1, False), (shortest, True), (shortest + 5, True)):
        _, total = graph_occupancies(graph, np.zeros((frames, 2616), np.float32))
        assert (total > REACHABLE) == possible


def test_silence_begins_and_ends_every_sentence(arcs):
    graph = phone_graph(("air", "mati"), arcs)
    silence = arcs.pdfs(START, arcs.phones.silence)[0]
    assert set(graph.pdfs[graph.sources == 0].tolist()) == {silence}
    ends = np.flatnonzero(graph.finals > REACHABLE)
    entering = {int(pdf) for end in ends for pdf in graph.pdfs[graph.targets == end]}
    silences = {arcs.pdfs(left, arcs.phones.silence)[0] for left in (START, *range(11, 195))}
    assert entering <= silences


def test_a_pause_between_words_is_allowed_and_costs(arcs):
    words = ("ya", "ya")
    (ya,) = ({said for said, _ in variants("ya", arcs.phones)} for _ in (0,))
    said = min(ya, key=len)
    silence = arcs.phones.silence

    def total(phones) -> float:
        pdfs = [arcs.pdfs(left, phone)[0] for left, phone in zip((START, *phones), phones, strict=False)]
        return graph_occupancies(phone_graph(words, arcs), only(pdfs))[1]

    together = total([silence, *said, *said, silence])
    apart = total([silence, *said, silence, *said, silence])
    assert REACHABLE < apart < together


def test_a_word_may_be_said_in_all_its_variants():
    phones = phone_set()
    assert len(variants("empat", phones)) > 1
    assert variants("empat", phones)[0][1] == 0
    assert all(len(set(said)) > 1 for said, _ in variants("empat", phones))


def test_pairs_are_counted_over_all_sentences(arcs):
    phones = arcs.phones
    counts = pair_counts(CORPUS, phones)
    assert counts[START, phones.silence] == counts[phones.silence, END] == len(CORPUS)
    leaving = sum(count for (left, _), count in counts.items() if left == phones.silence)
    entering = sum(count for (_, phone), count in counts.items() if phone == phones.silence)
    assert leaving == pytest.approx(entering)


def test_what_leaves_a_phone_adds_up_to_one(arcs):
    loop = phone_loop(CORPUS, arcs)
    ends = np.where(loop.finals > REACHABLE, np.exp(loop.finals), 0)
    for phone in set(loop.lefts.tolist()):
        leaving = float(np.exp(loop.weights[loop.lefts == phone]).sum()) + float(ends[phone])
        assert math.isclose(leaving, 1, rel_tol=1e-4)
