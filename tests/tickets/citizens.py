"""A citizen whose traces lie everywhere, and one who must be left in peace; and looking for what is left of them."""

import io
import wave
from datetime import timedelta

from sqlalchemy import MetaData, cast, insert, select
from sqlalchemy import Text as AnyText

from tickets import service
from tickets.schema import AccessTable, CommandTable, IncidentTable, OutboundCallTable
from tickets.spool import Spool
from tickets.texts_model import Source

from .people import DISKOMINFO, OPERATOR, T0, new_call, new_ticket, said

NAME = "Kartinah Ruswadi"
NUMBER = "081298765432"
NIK = "3212154101900007"
SPOKEN = "getek pinggir kali cimanuk amblas"
"""Words that nobody else uses."""
TELLING = ("kartinah", "ruswadi", "1298765432", NIK, "amblas", "cimanuk")
OTHER = {"reporter_name": "Budi Santoso", "reporter_number": "081311112222", "reporter_nik": "3212150101800009"}


def wav():
    """A second of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 8000, 8000, "NONE", ""))
        sound.writeframes(bytes(16000))
    return file.getvalue()


def call_of(tx, home, linkedid="100.1", number=NUMBER, name=NAME, at=T0):
    """An ended call with sound, words and their recognition, which leaves a draft; (call, ticket)."""
    call_id = service.start_call(tx, new_call(linkedid, number, name, at))
    service.add_segment(tx, call_id, said(f"nama saya {name} {SPOKEN}"))
    place = f"recordings/{linkedid}.wav"
    (home / "recordings").mkdir(exist_ok=True)
    (home / place).write_bytes(wav())
    service.attach_recording(tx, call_id, place)
    ticket = service.end_call(tx, call_id, at=at + timedelta(minutes=2), reason="hangup")
    return call_id, ticket


def traces_everywhere(database, home):
    """Everything that a citizen can leave behind; returns the codes of her tickets, all finished."""
    with database.transaction() as tx:
        call_id, ticket = call_of(tx, home)
        service.show_live_text(tx, call_id, "description", SPOKEN)
        service.add_transcript(tx, call_id, source=Source.WHISPER, text=f"{NAME} {SPOKEN}", confidence=0.5)
        service.confirm_ticket(tx, ticket.id, OPERATOR)
        facts = {"reporter_name": NAME, "reporter_nik": NIK, "landmark": f"rumah {NAME}", "description": SPOKEN}
        service.edit_ticket(tx, ticket.id, OPERATOR, **facts)
        service.edit_ticket(tx, ticket.id, OPERATOR, description="diperbaiki", reporter_name="Kartinah")
        service.note(tx, ticket.id, OPERATOR, f"telepon {NUMBER}, {SPOKEN}")
        (home / "attachments").mkdir(exist_ok=True)
        (home / "attachments" / "foto.jpg").write_bytes(NAME.encode())
        service.attach(tx, ticket.id, OPERATOR, "foto", "attachments/foto.jpg")
        tx.execute(insert(CommandTable).values(_command(call_id)))
        tx.execute(insert(OutboundCallTable).values(_outbound(ticket.id)))
        tx.execute(insert(AccessTable).values(at=T0, actor="Sari", ticket_id=ticket.id, subject=NUMBER, what="lihat"))
        tx.execute(insert(IncidentTable).values(_incident()))
        service.reject(tx, ticket.id, OPERATOR, f"{NAME} menarik laporannya")
        mailed = new_ticket(
            description=SPOKEN, reporter_number="+62 812-9876-5432", source="email", source_id=f"<{NIK}>"
        )
        second = service.open_ticket(tx, mailed, OPERATOR)
        service.reject(tx, second.id, OPERATOR, "sama")
        other = service.open_ticket(
            tx, new_ticket(**OTHER, description=f"tetangga {NAME}, hp 0812 9876 5432"), OPERATOR
        )
        service.reject(tx, other.id, DISKOMINFO, "uji")
    _files(home)
    return ticket.code, second.code, other.code


def _command(call_id):
    return {
        "verb": "dial",
        "call_id": call_id,
        "actor": "Sari",
        "args": {"number": NUMBER},
        "state": "done",
        "requested_at": T0,
    }


def _outbound(ticket_id):
    facts = {"purpose": "kabar", "ticket_id": ticket_id, "number": NUMBER, "rung": "opd", "round": 0, "state": "done"}
    return facts | {"not_before": T0, "ended_at": T0, "said": NAME, "created_at": T0}


def _incident():
    facts = {"code": "I-1", "title": f"Tanggul dekat {NAME}", "status": "open", "created_by": "Sari"}
    return facts | {"created_at": T0, "version": 1}


def _files(home):
    log = home / "asterisk" / "messages.log"
    log.parent.mkdir(exist_ok=True)
    log.write_text(f"panggilan dari 62{NUMBER[1:]} masuk\nlain 081311112222\n")
    (home / "spool").mkdir(exist_ok=True)
    (home / "spool" / "refused.jsonl").write_text(f'{{"number": "{NUMBER}", "name": "{NAME.upper()}"}}\n')
    Spool(home / "spool").put("start_call", {"call": new_call("200.1", NUMBER, NAME, T0)})
    Spool(home / "spool").put("end_call", {"linkedid": "200.1", "at": T0, "reason": "hangup"})


def left_in_rows(database, words=TELLING):
    """Where in the database, in whatever table and column, any of the words still stands."""
    tables = MetaData()
    tables.reflect(database.engine)
    found = []
    with database.engine.connect() as connection:
        # SQLite keeps the index in tables that are no text: left_in_files reads their bytes.
        texts = [t for t in tables.sorted_tables if not t.name.startswith("ticket_search_") or t.name.endswith("_word")]
        for table in texts:
            for column in table.columns:
                for cell in connection.scalars(select(cast(column, AnyText))):
                    text = str(cell or "").casefold()
                    found += [f"{table.name}.{column.name}: {word}" for word in words if word in text]
    return found


def left_in_files(home, words=TELLING):
    """In which files under the home folder any of the words still stands."""
    files = [file for file in home.rglob("*") if file.is_file()]
    return [f"{file}: {word}" for file in files for word in words if word.encode() in file.read_bytes().lower()]
