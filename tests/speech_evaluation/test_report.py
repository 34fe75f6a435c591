"""The report puts together what was said and what was heard, in numbers that add up and in words that can be read."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from speech.evaluation.band import Band
from speech.evaluation.display import KINDS, histogram, kinds_table, report_table
from speech.evaluation.evaluation import Invented, Report, report
from speech.evaluation.invented_words import KindReport
from speech.evaluation.manifest import Recording
from speech.evaluation.recognition import Heard, Run
from speech.evaluation.showing import Shown
from speech.evaluation.sounds_without_words import Kind
from speech.recogniser import Final, Word


def said(text: str, speaker: str = "A") -> Recording:
    return Recording(Path("x.wav"), tuple(text.split()), speaker, 3.0)


def heard(*words: tuple[str, float], shown: tuple[Shown, ...] = (), seconds: float = 3.0) -> Heard:
    spoken = tuple(Word(text, confidence, 0.5, 1.0) for text, confidence in words)
    finals = [Final(" ".join(word.text for word in spoken), spoken, 0.9, 0.5, 1.0)] if spoken else []
    return Heard(finals, list(shown), seconds)


def example(unknown: tuple[str, ...] = ()) -> Report:
    recordings = [said("air mati lagi"), said("lampu jalan rusak", "B"), said(""), said("satu", "B")]
    results = (
        heard(("air", 0.9), ("mati", 0.8), shown=(Shown(0.2, 0.01), Shown(0.4, 0.03))),
        heard(("lampu", 1.0), ("jalan", 1.0), ("rusak", 1.0)),
        heard(("dua", 0.4), ("dua", 0.4), seconds=30.0),
        heard(("satu-satu", 0.6)),
    )
    return report(recordings, Run(results, 3.9, 1.95), Band.TELEPHONE, unknown)


def printed(table: object) -> str:
    console = Console(width=120, record=True, file=Path("/dev/null").open("w"))  # noqa: SIM115
    console.print(table)
    console.file.close()
    return console.export_text()


def test_errors_and_confidence_are_counted_word_by_word() -> None:
    found = example()
    assert found.errors
    assert (found.errors.words, found.errors.deletions, found.errors.insertions, found.errors.substitutions) == (
        7, 1, 1, 0)  # fmt: skip
    assert (found.errors.sentences, found.errors.exact_sentences) == (3, 1)
    assert (found.errors.by_speaker.lowest, found.errors.by_speaker.highest) == (0.25, 1 / 3)
    assert found.calibration
    assert [one.words for one in found.calibration.bins] == [0, 0, 0, 0, 2, 0, 2, 0, 1, 4]
    assert found.calibration.bins[4].share_right == 0
    assert found.calibration.bins[6].share_right == 0.5


def test_words_in_recordings_without_words_are_invented_and_no_part_of_the_error_rate() -> None:
    found = example()
    assert found.invented == Invented(recordings=1, minutes=0.5, words=2)
    assert found.invented.per_minute == 4


def test_speed_and_lateness_are_per_second_of_sound() -> None:
    found = example()
    assert (found.speed.sound_s, found.speed.processor, found.speed.wall) == (
        39,
        pytest.approx(0.1),
        pytest.approx(0.05),
    )
    assert found.lateness
    assert (found.lateness.words, found.lateness.first_in_final) == (2, 6)
    assert found.lateness.behind_p50_s == pytest.approx(0.3)
    assert found.lateness.behind_p95_s == pytest.approx(0.39)
    assert found.lateness.processing_p50_s == pytest.approx(0.02)


def test_where_nothing_was_said_or_heard_there_is_no_rate() -> None:
    found = report([said("")], Run((heard(),), 0.1, 0.1), Band.PLAIN)
    assert (found.errors, found.interval, found.calibration, found.lateness) == (None, None, None, None)
    assert found.invented
    assert found.invented.per_minute == 0
    json.dumps(found.as_dict(), allow_nan=False)
    assert "kata salah" not in printed(report_table(found))


def test_json_has_the_rates_too() -> None:
    plain = json.loads(json.dumps(example(("kuda nil",)).as_dict(), allow_nan=False))
    assert plain["errors"]["rate"] == pytest.approx(2 / 7)
    assert plain["errors"]["sentence_accuracy"] == pytest.approx(1 / 3)
    assert plain["invented"]["per_minute"] == 4
    assert plain["interval"]["over"] == "speakers"
    assert (plain["band"], plain["unknown_phrases"]) == ("8k", ["kuda nil"])


def test_the_table_says_everything() -> None:
    text = printed(report_table(example(("[red]kuda nil",))))
    for part in (
        "28.6% (ganti 0, sisip 1, hilang 1, dari 7 kata)",
        "33.3% (1 dari 3)",
        "terbaik 25.0%, tengah 29.2%, terburuk 33.3% (2 penutur)",
        "(bootstrap atas penutur)",
        "p50 0.300 detik, p95 0.390 detik",
        "6 lagi baru tampil di hasil akhir",
        "4.00 per menit (2 kata dalam 0.5 menit, 1 rekaman)",
        "0.100 detik per detik suara",
        "8 kHz, G.711 A-law",
        "tidak diharapkan: [red]kuda nil",
    ):
        assert part in text
    one_speaker = report([said("air"), said("mati")], Run((heard(), heard()), 1, 1), Band.PLAIN)
    assert "atas kalimat, karena hanya ada satu penutur" in printed(report_table(one_speaker))


def test_the_histogram_has_a_bar_for_each_bin_in_proportion() -> None:
    found = example().calibration
    assert found
    lines = histogram(found).splitlines()[1:]
    assert len(lines) == 10
    assert lines[0] == "0.0–0.1        0      –"
    assert lines[6].split() == ["0.6–0.7", "2", "50%", "█" * 15]
    assert lines[9].count("█") == 30


def test_kinds_are_listed_with_their_names() -> None:
    reports = [KindReport(Kind.CHORDS, Invented(4, 2.0, 7), 3, "nol nol", 0.86, 1.5)]
    reports += [KindReport(kind, Invented(4, 2.0, 0), 0, "", 0.0, 0.0) for kind in Kind if kind is not Kind.CHORDS]
    text = printed(kinds_table(reports))
    assert set(KINDS) == set(Kind)
    assert all(name in text for name in KINDS.values())
    assert '"nol nol" 86%' in text
    assert "3.5" in text
    assert "1.5 dtk" in text
