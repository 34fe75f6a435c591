"""Which phonemes espeak-ng would say: asked from its library in a worker process, with a deadline and one retry."""

import json
import subprocess
import sys
from collections.abc import Sequence

import structlog

from speech.errors import SynthesisFailed, VoiceMissing
from speech.prompting import phoneme_worker

START_DEADLINE_S = 15.0
PER_TEXT_DEADLINE_S = 0.1
ATTEMPTS = 2
ERROR_TAIL = 400

log = structlog.get_logger()


def ask_phonemes(texts: Sequence[str]) -> list[str]:
    """Return espeak's phoneme string for each text, in order; [[phonemes]] inside a text are obeyed.

    Raises VoiceMissing (no espeak-ng library) or SynthesisFailed (no answer, twice, or past the deadline).
    """
    if not texts:
        return []
    reason = ""
    for attempt in range(ATTEMPTS):
        try:
            return _ask(texts)
        except SynthesisFailed as error:
            reason = str(error)
            log.warning("phonemes_failed", attempt=attempt + 1, reason=reason)
    raise SynthesisFailed(f"espeak-ng gave no phonemes in {ATTEMPTS} attempts: {reason}")


def _ask(texts: Sequence[str]) -> list[str]:
    deadline_s = START_DEADLINE_S + PER_TEXT_DEADLINE_S * len(texts)
    command = [sys.executable, "-m", "speech.prompting.phoneme_worker"]
    job = json.dumps(list(texts))
    try:
        done = subprocess.run(command, input=job, text=True, capture_output=True, timeout=deadline_s, check=False)
    except subprocess.TimeoutExpired as error:
        raise SynthesisFailed(f"not done after {deadline_s:.0f} s") from error
    reason = done.stderr[-ERROR_TAIL:].strip()
    if done.returncode == phoneme_worker.LIBRARY_MISSING:
        raise VoiceMissing(f"the synthesiser cannot start: {reason}; install espeak-ng (Debian: libespeak-ng1)")
    if done.returncode:
        raise SynthesisFailed(reason or f"the worker ended with {done.returncode}")
    return _answer(done.stdout, len(texts))


def _answer(text: str, wanted: int) -> list[str]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise SynthesisFailed("the worker's answer is no JSON") from error
    if not isinstance(found, list) or len(found) != wanted:
        raise SynthesisFailed(f"the worker did not answer {wanted} texts")
    return [str(phonemes) for phonemes in found]
