"""Sentences about an answer: how sure it is, what was searched, why there is none and what to try instead."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from bot.chat.cards import escape
from bot.core.model.answers import Answer, Disagreement, Reason, Verdict
from bot.core.model.documents import Case, CaseId, Document, Standing
from bot.wording import summaries
from bot.wording.catalogue import Tongue

BAR = 5  # parts of the small bar
MOST_MISSING = 5  # words of a question that are told not to be there
VERY, FAIRLY = 0.9, 0.75  # calibrated probabilities that a reader would call so


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


def certainty(answer: Answer, tongue: Tongue) -> str:
    """How sure it is, in words with the calibrated number behind them."""
    percent = min(99, int(answer.confidence * 100))
    if answer.confidence >= VERY:
        return tongue.say("Very likely the answer ({percent}%)", percent=percent)
    if answer.confidence >= FAIRLY:
        return tongue.say("Probably the answer ({percent}%)", percent=percent)
    return tongue.say("Possibly the answer ({percent}%): read it in context", percent=percent)


def bar(confidence: float) -> str:
    """How sure, as a picture of five parts: never full, since nothing is certain."""
    full = int(confidence * BAR)
    return "▰" * full + "▱" * (BAR - full)


def searched(answer: Answer, scene: Scene) -> str:
    """ "3 of 214 documents in NSO Group, only those published in 2021 or later". Markdown."""
    tongue, total = scene.tongue, answer.searched
    documents = tongue.count("{n} document", "{n} documents", total)
    if answer.answered:
        used = tongue.number(len(answer.excerpts))
        documents = tongue.say("{used} of {documents}", used=used, documents=documents)
    where = tongue.say("{documents} {where}", documents=documents, where=_where(scene))
    return tongue.joined([where, *_dates(answer, tongue)], "")


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


def disagreement(found: Disagreement, answer: Answer, tongue: Tongue) -> str:
    """What each source says, with who published it and when, undecided."""
    ranked = {excerpt.rank: excerpt.document for excerpt in answer.excerpts}
    values = [
        f"{tongue.quoted(escape.label(value, 30))} ({escape.label(_source(ranked[rank], tongue), 60)})"
        for value, rank in found.values[:3]
        if rank in ranked
    ]
    sentence = _DIFFERENCES.get(found.about, "**Sources disagree:** {values}.")
    return tongue.say(sentence, values=tongue.joined(values, "; "))


_DIFFERENCES = {
    "who": "**Sources disagree on who:** {values}.",
    "when": "**Sources disagree on when:** {values}.",
    "how many": "**Sources disagree on how many:** {values}.",
}


def _source(document: Document, tongue: Tongue) -> str:
    details = document.details
    known = (escape.bare(details.publisher or details.title, 30), summaries.published(details, tongue))
    return tongue.listed(each for each in known if each)


def _where(scene: Scene) -> str:
    if scene.case is not None:
        return scene.tongue.say("in {case}", case=escape.label(scene.case.title or scene.case.name, 60))
    if scene.public:
        return scene.tongue.say("that everyone here can read")
    if scene.place:
        return scene.tongue.say("that you can read in {server}", server=scene.place)
    return scene.tongue.say("that you can read here")


def _dates(answer: Answer, tongue: Tongue) -> list[str]:
    """Which of them were searched: the number before is of all, whatever their dates."""
    after, before = answer.question.after, answer.question.before
    if after and before:
        return [tongue.say(", only those dated {first} to {last}", first=tongue.date(after), last=tongue.date(before))]
    if after:
        return [tongue.say(", only those dated {date} or later", date=tongue.date(after))]
    return [tongue.say(", only those dated {date} or earlier", date=tongue.date(before))] if before else []


def standing(document: Document, tongue: Tongue) -> str | None:
    """A moderator's mark, to stand before the quote."""
    told = {
        Standing.CORRECTED: "**Corrected:** the source has corrected this document.",
        Standing.RETRACTED: "**Retracted:** the source has withdrawn this document.",
        Standing.DISPUTED: "**Disputed:** a moderator has marked this document as disputed.",
    }.get(document.details.standing)
    return told and tongue.say(told)


def refusal(answer: Answer, tongue: Tongue) -> tuple[str, str]:
    """A heading and what to try, for the reason there is no answer. Markdown."""
    reason = answer.reason or Reason.UNCERTAIN
    heading, advice = _REFUSALS[reason]
    if reason is Reason.EMPTY and answer.question.case:
        advice = "Leave out the case to search all of them."
    told = [*_unknown(answer, tongue), tongue.say(advice), *_missing(answer, tongue)]
    if (answer.question.after or answer.question.before) and reason is not Reason.EMPTY:
        told.append(tongue.say("You could also leave out the dates."))
    return tongue.say(heading), tongue.joined(told, " ")


def _missing(answer: Answer, tongue: Tongue) -> list[str]:
    """What of the question isn't in the closest passages, though it may be elsewhere in the files."""
    if answer.verdict is not Verdict.CLOSEST:
        return []
    lacked = [word for word in answer.missing if word not in answer.unknown][:MOST_MISSING]
    words = tongue.listed(tongue.quoted(escape.label(word, 40)) for word in lacked)
    return [tongue.say("Not in them: {words}.", words=words)] if lacked else []


def consent(days: float, tongue: Tongue) -> str:
    """What it means to have a question kept. Markdown."""
    return tongue.count(
        "I keep your question for at most {n} day and send you one direct message when a new document answers it. "
        "Moderators see the question in `/gaps`, without your name. You can withdraw it with `/privacy`.",
        "I keep your question for at most {n} days and send you one direct message when a new document answers it. "
        "Moderators see the question in `/gaps`, without your name. You can withdraw it with `/privacy`.",
        ceil(days),
    )


def _unknown(answer: Answer, tongue: Tongue) -> list[str]:
    if not answer.unknown or answer.reason in (Reason.EMPTY, Reason.NO_QUESTION):
        return []
    words = tongue.listed(tongue.quoted(escape.label(word, 40)) for word in answer.unknown[:5])
    return [tongue.say("Not in any of the documents: {words}.", words=words)]


_CLOSEST = ("I found no clear answer.", "These passages come closest.")
_REFUSALS = {
    Reason.NO_WORDS: (
        "I can't search for that.",
        "Use a name, a thing or an event, for example: who signed the letter?",
    ),
    Reason.EMPTY: (
        "There are no documents to search here.",
        "A moderator can add some with `/documents add file`.",
    ),
    Reason.NO_QUESTION: (
        "I see no question here.",
        "Ask about a name, a thing or an event. `/help` shows examples that work here.",
    ),
    Reason.UNKNOWN_WORDS: (
        "I found nothing on this.",
        "Try another word or spelling.",
    ),
    Reason.NOT_TOGETHER: _CLOSEST,
    Reason.MISSING: _CLOSEST,
    Reason.UNCERTAIN: _CLOSEST,
    Reason.WITHHELD: (
        "The answer is withheld.",
        "The document's text is no longer the one that was stored. Please tell whoever runs this bot.",
    ),
}
