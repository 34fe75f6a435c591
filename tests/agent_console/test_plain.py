"""Outside text in a terminal cell: nothing steers the terminal, nothing breaks the columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from agent_console.plain import duration, fit, harmless, harmless_lines, masked, tail


@given(st.text())
def test_harmless_text_holds_nothing_unprintable(text):
    assert harmless(text).isprintable()
    assert len(harmless(text)) == len(text)


@given(st.text(), st.integers(0, 40))
def test_fit_is_exactly_as_wide_as_asked(text, width):
    assert cell_len(fit(text, width)) == width


@given(st.text(), st.integers(0, 40))
def test_tail_is_never_wider(text, width):
    assert cell_len(tail(text, width)) <= width


@given(st.text(alphabet="+0123456789", max_size=20))
def test_masks_keep_the_length_and_hide_the_middle(number):
    hidden = masked(number)
    assert len(hidden) == len(number)
    assert len(number) <= 8 or set(hidden[4:-4]) == {"•"}


def test_escape_sequences_are_shown_and_do_nothing():
    assert harmless("\x1b[2J\x07ok\x7f\u202eabc") == "␛[2J␇ok␡·abc"
    assert harmless_lines("a\nb\x1b") == "a\nb␛"


@pytest.mark.parametrize(
    ("seconds", "text"), [(-3, "00:00"), (0, "00:00"), (133.9, "02:13"), (3600, "1:00:00"), (86399, "23:59:59")]
)
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_tail_keeps_whole_words():
    assert tail("air mati dari kemarin sore", 14) == "…kemarin sore"
    assert tail("air", 14) == "air"
