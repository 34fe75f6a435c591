"""Turns fetched folders of the INDspeech corpora into a manifest: connected digits, telephone dialogue, news."""

import json
import re
import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from speech.adaptation.corpus import MANIFEST
from speech.adaptation.errors import CorpusUnusable

DIGITS = {
    "0": "nol", "K": "kosong", "1": "satu", "2": "dua", "3": "tiga", "4": "empat",
    "5": "lima", "6": "enam", "7": "tujuh", "8": "delapan", "9": "sembilan",
}  # fmt: skip
# The set each corpus becomes, by how its folder's name ends.
CORPORA = {"digit_cdsr": "digits", "teldialog_svcsr": "dialogue", "news_tts": "news"}
DIGIT_NAME = re.compile(r"([A-Z]+)_([0-9K]+)[A-Z]")
DIALOGUE_NAME = re.compile(r"([A-Z]+)_(U\d+)")
NEWS_NAME = re.compile(r"(SPK\d+)_.+")
LARGEST_MEMBER = 50_000_000
UNPACKED_KINDS = frozenset({".wav", ".txt", ".ans"})
ENCODING = "latin-1"


@dataclass(frozen=True)
class Line:
    """One line of the manifest; `audio` is relative to the folder it lies in."""

    audio: str
    text: str
    speaker: str
    set: str


def gather(folder: Path, speakers: Path, part: str = "train") -> int:
    """Write `folder`/manifest.jsonl for the INDspeech corpora in the folder's subfolders; returns its lines.

    Zip archives are unpacked beside themselves. `speakers` is a JSON file {set: {part: [speaker, …]}}: only those of
    `part` are taken; a set that it does not name is taken whole. Raises CorpusUnusable.
    """
    allowed = _read_speakers(speakers, part)
    lines: list[Line] = []
    for corpus, name in sorted(_corpora(folder).items()):
        unpack(corpus)
        kept = allowed.get(name)
        found = [line for line in _lines(corpus, name, folder) if kept is None or line.speaker in kept]
        if not found:
            raise CorpusUnusable(corpus, [f"no sound of the {name} speakers in {speakers.name}, part {part!r}"])
        lines += found
    if not lines:
        raise CorpusUnusable(folder, [f"no subfolder's name ends in {', '.join(CORPORA)}"])
    manifest = folder / MANIFEST
    aside = manifest.with_name(f"{MANIFEST}.part")
    aside.write_text("".join(f"{json.dumps(vars(line), ensure_ascii=False)}\n" for line in lines), "utf-8")
    aside.replace(manifest)
    return len(lines)


def unpack(folder: Path) -> int:
    """Unpack every zip archive below the folder beside itself, unless its files are there or deeper; returns new files.

    Only sounds and texts are taken, by their bare names: a path inside an archive is never followed.
    """
    made = 0
    archives = sorted(folder.rglob("*.zip"))
    present = {place: {file.name for file in place.rglob("*")} for place in {archive.parent for archive in archives}}
    for archive in archives:
        try:
            with zipfile.ZipFile(archive) as packed:
                there = present[archive.parent]
                made += sum(_unpack_one(packed, member, archive.parent, there) for member in packed.infolist())
        except (zipfile.BadZipFile, OSError) as error:
            raise CorpusUnusable(archive, [f"cannot be unpacked ({error}): fetch it again"]) from error
    return made


def _unpack_one(packed: zipfile.ZipFile, member: zipfile.ZipInfo, place: Path, there: Container[str]) -> bool:
    name = Path(member.filename.replace("\\", "/")).name
    target = place / name
    if member.is_dir() or target.suffix.lower() not in UNPACKED_KINDS or name in there:
        return False
    if member.file_size > LARGEST_MEMBER:
        raise CorpusUnusable(place, [f"{name} is larger than {LARGEST_MEMBER} bytes: this is no sentence"])
    target.write_bytes(packed.read(member))
    return True


def _corpora(folder: Path) -> dict[Path, str]:
    """The corpora among the folder's subfolders, with the name of the set each becomes."""
    if not folder.is_dir():
        raise CorpusUnusable(folder, ["there is no such folder"])
    inside = [one for one in folder.iterdir() if one.is_dir()]
    return {one: name for one in inside for ending, name in CORPORA.items() if one.name.endswith(ending)}


def _read_speakers(file: Path, part: str) -> dict[str, frozenset[str]]:
    try:
        table = json.loads(file.read_text("utf-8"))
        if not isinstance(table, Mapping):
            raise TypeError("no table of sets")
        named = {name: parts[part] for name, parts in table.items() if name in CORPORA.values()}
        return {name: frozenset(map(str, speakers)) for name, speakers in named.items()}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CorpusUnusable(
            file, [f"is no speaker list ({error}): write {{set: {{{part!r}: [speaker, …]}}}} as JSON"]
        ) from error


def _lines(corpus: Path, name: str, folder: Path) -> Iterator[Line]:
    texts = {"digits": _digits, "dialogue": _dialogue, "news": _news}[name](corpus)
    for audio, speaker, text in texts:
        yield Line(str(audio.relative_to(folder)), text.lower(), speaker, name)


def _digits(corpus: Path) -> Iterator[tuple[Path, str, str]]:
    """speech/<part>/FAL_08109A.wav says 08109; a text file of the same name below text/ has the word for each 0."""
    for audio in _sounds(corpus):
        named = DIGIT_NAME.fullmatch(audio.stem)
        if named:
            text = corpus / "text" / audio.relative_to(corpus / "speech").with_suffix(".txt")
            said = _said(text) or " ".join(DIGITS[digit] for digit in named[2])
            yield audio, named[1], said


def _dialogue(corpus: Path) -> Iterator[tuple[Path, str, str]]:
    """speech/<part>/FAL_U001.wav says what text/…/U001.ANS holds."""
    texts = {file.stem: file for file in (corpus / "text").rglob("*.ANS")}
    for audio in _sounds(corpus):
        named = DIALOGUE_NAME.fullmatch(audio.stem)
        if named and named[2] in texts:
            yield audio, named[1], _said(texts[named[2]])


def _news(corpus: Path) -> Iterator[tuple[Path, str, str]]:
    """text/norm_transcript holds name, tab, sentence."""
    transcript = next(corpus.rglob("norm_transcript"), None)
    if transcript is None:
        raise CorpusUnusable(corpus, ["text/norm_transcript is missing: fetch the corpus again"])
    rows = (line.partition("\t") for line in transcript.read_text(ENCODING).splitlines())
    texts = {name: text for name, _, text in rows if text.strip()}
    for audio in _sounds(corpus):
        named = NEWS_NAME.fullmatch(audio.stem)
        if named and audio.stem in texts:
            yield audio, named[1], texts[audio.stem]


def _sounds(corpus: Path) -> Iterable[Path]:
    return sorted((corpus / "speech").rglob("*.wav"))


def _said(text: Path) -> str:
    """The words of a transcript, without the marks of its sentences' ends; empty if there is none."""
    if not text.is_file():
        return ""
    return " ".join(re.sub(r"\|[A-Z]*\|", " ", text.read_text(ENCODING)).split())
