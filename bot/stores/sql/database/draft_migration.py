"""Drafts a migration where `tables.py` and the migrations differ.

`python -m bot.stores.sql.database.draft_migration "what changes"`
"""

from __future__ import annotations

import sys

from sqlalchemy import create_engine

from bot.stores.sql.database.migrating import configured, run
from bot.stores.sql.database.tables import REVISIONS


def draft(why: str) -> None:
    """Writes the next file of `migrations/versions/`, to be read and mended by hand."""
    from alembic import command

    with create_engine("sqlite://").connect() as connection:
        run(connection)
        command.revision(configured(connection), why, autogenerate=True, rev_id=f"{len(REVISIONS) + 1:04}")


if __name__ == "__main__":
    draft(sys.argv[1])
