"""Cases that are removed, and where public answers stand."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("removed", sa.Boolean, nullable=False, server_default="0"))
    op.create_table(
        "posts",
        sa.Column("message", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("channel", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "quotations",
        sa.Column("message", sa.BigInteger, sa.ForeignKey("posts.message"), primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("document_id", "version", "start", "end")),
        sa.Column("told", sa.String, nullable=False),
    )
    op.create_index("ix_quotations_document_id", "quotations", ["document_id"])
