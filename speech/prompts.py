"""Prompts: named texts become telephone sound files in a folder, and human recordings take their place where given."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from speech.errors import PromptNameWrong, PromptTextEmpty, SpeechError
from speech.indonesian.normaliser import speakable
from speech.prompting.form import telephone_prompt
from speech.prompting.index import Index, Origin, Source, fingerprint, read_index, write_index
from speech.prompting.recording import human_prompt
from speech.synthesiser import Utterance, synthesise
from speech.telephone_sound import read_mono
from speech.wav import what_is_wrong, write_wav

DEFAULT_VOICE = "id+f3"
DEFAULT_RATE = 145
SOUND_FORM = "2"  # change it when the same text or recording would now sound different
LONGEST_TEXT = 2000
BATCH = 50
SYNTHESISERS = 2
NAME = re.compile(r"[a-z0-9_]{1,64}")
LETTER = re.compile(r"[^\W\d_]")

Progress = Callable[[int, int], None]
log = structlog.get_logger()


@dataclass(frozen=True)
class Voice:
    """A synthesiser's voice and its speed in words per minute."""

    name: str = DEFAULT_VOICE
    rate: int = DEFAULT_RATE


@dataclass(frozen=True)
class RenderReport:
    """What rendering did, by prompt name, and how long it took."""

    spoken: tuple[str, ...]
    human: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Problem:
    """Something wrong with a prompt, and how to mend it."""

    name: str
    reason: str
    cure: str


@dataclass(frozen=True)
class _Plan:
    """What must be done: texts to speak, recordings to convert, and the index as it will be."""

    speak: Mapping[str, str]
    convert: Mapping[str, Path]
    index: Index
    keep: tuple[str, ...]


def render(
    texts: Mapping[str, str],
    folder: Path,
    recorded: Path,
    *,
    voice: str = DEFAULT_VOICE,
    rate: int = DEFAULT_RATE,
    progress: Progress | None = None,
) -> RenderReport:
    """Make `folder` hold one telephone wav for each named text; only what changed is made anew.

    A human recording `recorded`/NAME.wav wins over the text. Files this function made for names that are gone are
    removed. Raises PromptNameWrong, PromptTextEmpty, SoundUnreadable, SoundSilent, VoiceMissing or SynthesisFailed.
    """
    started = time.monotonic()
    check_names(texts)
    folder.mkdir(parents=True, exist_ok=True)
    old = read_index(folder)
    plan = _plan(texts, folder, recorded, Voice(voice, rate), old)
    write_index(folder, _still_true(plan, old))
    _make(plan, folder, Voice(voice, rate), _Counter(len(plan.speak) + len(plan.convert), progress))
    removed = _remove_stale(folder, set(old) - set(texts))
    write_index(folder, plan.index)
    return RenderReport(tuple(plan.speak), tuple(plan.convert), plan.keep, removed, time.monotonic() - started)


def renew(
    name: str, text: str, folder: Path, recorded: Path, *, voice: str = DEFAULT_VOICE, rate: int = DEFAULT_RATE
) -> Source:
    """Make one prompt of an already rendered folder follow its recording, or the voice again; say who speaks now.

    Raises like `render`; the other prompts are not looked at.
    """
    check_names({name: text})
    plan = _plan({name: text}, folder, recorded, Voice(voice, rate), read_index(folder))
    _make(plan, folder, Voice(voice, rate), _Counter(1, None))
    write_index(folder, {**read_index(folder), **plan.index})
    return plan.index[name].source


def check(texts: Mapping[str, str], folder: Path) -> list[Problem]:
    """List every prompt that is missing, out of date in text, or in a form that the exchange refuses to play."""
    index = read_index(folder)
    return [problem for name, text in texts.items() if (problem := _stale(name, text, folder, index.get(name)))]


def _stale(name: str, text: str, folder: Path, origin: Origin | None) -> Problem | None:
    file = folder / f"{name}.wav"
    if reason := what_is_wrong(file):
        return Problem(name, f"{file}: {reason}", "render the prompts again")
    if origin is not None and origin.text == fingerprint(speakable(text).encode()):
        return None
    if origin is not None and origin.source is Source.HUMAN:
        return Problem(
            name, f"{file}: its text has changed since it was recorded", "record it again, or remove the recording"
        )
    reason = "its text has changed since it was made" if origin else "it is not known which text it says"
    return Problem(name, f"{file}: {reason}", "render the prompts again")


