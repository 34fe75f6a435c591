"""The listener skips silence without losing time or the beginnings of words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from speech.listener import RUN_UP_S, Listener
from speech.recogniser import Grammar, Hearing, Voice
from tests.speech.sounds import sentence, silence


class NotingStream:
    """A stream that notes what it is told."""

    def __init__(self) -> None:
        self.fed: list[tuple[int, bytes]] = []
        self.samples = 0
        self.finishes = 0

    def feed(self, pcm: bytes) -> None:
        self.fed.append((self.samples, pcm))
        self.samples += len(pcm) // 2

    def skip(self, samples: int) -> None:
        self.samples += samples

    def listen(self, grammar: Grammar | None) -> None: ...

    def finish(self) -> None:
        self.finishes += 1

    async def last_words(self) -> None: ...

    def close(self) -> None: ...


def listen(pcm: bytes, stream: NotingStream | None) -> list[Hearing]:
    heard: list[Hearing] = []
    Listener(stream, heard.append).feed(pcm)
    return heard


def test_silence_is_skipped_and_each_utterance_finished() -> None:
    stream = NotingStream()
    said = sentence("Saya mau melapor.")
    heard = listen(silence(3) + said + silence(2) + said + silence(2), stream)
    assert [hearing.speaking for hearing in heard if isinstance(hearing, Voice)] == [True, False, True, False]
    assert stream.finishes == 2
    fed_s = sum(len(pcm) for _, pcm in stream.fed) / 16000
    assert fed_s < 2 * (len(said) / 16000 + RUN_UP_S + 0.7)


def test_the_run_up_comes_before_the_voice() -> None:
    stream = NotingStream()
    heard = listen(silence(3) + sentence("Saya mau melapor."), stream)
    voice = next(hearing for hearing in heard if isinstance(hearing, Voice))
    assert RUN_UP_S - 0.1 <= voice.at_s - stream.fed[0][0] / 8000 <= RUN_UP_S


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["voice", "pause", "breath"]), max_size=6))
def test_what_is_fed_lies_where_it_was_said(parts: list[str]) -> None:
    sounds = {"voice": sentence("Tiga."), "pause": silence(1.5), "breath": silence(0.2)}
    pcm = b"".join(sounds[part] for part in parts)
    stream = NotingStream()
    listen(pcm, stream)
    for start, fed in stream.fed:
        assert pcm[2 * start :].startswith(fed)


def test_without_a_stream_there_are_voice_edges_only() -> None:
    heard = listen(silence(1) + sentence("Tolong.") + silence(1), None)
    assert [type(hearing) for hearing in heard] == [Voice, Voice]
