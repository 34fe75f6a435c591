"""Weights are found in a model file and put back: unchanged ones give the same bytes, others change only theirs."""

import lzma

import numpy as np
import pytest

from speech.adaptation.nnet3_file import BIAS, MATRIX, load_nnet3, parse_nnet3, write_weights
from speech.model.errors import NotThisFormat
from speech.model.kaldi_objects import KaldiReader, read_text_matrix
from tests.speech_adaptation.kaldi_writer import integer, matrix, one_layer, vector


@pytest.fixture(scope="module")
def packaged(base):
    return load_nnet3(base.acoustic)


def test_writing_all_weights_back_unchanged_gives_the_same_bytes(packaged):
    every = {(name, part): packaged.values(name, part) for name, c in packaged.components.items() for part in c.places}
    assert len(every) > 50
    assert packaged.patched(every) == packaged.content


def test_changing_one_bias_changes_its_bytes_only(packaged):
    bias = packaged.values("output.affine", BIAS)
    place = packaged.components["output.affine"].places[BIAS]
    changed = packaged.patched({("output.affine", BIAS): bias + 1})
    assert changed[: place.at] == packaged.content[: place.at]
    assert changed[place.at + bias.nbytes :] == packaged.content[place.at + bias.nbytes :]
    np.testing.assert_array_equal(parse_nnet3(changed, "changed").values("output.affine", BIAS), bias + 1)


def test_layers_know_which_frames_they_join(packaged):
    assert packaged.components["tdnnf2.linear"].offsets == (-1, 0)
    assert packaged.components["tdnnf15.affine"].offsets == (0, 3)
    assert packaged.values("tdnnf2.linear", BIAS).size == 0
    assert packaged.values("tdnnf2.linear", MATRIX).shape == (64, 1536)


def test_a_wrong_shape_or_name_is_refused(packaged):
    with pytest.raises(ValueError, match="shape"):
        packaged.patched({("output.affine", BIAS): np.zeros(3, np.float32)})
    with pytest.raises(KeyError):
        packaged.patched({("no.such.layer", BIAS): np.zeros(3, np.float32)})


def test_packed_weights_read_like_plain_ones(tmp_path):
    content = b"\0B" + one_layer("x", np.eye(2))
    write_weights(tmp_path / "new" / "w.mdl.xz", content)
    write_weights(tmp_path / "w.mdl", content)
    assert lzma.decompress((tmp_path / "new" / "w.mdl.xz").read_bytes()) == (tmp_path / "w.mdl").read_bytes()
    assert load_nnet3(tmp_path / "new" / "w.mdl.xz").content == content
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["w.mdl.xz"]


@pytest.mark.parametrize("end", [10, 1_000_000, 9_000_000])
def test_a_file_cut_short_is_told(packaged, end):
    with pytest.raises(NotThisFormat):
        parse_nnet3(packaged.content[:end], "cut")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF of a sound",
        b"\0B<Nnet3> no components",
        b"\0B" + one_layer("x", np.eye(2)).replace(integer(1), integer(2), 1),
        b"\0B" + one_layer("x", np.eye(2)).replace(b"FM ", b"CM "),
        b"\0B" + one_layer("x", np.eye(2)).replace(b"<LinearParams> ", b"<Something> "),
    ],
)
def test_what_is_no_network_is_told(content):
    with pytest.raises(NotThisFormat):
        parse_nnet3(content, "some file")


def test_a_missing_or_damaged_file_is_told(tmp_path):
    (tmp_path / "bad.xz").write_bytes(b"not packed")
    for name in ("none.mdl", "bad.xz"):
        with pytest.raises(NotThisFormat, match=name):
            load_nnet3(tmp_path / name)


def test_kaldi_matrices_read_back():
    reader = KaldiReader(
        b"\0B"
        + matrix([[1, 2, 3], [4, 5, 6]])
        + vector([7, 8])
        + b"FP "
        + integer(2)
        + np.array([1, 2, 3], "<f4").tobytes(),
        "x",
    )
    assert reader.array().tolist() == [[1, 2, 3], [4, 5, 6]]
    assert reader.array().tolist() == [7, 8]
    assert reader.array().tolist() == [[1, 2], [2, 3]]


@pytest.mark.parametrize("content", [b"FM ", b"FV \4\xff\xff\xff\x7f", b"CM2 \4", b"FV \x08\1\0\0\0", b"FM \4\1\0\0\0"])
def test_a_damaged_matrix_is_told(content):
    with pytest.raises(NotThisFormat):
        KaldiReader(b"\0B" + content, "x").array()


def test_a_matrix_as_text(tmp_path):
    (tmp_path / "m").write_text(" [\n  1 2\n  3 4 ]\n")
    assert read_text_matrix(tmp_path / "m").tolist() == [[1, 2], [3, 4]]
    (tmp_path / "bad").write_text("[ 1 x ]")
    for name in ("bad", "none"):
        with pytest.raises(NotThisFormat):
            read_text_matrix(tmp_path / name)
