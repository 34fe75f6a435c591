"""The model card: a Markdown file beside adapted weights that says where they come from and what they are good for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from speech.adaptation.corpus import Utterance, grouped
from speech.adaptation.recipe import Recipe
from speech.adaptation.report import WordErrors
from speech.adaptation.training_run import Outcome

FEW_SPEAKERS = 3
FEW_SENTENCES = 200
WORST_SHOWN = 10
LICENCE_NAMES = ("LICENCE*", "LICENSE*")
NO_LICENCE = "not named in the sound's folder: ask before passing the weights on"


@dataclass(frozen=True)
class CardFacts:
    """What a card is written from: the weights' file, what they started from, the sound's licence, and the figures."""

    weights: Path
    start: str
    licence: str
    recipe: Recipe
    outcome: Outcome
    errors: WordErrors | None
    written_on: str


def licence_of(folder: Path) -> str:
    """The first line of each licence file in the sound's folder or its subfolders, without repetition."""
    found: dict[str, None] = {}
    for pattern in LICENCE_NAMES:
        for file in sorted([*folder.glob(pattern), *folder.glob(f"*/{pattern}")]):
            lines = [line.strip("# \t") for line in file.read_text("utf-8", "replace").splitlines()]
            first = next((line for line in lines if line), "")
            if first:
                found[first] = None
    return "; ".join(found) or NO_LICENCE


def write_card(file: Path, facts: CardFacts) -> None:
    """Write the card, beside it first and then renamed."""
    part = file.with_name(file.name + ".part")
    part.write_text(card(facts), "utf-8")
    part.replace(file)


def card(facts: CardFacts) -> str:
    """The whole card."""
    sections = [
        f"# {facts.weights.name}: acoustic model weights",
        _table(("", ""), _origin(facts)),
        "## How well it hears",
        "Objective: log likelihood per 30 ms by which the right words lead over any phones; higher is better. Held-out "
        "sound over a simulated clean telephone line (8 kHz, A-law).",
        _table(("set", "what is new", "sentences", "before", "after"), _objectives(facts.outcome)),
        _errors_text(facts.errors),
        "## What it gets wrong",
        "\n".join(f"- {line}" for line in known_failures(facts.outcome, facts.errors)),
    ]
    return "\n\n".join(sections) + "\n"


def known_failures(outcome: Outcome, errors: WordErrors | None) -> list[str]:
    """What the figures and the corpus show to be weak."""
    lines = []
    if not outcome.complete:
        standing = outcome.standing
        lines.append(f"Training was cut off at step {standing.step} of {standing.steps}.")
    for name, members in _sets(outcome.corpus.training).items():
        speakers, sentences = {one.speaker for one in members}, {one.sentence for one in members}
        if len(speakers) <= FEW_SPEAKERS:
            lines.append(f"{name}: {len(speakers)} speaker(s) in training; says nothing about how others are heard.")
        if len(sentences) < FEW_SENTENCES:
            lines.append(f"{name}: only {len(sentences)} different sentences; it may know them by heart.")
    if not outcome.corpus.held_out:
        lines.append("Nothing could be held out: there are no honest figures.")
    if outcome.skipped:
        lines.append(f"{outcome.skipped} times a sentence was too short for its words and taught nothing.")
    if errors and errors.confusions:
        pairs = ", ".join(f"{said} → {heard} ({times})" for said, heard, times in errors.confusions)
        lines.append(f"Most frequent confusions: {pairs}.")
    lines.append("The telephone lines in training were simulated: real noise, loss and handsets may differ.")
    return lines


def _origin(facts: CardFacts) -> list[tuple[str, ...]]:
    standing, recipe = facts.outcome.standing, facts.recipe
    data = "; ".join(_describe(name, members) for name, members in _sets(facts.outcome.corpus.training).items())
    return [
        ("What", "nnet3 TDNN-F acoustic model of Kaldi, as Vosk reads it"),
        ("Started from", facts.start),
        ("Adapted on", data),
        ("Licence of the sound", facts.licence),
        (
            "Training",
            f"LF-MMI, {standing.step} of {standing.steps} steps of {recipe.batch} sentences ({recipe.epochs} epochs), "
            f"learning rate {recipe.rate:g}, seed {recipe.seed}",
        ),
        ("Written on", facts.written_on),
    ]


def _describe(name: str, members: Sequence[Utterance]) -> str:
    minutes = sum(one.seconds for one in members) / 60
    return f"{name}: {len(members)} sentences, {minutes:.0f} min, {len({one.speaker for one in members})} speaker(s)"


def _objectives(outcome: Outcome) -> list[tuple[str, ...]]:
    return [
        (before.collection, before.part, str(before.sentences), f"{before.objective:.3f}", f"{after.objective:.3f}")
        for before, after in zip(outcome.before, outcome.after, strict=True)
    ]


def _errors_text(errors: WordErrors | None) -> str:
    if errors is None:
        return "Word errors were not measured: no recognition model was built yet."
    rows = [
        (one.speaker, str(one.sentences), str(one.words), f"{100 * one.rate:.1f}")
        for one in errors.speakers[:WORST_SHOWN]
    ]
    heading = f"Word errors with the open language model: {100 * errors.rate:.1f} %; held-out speakers, worst first:"
    return f"{heading}\n\n{_table(('speaker', 'sentences', 'words', 'errors in %'), rows)}"


def _sets(utterances: Iterable[Utterance]) -> dict[str, list[Utterance]]:
    return dict(sorted(grouped(utterances, lambda one: one.collection).items()))


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
