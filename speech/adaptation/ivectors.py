"""The online i-vector extractor of the model folder: a hundred numbers on who speaks and what the line is like."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech.adaptation.features import CEPSTRA, Features
from speech.model.errors import NotThisFormat
from speech.model.kaldi_objects import KaldiReader, Matrix, read_text_matrix

# Kaldi's OnlineIvectorExtractionConfig; Vosk changes only MOST_COUNT.
GAUSSIANS_KEPT = 5
LEAST_POSTERIOR = 0.025
POSTERIOR_SCALE = 0.1
MOST_COUNT = 100.0
# Kaldi's OnlineCmvnOptions, in frames.
CMVN_WINDOW = 600
CMVN_GLOBAL = 200
# As in the package's ivector/splice.conf.
SPLICE = np.arange(-3, 4)

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class _Background:
    """The diagonal Gaussians that frames are sorted into: log constants, means over variances, inverse variances."""

    constants: Matrix
    means_inverse: Matrix
    inverse: Matrix


@dataclass(frozen=True)
class IvectorExtractor:
    """Projects (Gaussians, dimensions, i-vector) for the linear term and (Gaussians, i-vector²) for the quadratic."""

    background: _Background
    projection: Matrix
    global_mean: Matrix
    linear: Matrix
    quadratic: Matrix
    prior_offset: float

    @property
    def size(self) -> int:
        """The length of an i-vector."""
        return int(self.linear.shape[2])

    def vectors(self, features: Features, after: Sequence[int]) -> NDArray[np.float32]:
        """The i-vectors of a speaker of whom only the first `after[k]` frames were heard, shape (len(after), size).

        `after` must rise. Formula: Kaldi's OnlineIvectorEstimationStats, (prior + Σ γ MᵀΣ⁻¹M) v = prior + Σ γ MᵀΣ⁻¹x.
        """
        frames = features.astype(np.float64)
        spliced = self._project(frames)
        chosen, weights = self._posteriors(self._project(self._normalised(frames)))
        counts = np.zeros(len(self.linear))
        sums = np.zeros(self.linear.shape[:2])
        found, done = [], 0
        for end in after:
            np.add.at(counts, chosen[done:end], weights[done:end])
            np.add.at(sums, chosen[done:end], weights[done:end, :, None] * spliced[done:end, None])
            done = max(done, end)
            found.append(self._solve(counts, sums))
        return np.stack(found).astype(np.float32)

    def _solve(self, counts: Matrix, sums: Matrix) -> Matrix:
        prior = max(counts.sum(), MOST_COUNT) / MOST_COUNT
        quadratic = (counts @ self.quadratic).reshape(self.size, self.size) + prior * np.eye(self.size)
        linear = np.tensordot(sums, self.linear, 2)
        linear[0] += prior * self.prior_offset
        vector: Matrix = np.linalg.solve(quadratic, linear)
        vector[0] -= self.prior_offset
        return vector

    def _normalised(self, frames: Matrix) -> Matrix:
        """Subtract the mean of the last CMVN_WINDOW frames, filled up with up to CMVN_GLOBAL frames' worth of mean."""
        sums = np.cumsum(frames, axis=0)
        sums[CMVN_WINDOW:] -= sums[:-CMVN_WINDOW].copy()
        counts = np.minimum(np.arange(1, len(frames) + 1), CMVN_WINDOW)
        fill = np.minimum(CMVN_WINDOW - counts, CMVN_GLOBAL)
        return np.asarray(frames - (sums + fill[:, None] * self.global_mean) / (counts + fill)[:, None])

    def _project(self, frames: Matrix) -> Matrix:
        """Splice each frame with its neighbours and apply the affine projection."""
        at = np.clip(np.arange(len(frames))[:, None] + SPLICE, 0, len(frames) - 1)
        spliced = frames[at].reshape(len(frames), -1)
        return np.asarray(spliced @ self.projection[:, :-1].T + self.projection[:, -1])

    def _posteriors(self, frames: Matrix) -> tuple[Indices, Matrix]:
        """For every frame the Gaussians it belongs to, and how much, scaled; both of shape (frames, GAUSSIANS_KEPT)."""
        ground = self.background
        likelihoods = ground.constants + frames @ ground.means_inverse.T - 0.5 * np.square(frames) @ ground.inverse.T
        best = np.argpartition(-likelihoods, GAUSSIANS_KEPT, axis=1)[:, :GAUSSIANS_KEPT]
        kept = np.take_along_axis(likelihoods, best, axis=1)
        weights = np.exp(kept - kept.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        weights[weights < LEAST_POSTERIOR] = 0
        return best, POSTERIOR_SCALE * weights / weights.sum(axis=1, keepdims=True)


def load_extractor(folder: Path) -> IvectorExtractor:
    """Read the extractor from the `ivector` folder of a model. Raises NotThisFormat."""
    means, inverse_variances, offset = _read_projections(folder / "final.ie")
    linear = np.stack([variance @ mean for variance, mean in zip(inverse_variances, means, strict=True)])
    quadratic = np.stack([mean.T @ scaled for mean, scaled in zip(means, linear, strict=True)])
    stats = read_text_matrix(folder / "global_cmvn.stats")
    if stats.ndim != 2 or stats.shape[1] != CEPSTRA + 1:
        raise NotThisFormat(str(folder / "global_cmvn.stats"), 0, f"{CEPSTRA + 1} columns", stats.shape)
    return IvectorExtractor(
        background=_read_background(folder / "final.dubm"),
        projection=KaldiReader.open(folder / "final.mat").array(),
        global_mean=stats[0, :CEPSTRA] / stats[0, CEPSTRA],
        linear=linear,
        quadratic=quadratic.reshape(len(quadratic), -1),
        prior_offset=offset,
    )


def _read_projections(file: Path) -> tuple[list[Matrix], list[Matrix], float]:
    """The matrices M and Σ⁻¹ of every Gaussian, and the prior's offset."""
    reader = KaldiReader.open(file)
    for token in ("<IvectorExtractor>", "<w>"):
        reader.expect(token)
    reader.array()
    reader.expect("<w_vec>")
    reader.array()
    reader.expect("<M>")
    count = reader.integer()
    means = [reader.array() for _ in range(count)]
    reader.expect("<SigmaInv>")
    inverse_variances = [reader.array() for _ in range(count)]
    reader.expect("<IvectorOffset>")
    return means, inverse_variances, reader.real()


def _read_background(file: Path) -> _Background:
    reader = KaldiReader.open(file)
    for token in ("<DiagGMM>", "<GCONSTS>"):
        reader.expect(token)
    constants = reader.array()
    reader.expect("<WEIGHTS>")
    reader.array()
    reader.expect("<MEANS_INVVARS>")
    means = reader.array()
    reader.expect("<INV_VARS>")
    return _Background(constants, means, reader.array())
