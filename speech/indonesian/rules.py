"""What a rule of reading aloud is: a pattern of written text, and the function that says it."""

import re
from collections.abc import Callable, Sequence

Say = Callable[[re.Match[str]], str]
Rule = tuple[re.Pattern[str], Say]

NUMBER = r"\d{1,3}(?:\.\d{3})+(?!\d)|\d+"
DECIMAL = rf"(?:{NUMBER})(?:,\d+)?"
"""A number as Indonesians write it: dots group thousands, the comma begins the decimals."""


def rule(pattern: str, say: Say) -> Rule:
    """Make a rule of a pattern and its reading."""
    return re.compile(pattern), say


def apply(rules: Sequence[Rule], text: str) -> str:
    """Let each rule in turn read what it knows in the text."""
    for pattern, say in rules:
        text = pattern.sub(say, text)
    return text
