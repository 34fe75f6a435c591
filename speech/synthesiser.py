"""Texts to raw voice files by short-lived worker processes, with a deadline, one retry, and typed failures."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from speech import tts_worker
from speech.errors import SynthesisFailed, VoiceMissing

START_DEADLINE_S = 15.0
PER_TEXT_DEADLINE_S = 0.5
LARGEST_BATCH = 100
ATTEMPTS = 2
ERROR_TAIL = 400

log = structlog.get_logger()


@dataclass(frozen=True)
class Utterance:
    """One text, ready to be spoken, and the file it goes to."""

    text: str
    path: Path


def synthesise(utterances: Sequence[Utterance], voice: str, rate: int) -> None:
    """Write every utterance (at most LARGEST_BATCH) with one worker process.

    Raises VoiceMissing (not installed) or SynthesisFailed (no sound, twice, or past the deadline).
    """
    if len(utterances) > LARGEST_BATCH:
        raise ValueError(f"{len(utterances)} utterances in one batch; at most {LARGEST_BATCH}")
    reason = ""
    for attempt in range(ATTEMPTS):
        reason = _attempt(utterances, voice, rate)
        if not reason:
            return
        log.warning("synthesis_failed", attempt=attempt + 1, reason=reason)
    raise SynthesisFailed(f"the synthesiser gave no sound in {ATTEMPTS} attempts: {reason}")


def _attempt(utterances: Sequence[Utterance], voice: str, rate: int) -> str:
    """Run one worker; return why it failed, or nothing."""
    items = [(utterance.text, str(utterance.path)) for utterance in utterances]
    job = json.dumps({"voice": voice, "rate": rate, "items": items})
    deadline_s = START_DEADLINE_S + PER_TEXT_DEADLINE_S * len(items)
    command = [sys.executable, "-m", "speech.tts_worker"]
    try:
        done = subprocess.run(command, input=job, text=True, capture_output=True, timeout=deadline_s, check=False)
    except subprocess.TimeoutExpired:
        return f"not done after {deadline_s:.0f} s"
    _check_installed(done, voice)
    if done.returncode:
        return done.stderr[-ERROR_TAIL:].strip() or f"the worker ended with {done.returncode}"
    missing = [utterance.path.name for utterance in utterances if not utterance.path.is_file()]
    return f"no file for {', '.join(missing)}" if missing else ""


def _check_installed(done: subprocess.CompletedProcess[str], voice: str) -> None:
    reason = done.stderr[-ERROR_TAIL:].strip()
    if done.returncode == tts_worker.VOICE_WRONG:
        raise VoiceMissing(f'the voice "{voice}" is not installed: {reason}; try "id+f3" or "id+m3"')
    if done.returncode == tts_worker.LIBRARY_MISSING:
        raise VoiceMissing(f"the synthesiser cannot start: {reason}; install espeak-ng (Debian: libespeak-ng1)")
