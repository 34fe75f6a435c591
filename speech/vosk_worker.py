"""A recognition worker process, the only importer of vosk: orders come on stdin, what was heard goes out on stdout.

It is single-threaded on purpose: two threads with grammars were seen to crash inside Vosk. It ends when stdin ends, so
it never outlives the bridge.
"""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from speech.clock import Clock
from speech.messages import (
    HEADER,
    Close,
    Done,
    Finish,
    Heard,
    Listen,
    Message,
    Open,
    Ready,
    Skipped,
    Sound,
    body_length,
    decode,
    encode,
)
from speech.recogniser import SAMPLE_BYTES, SAMPLE_RATE, Alternative, Final, Grammar, Partial, Word
from speech.surety import Hypothesis, agreement, posteriors, word_confidences

UNKNOWN = "[unk]"
PARTIAL_EVERY_SAMPLES = SAMPLE_RATE // 5
MOST_ALTERNATIVES = 8
CHUNK_BYTES = SAMPLE_BYTES * SAMPLE_RATE // 5
LONGEST_ANSWER_BYTES = 15 * SAMPLE_RATE * SAMPLE_BYTES  # who talks longer in a menu tells a story: no answer
POLITENESS = 5  # the call's control goes before its transcript


class Vocabulary:
    """The model, and which words it knows."""

    def __init__(self, model: Any) -> None:
        """Keep the model."""
        self.model = model
        self._known: dict[str, bool] = {}

    def knows(self, word: str) -> bool:
        """Say whether the model can hear the word."""
        if word not in self._known:
            self._known[word] = self.model.vosk_model_find_word(word) >= 0
        return self._known[word]

    def hearable(self, grammar: Grammar) -> tuple[list[str], tuple[str, ...]]:
        """Split a grammar into the phrases the model can hear and those it cannot; empty ones are left out."""
        phrases = [phrase for phrase in dict.fromkeys(" ".join(p.lower().split()) for p in grammar) if phrase]
        good = [phrase for phrase in phrases if all(map(self.knows, phrase.split()))]
        return good, tuple(phrase for phrase in phrases if phrase not in good)


