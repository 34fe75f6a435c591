"""When a word is first shown: by the text that has it in its place, however the text changed before."""

from speech.evaluation.showing import Showing, Shown, first_shown
from speech.recogniser import Word


def final(*words: tuple[str, float]) -> list[Word]:
    return [Word(text, 1.0, round(end - 0.4, 3), end) for text, end in words]


def showing(at_s: float, text: str, processing_s: float = 0.0) -> Showing:
    return Showing(at_s, processing_s, tuple(text.split()))


def behind(showings: list[Showing], words: list[Word]) -> list[float]:
    return [round(shown.behind_s, 3) for shown in first_shown(showings, words)]


def test_each_word_counts_from_its_own_end() -> None:
    said = final(("air", 1.0), ("mati", 1.5), ("lagi", 2.0))
    texts = [showing(1.2, "air"), showing(1.8, "air mati"), showing(2.4, "air mati lagi")]
    assert behind(texts, said) == [0.2, 0.3, 0.4]


def test_a_wrong_guess_is_no_showing_and_only_the_first_right_one_counts() -> None:
    said = final(("air", 1.0), ("mati", 1.5))
    texts = [showing(1.2, "akhir"), showing(1.4, "air"), showing(1.6, "akhir hati"), showing(1.9, "air mati")]
    assert behind(texts, said) == [0.4, 0.4]


def test_a_word_is_found_although_a_word_before_it_came_later() -> None:
    said = final(("ada", 1.0), ("air", 1.4), ("mati", 1.8))
    assert behind([showing(1.9, "air mati"), showing(2.1, "ada air mati")], said) == [1.1, 0.5, 0.1]


def test_a_word_said_twice_is_shown_twice() -> None:
    said = final(("dua", 1.0), ("dua", 1.5))
    assert behind([showing(1.2, "dua"), showing(1.8, "dua dua")], said) == [0.2, 0.3]


def test_a_word_shown_before_its_end_is_early() -> None:
    assert behind([showing(0.9, "air")], final(("air", 1.0))) == [-0.1]


def test_what_no_text_had_is_left_out() -> None:
    assert behind([showing(1.2, "air")], final(("air", 1.0), ("mati", 1.5))) == [0.2]
    assert first_shown([], final(("air", 1.0))) == []
    assert first_shown([showing(1.0, "air")], []) == []


def test_texts_of_an_earlier_utterance_do_not_count() -> None:
    assert behind([showing(1.0, "dua"), showing(5.2, "dua")], final(("dua", 5.0))) == [0.2]


def test_the_work_on_the_chunk_is_kept_apart() -> None:
    [shown] = first_shown([showing(1.25, "air", 0.03)], final(("air", 1.0)))
    assert shown == Shown(0.25, 0.03)
