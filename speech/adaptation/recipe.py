"""How the network is trained: every number that shapes the result, in one place."""

import hashlib
import math
from dataclasses import asdict, dataclass

EPOCHS = 12
SHORT_RUN = 10


@dataclass(frozen=True)
class Recipe:
    """The settings of a run. Two runs with the same recipe, corpus and starting weights give the same network."""

    epochs: int = EPOCHS
    batch: int = 24
    """Utterances in one step."""
    rate: float = 4e-4
    """Highest learning rate of Adam; it rises over `warm_up` steps (a tenth of a short run) and falls along a cosine to
    `last_rate` of it."""
    warm_up: int = 40
    last_rate: float = 0.03
    dropout: float = 0.1
    output_penalty: float = 5e-4
    """Weight of the mean square of the network's outputs, which keeps them from growing without end."""
    gradient_limit: float = 1.0
    averaging: float = 0.995
    """The written weights are an average over steps; each step the old average keeps this part."""
    anchor: float = 0.0
    """Each step the weights are drawn back to where they started by this part; more for little data."""
    bfloat16: bool = True
    """Multiply in 16 bit, which is twice as fast on processors that can."""
    noise_share: float = 0.05
    """Sounds without words, as a part of an epoch's utterances."""
    seed: int = 2026

    def rate_at(self, step: int, steps: int) -> float:
        """The learning rate of a step, counted from 0, of so many."""
        rise = min(1.0, (step + 1) / min(self.warm_up, max(1, steps // SHORT_RUN)))
        fall = 0.5 * (1 + math.cos(math.pi * min(1.0, step / max(1, steps))))
        return self.rate * rise * (fall * (1 - self.last_rate) + self.last_rate)

    @property
    def fingerprint(self) -> str:
        """A hash over all settings."""
        return hashlib.sha256(repr(sorted(asdict(self).items())).encode()).hexdigest()


def seed_of(*names: object) -> int:
    """A random seed that depends on all the names, and on nothing else."""
    return int.from_bytes(hashlib.sha256("\0".join(map(str, names)).encode()).digest()[:8], "big")
