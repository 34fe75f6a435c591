"""Voice edges: quick to notice, slow to let go, deaf to clicks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.key_tones import is_key_tone
from speech.voice_activity import FRAME_BYTES, FRAME_S, HANG_OVER_S, UTTERANCE_PAUSE_S, VoiceDetector, VoiceTracker
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


def test_an_utterance_ends_once_after_its_pause() -> None:
    tracker = VoiceTracker()
    judged = [tracker.judge(voiced) for voiced in [True] * 30 + [False] * 100]
    over = [number for number, judgement in enumerate(judged) if judgement.utterance_over]
    assert over == [30 + round(UTTERANCE_PAUSE_S / FRAME_S) - 1]


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
