"""Standing questions: kept for whoever asked to be told, asked again when the files change, answered once.

A question is news only by what came later: the first quote of its answer must stand in a document, and in every copy of
that story, that wasn't there in these words when the files refused. So a new index, another threshold, a copy of an old
story or a case that somebody is let into tells nobody anything.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.core.casebook import Casebook
from bot.core.language import detection, tokens
from bot.core.model.answers import Answer, Question, Reason
from bot.core.model.documents import Actor, Audience, Case, CaseId, Document, DocumentId, Viewer
from bot.core.model.errors import CasebookError, UnknownCase
from bot.core.model.kept_items import StandingQuestion
from bot.core.model.ports import Store
from bot.core.model.trail import Outcome

PER_PERSON: Final = 20  # in one workspace: about what a person can keep in view
TRIES: Final = 3  # how often somebody who can't be reached is written to
AGAIN: Final = timedelta(days=1)  # after that time
SAME_MESSAGE: Final = timedelta(minutes=2)  # Discord knows a message again by its nonce for "a few minutes"
ALIKE: Final = 0.75  # of all words that two questions have, shared: the same question, put otherwise
_HOPELESS: Final = {Reason.NO_QUESTION, Reason.NO_WORDS, Reason.WITHHELD}  # no later document changes these


class TooManyQuestions(CasebookError):
    template = (
        "You are already waiting for {limit} answers here. `/privacy` shows them; withdraw one, then press again."
    )


class NotWaiting(CasebookError):
    template = "That question is no longer kept: it was answered or withdrawn, or it has expired."


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, where (a channel or thread), and in what language their client is."""

    by: Actor
    workspace: str
    channel: int
    language: str


def offers(answer: Answer) -> bool:
    """Whether waiting may help: a refusal that a later document can change."""
    return answer.reason is not None and answer.reason not in _HOPELESS


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question was asked of: these cases (or the one of them that was chosen), at that point of the change log.

    Read before it is asked: what comes meanwhile counts as later.
    """

    cases: frozenset[CaseId]
    sequence: int
    case: CaseId | None = None


def scope(casebook: Casebook, viewer: Viewer) -> Scope:
    return Scope(viewer.cases, casebook.store.head().sequence)


def keep(casebook: Casebook, asker: Asker, asked: Question, scope: Scope, until: tuple[datetime, float]) -> str:
    """Keep a question that the files have just refused, from now on for so many days; its id.

    The same one again only begins its time anew. Raises TooManyQuestions.
    """
    now, days = until
    made = StandingQuestion(
        id=secrets.token_hex(16),
        workspace=asker.workspace,
        by=asker.by.id,
        channel=asker.channel,
        text=asked.text,
        language=asker.language,
        at=now,
        expires=now + timedelta(days=days),
        since=scope.sequence,
        seen=scope.sequence,
        case=scope.case,
        after=asked.after,
        before=asked.before,
        scope=scope.cases if scope.case is None else frozenset({scope.case}),
    )
    with casebook.writing:
        own = casebook.store.questions(asker.workspace, asker.by)
        same = next((one for one in own if _as_asked(one) == _as_asked(made)), None)
        if same is None and len(own) >= PER_PERSON:
            raise TooManyQuestions(limit=PER_PERSON)
        made = replace(made, id=same.id) if same else made
        casebook.store.put_question(made)
    return made.id


def _as_asked(one: StandingQuestion) -> tuple[object, ...]:
    return one.text, one.case, one.after, one.before, one.channel


def withdraw(casebook: Casebook, number: str, by: Actor) -> None:
    """Raises NotWaiting, in the same words for somebody else's."""
    if not any(one.id == number for one in casebook.store.questions(by=by)):
        raise NotWaiting
    casebook.store.drop_question(number)


# --- asking again


def waiting(casebook: Casebook, now: datetime) -> tuple[list[StandingQuestion], int]:
    """Those to be looked at, longest unlooked first, and the point of the change log that they are looked at for.

    The files have changed since they were asked last, or telling was begun and not ended.
    """
    head = casebook.trail.head().sequence
    found = (one for one in casebook.questions.questions() if one.due is None or one.due <= now)
    due = (one for one in found if one.told or one.seen < head)
    return sorted(due, key=lambda one: (not one.told, one.seen, one.at)), head


