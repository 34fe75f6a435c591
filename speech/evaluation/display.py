"""The reports as people read them: a table, and how sure the recogniser was of its words."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from speech.evaluation.band import Band
from speech.evaluation.calibration import Calibration
from speech.evaluation.confidence_interval import DrawnOver
from speech.evaluation.evaluation import Lateness, Report
from speech.evaluation.invented_words import BELIEVED, KindReport
from speech.evaluation.scoring import WordErrors
from speech.evaluation.sounds_without_words import Kind

LONGEST_BAR = 30
DRAWN = {DrawnOver.SPEAKERS: "penutur", DrawnOver.SENTENCES: "kalimat, karena hanya ada satu penutur"}
BANDS = {Band.PLAIN: "8 kHz", Band.TELEPHONE: "8 kHz, G.711 A-law"}
KINDS = {
    Kind.SILENCE: "sunyi",
    Kind.HISS: "desis",
    Kind.RUMBLE: "gemuruh",
    Kind.HUM: "dengung listrik",
    Kind.CRACKLE: "kresek",
    Kind.BUZZ: "gangguan GSM",
    Kind.COMFORT_NOISE: "derau pengisi",
    Kind.CHORDS: "musik",
    Kind.DRUMS: "gendang",
    Kind.KEYS: "nada tombol",
    Kind.RINGBACK: "nada panggil",
    Kind.BUSY: "nada sibuk",
    Kind.ENGINE: "mesin",
    Kind.SIREN: "sirene",
    Kind.CLICKS: "ketukan",
    Kind.COUGHS: "batuk",
}


def report_table(report: Report) -> Table:
    """Make a table of two columns: what was measured, and its value."""
    table = Table("Ukuran", "Nilai", box=SIMPLE_HEAD)
    for name, value in _rows(report):
        table.add_row(Text(name), Text(value))
    return table


def histogram(calibration: Calibration) -> str:
    """Draw how many words were heard with each confidence, and what share of them was right, as plain text."""
    most = max(one.words for one in calibration.bins)
    lines = ["keyakinan   kata  benar"]
    for one in calibration.bins:
        right = "     –" if one.share_right is None else f"{one.share_right:6.0%}"
        bar = "█" * -(-one.words * LONGEST_BAR // most)
        lines.append(f"{one.low:.1f}–{one.high:.1f}  {one.words:7} {right}  {bar}".rstrip())
    return "\n".join(lines)


def kinds_table(reports: Sequence[KindReport]) -> Table:
    """Make a table of the words that were invented in each kind of sound."""
    believed = f"dipercaya (≥ {BELIEVED:.0%})"
    table = Table("Bunyi", "menit", "kata", "kata/menit", believed, "terlewat", "paling yakin", box=SIMPLE_HEAD)
    for one in reports:
        counts = (f"{one.invented.minutes:.1f}", f"{one.invented.words}", f"{one.invented.per_minute:.1f}")
        best = f'"{one.most_certain}" {one.confidence:.0%}' if one.most_certain else "–"
        table.add_row(KINDS[one.kind], *counts, f"{one.believed_words}", f"{one.lost_s:.1f} dtk", Text(best))
    return table


def unknown_phrases(phrases: Sequence[str]) -> str:
    """Name the phrases that could not be expected."""
    return f"tidak dikenal model, jadi tidak diharapkan: {', '.join(phrases)}"


def _rows(report: Report) -> Iterator[tuple[str, str]]:
    yield "suara", f"{report.recordings} rekaman, {report.speed.sound_s:.1f} detik, {BANDS[report.band]}"
    if report.errors:
        yield from _error_rows(report.errors)
    if report.interval:
        bounds = f"{report.interval.low:.1%} sampai {report.interval.high:.1%}"
        yield "selang kepercayaan 95 %", f"{bounds} (bootstrap atas {DRAWN[report.interval.over]})"
    if report.calibration:
        yield "galat kalibrasi (ECE)", f"{report.calibration.expected_error:.3f}"
    if report.invented:
        found = report.invented
        amounts = f"{found.words} kata dalam {found.minutes:.1f} menit, {found.recordings} rekaman"
        yield "kata karangan", f"{found.per_minute:.2f} per menit ({amounts})"
    if report.lateness:
        yield from _lateness_rows(report.lateness)
    yield "waktu prosesor", f"{report.speed.processor:.3f} detik per detik suara"
    yield "waktu jam dinding", f"{report.speed.wall:.3f} detik per detik suara"
    if report.lost_s:
        yield "suara yang terlewat", f"{report.lost_s:.1f} detik"
    if report.unknown_phrases:
        yield "frasa", unknown_phrases(report.unknown_phrases)


def _error_rows(errors: WordErrors) -> Iterator[tuple[str, str]]:
    kinds = f"ganti {errors.substitutions}, sisip {errors.insertions}, hilang {errors.deletions}"
    yield "kata salah (WER)", f"{errors.rate:.1%} ({kinds}, dari {errors.words} kata)"
    yield "kalimat tepat", f"{errors.sentence_accuracy:.1%} ({errors.exact_sentences} dari {errors.sentences})"
    people = errors.by_speaker
    rates = f"terbaik {people.lowest:.1%}, tengah {people.middle:.1%}, terburuk {people.highest:.1%}"
    yield "kata salah per penutur", f"{rates} ({people.speakers} penutur)"


def _lateness_rows(lateness: Lateness) -> Iterator[tuple[str, str]]:
    counts = f"{lateness.words} kata; {lateness.first_in_final} lagi baru tampil di hasil akhir"
    yield "kata tampil setelah ucapan", f"{_seconds(lateness.behind_p50_s, lateness.behind_p95_s)} ({counts})"
    yield "ditambah pengolahan", _seconds(lateness.processing_p50_s, lateness.processing_p95_s)


def _seconds(half: float, most: float) -> str:
    return f"p50 {half:.3f} detik, p95 {most:.3f} detik"
