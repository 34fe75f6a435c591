"""Our features, i-vectors and network give Vosk's numbers; it is asked by way of its speaker models and its scores."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("kaldi_native_fbank")

import torch

from speech.adaptation.features import frames_of, kaldi_upsample, mfcc
from speech.adaptation.ivectors import load_extractor
from speech.adaptation.network import Network
from speech.adaptation.nnet3_file import load_nnet3, parse_nnet3
from tests.speech_adaptation.kaldi_writer import (
    CEPSTRA,
    IVECTOR,
    PDFS,
    features_network,
    model_folder,
    network_at,
    scoring_model,
    speaker_folder,
    undithered,
)

pytestmark = pytest.mark.speech
PROBE = Path(__file__).with_name("vosk_probe.py")
# Vosk computes i-vectors for this many frames at a time, and knows nothing yet for the first of them.
CHUNK, CHUNK_OUTPUTS = 24, 8


def ask(model: Path, sound, rate: int, speaker: Path | None, place: Path) -> dict:
    file = place / "sound.raw"
    file.write_bytes(sound.astype("<i2").tobytes())
    job = {"model": str(model), "speaker": str(speaker or ""), "rate": rate, "sound": str(file)}
    done = subprocess.run([sys.executable, PROBE], input=json.dumps(job), text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def voice_like(samples: int, rate: int):
    """Deterministic 16-bit sound with the spectrum and the rise and fall of speech."""
    random = np.random.default_rng(5)
    at = np.arange(samples) / rate
    pitch = 2 * np.pi * np.cumsum(140 + 30 * np.sin(2 * np.pi * 1.3 * at)) / rate
    tones = sum(np.sin(k * pitch) / k for k in range(1, 12))
    return np.round(4000 * tones * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * at)) + 60 * random.standard_normal(samples))


def unit(values):
    return np.asarray(values) / np.linalg.norm(values)


@pytest.fixture(scope="module")
def silent_model(model: Path, tmp_path_factory) -> Path:
    return model_folder(tmp_path_factory.mktemp("vosk") / "model", model.resolve(), None)


@pytest.mark.parametrize(("rate", "frame"), [(16000, 0), (8000, 70)])
def test_features_are_those_of_vosk(model, silent_model, tmp_path, rate, frame):
    sound = voice_like(rate, rate)
    speaker = speaker_folder(tmp_path / "speaker", features_network(frame), undithered(model), CEPSTRA)
    heard = ask(silent_model, sound, rate, speaker, tmp_path)["spk"]
    ours = mfcc(kaldi_upsample(sound / 32768) if rate == 8000 else sound / 32768)
    expected = (ours - ours.mean(axis=0))[frame]
    np.testing.assert_allclose(unit(heard), unit(expected), atol=2e-5)


def test_the_network_gives_the_outputs_of_vosk(model, silent_model, tmp_path, base):
    file = load_nnet3(base.acoustic)
    speaker = speaker_folder(
        tmp_path / "speaker", network_at(file.content, file.wiring, 34, 0.3), undithered(model), PDFS
    )
    sound = voice_like(8000, 8000)
    heard = ask(silent_model, sound, 8000, speaker, tmp_path)["spk"]
    features = mfcc(kaldi_upsample(sound / 32768))
    window = torch.from_numpy((features - features.mean(axis=0))[None, :69])
    with torch.no_grad():
        ours = Network(file).forward(window, torch.full((1, IVECTOR), 0.3))[0, 0].numpy()
    assert ours.shape == (PDFS,)
    np.testing.assert_allclose(unit(heard) * np.linalg.norm(ours), ours, atol=2e-4)


def test_ivectors_are_those_of_vosk(model, tmp_path, base):
    """The score of a network that only weighs the i-vector shows which one Vosk used for the last chunk."""
    frames = 46
    sound = voice_like((400 + 160 * (frames - 1)) // 2, 8000)
    features = mfcc(kaldi_upsample(sound / 32768))
    assert len(features) == frames == frames_of(2 * len(sound))
    ivector = load_extractor(base.folder / "ivector").vectors(features, [frames])[0]
    weights = np.random.default_rng(1).standard_normal(IVECTOR)
    content = load_nnet3(base.acoustic).content
    scores = []
    for factor in (0.0, 1.0):
        acoustic = scoring_model(content, np.zeros(CEPSTRA), factor * weights)
        folder = model_folder(tmp_path / str(factor), model.resolve(), acoustic)
        scores.append(ask(folder, sound, 8000, None, tmp_path))
    plain, weighed = (score["alternatives"][0]["confidence"] for score in scores)
    outputs = (frames + 2) // 3 - CHUNK_OUTPUTS
    assert weighed - plain == pytest.approx(outputs * float(weights @ ivector), rel=0.03)


def test_a_network_written_with_changed_weights_still_decodes(model, tmp_path, base):
    file = load_nnet3(base.acoustic)
    network = Network(file)
    with torch.no_grad():
        for weight in network.trainable.values():
            weight.mul_(1.001)
    written = network.written()
    assert len(written) == len(file.content)
    assert parse_nnet3(written, "written").wiring == file.wiring
    folder = model_folder(tmp_path / "model", model.resolve(), written)
    assert ask(folder, voice_like(8000, 8000), 8000, None, tmp_path)["alternatives"][0]["confidence"] != 0
