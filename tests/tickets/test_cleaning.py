"""Outside text loses what must not be stored, and nothing else silently."""

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tickets.cleaning import clean_json, clean_text

any_text = st.text(st.characters(exclude_categories=()))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=10,
)


@given(any_text, st.integers(1, 50), st.booleans())
def test_clean_text_is_short_storable_and_stable(text, limit, newlines):
    cleaned = clean_text(text, limit, newlines=newlines)
    assert len(cleaned.text) <= limit
    cleaned.text.encode("utf-8")
    controls = {c for c in cleaned.text if unicodedata.category(c) == "Cc"}
    assert controls <= ({"\n"} if newlines else set())
    assert clean_text(cleaned.text, limit, newlines=newlines).text == cleaned.text


@given(st.text("abc xyz", max_size=30))
def test_harmless_text_is_kept_and_a_cut_is_told(text):
    cleaned = clean_text(text, 10)
    assert text.strip().startswith(cleaned.text)
    assert cleaned.cut == max(0, len(text.strip()) - 10)


def test_examples():
    assert clean_text("Bu\0di\x1b[31m", 80).text == "Budi[31m"
    assert clean_text("satu\r\ndua\ttiga", 80, newlines=True).text == "satu\ndua tiga"
    assert clean_text("satu\ndua", 80).text == "satu dua"
    assert clean_text("\u202egpj.exe", 80).text == "gpj.exe"
    assert clean_text("\ud800ok", 80).text == "ok"


@given(json_values)
def test_clean_json_always_fits_into_json_without_nul(value):
    text = json.dumps(clean_json(value), allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in text
    assert text.encode()  # half a surrogate pair cannot be written at all
