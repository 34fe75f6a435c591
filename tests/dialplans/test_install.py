"""Installing into an Asterisk that is there already."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from dialplans.conf import includes
from dialplans.errors import InstallRefused
from dialplans.install import install, notes, plan_install, with_include
from dialplans.instance import write_instance
from dialplans.process import check_ports, running_pid
from tests.dialplans.ami import Ami
from tests.dialplans.conftest import settings_in

HOSTS = ("extensions", "pjsip", "queues", "manager", "musiconhold")


@pytest.fixture
def etc(tmp_path) -> Path:
    """A small PBX's configuration."""
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "asterisk.conf").write_text(
        f"[directories]\nastdatadir => {tmp_path}/data\nastspooldir => {tmp_path}/spool\n"
    )
    (folder / "extensions.conf").write_text(
        "[general]\n[office]\nexten => 10,1,Hangup() ; caf\xe9\n", encoding="latin-1"
    )
    (folder / "manager.conf").write_text("[general]\nenabled = yes\nport = 5038\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "spool").mkdir()
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_planning_writes_nothing(settings, etc):
    before = tree(etc.parent)
    plan = plan_install(settings, etc)
    assert {change.path.name for change in plan.changes} == {f"{p}{n}.conf" for n in HOSTS for p in ("", "iceta-")}
    assert tree(etc.parent) == before


def test_installing_adds_one_line_and_keeps_the_old_version(settings, etc):
    old = (etc / "extensions.conf").read_bytes()
    backup = install(settings, plan_install(settings, etc), etc)
    assert (backup / "extensions.conf").read_bytes() == old
    assert (etc / "extensions.conf").read_bytes() == old + b"\n#include iceta-extensions.conf\n"
    assert (etc / "iceta-manager.conf").stat().st_mode & 0o777 == 0o640
    assert (etc.parent / "data/sounds/id/iceta").readlink() == settings.prompts_folder
    assert (etc.parent / "spool/recording").is_dir()


def test_installing_twice_changes_nothing(settings, etc):
    install(settings, plan_install(settings, etc), etc)
    before = tree(etc)
    again = plan_install(settings, etc)
    assert again.changes == ()
    assert install(settings, again, etc) is None
    assert tree(etc) == before


def test_new_settings_replace_only_the_hotlines_own_file(settings, etc):
    install(settings, plan_install(settings, etc), etc)
    changed = settings.model_copy(update={"ring_s": 33})
    names = {change.path.name for change in plan_install(changed, etc).changes}
    assert names == {"iceta-extensions.conf", "iceta-queues.conf"}


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        ("extensions.conf", "[from-trunk]\n", r"\[from-trunk] in extensions.conf"),
        ("pjsip.conf", "[op1]\ntype = endpoint\n", r"\[op1] in pjsip.conf"),
        ("queues.conf", "[complaints]\n", r"\[complaints] in queues.conf"),
    ],
)
def test_a_name_that_is_taken_is_refused(settings, etc, name, text, taken):
    (etc / "other.conf").write_text(text)
    (etc / name).write_text("#include other.conf\n")
    with pytest.raises(InstallRefused, match=taken):
        plan_install(settings, etc)


def test_a_folder_that_is_no_asterisks_is_refused(settings, tmp_path):
    with pytest.raises(InstallRefused, match=r"no asterisk\.conf"):
        plan_install(settings, tmp_path)


def test_the_include_line_is_recognised_in_every_spelling():
    for line in ('#include "iceta-queues.conf"', "#include <iceta-queues.conf>", "  #tryinclude iceta-queues.conf"):
        assert includes(with_include(line, "queues")) == ["iceta-queues.conf"]


def test_what_the_administrator_must_mend_is_said(settings):
    texts = {"manager": "[general]\nenabled = no\n", "pjsip": ""}
    said = " ".join(notes(settings, texts))
    assert all(word in said for word in ("enabled = yes", "port is 5038", "no transport", "endpoint_identifier_order"))
    good = {
        "manager": f"[general]\nenabled = yes\nport = {settings.ami_port}\n",
        "pjsip": "[global]\ntype=global\nendpoint_identifier_order = username,ip\n[t]\ntype = transport\n",
    }
    assert len(notes(settings, good)) == 2


@pytest.mark.exchange
async def test_an_existing_asterisk_answers_the_hotline_afterwards(home, furnish):
    """An instance without the hotline stands for the PBX; its own settings hold the ports of its interfaces."""
    settings = furnish(settings_in(home))
    etc = write_instance(settings) / "etc"
    for name in HOSTS:
        (etc / f"iceta-{name}.conf").unlink()
        host = etc / f"{name}.conf"
        host.write_text("".join(line for line in host.read_text().splitlines(True) if not line.startswith("#include")))
    install(settings, plan_install(settings, etc), etc)
    check_ports(settings)
    asterisk = [settings.asterisk_folder / "bin/asterisk", "-C", etc / "asterisk.conf"]
    running = subprocess.Popen(
        [*asterisk, "-f"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await asyncio.wait_for(until_answers(settings), 10)
        await asyncio.to_thread(subprocess.run, [*asterisk, "-rx", "core waitfullybooted"], timeout=10)
        async with Ami(settings.ami_port) as ami:
            await ami.log_in(settings.ami_user, settings.ami_secret.get_secret_value())
            await ami.act("Originate", Channel="Local/112@from-trunk", Application="Wait", Data="9", Async="true")
            await ami.event("IcetaFallback")
            await ami.event("QueueCallerJoin", Queue="complaints")
        log = (settings.folder / "log/messages").read_text()
        assert "ERROR" not in log
        assert "WARNING" not in log
    finally:
        running.terminate()
        await asyncio.to_thread(running.wait, 10)
    assert running_pid(settings.folder) is None


async def until_answers(settings) -> None:
    while True:
        try:
            async with Ami(settings.ami_port) as ami:
                await ami.log_in(settings.ami_user, settings.ami_secret.get_secret_value())
                return
        except OSError:
            await asyncio.sleep(0.1)
