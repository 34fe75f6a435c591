"""The synthesiser's worker process, the only importer of pyttsx3: one JSON job on stdin, one JSON line per file out.

pyttsx3 2.99 loses files unless every step below is kept:
- the first runAndWait returns before its file exists: an empty one goes first;
- the driver's `stop` cancels the utterance that is being written: it does nothing here;
- only the last of several save_to_file calls is written: one runAndWait for each;
- it prints on stdout and hangs for ever on a path that cannot be written: stdout is kept apart, paths are tried first;
- a wrong voice passes silently: the voice is read back;
- [[phonemes]] need a flag that the driver does not pass;
- tearing espeak down can abort: the process leaves by os._exit.
"""

import json
import os
import sys
import wave
from pathlib import Path
from typing import Any, TextIO

VOICE_WRONG = 3
SYNTHESIS_WRONG = 4
LIBRARY_MISSING = 5
ESPEAK_RATE = 22050
MBROLA_RATE = 16000  # pyttsx3 writes 22,050 into MBROLA's files too
SHORTEST_S = 0.05


def leave(code: int, message: str = "") -> None:
    """End the process at once with a message on stderr, without espeak's teardown."""
    sys.stderr.write(message)
    sys.stderr.flush()
    os._exit(code)


def keep_stdout() -> TextIO:
    """Return the real stdout, and send what libraries print to stderr."""
    real = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    return real


def start_engine(voice: str, rate: int) -> Any:
    """Start espeak with the voice and the rate (words per minute), both really in force."""
    import pyttsx3
    from pyttsx3.drivers import _espeak

    _espeak.ENDPAUSE |= _espeak.PHONEMES
    engine = pyttsx3.init("espeak")
    engine.proxy._driver.stop = lambda: None
    engine.runAndWait()
    engine.setProperty("voice", voice)
    found = str(engine.getProperty("voice"))
    if found.rpartition("/")[2] != voice.lower():
        leave(VOICE_WRONG, f'espeak-ng has no voice "{voice}" (it offered "{found}")')
    engine.setProperty("rate", rate)
    return engine


class Synthesis:
    """One engine and what it reported about the utterance in hand."""

    def __init__(self, voice: str, rate: int) -> None:
        """Start the engine; the process ends with VOICE_WRONG when the voice is not there."""
        self.rate_hz = MBROLA_RATE if voice.startswith("mb-") else ESPEAK_RATE
        self.errors: list[str] = []
        self.finished: list[bool] = []
        self.engine = start_engine(voice, rate)
        self.engine.connect("error", lambda name, exception: self.errors.append(str(exception)))
        self.engine.connect("finished-utterance", lambda name, completed: self.finished.append(completed))

    def write(self, text: str, path: Path) -> float:
        """Write one file, whole or not at all, and return its length in seconds."""
        part = path.with_name(path.name + ".part")
        part.write_bytes(b"")
        self.errors.clear()
        self.finished.clear()
        self.engine.save_to_file(text, str(part))
        self.engine.runAndWait()
        if self.finished != [True] or self.errors:
            leave(SYNTHESIS_WRONG, f"no utterance for {text!r}: {self.finished} {self.errors}")
        seconds = self._set_rate(part, text)
        part.replace(path)
        return seconds

    def _set_rate(self, part: Path, text: str) -> float:
        with wave.open(str(part), "rb") as written:
            frames = written.getnframes()
            pcm = written.readframes(frames)
        if frames < SHORTEST_S * self.rate_hz:
            leave(SYNTHESIS_WRONG, f"no sound for {text!r}")
        if self.rate_hz != ESPEAK_RATE:
            with wave.open(str(part), "wb") as again:
                again.setnchannels(1)
                again.setsampwidth(2)
                again.setframerate(self.rate_hz)
                again.writeframes(pcm)
        return frames / self.rate_hz


def work(job: dict[str, Any], out: TextIO) -> None:
    """Synthesise every (text, path) of the job in order."""
    synthesis = Synthesis(job["voice"], int(job["rate"]))
    for text, path in job["items"]:
        out.write(json.dumps({"path": path, "seconds": synthesis.write(text, Path(path))}) + "\n")
    out.flush()


def main() -> None:
    """Read the job and do it; the exit code says what went wrong."""
    out = keep_stdout()
    job = json.load(sys.stdin)
    try:
        work(job, out)
    except (ImportError, RuntimeError) as error:
        leave(LIBRARY_MISSING, str(error))
    except OSError as error:
        leave(SYNTHESIS_WRONG, str(error))
    os._exit(0)


if __name__ == "__main__":
    main()
