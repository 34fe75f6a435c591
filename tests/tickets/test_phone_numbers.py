"""One number, many notations: all of them are the same number, and none of them is shown whole where it needn't be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.phone_numbers import (
    AREA,
    MASK,
    SHORT_CODES,
    Kind,
    PhoneNumber,
    digits,
    mask,
    normalise,
    search_digits,
    typed_digits,
    variants,
)

few = settings(max_examples=60, deadline=None)

mobiles = st.from_regex(r"8(1[1-9]|2[1-3]|3[1-3]|5[1-9]|7[78]|8[1-9]|9[5-9])[0-9]{6,9}", fullmatch=True)
landlines = st.from_regex(AREA + r"[2-9][0-9]{5,6}", fullmatch=True)
separators = st.sampled_from(["", " ", ".", "-", "  ", " - ", "/"])


@st.composite
def notations(draw, nationals):
    """A national number and one of the ways in which people write it."""
    national = draw(nationals)
    lead = draw(st.sampled_from(["+62", "62", "0", "+62 (0)", "0062", "tel:+62", "(+62) "]))
    cuts = sorted(draw(st.lists(st.integers(1, len(national) - 1), max_size=3)))
    pieces = [national[a:b] for a, b in zip([0, *cuts], [*cuts, len(national)], strict=True)]
    return national, lead + draw(separators) + draw(separators).join(pieces)


@few
@given(notations(mobiles))
def test_every_notation_of_a_mobile_number_is_one_number(case):
    national, written = case
    assert normalise(written) == PhoneNumber(f"+62{national}", Kind.MOBILE)


@few
@given(notations(landlines))
def test_every_notation_of_a_landline_is_one_number(case):
    national, written = case
    assert normalise(written).value == f"+62{national}"


@few
@given(notations(st.one_of(mobiles, landlines)), st.integers(3, 20))
def test_what_is_typed_so_far_is_the_beginning_of_something_searched(case, length):
    national, written = case
    begun = typed_digits(written[: max(length, 6)])
    whole = search_digits(f"0{national}")
    assert not begun or begun == "00" or any(form.startswith(begun.removeprefix("00")) for form in whole)


@pytest.mark.parametrize(
    ("raw", "value", "kind"),
    [
        ("62895123456", "+62895123456", Kind.MOBILE),
        ("895123456", "+62895123456", Kind.MOBILE),
        ("sip:081234567890@10.0.0.1;user=phone", "+6281234567890", Kind.MOBILE),
        ("０８１２３４５６７８９０", "+6281234567890", Kind.MOBILE),
        ("0812345678901", "+62812345678901", Kind.MOBILE),
        ("0234 271234", "+62234271234", Kind.LANDLINE),
        ("0234-2712345", "+622342712345", Kind.LANDLINE),
        ("271234", "+62234271234", Kind.LANDLINE),
        ("(021) 3456789", "+62213456789", Kind.LANDLINE),
        ("0234271234 ext 12", "+62234271234", Kind.LANDLINE),
        ("0800 1234567", "+628001234567", Kind.SERVICE),
        ("+60123456789", "+60123456789", Kind.FOREIGN),
        ("112", "112", Kind.SHORT),
        ("", "", Kind.HIDDEN),
        ("Anonymous", "", Kind.HIDDEN),
        ("rumah pak RT", "", Kind.NO_NUMBER),
        ("---", "", Kind.NO_NUMBER),
        ("08", "", Kind.IMPOSSIBLE),
        ("999", "", Kind.IMPOSSIBLE),
        ("08123456789012345", "", Kind.IMPOSSIBLE),
        ("+", "", Kind.NO_NUMBER),
        ("+999123", "", Kind.IMPOSSIBLE),
    ],
)
def test_numbers_and_what_is_none(raw, value, kind):
    found = normalise(raw)
    assert (found.value, found.kind) == (value, kind)


@pytest.mark.parametrize("code", sorted(SHORT_CODES))
def test_short_codes_are_numbers_and_stay_readable(code):
    assert normalise(code).kind is Kind.SHORT
    assert mask(code) == code
    assert variants(code) == (code,)


@few
@given(st.text(max_size=40))
def test_any_text_is_either_a_number_or_a_reason(raw):
    found = normalise(raw)
    nothing = (Kind.HIDDEN, Kind.NO_NUMBER, Kind.IMPOSSIBLE)
    assert (found.value == "") == (found.kind in nothing)
    assert normalise(found.value) == found or not found.value
    assert all(form.isascii() and form.lstrip("+").isdigit() for form in variants(raw))


@few
@given(st.one_of(mobiles.map("0{}".format), landlines.map("0{}".format), st.text(max_size=20)))
def test_a_mask_hides_a_third_of_the_digits_or_more(raw):
    masked = mask(raw)
    if normalise(raw).kind is not Kind.SHORT:
        assert masked.count(MASK) * 4 >= len(masked)
        assert len(digits(masked)) <= 7


def test_variants_are_what_may_have_been_stored():
    assert variants("0895-123-456") == ("+62895123456", "62895123456", "0895123456", "895123456")
    assert variants("0234 271234") == ("+62234271234", "62234271234", "0234271234", "234271234", "271234")
    assert variants("rumah 12") == ("12",)
    assert variants("") == ()


def test_a_mask_shows_enough_to_recognise_a_number():
    assert mask("+62895123456") == "0895•••456"
    assert mask("12345") == "•••45"
    assert mask("1234") == "••••"
    assert mask("") == ""
