"""The search index, the words that it forgives misspelling, and indexes for the views of the list."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

VIEW_INDEXES = {
    "ix_ticket_status_id": ["status", "id"],
    "ix_ticket_agency_status": ["agency", "status", "id"],
    "ix_ticket_priority_status": ["priority", "status", "id"],
    "ix_ticket_kecamatan_status": ["kecamatan", "status", "id"],
}
CLAIMED = sa.text("claimed_by_account IS NOT NULL")
"""Few tickets are claimed at a time: an index of those alone is small, and its statistics tell the planner so."""


def upgrade() -> None:
    """The index begins empty; `iceta search rebuild` fills it with the tickets that are there."""
    op.create_table(
        "ticket_search_word",
        sa.Column("word", sa.String(40), primary_key=True),
        sa.Column("sound", sa.String(80), nullable=False),
        sa.Column("initial", sa.String(4), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
    )
    op.create_index("ix_ticket_search_word_initial", "ticket_search_word", ["initial", "letters"])
    for name, columns in VIEW_INDEXES.items():
        op.create_index(name, "ticket", columns)
    columns = ["claimed_by_account", "status", "id"]
    op.create_index("ix_ticket_claimed_status", "ticket", columns, sqlite_where=CLAIMED, postgresql_where=CLAIMED)
    if op.get_bind().dialect.name == "sqlite":
        _create_fts5()
    else:
        _create_tsvector()


def downgrade() -> None:
    """Search no more."""
    op.drop_table("ticket_search")
    for name in (*VIEW_INDEXES, "ix_ticket_claimed_status"):
        op.drop_index(name, table_name="ticket")
    op.drop_table("ticket_search_word")


def _create_fts5() -> None:
    # The words come folded and parted by spaces: the ascii tokenizer leaves every other sign in peace.
    op.execute(
        "CREATE VIRTUAL TABLE ticket_search USING fts5"
        "(words, name, phone, nik, tokenize = 'ascii', prefix = '2 3', columnsize = 0)"
    )


def _create_tsvector() -> None:
    op.create_table(
        "ticket_search",
        sa.Column("ticket_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("words", TSVECTOR(), nullable=False),
    )
    op.create_index("ix_ticket_search_words", "ticket_search", ["words"], postgresql_using="gin")
