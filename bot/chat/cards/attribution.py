"""The lines that say whose words a quote is: the speaker, the document, its source and where a link to it leads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from bot.chat.cards import answer_text, escape, layout
from bot.core.model.answers import Excerpt
from bot.core.model.documents import Details, Document, Kind
from bot.core.quoting import cited_sources
from bot.core.workflows import refresh
from bot.wording import answer_sentences, summaries
from bot.wording.answer_sentences import across, recognised, speaker, standing
from bot.wording.catalogue import Tongue

NOT_THEIRS = "not the sources' own words"
SOURCES = 5  # links of a summary on the card; Cite gives all
COPIES = 3  # further documents of a story that are named on the card; a button shows all
SOURCES_ROOM = 900  # characters of their addresses, which count among the card's 4,000


def told(excerpt: Excerpt, tongue: Tongue) -> str:
    details = excerpt.document.details
    lines = [standing(excerpt.document, tongue), recognised(excerpt.recognised, tongue)]
    lines += [across(excerpt, tongue), speaker(excerpt, answer_text.voice(tongue))]
    lines += [escape.directed(f"**{escape.label(details.title)}**"), *map(layout.small, _where(excerpt, tongue))]
    lines += map(layout.small, _copies(excerpt, tongue))
    return "\n".join(line for line in lines if line)


def notes(excerpt: Excerpt, tongue: Tongue) -> list[str]:
    """What turns the quote from farther away than it is shown with, word for word."""
    return answer_sentences.notes(excerpt, answer_text.voice(tongue))


def _where(excerpt: Excerpt, tongue: Tongue) -> list[str]:
    """ "Reuters · 15 December 2021 · ¶ 4", and of a summary what it is based on."""
    details = excerpt.document.details
    summary = _summary(details, tongue) if details.kind is Kind.SUMMARY else None
    publisher = details.publisher and escape.label(details.publisher, 80)
    place = escape.label(tongue.place(excerpt.place), 80)
    line = tongue.joined([summary, publisher, summaries.published(details, tongue), place, _lands(excerpt, tongue)])
    if summary:
        own, around = cited_sources.told(excerpt)
        return [line, *(_cited(own, around, tongue) if own else _based(details, tongue))]
    return [line] if details.source else [line, _origin(excerpt, tongue)]


def kind(document: Document, tongue: Tongue) -> str:
    """Whose words a document is, with the links of what a summary is based on."""
    if document.details.kind is not Kind.SUMMARY:
        return tongue.say("The source's own words")
    return "\n".join([_summary(document.details, tongue), *_based(document.details, tongue)])


def _summary(details: Details, tongue: Tongue) -> str:
    """Whose words they are, and how old."""
    age = summaries.age(details, tongue)
    return tongue.joined([age, tongue.say(NOT_THEIRS)]) if age else tongue.say(answer_sentences.SUMMARY)


def _based(details: Details, tongue: Tongue) -> list[str]:
    """The sources of a summary as plain links, one a site and named by it; as many as have room."""
    sites: dict[str, str] = {}
    for link in filter(None, map(escape.address, details.sources)):
        sites.setdefault(escape.host(link), link)
    return _linked("Based on {sources}", list(sites.values()), len(details.sources), tongue)


def _cited(own: Sequence[str], around: Sequence[str], tongue: Tongue) -> list[str]:
    """The sources behind the quote, each as a plain link named by its site, which Cite gives, too; then those behind
    what stands around it: who checks a sentence must not look for it in another's source.
    """
    links, others = (list(filter(None, map(escape.address, sources))) for sources in (own, around))
    lines = _linked("The quote is based on {sources}", links, len(own), tongue)
    return lines + _linked("What stands around it, also on {sources}", others, len(around), tongue, "and {n} more")


MORE = "and {n} more (see Cite)"


def _linked(told: str, links: Sequence[str], of: int, tongue: Tongue, rest: str = MORE) -> list[str]:
    """As many links as have room, and how many more there are `of` them; nothing where none has."""
    shown = [
        each
        for each, length in zip(links[:SOURCES], accumulate(map(len, links)), strict=False)
        if length <= SOURCES_ROOM
    ]
    if not shown:
        return []
    left = of - len(shown)
    more = tongue.count(rest, rest, left) if left else None
    named = tongue.listed(f"[{escape.host(link)}]({link})" for link in shown)
    return [tongue.joined([tongue.say(told, sources=named), more], " ")]


def _origin(excerpt: Excerpt, tongue: Tongue) -> str:
    """For a document without a link: since when it is here. Its file's name and who added it are for moderators."""
    document = excerpt.document
    return tongue.say("No link; added on {date}", date=tongue.date(document.added_at.date().isoformat()))


