"""What the store in memory keeps beside documents and trail: drafts, public answers, questions, feedback, schedules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from threading import RLock

from bot.core.model.claims import ALONE, Claims
from bot.core.model.documents import Actor, CaseId, DocumentId, Draft, Post
from bot.core.model.kept_items import Feedback, Schedule, StandingQuestion
from bot.core.model.ports import Clock
from bot.stores.content import written_as_text

Place = tuple[CaseId, DocumentId | None]


class Beside:
    """In dictionaries, behind the store's own lock."""

    claims: Claims = ALONE

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = RLock()
        self._drafts: dict[str, Draft] = {}
        self._posts: dict[int, Post] = {}
        self._questions: dict[str, StandingQuestion] = {}
        self._feedback: dict[tuple[str, DocumentId, str], int] = {}
        self._schedules: dict[Place, Schedule] = {}

    def within(self, workspace: str) -> AbstractContextManager[None]:
        """There is no second wall in memory."""
        return nullcontext()

    def close(self) -> None:
        """Nothing to let go of."""

    # --- drafts

    def put_draft(self, draft: Draft) -> None:
        with self._lock:
            self._drafts[draft.id] = draft

    def draft(self, draft: str) -> Draft | None:
        with self._lock:
            found = self._drafts.get(draft)
            return found if found and found.expires > self._clock() else None

    def drafts(self, workspace: str | None = None) -> Sequence[Draft]:
        with self._lock:
            now = self._clock()
            found = (one for one in self._drafts.values() if workspace in {None, one.workspace} and one.expires > now)
            return sorted((replace(one, body=b"") for one in found), key=lambda one: (one.at, one.id))

    def drop_draft(self, draft: str) -> bool:
        with self._lock:
            return self._drafts.pop(draft, None) is not None

    def expire_drafts(self) -> int:
        with self._lock:
            now, before = self._clock(), len(self._drafts)
            self._drafts = {one.id: one for one in self._drafts.values() if one.expires > now}
            return before - len(self._drafts)

    # --- public answers

    def put_post(self, post: Post) -> None:
        with self._lock:
            self._posts.pop(post.message, None)
            if post.quotations:
                self._posts[post.message] = post

    def posts(self, document: DocumentId | None = None) -> Sequence[Post]:
        with self._lock:
            quoting = ((one, {each.document for each in one.quotations}) for one in self._posts.values())
            found = (one for one, documents in quoting if document is None or document in documents)
            return sorted(found, key=lambda one: (one.at, one.message))

    # --- standing questions

    def put_question(self, question: StandingQuestion) -> None:
        with self._lock, written_as_text("question"):
            question.text.encode()
            self._questions[question.id] = question

    def questions(self, workspace: str | None = None, by: Actor | None = None) -> Sequence[StandingQuestion]:
        with self._lock:
            now = self._clock()
            found = [one for one in self._questions.values() if one.expires > now]
        found = [one for one in found if workspace in {None, one.workspace} and (by is None or one.by == by.id)]
        return sorted(found, key=lambda one: (one.at, one.id))

    def _change(self, question: str, change: Callable[[StandingQuestion], StandingQuestion]) -> None:
        if question in self._questions:
            self._questions[question] = change(self._questions[question])

    def seen_questions(self, questions: Iterable[str], sequence: int) -> None:
        with self._lock:
            for each in questions:
                self._change(each, lambda one: replace(one, seen=sequence))

    def claim_question(self, question: str, at: datetime) -> bool:
        with self._lock:
            free = question in self._questions and self._questions[question].told is None
            if free:
                self._change(question, lambda one: replace(one, told=at))
            return free

    def release_question(self, question: str, due: datetime) -> None:
        def released(one: StandingQuestion) -> StandingQuestion:
            return replace(one, told=None, due=due, tries=one.tries + 1, seen=one.since)

        with self._lock:
            self._change(question, released)

    def drop_question(self, question: str) -> bool:
        with self._lock:
            return self._questions.pop(question, None) is not None

    def expire_questions(self) -> int:
        with self._lock:
            now, before = self._clock(), len(self._questions)
            self._questions = {one.id: one for one in self._questions.values() if one.expires > now}
            return before - len(self._questions)

    # --- feedback

    def _count_feedback(self, workspace: str, document: DocumentId, verdict: str) -> None:
        named = workspace, document, verdict
        self._feedback[named] = self._feedback.get(named, 0) + 1

    def feedback(self, workspace: str, document: DocumentId | None = None) -> Sequence[Feedback]:
        with self._lock:
            held = sorted(self._feedback.items())
        counted = (Feedback(*named, count) for named, count in held)
        return [one for one in counted if one.workspace == workspace and document in {None, one.document}]

    # --- schedules

    def schedules(self, workspace: str | None = None) -> Sequence[Schedule]:
        with self._lock:
            found = [one for one in self._schedules.values() if workspace in {None, one.workspace}]
        return sorted(found, key=lambda one: (one.due, one.case, one.document or 0))

    def looked(self, case: CaseId, document: DocumentId | None, at: datetime, due: datetime) -> None:
        with self._lock:
            if held := self._schedules.get((case, document)):
                self._schedules[case, document] = replace(held, looked=at, due=due)

    # --- what goes with somebody or something

    def _erase_beside(self, document: DocumentId) -> None:
        self._feedback = {named: count for named, count in self._feedback.items() if named[1] != document}
        self._schedules = {place: one for place, one in self._schedules.items() if place[1] != document}

    def _forget_beside(self, actor: Actor) -> None:
        self._questions = {one.id: one for one in self._questions.values() if one.by != actor.id}
        for place, one in self._schedules.items():
            self._schedules[place] = replace(one, by="") if one.by == actor.id else one

    def _drop_beside(self, workspace: str) -> None:
        self._drafts = {one.id: one for one in self._drafts.values() if one.workspace != workspace}
        self._posts = {one.message: one for one in self._posts.values() if one.workspace != workspace}
        self._questions = {one.id: one for one in self._questions.values() if one.workspace != workspace}
        self._feedback = {named: count for named, count in self._feedback.items() if named[0] != workspace}
        self._schedules = {place: one for place, one in self._schedules.items() if one.workspace != workspace}
