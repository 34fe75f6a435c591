"""INDspeech folders become a manifest of the training speakers, packed or unpacked."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from speech.adaptation.corpus import MANIFEST, read_corpus
from speech.adaptation.errors import CorpusUnusable
from speech.adaptation.indspeech import gather, unpack

SPEAKERS = {"digits": {"train": ["FAL"], "exam": ["MXX"]}, "dialogue": {"train": ["FAL"], "exam": ["MXX"]}}


def sound(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(file, 0.1 * np.random.default_rng(0).standard_normal(8000), 16000)
    return file


def text(file: Path, content: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, "latin-1")
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    digits, dialogue, news = (tmp_path / f"data_indsp_{name}" for name in ("digit_cdsr", "teldialog_svcsr", "news_tts"))
    sound(digits / "speech/test1/FAL_0K1A.wav")
    sound(digits / "speech/test1/MXX_22B.wav")
    text(digits / "text/test1/FAL_0K1A.txt", "|S|\nNOL\nKOSONG\nSATU\n|E|\n")
    sound(dialogue / "speech/train/FAL_U001.wav")
    sound(dialogue / "speech/train/MXX_U001.wav")
    text(dialogue / "text/U001.ANS", "|S|\nSELAMAT\nPAGI\n|E||S|\nHALO\n|E|")
    sound(news / "speech/SPK00_0000/SPK00_F_0001.wav")
    text(news / "text/norm_transcript", "SPK00_F_0001\tREAKSI PRO-KONTRA\nSPK00_F_0002\tTANPA SUARA\n")
    text(tmp_path / "speakers.json", json.dumps(SPEAKERS))
    return tmp_path


def test_only_training_speakers_are_taken_and_texts_are_cleaned(folder):
    assert gather(folder, folder / "speakers.json") == 3
    said = {(one.collection, one.speaker): one.sentence for one in read_corpus(folder)}
    assert said == {
        ("digits", "FAL"): "nol kosong satu",
        ("dialogue", "FAL"): "selamat pagi halo",
        ("news", "SPK00"): "reaksi pro kontra",
    }


def test_the_exam_part_is_another_manifest(folder):
    gather(folder, folder / "speakers.json", "exam")
    lines = [json.loads(line) for line in (folder / MANIFEST).read_text().splitlines()]
    assert {line["speaker"] for line in lines} == {"MXX", "SPK00"}


def test_digits_without_a_text_are_read_off_the_name(folder):
    (folder / "data_indsp_digit_cdsr/text/test1/FAL_0K1A.txt").unlink()
    gather(folder, folder / "speakers.json")
    assert '"nol kosong satu"' in (folder / MANIFEST).read_text()


def test_packed_sound_is_unpacked_once(folder):
    place = folder / "data_indsp_digit_cdsr/speech/test1"
    with zipfile.ZipFile(place / "FAL.zip", "w") as packed:
        packed.write(place / "FAL_0K1A.wav", "FAL/FAL_0K1A.wav")
        packed.write(sound(folder / "FAL_5A.wav"), "../../../FAL_5A.wav")
        packed.writestr("run.sh", "echo")
    (place / "FAL_0K1A.wav").unlink()
    assert unpack(folder / "data_indsp_digit_cdsr") == 2
    assert unpack(folder / "data_indsp_digit_cdsr") == 0
    assert {file.name for file in place.iterdir()} == {"FAL.zip", "FAL_0K1A.wav", "FAL_5A.wav", "MXX_22B.wav"}


def test_a_damaged_archive_is_told(folder):
    (folder / "data_indsp_news_tts/speech/x.zip").write_bytes(b"no archive")
    with pytest.raises(CorpusUnusable, match="fetch it again"):
        gather(folder, folder / "speakers.json")


@pytest.mark.parametrize("content", ["{", "[1]", '{"digits": {"exam": []}}', '{"digits": 5}'])
def test_a_wrong_speaker_list_is_told(folder, content):
    (folder / "speakers.json").write_text(content)
    with pytest.raises(CorpusUnusable, match="speaker list"):
        gather(folder, folder / "speakers.json")


def test_a_folder_without_such_corpora_and_a_list_without_its_speakers_are_told(folder, tmp_path):
    with pytest.raises(CorpusUnusable, match="no subfolder"):
        gather(folder / "data_indsp_news_tts", folder / "speakers.json")
    (folder / "speakers.json").write_text('{"digits": {"train": ["NOBODY"]}}')
    with pytest.raises(CorpusUnusable, match="no sound of the digits speakers"):
        gather(folder, folder / "speakers.json")


def test_news_without_its_transcript_are_told(folder):
    (folder / "data_indsp_news_tts/text/norm_transcript").unlink()
    with pytest.raises(CorpusUnusable, match="norm_transcript"):
        gather(folder, folder / "speakers.json")
