"""Standing questions, what readers said of documents, and what is to be fetched again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _questions()
    op.create_table(
        "feedback",
        sa.Column("workspace", sa.String, primary_key=True),
        sa.Column("document_id", sa.Integer, sa.ForeignKey("documents.id"), primary_key=True, autoincrement=False),
        sa.Column("verdict", sa.String, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "schedules",
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
        sa.Column("document_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked", sa.DateTime(timezone=True)),
        sa.Column("by", sa.String, nullable=False),
    )


def _questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("workspace", "by")),
        sa.Column("channel", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("at", "expires")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("since", "seen")),
        sa.Column("case_id", sa.Integer),
        *(sa.Column(name, sa.String) for name in ("after", "before")),
        sa.Column("scope", sa.String, nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in ("told", "due")),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_index("ix_questions_workspace", "questions", ["workspace"])
