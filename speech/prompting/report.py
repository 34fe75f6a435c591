"""Everything that is wrong with the prompts: files, levels, recordings, words that nobody knows how to say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from speech.errors import SpeechError
from speech.indonesian.normaliser import spoken
from speech.indonesian.pronunciation import TABLE, WORD, table
from speech.prompting.index import Source
from speech.prompting.levels import PromptState, middle, states, unheard
from speech.prompting.phonemes import ask_phonemes
from speech.prompting.recording import LONGEST_S, fault_of
from speech.prompting.sounding import Sounding, Verdict, judge, words_of
from speech.prompts import Problem, check
from speech.telephone_sound import read_mono

RENDER = "render the prompts again"
RECORD = "record it again, or remove the recording"


@dataclass(frozen=True)
class Sounded:
    """The prompts' texts as they will sound: spoken words by prompt name, and every word with what is known of it."""

    spoken: Mapping[str, str]
    words: Mapping[str, Sounding]


def soundings(texts: Mapping[str, str]) -> Sounded:
    """Ask espeak-ng about every word of the texts. Raises VoiceMissing or SynthesisFailed."""
    said = {name: spoken(text) for name, text in texts.items()}
    words = words_of(said.values())
    judged = judge(words, ask_phonemes(words), table())
    return Sounded(said, {sounding.word: sounding for sounding in judged})


def faults(texts: Mapping[str, str], folder: Path, recorded: Path) -> list[Problem]:
    """List all that is wrong with the prompts, in the order of the texts. Raises VoiceMissing or SynthesisFailed."""
    found = states(texts, folder)
    human = {state.name for state in found if state.source is Source.HUMAN}
    problems = [*check(texts, folder), *_levels(found, folder), *_recordings(human, recorded), *_markup(texts)]
    problems += _words({name: text for name, text in texts.items() if name not in human})
    order = {name: place for place, name in enumerate(texts)}
    return sorted(problems, key=lambda problem: order[problem.name])


def _levels(found: list[PromptState], folder: Path) -> Iterator[Problem]:
    middle_lufs = middle(found)
    for state in found:
        if state.source is not None:
            cure = RECORD if state.source is Source.HUMAN else RENDER
            for reason in unheard(state, middle_lufs):
                yield Problem(state.name, f"{folder / state.name}.wav: {reason}", cure)


def _recordings(names: set[str], recorded: Path) -> Iterator[Problem]:
    for name in sorted(names):
        file = recorded / f"{name}.wav"
        try:
            sound, rate = read_mono(file, LONGEST_S)
        except SpeechError as error:
            yield Problem(name, str(error), RECORD)
            continue
        fault = fault_of(sound, rate)
        if fault is not None:
            yield Problem(name, f"{file}: the recording is {fault.value.replace('_', ' ')}", RECORD)


def _markup(texts: Mapping[str, str]) -> Iterator[Problem]:
    for name, text in texts.items():
        if "[[" in text:
            yield Problem(name, f'{name}: its text holds "[[", which is not spoken', "write plain words")


def _words(texts: Mapping[str, str]) -> Iterator[Problem]:
    sounded = soundings(texts)
    for name, said in sounded.spoken.items():
        for word in dict.fromkeys(word.lower() for word in WORD.findall(said)):
            sounding = sounded.words[word]
            if sounding.verdict is Verdict.UNKNOWN:
                yield Problem(name, f'{name}: the word "{word}": {sounding.reason}', f"add it to {TABLE}")