def say(text: str, wav: Path, *, voice: str = DEFAULT_VOICE, rate: int = DEFAULT_RATE) -> float:
    """Speak one text into a telephone wav file and return its length in seconds. Raises like `render`."""
    _check_text("teks", text)
    with TemporaryDirectory(prefix="iceta-say-") as place:
        raw = Path(place) / "raw.wav"
        synthesise([Utterance(speakable(text), raw)], voice, rate)
        pcm = telephone_prompt(*read_mono(raw)).tobytes()
    write_wav(wav, pcm)
    return len(pcm) / 16000


def check_names(texts: Mapping[str, str]) -> None:
    """Refuse names that are no file names of ours and texts that hold nothing to say."""
    for name, text in texts.items():
        if not NAME.fullmatch(name):
            raise PromptNameWrong(f'prompt name "{name}": use only a-z, 0-9 and _ (at most 64)')
        _check_text(name, text)


def _check_text(name: str, text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise PromptTextEmpty(f'prompt "{name}": {len(text)} characters; at most {LONGEST_TEXT}')
    if not LETTER.search(speakable(text)):
        raise PromptTextEmpty(f'prompt "{name}": the text has no word to say')


class _Counter:
    """Counts finished prompts and tells who asked."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total, self.progress, self.done = total, progress, 0

    def one(self) -> None:
        self.done += 1
        if self.progress:
            self.progress(self.done, self.total)


def _plan(texts: Mapping[str, str], folder: Path, recorded: Path, voice: Voice, old: Index) -> _Plan:
    speak, convert, index, keep = {}, {}, {}, []
    for name, text in texts.items():
        source = recorded / f"{name}.wav"
        human = source.is_file()
        index[name] = _of_recording(text, source, old.get(name)) if human else _of_voice(text, voice)
        if old.get(name) == index[name] and not what_is_wrong(folder / f"{name}.wav"):
            keep.append(name)
        elif human:
            convert[name] = source
        else:
            speak[name] = speakable(text)
    return _Plan(speak, convert, index, tuple(keep))


def _still_true(plan: _Plan, old: Index) -> Index:
    """Leave out what is about to be spoken anew, so that an interrupted rendering is never taken for a finished one.

    A recording that is converted again keeps the text that it was made for.
    """
    made = {name: old[name] for name in old if name not in plan.speak and name not in plan.convert}
    return made | {name: replace(old[name], form="") for name in plan.convert if name in old}


def _of_voice(text: str, voice: Voice) -> Origin:
    return Origin(fingerprint(speakable(text).encode()), Source.VOICE, f"{voice.name}-{voice.rate}", SOUND_FORM)


def _of_recording(text: str, recording: Path, old: Origin | None) -> Origin:
    """Name a recording's origin; it goes on saying the text it was made for, whatever the text is now."""
    sound = fingerprint(recording.read_bytes())
    same = old is not None and old.source is Source.HUMAN and old.sound == sound
    said = old.text if old is not None and same else fingerprint(speakable(text).encode())
    return Origin(said, Source.HUMAN, sound, SOUND_FORM)


def _make(plan: _Plan, folder: Path, voice: Voice, done: _Counter) -> None:
    for name, source in plan.convert.items():
        write_wav(folder / f"{name}.wav", human_prompt(source))
        done.one()
    _speak(plan.speak, folder, voice, done)


def _speak(texts: Mapping[str, str], folder: Path, voice: Voice, done: _Counter) -> None:
    """Let workers synthesise ahead while the finished batches are brought into telephone form."""
    batches = [*_batches(list(texts.items()))]
    with TemporaryDirectory(prefix="iceta-prompts-") as place, ThreadPoolExecutor(SYNTHESISERS) as pool:
        try:
            for names in pool.map(lambda batch: _synthesise(batch, Path(place), voice), batches):
                for name in names:
                    raw = Path(place) / f"{name}.wav"
                    write_wav(folder / f"{name}.wav", telephone_prompt(*read_mono(raw)).tobytes())
                    raw.unlink()
                    done.one()
        except SpeechError:
            pool.shutdown(cancel_futures=True)
            raise


def _synthesise(batch: Sequence[tuple[str, str]], place: Path, voice: Voice) -> list[str]:
    synthesise([Utterance(text, place / f"{name}.wav") for name, text in batch], voice.name, voice.rate)
    return [name for name, _ in batch]


def _batches(items: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def _remove_stale(folder: Path, names: set[str]) -> tuple[str, ...]:
    gone = tuple(sorted(name for name in names if NAME.fullmatch(name)))
    for name in gone:
        (folder / f"{name}.wav").unlink(missing_ok=True)
    if gone:
        log.info("stale_prompts_removed", count=len(gone))
    return gone
