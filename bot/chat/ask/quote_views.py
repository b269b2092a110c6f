"""A closer look at one quote, privately: the paragraphs around it, the whole text, how to cite it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.ask.lookup import Looked
from bot.chat.cards import escape, layout
from bot.chat.cards.layout import Attached, Message
from bot.core.casebook import Casebook
from bot.core.language import passages
from bot.core.model.documents import Kind, Quotation, Span
from bot.core.quoting import cited_sources, recognised
from bot.wording import answer_sentences, markup, summaries
from bot.wording.catalogue import Tongue

AROUND = 2200  # characters of context, escaped: leaves room for the rest of a message of 4,000
PARAGRAPH = "\n\n"
CITED = 3600  # characters of a citation on the card; a longer one is in its file alone
BRACKETS = [("⟦", "⟧"), ("【", "】"), ("⟪", "⟫"), ("[[[[", "]]]]"), ("\n<<<<<<<<\n", "\n>>>>>>>>\n")]


def unchanged(looked: Looked, digest: str) -> bool:
    """Whether the text is still the one that the button was made for."""
    return looked.document.text_sha256.startswith(digest)


# --- context


def context(looked: Looked, span: Span, tongue: Tongue) -> Message:
    """The paragraphs around the quote, the quote itself in bold."""
    start, end = _around(looked.text, span)
    start += len(looked.text[start : span[0]]) - len(looked.text[start : span[0]].lstrip())
    shown = looked.text[start:end]
    seen = markup.seen(shown, looked.document, breaks=True)
    body = escape.quotation(escape.emphasised(seen.text, seen.spans(span[0] - start, min(span[1], end) - start)))
    cut = ("…\n" if looked.text[:start].strip() else "") + body + ("\n> …" if looked.text[end:].strip() else "")
    head = tongue.say("### Context\n**{title}**, the quote in bold", title=escape.label(looked.document.details.title))
    parts = [layout.text(head), layout.text(cut), layout.text(layout.small(_place(looked, span, tongue)))]
    marked = answer_sentences.standing(looked.document, tongue)
    return Message([*parts[:1], *([layout.text(marked)] if marked else []), *parts[1:]], quotes=_carried(looked, span))


def drawn(casebook: Casebook, looked: Looked, span: Span, limit: int) -> list[tuple[str, bytes]]:
    """The pages that the quote was recognised from, label and picture, of so many bytes in all. For a worker thread."""
    draw, pages = casebook.draw, recognised.quoted(looked.document.marks, *span)
    data = casebook.any_documents.original(looked.document.id) if draw and pages else b""
    if draw is None or not draw.can(data):
        return []
    made = ((label, draw(data, number)) for label, number in pages.items())
    return [(label, picture) for label, picture in made if picture and len(picture) <= limit // len(pages)]


def pictured(card: Message, pages: Sequence[tuple[str, bytes]], tongue: Tongue) -> Message:
    """The same with these pages below, to be compared with it."""
    shown = [
        Attached(
            layout.file_name(f"page-{label}.png"), data, tongue.say_plainly("Page {label} as a picture", label=label)
        )
        for label, data in pages
    ]
    return replace(card, attached=shown)


def _carried(looked: Looked, span: Span) -> tuple[Quotation, ...]:
    return (Quotation(looked.document.id, looked.document.version, *span),)


def _around(text: str, span: Span) -> Span:
    """The quote's paragraph with its neighbours, as far as there is room for whole ones; else the quote alone."""
    best = span
    for wider in _wider(text, span):
        if escape.size(escape.emphasised(text[slice(*wider)], ())) > AROUND:
            break
        best = wider
    return best if escape.size(escape.verbatim(text[slice(*best)])) <= AROUND else (span[0], span[0] + AROUND // 2)


def _wider(text: str, span: Span) -> Sequence[Span]:
    """Its line, its paragraph, that with the one before, that with the one after too."""
    start, end = _before(text, PARAGRAPH, span[0]), _after(text, PARAGRAPH, span[1])
    lines = _before(text, "\n", span[0]), _after(text, "\n", span[1])
    earlier = _before(text, PARAGRAPH, max(0, start - len(PARAGRAPH)))
    later = _after(text, PARAGRAPH, min(len(text), end + len(PARAGRAPH)))
    return [lines, (start, end), (earlier, end), (earlier, later)]


def _before(text: str, gap: str, at: int) -> int:
    """Where the part begins that holds `at`."""
    found = text.rfind(gap, 0, at)
    return found + len(gap) if found >= 0 else 0


def _after(text: str, gap: str, at: int) -> int:
    """Where the part ends that holds `at`."""
    found = text.find(gap, at)
    return found if found >= 0 else len(text)


def _place(looked: Looked, span: Span, tongue: Tongue) -> str:
    """Where it stands. What only a check of the text needs is for Cite."""
    return escape.label(
        tongue.place(passages.place(looked.text, looked.document.marks, span[0], looked.document.details.title)), 80
    )


# --- cite


def cite(looked: Looked, span: Span, tongue: Tongue) -> Message:
    """Quote, publisher, date, link and hash: to be read, and as a file to be pasted from, to the letter."""
    quote, *known = cited(looked, span, tongue)
    lines = [*(escape.directed(escape.verbatim(line)) for line in known[:-1]), layout.small(escape.verbatim(known[-1]))]
    shown = [escape.quotation(escape.verbatim(quote)), "\n".join(lines), tongue.say("-# The same, ready to paste:")]
    fits = sum(map(escape.size, shown)) <= CITED
    parts = [layout.text(tongue.say("### Cite")), *(map(layout.text, shown) if fits else ())]
    attached = [Attached("citation.txt", "\n".join([quote, *known]))]
    return Message(parts, attached=attached, quotes=_carried(looked, span))


def citation(looked: Looked, span: Span, tongue: Tongue) -> str:
    """All of it as plain text."""
    return "\n".join(cited(looked, span, tongue))


def cited(looked: Looked, span: Span, tongue: Tongue) -> list[str]:
    """The quote exactly as stored, without a mark of its direction, since what is pasted must be its words; whose they
    are and where they stand; last, by what the text can be checked.
    """
    details = looked.document.details
    place = passages.place(looked.text, looked.document.marks, span[0], looked.document.details.title)
    known = [
        details.author,
        details.title,
        details.publisher,
        summaries.dated(details, tongue),
        tongue.place(place),
        answer_sentences.recognised(recognised.certainty(looked.document.marks, *span), tongue),
    ]
    lines = [
        tongue.say_plainly("“{text}”", text=escape.closed(looked.text[slice(*span)])),
        tongue.listed(escape.bare(each, 300) for each in known if each),
    ]
    if details.kind is Kind.SUMMARY:
        lines += [tongue.say(answer_sentences.BASED_ON)]
        lines += cited_sources.based_on(looked.document, *span)
    lines += [details.source] if details.source else []
    lines.append(
        tongue.say(
            "{case}/{key}, version {version}, characters {start}-{end}, text SHA-256 {hash}",
            case=looked.case.name,
            key=looked.document.key,
            version=looked.document.version,
            start=span[0],
            end=span[1],
            hash=looked.document.text_sha256,
        )
    )
    return lines


# --- the whole text


def full_text(looked: Looked, span: Span, tongue: Tongue) -> Message:
    """The document as a file, the quote between brackets that stand nowhere else in it."""
    left, right = next(pair for pair in BRACKETS if pair[0] not in looked.text)
    marked = "".join([looked.text[: span[0]], left, looked.text[slice(*span)], right, looked.text[span[1] :]])
    known = tongue.say("The stored text as it is; the quote stands between {left} and {right}.", left=left, right=right)
    told = tongue.say("### Full text\n{known}", known=known)
    name = f"{looked.document.key}.txt"
    head = f"{citation(looked, span, tongue)}\n\n{known}\n{'-' * 60}\n\n"
    file = Attached(layout.file_name(name), head + marked)
    return Message([layout.text(told)], attached=[file], quotes=_carried(looked, span))
