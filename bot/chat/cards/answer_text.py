"""Sentences about an answer: how sure it is, what was searched, why there is none and what to try instead."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from bot.chat.cards import escape
from bot.core.model.answers import Answer, Disagreement, Reason, Verdict
from bot.core.model.documents import Case, CaseId, Document, Standing
from bot.wording.catalogue import Tongue

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


def certainty(answer: Answer, tongue: Tongue) -> str:
    """How sure it is, in words with the calibrated number behind them."""
    percent = min(99, int(answer.confidence * 100))
    if answer.confidence >= VERY:
        return tongue.say("Very likely the answer ({percent} %)", percent=percent)
    if answer.confidence >= FAIRLY:
        return tongue.say("Probably the answer ({percent} %)", percent=percent)
    return tongue.say("Possibly the answer ({percent} %): read it in context", percent=percent)


def searched(answer: Answer, scene: Scene) -> str:
    """ "3 of 214 documents in NSO Group, published after 2021". Markdown."""
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
        "{articles}, {origins}: copies of one story are counted once",
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
    sentence = _DIFFERENCES.get(found.about, "**The sources differ:** {values}. Nothing here decides between them.")
    return tongue.say(sentence, values=tongue.joined(values, "; "))


_DIFFERENCES = {
    "who": "**The sources differ on who:** {values}. Nothing here decides between them.",
    "when": "**The sources differ on when:** {values}. Nothing here decides between them.",
    "how many": "**The sources differ on how many:** {values}. Nothing here decides between them.",
}


def _source(document: Document, tongue: Tongue) -> str:
    details = document.details
    known = (escape.bare(details.publisher or details.title, 30), details.published and tongue.date(details.published))
    return tongue.listed(each for each in known if each)


def _where(scene: Scene) -> str:
    if scene.case is not None:
        return scene.tongue.say("in {case}", case=escape.label(scene.case.title or scene.case.name, 60))
    if scene.public:
        return scene.tongue.say("that everybody here may read")
    if scene.place:
        return scene.tongue.say("that you may read in {server}", server=scene.place)
    return scene.tongue.say("that you may read here")


def _dates(answer: Answer, tongue: Tongue) -> list[str]:
    after, before = answer.question.after, answer.question.before
    told = [tongue.say(", published {date} or later", date=tongue.date(after))] if after else []
    told += [tongue.say(", published {date} or earlier", date=tongue.date(before))] if before else []
    return [*told, tongue.say(" (undated ones left out)")] if told else []


def standing(document: Document, tongue: Tongue) -> str | None:
    """A moderator's mark, to stand before the quote."""
    told = {
        Standing.CORRECTED: "**Corrected**: the source has corrected this document since.",
        Standing.RETRACTED: "**Retracted**: the source has taken this document back.",
        Standing.DISPUTED: "**Disputed**: a moderator has marked this document as disputed.",
    }.get(document.details.standing)
    return told and tongue.say(told)


def refusal(answer: Answer, tongue: Tongue) -> tuple[str, str]:
    """A heading and what to try, for the reason there is no answer. Markdown."""
    reason = answer.reason or Reason.UNCERTAIN
    heading, advice = _REFUSALS[reason]
    told = [*_unknown(answer, tongue), tongue.say(advice), *_missing(answer, tongue)]
    if answer.question.after or answer.question.before:
        told.append(tongue.say("Or take the dates away: they leave out what was published at another time."))
    return tongue.say(heading), tongue.joined(told, " ")


def _missing(answer: Answer, tongue: Tongue) -> list[str]:
    """What of the question isn't in the closest passages, though it may be elsewhere in the files."""
    if answer.verdict is not Verdict.CLOSEST:
        return []
    lacked = [word for word in answer.missing if word not in answer.unknown][:MOST_MISSING]
    words = tongue.listed(tongue.quoted(escape.label(word, 40)) for word in lacked)
    return [tongue.say("Not in them: {words}.", words=words)] if lacked else []


def consent(scene: Scene) -> str:
    """What pressing the button below a refusal means. Markdown."""
    return scene.tongue.count(
        "-# **Tell me when the files answer this** keeps your question for {n} day at most. Moderators see it in "
        "`/gaps`, without your name; `/privacy` takes it back.",
        "-# **Tell me when the files answer this** keeps your question for {n} days at most. Moderators see it in "
        "`/gaps`, without your name; `/privacy` takes it back.",
        ceil(scene.waits),
    )


def _unknown(answer: Answer, tongue: Tongue) -> list[str]:
    if not answer.unknown or answer.reason is Reason.EMPTY:
        return []
    words = tongue.listed(tongue.quoted(escape.label(word, 40)) for word in answer.unknown[:5])
    told = [tongue.count("Not in any of them: {words}.", "In none of them: {words}.", len(answer.unknown), words=words)]
    if answer.spellings:
        near = tongue.listed(tongue.quoted(escape.label(word, 40)) for word in list(answer.spellings.values())[:5])
        told.append(tongue.say("They have {near}.", near=near))
    return told


_CLOSEST = ("I found no clear answer.", "These passages come closest; none surely answers.")
_REFUSALS = {
    Reason.NO_WORDS: (
        "There is nothing to search for in that question.",
        "Use a name, a thing or an event, for example: who signed the letter?",
    ),
    Reason.EMPTY: (
        "There are no documents to search here.",
        "Take away the case or the dates, or ask a moderator to add documents with `/documents add`.",
    ),
    Reason.NO_QUESTION: (
        "There is no question in that.",
        "Ask for a name, a thing or an event, for example: who signed the letter? `/help` shows more.",
    ),
    Reason.UNKNOWN_WORDS: (
        "I found nothing on this.",
        "Try another word for the same thing, or a name as the documents would print it.",
    ),
    Reason.NOT_TOGETHER: _CLOSEST,
    Reason.MISSING: _CLOSEST,
    Reason.UNCERTAIN: _CLOSEST,
    Reason.WITHHELD: (
        "The answer is withheld.",
        "The words found are no longer those of the stored document. A moderator should look at the log.",
    ),
}
