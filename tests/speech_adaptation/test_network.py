"""The network in torch: what an output frame sees, where it lies in time, and that sentences stay apart."""

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from speech.adaptation.network import Network, batch_of, output_frames
from speech.adaptation.nnet3_file import load_nnet3, parse_nnet3
from speech.model.errors import NotThisFormat


@pytest.fixture(scope="module")
def network(base):
    return Network(load_nnet3(base.acoustic))


def features(frames: int, seed: int = 0):
    return (10 * np.random.default_rng(seed).standard_normal((frames, 40))).astype(np.float32)


def outputs(network, *sounds):
    with torch.no_grad():
        return network.forward(batch_of(sounds, network.context), torch.zeros(len(sounds), 100)).numpy()


@pytest.mark.parametrize(
    ("frame", "first", "second"),
    [(0, True, False), (2, True, False), (3, True, True), (68, True, True), (69, False, True), (71, False, True)],
)
def test_it_looks_34_frames_back_and_ahead(network, frame, first, second):
    assert network.context == (34, 34)
    assert network.outputs == 2616
    quiet = np.zeros((1, 72, 40), np.float32)
    loud = quiet.copy()
    loud[0, frame] = 50
    with torch.no_grad():
        pair = network.forward(torch.from_numpy(np.concatenate((quiet, loud))), torch.zeros(2, 100))
    assert pair.shape == (2, 2, 2616)
    changes = (pair[0] - pair[1]).abs().amax(dim=1) > 1e-4
    assert changes.tolist() == [first, second]


def test_every_third_frame_has_an_output(network):
    whole = outputs(network, features(90))
    assert whole.shape[1] == output_frames(90) == 30
    padded = np.pad(features(90), ((34, 34), (0, 0)), "edge")
    with torch.no_grad():
        alone = network.forward(torch.from_numpy(padded[None, 30 : 30 + 69]), torch.zeros(1, 100))
    np.testing.assert_allclose(alone[0, 0], whole[0, 10], atol=1e-4)


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 50])
def test_a_longer_neighbour_changes_nothing(network, frames):
    alone = outputs(network, features(frames, 1))
    together = outputs(network, features(frames, 1), features(70, 2))
    assert alone.shape[1] == output_frames(frames)
    # the last outputs of the shorter sentence see its last frame repeated, in either company
    np.testing.assert_allclose(together[0, : alone.shape[1]], alone[0], atol=1e-4)


def test_sixteen_bit_products_are_close(network):
    sound = torch.from_numpy(np.pad(features(60), ((34, 34), (0, 0)), "edge")[None])
    with torch.no_grad():
        exact = network.forward(sound, torch.zeros(1, 100))
        short = network.forward(sound, torch.zeros(1, 100), bfloat16=True)
    assert float((exact - short).abs().mean()) < 0.05 * float(exact.std())


def test_only_what_training_may_change_is_trainable(network):
    names = {name for name, _ in network.trainable}
    assert "lda" not in names
    assert {"tdnn1.affine", "tdnnf2.linear", "tdnnf15.affine", "output.affine"} <= names
    assert not any("xent" in name for name in names)


def test_an_untouched_network_is_written_as_it_was_read(network):
    assert network.written() == network.file.content


@pytest.mark.parametrize(
    ("name", "other"),
    [
        (b"prefinal-l ", b"prefinal-x "),
        (b"tdnnf7.affine", b"tdnnf7.afxine"),
        (b"tdnnf7.linear", b"tdnnf7.lixear"),
        (b"Scale(0.66, tdnn1", b"Scale(0.67, tdnn1"),
    ],
)
def test_another_kind_of_network_is_refused(network, name, other):
    with pytest.raises(NotThisFormat):
        Network(parse_nnet3(network.file.content.replace(name, other), "other"))
