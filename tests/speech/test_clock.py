"""The recogniser's time becomes the stream's time."""

from speech.clock import Clock


def test_times_count_from_the_first_frame_across_skipped_sound() -> None:
    clock = Clock()
    clock.advance(8000, 8000)
    assert (clock.stream_s(0.0), clock.stream_s(0.5), clock.now_s) == (1.0, 1.5, 2.0)
    clock.advance(40000, 8000)
    assert (clock.stream_s(0.5), clock.stream_s(1.0), clock.stream_s(1.5), clock.now_s) == (1.5, 5.0, 5.5, 6.0)


def test_a_stream_that_begins_at_zero_and_skips() -> None:
    clock = Clock()
    clock.advance(0, 8000)
    clock.advance(16000, 8000)
    assert (clock.stream_s(0.9), clock.stream_s(1.1)) == (0.9, 2.1)
