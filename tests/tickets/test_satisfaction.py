"""The satisfaction index: means, weights, rounding, grades, the needed sample, and the table of standards."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.satisfaction.errors import (
    ElementUnanswered,
    NoAnswers,
    PrintedWeightsPartial,
    TelephoneElementUnknown,
    UnknownStandard,
    UnknownWeights,
)
from tickets.satisfaction.index import Tally, rounded, satisfaction
from tickets.satisfaction.sample import needed_sample
from tickets.satisfaction.standards import (
    FILE,
    Weights,
    known_standard,
    known_weights,
    plain_name,
    read_standards,
    standards,
)

NINE, FOURTEEN = known_standard("14/2017"), known_standard("25/2004")
BOTH = pytest.mark.parametrize("standard", [NINE, FOURTEEN], ids=lambda s: s.code)


def counted(standard, *people):
    tally = Tally(standard)
    for answers in people:
        tally.add(answers)
    return tally


def index_of(standard, *people, weights=Weights.EXACT, **options):
    return satisfaction(counted(standard, *people), weights, "tes", **options)


@st.composite
def surveys(draw):
    standard = draw(st.sampled_from([NINE, FOURTEEN]))
    size = len(standard.elements)
    answers = st.lists(st.sampled_from([1, 2, 3, 4, None]), min_size=size, max_size=size)
    return standard, [[3] * size, *draw(st.lists(answers, max_size=12))]


def test_an_index_worked_by_hand():
    # Sums 6, 7, 8, 5, 6, 7, 8, 6, 7 of two people: means 3, 3.5, 4, 2.5, 3, 3.5, 4, 3, 3.5 = 30 altogether.
    found = index_of(NINE, [3, 4, 4, 2, 3, 3, 4, 3, 4], [3, 3, 4, 3, 3, 4, 4, 3, 3])
    assert (found.index, found.ikm) == (Decimal("3.33"), Decimal("83.33"))  # 30/9, 30/9 × 25
    assert (found.grade.mark, found.grade.performance, found.respondents) == ("B", "Baik", 2)
    assert found.per_element["U4"] == Fraction(5, 2)
    printed = index_of(NINE, [3, 4, 4, 2, 3, 3, 4, 3, 4], [3, 3, 4, 3, 3, 4, 4, 3, 3], weights=Weights.PRINTED)
    assert (printed.index, printed.ikm) == (Decimal("3.30"), Decimal("82.50"))  # 30 × 0.11, 3.3 × 25


def test_fourteen_elements_weigh_a_fourteenth_each():
    people = [[3] * 13 + [4]]  # 43 altogether
    assert index_of(FOURTEEN, *people).ikm == Decimal("76.79")  # 43/14 × 25 = 76.7857
    printed = index_of(FOURTEEN, *people, weights=Weights.PRINTED)
    assert (printed.index, printed.ikm) == (Decimal("3.05"), Decimal("76.33"))  # 43 × 0.071 = 3.053; × 25 = 76.325


def test_the_converted_value_comes_from_the_unrounded_index():
    found = index_of(NINE, [3, 3, 3, 3, 3, 3, 3, 3, 4])  # 28/9 = 3.1111; 3.11 × 25 would be 77.75
    assert (found.index, found.ikm) == (Decimal("3.11"), Decimal("77.78"))


def test_an_element_counts_those_who_answered_it():
    found = index_of(NINE, [4] + [None] * 8, [2] + [3] * 8, [None] * 9)
    assert found.per_element["U1"] == 3
    assert found.per_element["U9"] == 3
    assert (found.respondents, found.silent, found.missing) == (2, 1, 8)


def test_half_a_survey_gives_half_an_index_and_says_so():
    people = [[None, None, 4, None, None, 3, 2, 3, None]]
    with pytest.raises(ElementUnanswered, match="U1, U2, U4, U5, U9"):
        index_of(NINE, *people)
    found = index_of(NINE, *people, partial=True)
    assert (found.index, found.unanswered) == (Decimal("3.00"), ("U1", "U2", "U4", "U5", "U9"))
    with pytest.raises(PrintedWeightsPartial):
        index_of(NINE, *people, partial=True, weights=Weights.PRINTED)


def test_nobody_has_no_index():
    for people in ([], [[None] * 9]):
        with pytest.raises(NoAnswers, match="tes"):
            index_of(NINE, *people, partial=True)
    with pytest.raises(ValueError, match="8 answers for 9"):
        Tally(NINE).add([3] * 8)


@given(surveys(), st.randoms(use_true_random=False), st.sampled_from(Weights))
@settings(max_examples=60, deadline=None)
def test_the_order_of_respondents_does_not_matter(survey, random, weights):
    standard, people = survey
    shuffled = random.sample(people, len(people))
    assert index_of(standard, *shuffled, weights=weights) == index_of(standard, *people, weights=weights)


@given(surveys())
@settings(max_examples=60, deadline=None)
def test_exact_is_within_the_scale_and_above_printed(survey):
    standard, people = survey
    exact, printed = (index_of(standard, *people, weights=weights) for weights in (Weights.EXACT, Weights.PRINTED))
    total = standard.weight_printed * len(standard.elements)
    assert 1 <= exact.index <= 4
    assert 25 <= exact.ikm <= 100
    assert rounded(1 * total) <= printed.index <= rounded(4 * total)
    assert printed.index <= exact.index
    assert printed.ikm < exact.ikm
    assert abs(Fraction(exact.ikm) * total - Fraction(printed.ikm)) <= Fraction("0.01")  # nothing but both roundings
    assert exact.grade.least >= printed.grade.least


@given(surveys())
@settings(max_examples=60, deadline=None)
def test_the_index_is_the_mean_of_the_means(survey):
    standard, people = survey
    columns = [[answer for answer in column if answer] for column in zip(*people, strict=True)]
    means = [sum(column) / len(column) for column in columns]
    assert float(index_of(standard, *people).index) == pytest.approx(sum(means) / len(means), abs=0.00501)


@BOTH
@pytest.mark.parametrize(("answer", "mark"), [(1, "D"), (4, "A")])
def test_the_ends_of_the_scale(standard, answer, mark):
    people = [[answer] * len(standard.elements)]
    exact = index_of(standard, *people)
    assert (exact.ikm, exact.grade.mark) == (answer * 25, mark)
    assert index_of(standard, *people, weights=Weights.PRINTED).grade.mark == mark  # below 25 or below 100


@pytest.mark.parametrize(
    ("standard", "bands"),
    [
        (NINE, {"D": (25, 64.99), "C": (65, 76.60), "B": (76.61, 88.30), "A": (88.31, 100)}),
        (FOURTEEN, {"D": (25, 43.75), "C": (43.76, 62.50), "B": (62.51, 81.25), "A": (81.26, 100)}),
    ],
    ids=["14/2017", "25/2004"],
)
def test_each_band_has_the_bounds_of_its_regulation(standard, bands):
    for mark, ends in bands.items():
        assert [standard.grade(Decimal(str(end))).mark for end in ends] == [mark, mark]


@BOTH
def test_no_value_is_without_a_grade_and_none_falls(standard):
    marks = [standard.grade(Decimal(hundredths).scaleb(-2)).mark for hundredths in range(2475, 10001)]
    assert marks == sorted(marks, reverse=True)
    assert set(marks) == set("ABCD")


@given(st.fractions(min_value=25, max_value=100))
@settings(max_examples=60)
def test_rounding_is_half_up_to_two_decimals(value):
    result = rounded(value)
    assert Fraction(-1, 200) <= value - Fraction(result) < Fraction(1, 200)
    assert NINE.grade(result) in NINE.grades


def test_a_half_goes_up():
    assert rounded(Fraction("76.605")) == Decimal("76.61")
    assert rounded(Fraction("88.3049")) == Decimal("88.30")


# Population and sample as printed by Krejcie and Morgan (1970), from the smallest to the largest.
PRINTED = {
    10: 10, 15: 14, 25: 24, 40: 36, 55: 48, 70: 59, 90: 73, 100: 80, 120: 92, 150: 108, 180: 123, 200: 132, 250: 152,
    300: 169, 360: 186, 420: 201, 500: 217, 600: 234, 750: 254, 900: 269, 1000: 278, 1200: 291, 1500: 306, 1900: 320,
    2200: 327, 2600: 335, 3000: 341, 4000: 351, 5000: 357, 7000: 364, 10000: 370, 20000: 377, 50000: 381, 75000: 382,
}  # fmt: skip


@pytest.mark.parametrize(("population", "needed"), PRINTED.items())
def test_the_sample_is_that_of_the_printed_table(population, needed):
    assert needed_sample(population) == needed


def test_the_sample_at_the_edges():
    assert [needed_sample(population) for population in (0, 1, 2)] == [0, 1, 2]
    assert needed_sample(100_000) == 383  # printed: 384, which the formula only reaches for an endless population
    assert needed_sample(10**12) == 384
    with pytest.raises(ValueError, match="-1"):
        needed_sample(-1)


@given(st.integers(1, 10**7))
@settings(max_examples=60)
def test_a_sample_grows_and_never_exceeds_the_people(population):
    assert needed_sample(population - 1) <= needed_sample(population) <= min(population, 384)


@BOTH
def test_the_table_of_standards_is_sound(standard):
    assert standard.codes == tuple(f"U{number}" for number in range(1, len(standard.elements) + 1))
    names = [{plain_name(name) for name in (element.name, *element.also)} for element in standard.elements]
    assert len(set().union(*names)) == sum(map(len, names)), "two elements share a name"
    assert [grade.mark for grade in standard.grades] == list("ABCD")
    assert 0 < 1 - standard.weight_printed * len(standard.elements) <= Fraction("0.01")


def test_the_telephone_asks_a_few_elements_by_code():
    asked = NINE.telephone
    assert 0 < len(asked) < len(NINE.elements)
    assert all("Tekan 1 sampai 4" in element.prompt and len(element.prompt) < 120 for element in NINE.elements)
    assert FOURTEEN.telephone == ()
    assert NINE.elements[7].name.startswith("Penanganan pengaduan")


def test_the_telephone_can_be_told_to_ask_others(tmp_path):
    other = tmp_path / "ikm.toml"
    text = FILE.read_text(encoding="utf-8")
    other.write_text(text.replace('["U3", "U6", "U7", "U8"]', '["U9", "U1"]'), encoding="utf-8")
    assert [element.code for element in read_standards(other)["14/2017"].telephone] == ["U9", "U1"]
    other.write_text(text.replace('["U3", "U6", "U7", "U8"]', '["U10"]'), encoding="utf-8")
    with pytest.raises(TelephoneElementUnknown, match=r"ikm\.toml.*U10"):
        read_standards(other)


def test_unknown_standards_and_weights_are_told():
    assert set(standards()) == {"14/2017", "25/2004"}
    with pytest.raises(UnknownStandard, match="25/2004"):
        known_standard("16/2014")
    with pytest.raises(UnknownWeights, match="printed"):
        known_weights("berat")
