"""What a call's ear hears becomes transcript, live text, emergencies and input for the conversation."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from ivr.conversation import Emergency
from ivr.journal import Journal
from ivr.live_call import LiveCall
from speech.recogniser import Final, Gap, Hearing, Partial, Voice
from speech.recogniser import Word as HeardWord
from speech.thresholds import QuestionKind, thresholds
from tickets import service
from tickets.model import Priority, Segment, Word
from tickets.urgency import emergency_words

log = structlog.get_logger()

CERTAIN_PHRASE = 0.9
"""A grammar forces any sound into its words, so there a whole emergency phrase must have been heard this surely."""


@dataclass
class Listener:
    """Follows one ear to its end."""

    call: LiveCall
    journal: Journal
    suspected: tuple[str, ...] = ()

    async def run(self) -> None:
        """Until the sound ends."""
        assert self.call.ear is not None
        async for hearing in self.call.ear.hearings():
            self.take(hearing)

    def take(self, hearing: Hearing) -> None:
        """Handle one hearing; nothing here waits."""
        match hearing:
            case Partial():
                self._partial(hearing)
            case Final():
                self._final(hearing)
            case Voice():
                self._to_menu(hearing)
            case Gap():
                log.warning(
                    "sound_not_recognised",
                    call=self.call.linkedid,
                    reason=hearing.reason,
                    start_s=hearing.start_s,
                    end_s=hearing.end_s,
                )

    def _partial(self, partial: Partial) -> None:
        self.journal.live(self.call.linkedid, self.call.step, partial.text, _words(partial.words))
        if self.call.wanted is None:
            found = emergency_words(partial.text)
            if found == self.suspected:
                self._alarm(found)
            self.suspected = found
        self._to_menu(partial)

    def _final(self, final: Final) -> None:
        segment = Segment(self.call.step, final.text, _words(final.words), final.start_s, final.end_s, final.confidence)
        self.journal.about(self.call.linkedid, service.add_segment, segment=segment)
        if self.call.wanted is None:
            self._free_speech(final)
        elif final.text in self.call.wanted and final.confidence >= CERTAIN_PHRASE:
            self._alarm(emergency_words(final.text))
        self._to_menu(final)

    def _free_speech(self, final: Final) -> None:
        """Emergency words are believed at once where free speech is; doubtful ones must be heard twice."""
        found = emergency_words(final.text)
        if final.confidence >= thresholds()[QuestionKind.OPEN].accept or found == self.suspected:
            self._alarm(found)
        self.suspected = found

    def _alarm(self, words: tuple[str, ...]) -> None:
        new = tuple(word for word in words if word not in self.call.emergency)
        if not new:
            return
        self.call.emergency += new
        log.warning("emergency_heard", call=self.call.linkedid, words=new)
        self.journal.about(self.call.linkedid, service.set_call_priority, priority=Priority.EMERGENCY, words=new)
        if self.call.in_menu:
            self.call.inbox.put(Emergency(new))

    def _to_menu(self, hearing: Partial | Final | Voice) -> None:
        if self.call.in_menu:
            self.call.inbox.put(hearing)


def _words(words: tuple[HeardWord, ...]) -> tuple[Word, ...]:
    return tuple(Word(word.text, word.confidence, word.start_s, word.end_s) for word in words)
