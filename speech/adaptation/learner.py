"""The network while it learns: one step on a batch, the average of the weights over steps, and its whole state."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from speech.adaptation.errors import TrainingDiverged
from speech.adaptation.examples import Example
from speech.adaptation.network import Network, Tensor, as_array, batch_of, output_frames
from speech.adaptation.objective import Comparison, Objective
from speech.adaptation.recipe import Recipe

BETAS = (0.9, 0.98)

State = dict[str, Any]


class Learner:
    """Changes a network's weights; everything that chance decides in a step follows from the seed given to it."""

    def __init__(self, network: Network, objective: Objective, recipe: Recipe) -> None:
        self.network, self.objective, self.recipe = network, objective, recipe
        self.steps = 0
        self.weights = list(network.trainable.values())
        self.average = [weight.detach().clone() for weight in self.weights]
        self._start = [weight.detach().clone() for weight in self.weights] if recipe.anchor else []
        self._adam = torch.optim.Adam(self.weights, lr=recipe.rate, betas=BETAS)

    def step(self, examples: Sequence[Example], rate: float, seed: int) -> Comparison:
        """Learn from one batch at that learning rate. Raises TrainingDiverged when the numbers have run away."""
        torch.manual_seed(seed % 2**63)
        outputs = self._outputs(examples, self.recipe.dropout)
        comparison = self._compare(outputs, examples)
        loss = 0.5 * self.recipe.output_penalty * outputs.square().mean()
        if comparison.frames:
            loss = loss - (outputs * torch.from_numpy(comparison.gradient)).sum() / comparison.frames
        for group in self._adam.param_groups:
            group["lr"] = rate
        self._adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.weights, self.recipe.gradient_limit)
        self._adam.step()
        self._follow()
        self.steps += 1
        return comparison

    def measure(self, examples: Sequence[Example]) -> Comparison:
        """The objective of a batch with the averaged weights, without learning."""
        with torch.no_grad(), self.averaged():
            return self._compare(self._outputs(examples, 0.0), examples)

    @contextmanager
    def averaged(self) -> Iterator[Network]:
        """The network with the averaged weights, as long as the block lasts."""
        kept = [weight.detach().clone() for weight in self.weights]
        _copy(self.average, self.weights)
        try:
            yield self.network
        finally:
            _copy(kept, self.weights)

    def written(self) -> bytes:
        """The model file with the averaged weights."""
        with self.averaged() as network:
            return network.written()

    def state(self) -> State:
        """Everything that the next step depends on."""
        return {
            "steps": self.steps,
            "weights": [weight.detach() for weight in self.weights],
            "average": self.average,
            "adam": self._adam.state_dict(),
        }

    def restore(self, state: State) -> None:
        """Go back to a state. Raises KeyError, ValueError or RuntimeError if it is of another network."""
        _copy(state["weights"], self.weights)
        _copy(state["average"], self.average)
        self._adam.load_state_dict(state["adam"])
        self.steps = int(state["steps"])

    def _outputs(self, examples: Sequence[Example], dropout: float) -> Tensor:
        features = batch_of([example.features for example in examples], self.network.context)
        ivectors = torch.from_numpy(np.stack([example.ivector for example in examples]))
        return self.network.forward(features, ivectors, dropout, bfloat16=self.recipe.bfloat16)

    def _compare(self, outputs: Tensor, examples: Sequence[Example]) -> Comparison:
        numbers = as_array(outputs)
        if not np.isfinite(numbers).all():
            raise TrainingDiverged(self.steps)
        frames = [output_frames(len(example.features)) for example in examples]
        return self.objective.compare(numbers, [example.words for example in examples], frames)

    def _follow(self) -> None:
        """Pull the weights towards where they started, and the average towards the weights."""
        with torch.no_grad():
            for weight, start in zip(self.weights, self._start, strict=False):
                weight.lerp_(start, self.recipe.anchor)
            for average, weight in zip(self.average, self.weights, strict=True):
                average.lerp_(weight, 1 - self.recipe.averaging)


def _copy(sources: Sequence[Tensor], targets: Sequence[Tensor]) -> None:
    with torch.no_grad():
        for source, target in zip(sources, targets, strict=True):
            target.copy_(source)
