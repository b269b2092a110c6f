"""Which events a summary tells of, when somebody last checked it, and whether anything more will come of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("facts_from", "facts_until", "checked", "state"):
        op.add_column("versions", sa.Column(name, sa.String))
