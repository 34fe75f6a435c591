"""One call's ear: its frames become a recording, voice edges and recognised words."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import numpy as np
import soxr
import structlog

from speech.audiosocket import Frame, Kind
from speech.echo import Bands, still_to_come
from speech.errors import Overloaded
from speech.hearing_queue import HearingQueue
from speech.listener import Listener
from speech.patience import USUAL, Patience
from speech.recogniser import Gap, Grammar, Hearing, Recogniser, Stream
from speech.recording import SECOND, Recording

WRITE_EVERY_S = 1.0
MOST_UNWRITTEN_BYTES = 30 * SECOND
QUIET_S = 1.0  # without frames for this long the line is taken for silent, and silence is put in their place

log = structlog.get_logger()


class Ear:
    """What an awaited call sounds like. Made by EarServer.expect; its sound comes when Asterisk connects.

    Overload rule: without a free recognition stream the ear still records and tells voice edges. Disk rule: sound that
    the disk has not taken after 30 s is dropped from the recording.
    """

    def __init__(self, ear_id: UUID, recording: Path, grammar: Grammar | None, recogniser: Recogniser) -> None:
        """Wait for a connection."""
        self.ear_id, self.recording = ear_id, recording
        self.connected, self.closed = asyncio.Event(), asyncio.Event()
        self._grammar, self._patience, self._recogniser = grammar, USUAL, recogniser
        self._playing: tuple[Bands, float] | None = None
        self._hearings = HearingQueue()
        self._stream: Stream | None = None
        self._listener = Listener(None, self._hearings.put)
        self._unwritten = bytearray()
        self._narrow: soxr.ResampleStream | None = None
        self._first_frame = self._last_frame = 0.0
        self._samples = 0
        self._over = asyncio.Event()

    async def hearings(self) -> AsyncIterator[Hearing]:
        """Give what is heard, in order, until the sound has ended. For one reader."""
        async for hearing in self._hearings:
            yield hearing

    def listen(self, grammar: Grammar | None, patience: Patience = USUAL) -> None:
        """Expect something else from the next frame on; unfinished words of the old grammar are dropped.

        `patience` says which pause ends what is said.
        """
        self._grammar, self._patience = grammar, patience
        self._listener.listen(grammar, patience)

    def prompt_begins(self, prompt: Bands) -> None:
        """Note that a prompt with these band envelopes (`speech.echo.bands`) begins to play to the caller.

        While it plays its echo is not heard, and the caller must speak up for about a third of a second to be.
        """
        self._playing = (prompt, time.monotonic())
        self._listener.prompt_begins(prompt)

    def prompt_over(self) -> None:
        """Note that no prompt plays any more."""
        self._playing = None
        self._listener.prompt_over()

    def finish(self) -> None:
        """End the utterance now: its Final follows if it has any word."""
        self._listener.finish()

    def connect(self) -> None:
        """Begin to hear: take a recognition stream if there is one."""
        try:
            self._stream = self._recogniser.open(self._grammar, self._hearings.put)
        except Overloaded as error:
            log.warning("ear_without_recogniser", ear=str(self.ear_id), reason=str(error))
            self._hearings.put(Gap(0.0, 0.0, str(error)))
        self._listener = Listener(self._stream, self._hearings.put, self._patience)
        if self._playing:
            prompt, since = self._playing
            self._listener.prompt_begins(still_to_come(prompt, time.monotonic() - since))
        self.connected.set()

    def take(self, frame: Frame) -> None:
        """Take a frame of sound; other kinds are passed over (keys come as call events)."""
        if frame.kind is Kind.SOUND_8K:
            self._hear(frame.payload)
        elif frame.kind is Kind.SOUND_16K:
            self._hear(self._narrowed(frame.payload))
        else:
            return
        self._last_frame = time.monotonic()
        self._first_frame = self._first_frame or self._last_frame

    def bridge_silence(self) -> None:
        """Put silence where the line has sent nothing, so that times stay true and utterances end."""
        now = time.monotonic()
        if not self._first_frame or now - self._last_frame < QUIET_S:
            return
        missing = int((now - self._first_frame - QUIET_S / 2) * SECOND / 2) - self._samples
        if missing > 0:
            self._hear(bytes(2 * missing))

    async def record(self) -> None:
        """Write the sound to disk each second until the sound is over, then close the file."""
        recording: Recording | None = None
        while not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), WRITE_EVERY_S)
            try:
                recording = await self._write(recording)
            except OSError as error:
                log.error("recording_failed", path=str(self.recording), reason=str(error))
        if recording:
            await asyncio.to_thread(recording.close)

    async def _write(self, recording: Recording | None) -> Recording | None:
        if not self._unwritten:
            return recording
        if recording is None:
            recording = await asyncio.to_thread(Recording, self.recording)
            self.recording = recording.path
        pcm = bytes(self._unwritten)
        self._unwritten.clear()
        await asyncio.to_thread(recording.write, pcm)
        return recording

    async def end(self) -> None:
        """Note the end of the sound: deliver the last words, then end the hearings."""
        self._over.set()
        if self._stream:
            await self._stream.last_words()
        self.abandon()

    def abandon(self) -> None:
        """End the hearings at once."""
        self._over.set()
        if self._stream:
            self._stream.close()
        self._hearings.close()
        self.closed.set()

    def _hear(self, pcm: bytes) -> None:
        self._samples += len(pcm) // 2
        self._listener.feed(pcm)
        if len(self._unwritten) + len(pcm) <= MOST_UNWRITTEN_BYTES:
            self._unwritten += pcm

    def _narrowed(self, pcm: bytes) -> bytes:
        if self._narrow is None:
            self._narrow = soxr.ResampleStream(16000, 8000, 1, dtype="int16")
        return bytes(self._narrow.resample_chunk(np.frombuffer(pcm, "<i2")).astype("<i2").tobytes())
