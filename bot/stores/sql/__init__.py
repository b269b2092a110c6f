"""The store in a database: SQLModel tables, SQLite by default, brought up to date by Alembic at opening."""
