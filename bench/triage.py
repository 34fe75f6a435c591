"""How fast triage proposes, beside scikit-learn's own pipeline on the same task; `python -m bench.triage`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from tickets.triage import triage
from tickets.triage.examples import HELD_OUT, Example, folds, in_order, read_examples
from tickets.triage.measuring import accuracy, evaluate
from tickets.triage.training import FOLDS
from tickets.triage.weights import packaged_weights

HUGE = "halo air mati di desa sukra kecamatan sukra " * 25_000


def main() -> None:
    """Measure and print."""
    learned, unseen = in_order(read_examples()), read_examples(HELD_OUT)
    peer = the_peer(learned)
    results = evaluate(unseen, packaged_weights())
    table = Table(
        "measured", "triage", "scikit-learn pipeline", "should reach", title=f"{len(unseen)} unseen complaints"
    )
    table.add_row(
        "a complaint, median",
        ms(middle(unseen, triage)) + " (all five questions)",
        ms(middle(unseen, lambda text: peer.predict_proba([text]))) + " (agency only)",
        "≤ 5 ms",
    )
    table.add_row("agency right", f"{accuracy(results, 'agency'):.1%}", f"{right(peer, unseen):.1%}", "")
    table.add_row(
        f"agency right, five-fold on {len(learned)} examples",
        f"{packaged_weights().accuracy['agency']:.1%}",
        f"{cross_validated(learned):.1%}",
        "better than its peer",
    )
    table.add_row("a text of 1 MB", ms(took(lambda: triage(HUGE))), "-", "≤ 1 s")
    table.add_row("import and first proposal, without numpy's", ms(first()), "-", "≤ 100 ms for the import")
    Console(width=120).print(table)


def the_peer(learned: list[Example]):
    """TF-IDF of words and pieces with logistic regression, as one writes it with scikit-learn."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=4)
    model = make_pipeline(make_union(words, pieces), LogisticRegression(C=10, max_iter=1000))
    return model.fit([e.text for e in learned], [e.agency for e in learned])


def right(peer, unseen: list[Example]) -> float:
    """The share of agencies that the peer gets right."""
    return sum(peer.predict([e.text for e in unseen]) == [e.agency for e in unseen]) / len(unseen)


def cross_validated(examples: list[Example]) -> float:
    """What the peer reaches in the same folds that the packaged weights were measured in."""
    fold_of = folds(examples, FOLDS)
    hits = 0.0
    for fold in range(FOLDS):
        unseen = [e for e, f in zip(examples, fold_of, strict=True) if f == fold]
        learned = [e for e, f in zip(examples, fold_of, strict=True) if f != fold]
        hits += right(the_peer(learned), unseen) * len(unseen)
    return hits / len(examples)


def middle(unseen: list[Example], ask: Callable[[str], object]) -> float:
    """Seconds for one complaint, the median over all."""
    ask(unseen[0].text)
    return statistics.median(took(lambda text=e.text: ask(text)) for e in unseen)


def took(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def first() -> float:
    """Seconds in a fresh process from importing triage to its first proposal, once numpy is there."""
    code = (
        "import numpy, time; t = time.perf_counter(); from tickets.triage import triage; triage('air mati'); "
        "print(time.perf_counter() - t)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def ms(seconds: float) -> str:
    """The time for people."""
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
