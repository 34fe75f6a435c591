"""The factored time-delay network (TDNN-F) of the packaged model in torch: same numbers as Kaldi, and trainable."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from speech.adaptation.features import Features
from speech.adaptation.nnet3_file import BIAS, MATRIX, Nnet3File, Values
from speech.model.errors import NotThisFormat

SUBSAMPLING = 3
# The first layer joins three frames and the i-vector.
SPLICE = 1
FIXED = "lda"
FIRST = "tdnn1"
BEFORE_LAST = "prefinal-l"
CHAIN = "prefinal-chain"
LAST = "output.affine"
LAYER = re.compile(r"tdnnf(\d+)\.linear")
BYPASS = re.compile(r"Scale\(([0-9.]+), ")

Tensor = Any
"""A torch.Tensor."""


@dataclass(frozen=True)
class _Layer:
    """A bottleneck and the affine map behind it, each joining frames at these distances."""

    name: str
    linear: tuple[int, ...]
    affine: tuple[int, ...]


class Network:
    """The weights as torch tensors in `parameters`, by (component, part); all but the first fixed map are trainable."""

    def __init__(self, file: Nnet3File) -> None:
        """Raises NotThisFormat unless the file is wired like the packaged model."""
        self.file = file
        self.layers = _layers(file)
        self.bypass = _bypass(file)
        chain = [f"{CHAIN}.affine", f"{CHAIN}.linear"]
        inner = [f"{layer.name}.{part}" for layer in self.layers for part in ("linear", "affine")]
        names = [FIXED, f"{FIRST}.affine", *inner, BEFORE_LAST, *chain, LAST]
        missing = [name for name in names if name not in file.components]
        if missing:
            raise NotThisFormat(file.source, 0, f"a network with {missing[0]}", "none")
        self.parameters: dict[tuple[str, str], Tensor] = {
            (name, part): torch.from_numpy(file.values(name, part)).requires_grad_(name != FIXED)
            for name in names
            for part in file.components[name].places
        }
        self._norms = {
            name: (torch.from_numpy(component.scale), torch.from_numpy(component.shift))
            for name, component in file.components.items()
            if component.scale is not None
        }

    @property
    def trainable(self) -> dict[tuple[str, str], Tensor]:
        """The parameters that training may change."""
        return {key: tensor for key, tensor in self.parameters.items() if tensor.requires_grad}

    @property
    def context(self) -> tuple[int, int]:
        """How many frames before and after its own an output frame looks at."""
        offsets = [offset for layer in self.layers for offset in (layer.linear, layer.affine)]
        return SPLICE - sum(min(offset) for offset in offsets), SPLICE + sum(max(offset) for offset in offsets)

    @property
    def outputs(self) -> int:
        """The number of pdfs."""
        return int(self.parameters[LAST, MATRIX].shape[0])

    def forward(self, features: Tensor, ivectors: Tensor, dropout: float = 0.0, *, bfloat16: bool = False) -> Tensor:
        """The log likelihoods of all pdfs, shape (batch, output frames, pdfs).

        `features` (batch, frames, 40) already has the context on both sides; `ivectors` is (batch, 100). Output frame
        k belongs to input frame `left context + 3k`. With `bfloat16` all but the first map is multiplied in 16 bit.
        """
        before, now, after = features[:, :-2], features[:, 1:-1], features[:, 2:]
        speaker = ivectors[:, None, :].expand(-1, now.shape[1], -1)
        hidden = self._affine(torch.cat([before, now, after, speaker], 2), FIXED)
        hidden = hidden.to(torch.bfloat16 if bfloat16 else torch.float32)
        hidden = self._norm(functional.relu(self._affine(hidden, f"{FIRST}.affine")), f"{FIRST}.batchnorm")
        hidden = self._through_layers(hidden, dropout)
        hidden = self._affine(hidden, BEFORE_LAST)
        hidden = self._norm(functional.relu(self._affine(hidden, f"{CHAIN}.affine")), f"{CHAIN}.batchnorm1")
        hidden = self._norm(self._affine(hidden, f"{CHAIN}.linear"), f"{CHAIN}.batchnorm2")
        return self._affine(hidden, LAST).float()

    def written(self) -> bytes:
        """The model file with the weights as they are now."""
        return self.file.patched({key: as_array(tensor) for key, tensor in self.parameters.items()})

    def _through_layers(self, hidden: Tensor, dropout: float) -> Tensor:
        """Every frame as long as a layer joins neighbouring ones; from then on only every third."""
        stride, start = 1, SPLICE
        left = self.context[0]
        for number, layer in enumerate(self.layers):
            if stride == 1 and all(_in_thirds(later) for later in self.layers[number:]):
                skip = (left - start) % SUBSAMPLING
                hidden, start, stride = hidden[:, skip::SUBSAMPLING].contiguous(), start + skip, SUBSAMPLING
            narrow = self._narrowed(hidden, layer, stride)
            wide = self._affine(_joined(narrow, layer.affine, stride), f"{layer.name}.affine")
            new = self._norm(functional.relu(wide), f"{layer.name}.batchnorm")
            if dropout:
                new = new * _continuous_dropout(new, dropout)
            lost = -min(layer.linear) - min(layer.affine)
            first = lost // stride
            hidden = torch.add(new, hidden[:, first : first + new.shape[1]], alpha=self.bypass)
            start += lost
        return hidden if stride == SUBSAMPLING else hidden[:, (left - start) % SUBSAMPLING :: SUBSAMPLING]

    def _narrowed(self, hidden: Tensor, layer: _Layer, stride: int) -> Tensor:
        """The bottleneck: multiply first and join the narrow results, which moves less than joining the wide frames."""
        matrix = self.parameters[f"{layer.name}.linear", MATRIX]
        stacked = torch.cat(torch.chunk(matrix, len(layer.linear), 1), 0).to(hidden.dtype)
        parts = torch.chunk(functional.linear(hidden, stacked), len(layer.linear), 2)
        steps = [offset // stride for offset in layer.linear]
        shifted = [_shifted(part, step, steps) for part, step in zip(parts, steps, strict=True)]
        return shifted[0] if len(shifted) == 1 else torch.stack(shifted).sum(0)

    def _affine(self, hidden: Tensor, name: str) -> Tensor:
        bias = self.parameters.get((name, BIAS))
        matrix = self.parameters[name, MATRIX].to(hidden.dtype)
        return functional.linear(hidden, matrix, None if bias is None else bias.to(hidden.dtype))

    def _norm(self, hidden: Tensor, name: str) -> Tensor:
        scale, shift = self._norms[name]
        return torch.addcmul(shift.to(hidden.dtype), hidden, scale.to(hidden.dtype))


def as_array(tensor: Tensor) -> Values:
    """The numbers of a tensor as a numpy array of its own."""
    return np.array(tensor.detach().numpy(), np.float32)


def output_frames(frames: int) -> int:
    """How many output frames a sound of that many feature frames has."""
    return (frames + SUBSAMPLING - 1) // SUBSAMPLING


def batch_of(features: Sequence[Features], context: tuple[int, int]) -> Tensor:
    """Sounds of different lengths side by side, edges repeated into the context, shape (batch, frames, 40)."""
    longest = max(SUBSAMPLING * (output_frames(len(sound)) - 1) + 1 for sound in features)
    padded = [np.pad(sound, ((context[0], context[1] + 2), (0, 0)), "edge") for sound in features]
    total = sum(context) + longest
    rows = [np.pad(row[:total], ((0, max(0, total - len(row))), (0, 0)), "edge") for row in padded]
    return torch.from_numpy(np.stack(rows).astype(np.float32))


def _layers(file: Nnet3File) -> tuple[_Layer, ...]:
    numbers = sorted(int(match[1]) for name in file.components if (match := LAYER.fullmatch(name)))
    whole = all(f"tdnnf{n}.affine" in file.components for n in numbers)
    if not numbers or not whole or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise NotThisFormat(file.source, 0, "factored layers tdnnf2, tdnnf3, …", numbers)
    parts = file.components
    return tuple(
        _Layer(f"tdnnf{n}", parts[f"tdnnf{n}.linear"].offsets, parts[f"tdnnf{n}.affine"].offsets) for n in numbers
    )


def _bypass(file: Nnet3File) -> float:
    scales = {float(scale) for scale in BYPASS.findall(file.wiring)}
    if len(scales) != 1:
        raise NotThisFormat(file.source, 0, "one bypass scale for all layers", sorted(scales))
    return scales.pop()


def _in_thirds(layer: _Layer) -> bool:
    return all(offset % SUBSAMPLING == 0 for offset in layer.linear + layer.affine)


def _shifted(frames: Tensor, step: int, steps: Sequence[int]) -> Tensor:
    """The frames at that distance from every frame for which all distances exist."""
    return frames[:, step - min(steps) : frames.shape[1] + step - max(steps)]


def _joined(hidden: Tensor, offsets: tuple[int, ...], stride: int) -> Tensor:
    """Frames side by side with those at the other distances, where all of them exist."""
    steps = [offset // stride for offset in offsets]
    return torch.cat([_shifted(hidden, step, steps) for step in steps], 2) if len(steps) > 1 else hidden


def _continuous_dropout(hidden: Tensor, share: float) -> Tensor:
    """Kaldi's continuous dropout: every channel of a sentence is scaled, for its whole length, by 1 ± 2·share."""
    scale = 1 + 4 * share * (torch.rand(hidden.shape[0], 1, hidden.shape[2]) - 0.5)
    return scale.to(hidden.dtype)
