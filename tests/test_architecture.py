"""The house rules that a program can check: who imports what, sizes, first lines, and the README's key table."""

import ast
import re
from pathlib import Path

import pytest

from agent_console.keys import key_table_markdown

ROOT = Path(__file__).parent.parent
ROOMS = ("ivr", "agent_console", "speech", "tickets", "dialplans")
SOURCES = [ROOT / "iceta.py", *(file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py")))]
LONGEST_FILE = 300
LONGER = {"iceta.py": 450}
"""The front door is the one place where all rooms meet."""

ONLY_IMPORTER = {
    "panoramisk": {"ivr/ami.py"},
    "asterisk": {"ivr/doctor.py"},
    "pjsua2": {"ivr/phone_worker.py"},
    "vosk": {"speech/vosk_worker.py"},
    "pyttsx3": {"speech/tts_worker.py"},
    "webrtcvad": {"speech/voice_activity.py"},
    "faster_whisper": {"speech/second_opinion/whisper_worker.py"},
    "torch": {f"speech/adaptation/{name}.py" for name in ("checkpoints", "learner", "network")},
    "asterisklint": {"dialplans/asterisklinter.py"},
}


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("library", ONLY_IMPORTER)
def test_one_module_knows_each_foreign_library(library):
    assert {name_of(file) for file in SOURCES if library in imported(file)} <= ONLY_IMPORTER[library]


def test_only_the_console_knows_textual_and_only_tickets_knows_sqlalchemy():
    assert all(name_of(file).startswith("agent_console/") for file in SOURCES if "textual" in imported(file))
    assert all(name_of(file).startswith("tickets/") for file in SOURCES if "sqlalchemy" in imported(file))


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_a_file_says_what_it_is_for_and_is_not_long(file):
    text = file.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring
    assert docstring.splitlines()[0].endswith((".", ":")), docstring.splitlines()[0]
    assert text.count("\n") <= LONGER.get(name_of(file), LONGEST_FILE)


def test_the_readme_has_the_key_table_of_the_console():
    assert key_table_markdown() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_nobody_names_a_package_registry():
    kinds = ("*.py", "*.md", "*.toml", "*.sh", "*.txt", "Makefile")
    files = [file for room in (*ROOMS, "docs", "bench") for kind in kinds for file in (ROOT / room).rglob(kind)]
    files += [ROOT / name for name in ("README.md", "Makefile", "pyproject.toml", "iceta.py", ".ci/run")]
    host = re.compile(r"https?://[a-z0-9.-]*(debian|pythonhosted|pypi|npmjs)", re.IGNORECASE)
    assert [name_of(file) for file in files if host.search(file.read_text(encoding="utf-8"))] == []
