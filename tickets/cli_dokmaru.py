"""The command line of home visits: `iceta dokmaru …`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tickets.cli_common import command_line_actor, open_database, print_json, print_table
from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag, VisitStatus
from tickets.nik import Sex
from tickets.vocabulary import Channel

if TYPE_CHECKING:
    from tickets.dokmaru.model import NewVisit, Visit
    from tickets.dokmaru.nearest import Nearest

dokmaru_app = typer.Typer(help="Dokmaru: kunjungan dokter ke rumah.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="Kode tiket, seperti 1234 5678 atau 12345678.")]
Json = Annotated[bool, typer.Option("--json", help="Cetak JSON.")]
At = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help="Kapan terjadinya (WIB), bila dicatat belakangan."),
]
Flags = Annotated[list[RedFlag] | None, typer.Option("--flag", help="Tanda bahaya; boleh diulang.")]
Age = Annotated[int | None, typer.Option(help="Umur pasien, tahun.")]
PatientSex = Annotated[Sex | None, typer.Option(help="Jenis kelamin pasien.")]
NikText = Annotated[str | None, typer.Option(help="NIK pasien, 16 angka; boleh kosong.")]
Phone = Annotated[str | None, typer.Option(help="Nomor telepon pasien.")]
Onset = Annotated[str | None, typer.Option(help="Sejak kapan sakit.")]
Moves = Annotated[Mobility | None, typer.Option(help="Bisa berjalan atau tidak.")]
Insured = Annotated[Insurance | None, typer.Option(help="Jaminan kesehatan.")]
CentreOption = Annotated[str | None, typer.Option(help="Kode puskesmas.")]


@dokmaru_app.command("list")
def list_visits(
    context: typer.Context,
    status: Annotated[VisitStatus | None, typer.Option(help="Hanya status ini.")] = None,
    puskesmas: CentreOption = None,
    open_only: Annotated[bool, typer.Option("--open", help="Hanya yang belum berakhir.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help="Paling banyak sekian.")] = 50,
    json: Json = False,
) -> None:
    """Daftar kunjungan: darurat dulu, lalu yang terbaru; nama dan nomor disamarkan."""
    from tickets.dokmaru import printing, queries

    with open_database(context) as database, database.reading() as tx:
        found = queries.visits(
            tx, command_line_actor(), status=status, puskesmas=puskesmas, open_only=open_only, limit=limit
        )
    if json:
        print_json(found)
    else:
        print_table(printing.VISIT_HEADINGS, [printing.visit_row(visit) for visit in found])


@dokmaru_app.command()
def show(context: typer.Context, code: Code, json: Json = False) -> None:
    """Tampilkan satu kunjungan, usulan puskesmasnya, dan langkah berikutnya."""
    from tickets.dokmaru import puskesmas_service, queries

    with open_database(context) as database, database.reading() as tx:
        visit = queries.visit_by_code(tx, code, command_line_actor())
        nearest = puskesmas_service.propose_puskesmas(tx, visit.desa, visit.kecamatan)
    _print_visit(visit, nearest, json=json)


@dokmaru_app.command("open")
def open_visit(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Nama pasien.")],
    complaint: Annotated[str, typer.Argument(help="Keluhan.")],
    age: Age = None,
    sex: PatientSex = None,
    nik: NikText = "",
    phone: Phone = "",
    onset: Onset = "",
    mobility: Moves = Mobility.UNKNOWN,
    insurance: Insured = Insurance.UNKNOWN,
    flag: Flags = None,
    puskesmas: CentreOption = None,
    reporter: Annotated[str, typer.Option(help="Nama pelapor.")] = "",
    number: Annotated[str, typer.Option(help="Nomor pelapor.")] = "",
    relation: Annotated[str, typer.Option(help="Hubungan pelapor dengan pasien.")] = "",
    kecamatan: Annotated[str | None, typer.Option(help="Kode resmi kecamatan, seperti 32.12.15.")] = None,
    desa: Annotated[str | None, typer.Option(help="Kode resmi desa.")] = None,
    rt: Annotated[str, typer.Option(help="Nomor RT.")] = "",
    rw: Annotated[str, typer.Option(help="Nomor RW.")] = "",
    landmark: Annotated[str, typer.Option(help="Patokan rumah.")] = "",
    channel: Annotated[Channel, typer.Option(help="Dari mana laporannya.")] = Channel.PHONE,
    ticket: Annotated[str | None, typer.Option(help="Kode tiket yang sudah ada.")] = None,
    at: At = None,
    json: Json = False,
) -> None:
    """Buka kunjungan beserta tiketnya, dan tampilkan kode serta usulan."""
    from tickets.dokmaru.model import NewVisit

    new = NewVisit(
        name, complaint, age, sex, nik or "", phone or "", onset or "", mobility or Mobility.UNKNOWN,
        insurance or Insurance.UNKNOWN, tuple(flag or ()), puskesmas, reporter, number, relation, kecamatan, desa,
        rt, rw, landmark, channel, reported_at=_local(at),
    )  # fmt: skip
    _open(context, new, ticket, json=json)


@dokmaru_app.command()
def edit(
    context: typer.Context,
    code: Code,
    name: Annotated[str | None, typer.Option(help="Nama pasien.")] = None,
    complaint: Annotated[str | None, typer.Option(help="Keluhan.")] = None,
    age: Age = None,
    sex: PatientSex = None,
    nik: NikText = None,
    phone: Phone = None,
    onset: Onset = None,
    mobility: Moves = None,
    insurance: Insured = None,
    flag: Flags = None,
    no_flag: Annotated[bool, typer.Option("--no-flag", help="Ternyata tidak ada tanda bahaya.")] = False,
) -> None:
    """Perbaiki isian; yang tidak disebut tetap."""
    from tickets.dokmaru.service import edit_visit

    answers = {
        "patient_name": name, "complaint": complaint, "patient_age": age, "patient_sex": sex, "nik": nik,
        "phone": phone, "onset": onset, "mobility": mobility, "insurance": insurance,
        "red_flags": () if no_flag else flag,
    }  # fmt: skip
    _do(context, code, edit_visit, **{field: answer for field, answer in answers.items() if answer is not None})


@dokmaru_app.command()
def triage(
    context: typer.Context, code: Code, flag: Flags = None, puskesmas: CentreOption = None, at: At = None
) -> None:
    """Catat triase: semua tanda bahaya sudah ditanyakan, yang berlaku disebut dengan --flag."""
    from tickets.dokmaru.service import triage_visit

    _do(context, code, triage_visit, flag or (), puskesmas=puskesmas, at=_local(at))


@dokmaru_app.command()
def team(
    context: typer.Context,
    code: Code,
    puskesmas: Annotated[str, typer.Argument(help="Kode puskesmas.")],
    people: Annotated[str, typer.Argument(help="Siapa saja timnya.")],
    at: At = None,
) -> None:
    """Tunjuk tim sebuah puskesmas."""
    from tickets.dokmaru.service import appoint_team

    _do(context, code, appoint_team, puskesmas, people, at=_local(at))


@dokmaru_app.command()
def depart(context: typer.Context, code: Code, at: At = None) -> None:
    """Catat bahwa tim berangkat."""
    from tickets.dokmaru.service import depart as depart_now

    _do(context, code, depart_now, at=_local(at))


@dokmaru_app.command()
def visited(
    context: typer.Context,
    code: Code,
    result: Annotated[str, typer.Argument(help="Temuan dan tindakan.")],
    at: At = None,
) -> None:
    """Catat kunjungan dan hasilnya."""
    from tickets.dokmaru.service import record_visit

    _do(context, code, record_visit, result, at=_local(at))


@dokmaru_app.command()
def refer(
    context: typer.Context,
    code: Code,
    hospital: Annotated[str, typer.Argument(help="Kode RSUD; dari RSUD, nama rumah sakit provinsi.")],
    at: At = None,
) -> None:
    """Rujuk pasien ke RSUD, lalu bila perlu ke rumah sakit provinsi."""
    from tickets.dokmaru.service import refer_patient

    _do(context, code, refer_patient, hospital, at=_local(at))


@dokmaru_app.command()
def close(
    context: typer.Context,
    code: Code,
    result: Annotated[str, typer.Argument(help="Tambahan hasil.")] = "",
    at: At = None,
) -> None:
    """Akhiri kunjungan; tiketnya ikut selesai."""
    from tickets.dokmaru.service import close_visit

    _do(context, code, close_visit, result, at=_local(at))


@dokmaru_app.command()
def cancel(
    context: typer.Context, code: Code, reason: Annotated[str, typer.Argument(help="Alasan.")], at: At = None
) -> None:
    """Batalkan kunjungan."""
    from tickets.dokmaru.service import cancel_visit

    _do(context, code, cancel_visit, reason, at=_local(at))


@dokmaru_app.command("119")
def hand_over(
    context: typer.Context,
    code: Code,
    reason: Annotated[str, typer.Argument(help="Alasan; perlu bila tidak ada tanda bahaya.")] = "",
    at: At = None,
) -> None:
    """Serahkan pasien ke 119."""
    from tickets.dokmaru.service import hand_over_119

    _do(context, code, hand_over_119, reason, at=_local(at))


@dokmaru_app.command()
def report(
    context: typer.Context,
    month: Annotated[str, typer.Option(help="Bulan, seperti 2026-10.")],
    json: Json = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Tulis CSV ke berkas ini.")] = None,
) -> None:
    """Laporan bulanan: dilayani, dirujuk, waktu sampai kunjungan."""
    from dataclasses import asdict

    from tickets.dokmaru import printing, queries, report_file
    from tickets.dokmaru import report as reports

    with open_database(context) as database, database.reading() as tx:
        wanted = reports.month_of(month)
        visits = queries.visits_between(tx, wanted.start, wanted.end, command_line_actor())
        counted = reports.monthly_report(visits, wanted)
        if output is not None:
            report_file.write_report(counted, output)
    if json:
        print_json(asdict(counted))
    elif output is None:
        typer.echo("\n".join(printing.report_lines(counted)))


def _open(context: typer.Context, new: NewVisit, ticket: str | None, *, json: bool) -> None:
    from dataclasses import replace

    from tickets import queries
    from tickets.dokmaru import puskesmas_service, service

    with open_database(context) as database, database.transaction() as tx:
        if ticket is not None:
            new = replace(new, ticket_id=queries.ticket_by_code(tx, ticket).id)
        visit = service.open_visit(tx, new, command_line_actor())
        nearest = puskesmas_service.propose_puskesmas(tx, visit.desa, visit.kecamatan)
    _print_visit(visit, nearest, json=json)


def _do(context: typer.Context, code: str, verb: Callable[..., Visit], *said: Any, **named: Any) -> None:
    from tickets.dokmaru import printing, queries

    actor = command_line_actor()
    with open_database(context) as database, database.transaction() as tx:
        visit = verb(tx, queries.visit_by_code(tx, code, actor).id, actor, *said, **named)
    typer.echo("\n".join(printing.outcome_lines(visit, printing.advice_today(visit))))


def _print_visit(visit: Visit, nearest: Nearest, *, json: bool) -> None:
    from dataclasses import asdict

    from tickets.dokmaru import printing

    advice = printing.advice_today(visit)
    if json:
        print_json(asdict(visit) | {"advice": asdict(advice), "nearest": asdict(nearest)})
        return
    lines = [*printing.visit_page(visit), *printing.advice_lines(visit, advice), *printing.nearest_lines(nearest)]
    typer.echo("\n".join(lines))


def _local(at: datetime | None) -> datetime | None:
    from tickets.local_time import JAKARTA

    return None if at is None else at.replace(tzinfo=JAKARTA)
