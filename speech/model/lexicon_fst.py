"""The lexicon as a transducer from phones to words, with silence between words and a garbage word."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from speech.model.lexicon import UNKNOWN, Entry
from speech.model.phone_ids import ALONE, BEGIN, END, INSIDE, PhoneSet

# Silence at the start must be likely, or it is decoded as a short word ("dua"; at 0.98, hiss still becomes "ya").
SILENCE_AT_START = 0.999
SILENCE_BETWEEN = 0.3
# Every word costs this much (negative log), or noise and unknown names fall apart into digits and other short words.
# On development speakers 1.0 to 3.0 give the same word errors in short sentences, 3.0 one point fewer in news.
WORD_COST = 3.0
# Symbols from here on are no phones but marks that keep equal pronunciations apart.
MARKS = 10_000
ENTER, LOOP, SILENT, SILENT_END = range(4)


@dataclass(frozen=True)
class Garbage:
    """The word [unk]: any sequence of phones, at a cost for entering and for each phone (negative log).

    Chosen on development speakers as the point where a string of digits is hardly ever rejected while 90 of 100
    sentences without digits are; one less on `enter` rejects 97, and every thirtieth string of digits too.
    """

    enter: float = WORD_COST + 1.5
    phone: float = 2.5


@dataclass
class LexiconFst:
    """OpenFst text lines of the transducer, the word numbers, and how many marks it uses."""

    words: list[str]
    lines: list[str] = field(default_factory=list)
    states: int = 4
    marks: int = 0

    def arc(self, source: int, target: int, phone: int, word: int = 0, cost: float = 0.0) -> None:
        """Add one arc."""
        self.lines.append(f"{source} {target} {phone} {word} {cost:.5f}")

    def new_state(self) -> int:
        """Add a state and return its number."""
        self.states += 1
        return self.states - 1

    def close(self, source: int, phone: int, word: int, cost: float) -> None:
        """The last arc of a word: on to the next word, with or without silence between."""
        self.arc(source, LOOP, phone, word, cost - math.log(1 - SILENCE_BETWEEN))
        self.arc(source, SILENT, phone, word, cost - math.log(SILENCE_BETWEEN))


def marks_needed(entries: Iterable[Entry]) -> list[int]:
    """For each entry the mark that tells it from its homophones and longer words; 0 where none is needed."""
    entries = list(entries)
    times = Counter(entry.phones for entry in entries)
    prefixes = {phones[:size] for phones in times for size in range(1, len(phones))}
    used: Counter[tuple[str, ...]] = Counter()
    marks = []
    for entry in entries:
        used[entry.phones] += 1
        alone = times[entry.phones] == 1 and entry.phones not in prefixes
        marks.append(0 if alone else used[entry.phones])
    return marks


def _add_word(fst: LexiconFst, phones: list[int], word: int, cost: float) -> None:
    state = LOOP
    for place, phone in enumerate(phones):
        first = place == 0
        if place == len(phones) - 1:
            fst.close(state, phone, word if first else 0, cost if first else 0.0)
            return
        following = fst.new_state()
        fst.arc(state, following, phone, word if first else 0, cost if first else 0.0)
        state = following


def _add_garbage(fst: LexiconFst, phones: PhoneSet, word: int, garbage: Garbage, mark: int) -> None:
    """A loop over all phones behind a mark, so that determinization keeps it apart from the words."""
    inside, last = fst.new_state(), fst.new_state()
    entered = fst.new_state()
    fst.arc(LOOP, entered, mark, word, garbage.enter)
    for phone in phones.order:
        fst.arc(entered, inside, phones.number(phone, BEGIN), 0, garbage.phone)
        fst.arc(inside, inside, phones.number(phone, INSIDE), 0, garbage.phone)
        fst.arc(inside, last, phones.number(phone, END), 0, garbage.phone)
        fst.arc(entered, last, phones.number(phone, ALONE), 0, garbage.phone)
    fst.arc(entered, last, phones.noise, 0, garbage.phone)
    fst.close(last, mark, 0, 0.0)


def lexicon_fst(entries: list[Entry], phones: PhoneSet, garbage: Garbage) -> LexiconFst:
    """Build the transducer; word numbers follow the sorted words, 0 is epsilon and the garbage word comes last."""
    fst = LexiconFst(["<eps>", *sorted({entry.word for entry in entries}), UNKNOWN])
    number = {word: n for n, word in enumerate(fst.words)}
    marks = marks_needed(entries)
    fst.marks = max(marks, default=0) + 2
    fst.arc(ENTER, LOOP, 0, 0, -math.log(1 - SILENCE_AT_START))
    fst.arc(ENTER, SILENT, 0, 0, -math.log(SILENCE_AT_START))
    fst.arc(SILENT, SILENT_END, phones.silence)
    fst.arc(SILENT_END, LOOP, MARKS + fst.marks - 1)
    for entry, mark in zip(entries, marks, strict=True):
        symbols = phones.word(entry.phones) + [MARKS + mark] * bool(mark)
        _add_word(fst, symbols, number[entry.word], entry.cost + WORD_COST)
    _add_garbage(fst, phones, number[UNKNOWN], garbage, MARKS + fst.marks)
    fst.lines.append(f"{LOOP} 0.0")
    fst.marks += 1
    return fst