FOLDERS = ("corpus", "folder:", "watch:")  # what the actors of folders begin with; their paths are the operator's own


def who(actor: str, tongue: Tongue) -> str:
    """Who did something, as the audit trail has it: a mention, which pings nobody, where it was a person here."""
    if actor.startswith("discord:"):
        return f"<@{actor.removeprefix('discord:')}>"
    if actor.startswith(FOLDERS):
        return tongue.say("a folder of whoever runs this bot")
    if actor == refresh.BY.id:
        return tongue.say("the schedule")
    if not actor:
        return tongue.say("someone whose number was erased")
    return tongue.say("whoever runs this bot")


def _copies(excerpt: Excerpt, tongue: Tongue) -> list[str]:
    """The further documents that tell the same story: as many by name as have room, all of them with the button."""
    if not excerpt.copied:
        return []
    named = [origin(document, tongue) for document in excerpt.copied[:COPIES]]
    more = len(excerpt.copied) - len(named)
    named += [tongue.count("{n} more", "{n} more", more)] if more else []
    return [answer_sentences.copies(named, tongue)]


def origin(document: Document, tongue: Tongue) -> str:
    """Who published it, else its title, and when."""
    details = document.details
    dated = summaries.published(details, tongue)
    return f"{escape.label(details.publisher or details.title, 60)}{f' ({dated})' if dated else ''}"


def copies(excerpt: Excerpt, tongue: Tongue) -> Sequence[str]:
    """Each document that tells the same story, the quoted one first: title, who published it, when, its link."""
    return [
        "- " + tongue.joined([f"**{escape.label(one.details.title, 100)}**", origin(one, tongue), *_way(one, tongue)])
        for one in (excerpt.document, *excerpt.copied)
    ]


def _way(document: Document, tongue: Tongue) -> list[str]:
    """The way to it, where it has a link."""
    found = escape.address(document.details.source)
    if found is None or len(found) > layout.LINK_LIMIT:
        return []
    return [f"[{tongue.say('Open the source')}]({found})"]


def masked(excerpt: Excerpt, tongue: Tongue) -> list[str]:
    """A link in a line of text. It promises the words only where it is known to land on them."""
    if (found := opened(excerpt)) is None:
        return []
    address, exact = found
    return [f"[{tongue.say('Open at the words' if exact else 'Open the source')}]({address})"]


def _lands(excerpt: Excerpt, tongue: Tongue) -> str | None:
    found = opened(excerpt)
    return tongue.say("the link opens at these words") if found and found[1] else None


def opened(excerpt: Excerpt) -> tuple[str, bool] | None:
    """Where the link of a quote leads, and whether it is known to land on the words."""
    exact = excerpt.link is not None and excerpt.link_exact
    found = escape.address(excerpt.link) or escape.address(excerpt.document.details.source)
    if found is not None and len(found) > layout.LINK_LIMIT:
        exact, found = False, escape.address(excerpt.document.details.source)
    if found is None or len(found) > layout.LINK_LIMIT:
        return None
    return found, exact


def source_line(excerpt: Excerpt, tongue: Tongue) -> str:
    """One small line: speaker, title, publisher, date, place, link."""
    details = excerpt.document.details
    what = summaries.age(details, tongue) or tongue.say("case summary") if details.kind is Kind.SUMMARY else None
    known = [
        across(excerpt, tongue),
        recognised(excerpt.recognised, tongue),
        speaker(excerpt, answer_text.voice(tongue)),
        f"**{escape.label(details.title, 100)}**",
        what,
    ]
    known += [
        details.publisher and escape.label(details.publisher, 60),
        summaries.published(details, tongue),
    ]
    known += [escape.label(tongue.place(excerpt.place), 60), *masked(excerpt, tongue)]
    return layout.small(tongue.joined(known))
