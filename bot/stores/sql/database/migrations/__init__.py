"""Alembic's folder: `env.py` starts a run, `versions/` holds one file a schema. Runs by itself when a store is opened.

A new one: change `tables.py`, run `python -m bot.stores.sql.database.draft_migration "what changes"`, read what it
wrote, and add its revision to `tables.REVISIONS`.
"""
