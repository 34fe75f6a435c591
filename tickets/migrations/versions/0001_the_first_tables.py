"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)
CODE = sa.String(40)
NAME = sa.String(80)
LABEL = sa.String(120)


def upgrade() -> None:
    """Create everything."""
    _create_account()
    _create_call()
    _create_health()
    _create_revision()
    _create_spooled_line()
    _create_command()
    _create_live_text()
    _create_segment()
    _create_ticket()
    _create_event()


def downgrade() -> None:
    """Drop everything, the newest table first."""
    for table in (
        "event",
        "ticket",
        "segment",
        "live_text",
        "command",
        "spooled_line",
        "revision",
        "health",
        "call",
        "account",
    ):
        op.drop_table(table)


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("login", CODE, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("role", CODE, nullable=False),
        sa.Column("agency", CODE, nullable=True),
        sa.Column("extension", CODE, nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        sqlite_autoincrement=True,
    )


def _create_call() -> None:
    op.create_table(
        "call",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("linkedid", LABEL, nullable=False),
        sa.Column("channel", LABEL, nullable=False),
        sa.Column("caller_number", CODE, nullable=False),
        sa.Column("caller_name", NAME, nullable=False),
        sa.Column("dialled", CODE, nullable=False),
        sa.Column("stage", CODE, nullable=False),
        sa.Column("step", LABEL, nullable=False),
        sa.Column("category", CODE, nullable=True),
        sa.Column("priority", CODE, nullable=False),
        sa.Column("operator", NAME, nullable=True),
        sa.Column("status_only", sa.Boolean(), nullable=False),
        sa.Column("recording", sa.String(length=500), nullable=True),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("queued_at", TIME, nullable=True),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("end_reason", LABEL, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("linkedid", name=op.f("uq_call_linkedid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_call_caller_number"), "call", ["caller_number"], unique=False)
    op.create_index(op.f("ix_call_ended_at"), "call", ["ended_at"], unique=False)


def _create_health() -> None:
    op.create_table(
        "health",
        sa.Column("part", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_health")),
    )


def _create_revision() -> None:
    op.create_table(
        "revision",
        sa.Column("name", CODE, nullable=False),
        sa.Column("value", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_revision")),
    )


def _create_spooled_line() -> None:
    op.create_table(
        "spooled_line",
        sa.Column("id", CODE, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spooled_line")),
    )


def _create_command() -> None:
    op.create_table(
        "command",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("verb", CODE, nullable=False),
        sa.Column("call_id", BIG_ID, nullable=True),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("args", JSON, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("bridge", LABEL, nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("requested_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_command_account_id_account")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_command_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_command_state", "command", ["state", "id"], unique=False)


def _create_live_text() -> None:
    op.create_table(
        "live_text",
        sa.Column("call_id", BIG_ID, nullable=False),
        sa.Column("step", LABEL, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", JSON, nullable=False),
        sa.Column("revision", BIG_ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_live_text_call_id_call")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_live_text")),
    )
    op.create_index(op.f("ix_live_text_revision"), "live_text", ["revision"], unique=False)


def _create_segment() -> None:
    op.create_table(
        "segment",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("call_id", BIG_ID, nullable=False),
        sa.Column("step", LABEL, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", JSON, nullable=False),
        sa.Column("started_s", sa.Double(), nullable=False),
        sa.Column("ended_s", sa.Double(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("speaker", CODE, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_segment_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_segment_call_id"), "segment", ["call_id"], unique=False)


def _create_ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("priority", CODE, nullable=False),
        sa.Column("level", CODE, nullable=False),
        sa.Column("category", CODE, nullable=True),
        sa.Column("agency", CODE, nullable=True),
        sa.Column("kecamatan", CODE, nullable=True),
        sa.Column("desa", CODE, nullable=True),
        sa.Column("landmark", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("reporter_name", NAME, nullable=False),
        sa.Column("reporter_number", CODE, nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("channel", CODE, nullable=False),
        sa.Column("call_id", BIG_ID, nullable=True),
        sa.Column("claimed_by", NAME, nullable=True),
        sa.Column("claimed_by_account", BIG_ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_ticket_call_id_call")),
        sa.ForeignKeyConstraint(
            ["claimed_by_account"], ["account.id"], name=op.f("fk_ticket_claimed_by_account_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("code", name=op.f("uq_ticket_code")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ticket_agency"), "ticket", ["agency"], unique=False)
    op.create_index(op.f("ix_ticket_call_id"), "ticket", ["call_id"], unique=False)
    op.create_index(op.f("ix_ticket_reporter_number"), "ticket", ["reporter_number"], unique=False)
    op.create_index(op.f("ix_ticket_status"), "ticket", ["status"], unique=False)


def _create_event() -> None:
    op.create_table(
        "event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("call_id", BIG_ID, nullable=True),
        sa.Column("ticket_id", BIG_ID, nullable=True),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_event_call_id_call")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_event_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_event_call_id"), "event", ["call_id"], unique=False)
    op.create_index(op.f("ix_event_ticket_id"), "event", ["ticket_id"], unique=False)
