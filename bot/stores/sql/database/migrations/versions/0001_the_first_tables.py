"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _cases()
    _blobs()
    _documents()
    _versions()
    _trail()
    _settings()


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("roles", sa.String, nullable=False),
        sa.Column("channels", sa.String, nullable=False),
        sa.UniqueConstraint("workspace", "name", name="uq_cases_workspace_name"),
    )


def _blobs() -> None:
    op.create_table(
        "texts",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("text", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "originals",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("added_by", sa.String, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("case_id", "key", name="uq_documents_case_id_key"),
    )
    op.create_index("ix_documents_case_id_removed", "documents", ["case_id", "removed"])


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("document_id", sa.Integer, sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String, nullable=False),
        *(sa.Column(name, sa.String) for name in ("source", "publisher", "published", "language", "author")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("kind", "sources", "standing")),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String, sa.ForeignKey("originals.sha256"), nullable=False),
        sa.Column("text_sha256", sa.String, sa.ForeignKey("texts.sha256"), nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("fetched", sa.Boolean, nullable=False),
        sa.Column("marks", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_versions_sha256", "versions", ["sha256"])
    op.create_index("ix_versions_text_sha256", "versions", ["text_sha256"])


def _trail() -> None:
    op.create_table(
        "events",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("seals", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
    )
    op.create_index("ix_events_document_id", "events", ["document_id"])
    op.create_table(
        "event_details",
        sa.Column("sequence", sa.Integer, sa.ForeignKey("events.sequence"), primary_key=True, autoincrement=False),
        sa.Column("salts", sa.LargeBinary, nullable=False),
        *(sa.Column(name, sa.String) for name in ("actor", "key", "note", "content")),
    )


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("workspace", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )
