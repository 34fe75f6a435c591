"""Tables around a ticket: incidents, visits, duty officers, surveys, saved views, traces of who looked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)
CODE = sa.String(40)
NAME = sa.String(80)
LABEL = sa.String(120)
NIK = sa.String(16)
PATH = sa.String(500)

TABLES = (
    "incident",
    "attachment",
    "visit",
    "puskesmas",
    "puskesmas_coverage",
    "duty_officer",
    "outbound_call",
    "survey",
    "presence",
    "saved_view",
    "access_log",
    "erasure",
)


def upgrade() -> None:
    """Create the tables."""
    _create_incident()
    _create_attachment()
    _create_visit()
    _create_puskesmas()
    _create_puskesmas_coverage()
    _create_duty_officer()
    _create_outbound_call()
    _create_survey()
    _create_presence()
    _create_saved_view()
    _create_access_log()
    _create_erasure()


def downgrade() -> None:
    """Forget all of it."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("title", LABEL, nullable=False),
        sa.Column("category", CODE, nullable=True),
        sa.Column("kecamatan", CODE, nullable=True),
        sa.Column("desa", CODE, nullable=True),
        sa.Column("status", CODE, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("solved_at", TIME, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("code", name=op.f("uq_incident_code")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_incident_status"), "incident", ["status"], unique=False)


def _create_attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("reference", PATH, nullable=False),
        sa.Column("added_by", NAME, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_attachment_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attachment_ticket_id"), "attachment", ["ticket_id"], unique=False)


def _create_visit() -> None:
    op.create_table(
        "visit",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("patient_name", NAME, nullable=False),
        sa.Column("patient_age", sa.Integer(), nullable=True),
        sa.Column("patient_sex", CODE, nullable=True),
        sa.Column("nik", NIK, nullable=False),
        sa.Column("phone", CODE, nullable=False),
        sa.Column("complaint", sa.Text(), nullable=False),
        sa.Column("onset", LABEL, nullable=False),
        sa.Column("mobility", CODE, nullable=False),
        sa.Column("insurance", CODE, nullable=False),
        sa.Column("red_flags", JSON, nullable=False),
        sa.Column("puskesmas", CODE, nullable=True),
        sa.Column("team", LABEL, nullable=False),
        sa.Column("referred_to", LABEL, nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("triaged_at", TIME, nullable=True),
        sa.Column("team_at", TIME, nullable=True),
        sa.Column("on_the_way_at", TIME, nullable=True),
        sa.Column("visited_at", TIME, nullable=True),
        sa.Column("referred_at", TIME, nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_visit_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_visit_ticket_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_created_at"), "visit", ["created_at"], unique=False)
    op.create_index(op.f("ix_visit_puskesmas"), "visit", ["puskesmas"], unique=False)
    op.create_index(op.f("ix_visit_status"), "visit", ["status"], unique=False)


def _create_puskesmas() -> None:
    op.create_table(
        "puskesmas",
        sa.Column("code", CODE, nullable=False),
        sa.Column("name", LABEL, nullable=False),
        sa.Column("kecamatan", CODE, nullable=False),
        sa.Column("phone", CODE, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_puskesmas")),
    )
    op.create_index(op.f("ix_puskesmas_kecamatan"), "puskesmas", ["kecamatan"], unique=False)


def _create_puskesmas_coverage() -> None:
    op.create_table(
        "puskesmas_coverage",
        sa.Column("desa", CODE, nullable=False),
        sa.Column("puskesmas", CODE, nullable=False),
        sa.ForeignKeyConstraint(
            ["puskesmas"], ["puskesmas.code"], name=op.f("fk_puskesmas_coverage_puskesmas_puskesmas")
        ),
        sa.PrimaryKeyConstraint("desa", name=op.f("pk_puskesmas_coverage")),
    )
    op.create_index(op.f("ix_puskesmas_coverage_puskesmas"), "puskesmas_coverage", ["puskesmas"], unique=False)


def _create_duty_officer() -> None:
    op.create_table(
        "duty_officer",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("body", CODE, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("from_hour", sa.Integer(), nullable=True),
        sa.Column("until_hour", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_officer")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_duty_officer_body", "duty_officer", ["body", "place"], unique=False)


def _create_outbound_call() -> None:
    op.create_table(
        "outbound_call",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("purpose", CODE, nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("officer_id", BIG_ID, nullable=True),
        sa.Column("number", CODE, nullable=False),
        sa.Column("rung", CODE, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("outcome", CODE, nullable=True),
        sa.Column("not_before", TIME, nullable=False),
        sa.Column("claimed_by", LABEL, nullable=True),
        sa.Column("started_at", TIME, nullable=True),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("recording", PATH, nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["duty_officer.id"], name=op.f("fk_outbound_call_officer_id_duty_officer")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_outbound_call_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_call")),
        sa.UniqueConstraint("ticket_id", "purpose", "round", "officer_id", name="uq_outbound_call_ticket"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbound_call_state", "outbound_call", ["state", "not_before"], unique=False)


def _create_survey() -> None:
    op.create_table(
        "survey",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=True),
        sa.Column("call_id", BIG_ID, nullable=True),
        sa.Column("agency", CODE, nullable=True),
        sa.Column("standard", CODE, nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("source", CODE, nullable=False),
        sa.Column("source_id", LABEL, nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_survey_call_id_call")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_survey_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("source", "source_id", name="uq_survey_source"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_survey_agency_at", "survey", ["agency", "at"], unique=False)
    op.create_index(op.f("ix_survey_ticket_id"), "survey", ["ticket_id"], unique=False)


def _create_presence() -> None:
    op.create_table(
        "presence",
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("editing", sa.Boolean(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_presence_account_id_account")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_presence_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", "account_id", name=op.f("pk_presence")),
    )


def _create_saved_view() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("name", LABEL, nullable=False),
        sa.Column("filter", JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_view_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("account_id", "name", name="uq_saved_view_account"),
        sqlite_autoincrement=True,
    )


def _create_access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("role", CODE, nullable=True),
        sa.Column("ticket_id", BIG_ID, nullable=True),
        sa.Column("call_id", BIG_ID, nullable=True),
        sa.Column("subject", LABEL, nullable=False),
        sa.Column("what", CODE, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_access_log_call_id_call")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_access_log_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_access_log_at"), "access_log", ["at"], unique=False)
    op.create_index(op.f("ix_access_log_ticket_id"), "access_log", ["ticket_id"], unique=False)


def _create_erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("subject_hash", LABEL, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sqlite_autoincrement=True,
    )
