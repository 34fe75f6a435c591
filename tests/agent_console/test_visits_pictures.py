"""One picture for each state of the Dokmaru screen, at both sizes; the clock stands still."""

import pytest

from . import shift
from .conftest import until
from .driving import choose_ticket
from .test_pictures import SIZES, loaded, still


@pytest.fixture(scope="session")
def busy_file(busy_file, tmp_path_factory):
    """The whole shift, with home visits."""
    return shift.with_visits(busy_file, tmp_path_factory.mktemp("visits") / "iceta.db")


async def visits_loaded(pilot):
    await until(pilot, lambda: hasattr(pilot.app.screen, "visits") and pilot.app.screen.visits.subject != "")
    await pilot.pause(0.3)
    still(pilot.app)
    await pilot.pause(0.1)


@SIZES
def test_a_red_flag_stands_over_everything(snap_compare, new_app, size):
    async def before(pilot):
        await loaded(pilot)
        await pilot.press("H")
        await visits_loaded(pilot)

    assert snap_compare(new_app(), terminal_size=size, run_before=before)


@SIZES
def test_a_new_visit_for_a_ticket(snap_compare, new_app, size):
    async def before(pilot):
        await loaded(pilot)
        await choose_ticket(pilot, shift.HEALTH_TICKET)
        await pilot.press("Y")
        await visits_loaded(pilot)

    assert snap_compare(new_app(language="en"), terminal_size=size, run_before=before)


@SIZES
def test_a_team_is_named(snap_compare, new_app, size):
    async def before(pilot):
        await loaded(pilot)
        await pilot.press("H")
        await visits_loaded(pilot)
        await pilot.press("j")
        await until(pilot, lambda: pilot.app.screen.visits.subject == f"visit:{shift.STROKE_VISIT}")
        await pilot.pause(0.5)

    assert snap_compare(new_app("sehat"), terminal_size=size, run_before=before)


def test_the_triage_asks_for_six_flags(snap_compare, new_app):
    async def before(pilot):
        await loaded(pilot)
        await pilot.press("H")
        await visits_loaded(pilot)
        await pilot.press("t")
        await pilot.pause(0.3)

    assert snap_compare(new_app(), terminal_size=(80, 24), run_before=before)


def test_the_bupati_sees_initials_in_the_light_theme(snap_compare, new_app):
    async def before(pilot):
        await loaded(pilot)
        await pilot.press("H")
        await visits_loaded(pilot)

    assert snap_compare(new_app("bupati", theme="iceta-light"), terminal_size=(80, 24), run_before=before)
