"""Prompts: named texts become telephone sound files in a folder, and human recordings take their place where given."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from speech.errors import PromptNameWrong, PromptTextEmpty, SoundSilent, SoundUnreadable, SpeechError
from speech.indonesian.normaliser import speakable
from speech.prompt_index import Index, fingerprint, read_index, write_index
from speech.synthesiser import Utterance, synthesise
from speech.telephone_sound import read_mono, telephone_prompt
from speech.wav import what_is_wrong, write_wav

DEFAULT_VOICE = "id+f3"
DEFAULT_RATE = 145
SOUND_VERSION = 1  # raise it when the same text would now sound different
LONGEST_RECORDING_S = 180.0
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
    done = _Counter(len(plan.speak) + len(plan.convert), progress)
    for name, source in plan.convert.items():
        write_wav(folder / f"{name}.wav", _human(source))
        done.one()
    _speak(plan.speak, folder, Voice(voice, rate), done)
    removed = _remove_stale(folder, set(old) - set(texts))
    write_index(folder, plan.index)
    return RenderReport(tuple(plan.speak), tuple(plan.convert), plan.keep, removed, time.monotonic() - started)


def check(texts: Mapping[str, str], folder: Path) -> list[Problem]:
    """List every prompt that is missing, out of date in text, or in a form that the exchange refuses to play."""
    index = read_index(folder)
    problems = []
    for name, text in texts.items():
        reason = what_is_wrong(folder / f"{name}.wav") or _outdated(text, index.get(name, ""))
        if reason:
            problems.append(Problem(name, f"{folder / name}.wav: {reason}", "render the prompts again"))
    return problems


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
        key = _key(text, voice, source if human else None)
        index[name] = key
        if old.get(name) == key and not what_is_wrong(folder / f"{name}.wav"):
            keep.append(name)
        elif human:
            convert[name] = source
        else:
            speak[name] = speakable(text)
    return _Plan(speak, convert, index, tuple(keep))


def _still_true(plan: _Plan, old: Index) -> Index:
    """Leave out what is about to be made anew, so that an interrupted rendering is never taken for a finished one."""
    return {name: origin for name, origin in old.items() if name not in plan.speak and name not in plan.convert}


def _key(text: str, voice: Voice, recording: Path | None) -> str:
    """Name the origin of a prompt's sound; the text's part lets `check` see a changed text."""
    sound = fingerprint(recording.read_bytes()) if recording else f"{voice.name}-{voice.rate}-{SOUND_VERSION}"
    return f"{fingerprint(speakable(text).encode())} {'human' if recording else 'voice'} {sound}"


def _outdated(text: str, key: str) -> str:
    if key.partition(" ")[0] == fingerprint(speakable(text).encode()) or " human " in key:
        return ""
    return "its text has changed since it was made"


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


def _human(source: Path) -> bytes:
    """Bring a human recording into telephone form; a bad one is refused by its name."""
    try:
        return telephone_prompt(*read_mono(source, LONGEST_RECORDING_S)).tobytes()
    except SoundSilent as error:
        raise SoundSilent(f"{source}: {error}; record it again or remove it") from error
    except SoundUnreadable as error:
        raise SoundUnreadable(f"{error}; record it again or remove it") from error


def _remove_stale(folder: Path, names: set[str]) -> tuple[str, ...]:
    gone = tuple(sorted(name for name in names if NAME.fullmatch(name)))
    for name in gone:
        (folder / f"{name}.wav").unlink(missing_ok=True)
    if gone:
        log.info("stale_prompts_removed", count=len(gone))
    return gone
