"""Transcripts made after the call, and whether a caller lets his words be learned from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
CODE = sa.String(40)
NAME = sa.String(80)


def upgrade() -> None:
    """Nobody has consented so far."""
    op.add_column("call", sa.Column("training_consent", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "transcript",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("call_id", BIG_ID, nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("source", CODE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("started_s", sa.Double(), nullable=False),
        sa.Column("ended_s", sa.Double(), nullable=False),
        sa.Column("author", NAME, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("chosen_by", NAME, nullable=True),
        sa.Column("chosen_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_transcript_call_id_call")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_transcript_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_transcript_call_id"), "transcript", ["call_id"], unique=False)
    op.create_index(op.f("ix_transcript_ticket_id"), "transcript", ["ticket_id"], unique=False)


def downgrade() -> None:
    """Forget the texts and the consents."""
    op.drop_table("transcript")
    op.drop_column("call", "training_consent")
