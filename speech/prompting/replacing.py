"""A human recording takes a prompt's place, or gives it back to the voice; at once, and whole or not at all."""

from dataclasses import dataclass
from pathlib import Path

from speech.errors import SpeechError
from speech.prompting.loudness import Sound
from speech.prompting.recording import Fault, fault_of, in_telephone_form, without_last_key
from speech.prompts import renew
from speech.settings import SpeechSettings
from speech.telephone_sound import TELEPHONE_RATE, read_mono, to_rate
from speech.wav import write_wav


@dataclass(frozen=True)
class Take:
    """A recording that was just made: 8 kHz 16-bit samples in prompt form, or why it cannot become a prompt."""

    pcm: bytes
    fault: Fault | None


def read_take(path: Path) -> Take:
    """Read a telephone recording that a key ended, and judge it. A file that is missing or empty is a silent one."""
    try:
        sound = _at_telephone_rate(path)
        fault = fault_of(sound, TELEPHONE_RATE)
        return Take(b"" if fault else in_telephone_form(sound, TELEPHONE_RATE), fault)
    except SpeechError:
        return Take(b"", Fault.SILENT)


def keep(take: Take, name: str, text: str, settings: SpeechSettings) -> None:
    """Let the take say the prompt from now on. Raises OSError or SpeechError; the prompt is then as it was before."""
    settings.recorded_folder.mkdir(parents=True, exist_ok=True)
    write_wav(settings.recorded_folder / f"{name}.wav", take.pcm)
    _renew(name, text, settings)


def give_back(name: str, text: str, settings: SpeechSettings) -> None:
    """Delete the prompt's recording, if there is one, and let the voice say it. Raises OSError or SpeechError."""
    (settings.recorded_folder / f"{name}.wav").unlink(missing_ok=True)
    _renew(name, text, settings)


def _renew(name: str, text: str, settings: SpeechSettings) -> None:
    folders = (settings.prompts_folder, settings.recorded_folder)
    renew(name, text, *folders, voice=settings.voice, rate=settings.rate)


def _at_telephone_rate(path: Path) -> Sound:
    sound, rate = read_mono(path)
    return without_last_key(to_rate(sound, rate))
