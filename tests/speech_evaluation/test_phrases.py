"""Phrases from a file: one a line or a JSON list; what the model cannot hear is named, what is no list is refused."""

import json
from pathlib import Path

import pytest

from speech.errors import ModelMissing
from speech.evaluation.errors import PhrasesUnusable
from speech.evaluation.model_files import PARTS, check_parts, known_words
from speech.evaluation.phrases import LARGEST_BYTES, read_phrases

KNOWN = frozenset(["air", "mati", "lampu", "jalan", "anak", "[unk]"])


def phrases_in(tmp_path: Path, content: str | bytes):
    file = tmp_path / "g.txt"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_phrases(file, KNOWN)


def test_one_phrase_a_line_with_comments(tmp_path: Path) -> None:
    found = phrases_in(tmp_path, "# kata\nAir mati.\n\n  # lagi\nanak-anak\nair  MATI\nlampu hijau\n[unk]\n")
    assert found.hearable == ("air mati", "anak anak")
    assert found.unknown == ("lampu hijau",)


def test_a_json_list(tmp_path: Path) -> None:
    found = phrases_in(tmp_path, json.dumps(["Jalan", "[unk]", "", "kuda nil"], indent=1))
    assert (found.hearable, found.unknown) == (("jalan",), ("kuda nil",))


def test_a_list_of_lines_may_begin_with_the_unknown(tmp_path: Path) -> None:
    assert phrases_in(tmp_path, "[unk]\nair\n").hearable == ("air",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "holds no phrase"),
        ("# nothing\n...\n", "holds no phrase"),
        ("[]", "holds no phrase"),
        ('["[unk]"]', "holds no phrase"),
        ('["air", 7]', "must be a JSON list of texts"),
        ('{"air": 1}', "must be a JSON list of texts"),
        ('["air"', "is no JSON list"),
        ("[" * 100_000, "is no JSON list"),
        ("kuda\nnil\n", "the model knows not one of these phrases"),
        (b"\xff\xfe\x00", "is no UTF-8 text"),
        (b"air\n" * (LARGEST_BYTES // 4 + 1), "larger than 512 kB"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(tmp_path: Path, content: str | bytes, reason: str) -> None:
    with pytest.raises(PhrasesUnusable) as refused:
        phrases_in(tmp_path, content)
    assert reason in str(refused.value)
    assert str(refused.value).startswith(f"{tmp_path}/g.txt: ")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(PhrasesUnusable, match=r"none: cannot be read \(No such file"):
        read_phrases(tmp_path / "none", KNOWN)
    with pytest.raises(PhrasesUnusable, match="Is a directory"):
        read_phrases(tmp_path, KNOWN)


def model_in(folder: Path, without: str = "") -> Path:
    for part in PARTS:
        if part != without:
            (folder / part).parent.mkdir(parents=True, exist_ok=True)
            (folder / part).write_text("<eps> 0\nair 1\n")
    return folder


def test_a_whole_model_passes_and_tells_its_words(tmp_path: Path) -> None:
    check_parts(model_in(tmp_path))
    assert known_words(tmp_path) == {"<eps>", "air"}


@pytest.mark.parametrize("part", PARTS)
def test_each_missing_part_of_a_model_is_named_with_the_cure(tmp_path: Path, part: str) -> None:
    with pytest.raises(ModelMissing, match="iceta model build") as refused:
        check_parts(model_in(tmp_path, without=part))
    assert part in str(refused.value) or part == "am/final.mdl"


def test_a_damaged_list_of_words_is_named(tmp_path: Path) -> None:
    (model_in(tmp_path) / "graph/words.txt").write_bytes(b"\xff\xff")
    with pytest.raises(ModelMissing, match=r"words.txt is damaged"):
        known_words(tmp_path)


@pytest.mark.speech
def test_the_built_model_is_whole(model: Path) -> None:
    check_parts(model)
    assert {"satu", "air", "[unk]"} <= known_words(model)
