"""Which verbs make sense when: no sequence of them brings a visit where it can't be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.dokmaru.errors import RedFlagPresent, UnknownHospital
from tickets.dokmaru.referral import referred_on, regency_hospitals
from tickets.dokmaru.transitions import STATUSES_FOR, objection, possible_verbs, status_after
from tickets.dokmaru.vocabulary import ENDED_VISITS, RedFlag, VisitStatus
from tickets.errors import EmptyText, ImpossibleTransition

VERBS = sorted(STATUSES_FOR)
ROAD = ["triage", "team", "depart", "visited", "refer", "close"]
NEEDS = {
    VisitStatus.TEAM: "team",
    VisitStatus.ON_THE_WAY: "depart",
    VisitStatus.VISITED: "visited",
    VisitStatus.REFERRED: "refer",
    VisitStatus.CLOSED: "close",
    VisitStatus.CANCELLED: "cancel",
    VisitStatus.HANDED_OVER: "hand_over_119",
}
steps = st.lists(
    st.tuples(st.integers(0, 8), st.none() | st.sets(st.sampled_from(RedFlag), max_size=1)), min_size=5, max_size=20
)


def walked(wanted):
    """All (status before, flags, verb, status after) of a walk that takes one of the possible verbs at each step."""
    status, flags, trail = VisitStatus.REPORTED, frozenset(), []
    for number, told in wanted:
        if not (possible := possible_verbs(status, flags)):
            break
        verb = possible[number % len(possible)]
        after = status_after(status, verb)
        trail.append((status, flags, verb, after))
        status = after
        flags = frozenset(told) if told is not None and verb in ("triage", "edit") else flags
    return trail


def test_the_road_of_a_visit():
    status, seen = VisitStatus.REPORTED, []
    for verb in ROAD:
        assert objection(status, (), verb) is None
        status = status_after(status, verb)
        seen.append(status.value)
    assert seen == ["ditriase", "tim_ditunjuk", "di_jalan", "dikunjungi", "dirujuk", "selesai"]


@settings(max_examples=200)
@given(steps)
def test_a_step_is_reached_only_by_its_verb_and_after_the_steps_before(wanted):
    done = []
    for _, _, verb, after in walked(wanted):
        done.append(verb)
        if after in NEEDS:
            assert NEEDS[after] in done
        if after in (VisitStatus.VISITED, VisitStatus.REFERRED, VisitStatus.CLOSED):
            assert [verb for verb in ("triage", "team", "depart", "visited") if verb not in done] == []


@settings(max_examples=200)
@given(steps)
def test_what_is_over_stays_over(wanted):
    assert all(before not in ENDED_VISITS for before, *_ in walked(wanted))


@settings(max_examples=200)
@given(steps)
def test_a_red_flag_never_gets_a_team_but_can_always_go_to_119(wanted):
    for before, flags, verb, after in walked(wanted):
        if flags:
            assert verb not in ("team", "depart")
            assert before is VisitStatus.REFERRED or "hand_over_119" in possible_verbs(before, flags)
            assert after not in (VisitStatus.TEAM, VisitStatus.ON_THE_WAY) or before is after


def test_in_all_reachable_states_a_red_flag_bars_the_team_and_only_the_team():
    reached, ahead = set(), [(VisitStatus.REPORTED, ())]
    while ahead:
        status, flags = state = ahead.pop()
        if state in reached:
            continue
        reached.add(state)
        verbs, free = set(possible_verbs(status, flags)), set(possible_verbs(status, ()))
        assert verbs == (free - {"team", "depart"} if flags else free)
        for verb in verbs:
            told = [(), (RedFlag.CONVULSIONS,)] if verb in ("triage", "edit") else [flags]
            ahead += [(status_after(status, verb), flags_now) for flags_now in told]
    assert {status for status, _ in reached} == set(VisitStatus)


@settings(max_examples=200)
@given(steps)
def test_a_cancelled_visit_was_not_made(wanted):
    trail = walked(wanted)
    if trail[-1][3] is VisitStatus.CANCELLED:
        assert "visited" not in [verb for _, _, verb, _ in trail]


def test_every_open_status_leads_on_and_every_ended_one_nowhere():
    for status in VisitStatus:
        assert bool(possible_verbs(status, ())) is (status not in ENDED_VISITS)


def test_the_refusal_names_state_and_cure():
    wrong = objection(VisitStatus.REPORTED, (), "team", "12345678")
    assert isinstance(wrong, ImpossibleTransition)
    assert "dilaporkan" in str(wrong)
    assert "Triase" in str(wrong)
    flagged = objection(VisitStatus.TRIAGED, (RedFlag.BREATHLESS,), "team", "12345678")
    assert isinstance(flagged, RedFlagPresent)
    assert "119" in flagged.english
    assert "sesak napas" in str(flagged)


def test_the_ladder_of_hospitals_has_two_rungs():
    first = referred_on("", "rsud-ind")
    assert first == "RSUD-IND"
    second = referred_on(first, "RS Paru Provinsi")
    assert second == "RSUD-IND → RS Paru Provinsi"
    with pytest.raises(ImpossibleTransition):
        referred_on(second, "RS lain")


@pytest.mark.parametrize(("before", "hospital", "error"), [
    ("", "RS Jakarta", UnknownHospital),
    ("", "  ", EmptyText),
    ("RSUD-IND", "\x00", EmptyText),
    ("RSUD-IND", "RSUD-KRK", ImpossibleTransition),
])  # fmt: skip
def test_a_referral_that_skips_a_rung_is_refused(before, hospital, error):
    with pytest.raises(error):
        referred_on(before, hospital)


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_name_of_a_hospital_keeps_the_rungs_apart(name):
    try:
        both = referred_on(regency_hospitals()[0], name)
    except (EmptyText, ImpossibleTransition):
        return
    assert len(both) <= 120
    assert both.count("→") == 1
