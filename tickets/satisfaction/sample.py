"""How many people must be asked for an index that may be published."""

from __future__ import annotations

from fractions import Fraction
from math import floor

CHI_SQUARE = Fraction("3.841")
"""Chi-square for one degree of freedom at 95 % confidence."""
EVEN = Fraction("0.25")
"""P × (1 − P) at P = 0.5, where the sample must be largest."""
MARGIN = Fraction("0.05")


def needed_sample(population: int) -> int:
    """How many of `population` people served must answer, rounded to the nearest person as in the printed table.

    S = X² · N · P(1−P) / (d² · (N−1) + X² · P(1−P)). Source: Krejcie and Morgan 1970, to which Permenpan RB 14/2017
    refers; formula and printed table differ only at N = 100000 (383 and 384). Raises ValueError for a negative number.
    """
    if population < 0:
        raise ValueError(f"a population of {population}: count people from 0 on")
    if population == 0:
        return 0
    part = CHI_SQUARE * EVEN
    return floor(part * population / (MARGIN**2 * (population - 1) + part) + Fraction(1, 2))