class Line:
    """One stream in this worker: its grammar, its recogniser, its clock."""

    def __init__(self, vocabulary: Vocabulary, stream: int, grammar: Grammar | None) -> None:
        """Prepare; the recogniser is made when the first sound comes."""
        self.vocabulary, self.stream = vocabulary, stream
        self.listen(grammar)

    def listen(self, grammar: Grammar | None) -> None:
        """Expect something else; unfinished words are dropped."""
        self.grammar = grammar
        self.recogniser: Any = None
        self.clock = Clock()
        self.shown = ""
        self.unshown_samples = 0
        self.sound = bytearray()

    def hear(self, sound: Sound) -> list[Message]:
        """Recognise a chunk and return what to report."""
        reports = self._begin()
        samples = len(sound.pcm) // SAMPLE_BYTES
        self.clock.advance(sound.position, samples)
        self.unshown_samples += samples
        if self.grammar is not None and len(self.sound) <= LONGEST_ANSWER_BYTES:
            self.sound += sound.pcm
        if self.recogniser.AcceptWaveform(sound.pcm):
            return [*reports, *self._final(self.recogniser.Result()), Done(self.stream, settled=True)]
        return [*reports, *self._partial(), Done(self.stream, settled=False)]

    def finish(self) -> list[Message]:
        """End the utterance and return what to report."""
        finals = self._final(self.recogniser.FinalResult()) if self.clock.started else []
        return [*finals, Done(self.stream, settled=True)]

    def _begin(self) -> list[Message]:
        if self.recogniser is not None:
            return []
        from vosk import KaldiRecognizer

        model = self.vocabulary.model
        missing: Grammar = ()
        if self.grammar is None:
            self.recogniser = KaldiRecognizer(model, SAMPLE_RATE)
        else:
            phrases, missing = self.vocabulary.hearable(self.grammar)
            choices = [*phrases, *([UNKNOWN] if self.vocabulary.knows(UNKNOWN) else [])]
            self.recogniser = KaldiRecognizer(model, SAMPLE_RATE, json.dumps(choices, ensure_ascii=False))
            self.recogniser.SetMaxAlternatives(MOST_ALTERNATIVES)
        self.recogniser.SetWords(True)
        return [Skipped(self.stream, missing)] if missing else []

    def _partial(self) -> list[Message]:
        """Report a changed text; without word times, because Vosk gives those only about a second later."""
        if self.unshown_samples < PARTIAL_EVERY_SAMPLES:
            return []
        self.unshown_samples = 0
        found = json.loads(self.recogniser.PartialResult())["partial"].split()
        text = " ".join(word for word in found if word != UNKNOWN)
        if text == self.shown:
            return []
        self.shown = text
        return [Heard(self.stream, Partial(text, (), self.clock.now_s))]

    def _final(self, result: str) -> list[Message]:
        self.shown = ""
        found = json.loads(result)
        final = self._free(found) if self.grammar is None else self._chosen(found)
        self.sound.clear()
        return [Heard(self.stream, final)] if final else []

    def _free(self, found: dict[str, Any]) -> Final | None:
        return self._whole(self._words(found.get("result", [])), ())

    def _chosen(self, found: dict[str, Any]) -> Final | None:
        """With alternatives Vosk gives no confidences: both are worked out from the alternatives' likelihoods."""
        hypotheses = [
            Hypothesis(self._words(words), one["confidence"], all(word["word"] != UNKNOWN for word in words))
            for one in found.get("alternatives", [])
            if (words := one.get("result", []))
        ]
        if not hypotheses:
            return None
        confidences = word_confidences(hypotheses)
        words = tuple(
            replace(word, confidence=round(confidence, 3))
            for word, confidence in zip(hypotheses[0].words, confidences, strict=True)
        )
        return self._whole(words, self._alternatives(hypotheses) if words else ())

    def _alternatives(self, hypotheses: list[Hypothesis]) -> tuple[Alternative, ...]:
        """Garbage in it, or a free recogniser that hears something else, speak against an answer."""
        freely = self._heard_freely() if any(one.pure for one in hypotheses) else []
        shares = posteriors([hypothesis.likelihood for hypothesis in hypotheses])
        return tuple(
            Alternative(one.text, round(share * one.pure * agreement(one.text.split(), freely), 3))
            for one, share in zip(hypotheses, shares, strict=True)
        )

    def _heard_freely(self) -> list[str]:
        """What the same sound is without a grammar; nothing for a long talk, which is no answer."""
        from vosk import KaldiRecognizer

        if len(self.sound) > LONGEST_ANSWER_BYTES:
            return []
        recogniser = KaldiRecognizer(self.vocabulary.model, SAMPLE_RATE)
        pieces = range(0, len(self.sound), CHUNK_BYTES)
        heard = [
            json.loads(recogniser.Result())["text"]
            for start in pieces
            if recogniser.AcceptWaveform(bytes(self.sound[start : start + CHUNK_BYTES]))
        ]
        return " ".join([*heard, json.loads(recogniser.FinalResult())["text"]]).split()

    @staticmethod
    def _whole(words: tuple[Word, ...], alternatives: tuple[Alternative, ...]) -> Final | None:
        if not words:
            return None
        text = " ".join(word.text for word in words)
        confidence = round(sum(word.confidence for word in words) / len(words), 3)
        return Final(text, words, confidence, words[0].start_s, words[-1].end_s, alternatives)

    def _words(self, found: list[dict[str, Any]]) -> tuple[Word, ...]:
        return tuple(
            Word(
                entry["word"],
                round(min(1.0, max(0.0, entry.get("conf", 0.0))), 3),
                self.clock.stream_s(entry["start"]),
                self.clock.stream_s(entry["end"]),
            )
            for entry in found
            if entry["word"] != UNKNOWN
        )


class Worker:
    """All streams of this process."""

    def __init__(self, model: Any) -> None:
        """Begin with no stream."""
        self.vocabulary = Vocabulary(model)
        self.lines: dict[int, Line] = {}

    def obey(self, order: Message) -> list[Message]:
        """Carry out one order and return what to report; orders for streams that are closed are passed over."""
        match order:
            case Open(stream, _, grammar):
                self.lines[stream] = Line(self.vocabulary, stream, grammar)
            case Close(stream):
                self.lines.pop(stream, None)
            case Sound(stream, _, _) if stream in self.lines:
                return self.lines[stream].hear(order)
            case Finish(stream) if stream in self.lines:
                return self.lines[stream].finish()
            case Listen(stream, grammar) if stream in self.lines:
                self.lines[stream].listen(grammar)
                return [Done(stream, settled=True)]
        return []


def read_order(source: BinaryIO) -> Message | None:
    """Wait for the next order; None at the end."""
    header = source.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    return decode(header, source.read(body_length(header)))


def keep_stdout() -> BinaryIO:
    """Return the real stdout, and send what libraries print to stderr."""
    real = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return real


def main(folder: Path) -> None:
    """Load the model and serve until stdin ends."""
    out = keep_stdout()
    os.nice(POLITENESS)
    from vosk import Model, SetLogLevel

    SetLogLevel(-1)
    worker = Worker(Model(str(folder)))
    out.write(encode(Ready()))
    while (order := read_order(sys.stdin.buffer)) is not None:
        reports = worker.obey(order)
        if reports:
            out.write(b"".join(map(encode, reports)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
