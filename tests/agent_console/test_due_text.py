"""How a time limit looks: late, near, far, frozen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agent_console.catalogue import Texts
from agent_console.plain import span
from agent_console.theme import PALETTES, Pen
from agent_console.widgets.due_text import due_text
from tickets.model import Status

from . import shift
from .test_actions import TICKET

PEN = Pen(Texts("id"), PALETTES["iceta-dark"], shift.NOW)


@pytest.mark.parametrize(
    ("hours", "state", "seen"),
    [
        (-2, "on_time", "‼ lewat 2 jam"),
        (0.5, "warning", "! 30 mnt lagi"),
        (1, "on_time", ""),
        (-75, "breached", "‼ lewat 3 hari"),
    ],
)
def test_lateness_in_signs_and_words(hours, state, seen):
    ticket = replace(TICKET, next_due_at=shift.NOW + timedelta(hours=hours), due_state=state)
    assert due_text(ticket, PEN).plain.replace("\u00a0", " ") == seen


def test_nothing_is_late_that_waits_for_the_citizen_or_has_ended():
    late = replace(TICKET, next_due_at=shift.NOW - timedelta(days=1), due_state="breached")
    assert all(not due_text(replace(late, status=status), PEN) for status in (Status.WAITING, Status.CLOSED))
    assert (
        due_text(replace(TICKET, next_due_at=shift.NOW + timedelta(days=5)), PEN, calm=True).plain
        == "5\u00a0hari\u00a0lagi"
    )


def test_spans_choose_their_unit():
    assert span(timedelta(minutes=59)) == (59, "minutes")
    assert span(-timedelta(hours=47)) == (47, "hours")
    assert span(timedelta(days=2)) == (2, "days")
