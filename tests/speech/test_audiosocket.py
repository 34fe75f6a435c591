"""The AudioSocket parser gives the same frames however the bytes are split, and refuses what is none."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.audiosocket import HEADER, KEYS, LENGTHS, Frame, FrameParser, FrameRefused, Kind, encode

frames = st.one_of(
    st.just(Frame(Kind.END)),
    st.binary(min_size=16, max_size=16).map(lambda body: Frame(Kind.UUID, body)),
    st.sampled_from(sorted(KEYS)).map(lambda key: Frame(Kind.DTMF, key.encode())),
    st.binary(max_size=160).map(lambda body: Frame(Kind.SOUND_8K, body * 2)),
    st.binary(max_size=160).map(lambda body: Frame(Kind.SOUND_16K, body * 2)),
    st.binary(max_size=64).map(lambda body: Frame(Kind.ERROR, body)),
)


@given(st.lists(frames, max_size=8), st.data())
def test_every_split_gives_the_same_frames(sent: list[Frame], data: st.DataObject) -> None:
    stream = b"".join(map(encode, sent))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    parser, got = FrameParser(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        got += parser.feed(stream[start:end])
    assert got == sent


def test_byte_by_byte() -> None:
    ear_id = uuid4()
    stream = encode(Frame(Kind.UUID, ear_id.bytes)) + encode(Frame(Kind.SOUND_8K, bytes(320))) + encode(Frame(Kind.END))
    parser = FrameParser()
    got = [frame for byte in stream for frame in parser.feed(bytes([byte]))]
    assert [frame.kind for frame in got] == [Kind.UUID, Kind.SOUND_8K, Kind.END]
    assert got[0].uuid == ear_id


@pytest.mark.parametrize(
    "hostile",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        HEADER.pack(0x55, 0),
        HEADER.pack(Kind.UUID, 15),
        HEADER.pack(Kind.SOUND_8K, 65535),
        HEADER.pack(Kind.SOUND_8K, 321),
        HEADER.pack(Kind.DTMF, 2),
        HEADER.pack(Kind.DTMF, 1) + b"x",
        HEADER.pack(Kind.END, 1),
        HEADER.pack(0x13, 960),
    ],
)
def test_what_is_no_frame_is_refused_before_its_body_is_awaited(hostile: bytes) -> None:
    with pytest.raises(FrameRefused):
        FrameParser().feed(hostile)


@given(st.binary(max_size=400))
def test_any_bytes_give_frames_within_bounds_or_are_refused(received: bytes) -> None:
    try:
        got = FrameParser().feed(received)
    except FrameRefused:
        return
    assert all(LENGTHS[frame.kind][0] <= len(frame.payload) <= LENGTHS[frame.kind][1] for frame in got)
