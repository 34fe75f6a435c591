"""One running hotline for all end-to-end tests, and the sounds that callers say."""

from pathlib import Path

import pytest

from speech.prompts import say

from .hotline import Hotline, running_hotline

SAID = {
    "kartu": "kartu keluarga",
    "indramayu": "kecamatan indramayu",
    "paoman": "desa paoman",
    "iya": "iya",
    "keluhan": "Saya mau lapor, air PDAM mati sudah tiga hari.",
    "kebakaran": "Ada kebakaran. Ada kebakaran di rumah tetangga.",
    "operator": "Selamat siang, dengan petugas, ada yang bisa kami bantu? Kami sudah membaca laporan Bapak.",
}


@pytest.fixture(scope="session")
def wavs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("said")
    for name, text in SAID.items():
        say(text, folder / f"{name}.wav")
    return folder


@pytest.fixture(scope="session")
def hotline(wavs: Path) -> Hotline:
    with running_hotline(wavs) as running:
        yield running
