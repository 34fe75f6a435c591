"""Choosing which text is a ticket's description, by keys, on a real database."""

import pytest
from textual.widgets import OptionList, TextArea

from agent_console.catalogue import Texts
from agent_console.screens.ask import AskChoice, AskText
from agent_console.text_choices import MEND, text_choices
from tickets import queries, service, stretches
from tickets.texts_model import Source, Transcript

from . import shift
from .conftest import until
from .driving import HOSTILE, choose_ticket, notice, on_screen, press, store_of, type_text


@pytest.fixture
def heard(write):
    """A call that is over, with its ticket and two texts of its description; gives (ticket id, call id)."""
    call = write(lambda tx: shift.call(tx, "9.9", "081300000009", "", 600))
    write(service.attach_recording, call, path="call.wav")
    write(service.add_segment, call, shift.said("description", "air mati dua hari"))
    ticket = write(service.end_call, call, at=shift.ago(400), reason="hangup")
    write(service.confirm_ticket, ticket.id, write(service.authenticate, "op1", shift.PASSWORD).actor)
    write(service.add_transcript, call, source=Source.WHISPER, text=f"Air mati tiga hari. {HOSTILE}", confidence=0.71)
    return ticket.id, call


def options(pilot):
    found = pilot.app.screen.query_one(OptionList)
    return [str(found.get_option_at_index(place).prompt) for place in range(found.option_count)]


async def test_the_second_text_is_seen_chosen_and_told(console, ask, heard):
    async with console() as pilot:
        await choose_ticket(pilot, heard[0])
        await until(pilot, lambda: "didengar ulang" in on_screen(pilot))
        await press(pilot, "w")
        assert isinstance(pilot.app.screen, AskChoice)
        live, again, mend = options(pilot)
        assert "langsung 88%" in live
        assert "pendapat kedua 71%" in again
        assert "Perbaiki" in mend
        await press(pilot, "down", "enter")
        await until(pilot, lambda: "diganti" in notice(pilot))
        assert ask(queries.ticket, heard[0]).description.startswith("Air mati tiga hari.")
        assert ask(stretches.transcripts, heard[0])[1].chosen_by == "Sari Dewi"
        await until(pilot, lambda: "teks dipilih pendapat kedua" in on_screen(pilot))
        await press(pilot, "w")
        assert options(pilot)[1].startswith("✓")


async def test_a_mended_text_starts_from_the_description_and_survives_an_escape(console, ask, heard):
    async with console() as pilot:
        await choose_ticket(pilot, heard[0])
        await press(pilot, "w")
        await type_text(pilot, "perbaiki")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AskText)
        assert pilot.app.screen.query_one(TextArea).text == "air mati dua hari"
        await type_text(pilot, " sliyeg")
        await press(pilot, "escape", "w")
        await type_text(pilot, "perbaiki")
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(TextArea).text == "air mati dua hari sliyeg"
        await press(pilot, "f5")
        await until(pilot, lambda: "diganti" in notice(pilot))
        assert ask(queries.ticket, heard[0]).description == "air mati dua hari sliyeg"
        assert ask(stretches.corrections) == []


async def test_a_ticket_without_other_texts_says_so(console):
    async with console() as pilot:
        await choose_ticket(pilot, 1)
        await press(pilot, "w")
        assert "Belum ada teks lain" in notice(pilot)
        assert store_of(pilot).texts_of_ticket() == ()


async def test_a_readonly_console_changes_nothing(console, heard):
    async with console(readonly=True) as pilot:
        await choose_ticket(pilot, heard[0])
        await press(pilot, "w")
        assert "hanya untuk melihat" in notice(pilot)


def test_a_persons_text_shows_the_person():
    text = Transcript(3, 1, 1, Source.PERSON, "air\x1b[2J mati", 1.0, 0, 1, "Budi [/]", shift.NOW, "Budi", shift.NOW)
    [(key, label), (last, _)] = text_choices([text], Texts("id"))
    assert (key, last) == ("3", MEND)
    assert label.startswith("✓ Budi [/] ")
    assert "%" not in label
    assert "\x1b" not in label