def is_touched(casebook: Casebook, question: StandingQuestion) -> bool:
    """Whether any document of its workspace has changed since the question was last asked."""
    near = {case.id for case in casebook.any_cases.cases(question.workspace) if not case.removed}
    changed = {change.document for change in casebook.trail.changes(question.seen) if change.case in near}
    return any(not one.removed for one in casebook.any_documents.get(changed).values())


def news(casebook: Casebook, question: StandingQuestion, audience: Audience) -> tuple[Answer, Case | None] | None:
    """What that audience is told of it now, with the case that it was narrowed to; None where there is no news."""
    viewer = casebook.viewer(audience)
    case = next((one for one in casebook.cases(viewer) if one.id == question.case), None)
    if question.case is not None and case is None:
        return None
    asked = Question(question.text, case.name if case else None, question.after, question.before)
    try:
        answer = casebook.ask(asked, viewer)
    except UnknownCase:  # removed between the two
        return None
    return (answer, case) if is_news(casebook.store, answer, question.since) else None


def is_news(store: Store, answer: Answer, since: int) -> bool:
    """Whether the first quote stands only in documents that came, or came to say it, after that point of the log."""
    if not answer.answered:
        return False
    first = answer.excerpts[0]
    told = [first.document, *first.copied]
    texts = store.texts(one.id for one in told)
    return all(not _was_there(store, one, first.quote, texts.get(one.id, ""), since) for one in told)


def _was_there(store: Store, document: Document, quote: str, text: str, since: int) -> bool:
    """Whether the document could be found then, with these words, or with all the words that it has now."""
    version = _version_then(store, document.id, since)
    if version is None:
        return False
    before = store.text(document.id, version)
    return before is None or before == text or quote in before


def _version_then(store: Store, document: DocumentId, since: int) -> int | None:
    """The version that could be found at that point of the log; None where there was none, or it was removed."""
    events = store.events(document, limit=1_000_000)
    last = next((one for one in events if one.sequence <= since and one.action is not Outcome.HEALED), None)
    return None if last is None or last.action is Outcome.REMOVED else last.version


# --- what moderators see


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that people wait to see answered: in the words of who asked first, by how many, and since when."""

    text: str
    people: int
    since: datetime


def gaps(casebook: Casebook, workspace: str, viewer: Viewer) -> list[Gap]:
    """What isn't answered, the most wanted first; nothing that was asked of a case which this viewer can't see.

    Neither may the words of a question give away what a hidden case is about; so it counts only for whoever sees
    every case that it was asked of.
    """
    cases = {case.id: case for case in casebook.store.cases(workspace)}
    asked = [one for one in casebook.store.questions(workspace) if _may_read(one, cases, viewer)]
    found = [Gap(group[0].text, len({one.by for one in group}), group[0].at) for group in _grouped(asked)]
    return sorted(found, key=lambda gap: (-gap.people, gap.since))


def _may_read(question: StandingQuestion, cases: dict[CaseId, Case], viewer: Viewer) -> bool:
    """A removed case hides nothing that was open to all."""
    gone = {number for number, case in cases.items() if case.removed and case.open}
    return question.told is None and question.scope <= viewer.cases | gone


def _grouped(questions: Iterable[StandingQuestion]) -> list[list[StandingQuestion]]:
    """The same ones together, oldest first: nearly the same words, in whatever order and form."""
    groups: list[tuple[frozenset[str], list[StandingQuestion]]] = []
    for one in questions:
        meant = _meant(one.text)
        group = next((group for known, group in groups if _alike(known, meant)), None)
        if group is None:
            groups.append((meant, [one]))
        else:
            group.append(one)
    return [group for _, group in groups]


def _meant(text: str) -> frozenset[str]:
    """The words that mean something, in their stems; all of them where none does."""
    spoken = detection.detect(text)
    empty = tokens.surface_function_words(spoken)
    found = tokens.words(text, spoken)
    telling = frozenset(word.term for word in found if text[word.start : word.end].casefold() not in empty)
    return telling or frozenset(word.term for word in found) or frozenset({text})


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)
