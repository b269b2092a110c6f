"""The source viewer's two pages: a stored text with its quotes marked, and the one for everything that isn't shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.core.language import passages
from bot.core.model.documents import Case, Document, Kind, Retrieval, Span, Standing
from bot.web.viewer.marked_text import body, language, own, page_anchor, safe, source_anchor
from bot.web.viewer.style import STYLE
from bot.web.viewer.words import ENGLISH
from bot.wording import answer_sentences, markup, summaries
from bot.wording.catalogue import Tongue

CALLED: Final = {
    Standing.CORRECTED: "Corrected",
    Standing.RETRACTED: "Retracted",
    Standing.DISPUTED: "Disputed",
}
SUMMARY: Final = "A case summary: somebody's own account, not the sources' words."
NOTHING: Final = "Nothing is shown here"
WHY: Final = (
    "A link to a source is made for one person and lasts a few minutes. It shows nothing once its time is over, when "
    "the source has changed or has been taken away, or to anybody who may not read it."
)
AGAIN: Final = "Go back to Discord and press “Full text” again."
PAGE: Final = """<!DOCTYPE html>
<html{own}>
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow, noarchive">
<meta name="referrer" content="no-referrer">
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


@dataclass(frozen=True)
class Passage:
    """Another passage of the same answer, in another document. `href` leads to its own page."""

    document: Document
    quote: str
    place: str
    href: str


@dataclass(frozen=True)
class Shown:
    """A document as one person may see it now. `quotes`: the one that is looked at, then the answer's others in it."""

    document: Document
    case: Case
    text: str
    quotes: tuple[Span, ...]
    others: tuple[Passage, ...]
    retrieval: Retrieval | None
    size: int  # bytes of the original
    until: datetime
    original: str  # where it can be downloaded
    scans: str = ""  # where its pages are as pictures, by their number; "" where they can't be had


def gone(words: Tongue = ENGLISH) -> str:
    say = _saying(words)
    body = f'<main id="main">\n<h1>{say(NOTHING)}</h1>\n<p>{say(WHY)}</p>\n<p>{say(AGAIN)}</p>\n</main>'
    return PAGE.format(own=own(words), title=say(NOTHING), style=STYLE, body=body)


def page(shown: Shown, words: Tongue = ENGLISH) -> str:
    say = _saying(words)
    parts = [
        f'<a class="skip" href="#quote">{say("Skip to the quote")}</a>',
        _head(shown, words),
        '<main id="main">',
        _places(shown, words),
        f'<article class="stored" aria-label="{say("Stored text")}"{language(shown.document)}>',
        body(
            shown.text,
            shown.document.marks,
            shown.quotes,
            words,
            shown.scans,
            markup.signs(shown.text, shown.document),
        ),
        "</article>",
        _others(shown, words),
        _record(shown, words),
        "</main>",
        _foot(shown, words),
    ]
    title = safe(shown.document.details.title)
    return PAGE.format(own=own(words), title=title, style=STYLE, body="\n".join(filter(None, parts)))


def _saying(words: Tongue) -> Callable[..., str]:
    """Sentences in that language, for HTML; their fields are plain text."""
    return lambda sentence, **fields: safe(words.say_plainly(sentence, **fields))


def _head(shown: Shown, words: Tongue) -> str:
    document = shown.document
    details = document.details
    dated = summaries.dated(details, words)
    about = [part for part in (details.publisher, details.author, dated) if part]
    lines = [f"<header>\n<h1{language(document)}>{safe(details.title)}</h1>"]
    lines += [f'<p class="about">{" · ".join(f"<bdi>{safe(part)}</bdi>" for part in about)}</p>'] if about else []
    lines += [f'<p class="warning">{safe(told)}</p>' for told in _warnings(document, words)]
    return "\n".join([*lines, "</header>"])


def _warnings(document: Document, words: Tongue) -> Iterator[str]:
    if document.details.standing is not Standing.SOUND:
        yield words.say_plainly(answer_sentences.STANDINGS[document.details.standing]).replace("**", "")
    if document.details.kind is Kind.SUMMARY:
        yield words.say_plainly(SUMMARY)


# --- finding one's way in it


def _places(shown: Shown, words: Tongue) -> str:
    """Where the quotes stand, and the pages."""
    marks, say, title = shown.document.marks, words.say_plainly, shown.document.details.title
    places = [words.place(passages.place(shown.text, marks, span[0], title)) for span in shown.quotes]
    links = [
        (f"#{_anchor(number)}", f"{_name(number, words)} ({places[number]})")
        for number, span in enumerate(shown.quotes)
    ]
    labels = dict.fromkeys(mark.label for mark in marks if mark.kind == "page")
    links += [(f"#{page_anchor(label)}", say("Page {label}", label=label)) for label in labels]
    listed = "\n".join(f'<li><a href="{safe(href)}"><bdi>{safe(name)}</bdi></a></li>' for href, name in links)
    return f'<nav aria-label="{safe(say("Places in this text"))}">\n<ul>\n{listed}\n</ul>\n</nav>'


def _anchor(number: int) -> str:
    return f"passage-{number + 1}" if number else "quote"


