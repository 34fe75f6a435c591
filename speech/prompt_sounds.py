"""The finished prompts as the echo guard needs them: their band envelopes, read when a prompt first plays."""

from pathlib import Path

import structlog

from speech.echo import Bands, bands
from speech.errors import SpeechError
from speech.telephone_sound import read_mono, to_pcm, to_rate

LONGEST_S = 600.0

log = structlog.get_logger()


class PromptSounds:
    """The prompts of a folder, remembered until their files change; some 2 kB a second of sound."""

    def __init__(self, folder: Path) -> None:
        """Read nothing yet."""
        self._folder = folder
        self._known: dict[str, tuple[int, Bands]] = {}

    def envelope(self, name: str) -> Bands | None:
        """Return a prompt's band envelopes; None, with a log line, when it can't be read. May block on the disk."""
        file = self._folder / f"{name}.wav"
        try:
            changed = file.stat().st_mtime_ns
            if self._known.get(name, (0, None))[0] != changed:
                self._known[name] = (changed, bands(to_pcm(to_rate(*read_mono(file, LONGEST_S))).tobytes()))
        except (OSError, SpeechError) as error:
            log.warning("prompt_without_envelope", prompt=name, reason=str(error))
            return None
        return self._known[name][1]
