"""Where Alembic starts: the connection comes from the caller, inside one transaction of the caller's."""

from alembic import context
from sqlmodel import SQLModel

from bot.stores.sql.database import tables  # noqa: F401 - fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
context.run_migrations()
