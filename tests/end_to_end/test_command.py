"""The `iceta` command as people and scripts use it."""

import contextlib
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest

pytestmark = [pytest.mark.end_to_end, pytest.mark.exchange, pytest.mark.speech, pytest.mark.timeout(240)]


MARK = f"ICETA_STARTED_BY=test-command-{uuid4().hex}"
"""Handed down to every process of a command, so that other tests' exchanges are not taken for its own."""


def iceta(*arguments: str, timeout_s: float = 200.0) -> subprocess.CompletedProcess[str]:
    name, mark = MARK.split("=")
    return subprocess.run(
        [sys.executable, "-m", "iceta", *arguments], capture_output=True, text=True,
        timeout=timeout_s, check=False, stdin=subprocess.DEVNULL, env=os.environ | {name: mark},
    )  # fmt: skip


def left_running() -> set[str]:
    """The processes that a command has left behind, by number and name."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if MARK.encode() in (process / "environ").read_bytes().split(b"\0"):
                found.add(f"{process.name} {(process / 'comm').read_text().strip()}")
    return found


def test_an_ephemeral_sample_call_tells_its_story_in_order_and_leaves_nothing_running():
    done = iceta("sample-call", "--ephemeral", "--json")
    assert done.returncode == 0, done.stderr
    story = [json.loads(line) for line in done.stdout.splitlines()]
    names = [event["event"] for event in story]
    order = ["answered", "choice", "partial", "final", "ticket", "queued", "operator_answered", "hangup"]
    for earlier, later in pairwise(order):
        assert names.index(earlier) < names.index(later)
    assert "prompt" in names
    ticket = next(event for event in story if event["event"] == "ticket")
    assert ticket["category"] == "air"
    assert [event["t"] for event in story] == sorted(event["t"] for event in story)
    assert left_running() == set()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("sample-call", "--keys", "2x"), "--keys"),
        (("sample-call", "--wav", "pyproject.toml"), "WAV PCM"),
        (("transcribe", "tidak-ada.wav"), "tidak-ada.wav"),
        (("replay", "tidak-ada.txt"), "tidak-ada.txt"),
        (("ticket", "show", "12345678"), "12345678"),
    ],
)
def test_bad_input_gets_a_clear_sentence_and_no_traceback(arguments, sentence):
    done = iceta(*arguments)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
