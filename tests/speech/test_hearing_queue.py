"""The queue of hearings is bounded, and Finals are the last to be lost."""

import asyncio

from speech.hearing_queue import LARGEST, HearingQueue
from speech.recogniser import Final, Hearing, Partial, Voice


def final(number: int) -> Final:
    return Final(f"kata {number}", (), 1.0, number, number + 1)


async def everything(queue: HearingQueue) -> list[Hearing]:
    queue.close()
    return [hearing async for hearing in queue]


async def test_a_newer_partial_replaces_the_waiting_one() -> None:
    queue = HearingQueue()
    for hearing in (Partial("a", (), 1), Partial("a b", (), 2), final(1), Partial("c", (), 3)):
        queue.put(hearing)
    assert await everything(queue) == [Partial("a b", (), 2), final(1), Partial("c", (), 3)]


async def test_partials_go_first_when_it_is_full() -> None:
    queue = HearingQueue()
    queue.put(Voice(True, 0))
    queue.put(Partial("a", (), 1))
    for number in range(LARGEST - 1):
        queue.put(final(number))
    assert await everything(queue) == [Voice(True, 0), *map(final, range(LARGEST - 1))]


async def test_it_never_grows_beyond_its_bound() -> None:
    queue = HearingQueue()
    for number in range(3 * LARGEST):
        queue.put(final(number))
    assert await everything(queue) == [final(number) for number in range(2 * LARGEST, 3 * LARGEST)]


async def test_a_waiting_reader_is_woken_and_the_end_comes() -> None:
    queue = HearingQueue()
    reader = asyncio.create_task(anext(aiter(queue)))
    await asyncio.sleep(0)
    queue.put(final(1))
    assert await asyncio.wait_for(reader, 1) == final(1)
    queue.close()
    queue.put(final(2))
    assert await everything(queue) == []
