"""Who says what was quoted from a document: named beside the words, or in the line that credits the quotation.

Never somebody from another paragraph: a report's next paragraph is another voice. Only a line that says whose words
a quotation is ("— Ann Lund, auditor", a web page's <footer> of a <blockquote>, a figure's caption) reaches across.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.language import sentences
from bot.core.language.cues import cues
from bot.core.model.documents import Mark, Span
from bot.core.quoting import quotation_marks, speakers

LONGEST = 120  # characters of a line that credits a quotation
REACH = 5_000  # characters of a paragraph, or of a quotation before its credit
MOST = 4  # bearers of one name that are named

# A new paragraph, as far as its end can be told: a line that wraps inside a sentence begins none.
_END = re.compile(r"\n[ \t>]*\n|(?<=[.!?…:;؟。।”»\"’])[ \t]*\n|\n(?=[ \t]*(?:[-*•·|>—–]|\(?\w{1,3}[.)]\s))")
_CREDIT = re.compile(r"(?:[—–―]|--)\s?(?P<who>[^\W\d_].*)")
_SIGNED = re.compile(r"[“\"«][^“”«»\"]*[”\"»]\s(?:[—–―]|--)\s?(?P<who>[^\W\d_][^.;:“”«»\"]{2,100})\.?")
_QUOTED = re.compile(r"[\"“„«»‘].*[\"”“»«’][.,]?|>.*", re.DOTALL)


def said_by(text: str, quote: Span, chosen: Span, marks: Sequence[Mark], language: str) -> str | None:
    """The speaker of `quote`, of which `chosen` is the sentence that answers; None where unsure.

    Offsets into `text`. The name stands so in the text, beside the quoted words or in the credit of the quotation.
    """
    start, end = _paragraph(text, quote, chosen)
    within = speakers.speaker(text[start:end], language)
    if (
        within
        and not speakers.speaker(text[slice(*chosen)], language)
        and not _goes_on(text, (start, end), chosen, language)
    ):
        within = None  # the sentence beside it says who says that one
    credited = _credited(text, quote, marks, language)
    if within is None or credited is None:
        return credited or (within if _is_all(text, quote, (start, end)) else None)
    return credited if within == credited else None


def namesakes(text: str, name: str | None, language: str) -> tuple[str, ...]:
    """The people of the document who may be meant by a lone surname: two or more of them, at most MOST; else none."""
    surname = (name or "").rpartition(" ")[2]
    if not surname or surname != speakers.without_title(name or "", language):
        return ()
    found: dict[str, str] = {}
    for forename in re.findall(rf"(?<=[\w,] )([^\W\d_][\w’'-]+(?: [^\W\d_]\.)?) {re.escape(surname)}(?![\w-])", text):
        if speakers.is_forename(forename, language):
            found.setdefault(forename.split()[0], f"{forename} {surname}")
    return tuple(found.values())[:MOST] if len(found) > 1 else ()


def _paragraph(text: str, quote: Span, chosen: Span) -> Span:
    """The part of the quote that stands in one paragraph with the chosen sentence."""
    start, end = min(quote[0], chosen[0]), max(quote[1], chosen[1])
    for found in _END.finditer(text, start, chosen[0]):
        start = found.end()
    after = _END.search(text, chosen[1], end)
    return start, after.start() if after else end


def _is_all(text: str, quote: Span, part: Span) -> bool:
    return not (text[quote[0] : part[0]].strip("> \t\n") or text[part[1] : quote[1]].strip("> \t\n"))


def _goes_on(text: str, paragraph: Span, chosen: Span, language: str) -> bool:
    """Whether the chosen sentence is quoted speech that doesn't itself say whose."""
    spans = sentences.split(text, language, *paragraph)
    place = sum(first <= chosen[0] for first, _ in spans) - 1
    one = quotation_marks.read(text, spans, language)[max(0, place)]
    return (one.is_quotation or one.ends_inside) and not quotation_marks.is_attributed(one, cues(language))


def _credited(text: str, quote: Span, marks: Sequence[Mark], language: str) -> str | None:
    line = _marked(text, quote, marks) or _next_line(text, quote)
    return speakers.credited(line, language) if line else None


def _marked(text: str, quote: Span, marks: Sequence[Mark]) -> str | None:
    """The credit of the quotation that the words are in, where the file says so."""
    begun = max((mark for mark in marks if mark.kind == "quotation" and mark.start <= quote[0]), key=_at, default=None)
    if begun is None:
        return None
    ends = text.find(begun.label, begun.start, begun.start + REACH)
    return begun.label if quote[1] <= ends else None


def _at(mark: Mark) -> int:
    return mark.start


def _next_line(text: str, quote: Span) -> str | None:
    """The line after a paragraph that is a quotation as a whole, or its last words: a dash and a name."""
    first = max((found.end() for found in _END.finditer(text, max(0, quote[0] - REACH), quote[0])), default=0)
    last = _END.search(text, quote[1], quote[1] + REACH)
    signed = _SIGNED.fullmatch(text[first : last.start() if last else quote[1] + REACH].strip())
    if signed:
        return signed["who"]
    if last is None or not _QUOTED.fullmatch(text[first : last.start()].strip()):
        return None
    line = text[last.end() : last.end() + LONGEST].lstrip("> \t\n").split("\n", 1)[0]
    found = _CREDIT.fullmatch(line.strip())
    return found["who"] if found else None
