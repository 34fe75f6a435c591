"""The parts of the decoding graph: readers of foreign files, contexts, marks, and the converter that may be missing."""

import struct
from pathlib import Path

import numpy as np
import pytest
import pywrapfst
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.model import openfst
from speech.model.const_fst import parse_const_fst, read_const_fst
from speech.model.contexts import recover_contexts
from speech.model.errors import ConversionFailed, ConverterMissing, NotThisFormat
from speech.model.lexicon import Entry
from speech.model.lexicon_fst import marks_needed
from speech.model.openfst import find_plugin_folder, to_const, to_lookahead
from speech.model.phone_ids import ContextTable, phone_set
from speech.model.transitions import TransitionModel, read_transition_model

ARCS = st.tuples(st.integers(0, 4), st.integers(1, 9), st.integers(1, 9), st.floats(0, 10, width=32), st.integers(0, 4))


def fst_of(arcs):
    graph = pywrapfst.VectorFst()
    graph.add_states(5)
    graph.set_start(0)
    graph.set_final(4)
    for source, taken, given_out, weight, target in arcs:
        graph.add_arc(source, pywrapfst.Arc(taken, given_out, weight, target))
    return graph


def arcs_of(fst):
    for source, state in enumerate(fst.states):
        for arc in fst.arcs[state["first"] : state["first"] + state["arcs"]]:
            yield source, int(arc["input"]), int(arc["output"]), float(arc["weight"]), int(arc["target"])


@settings(max_examples=8, deadline=None)
@given(arcs=st.lists(ARCS, max_size=12))
def test_a_const_fst_reads_back_as_it_was_written(tmp_path_factory, arcs):
    folder = tmp_path_factory.mktemp("fst")
    fst_of(arcs).write(str(folder / "plain.fst"))
    to_const(folder / "plain.fst", folder / "const.fst")
    read = read_const_fst(folder / "const.fst")
    assert read.start == 0
    assert sorted(arcs_of(read)) == sorted(arcs)
    assert np.isfinite(read.states["final"]).tolist() == [False] * 4 + [True]


def test_a_lookahead_fst_reads_like_the_constant_inside_it(tmp_path):
    fst_of([(0, 1, 2, 0.5, 4), (0, 3, 5, 0.25, 4)]).arcsort("olabel").write(str(tmp_path / "plain.fst"))
    relabelled = to_lookahead(tmp_path / "plain.fst", tmp_path / "look.fst")
    read = read_const_fst(tmp_path / "look.fst")
    expected = [(0, 1, relabelled[2], 0.5, 4), (0, 3, relabelled[5], 0.25, 4)]
    assert sorted(arcs_of(read)) == sorted(expected)


@pytest.mark.parametrize("content", [b"", b"abcd", struct.pack("<i", 2125659606), b"\0" * 200])
def test_what_is_no_fst_is_told(content):
    with pytest.raises(NotThisFormat):
        parse_const_fst(content, "some file")


def test_a_failing_conversion_tells_the_command(tmp_path):
    (tmp_path / "bad.fst").write_bytes(b"no fst")
    with pytest.raises(ConversionFailed, match="fstconvert"):
        to_const(tmp_path / "bad.fst", tmp_path / "out.fst")


def test_a_missing_converter_names_its_packages(tmp_path, monkeypatch):
    with pytest.raises(ConverterMissing, match="libfst22-plugins-base"):
        find_plugin_folder((tmp_path,))
    monkeypatch.setattr(openfst.shutil, "which", lambda _name: None)
    with pytest.raises(ConverterMissing, match="libfst-tools"):
        to_const(Path("a"), Path("b"))


def test_what_is_no_acoustic_model_is_told():
    with pytest.raises(NotThisFormat, match="binary mark"):
        read_transition_model(b"text", "final.mdl")
    with pytest.raises(NotThisFormat, match="<TransitionModel>"):
        read_transition_model(b"\0B<Nnet3> ", "final.mdl")


def test_contexts_are_read_off_the_arcs(tmp_path):
    """Phones 7 and 8 own the transitions 1, 2 and 3, 4; even ones go on, odd ones stay."""
    model = TransitionModel(((7, 0, 0, 0), (8, 0, 1, 1)))
    arcs = [(0, 2, 1, 0.0, 1), (1, 1, 0, 0.0, 1), (1, 4, 0, 0.0, 2), (2, 5, 0, 0.0, 3), (3, 2, 0, 0.0, 4)]
    fst_of(arcs).write(str(tmp_path / "plain.fst"))
    to_const(tmp_path / "plain.fst", tmp_path / "const.fst")
    found = recover_contexts(read_const_fst(tmp_path / "const.fst"), model)
    assert found == {(0, 7): 2, (7, 8): 4, (8, 7): 2}


def test_an_unseen_neighbour_is_answered_by_its_relative():
    phones = phone_set()
    vowel, tense, plain = (phones.number(name, 2) for name in ("a", "bb", "b"))
    far = phones.number("NG", 2)
    table = ContextTable(phones, {(plain, vowel): 20, (far, vowel): 30})
    assert table.transition(plain, vowel) == 20
    assert table.transition(tense, vowel) == 20
    assert table.transition(phones.number("M", 2), vowel) == 30


def test_homophones_and_beginnings_of_longer_words_get_marks():
    words = [("a", "x"), ("b", "x"), ("c", "xy"), ("d", "z")]
    entries = [Entry(word, tuple(phones), 0.0) for word, phones in words]
    assert marks_needed(entries) == [1, 2, 0, 0]
