"""The catalogue holds every prompt once, under a number that can be typed, and names what is wrong in its files."""

from pathlib import Path

import pytest

from ivr.catalogue import CatalogueWrong, all_prompts, catalogue
from ivr.studio_steps import _QUESTION
from speech.prompting.recording import Fault
from speech.prompts import check_names


def test_numbers_and_names_are_unique_and_numbers_have_three_digits() -> None:
    prompts = catalogue()
    assert len({prompt.number for prompt in prompts}) == len({prompt.name for prompt in prompts}) == len(prompts)
    assert all(100 <= prompt.number <= 999 for prompt in prompts)
    assert [prompt.number for prompt in prompts] == sorted(prompt.number for prompt in prompts)


def test_it_holds_what_callers_and_the_studio_hear() -> None:
    texts = all_prompts()
    check_names(texts)
    assert {"greeting", "digit_0", "digit_9", "category_air", "status_baru", "place_32_12_15"} <= set(texts)
    assert {*_QUESTION.values(), *(f"studio_{fault}" for fault in Fault)} <= set(texts)


def test_a_digit_is_found_by_its_number() -> None:
    assert {prompt.number: prompt.text for prompt in catalogue()}[204] == "empat"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("greeting = ", "id.toml"),
        ("greeting = 3", "greeting must be"),
        ("\n".join(f'p{n} = "x"' for n in range(71)), "do not fit"),
        ('studio_pin = "x"', "'studio_pin' has two texts"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "id.toml").write_text(text)
    with pytest.raises(CatalogueWrong, match=reason):
        catalogue(tmp_path / "id.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueWrong, match=r"none\.toml"):
        catalogue(tmp_path / "none.toml")
