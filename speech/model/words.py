"""The vocabulary beyond the sentences: everyday roots with their affixes, after Indonesian word formation."""

import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files

VOWELS = "aiueo"
# meN- and peN- melt with these first letters: (prefix ending, whether the letter disappears).
NASALS = {
    "p": ("m", True), "b": ("m", False), "f": ("m", False), "v": ("m", False),
    "t": ("n", True), "d": ("n", False), "c": ("n", False), "j": ("n", False), "z": ("n", False),
    "k": ("ng", True), "g": ("ng", False), "h": ("ng", False), "q": ("ng", False),
    "s": ("ny", True), "l": ("", False), "r": ("", False), "m": ("", False), "n": ("", False),
    "w": ("", False), "y": ("", False),
}  # fmt: skip
CLUSTER_SECOND = "rly"


def nasal(prefix: str, root: str) -> str:
    """The root behind "me" or "pe" with the nasal sound: tulis → menulis, sapu → menyapu, cat → mengecat."""
    if sum(letter in VOWELS for letter in root) == 1 and len(root) <= 4:
        return f"{prefix}nge{root}"
    if root[0] in VOWELS:
        return f"{prefix}ng{root}"
    ending, drops = NASALS[root[0]]
    if len(root) > 1 and root[1] in CLUSTER_SECOND and drops:
        drops, ending = False, {"ny": "n"}.get(ending, ending)
    return prefix + ending + (root[1:] if drops else root)


def ber(prefix: str, root: str) -> str:
    """The root behind "ber", "ter" or "per", which lose their r before another one: berenang, terasa."""
    first_syllable_er = len(root) > 3 and root[0] not in VOWELS and root[1:3] == "er"
    return (prefix[:-1] if root[0] == "r" or first_syllable_er else prefix) + root


Forms = Callable[[str], Iterable[str]]
PATTERNS: dict[str, Forms] = {
    "plain": lambda root: (root,),
    "noun": lambda root: (root, f"{root}nya"),
    "adjective": lambda root: (root, f"se{root}", f"ke{root}an", f"{root}nya"),
    "me": lambda root: (root, nasal("me", root), f"di{root}"),
    "me_kan": lambda root: (root, f"{nasal('me', root)}kan", f"di{root}kan"),
    "me_i": lambda root: (root, f"{nasal('me', root)}i", f"di{root}i"),
    "ber": lambda root: (root, ber("ber", root)),
    "ter": lambda root: (root, ber("ter", root)),
    "ber_an": lambda root: (root, f"{ber('ber', root)}an"),
    "pe": lambda root: (root, nasal("pe", root)),
    "pe_an": lambda root: (root, f"{nasal('pe', root)}an"),
    "per_an": lambda root: (root, f"{ber('per', root)}an"),
    "ke_an": lambda root: (root, f"ke{root}an"),
    "an": lambda root: (root, f"{root}an"),
    "kan": lambda root: (root, f"{root}kan"),
}


@cache
def word_lists() -> dict[str, str]:
    """Roots by pattern name, from words.toml."""
    return dict(tomllib.loads((files("speech.model") / "texts" / "words.toml").read_text("utf-8")))


def everyday_words() -> set[str]:
    """Every form of every root. Raises KeyError for a pattern that does not exist."""
    return {
        form
        for key, roots in word_lists().items()
        for pattern in key.split("-")
        for root in roots.split()
        for form in PATTERNS[pattern](root)
    }
