"""Visits under many hands: random verbs in a real database keep every rule, and of many at once one wins."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from tickets.dokmaru import queries, service
from tickets.dokmaru.errors import RedFlagPresent, WrongMoment
from tickets.dokmaru.transitions import objection, status_after
from tickets.dokmaru.vocabulary import ENDED_VISITS, RedFlag, VisitStatus
from tickets.errors import ImpossibleTransition, StaleVersion
from tickets.model import Actor, Priority, Role

from .patients import import_list, new_visit
from .people import OPERATOR

WALKS = 12
STEPS = 14
VERBS = {
    "edit": lambda tx, visit, chance: service.edit_visit(tx, visit.id, OPERATOR, red_flags=flags(chance)),
    "triage": lambda tx, visit, chance: service.triage_visit(tx, visit.id, OPERATOR, flags(chance)),
    "team": lambda tx, visit, chance: service.appoint_team(tx, visit.id, OPERATOR, "PKM-SLIYEG", "dr. Ani"),
    "depart": lambda tx, visit, chance: service.depart(
        tx, visit.id, OPERATOR, at=visit.updated_at + timedelta(minutes=chance.randint(-9, 9))
    ),
    "visited": lambda tx, visit, chance: service.record_visit(tx, visit.id, OPERATOR, "diperiksa"),
    "refer": lambda tx, visit, chance: service.refer_patient(
        tx, visit.id, OPERATOR, "RS Provinsi" if visit.referred_to else "RSUD-IND"
    ),
    "close": lambda tx, visit, chance: service.close_visit(tx, visit.id, OPERATOR),
    "cancel": lambda tx, visit, chance: service.cancel_visit(tx, visit.id, OPERATOR, "batal"),
    "hand_over_119": lambda tx, visit, chance: service.hand_over_119(tx, visit.id, OPERATOR, "gawat"),
}
ROAD = {
    VisitStatus.REPORTED: "triage",
    VisitStatus.TRIAGED: "team",
    VisitStatus.TEAM: "depart",
    VisitStatus.ON_THE_WAY: "visited",
    VisitStatus.VISITED: "close",
}


def flags(chance):
    return [flag for flag in RedFlag if chance.random() < 0.04]


def chosen(visit, chance):
    """Mostly the next verb of the road, else any."""
    return ROAD.get(visit.status, "refer") if chance.random() < 0.7 else chance.choice(sorted(VERBS))


def step(tx, visit, verb, chance):
    try:
        after = VERBS[verb](tx, visit, chance)
    except WrongMoment:
        return queries.visit_facts(tx, visit.id)
    except (ImpossibleTransition, RedFlagPresent):
        assert objection(visit.status, visit.red_flags, verb) is not None or visit.referred_to.count("→") == 1
        return queries.visit_facts(tx, visit.id)
    assert after.status is status_after(visit.status, verb)
    return after


def check(visit):
    moments = [visit.created_at, visit.triaged_at, visit.team_at, visit.on_the_way_at, visit.visited_at]
    moments += [visit.referred_at, visit.closed_at]
    happened = [moment for moment in moments if moment is not None]
    assert happened == sorted(happened)
    assert (visit.closed_at is not None) is (visit.status in ENDED_VISITS)
    assert (visit.visited_at is None) or visit.on_the_way_at is not None
    assert (visit.referred_at is None) is (visit.referred_to == "")
    assert not visit.red_flags or visit.priority is Priority.EMERGENCY
    assert bool(visit.team) is (visit.team_at is not None)


def test_random_verbs_keep_every_rule(tx, clock):
    import_list(tx)
    reached = set()
    for seed in range(WALKS):
        chance = random.Random(seed)
        visit = service.open_visit(tx, new_visit(), OPERATOR)
        for _ in range(STEPS):
            clock.now += timedelta(minutes=chance.randint(0, 5))
            visit = step(tx, visit, chosen(visit, chance), chance)
            check(visit)
            reached.add(visit.status)
    assert {VisitStatus.CLOSED, VisitStatus.HANDED_OVER, VisitStatus.CANCELLED} <= reached


def test_of_eight_who_decide_at_once_one_wins(database):
    with database.transaction() as tx:
        visit = service.open_visit(tx, new_visit(), OPERATOR)

    def decide(number):
        actor = Actor(f"op{number}", Role.OPERATOR)
        try:
            with database.transaction() as tx:
                service.cancel_visit(tx, visit.id, actor, actor.name, version=visit.version)
        except StaleVersion as stale:
            return stale.changed_by
        return actor.name

    with ThreadPoolExecutor(8) as deciders:
        told = set(deciders.map(decide, range(8)))
    with database.reading() as tx:
        assert told == {queries.visit_facts(tx, visit.id).result}
