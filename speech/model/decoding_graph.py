"""The graph HCL: from transitions of the acoustic model to words, without the grammar, which comes at run time."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kaldifst
import pywrapfst

from speech.model.lexicon_fst import MARKS, LexiconFst
from speech.model.phone_ids import ContextTable
from speech.model.transitions import self_loop


@dataclass(frozen=True)
class MarkIds:
    """The input labels of the marks: behind the last transition, mark k has `transitions + 1 + k`."""

    transitions: int
    marks: int

    def label(self, symbol: int) -> int:
        """The input label of a mark's symbol in the lexicon."""
        return self.transitions + 1 + symbol - MARKS

    @property
    def all(self) -> list[int]:
        """Every mark's label, for disambig_tid.int."""
        return list(range(self.transitions + 1, self.transitions + 2 + self.marks))


def _compact(fst: Any, scratch: Path) -> Any:
    """Determinize and minimize in Kaldi's way; returns the result as a pywrapfst transducer."""
    kaldifst.determinize_star(fst, use_log=True)
    kaldifst.minimize_encoded(fst)
    fst.write(str(scratch))
    return pywrapfst.Fst.read(str(scratch))


def _in_context(lexicon: Any, contexts: ContextTable, marks: MarkIds) -> Any:
    """Replace each phone by the transition it uses after its left neighbour; a state then knows its last phone."""
    graph = pywrapfst.VectorFst()
    states: dict[tuple[int, int], int] = {}
    waiting: list[tuple[int, int]] = []
    zero = pywrapfst.Weight.zero("tropical")

    def state_of(state: int, left: int) -> int:
        if (state, left) not in states:
            states[state, left] = graph.add_state()
            waiting.append((state, left))
        return states[state, left]

    graph.set_start(state_of(lexicon.start(), 0))
    while waiting:
        state, left = waiting.pop()
        source = states[state, left]
        if lexicon.final(state) != zero:
            graph.set_final(source, lexicon.final(state))
        for arc in lexicon.arcs(state):
            silent = arc.ilabel == 0 or arc.ilabel >= MARKS
            label = marks.label(arc.ilabel) if silent and arc.ilabel else arc.ilabel
            label = label if silent else contexts.transition(left, arc.ilabel)
            target = state_of(arc.nextstate, left if silent else arc.ilabel)
            graph.add_arc(source, pywrapfst.Arc(label, arc.olabel, arc.weight, target))
    return graph


def _entered_by(graph: Any, transitions: int) -> dict[int, set[int]]:
    """For each state the transitions that lead to it; 0 stands for the start, epsilons and marks."""
    entered: dict[int, set[int]] = defaultdict(set)
    entered[graph.start()].add(0)
    for state in graph.states():
        for arc in graph.arcs(state):
            entered[arc.nextstate].add(arc.ilabel if arc.ilabel <= transitions else 0)
    return entered


def _with_self_loops(graph: Any, transitions: int) -> Any:
    """Let every transition stay: the self-loop hangs on the state behind the forward arc, or on a copy of it."""
    entered = _entered_by(graph, transitions)
    own = {state: next(iter(labels)) for state, labels in entered.items() if len(labels) == 1 and 0 not in labels}
    looped = pywrapfst.VectorFst()
    looped.add_states(graph.num_states())
    looped.set_start(graph.start())
    copies: dict[tuple[int, int], int] = {}

    def looping(state: int, transition: int) -> None:
        looped.add_arc(state, pywrapfst.Arc(self_loop(transition), 0, 0.0, state))

    def copy_of(state: int, transition: int) -> int:
        if (state, transition) not in copies:
            copy = copies[state, transition] = looped.add_state()
            looping(copy, transition)
            looped.add_arc(copy, pywrapfst.Arc(0, 0, 0.0, state))
        return copies[state, transition]

    for state in graph.states():
        looped.set_final(state, graph.final(state))
        if state in own:
            looping(state, own[state])
        for arc in graph.arcs(state):
            real = 0 < arc.ilabel <= transitions
            target = copy_of(arc.nextstate, arc.ilabel) if real and arc.nextstate not in own else arc.nextstate
            looped.add_arc(state, pywrapfst.Arc(arc.ilabel, arc.olabel, arc.weight, target))
    return looped.arcsort("olabel")


def write_decoding_graph(lexicon: LexiconFst, contexts: ContextTable, transitions: int, target: Path) -> MarkIds:
    """Write the graph HCL to `target` (an OpenFst vector file, word numbers as in `lexicon.words`)."""
    marks = MarkIds(transitions, lexicon.marks)
    scratch = target.with_suffix(".scratch")
    plain = _compact(kaldifst.compile("\n".join(lexicon.lines) + "\n"), scratch)
    _in_context(plain, contexts, marks).write(str(scratch))
    compact = _compact(kaldifst.StdVectorFst.read(str(scratch)), scratch)
    _with_self_loops(compact, transitions).write(str(target))
    scratch.unlink()
    return marks
