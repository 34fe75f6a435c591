"""Writing an instance: once, privately, with sounds a telephone can play."""

import os
import wave

import pytest

from dialplans.asterisk import COMPLETE, find_asterisk, private_asterisk
from dialplans.errors import AsteriskMissing, UnsafeValue
from dialplans.instance import free_ports, new_secrets, run_folder, write_instance, write_private
from dialplans.tones import write_beep, write_music
from tests.dialplans.conftest import settings_in


@pytest.fixture
def fake_program(settings):
    """What `find_asterisk` looks for; nothing here is run."""
    modules = settings.asterisk_folder / "root/usr/lib/x/asterisk/modules"
    modules.mkdir(parents=True)
    (modules / "chan_pjsip.so").touch()
    (settings.asterisk_folder / "root/usr/share/asterisk/documentation").mkdir(parents=True)
    (settings.asterisk_folder / "bin").mkdir()
    (settings.asterisk_folder / "bin/asterisk").touch()
    (settings.asterisk_folder / "root" / COMPLETE).write_text("22.1.0\n")
    return settings


def test_writing_twice_changes_nothing(fake_program):
    folder = write_instance(fake_program)
    before = {path: path.lstat().st_mtime_ns for path in folder.rglob("*") if not path.is_dir()}
    assert write_instance(fake_program) == folder
    assert {path: path.lstat().st_mtime_ns for path in folder.rglob("*") if not path.is_dir()} == before


def test_only_modules_that_are_there_are_loaded(fake_program):
    text = (write_instance(fake_program) / "etc/modules.conf").read_text()
    assert text == "[modules]\nautoload = no\nload = chan_pjsip.so\n"


def test_files_with_secrets_are_the_owners_alone(fake_program):
    folder = write_instance(fake_program)
    assert folder.stat().st_mode & 0o077 == 0
    assert {path.stat().st_mode & 0o777 for path in (folder / "etc").iterdir()} == {0o600}


def test_a_wide_open_old_file_is_closed(tmp_path):
    path = tmp_path / "manager.conf"
    path.write_text("old")
    path.chmod(0o644)
    assert write_private(path, "new")
    assert path.stat().st_mode & 0o777 == 0o600
    assert not write_private(path, "new")


def test_prompts_are_linked(fake_program):
    folder = write_instance(fake_program)
    assert (folder / "data/sounds/id/iceta").resolve() == fake_program.prompts_folder.resolve()


def test_a_deep_home_has_a_short_run_folder(home):
    deep = home / ("d" * 100) / "exchange"
    assert len(os.fsencode(run_folder(deep) / "asterisk.ctl")) <= 100
    assert run_folder(deep) == run_folder(deep)
    assert run_folder(deep) != run_folder(home / ("e" * 100) / "exchange")
    assert run_folder(home / "exchange") == home / "exchange/run"


def test_a_run_folder_that_is_a_link_is_refused(fake_program, tmp_path):
    fake_program.folder.mkdir()
    (fake_program.folder / "run").symlink_to(tmp_path)
    with pytest.raises(UnsafeValue, match="belongs to somebody else"):
        write_instance(fake_program)


def test_without_an_asterisk_the_cure_is_named(settings, monkeypatch):
    monkeypatch.setattr("dialplans.asterisk._system_binaries", lambda: iter(()))
    with pytest.raises(AsteriskMissing, match="iceta exchange fetch"):
        find_asterisk(settings)


def test_an_unfinished_fetch_does_not_count(fake_program):
    assert private_asterisk(fake_program.asterisk_folder).version == "22.1.0"
    (fake_program.asterisk_folder / "root" / COMPLETE).unlink()
    assert private_asterisk(fake_program.asterisk_folder) is None


def test_ports_are_different_and_make_valid_settings(home):
    ports = free_ports()
    assert len({ports.ami_port, ports.ear_port}) == 2
    assert ports.rtp_ports[1] - ports.rtp_ports[0] == 399
    settings_in(home)


def test_secrets_are_fresh_and_typable():
    first, second = new_secrets(3), new_secrets(3)
    assert list(first.phone_passwords) == ["op1", "op2", "op3"]
    assert len({first.ami_secret, second.ami_secret, *first.phone_passwords.values()}) == 5
    assert all(secret.isalnum() for secret in first.phone_passwords.values())


@pytest.mark.parametrize(("write", "shortest_s"), [(write_music, 5), (write_beep, 0.2)])
def test_sounds_are_plain_telephone_sound_and_soft(tmp_path, write, shortest_s):
    path = tmp_path / "x.wav"
    write(path)
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert file.getnframes() / 8000 > shortest_s
        samples = memoryview(file.readframes(file.getnframes())).cast("h")
    assert 1000 < max(samples) < 0.2 * 32767
