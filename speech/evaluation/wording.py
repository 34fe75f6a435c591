"""Pure: the words of a text as they are compared, in references, hypotheses and phrases alike."""

import unicodedata

DASHES = "Pd"
DROPPED = ("P", "S", "C", "M")
BLANKS = ("Z", "Cc")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in their comparable form.

    The rule: Unicode compatibility form (NFKC), small letters; every dash is a blank ("anak-anak" is two words); all
    other punctuation, signs, marks and invisible characters are dropped without a blank ("Jum'at" is "jumat",
    "RT/RW" is "rtrw"); blanks part the words. Digits stay digits: a reference must write numbers as they are said.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    return tuple("".join(map(_comparable, plain)).split())


def _comparable(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == DASHES or kind.startswith(BLANKS):
        return " "
    return "" if kind.startswith(DROPPED) else sign
