"""Sentences about an answer, for whoever is told it: how sure it is, what was searched, why there is none, what to try.

What only one front end can say (where its reader may look, which command helps) it puts in itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.model.answers import Answer, Disagreement, Excerpt, Reason, Verdict
from bot.core.model.documents import Document, Standing
from bot.wording import markup, summaries
from bot.wording.catalogue import Tongue

MOST_MISSING: Final = 5  # words of a question that are told not to be there
VERY, FAIRLY = 0.9, 0.75  # calibrated probabilities that a reader would call so

SEARCHED: Final = "-# Searched: {searched}"
SUMMARY: Final = "Case summary, not the sources' own words"
BASED_ON: Final = "Case summary, not the sources' own words; based on:"
STANDINGS: Final[Mapping[Standing, str]] = {
    Standing.CORRECTED: "**Corrected:** the source has corrected this document.",
    Standing.RETRACTED: "**Retracted:** the source has withdrawn this document.",
    Standing.DISPUTED: "**Disputed:** a moderator has marked this document as disputed.",
}
_DIFFERENCES: Final = {
    "who": "**Sources disagree on who:** {values}.",
    "when": "**Sources disagree on when:** {values}.",
    "where": "**Sources disagree on where:** {values}.",
    "how many": "**Sources disagree on how many:** {values}.",
    "how much": "**Sources disagree on how much:** {values}.",
}
_CLOSEST: Final = ("I found no clear answer.", "These passages come closest.")
_NONE_DATED: Final = ("No document here is from that time.", "Leave out the dates, or choose others.")
_REFUSALS: Final[Mapping[Reason, tuple[str, str]]] = {
    Reason.NO_WORDS: (
        "I can't search for that.",
        "Use a name, a thing or an event, for example: who signed the letter?",
    ),
    Reason.EMPTY: ("There are no documents to search here.", ""),
    Reason.NO_QUESTION: ("I see no question here.", ""),
    Reason.UNKNOWN_WORDS: ("I found nothing on this.", "Try another word or spelling."),
    Reason.NOT_TOGETHER: _CLOSEST,
    Reason.MISSING: _CLOSEST,
    Reason.UNCERTAIN: _CLOSEST,
    Reason.WITHHELD: ("The answer is withheld.", ""),
}


@dataclass(frozen=True)
class Voice:
    """How a front end speaks. safe: makes foreign words fit to stand in its sentences, cut to so many characters.

    ways: what to do about a refusal, where that isn't the same everywhere.
    """

    tongue: Tongue
    safe: Callable[[str, int], str]
    ways: Mapping[Reason, str]

    def quoted(self, words: Sequence[str]) -> str:
        tongue = self.tongue
        return tongue.listed(tongue.quoted(self.safe(word, 40)) for word in words[:MOST_MISSING])


def certainty(answer: Answer, tongue: Tongue) -> str:
    """How sure it is, in words with the calibrated number behind them."""
    percent = min(99, int(answer.confidence * 100))
    if answer.confidence >= VERY:
        return tongue.say("Very likely the answer ({percent}%)", percent=percent)
    if answer.confidence >= FAIRLY:
        return tongue.say("Probably the answer ({percent}%)", percent=percent)
    return tongue.say("Possibly the answer ({percent}%): read it in context", percent=percent)


def documents(answer: Answer, tongue: Tongue) -> str:
    """ "3 of 214 documents": of all that were searched, be it that only those of some dates were."""
    total = tongue.count("{n} document", "{n} documents", answer.searched)
    if not answer.answered:
        return total
    return tongue.say("{used} of {documents}", used=tongue.number(len(answer.excerpts)), documents=total)


def dates(answer: Answer, tongue: Tongue) -> list[str]:
    """Which of them were searched, to stand behind their number."""
    after, before = answer.question.after, answer.question.before
    if after and before:
        return [tongue.say(", only those dated {first} to {last}", first=tongue.date(after), last=tongue.date(before))]
    if after:
        return [tongue.say(", only those dated {date} or later", date=tongue.date(after))]
    return [tongue.say(", only those dated {date} or earlier", date=tongue.date(before))] if before else []


def disagreement(found: Disagreement, answer: Answer, voice: Voice) -> str:
    """What each source says, with who published it and when, undecided; of one document, where. Markdown."""
    tongue = voice.tongue
    ranked = {excerpt.rank: excerpt for excerpt in answer.excerpts}
    shown = [(value, ranked[rank]) for value, rank in found.values[:3] if rank in ranked]
    is_one = len({excerpt.document.id for _, excerpt in shown}) == 1
    values = [
        f"{tongue.quoted(voice.safe(value, 30))} "
        f"({voice.safe(tongue.place(one.place), 40) if is_one else _source(one.document, voice)})"
        for value, one in shown
    ]
    sentence = _DIFFERENCES.get(found.about, "**Sources disagree:** {values}.")
    if is_one:
        sentence = "**The document itself gives different values:** {values}."
    return tongue.say(sentence, values=tongue.joined(values, "; "))


def _source(document: Document, voice: Voice) -> str:
    details = document.details
    known = (voice.safe(details.publisher or details.title, 30), summaries.published(details, voice.tongue))
    return voice.tongue.listed(each for each in known if each)


def standing(document: Document, tongue: Tongue) -> str | None:
    """A moderator's mark, to stand before the quote. Markdown."""
    told = STANDINGS.get(document.details.standing)
    return told and tongue.say(told)


