"""The phoneme worker, the only caller of espeak-ng's own library: a JSON job on stdin, a JSON answer on stdout.

The library speaks into nothing and writes down the phonemes that it would say; [[phonemes]] in a text are obeyed, as
they are when prompts are made. It is loaded in a process of its own because it may abort, and keeps global state.
"""

import ctypes
import ctypes.util
import json
import os
import sys
import tempfile
from pathlib import Path

LIBRARY_MISSING = 5
SYNCHRONOUS = 2  # espeak_AUDIO_OUTPUT: synthesise before returning
DONT_EXIT = 0x8000
UTF8, PHONEMES = 1, 0x100
BY_CHARACTER = 1
ESPEAK_NAMES = 1  # trace in espeak's own phoneme names
LANGUAGE = b"id"


def open_library() -> ctypes.CDLL:
    """Load espeak-ng and choose Indonesian. Raises OSError when the library or the voice is not there."""
    name = ctypes.util.find_library("espeak-ng") or "libespeak-ng.so.1"
    espeak = ctypes.CDLL(name)
    if espeak.espeak_Initialize(SYNCHRONOUS, 0, None, DONT_EXIT) <= 0:
        raise OSError("espeak-ng cannot be started")
    if espeak.espeak_SetVoiceByName(LANGUAGE):
        raise OSError("espeak-ng has no Indonesian voice")
    espeak.espeak_SetPhonemeTrace.argtypes = [ctypes.c_int, ctypes.c_void_p]
    position = [ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint]
    espeak.espeak_Synth.argtypes = [ctypes.c_char_p, ctypes.c_size_t, *position, ctypes.c_void_p, ctypes.c_void_p]
    return espeak


class Tracer:
    """Has texts spoken into nothing and reads the phonemes from a trace file."""

    def __init__(self, folder: Path) -> None:
        """Open the library; the trace goes to a file in `folder`."""
        self._espeak = open_library()
        self._libc = ctypes.CDLL(None)
        self._libc.fopen.restype = ctypes.c_void_p
        self._libc.fopen.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
        self._libc.fclose.argtypes = [ctypes.c_void_p]
        self._file = folder / "trace"
        silent = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
        self._callback = silent(lambda sound, samples, events: 0)
        self._espeak.espeak_SetSynthCallback(self._callback)

    def phonemes(self, text: str) -> str:
        """Return the phonemes of a text, a line for each clause."""
        trace = self._libc.fopen(os.fsencode(self._file), b"w")
        if not trace:
            raise OSError(f"{self._file} cannot be written")
        self._espeak.espeak_SetPhonemeTrace(ESPEAK_NAMES, trace)
        encoded = text.encode() + b"\0"
        self._espeak.espeak_Synth(encoded, len(encoded), 0, BY_CHARACTER, 0, UTF8 | PHONEMES, None, None)
        self._espeak.espeak_Synchronize()
        self._libc.fclose(trace)
        return self._file.read_text("utf-8", "replace").strip()


def main() -> None:
    """Answer the job, a list of texts, with the list of their phonemes; leave without espeak's teardown."""
    texts = json.load(sys.stdin)
    try:
        with tempfile.TemporaryDirectory(prefix="iceta-phonemes-") as folder:
            tracer = Tracer(Path(folder))
            answer = [tracer.phonemes(text) for text in texts]
    except OSError as error:
        sys.stderr.write(str(error))
        sys.stderr.flush()
        os._exit(LIBRARY_MISSING)
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
