"""The line of sound owed to a worker: in order, bounded, and complete after a loss."""

from hypothesis import given
from hypothesis import strategies as st

from speech.messages import Finish, Listen, Sound
from speech.stream_line import BACKLOG_BYTES, IN_FLIGHT_BYTES, MEMORY_BYTES, SECOND, StreamLine

GRAMMAR = ("ya", "tidak")


def sound(seconds: float, value: int = 1) -> bytes:
    return bytes([value, 0]) * int(seconds * 8000)


def drain(line: StreamLine, settled: bool = False) -> bytes:
    """Work everything off and return the sound that went out."""
    out = b""
    while items := line.take():
        out += b"".join(item.pcm for item in items if isinstance(item, Sound))
        for _ in items:
            line.done(settled)
    return out


def test_no_more_than_half_a_second_is_with_the_worker() -> None:
    line = StreamLine(1, None)
    line.feed(sound(3))
    assert sum(len(item.pcm) for item in line.take() if isinstance(item, Sound)) == IN_FLIGHT_BYTES
    assert line.take() == []
    line.done(settled=False)
    assert len(line.take()) == 1


def test_orders_keep_their_place_among_the_sound() -> None:
    line = StreamLine(1, None)
    line.feed(sound(0.15))
    line.listen(GRAMMAR)
    line.feed(sound(0.1))
    line.finish()
    assert [type(item) for item in line.take()] == [Sound, Sound, Listen, Sound, Finish]


def test_what_waits_too_long_becomes_a_gap() -> None:
    line = StreamLine(1, None)
    line.feed(sound(BACKLOG_BYTES / SECOND + 2))
    line.take()
    gap = line.drop_overdue()
    assert gap is not None
    assert (gap.start_s, gap.end_s) == (0.5, 2.0)
    assert line.drop_overdue() is None


def test_a_new_worker_gets_everything_since_the_last_finished_utterance() -> None:
    line = StreamLine(1, None)
    line.feed(sound(1, 1))
    assert drain(line, settled=True) == sound(1, 1)
    line.listen(GRAMMAR)
    line.feed(sound(1, 2))
    drain(line)
    line.feed(sound(0.3, 3))
    line.take()
    line.feed(sound(0.2, 4))
    opened = line.again()
    assert (opened.position, opened.grammar) == (8000, GRAMMAR)
    assert line.drop_overdue() is None
    assert drain(line) == sound(1, 2) + sound(0.3, 3) + sound(0.2, 4)


def test_memory_is_bounded() -> None:
    line = StreamLine(1, None)
    for _ in range(40):
        line.feed(sound(1))
        drain(line)
    line.again()
    assert len(drain(line)) == MEMORY_BYTES


def test_giving_up_keeps_the_grammar_and_names_the_gap() -> None:
    line = StreamLine(1, None)
    line.feed(sound(1))
    line.listen(GRAMMAR)
    gap = line.forget()
    assert gap is not None
    assert (gap.start_s, gap.end_s) == (0.0, 1.0)
    assert line.again().grammar == GRAMMAR


def test_skipped_sound_moves_the_clock() -> None:
    line = StreamLine(1, None)
    line.feed(sound(0.05))
    line.skip(8000)
    line.feed(sound(0.1))
    assert [item.position for item in line.take() if isinstance(item, Sound)] == [0, 8400]


@given(st.lists(st.sampled_from(["feed", "take", "done", "settle", "lost", "listen", "finish", "drop"]), max_size=80))
def test_nothing_is_lost_or_doubled_without_a_gap(acts: list[str]) -> None:
    line, number, worked, gaps = StreamLine(1, None), 0, [], 0
    with_worker: list[Sound | Listen | Finish] = []
    settled_until = 0
    for act in acts:
        if act == "feed":
            line.feed(sound(0.1, number % 250))
            number += 1
        elif act == "take":
            with_worker += line.take()
        elif act in ("done", "settle") and with_worker:
            item = with_worker.pop(0)
            worked += [item.position // 800] if isinstance(item, Sound) else []
            line.done(act == "settle")
            settled_until = len(worked) if act == "settle" else settled_until
        elif act == "lost":
            line.again()
            with_worker, worked = [], worked[:settled_until]
        elif act == "listen":
            line.listen(GRAMMAR)
        elif act == "finish":
            line.finish()
        elif act == "drop" and (gap := line.drop_overdue()):
            gaps += round((gap.end_s - gap.start_s) * 10)
    while items := line.take():
        with_worker += items
        for item in with_worker:
            worked += [item.position // 800] if isinstance(item, Sound) else []
            line.done(settled=False)
        with_worker = []
    for item in with_worker:
        worked += [item.position // 800] if isinstance(item, Sound) else []
    assert worked == sorted(set(worked))
    assert len(worked) + gaps == number