def across(excerpt: Excerpt, tongue: Tongue) -> str | None:
    """That what answers is in another language than the question, which nobody has translated."""
    own = excerpt.across(tongue.code)
    if own is None:
        return None
    return tongue.say("Found across languages: the original is in {language}", language=tongue.language(own))


def recognised(sure: int | None, tongue: Tongue) -> str | None:
    """That the words were read off a picture, which stands with every such quote; None for words that are text."""
    if sure is None:
        return None
    return tongue.say("Recognised from a picture (OCR), {sure}% sure: compare it with the page", sure=sure)


def speaker(excerpt: Excerpt, voice: Voice) -> str | None:
    """Whom the words themselves name as their speaker; the words may report what they said, and not be their own."""
    if not excerpt.speaker:
        return None
    name = voice.safe(excerpt.speaker, 80)
    if not excerpt.namesakes:
        return voice.tongue.say("Attributed to {name}", name=name)
    names = ", ".join(voice.safe(one, 80) for one in excerpt.namesakes)
    told = "Attributed to {name} (more than one in this document: {names})"
    return voice.tongue.say(told, name=name, names=names)


def notes(excerpt: Excerpt, voice: Voice) -> list[str]:
    """What turns the quote from farther away than it is shown with, word for word."""
    tongue = voice.tongue
    return [
        tongue.say(
            "Elsewhere in this text, {place}: “{words}”",
            place=voice.safe(tongue.place(one.place), 80),
            words=voice.safe(markup.one_line(one.text, excerpt.document), len(one.text)),
        )
        for one in excerpt.notes
    ]


def aliases(answer: Answer, voice: Voice) -> str:
    """Through which other names something was found that is shown; "" for none."""
    if not answer.aliases:
        return ""
    tongue = voice.tongue
    words = tongue.listed(
        tongue.say("“{name}” (an alias of “{asked}”)", name=voice.safe(name, 40), asked=voice.safe(asked, 40))
        for asked, name in answer.aliases[:3]
    )
    return tongue.say("I also searched for {words}.", words=words)


def mended(answer: Answer, voice: Voice) -> str:
    """Which spellings were searched for, each with the word that it stands for; "" for none."""
    if not answer.spellings:
        return ""
    words = voice.tongue.listed(
        voice.tongue.say("“{near}” instead of “{word}”", near=voice.safe(near, 24), word=voice.safe(word, 24))
        for word, near in list(answer.spellings.items())[:3]
    )
    return voice.tongue.say("I searched for {words}.", words=words)


def copies(documents: Sequence[str], tongue: Tongue) -> str:
    """Which further documents tell the same story, by what they are called to whom is told."""
    return tongue.say("Copies of the same story: {documents}", documents=tongue.listed(documents))


def refusal(answer: Answer, voice: Voice, more: Sequence[str] = ()) -> tuple[str, Sequence[str]]:
    """A heading, and sentences: which words nothing holds, `more` on these, what to try, what the closest lack."""
    reason, tongue = answer.reason or Reason.UNCERTAIN, voice.tongue
    if reason is Reason.EMPTY and _is_dated(answer):
        return tongue.say(_NONE_DATED[0]), [tongue.say(_NONE_DATED[1])]
    heading, advice = _REFUSALS[reason]
    told = [*_unknown(answer, voice), *more, tongue.say(voice.ways.get(reason, advice)), *_missing(answer, voice)]
    if _is_dated(answer):
        told.append(tongue.say("You could also leave out the dates."))
    return tongue.say(heading), told


def _is_dated(answer: Answer) -> bool:
    return bool(answer.question.after or answer.question.before)


def _unknown(answer: Answer, voice: Voice) -> list[str]:
    """Which words no document holds; below the closest none that stands there in other words."""
    lacked = {*answer.missing, *answer.spellings} if answer.verdict is Verdict.CLOSEST else set(answer.unknown)
    words = _untranslated(answer, [word for word in answer.unknown if word in lacked])
    if not words or answer.reason in (Reason.EMPTY, Reason.NO_QUESTION):
        return []
    told = (
        "Not in any document of these dates: {words}." if _is_dated(answer) else "Not in any of the documents: {words}."
    )
    return [voice.tongue.say(told, words=voice.quoted(words))]


def _untranslated(answer: Answer, words: Sequence[str]) -> Sequence[str]:
    """Of what isn't found, names and numbers alone where a passage in another language is shown: that has its own word
    for all else. A word for which there is no answer is told all the same."""
    foreign = any(one.asked_in and one.document.details.language not in (one.asked_in, None) for one in answer.shown)
    if answer.reason is Reason.MISSING or not foreign:
        return words
    return [word for word in words if not (word.isalpha() and word.islower())]


def _missing(answer: Answer, voice: Voice) -> list[str]:
    """What of the question isn't in the closest passages, though it may be elsewhere in the files."""
    if answer.verdict is not Verdict.CLOSEST:
        return []
    lacked = _untranslated(answer, [word for word in answer.missing if word not in answer.unknown])
    return [voice.tongue.say("Not in them: {words}.", words=voice.quoted(lacked))] if lacked else []
