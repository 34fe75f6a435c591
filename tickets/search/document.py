"""What of a ticket can be found, as folded words per field: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tickets.model import Ticket
from tickets.phone_numbers import search_digits
from tickets.reference import loader
from tickets.search.folding import sound, words
from tickets.search.place_names import name_words
from tickets.search.terms import Field

MOST_WORDS = 3_000
"""Words of a ticket that are indexed; what was said first counts."""
SPELLED_LENGTHS = range(3, 31)
"""Letters of the words whose spelling is forgiven."""


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one ticket by field, in the order in which they were written."""

    ticket_id: int
    fields: Mapping[Field, tuple[str, ...]]

    def spelled_words(self) -> frozenset[str]:
        """The words that a misspelled query may have meant."""
        spoken = (*self.fields[Field.WORDS], *self.fields[Field.NAME])
        return frozenset(word for word in spoken if len(word) in SPELLED_LENGTHS and word.isalpha() and sound(word))


def document(ticket: Ticket, texts: Iterable[str] = ()) -> Document:
    """The document of a ticket; `texts` are its notes and transcripts."""
    places = (*name_words(ticket.kecamatan, loader.kecamatan()), *name_words(ticket.desa, loader.desa()))
    written = " ".join((ticket.code, ticket.landmark, ticket.description, *texts))
    return Document(
        ticket.id,
        {
            Field.WORDS: (*places, *words(written))[:MOST_WORDS],
            Field.NAME: tuple(words(ticket.reporter_name)),
            Field.PHONE: search_digits(ticket.reporter_number),
            Field.NIK: tuple(words(ticket.reporter_nik)),
        },
    )
