"""Other names: a case's as its moderators wrote them, a document's own."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    named = sa.text("aliases IS NOT NULL")
    for table in ("cases", "versions"):
        op.add_column(table, sa.Column("aliases", sa.String))
    op.create_index(
        "ix_versions_aliases", "versions", ["document_id", "version"], sqlite_where=named, postgresql_where=named
    )
