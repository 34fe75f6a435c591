"""Emergency words: standing, denied, or over."""

import pytest

from tickets.triage.alarm import alarm_in
from tickets.triage.hearing import hear


def sorted_words(text):
    tokens = hear(text).tokens
    alarm = alarm_in(tokens)
    return tuple(alarm.words(tokens, which) for which in (alarm.standing, alarm.denied, alarm.calmed))


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("kebakaran di pasar", ("kebakaran",)),
        ("mimi beli bisa ambegan", ("beli bisa ambegan",)),
        ("bapak tidak sadar", ("tidak sadar",)),
        ("tidak, sesak napas", ("sesak",)),
        ("bukan main kebakaran besar", ("kebakaran",)),
        ("tidak hanya banjir tapi listrik mati", ("banjir",)),
        ("kejang tidak berhenti", ("kejang",)),
        ("bukan kebakaran tapi ada ular", ("ular",)),
        ("bukan kebakaran ular masuk rumah", ("ular",)),
        ("kebakaran dari minggu lalu belum padam", ("kebakaran",)),
        ("tidak ada ambulans ibu pingsan", ("pingsan",)),
        ("bapane tiba saking wit", ("tiba saking wit",)),
    ],
)
def test_what_stands_raises_the_alarm(text, standing):
    assert sorted_words(text)[0] == standing


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("bukan kebakaran pak", ("kebakaran",)),
        ("tidak pingsan cuma pusing", ("pingsan",)),
        ("ora nganti semaput", ("semaput",)),
        ("dudu kobongan", ("kobongan",)),
        ("beli ana maling", ("maling",)),
        ("laka wong pingsan", ("pingsan",)),
        ("tidak pingsan atau kejang", ("pingsan", "kejang")),
        ("belum ada yang tenggelam", ("tenggelam",)),
    ],
)
def test_what_is_denied_raises_none(text, denied):
    assert sorted_words(text)[:2] == ((), denied)


@pytest.mark.parametrize(
    "text",
    ["kebakaran minggu lalu", "banjir sudah surut", "kalau ada kebakaran telepon ke mana", "malinge wis ditangkap"],
)
def test_what_is_over_or_only_supposed_is_calmed(text):
    standing, denied, calmed = sorted_words(text)
    assert (standing, denied) == ((), ())
    assert len(calmed) == 1


@pytest.mark.parametrize("text", ["demam berdarah", "jadwal cuci darah", "jalan rusak", "sawah kebanjiran padi busuk"])
def test_everyday_phrases_are_no_alarm(text):
    assert sorted_words(text) == ((), (), ())
