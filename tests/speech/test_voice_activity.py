"""Voice edges: quick to notice, slow to let go, deaf to clicks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.echo import bands
from speech.key_tones import is_key_tone
from speech.patience import BRIEF, PATIENT, USUAL, Patience
from speech.voice_activity import (
    BARGE_VOICED,
    FRAME_BYTES,
    FRAME_S,
    HANG_OVER_S,
    Judgement,
    NoiseFloor,
    VoiceDetector,
    VoiceTracker,
    level,
)
from tests.speech.sounds import noise, sentence, silence, tones


def edges(verdicts: list[bool]) -> list[tuple[bool, float]]:
    tracker = VoiceTracker()
    judged = [tracker.judge(voiced) for voiced in verdicts]
    return [(judgement.edge, judgement.at_s) for judgement in judged if judgement.edge is not None]


def test_an_utterance_has_two_edges_at_their_true_times() -> None:
    found = edges([False] * 50 + [True] * 50 + [False] * 50)
    assert found == [(True, pytest.approx(1.0)), (False, pytest.approx(2.0))]


def test_a_click_is_no_voice() -> None:
    assert edges([False] * 10 + [True, True] + [False] * 50) == []


def test_a_short_pause_does_not_end_the_voice() -> None:
    pause = int(HANG_OVER_S / FRAME_S) - 1
    assert len(edges([True] * 30 + [False] * pause + [True] * 20)) == 1


def ends(verdicts: list[bool], patience: Patience, careful: bool = False) -> list[int]:
    """The frames at which an utterance is over."""
    tracker = VoiceTracker()
    tracker.patience = patience
    judged = [tracker.judge(voiced, careful) for voiced in verdicts]
    return [number for number, judgement in enumerate(judged) if judgement.utterance_over]


@pytest.mark.parametrize("patience", [BRIEF, USUAL, PATIENT])
def test_an_utterance_ends_once_after_its_pause(patience: Patience) -> None:
    assert ends([True] * 50 + [False] * 200, patience) == [50 + round(patience.pause_s / FRAME_S) - 1]


def test_the_patient_wait_through_pauses_that_end_a_short_answer() -> None:
    talk = ([True] * 50 + [False] * 60) * 3
    assert len(ends(talk, BRIEF)) == 3
    assert ends(talk, PATIENT) == []


def test_a_long_talk_may_pause_longer() -> None:
    short, long = [True] * 100, [True] * round((PATIENT.long_after_s + 1) / FRAME_S)
    pause = [False] * round((PATIENT.pause_s + 0.2) / FRAME_S)
    assert len(ends(short + pause, PATIENT)) == 1
    assert ends(long + pause, PATIENT) == []
    assert ends(long + [False] * 200, PATIENT) == [len(long) + round(PATIENT.long_pause_s / FRAME_S) - 1]


def test_the_patience_may_change_in_the_middle_of_an_utterance() -> None:
    tracker = VoiceTracker()
    tracker.patience = PATIENT
    for voiced in [True] * 50 + [False] * 60:
        assert not tracker.judge(voiced).utterance_over
    tracker.patience = BRIEF
    assert tracker.judge(False).utterance_over


@pytest.mark.parametrize(("pause_s", "long_pause_s"), [(0.1, 1.0), (1.0, 6.0), (2.0, 1.0)])
def test_a_senseless_patience_is_refused(pause_s: float, long_pause_s: float) -> None:
    with pytest.raises(ValueError, match="between"):
        Patience(pause_s, long_pause_s)


def begins(verdicts: list[bool]) -> list[int]:
    tracker = VoiceTracker()
    return [number for number, voiced in enumerate(verdicts) if tracker.judge(voiced, careful=True).edge is True]


def test_while_a_prompt_plays_a_third_of_a_second_of_voice_is_needed() -> None:
    quiet = [False] * 20
    assert begins(quiet + [True] * (BARGE_VOICED - 1) + [False] * 50) == []
    assert begins(quiet + [True] * BARGE_VOICED) == [20 + BARGE_VOICED - 1]
    assert begins(quiet + ([True] * 3 + [False] * 3) * 20) == []
    assert len(begins(quiet + ([True] * 4 + [False]) * 20)) == 1


def test_a_short_word_that_is_still_heard_when_the_prompt_ends_counts() -> None:
    tracker = VoiceTracker()
    during = [tracker.judge(voiced, careful=True) for voiced in [False] * 20 + [True] * 8]
    after = tracker.judge(True)
    assert [judgement.edge for judgement in during if judgement.edge is not None] == []
    assert after.edge is True


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=300))
def test_being_careful_never_hears_more(verdicts: list[tuple[bool, bool]]) -> None:
    careful, plain = VoiceTracker(), VoiceTracker()
    for voiced, prompt in verdicts:
        ours, theirs = careful.judge(voiced, prompt), plain.judge(voiced)
        assert ours.in_utterance <= theirs.in_utterance


def test_the_noise_floor_falls_at_once_and_rises_slowly() -> None:
    floor = NoiseFloor()
    floor.follow(-60.0)
    assert floor.db == -60.0
    for _ in range(50):
        floor.follow(-20.0)
    assert floor.db == pytest.approx(-57.0)
    assert floor.is_below(-47.9)
    assert not floor.is_below(-48.1)
    floor.follow(-80.0)
    assert not floor.is_below(-51.0)


@pytest.mark.parametrize(("frame", "db"), [(bytes(320), -90.0), (b"\xff\x7f" * 160, 0.0), (b"\x00\x40" * 160, -6.0)])
def test_a_level_is_in_db_of_full_scale(frame: bytes, db: float) -> None:
    assert level(frame) == pytest.approx(db, abs=0.1)


@given(st.lists(st.booleans(), max_size=400))
def test_edges_alternate_and_times_never_go_back(verdicts: list[bool]) -> None:
    found = edges(verdicts)
    assert [speaking for speaking, _ in found] == [number % 2 == 0 for number in range(len(found))]
    assert [at_s for _, at_s in found] == sorted(at_s for _, at_s in found)


def first_edges(pcm: bytes) -> list[bool]:
    return [judgement.edge for _, judgement in VoiceDetector().feed(pcm) if judgement.edge is not None]


def test_speech_is_heard_and_silence_and_faint_noise_are_not() -> None:
    assert first_edges(silence(1) + sentence("Saya mau melapor.") + silence(1))[0] is True
    assert first_edges(silence(3)) == []
    assert first_edges(noise(3, level=0.02)) == []


@pytest.mark.parametrize("low", [697, 770, 852, 941])
@pytest.mark.parametrize("high", [1209, 1336, 1477])
def test_keys_are_no_voice(low: int, high: int) -> None:
    assert first_edges(silence(0.5) + tones(0.2, low, high) + silence(0.5)) == []
    assert first_edges(silence(0.5) + tones(0.2, low, high, level=0.01) + silence(0.5)) == []


@pytest.mark.parametrize("voice", ["id+f3", "id+m3"])
def test_hardly_a_frame_of_speech_is_taken_for_a_key(voice: str) -> None:
    said = sentence("Satu dua tiga empat lima enam tujuh delapan sembilan, halo, iya, tidak, air, tolong.", voice)
    frames = [said[start : start + FRAME_BYTES] for start in range(0, len(said) - FRAME_BYTES, FRAME_BYTES)]
    assert sum(map(is_key_tone, frames)) <= len(frames) / 100


def test_sound_may_come_in_any_pieces() -> None:
    pcm = silence(0.5) + sentence("Saya mau melapor.") + silence(1)
    detector, judged = VoiceDetector(), []
    for start in range(0, len(pcm), 331):
        judged += detector.feed(pcm[start : start + 331])
    assert judged == VoiceDetector().feed(pcm)
    assert len(judged) == len(pcm) // FRAME_BYTES


PROMPT = sentence("Tekan satu untuk kesehatan, dua untuk air bersih, tiga untuk kependudukan.")


def over_the_prompt(heard: bytes) -> list[Judgement]:
    detector = VoiceDetector()
    detector.feed(noise(1, 0.001))
    detector.prompt_begins(bands(PROMPT))
    return [judgement for _, judgement in detector.feed(heard)]


def quieter(pcm: bytes, db: float) -> bytes:
    return (np.frombuffer(pcm, "<i2") * 10 ** (db / 20)).astype("<i2").tobytes()


def mixed(*sounds: bytes) -> bytes:
    shortest = min(map(len, sounds)) // 2
    return sum(np.frombuffer(sound, "<i2", shortest).astype(np.int32) for sound in sounds).astype("<i2").tobytes()


@pytest.mark.parametrize("echo_db", [-8, -15, -25, -40])
@pytest.mark.parametrize("delay_s", [0.02, 0.15, 0.35])
def test_the_echo_of_a_prompt_begins_no_utterance(echo_db: float, delay_s: float) -> None:
    late = silence(delay_s) + quieter(PROMPT, echo_db)
    judged = over_the_prompt(mixed(late + silence(1), noise(len(late) / 16000 + 1, 0.001)))
    assert not any(judgement.in_utterance for judgement in judged)


@pytest.mark.parametrize("echo_db", [-12, -20, -40])
@pytest.mark.parametrize("voice", ["id+f3", "id+m3"])
def test_a_caller_who_speaks_over_the_prompt_is_heard_soon(echo_db: float, voice: str) -> None:
    said = sentence("Saya mau bicara dengan petugas.", voice)
    heard = mixed(silence(0.15) + quieter(PROMPT, echo_db), silence(1.5) + said + silence(9))
    edges = [judgement.at_s for judgement in over_the_prompt(heard) if judgement.edge is True]
    assert edges
    assert 1.0 + 1.5 - 0.1 <= edges[0] <= 1.0 + 1.5 + 0.5


def test_a_cough_and_a_soft_neighbour_do_not_interrupt_a_prompt() -> None:
    cough = quieter(noise(0.2, 0.2), 0)
    assert not any(j.in_utterance for j in over_the_prompt(silence(1) + cough + silence(2)))
    neighbour = quieter(sentence("Ayo makan dulu, nasinya sudah matang."), -35)
    assert not any(j.in_utterance for j in over_the_prompt(silence(1) + neighbour + silence(1)))
