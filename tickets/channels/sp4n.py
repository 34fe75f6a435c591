"""A ticket as a row of a sheet like SP4N-LAPOR's, with the columns that the mapping "sp4n" reads; pure."""

from __future__ import annotations

from datetime import datetime

from tickets.channels.records import without_identity
from tickets.local_time import JAKARTA
from tickets.model import ComplaintType, Status, Ticket
from tickets.reference import loader

COLUMNS = (
    "Tracking ID", "Tanggal Laporan", "Judul Laporan", "Isi Laporan", "Klasifikasi", "Kategori", "Kecamatan",
    "Desa/Kelurahan", "Lokasi", "Instansi Terlapor", "Status", "Tanggal Tindak Lanjut", "Tindak Lanjut",
    "Nama Pelapor", "Nomor Telepon", "NIK", "Anonim", "Rahasia",
)  # fmt: skip

_KINDS = {
    ComplaintType.INFORMATION: "Permintaan Informasi",
    ComplaintType.ORDINARY: "Pengaduan Tidak Berkadar Pengawasan",
    ComplaintType.OVERSIGHT: "Pengaduan Berkadar Pengawasan",
    ComplaintType.ASPIRATION: "Aspirasi",
    ComplaintType.EMERGENCY: "Darurat",
}
_STATUSES = {
    Status.NEW: "Belum Terverifikasi",
    Status.ASSIGNED: "Belum Ditindaklanjuti",
    Status.IN_PROGRESS: "Sedang Diproses",
    Status.RESOLVED: "Selesai",
    Status.CLOSED: "Ditutup",
    Status.REJECTED: "Diarsipkan",
}
TITLE_LENGTH = 80


def sp4n_row(ticket: Ticket, answer: str = "") -> dict[str, str]:
    """The ticket's row; what has no word in SP4N-LAPOR keeps ours."""
    shown = without_identity(ticket)
    agency = shown.agency or shown.referred_to or ""
    body, kecamatan = loader.agencies().get(agency), loader.kecamatan().get(shown.kecamatan or "")
    desa, category = loader.desa().get(shown.desa or ""), loader.categories().get(shown.category or "")
    cells = (
        shown.source_id or shown.code,
        _local(shown.created_at),
        " ".join(shown.description.split())[:TITLE_LENGTH],
        shown.description,
        _KINDS[shown.complaint_type] if shown.complaint_type else "",
        category.name if category else "",
        kecamatan.name if kecamatan else "",
        desa.name if desa else "",
        shown.landmark,
        body.name if body else "",
        _STATUSES.get(shown.status, shown.status.value),
        _local(shown.resolved_at or shown.answered_at),
        answer,
        shown.reporter_name,
        shown.reporter_number,
        shown.reporter_nik,
        "Ya" if shown.anonymous else "Tidak",
        "Ya" if shown.confidential else "Tidak",
    )
    return dict(zip(COLUMNS, cells, strict=True))


def _local(moment: datetime | None) -> str:
    return moment.astimezone(JAKARTA).strftime("%d/%m/%Y %H:%M") if moment else ""
