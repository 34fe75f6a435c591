"""The listener skips silence without losing time or the beginnings of words."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.echo import bands
from speech.listener import BARGE_RUN_UP_S, RUN_UP_S, Listener
from speech.patience import BRIEF, PATIENT
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


@settings(max_examples=20, deadline=None)
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


def test_a_pause_ends_the_utterance_as_the_state_says() -> None:
    said = sentence("Saya mau melapor.")
    for patience, finishes in ((BRIEF, 2), (PATIENT, 1)):
        stream = NotingStream()
        listener = Listener(stream, lambda hearing: None)
        listener.listen(None, patience)
        listener.feed(silence(1) + said + silence(1.0) + said + silence(3))
        assert stream.finishes == finishes


PROMPT = sentence("Tekan satu untuk kesehatan, dua untuk air bersih, tiga untuk kependudukan.")


def over_the_prompt(stream: NotingStream, heard: bytes) -> list[Hearing]:
    hearings: list[Hearing] = []
    listener = Listener(stream, hearings.append)
    listener.prompt_begins(bands(PROMPT))
    listener.feed(heard)
    return hearings


def test_the_echo_of_a_prompt_reaches_no_recogniser() -> None:
    stream = NotingStream()
    echo = (np.frombuffer(PROMPT, "<i2") * 0.1).astype("<i2").tobytes()
    assert over_the_prompt(stream, silence(0.1) + echo + silence(1)) == []
    assert stream.fed == []
    assert stream.samples > (len(PROMPT) // 2) - 8000


def test_who_speaks_over_the_prompt_is_fed_from_his_first_sound_and_the_echo_before_it_is_blank() -> None:
    stream = NotingStream()
    at = 2.0
    said = sentence("Saya mau bicara dengan petugas.", "id+m3")
    echo = (np.frombuffer(PROMPT, "<i2") * 0.1).astype(np.int32)
    heard = np.zeros(len(PROMPT) // 2 + 24000, np.int32)
    heard[800 : 800 + len(echo)] += echo
    heard[round(8000 * at) : round(8000 * at) + len(said) // 2] += np.frombuffer(said, "<i2")
    over_the_prompt(stream, heard.astype("<i2").tobytes())
    first, pcm = stream.fed[0]
    assert at - BARGE_RUN_UP_S <= first / 8000 <= at + 0.1
    before = np.frombuffer(pcm, "<i2")[: round(8000 * at) - first]
    assert np.abs(before).max(initial=0) < 200
