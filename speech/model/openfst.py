"""Runs OpenFst's fstconvert: finds the program and its lookahead plug-in on this machine."""

import os
import shutil
import subprocess
from pathlib import Path

from speech.model.errors import ConversionFailed, ConverterMissing

PLUGIN = "olabel_lookahead-fst.so"
LIBRARY_FOLDERS = (Path("/usr/lib"), Path("/usr/local/lib"))
CONVERT_DEADLINE_S = 120.0


def find_plugin_folder(roots: tuple[Path, ...] = LIBRARY_FOLDERS) -> Path:
    """The folder of the lookahead plug-in, whatever the architecture. Raises ConverterMissing."""
    for root in roots:
        for pattern in (f"*/fst*/**/{PLUGIN}", f"fst*/**/{PLUGIN}", f"*/{PLUGIN}"):
            found = sorted(root.glob(pattern), reverse=True)
            if found:
                return found[0].parent
    raise ConverterMissing(f"OpenFst's plug-in {PLUGIN}")


def find_converter() -> str:
    """The path of fstconvert. Raises ConverterMissing."""
    program = shutil.which("fstconvert")
    if program is None:
        raise ConverterMissing("the program fstconvert")
    return program


def _convert(arguments: list[str], folders: list[Path]) -> None:
    paths = [*map(str, folders), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
    command = [find_converter(), *arguments]
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "LD_LIBRARY_PATH": ":".join(paths)},
            capture_output=True,
            text=True,
            timeout=CONVERT_DEADLINE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ConversionFailed(" ".join(command), f"no result within {CONVERT_DEADLINE_S:.0f} s") from error
    if done.returncode:
        raise ConversionFailed(" ".join(command), done.stderr)


def to_lookahead(source: Path, target: Path) -> dict[int, int]:
    """Convert a transducer for run-time grammars; returns old → new output labels."""
    pairs = target.with_suffix(".pairs")
    _convert(
        ["--fst_type=olabel_lookahead", f"--save_relabel_opairs={pairs}", str(source), str(target)],
        [find_plugin_folder()],
    )
    lines = pairs.read_text("ascii").splitlines()
    pairs.unlink()
    return {int(old): int(new) for old, new in (line.split() for line in lines)}


def to_const(source: Path, target: Path) -> None:
    """Convert a transducer to the constant form that is mapped from disk."""
    _convert(["--fst_type=const", str(source), str(target)], [])
