"""Fetching Asterisk: what goes wrong is said, and nothing half-done looks complete."""

import os

import pytest

from dialplans import fetch
from dialplans.apt import PrivateApt
from dialplans.asterisk import private_asterisk
from dialplans.errors import FetchFailed, MirrorUnknown
from dialplans.mirror import Mirror

NOWHERE = Mirror("file:///no/such/archive", "/no/keyring.gpg")


def test_a_dead_archive_is_named_and_leaves_nothing_complete(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "_host_mirror", lambda: NOWHERE)
    seen = []
    with pytest.raises(FetchFailed, match=r"file:///no/such/archive.*try again"):
        fetch.fetch_asterisk(tmp_path / "asterisk", lambda done, total: seen.append((done, total)))
    assert private_asterisk(tmp_path / "asterisk") is None
    assert seen[0] == (0, 100)
    assert (100, 100) not in seen


def test_no_archive_at_all_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "debian_mirror", lambda texts, codename: None)
    with pytest.raises(MirrorUnknown, match="names a Debian archive"):
        fetch.fetch_asterisk(tmp_path / "asterisk")


def test_no_apt_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FetchFailed, match="no apt-get"):
        fetch.fetch_asterisk(tmp_path / "asterisk")


def test_the_private_apt_stays_in_its_folder(tmp_path):
    apt = PrivateApt(tmp_path / "apt")
    apt.prepare(NOWHERE, "forky")
    text = (tmp_path / "apt/apt.conf").read_text()
    assert f'Dir::State "{tmp_path}/apt";' in text
    assert (tmp_path / "apt/sources.list").read_text() == "deb file:///no/such/archive forky main\n"


def test_downloads_of_an_earlier_try_are_kept(tmp_path):
    apt = PrivateApt(tmp_path / "apt")
    apt.prepare(NOWHERE, "forky")
    (tmp_path / "apt/archives/partial/half.deb").write_text("half")
    apt.prepare(NOWHERE, "forky")
    assert (tmp_path / "apt/archives/partial/half.deb").exists()


@pytest.mark.exchange
def test_what_is_there_is_not_fetched_again(asterisk, monkeypatch):
    monkeypatch.setattr(fetch, "_host_mirror", lambda: pytest.fail("went to the archive"))
    assert fetch.fetch_asterisk(asterisk.binary.parents[1]).version == asterisk.version


@pytest.mark.exchange
def test_the_fetched_program_is_a_recent_asterisk(asterisk):
    assert int(asterisk.version.split(".")[0]) >= 20
    assert os.access(asterisk.binary, os.X_OK)
    assert (asterisk.share / "documentation").is_dir()
