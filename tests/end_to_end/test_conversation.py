"""The whole conversation, by keys and by voice, with an operator at its end who is heard."""

import asyncio
import re

import numpy as np
import pytest
import soundfile

from tickets.model import Priority, Status

from .hotline import Hotline

pytestmark = [pytest.mark.end_to_end, pytest.mark.exchange, pytest.mark.speech, pytest.mark.timeout(180)]


def best_correlation(said: np.ndarray, heard: np.ndarray) -> float:
    """The best normalised correlation of a piece of what was said anywhere in what was heard."""
    size = len(said) + len(heard)
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size))
    found = np.fft.irfft(spectrum, size)[: len(heard) - len(said)]
    energy = np.sqrt(np.convolve(heard**2, np.ones(len(said)), "valid"))[: len(found)]
    return float(np.max(found / (np.maximum(energy, 1.0) * np.linalg.norm(said))))


def pieces(path, seconds: float = 0.7) -> list[np.ndarray]:
    """The loud pieces of a sound: the phone's jitter buffer may slip between them."""
    sound, rate = soundfile.read(path, dtype="int16")
    size = int(seconds * rate)
    cut = [sound[start : start + size].astype(float) for start in range(0, len(sound) - size, size)]
    loudest = max(np.std(piece) for piece in cut)
    return [piece for piece in cut if np.std(piece) > loudest / 3]


async def test_a_call_by_keys_from_the_greeting_to_the_operator_who_is_heard(hotline: Hotline, tmp_path):
    heard = tmp_path / "heard.wav"
    async with hotline.operator("op1", play=hotline.wavs / "operator.wav"), hotline.citizen(record=heard) as caller:
        await caller.at("greeting")
        await caller.phone.press("2")
        await caller.at("description")
        await caller.says("keluhan")
        await caller.at("district")
        await caller.phone.press("#")
        await caller.at("read_back")
        await caller.phone.press("1")
        await caller.at("ticket")
        ticket = await caller.ticket()
        await caller.phone.press("#")
        await caller.at("wait")
        await caller.phone.press("1")
        row = await caller.in_stage("talking")
        assert row.operator == "op1"
        await asyncio.sleep(7)
        ended = await caller.hangs_up()
    assert (ticket.category, ticket.status, ticket.priority) == (
        "air",
        Status.NEW,
        Priority.NORMAL,
    )
    assert re.fullmatch(r"\d{8}", ticket.code)
    assert ticket.reporter_number == caller.number
    assert "air" in ticket.description
    assert "air" in caller.said()["description"]
    assert ended.end_reason == "talked"
    sound, _ = soundfile.read(heard, dtype="int16")
    scores = [best_correlation(piece, sound.astype(float)) for piece in pieces(hotline.wavs / "operator.wav")]
    assert len(scores) >= 4
    assert np.median(scores) > 0.9


async def test_a_call_by_voice_finds_category_and_place(hotline: Hotline):
    async with hotline.operator("op1"), hotline.citizen() as caller:
        await caller.at("main")
        await caller.answers("kartu", then="description")
        await caller.answers("keluhan", then="district")
        await caller.answers("indramayu", then="village")
        await caller.answers("paoman", then="read_back")
        await caller.answers("iya", then="ticket")
        ticket = await caller.ticket()
        await caller.in_stage("talking", 60)
    assert (ticket.category, ticket.kecamatan) == ("kependudukan", "32.12.15")
    assert ticket.desa is not None
    assert ticket.desa.startswith("32.12.15.")


async def test_the_live_transcript_grows_before_anyone_picks_up(hotline: Hotline):
    from tickets import queries

    async with hotline.citizen() as caller:
        await caller.at("greeting")
        await caller.phone.press("2")
        row = await caller.at("description")
        speaking = asyncio.create_task(caller.says("keluhan"))
        seen = set()
        while not speaking.done():
            live = hotline.ask(queries.live_text, row.id)
            seen |= {live.text} if live and live.text else set()
            await asyncio.sleep(0.05)
        await speaking
    assert len(seen) >= 3


async def test_emergency_words_go_first_in_the_queue_and_mark_the_ticket(hotline: Hotline):
    async with hotline.citizen() as calm, hotline.citizen() as burning:
        await calm.at("greeting")
        await calm.phone.press("0")
        await calm.in_stage("queued")
        await burning.at("greeting")
        await burning.phone.press("7")
        await burning.at("description")
        await burning.says("kebakaran")
        await burning.phone.press("##")
        row = await burning.hotline.until(
            lambda: (r := burning.row()) and r.priority is Priority.EMERGENCY and r, "darurat"
        )
        assert row.priority is Priority.EMERGENCY
        await burning.phone.press("0")
        await burning.in_stage("queued")
        ticket = await burning.ticket()
        assert ticket.priority is Priority.EMERGENCY
        async with hotline.operator("op1"):
            await burning.in_stage("talking")
            assert calm.row().stage != "talking"


async def test_three_silences_lead_to_an_operator(hotline: Hotline):
    async with hotline.operator("op1"), hotline.citizen() as caller:
        await caller.at("greeting")
        await caller.phone.press("8")
        await caller.at("code")
        await caller.in_stage("talking", 60)


async def test_the_status_of_a_ticket_is_read_out_and_leaves_no_new_ticket(hotline: Hotline):
    from tickets import service
    from tickets.model import BRIDGE, NewTicket

    with hotline.database.transaction() as tx:
        ticket = service.open_ticket(tx, NewTicket("air", "pipa bocor"), BRIDGE)
    async with hotline.citizen() as caller:
        await caller.at("greeting")
        await caller.phone.press("8")
        await caller.at("code")
        await caller.phone.press(ticket.code)
        await caller.at("status")
        await caller.at("after_status")
        await caller.phone.press("2")
        row = await caller.in_stage("ended")
    assert row.ticket_id is None


async def test_a_hostile_name_reaches_the_database_as_a_harmless_name(hotline: Hotline):
    async with hotline.citizen(name="[/]'; DROP") as caller:
        row = await caller.at("greeting")
        assert row.caller_name == "[/]'; DROP"
        await caller.phone.press("0")
        await caller.in_stage("queued")


async def test_two_callers_at_once_each_get_their_own_ticket(hotline: Hotline):
    async def complain(key: str) -> tuple[str, str | None]:
        async with hotline.citizen() as caller:
            await caller.at("greeting")
            await caller.phone.press(key)
            await caller.at("description")
            await caller.says("keluhan")
            await caller.at("district")
            await caller.phone.press("#")
            await caller.at("read_back")
            await caller.phone.press("1")
            ticket = await caller.ticket()
            return ticket.code, ticket.category

    first, second = await asyncio.gather(complain("2"), complain("5"))
    assert first[0] != second[0]
    assert (first[1], second[1]) == ("air", "pekerjaan_umum")


async def test_an_operator_takes_a_call_out_of_the_menu_with_one_command(hotline: Hotline):
    from tickets import service

    async with hotline.operator("op2", answer_delay=1.0), hotline.citizen() as caller:
        row = await caller.at("main")
        with hotline.database.transaction() as tx:
            service.request_command(tx, hotline.operators["op2"].actor, "take", call_id=row.id)
        talking = await caller.in_stage("talking")
        assert talking.operator == "op2"
