"""The second recogniser's process, the only importer of faster_whisper: file names come on stdin, transcripts go out.

One line of JSON each way: {"wav": FILE} in; {"text", "words", "seconds"} or {"error"} out, after a first {"ready"}.
It ends when stdin ends, runs on one thread, and gives way to everything else on the machine.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from speech.errors import SpeechError
from speech.second_opinion.whisper_files import joined
from speech.telephone_sound import read_mono, to_rate

RATE = 16_000
LONGEST_S = 600.0
BEAM = 5
LANGUAGE = "id"
POLITENESS = 19
Entry = list[Any]
"""A word with its confidence and its start and end in seconds."""


def load(folder: Path) -> Any:
    """Load the model from its files; nothing is ever downloaded."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    whole = joined(folder)
    from faster_whisper import WhisperModel  # type: ignore[import-not-found,import-untyped,unused-ignore]

    return WhisperModel(
        str(whole), device="cpu", compute_type="int8", cpu_threads=1, num_workers=1, local_files_only=True
    )


def transcribe(model: Any, wav: Path) -> dict[str, Any]:
    """Return text, words and length of a sound file. Raises SoundUnreadable or SoundTooLong."""
    sound, rate = read_mono(wav, LONGEST_S)
    wide = to_rate(sound, rate, RATE).astype("float32")
    segments, _ = model.transcribe(
        wide, language=LANGUAGE, beam_size=BEAM, condition_on_previous_text=False, word_timestamps=True
    )
    words = list(whole_words(piece for segment in segments for piece in segment.words or ()))
    return {"text": " ".join(word[0] for word in words), "words": words, "seconds": len(sound) / rate}


def whole_words(pieces: Iterable[Any]) -> Iterator[Entry]:
    """Join pieces that no blank parts ("-hari"), and leave out what has neither letter nor digit ("...")."""
    word: Entry | None = None
    for piece in pieces:
        if word is not None and not piece.word.startswith(" "):
            word = [word[0] + piece.word, min(word[1], float(piece.probability)), word[2], float(piece.end)]
            continue
        yield from _said(word)
        word = [piece.word.strip(), float(piece.probability), float(piece.start), float(piece.end)]
    yield from _said(word)


def _said(word: Entry | None) -> Iterator[Entry]:
    if word is not None and any(char.isalnum() for char in word[0]):
        yield word


def main(folder: Path) -> None:
    """Serve until stdin ends."""
    os.nice(POLITENESS)
    out = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)  # libraries print to stdout, which is for answers only
    try:
        model = load(folder)
    except (SpeechError, ImportError, OSError, RuntimeError, ValueError) as error:
        out.write(json.dumps({"error": f"{folder}: the second recogniser can't be loaded: {error}"}) + "\n")
        return
    out.write(json.dumps({"ready": True}) + "\n")
    for line in sys.stdin:
        try:
            answer = transcribe(model, Path(json.loads(line)["wav"]))
        except (SpeechError, RuntimeError, ValueError, KeyError, OSError) as error:
            answer = {"error": str(error)}
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
