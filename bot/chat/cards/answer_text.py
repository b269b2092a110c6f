"""What a card says about an answer in words of its own: where was searched, and what helps where nothing is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from bot.chat.cards import escape
from bot.core.model.answers import Answer, Reason
from bot.core.model.documents import Case, CaseId
from bot.wording import answer_sentences
from bot.wording.answer_sentences import Voice
from bot.wording.catalogue import Tongue

BAR = 5  # parts of the small bar


@dataclass(frozen=True)
class Scene:
    """Where an answer is shown: to whom, in what language, narrowed to which case.

    said: a follow-up as it was asked, where more was searched for. waits: days that a refused question can be kept;
    0 where none is. above: what stands before the question. place: the server's name, where it is shown elsewhere.
    seen: the cases that were searched.
    """

    tongue: Tongue
    public: bool = False
    case: Case | None = None
    said: str = ""
    waits: float = 0
    above: str = ""
    place: str = ""
    seen: frozenset[CaseId] = frozenset()
    shared: bool = False  # whether it was posted for others just now
    asker: int = 0  # Discord's number of who asked or shared it where others read it, and may take it back


def voice(tongue: Tongue) -> Voice:
    """Foreign words escaped, for Markdown."""
    return Voice(tongue, escape.label, _WAYS)


def bar(confidence: float) -> str:
    """How sure, as a picture of five parts: never full, since nothing is certain."""
    full = int(confidence * BAR)
    return "▰" * full + "▱" * (BAR - full)


def searched(answer: Answer, scene: Scene) -> str:
    """ "3 of 214 documents in NSO Group, only those published in 2021 or later". Markdown."""
    tongue = scene.tongue
    documents = answer_sentences.documents(answer, tongue)
    where = tongue.say("{documents} {where}", documents=documents, where=_where(scene))
    return tongue.joined([where, *answer_sentences.dates(answer, tongue)], "")


def origins(answer: Answer, tongue: Tongue) -> str | None:
    """ "6 articles, 2 origins", where there are copies."""
    articles = sum(1 + len(excerpt.copied) for excerpt in answer.excerpts)
    if articles == len(answer.excerpts):
        return None
    counted = tongue.count("{n} article", "{n} articles", articles)
    return tongue.say(
        "{articles}, {origins}: copies of the same story count once",
        articles=counted,
        origins=tongue.count("{n} origin", "{n} origins", len(answer.excerpts)),
    )


def _where(scene: Scene) -> str:
    if scene.case is not None:
        return scene.tongue.say("in {case}", case=escape.label(scene.case.title or scene.case.name, 60))
    if scene.public:
        return scene.tongue.say("that everyone here can read")
    if scene.place:
        return scene.tongue.say("that you can read in {server}", server=scene.place)
    return scene.tongue.say("that you can read here")


def refusal(answer: Answer, tongue: Tongue) -> tuple[str, str]:
    """A heading and what to try, for the reason there is no answer. Markdown."""
    speaking = voice(tongue)
    if answer.question.case:
        speaking = replace(speaking, ways={**_WAYS, Reason.EMPTY: "Leave out the case to search all of them."})
    heading, told = answer_sentences.refusal(answer, speaking)
    return heading, tongue.joined(told, " ")


def consent(days: float, tongue: Tongue) -> str:
    """What it means to have a question kept. Markdown."""
    return tongue.count(
        "I keep your question for at most {n} day and send you one direct message when a new document answers it. "
        "Moderators see the question, without your name. You can withdraw it with `/privacy`.",
        "I keep your question for at most {n} days and send you one direct message when a new document answers it. "
        "Moderators see the question, without your name. You can withdraw it with `/privacy`.",
        ceil(days),
    )


_WAYS = {
    Reason.EMPTY: "A moderator can add some.",
    Reason.NO_QUESTION: "Ask about a name, a thing or an event. `/help` shows examples that work here.",
    Reason.WITHHELD: "The document's text is no longer the one that was stored. Please tell whoever runs this bot.",
}
