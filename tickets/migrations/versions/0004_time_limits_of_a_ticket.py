"""A ticket's time limits, acknowledgement, pauses, place, origin, incident; a person's health centre."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)
CODE = sa.String(40)
NAME = sa.String(80)
LABEL = sa.String(120)
NIK = sa.String(16)

REFERENCES = {"duplicate_of": "ticket", "incident_id": "incident"}
TICKET_INDEXES = {
    "ix_ticket_category_created": ["category", "created_at"],
    "ix_ticket_duplicate_of": ["duplicate_of"],
    "ix_ticket_incident_id": ["incident_id"],
    "ix_ticket_next_due_at": ["next_due_at"],
    "ix_ticket_next_look_at": ["next_look_at"],
    "ix_ticket_puskesmas": ["puskesmas"],
    "ix_ticket_reporter_nik": ["reporter_nik"],
    "ix_ticket_source": ["source", "source_id"],
}


def upgrade() -> None:
    """Old tickets get the times that their rows still tell."""
    for column in _ticket_columns():
        op.add_column("ticket", column)
    for name, target in REFERENCES.items():
        _add_reference(name, target)
    for name, columns in TICKET_INDEXES.items():
        op.create_index(name, "ticket", columns, unique=name == "ix_ticket_source")
    op.add_column("account", sa.Column("puskesmas", CODE, nullable=True))
    op.execute("UPDATE ticket SET level_since = created_at, round_since = created_at")
    op.execute("UPDATE ticket SET emergency_since = created_at WHERE priority = 'darurat'")
    op.execute("UPDATE ticket SET forwarded_at = updated_at WHERE agency IS NOT NULL")
    op.execute("UPDATE ticket SET resolved_at = updated_at WHERE status = 'selesai'")


def downgrade() -> None:
    """Forget all of it."""
    op.drop_column("account", "puskesmas")
    for name in TICKET_INDEXES:
        op.drop_index(name, table_name="ticket")
    for name in REFERENCES:
        op.drop_column("ticket", name)
    for column in _ticket_columns():
        op.drop_column("ticket", column.name)


def _ticket_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("complaint_type", CODE, nullable=True),
        sa.Column("rt", sa.String(3), server_default="", nullable=False),
        sa.Column("rw", sa.String(3), server_default="", nullable=False),
        sa.Column("relation", LABEL, server_default="", nullable=False),
        sa.Column("reporter_nik", NIK, server_default="", nullable=False),
        sa.Column("puskesmas", CODE, nullable=True),
        sa.Column("referred_to", CODE, nullable=True),
        sa.Column("source", CODE, server_default="", nullable=False),
        sa.Column("source_id", LABEL, nullable=True),
        sa.Column("reopened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("acknowledged_by", NAME, nullable=True),
        sa.Column("acknowledged_at", TIME, nullable=True),
        sa.Column("forwarded_at", TIME, nullable=True),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("resolved_at", TIME, nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("level_since", TIME, nullable=True),
        sa.Column("pauses", JSON, server_default="[]", nullable=False),
        sa.Column("round_since", TIME, nullable=True),
        sa.Column("emergency_since", TIME, nullable=True),
        sa.Column("warned", JSON, server_default="[]", nullable=False),
        sa.Column("next_due_at", TIME, nullable=True),
        sa.Column("next_look_at", TIME, nullable=True),
        sa.Column("due_clock", CODE, nullable=True),
        sa.Column("due_state", CODE, nullable=True),
        sa.Column("sla_version", CODE, server_default="", nullable=False),
    )


def _add_reference(column: str, target: str) -> None:
    name = f"fk_ticket_{column}_{target}"
    if op.get_bind().dialect.name == "sqlite":
        # SQLite can't add a foreign key later, only together with its column.
        op.execute(f"ALTER TABLE ticket ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {target}(id)")
    else:
        op.add_column("ticket", sa.Column(column, BIG_ID, nullable=True))
        op.create_foreign_key(name, "ticket", target, [column], ["id"])
