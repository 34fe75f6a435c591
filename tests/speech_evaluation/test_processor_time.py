"""Processor time of other processes, against one whose work is known."""

import subprocess
import sys

import pytest

from speech.evaluation.processor_time import ProcessorTime, used_seconds

WORK = """
import sys, time
def work(seconds):
    began = time.process_time()
    while time.process_time() - began < seconds: pass
work(0.2)
print(flush=True)
sys.stdin.readline()
work(0.5)
print(flush=True)
sys.stdin.readline()
"""


def test_only_work_between_the_notes_counts_and_an_ended_process_keeps_its_last() -> None:
    clock = ProcessorTime()
    with subprocess.Popen([sys.executable, "-c", WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin
        assert worker.stdout
        worker.stdout.readline()
        clock.note([worker.pid])
        assert clock.seconds == 0
        worker.stdin.write(b"\n")
        worker.stdin.flush()
        worker.stdout.readline()
        clock.note([worker.pid])
        worker.stdin.write(b"\n")
    clock.note([worker.pid])
    assert clock.seconds == pytest.approx(0.5, abs=0.1)


def test_an_ended_process_has_no_clock() -> None:
    worker = subprocess.Popen([sys.executable, "-c", ""])
    worker.wait()
    assert used_seconds(worker.pid) is None
