"""What the database holds of one person, and its erasure: numbers in the trail, on documents and
schedules, and waiting drafts and standing questions.

The trail's chain stays as it is: it holds only a salted commitment to who did what. With the salt gone as well, the
number can't be guessed back from it. The journal says of which events that was done: in no other may it be missing.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from bot.core.model.documents import Actor
from bot.core.model.trail import Held, Outcome
from bot.stores.sql.database.tables import DOCUMENTS, DRAFTS, EVENT_DETAILS, QUESTIONS, SCHEDULES
from bot.stores.sql.documents.batch import Batch
from bot.stores.sql.trail import journal
from bot.stores.sql.trail.chain import SALT, About

NOBODY = ""  # in the place of who added a document


def held(connection: Connection, actor: Actor) -> Held:
    """How much of what."""
    columns = (EVENT_DETAILS.c.actor, DOCUMENTS.c.added_by, DRAFTS.c.by, QUESTIONS.c.by, SCHEDULES.c.by)
    counted = (select(func.count()).select_from(each.table).where(each == actor.id) for each in columns)
    return Held(*(connection.scalar(each) or 0 for each in counted))


def forget(batch: Batch, actor: Actor) -> None:
    """Everything of it, in this transaction; the trail says that somebody was forgotten, not who."""
    if actor.id == NOBODY or held(batch.connection, actor) == Held():
        return
    run = batch.connection.execute
    batch.delete(DRAFTS, DRAFTS.c.by == actor.id)
    batch.delete(QUESTIONS, QUESTIONS.c.by == actor.id)
    batch.update(SCHEDULES, SCHEDULES.c.by == actor.id, {"by": NOBODY})
    run(DOCUMENTS.update().where(DOCUMENTS.c.added_by == actor.id).values(added_by=NOBODY))
    own = select(EVENT_DETAILS.c.sequence, EVENT_DETAILS.c.salts).where(EVENT_DETAILS.c.actor == actor.id)
    for sequence, salts in run(own).all():
        emptied = {"actor": None, "salts": bytes(SALT) + salts[SALT:]}
        run(EVENT_DETAILS.update().where(EVENT_DETAILS.c.sequence == sequence).values(emptied))
        batch.journal.add(journal.FORGOTTEN, journal.numbered(sequence))
    batch.log(Outcome.ERASED, About(), "a person")
