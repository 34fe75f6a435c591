"""Learning: the same bytes every time, never worse unawares, and from what people confirmed."""

import json
from dataclasses import replace

import pytest

from tickets import service
from tickets.model import Status
from tickets.schema import TicketTable
from tickets.triage.corrections import confirmed_examples
from tickets.triage.errors import BrokenTriageFile, WorseWeights
from tickets.triage.examples import COLUMNS, Example, folds, in_order, read_examples
from tickets.triage.measuring import old_against_new, summary
from tickets.triage.model import Suggestion
from tickets.triage.replacing import replace_weights
from tickets.triage.training import train
from tickets.triage.weights import LOCAL_NAME, packaged_weights, read_weights, weights_in, weights_text

from .people import OPERATOR, new_ticket

SUBJECTS = ("air/PERUMDAM", "kependudukan/DISDUKCAPIL", "lainnya/PLN")


@pytest.fixture(scope="module")
def few():
    return [e for e in read_examples() if e.subject in SUBJECTS]


@pytest.fixture(scope="module")
def trained(few):
    return train(few)


def spoilt(examples):
    """The same texts with answers that don't belong to them."""
    answers = [(e.category, e.agency) for e in examples]
    return [Example(e.text, *answers[-i], e.type, e.urgency) for i, e in enumerate(examples)]


def test_the_same_examples_give_the_same_bytes(few, trained):
    again = train([*reversed(few), few[0]])
    assert weights_text(again.weights) == weights_text(trained.weights)


def test_it_learns_far_more_than_the_commonest_answer(trained):
    by_target = {line.target: line for line in summary(trained.outcomes)}
    assert by_target["agency"].accuracy > by_target["agency"].commonest + 0.3
    assert by_target["agency"].accuracy == pytest.approx(trained.weights.accuracy["agency"])
    assert by_target["agency"].among_three >= by_target["agency"].accuracy


def test_what_is_written_is_read_back(trained, tmp_path):
    file = tmp_path / LOCAL_NAME
    file.write_text(weights_text(trained.weights), encoding="utf-8")
    assert weights_text(read_weights(file)) == weights_text(trained.weights)
    assert weights_in(tmp_path).name == trained.weights.name
    assert weights_in(tmp_path / "nowhere") is packaged_weights()


def test_worse_weights_replace_none(few, trained, tmp_path):
    file = tmp_path / "w.json"
    file.write_text(weights_text(trained.weights), encoding="utf-8")
    before = file.read_bytes()
    worse = train(spoilt(few))
    with pytest.raises(WorseWeights, match="--force"):
        replace_weights(file, worse.weights, tuple(_as_if_wrong(trained)), force=False)
    assert file.read_bytes() == before
    replace_weights(file, worse.weights, trained.outcomes, force=True)
    assert read_weights(file).name == worse.weights.name


def _as_if_wrong(trained):
    for outcome in trained.outcomes:
        yield replace(outcome, proposed={target: Suggestion() for target in outcome.proposed})


def test_having_seen_an_example_is_no_advantage(trained):
    old, new = old_against_new(trained.weights, trained.outcomes)
    assert old == new < 1


@pytest.mark.parametrize("damage", ["not json", '{"format": 1}', '{"format": 99}'])
def test_damaged_weights_are_told(tmp_path, damage):
    file = tmp_path / LOCAL_NAME
    file.write_text(damage, encoding="utf-8")
    with pytest.raises(BrokenTriageFile, match="triage-train"):
        weights_in(tmp_path)


def test_weights_for_an_agency_that_is_gone_are_told(trained, tmp_path):
    content = json.loads(weights_text(trained.weights))
    content["models"]["subject"]["answers"][0] = "air/PDAM-LAMA"
    (tmp_path / LOCAL_NAME).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BrokenTriageFile, match="PDAM-LAMA"):
        weights_in(tmp_path)


@pytest.mark.parametrize(
    ("line", "reason"),
    [("air mati,air,NASA,,", "NASA"), (",air,PERUMDAM,,", "empty"), ("air mati,air,PERUMDAM,besar,", "besar")],
)
def test_a_bad_line_is_named(tmp_path, line, reason):
    file = tmp_path / "contoh.csv"
    file.write_text(f"{','.join(COLUMNS)}\n{line}\n", encoding="utf-8")
    with pytest.raises(BrokenTriageFile, match="2") as caught:
        read_examples(file)
    assert reason in caught.value.english or reason in str(caught.value)


def test_folds_are_even_within_each_subject():
    examples = in_order(read_examples())
    found = folds(examples, 5)
    for subject in {e.subject for e in examples}:
        counts = [sum(f == n and e.subject == subject for f, e in zip(found, examples, strict=True)) for n in range(5)]
        assert max(counts) - min(counts) <= 1


def test_the_packaged_examples_are_many_and_whole():
    examples = read_examples()
    assert len(set(examples)) == len(examples) >= 1500
    assert len({e.text for e in examples}) == len(examples)
    assert all(e.type and e.urgency for e in examples)


def test_only_what_people_confirmed_is_learned_from(tx):
    def opened(text, **facts):
        ticket = service.open_ticket(tx, new_ticket(description=text, category="air", **facts), OPERATOR)
        return service.assign(tx, ticket.id, "PERUMDAM", OPERATOR)

    opened("air ledeng  mati sejak\nsubuh")
    opened("air keruh rahasia sekali", confidential=True)
    opened("mati")
    duplicate = opened("air mati di gang yang sama")
    tx.get(TicketTable, duplicate.id).status = Status.DUPLICATE.value
    service.open_ticket(tx, new_ticket(description="belum ada yang memastikan ini"), OPERATOR)
    tx.flush()
    (only,) = confirmed_examples(tx)
    assert (only.text, only.subject, only.urgency) == ("air ledeng mati sejak subuh", "air/PERUMDAM", "biasa")
