"""What can go wrong with incidents."""

from __future__ import annotations

from tickets.errors import TicketsError


class IncidentNotFound(TicketsError):
    """There is no such incident (`incident`: its id or code)."""

    indonesian_form = "Insiden {incident} tidak ditemukan; lihat `iceta incident list`."
    english_form = "There is no incident {incident}; see `iceta incident list`."


class IncidentNotOpen(TicketsError):
    """The verb needs an open incident (`code`, `status`)."""

    indonesian_form = "Insiden {code} tidak terbuka ({status}); buka ulang dulu atau pilih insiden lain."
    english_form = "Incident {code} isn't open ({status}); reopen it or choose another one."


class IncidentNotSolved(TicketsError):
    """Only a solved incident can be reopened (`code`, `status`)."""

    indonesian_form = "Insiden {code} berstatus {status}; hanya insiden yang selesai bisa dibuka ulang."
    english_form = "Incident {code} is {status}; only a solved incident can be reopened."


class IncidentChanged(TicketsError):
    """Somebody else changed the incident in the meantime (`code`)."""

    indonesian_form = "Insiden {code} baru saja diubah orang lain; muat ulang, lalu coba lagi."
    english_form = "Incident {code} was just changed by somebody else; load it again, then retry."


class InAnotherIncident(TicketsError):
    """A ticket is in one incident at most (`code`: the ticket's, `incident`: the code of the one it is in)."""

    indonesian_form = "Tiket {code} sudah ada di insiden {incident}; keluarkan dulu atau gabungkan kedua insiden."
    english_form = "Ticket {code} is in incident {incident} already; take it out first or merge the two incidents."


class InNoIncident(TicketsError):
    """The ticket is in no incident that it could leave (`code`)."""

    indonesian_form = "Tiket {code} tidak ada di insiden mana pun."
    english_form = "Ticket {code} is in no incident."


class NothingToJoin(TicketsError):
    """A ticket joins one incident, or one other ticket; it can't join itself (`what`: the ticket or incident)."""

    indonesian_form = "{what} perlu satu tujuan lain: sebutkan satu insiden atau satu tiket lain."
    english_form = "{what} needs one other target: name one incident or one other ticket."


class NothingToUnmerge(TicketsError):
    """No ticket of the one incident came from the other (`incident`, `other`: their codes)."""

    indonesian_form = "Di insiden {other} tidak ada tiket yang berasal dari insiden {incident}."
    english_form = "Incident {other} has no tickets that came from incident {incident}."
