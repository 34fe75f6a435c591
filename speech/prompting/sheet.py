"""The pronunciation sheet: one static page with every word and prompt, for a native speaker to print and tick."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from speech.indonesian.pronunciation import WORD
from speech.prompting.index import Source
from speech.prompting.levels import PromptState
from speech.prompting.report import Sounded
from speech.prompting.sounding import Sounding, Verdict

STYLE = """
body { font: 11pt/1.35 "DejaVu Sans", sans-serif; margin: 1.5em; color: #111; background: #fff; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 1.6em; }
table { border-collapse: collapse; width: 100%; } thead { display: table-header-group; }
th, td { border: 1px solid #999; padding: .2em .5em; text-align: left; vertical-align: top; }
th { background: #eee; } tr { break-inside: avoid; }
code { font-family: "DejaVu Sans Mono", monospace; white-space: pre-wrap; }
.number { text-align: right; white-space: nowrap; } .tick { width: 4em; text-align: center; font-size: 1.3em; }
.doubt td:first-child { font-weight: bold; }
@media print { body { margin: 0; font-size: 9pt; } @page { size: A4; margin: 14mm; } }
"""
LEGEND = (
    "<p><code>@</code> e-pepet (emas) · <code>E</code>, <code>e</code> e-taling (ekor) · <code>'</code> tekanan utama "
    "sebelum vokal · <code>,</code> tekanan kedua · <code>N</code> ng · <code>n^</code> ny · <code>tS</code> c · "
    "<code>dZ</code> j · <code>R</code>, <code>R2</code> r · <code>_|</code> dua vokal terpisah.</p>"
    "<p>Centang kolom <b>benar?</b>; kalau salah, tuliskan cara mengucapkannya. Kata tebakan didahulukan: belum ada "
    "penutur yang membenarkannya.</p>"
)
MEANING = {
    Verdict.TABLE: "tabel",
    Verdict.RIGHT: "sudah benar",
    Verdict.RULE: "menurut ejaan",
    Verdict.UNKNOWN: "belum diketahui",
}
SPEAKER = {Source.VOICE: "suara mesin", Source.HUMAN: "rekaman", None: "belum ada"}
MOST_PLACES = 4


def sheet(
    sounded: Sounded, prompts: Sequence[PromptState], phonemes: Mapping[str, str], numbers: Mapping[str, int]
) -> str:
    """Return the page as HTML without any outside resource. `phonemes` and `numbers` are by prompt name."""
    places = _places(sounded)
    words = sorted(sounded.words.values(), key=lambda each: (not _doubtful(each), each.word))
    doubts = sum(map(_doubtful, words))
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="id"><head><meta charset="utf-8"><title>Ucapan suara menu I-Ceta</title>',
            f"<style>{STYLE}</style></head><body><h1>Ucapan suara menu I-Ceta</h1>",
            LEGEND,
            f"<h2>Kata ({len(words)}, {doubts} perlu dipastikan dahulu)</h2>",
            _table(
                ("kata", "fonem", "asal", "dalam suara", "benar?"),
                (_word_row(word, places[word.word]) for word in words),
            ),
            f"<h2>Suara ({len(prompts)})</h2>",
            _table(
                ("no.", "nama", "teks", "diucapkan", "fonem", "detik", "LUFS", "oleh", "benar?"),
                (_prompt_row(state, sounded, phonemes, numbers) for state in prompts),
            ),
            "</body></html>\n",
        ]
    )


def _doubtful(word: Sounding) -> bool:
    return word.guess or word.verdict is Verdict.UNKNOWN


def _places(sounded: Sounded) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {word: [] for word in sounded.words}
    for name, said in sounded.spoken.items():
        for word in dict.fromkeys(word.lower() for word in WORD.findall(said)):
            places[word].append(name)
    return places


def _table(heads: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table>"


def _word_row(word: Sounding, names: Sequence[str]) -> str:
    more = f" +{len(names) - MOST_PLACES}" if len(names) > MOST_PLACES else ""
    origin = MEANING[word.verdict] + (" (tebakan)" if word.guess else "")
    cells = [word.word, f"<code>{escape(word.spoken)}</code>", origin, ", ".join(names[:MOST_PLACES]) + more]
    doubt = ' class="doubt"' if _doubtful(word) else ""
    filled = "".join(f"<td>{cell if cell.startswith('<code>') else escape(cell)}</td>" for cell in cells)
    return f'<tr{doubt}>{filled}<td class="tick">☐</td></tr>'


def _prompt_row(state: PromptState, sounded: Sounded, phonemes: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    playable = state.source is not None
    seconds = f"{state.seconds:.1f}" if playable else "–"
    level = f"{state.loudness_lufs:.1f}" if playable else "–"
    return (
        f'<tr><td class="number">{numbers.get(state.name, "")}</td><td>{escape(state.name)}</td>'
        f"<td>{escape(state.text)}</td><td>{escape(sounded.spoken[state.name])}</td>"
        f"<td><code>{escape(phonemes[state.name])}</code></td>"
        f'<td class="number">{seconds}</td><td class="number">{level}</td>'
        f'<td>{SPEAKER[state.source]}</td><td class="tick">☐</td></tr>'
    )
