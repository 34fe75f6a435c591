"""The menu file: the shipped one is sound, and every fault is found with its line."""

from pathlib import Path

import pytest

from ivr.catalogue import all_prompts
from ivr.checking import problems
from ivr.menu import BUILT_IN, Kind, MenuInvalid, load
from tickets.reference.loader import categories
from tickets.settings import TicketSettings

SMALL = """start = "one"
attempts = 3

[steps.one]
kind = "choose"
prompts = ["hello"]
options = [{ key = "1", next = "@queue", words = ["ya"] }]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "menu.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_menu_says_only_prompts_that_exist_and_chooses_only_known_categories():
    menu = load()
    assert menu.prompt_names() <= set(all_prompts())
    chosen = {option.category for step in menu.steps.values() for option in step.options if option.category}
    assert chosen == set(categories())


def test_the_shipped_menu_has_the_keys_of_the_service():
    main = load().steps["main"]
    assert [option.key for option in main.options] == list("12345678")
    assert main.kind is Kind.CHOOSE


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('next = "@queue"', 'next = "nowhere"', 4, "names no step"),
        ('start = "one"', 'start = "two"', 1, "names no step"),
        ('key = "1"', 'key = "0"', 4, "operator's key"),
        ('key = "1"', 'key = "A"', 4, "no telephone key"),
        ('kind = "choose"', 'kind = "guess"', 4, "guess"),
        ('prompts = ["hello"]', "prompts = []", 4, "hears nothing"),
        ('words = ["ya"]', 'wrods = ["ya"]', 4, "wrods"),
        ("attempts = 3", "attempts = 0", 1, "attempts"),
        ('kind = "choose"', 'kind = "choose', 5, "not valid TOML"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path, old, new, line, reason):
    path = written(tmp_path, SMALL.replace(old, new))
    with pytest.raises(MenuInvalid) as caught:
        load(path)
    assert f"{path}:{line}:" in str(caught.value)
    assert reason in str(caught.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(MenuInvalid, match="can't be read"):
        load(tmp_path / "none.toml")


def test_the_same_word_for_two_options_is_a_fault(tmp_path):
    two = SMALL.replace("}]", '}, { key = "2", next = "@goodbye", words = ["ya"] }]')
    with pytest.raises(MenuInvalid, match='"ya" is used twice'):
        load(written(tmp_path, two))


def test_check_names_a_prompt_without_text_and_sounds_that_are_missing(tmp_path):
    class Speech:
        prompts_folder = tmp_path

    class Ivr:
        menu = written(tmp_path, SMALL)

    (tmp_path / "sla.toml").write_text("default_type = 'gosip'\n")

    class Sections:
        ivr, speech, tickets = Ivr, Speech, TicketSettings(home=tmp_path)

    found = problems(Sections)
    assert any("menu.toml:6" in problem and "'hello'" in problem for problem in found)
    assert any("greeting.wav" in problem for problem in found)
    assert any("sla.toml" in problem for problem in found)


def test_the_built_in_menu_is_the_default():
    assert load(BUILT_IN) == load()


@pytest.mark.parametrize(
    ("fields", "pauses"),
    [("", (0.5, 0.5)), ("pause_s = 1.2", (1.2, 1.2)), ("pause_s = 1.2\nlong_pause_s = 2", (1.2, 2.0))],
)
def test_a_step_says_which_pause_ends_an_answer(tmp_path, fields, pauses):
    step = load(written(tmp_path, f"{SMALL}{fields}\n")).steps["one"]
    assert (step.patience.pause_s, step.patience.long_pause_s) == pauses


@pytest.mark.parametrize("fields", ["pause_s = 0.1", "pause_s = 9.0", "pause_s = 2.0\nlong_pause_s = 1.0"])
def test_a_senseless_pause_is_found(tmp_path, fields):
    with pytest.raises(MenuInvalid, match="pause_s and long_pause_s"):
        load(written(tmp_path, f"{SMALL}{fields}\n"))


def test_a_description_must_wait_longer_than_its_pauses(tmp_path):
    text = '[steps.two]\nkind = "describe"\nprompts = ["x"]\nnext = "@queue"\nsilence_s = 1.5\n'
    with pytest.raises(MenuInvalid, match="longest pause"):
        load(written(tmp_path, SMALL + text))
