"""When silence has lasted too long."""

from ivr.conversation import Silence, TimeUp
from ivr.menu import load
from ivr.silence import SilenceClock

STEPS = load().steps


def clock(name: str) -> SilenceClock:
    return SilenceClock(STEPS[name], entered_s=0.0)


def test_silence_is_not_counted_while_the_prompt_plays():
    listening = clock("main")
    assert listening.due_s() is None
    assert listening.ring(1000.0) is None


def test_silence_rings_after_the_patience_of_the_step():
    listening = clock("main")
    listening.played(10.0)
    assert listening.ring(10.0 + STEPS["main"].timeout_s - 0.1) is None
    assert listening.ring(10.0 + STEPS["main"].timeout_s) == Silence(False)


def test_a_voice_stops_the_clock_and_a_cough_is_no_speech():
    listening = clock("description")
    listening.played(0.0)
    listening.voice(True, 1.0)
    assert listening.ring(60.0) is None
    listening.voice(False, 1.3)
    assert not listening.spoke
    listening.voice(True, 2.0)
    listening.voice(False, 4.0)
    assert listening.spoke
    assert listening.ring(4.0 + STEPS["description"].silence_s) == Silence(True)


def test_a_description_in_progress_ends_sooner_than_one_that_never_began():
    listening = clock("description")
    assert listening.patience_s() == STEPS["description"].timeout_s
    listening.understood(1.0)
    assert listening.patience_s() == STEPS["description"].silence_s


def test_endless_talk_is_over_after_the_longest_time():
    listening = clock("description")
    listening.played(5.0)
    listening.voice(True, 6.0)
    assert listening.ring(5.0 + STEPS["description"].max_s) == TimeUp()
