"""Drafts: on disk from the first key, restored later, private, and never in the way."""

import json

from agent_console.drafts import SAVE_AFTER_S, Drafts, file_stem
from agent_console.form import Field

from .conftest import until_true


async def test_the_first_key_is_on_disk_soon(tmp_path):
    drafts = Drafts(tmp_path / "drafts", "op1")
    drafts.load()
    drafts.keep("note:3", "J")
    await until_true(drafts.path.exists, SAVE_AFTER_S + 1)
    assert json.loads(drafts.path.read_text()) == {"note:3": "J"}
    assert drafts.path.stat().st_mode & 0o777 == 0o600
    await drafts.close()


async def test_closing_writes_what_is_still_in_memory(tmp_path):
    drafts = Drafts(tmp_path, "op1")
    drafts.keep("note:3", "Jalan")
    drafts.keep_fields({"call:1": {Field.NAME: "Siti"}})
    await drafts.close()
    again = Drafts(tmp_path, "op1")
    again.load()
    assert again.text("note:3") == "Jalan"
    assert again.fields() == {"call:1": {Field.NAME: "Siti"}}


async def test_a_damaged_file_is_put_aside(tmp_path):
    (tmp_path / "op1.json").write_text("{ rusak")
    drafts = Drafts(tmp_path, "op1")
    drafts.load()
    assert drafts.text("note:1") == ""
    assert (tmp_path / "op1.damaged").read_text() == "{ rusak"


async def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path):
    (tmp_path / "drafts").write_text("a file, no folder")
    drafts = Drafts(tmp_path / "drafts", "op1")
    drafts.keep("note:1", "x")
    await drafts.close()
    assert drafts.text("note:1") == "x"


def test_a_login_is_never_a_path():
    assert file_stem("op1") == "op1"
    assert "/" not in file_stem("../../etc/passwd")
    assert file_stem("a.b") != file_stem("a.c")
