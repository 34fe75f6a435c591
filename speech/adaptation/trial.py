"""Tries adapted weights inside a built model, in worker processes as on the line, and gives what it hears in a file."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from speech.adaptation.report import Recognise
from speech.transcription import transcribe
from speech.vosk_engine import MODEL_MARK, check_model


@contextmanager
def recogniser_with(built: Path, content: bytes) -> Iterator[Recognise]:
    """A function from sound file to text, good as long as the block lasts.

    `built` is a model folder, of which everything but the acoustic model is used. Raises ModelMissing.
    """
    check_model(built)
    with tempfile.TemporaryDirectory(prefix="iceta-trial-") as place:
        model = Path(place)
        for part in built.iterdir():
            if part.name != Path(MODEL_MARK).parts[0]:
                (model / part.name).symlink_to(part.resolve())
        (model / MODEL_MARK).parent.mkdir()
        (model / MODEL_MARK).write_bytes(content)
        yield lambda audio: asyncio.run(transcribe(audio, model)).text