def _name(number: int, words: Tongue) -> str:
    if not number:
        return words.say_plainly("The quote")
    return words.say_plainly("Passage {number} of the answer", number=number + 1)


def _others(shown: Shown, words: Tongue) -> str:
    if not shown.others:
        return ""
    items = "\n".join(_other(one, words) for one in shown.others)
    head = f'<h2 id="others">{_saying(words)("Other passages of the same answer")}</h2>'
    return f'<aside aria-labelledby="others">\n{head}\n<ol>\n{items}\n</ol>\n</aside>'


def _other(one: Passage, words: Tongue) -> str:
    attributes = language(one.document)
    title = f'<a href="{safe(one.href)}"{attributes}>{safe(one.document.details.title)}</a>'
    place = f"<bdi>{safe(words.place(one.place))}</bdi>"
    quote = safe(markup.one_line(one.quote, one.document))
    return f"<li>{title} · {place}\n<blockquote{attributes}>{quote}</blockquote></li>"


# --- what is known of it


def _record(shown: Shown, words: Tongue) -> str:
    say = _saying(words)
    rows = "\n".join(f"<dt>{say(name)}</dt><dd>{told}</dd>" for name, told in _facts(shown, words))
    called = say("Download the original ({size} bytes)", size=words.number(shown.size))
    download = f'<p class="download"><a href="{safe(shown.original)}">{called}</a></p>'
    warned = say("It is sent as it came in and never opened here; it may be dangerous to open.")
    head = f'<h2 id="record">{say("About this source")}</h2>'
    listed = f'<dl>\n{rows}\n</dl>\n{download}\n<p class="download">{warned}</p>'
    return f'<section aria-labelledby="record">\n{head}\n{listed}\n</section>'


def _facts(shown: Shown, words: Tongue) -> Iterator[tuple[str, str]]:
    """Names in English, to be said in that language, with what is known, as HTML."""
    document, details, say = shown.document, shown.document.details, _saying(words)
    yield "Case", f"<bdi>{safe(shown.case.title)}</bdi>"
    yield "Document", f"<bdi>{safe(document.key)}</bdi> · {say('version {version}', version=document.version)}"
    yield from _source(document)
    yield from ((name, f"<bdi>{safe(told)}</bdi>") for name, told in _named(document, words) if told)
    places = dict(zip(("start", "end", "length"), map(words.number, (*shown.quotes[0], document.length)), strict=True))
    yield "Quote", say("characters {start} to {end} of {length}", **places)
    yield "Added", _time(document.added_at, words)
    yield from ([("Changed", _time(document.changed_at, words))] if document.changed_at != document.added_at else [])
    yield from _fetched(shown.retrieval, words)
    yield "SHA-256 of the text", f'<span class="hash" dir="ltr">{document.text_sha256}</span>'
    yield "SHA-256 of the original", f'<span class="hash" dir="ltr">{document.sha256}</span>'
    yield from ([("Standing", say(CALLED[details.standing]))] if details.standing in CALLED else [])


def _named(document: Document, words: Tongue) -> Sequence[tuple[str, str | None]]:
    details = document.details
    return [
        ("Publisher", details.publisher),
        ("Author", details.author),
        ("Published", details.published and words.date(details.published)),
        ("Events from", details.facts_from and words.date(details.facts_from)),
        ("Events to", details.facts_until and words.date(details.facts_until)),
        ("Checked", details.checked and words.date(details.checked)),
        ("Language", details.language and words.language(details.language)),
        ("Tags", details.tags),
        ("From", document.origin),
    ]


def _source(document: Document) -> Iterator[tuple[str, str]]:
    """Its own, and those of a summary, by their numbers where its text names them."""
    details, numbered = document.details, any(mark.kind == "source" for mark in document.marks)
    for number, address in enumerate((details.source, *details.sources)):
        if address and re.match(r"https?://", address, re.IGNORECASE):
            link = (
                f'<a href="{safe(address)}" rel="noreferrer noopener nofollow external" dir="ltr">{safe(address)}</a>'
            )
            at = f'<span id="{source_anchor(str(number))}">[{number}]</span> ' if numbered and number else ""
            yield "Source", f"{at}{link}"


def _fetched(retrieval: Retrieval | None, words: Tongue) -> Iterator[tuple[str, str]]:
    if retrieval is not None:
        yield "Fetched", f'{_time(retrieval.at, words)} · <bdi dir="ltr">{safe(retrieval.address)}</bdi>'


def _time(at: datetime, words: Tongue) -> str:
    comma = "،" if words.runs_right_to_left else ","
    told = f"{safe(words.date(at.date().isoformat()))}{comma} <bdi>{at:%H:%M} UTC</bdi>"
    return f'<time datetime="{at.isoformat(timespec="seconds")}">{told}</time>'


def _foot(shown: Shown, words: Tongue) -> str:
    say = _saying(words)
    told = say("For you alone; this link shows nothing after")
    kept = say("The text is as it is stored, letter for letter.")
    return f"<footer>\n<p>{told} {_time(shown.until, words)}. {kept}</p>\n</footer>"
