"""A journal of every row that the trail doesn't tell of, and the ends of both, signed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("handle", sa.LargeBinary, nullable=False),
        sa.Column("seal", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
    )
    op.create_index("ix_journal_handle", "journal", ["handle"])
    op.create_table(
        "stamps",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("row", sa.String, primary_key=True),
        sa.Column("handle", sa.LargeBinary, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("entry", sa.Integer, nullable=False),
        sa.Column("entry_hash", sa.String, nullable=False),
        sa.Column("mac", sa.String, nullable=False),
    )
