"""How long a pause ends what a caller says: a small value that travels with the grammar to the ear."""

from dataclasses import dataclass

SHORTEST_S = 0.3
LONGEST_S = 5.0


@dataclass(frozen=True)
class Patience:
    """A pause of `pause_s` seconds ends an utterance; one that has lasted `long_after_s` may pause `long_pause_s`.

    Who tells a long story stops to think; who says "ya" is not to wait. Raises ValueError for a pause outside
    SHORTEST_S to LONGEST_S, or a long pause that is shorter than the usual one.
    """

    pause_s: float = 0.6
    long_pause_s: float = 0.6
    long_after_s: float = 8.0

    def __post_init__(self) -> None:
        if not SHORTEST_S <= self.pause_s <= self.long_pause_s <= LONGEST_S:
            raise ValueError(
                f"pauses of {self.pause_s} and {self.long_pause_s} s: between {SHORTEST_S} and {LONGEST_S} s each, "
                "and the second not below the first"
            )

    def pause_after_s(self, utterance_s: float) -> float:
        """Return the pause that ends an utterance which has lasted so many seconds."""
        return self.long_pause_s if utterance_s >= self.long_after_s else self.pause_s


BRIEF = Patience(0.5, 0.5)
"""For yes and no, digits and menu words: the answer is one breath."""
USUAL = Patience()
PATIENT = Patience(1.6, 2.0)
"""For descriptions, and for people who speak slowly."""
