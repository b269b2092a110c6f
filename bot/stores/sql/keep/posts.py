"""Public answers in the database: where they stand and what they quote, beside the trail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from bot.core.model.documents import DocumentId, Post, Quotation
from bot.stores.sql.database.tables import POSTS, QUOTATIONS
from bot.stores.sql.documents.batch import Batch

_FIELDS = ("version", "start", "end", "told")


def put(batch: Batch, post: Post) -> None:
    batch.delete(QUOTATIONS, QUOTATIONS.c.message == post.message)
    batch.delete(POSTS, POSTS.c.message == post.message)
    if not post.quotations:
        return
    said = {name: getattr(post, name) for name in ("message", "workspace", "channel", "at")}
    batch.insert(POSTS, said)
    rows = [
        {"message": post.message, "place": place, "document_id": one.document}
        | {name: getattr(one, name) for name in _FIELDS}
        for place, one in enumerate(post.quotations)
    ]
    batch.insert(QUOTATIONS, rows)


def of(connection: Connection, document: DocumentId | None) -> Sequence[Post]:
    """Those that quote it, or all, oldest first."""
    wanted = select(POSTS).order_by(POSTS.c.at, POSTS.c.message)
    if document is not None:
        quoting = select(QUOTATIONS.c.message).where(QUOTATIONS.c.document_id == document)
        wanted = wanted.where(POSTS.c.message.in_(quoting))
    return [
        Post(row.workspace, row.channel, row.message, row.at, _quotations(connection, row.message))
        for row in connection.execute(wanted).all()
    ]


def _quotations(connection: Connection, message: int) -> tuple[Quotation, ...]:
    wanted = select(QUOTATIONS).where(QUOTATIONS.c.message == message).order_by(QUOTATIONS.c.place)
    found = connection.execute(wanted)
    return tuple(Quotation(row.document_id, row.version, row.start, row.end, row.told) for row in found)
