"""How often words are used in Indonesian at large, from the word list of wordfreq (Speer 2022; data CC BY-SA 4.0)."""

import re
from functools import cache

# Rarer words are mostly foreign names, whose spelling says little about their sound.
MOST_WORDS = 16_000
SAYABLE = re.compile(r"[a-z]{2,20}")
VOWEL = re.compile(r"[aiueo]")
FOREIGN = re.compile(r"[xq]|(.)\1\1|th|ck|sh|gh|ee|oo|ph|ou|ght|w[^aiueo]|y$|c$|j$|v$")


@cache
def common_words() -> dict[str, float]:
    """The commonest Indonesian words with their share of all words, those that are spelled as Indonesian words are."""
    from wordfreq import get_frequency_dict

    listed = get_frequency_dict("id", wordlist="small")
    usual = [word for word in listed if SAYABLE.fullmatch(word) and VOWEL.search(word) and not FOREIGN.search(word)]
    return {word: listed[word] for word in sorted(usual, key=lambda word: (-listed[word], word))[:MOST_WORDS]}
