"""What a worker thread does for one press or command: a few calls of the casebook that belong together.

Every function takes the audience as it was a moment ago and asks the casebook what that audience may see, so that a
role taken away counts at the next press.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat.cards.answer_text import Scene
from bot.core.casebook import Casebook
from bot.core.model.answers import Answer, Question
from bot.core.model.documents import Audience, Case, CaseId, Document, Viewer
from bot.core.model.errors import CasebookError, UnknownCase, UnknownDocument
from bot.wording.catalogue import Tongue


class Gone(CasebookError):
    """Removed, hidden and never-existed give the same words."""

    template = "That document is gone, or you can't read it. Ask again to see what the documents say now."


@dataclass(frozen=True)
class Inquiry:
    """A question, and how it was narrowed: `case` by name (a command) or by number (a button)."""

    text: str
    case: str | CaseId | None = None
    after: str | None = None
    before: str | None = None
    explain: bool = False
    said: str = ""  # a follow-up as it was asked
    everywhere: bool = True  # False: where no case is named, the channel's own case counts
    nearest: int = 1  # how many of the passages that came nearest are quoted


@dataclass(frozen=True)
class Looked:
    """A document, its text at this moment, and the name of its case."""

    document: Document
    text: str
    case: Case


def answer(casebook: Casebook, asked: Inquiry, audience: Audience, tongue: Tongue) -> tuple[Answer, Scene]:
    """Raises BadQuestion kinds and UnknownCase."""
    viewer = casebook.viewer(audience)
    case = _case(casebook, viewer, asked.case)
    if case is None and not asked.everywhere:
        case = channels_own(casebook, viewer, audience)
    name = casebook.names(viewer)[case.id] if case else None
    question = Question(asked.text, name, asked.after, asked.before, top=asked.nearest, explain=asked.explain)
    seen = viewer.cases if case is None else frozenset({case.id})
    return casebook.ask(question, viewer), Scene(tongue, audience.public, case, asked.said, seen=seen)


def _case(casebook: Casebook, viewer: Viewer, given: str | CaseId | None) -> Case | None:
    if given is None or isinstance(given, str):
        return casebook.case(viewer, given) if given else None
    found = next((case for case in casebook.cases(viewer) if case.id == given), None)
    if found is None:
        raise UnknownCase(name=str(given))
    return found


def channel_setting(channel: int) -> str:
    """Under which name the default case of a channel is kept: the case's number."""
    return f"default-case:{channel}"


def channels_own(casebook: Casebook, viewer: Viewer, audience: Audience) -> Case | None:
    """The default case of the thread, else of its channel, where there is one that can be seen."""
    places = [place for place in (audience.thread, audience.channel) if place is not None]
    kept = (casebook.workspaces.setting(audience.workspace, channel_setting(place)) for place in places)
    chosen = next(filter(None, kept), None)
    return next((case for case in casebook.cases(viewer) if chosen == str(case.id)), None)


def look(casebook: Casebook, number: int, audience: Audience) -> Looked:
    """A document that can be quoted now. Raises Gone."""
    viewer = casebook.viewer(audience)
    try:
        document = casebook.document(viewer, number)
    except UnknownDocument:
        raise Gone from None
    if document.removed:
        raise Gone
    case = next(case for case in casebook.cases(viewer) if case.id == document.case)
    return Looked(document, casebook.text(viewer, number), case)


def respelt(found: Answer) -> Question:
    """The question in the files' own spelling."""
    words = found.question.text.split()
    known = {word.casefold(): near for word, near in found.spellings.items()}
    return replace(found.question, text=" ".join(_respelt(word, known) for word in words))


def _respelt(word: str, known: dict[str, str]) -> str:
    core = word.strip("?!.,;:“”\"'()¿¡؟،")
    near = known.get(core.casefold())
    return word.replace(core, near) if near and core else word
