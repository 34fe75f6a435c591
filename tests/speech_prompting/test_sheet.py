"""The pronunciation sheet is one page of its own, with a box to tick for each word and prompt, free of markup."""

from html.parser import HTMLParser

from speech.prompting.levels import PromptState, states
from speech.prompting.phonemes import ask_phonemes
from speech.prompting.report import soundings
from speech.prompting.sheet import sheet
from tests.speech_prompting.conftest import TEXTS, House

HOSTILE = {"bad": 'Halo <script src="http://x.example/a.js">&amp; gremet</script>'}


class Page(HTMLParser):
    """Tags, attributes and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page(texts: dict[str, str], found: list[PromptState]) -> tuple[str, Page]:
    phonemes = dict(zip(texts, ask_phonemes(list(texts.values())), strict=True))
    text = sheet(soundings(texts), found, phonemes, {name: 100 + n for n, name in enumerate(texts)})
    return text, Page(text)


def test_every_word_and_prompt_has_a_box(house: House) -> None:
    _, seen = page(TEXTS, states(TEXTS, house.folder))
    words = soundings(TEXTS).words
    assert seen.texts.count("☐") == len(words) + len(TEXTS)
    assert {"k@d'okan b'und@R", "t@k'an", "suara mesin", "100"} <= set(seen.texts)
    assert any(text.startswith("-19.") or text.startswith("-18.9") for text in seen.texts)


def test_the_page_needs_nothing_from_outside_and_plays_nothing(house: House) -> None:
    text, seen = page(TEXTS, states(TEXTS, house.folder))
    assert not {"script", "link", "img", "audio", "iframe", "object"} & set(seen.tags)
    assert not {"src", "href", "onclick", "action"} & {name for name, _ in seen.attributes}
    assert "url(" not in text
    assert "@import" not in text


def test_outside_text_is_shown_as_text_and_a_missing_sound_as_missing(house: House) -> None:
    _, seen = page(HOSTILE, states(HOSTILE, house.folder))
    assert "script" not in seen.tags
    assert HOSTILE["bad"] in seen.texts
    assert "belum ada" in seen.texts


def test_doubtful_words_come_first(house: House) -> None:
    text, _ = page({"a": "Desa Sliyeg.", "b": "Anak gremet."}, [])
    rows = [text.index(f"<td>{word}</td>") for word in ("gremet", "sliyeg", "anak", "desa")]
    assert rows == sorted(rows)
    assert "(tebakan)" in text
