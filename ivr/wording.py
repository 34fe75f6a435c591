"""Which prompts say a category, a place, a status or a number."""

from __future__ import annotations

from ivr.conversation import Facts
from ivr.menu import Kind, Step
from tickets.model import Status, Ticket

STATUS_WORDS = {
    Status.DRAFT: "masih draf dan belum diperiksa petugas",
    Status.NEW: "baru diterima",
    Status.VERIFIED: "sudah diverifikasi",
    Status.ASSIGNED: "sudah ditugaskan",
    Status.IN_PROGRESS: "sedang dikerjakan",
    Status.RESOLVED: "selesai",
    Status.CLOSED: "ditutup",
    Status.WAITING: "ditunda, menunggu jawaban Anda",
    Status.NOT_OURS: "diteruskan ke instansi lain yang berwenang",
    Status.DUPLICATE: "digabung dengan laporan yang sama",
    Status.REJECTED: "ditolak",
}


def place_prompt(code: str) -> str:
    """The prompt that says a place, by its official code such as 32.12.01.2007."""
    return f"place_{_slug(code)}"


def agency_prompt(code: str) -> str:
    """The prompt that says an agency, by its code."""
    return f"agency_{_slug(code)}"


def category_prompts(facts: Facts) -> list[str]:
    """Says the kind of complaint; the caller who chose none hears "lainnya"."""
    return [f"category_{facts.category or 'lainnya'}"]


def place_prompts(facts: Facts) -> list[str]:
    """Says where it happened, as far as the caller told."""
    if facts.district is None:
        return ["place_unknown"]
    village = ["in_village", place_prompt(facts.village)] if facts.village else []
    return [*village, "in_district", place_prompt(facts.district)]


def confirmation_prompts(here: Step, answer: str) -> list[str]:
    """Asks an answer back: "Kecamatan Sliyeg, benar?"."""
    match here.kind:
        case Kind.DISTRICT:
            said = ["district", place_prompt(answer)]
        case Kind.VILLAGE:
            said = ["village", place_prompt(answer)]
        case Kind.CHOOSE:
            said = [f"category_{option.category}" for option in here.options if option.key == answer]
        case _:
            said = number_prompts(answer)
    return [*said, "is_right"]


def number_prompts(code: str) -> list[str]:
    """Reads a ticket number digit by digit."""
    return [f"digit_{digit}" for digit in code if digit.isdigit()]


def status_prompts(ticket: Ticket | None) -> list[str]:
    """Reads out how a ticket stands and who works on it; nothing of its content."""
    if ticket is None:
        return ["status_unknown"]
    agency = ["status_agency", agency_prompt(ticket.agency)] if ticket.agency else []
    return ["status_is", f"status_{ticket.status.value}", *agency]


def _slug(code: str) -> str:
    return "".join(char if char.isalnum() else "_" for char in code.lower())
