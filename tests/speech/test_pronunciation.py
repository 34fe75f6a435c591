"""The pronunciation table is sound, and holds the words that are known to come out wrong."""

from pathlib import Path

import pytest

from speech.indonesian.pronunciation import PronunciationTableWrong, read_table, spell_letters, table, with_phonemes

KNOWN_WRONG = (
    *("tekan", "cepat", "dengan", "empat", "enam", "sebelas", "setelah", "selesai", "senin", "menit", "kesehatan"),
    *("kependudukan", "belum", "pesan", "penting", "sedang", "setengah", "detik", "segera", "lebih", "tetap"),
    *("persen", "persetujuan", "penerimaan"),
)
RIGHT_ALREADY = ["tidak", "satu", "dua", "tiga", "semua", "petugas"]


@pytest.mark.parametrize("word", KNOWN_WRONG)
def test_words_known_to_come_out_wrong_have_phonemes(word: str) -> None:
    assert with_phonemes(word) == f"[[{table().sounds[word]}]]"
    assert with_phonemes(word.capitalize()) == with_phonemes(word)


@pytest.mark.parametrize("word", RIGHT_ALREADY)
def test_words_that_are_right_are_left_alone(word: str) -> None:
    assert with_phonemes(word) == word


def test_every_entry_has_exactly_one_main_stress() -> None:
    assert [word for word, sounds in table().sounds.items() if sounds.count("'") != 1] == []


def test_abbreviations() -> None:
    assert table().abbreviations["PDAM"] == spell_letters("PDAM") == "pe de a em"


@pytest.mark.parametrize(
    "text",
    [
        '[words]\nTekan = { sounds = "x" }',
        '[words]\ntekan = "x"',
        '[words]\ntekan = { sounds = "[[x]]" }',
        "[words",
    ],
)
def test_a_wrong_table_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "table.toml").write_text(text)
    with pytest.raises(PronunciationTableWrong, match=r"table\.toml"):
        read_table(tmp_path / "table.toml")
