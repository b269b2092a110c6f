"""What the terminal says in words of its own: of an answer what it credits and what helps, of a change what it did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.core.model.answers import Answer, Excerpt, Reason
from bot.core.model.documents import Document, Kind
from bot.core.model.trail import Outcome, Receipt
from bot.core.quoting import cited_sources
from bot.wording import answer_sentences, markup, summaries
from bot.wording.answer_sentences import Voice
from bot.wording.catalogue import Tongue, spoken

if TYPE_CHECKING:
    from bot.core.language.similarity import Likeness

SEPARATOR = " · "

DAMAGED = "This text isn't what was put there: it is damaged, and quoted in no answer. `audit --verify` says more."
REMOVED = "Removed: not in any answer."
NONE_YET = "No documents. Add one with `add`, or a folder of them with `sync`."
ERASED = "Erased for good. Backups made before still hold it."
ERASE = "Erase “{key}” and all {n} of its versions for good?"
LOST = "A public answer quotes what is changed or gone: {quote}"
CHANGES = "What version {n} changed:"
AS_IT_WAS = "text: as it was"
SAME_WORDS = "text: other capitals or white space only"
LEFT = "Nothing was changed. With `--yes` it becomes the next version."


def voice(tongue: Tongue) -> Voice:
    return Voice(tongue, lambda words, most: words[:most], _WAYS)


def message(answer: Answer) -> str:
    """What a script's reader is told, on one line of English: the first quote and whence it is, or the refusal."""
    speaking = voice(spoken("en"))
    if not answer.answered:
        heading, told = refusal(answer, speaking)
        return " ".join((heading, *told))
    best = answer.excerpts[0]
    return f"“{markup.one_line(best.quote, best.document)}” ({SEPARATOR.join(credited(best, speaking.tongue))})"


def credited(excerpt: Excerpt, tongue: Tongue) -> list[str]:
    """Title, publisher, date and place of a quote, those that are known; what to mind in its words."""
    details = excerpt.document.details
    known = [details.title, details.publisher, summaries.dated(details, tongue), tongue.place(excerpt.place)]
    known += [answer_sentences.across(excerpt, tongue), answer_sentences.recognised(excerpt.recognised, tongue)]
    return [part for part in known if part]


def based_on(excerpt: Excerpt, tongue: Tongue) -> str | None:
    """What a summary is, so that it is never taken for the sources' own words."""
    document = excerpt.document
    if document.details.kind is not Kind.SUMMARY:
        return None
    if cited_sources.told(excerpt)[0]:
        return tongue.say("Case summary, the quote based on:")
    return tongue.say(answer_sentences.BASED_ON if document.details.sources else answer_sentences.SUMMARY)


def around(tongue: Tongue) -> str:
    """Leads to the sources of what stands around a summary's quote."""
    return tongue.say("What stands around it, also on:")


def below(answer: Answer, tongue: Tongue) -> str:
    """ "Very likely the answer (93%) · 1 of 27 documents"; without an answer, what was searched."""
    searched = "".join((answer_sentences.documents(answer, tongue), *answer_sentences.dates(answer, tongue)))
    if answer.answered:
        return SEPARATOR.join((answer_sentences.certainty(answer, tongue), searched))
    told = tongue.say(answer_sentences.SEARCHED, searched=searched)
    hidden = answer.nearest and not answer.closest and not answer.question.explain
    return SEPARATOR.join((told, tongue.say("`--explain` shows what came nearest."))) if hidden else told


def origin(document: Document, tongue: Tongue) -> str:
    """Of a document without a link: where it came from instead."""
    return tongue.say(
        "No link: from the file {file}, added by {who} on {date} (SHA-256 {hash}…)",
        file=document.origin,
        who=document.added_by or tongue.say("someone whose number was erased"),
        date=tongue.date(document.added_at.date().isoformat()),
        hash=document.sha256[:12],
    )


def more(number: int, tongue: Tongue) -> str:
    return tongue.count("and {n} more", "and {n} more", number)


def done(receipt: Receipt, case: str, tongue: Tongue) -> str:
    """What became of a change: "Added “letter” in starter: The letter"."""
    found = receipt.document
    return tongue.say(_DONE[receipt.outcome], key=found.key, case=case, title=found.details.title)


def refusal(answer: Answer, voice: Voice) -> tuple[str, Sequence[str]]:
    """A heading, and sentences: why there is no answer, the nearest spellings, and what to try instead."""
    tongue, mended = voice.tongue, answer_sentences.mended(answer, voice)
    more = [mended] if mended else []
    if answer.languages:
        languages = tongue.listed(map(tongue.language, answer.languages))
        more.append(tongue.say("The documents are in other languages: {languages}.", languages=languages))
    return answer_sentences.refusal(answer, voice, more)


def facts(found: Document, case: str, tongue: Tongue) -> list[tuple[str, str]]:
    """What is known of a document, each with what it is called."""
    details = found.details
    events = [date for date in (details.facts_from, details.facts_until) if date]
    added = f"{found.added_at:%Y-%m-%d %H:%M}"
    named = (
        ("Key", found.key),
        ("Case", case),
        ("Kind", details.kind.value),
        ("Source", details.source),
        *(("Based on", source) for source in details.sources),
        ("Publisher", details.publisher),
        ("Published", details.published),
        ("Events", " – ".join(events)),
        ("Checked", details.checked),
        ("State", details.state),
        ("Author", details.author),
        ("Tags", details.tags),
        ("Language", details.language),
        ("From", tongue.say("{file}, added {when} UTC by {who}", file=found.origin, when=added, who=found.added_by)),
        ("Version", str(found.version)),
        ("SHA-256", found.sha256),
    )
    return [(tongue.say(label), value) for label, value in named if value]


def likeness(found: Likeness, tongue: Tongue) -> str:
    differ = tongue.count("{n} paragraph differs", "{n} paragraphs differ", len(found.changed))
    return SEPARATOR.join((tongue.say("{percent}% the same", percent=found.percent), differ))


def beside(number: int, tongue: Tongue) -> str:
    """How many paragraphs more a version has changed than are shown."""
    return tongue.count(
        "… and {n} more paragraph; `--json` has it", "… and {n} more paragraphs; `--json` has all of them", number
    )


_DONE = {
    Outcome.ADDED: "Added “{key}” in {case}: {title}",
    Outcome.UPDATED: "Updated “{key}” in {case}: {title}",
    Outcome.UNCHANGED: "Nothing to change in “{key}” in {case}: {title}",
    Outcome.REMOVED: "Removed “{key}” in {case}: {title}",
    Outcome.RESTORED: "Restored “{key}” in {case}: {title}",
    Outcome.ERASED: "Erased “{key}” in {case}: {title}",
}
_WAYS = {
    Reason.EMPTY: "Leave out the case or the dates, or add documents with `add`.",
    Reason.NO_QUESTION: "Use a name, a thing or an event, for example: who signed the letter?",
    Reason.WITHHELD: "The words found are no longer those of the document. `doctor` and `audit --verify` say more.",
}
