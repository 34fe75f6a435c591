"""The linter finds planted faults, at their line, and nothing else."""

from pathlib import Path

import pytest

from dialplans.instance import write_private
from dialplans.lint import lint
from dialplans.render import render_parts
from tests.dialplans.test_settings import make


@pytest.fixture
def folder(tmp_path) -> Path:
    for name, text in render_parts(make(), Path("/srv/music")).items():
        write_private(tmp_path / name, text)
    return tmp_path


def plant(folder: Path, lines: str, name: str = "iceta-extensions.conf") -> int:
    """Add lines at the end; returns the number of the first."""
    path = folder / name
    text = path.read_text()
    path.write_text(text + lines + "\n")
    return len(text.splitlines()) + 1


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("Goto(nowhere,s,1)", "leads nowhere"),
        ("Goto(queue,s,77)", "leads nowhere"),
        ("GotoIf($[1 = 2]?queue,s,1:missing)", "'missing' leads nowhere"),
        ("ExecIf($[1 = 1]?Goto(gone,s,1))", "leads nowhere"),
        ("ChannelRedirect(${FOUND},fallback,ghost,1)", "leads nowhere"),
        ("Set(CHANNEL(hangup_handler_push)=nothing,s,1)", "leads nowhere"),
        ("Queue(other)", "queue 'other' is not configured"),
        ("Dial(PJSIP/op9,10)", "endpoint 'op9' is not configured"),
        ("System(echo ${CALLERID(name)})", "comes from outside"),
        ("Record(/tmp/${EXTEN}.wav)", "comes from outside"),
        ("MixMonitor(${ICETA_STEP}.wav)", "comes from outside"),
        ("Set(X=${SHELL(echo ${CALLERID(num)})})", "comes from outside"),
        ("Playbakc(beep)", "Playbakc"),
    ],
)
def test_a_planted_fault_is_found_at_its_line(folder, step, said):
    line = plant(folder, f"[planted]\nexten => 5,1,{step}") + 1
    found = [finding for finding in lint(folder) if finding.line == line]
    assert any(said in finding.message for finding in found), lint(folder)
    assert found[0].file.endswith("iceta-extensions.conf")


def test_a_duplicate_priority_is_found(folder):
    line = plant(folder, "[planted]\nexten => 5,1,NoOp(a)\nexten => 5,1,NoOp(b)") + 2
    assert line in {finding.line for finding in lint(folder)}


def test_a_queue_member_without_a_telephone_is_found(folder):
    line = plant(folder, "member => PJSIP/op44,0,x", "iceta-queues.conf")
    assert [(finding.line, "op44" in finding.message) for finding in lint(folder)] == [(line, True)]


def test_missing_prompts_are_found(folder, tmp_path):
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    (prompts / "fallback.wav").touch()
    said = " ".join(finding.message for finding in lint(folder, prompts))
    assert "'fallback'" not in said
    assert all(f"'{name}'" in said for name in ("leave_message", "goodbye", "please_wait"))


@pytest.mark.parametrize(
    "lines",
    [
        "exten => 5,1,Record(${ASTSPOOLDIR}/${FILTER(0-9,${EXTEN})}.wav)",
        "exten => 5,1,Set(NAME=${FILTER(a-z,${CALLERID(name)})})\n same => n,MixMonitor(${ASTSPOOLDIR}/${NAME}.wav)",
        "exten => 5,1,AudioSocket(${FILTER(0-9a-f-,${ID})},127.0.0.1:9092)",
        "exten => _5X,1,NoOp()\n same => n(here),Goto(here)\nexten => 7,1,Goto(52,here)",
    ],
)
def test_what_is_right_is_left_alone(folder, lines):
    plant(folder, f"[planted]\n{lines}")
    assert lint(folder) == []


def test_an_empty_folder_says_so(tmp_path):
    (found,) = lint(tmp_path)
    assert "no dialplan" in found.message
