"""Draws an answer: the quotes set off with a bar, who says so and where; or a refusal with what to try instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.cli.output import answer_wording, safe_text
from bot.cli.output.screen import Screen
from bot.core.model.answers import Answer, Excerpt, Signal, Verdict
from bot.core.model.documents import Document
from bot.core.quoting import cited_sources

BAR = "  ┃ "
INDENT = 4
SOURCES = 3  # of a summary, under its quote; `show` has them all
MATCH = "bold yellow"
QUOTE = "bold"
AROUND = "dim"


def draw(screen: Screen, answer: Answer) -> None:
    """The answer, then (where it was asked for) how each candidate scored."""
    if answer.verdict is Verdict.ANSWER:
        _evidence(screen, answer)
    elif answer.verdict is Verdict.CLOSEST:
        _closest(screen, answer)
    else:
        _refusal(screen, answer)
    if answer.question.explain:
        _explanation(screen, answer)


def _evidence(screen: Screen, answer: Answer) -> None:
    for excerpt in answer.excerpts:
        screen.line()
        _excerpt(screen, excerpt)
    screen.line()
    for one in answer.disagreements:
        values = "; ".join(f"{value} ({rank})" for value, rank in one.values)
        screen.line(f"The sources differ on {one.about}: {values}", "yellow")
    screen.line(f"{answer_wording.certainty(answer)}, from {answer_wording.searched(answer)}.", "dim")


def _closest(screen: Screen, answer: Answer) -> None:
    """What comes nearest, said to be no answer, and what of the question isn't in it."""
    heading, *more = answer_wording.refusal(answer)
    screen.line()
    screen.line(heading, "bold")
    for sentence in more:
        screen.line(sentence)
    for excerpt in answer.closest:
        screen.line()
        _excerpt(screen, excerpt)
    screen.line()
    screen.line(f"Closest passages, no sure answer. Searched {answer_wording.searched(answer)}.", "dim")


def _excerpt(screen: Screen, excerpt: Excerpt) -> None:
    mark = answer_wording.standing(excerpt.document)
    if mark:
        screen.line(mark, "bold red", INDENT)
    _quote(screen, excerpt)
    for note in excerpt.notes:
        screen.line(f"Elsewhere in this text, {note.place}: “{note.text}”", "bold", INDENT)
    if excerpt.speaker:
        screen.line(f"— {excerpt.speaker}{_which(excerpt)}", indent=INDENT)
    caption = answer_wording.SEPARATOR.join(
        safe_text.isolated(safe_text.text(part)) for part in answer_wording.credited(excerpt)
    )
    screen.block(Text(caption, style="bold"), f"{excerpt.rank:>2}. ", "dim", later=" " * INDENT)
    _links(screen, excerpt)
    if excerpt.copies:
        screen.line(f"Nearly the same in: {', '.join(excerpt.copies)}", "dim", INDENT)


def _which(excerpt: Excerpt) -> str:
    """Whom a name may mean that several people of the document have."""
    return f" (more than one in this document: {', '.join(excerpt.namesakes)})" if excerpt.namesakes else ""


def _quote(screen: Screen, excerpt: Excerpt) -> None:
    screen.block(quotation(excerpt), BAR, "green", isolate=safe_text.isolate(excerpt.shown or excerpt.quote))


def quotation(excerpt: Excerpt) -> Text:
    """The quote in its place, bold between what stands around it, its matched words emphasised."""
    before, after = around(excerpt)
    words, at = Text(), 0
    words.append(safe_text.text(before), AROUND)
    for start, end in excerpt.matches:
        words.append(safe_text.text(excerpt.quote[at:start]), QUOTE)
        words.append(safe_text.text(excerpt.quote[start:end]), MATCH)
        at = end
    words.append(safe_text.text(excerpt.quote[at:]), QUOTE)
    words.append(safe_text.text(after), AROUND)
    return words


def around(excerpt: Excerpt) -> tuple[str, str]:
    """What is shown before the quote and after it."""
    if not excerpt.shown:
        return "", ""
    start = excerpt.start - excerpt.shown_start
    return excerpt.shown[:start], excerpt.shown[start + len(excerpt.quote) :]


def _links(screen: Screen, excerpt: Excerpt) -> None:
    based = answer_wording.based_on(excerpt)
    if based:
        screen.line(based, "italic", INDENT)
        _sources(screen, excerpt)
    link = excerpt.link or excerpt.document.details.source
    if link:
        screen.address(link, INDENT)
    elif not based:
        screen.line(_origin(excerpt.document), "dim", INDENT)


def _origin(document: Document) -> str:
    """Of a document without a link: where it came from instead."""
    added = f"added by {document.added_by or 'somebody erased'} on {document.added_at:%Y-%m-%d}"
    return f"No link: from the file {document.origin}, {added} (SHA-256 {document.sha256[:12]}…)"


def _sources(screen: Screen, excerpt: Excerpt) -> None:
    sources = cited_sources.based_on(excerpt.document, excerpt.start, excerpt.end)
    for source in sources[:SOURCES]:
        screen.address(source, INDENT + 2)
    if len(sources) > SOURCES:
        screen.line(f"and {len(sources) - SOURCES} more: show {excerpt.document.key}", "dim", INDENT + 2)


def _refusal(screen: Screen, answer: Answer) -> None:
    heading, *more = answer_wording.refusal(answer)
    screen.line()
    screen.line(heading, "bold")
    for sentence in more:
        screen.line(sentence)
    screen.line()
    near = ""
    if answer.nearest and not answer.question.explain:
        near = " `--explain` shows what came nearest."
    screen.line(f"Searched {answer_wording.searched(answer)}.{near}", "dim")


def _explanation(screen: Screen, answer: Answer) -> None:
    screen.line()
    screen.line("How the candidates scored" if answer.nearest else "No passage holds a word of the question.", "bold")
    for one in answer.nearest:
        screen.line()
        screen.line(f"{one.rank:>2}. {one.score:.3f}  {one.document.key} · {one.place}", "bold")
        _quote(screen, one)
        for heading, rows in _grouped(one.signals):
            screen.line(heading, "dim", INDENT)
            for row in rows:
                screen.line(row, indent=INDENT + 2)


def _grouped(signals: Sequence[Signal]) -> Iterator[tuple[str, list[str]]]:
    """The unit's own signals add up to the score; those of its passage, and the question's words, explain."""
    groups: dict[str, list[Signal]] = {"": [], "passage": [], "word": []}
    for signal in signals:
        group = signal.name.partition(": ")[0]
        groups[group if group in groups else ""].append(signal)
    for group, heading in (("", "The sentence:"), ("passage", "Its passage:")):
        moving = sorted((one for one in groups[group] if one.value * one.weight), key=lambda one: -_points(one))
        if moving:
            yield heading, [_signal(one) for one in moving]
    if groups["word"]:
        yield "The question's words:", [_word(one) for one in groups["word"]]


def _points(signal: Signal) -> float:
    return signal.value * signal.weight


def _signal(signal: Signal) -> str:
    words = f"  {', '.join(signal.words)}" if signal.words else ""
    name = signal.name.rpartition(": ")[2].replace("_", " ")
    return f"{_points(signal):+8.3f}  {name} {signal.value:.3f} × {signal.weight:g}{words}"


def _word(signal: Signal) -> str:
    """ "Schiff (read as Shiff): in the sentence, 50 % of the question"."""
    where = "in the sentence" if signal.value == 1 else "in the passage" if signal.value else "not here"
    read = f" (read as {', '.join(signal.words)})" if signal.words else ""
    return f"{signal.name.rpartition(': ')[2]}{read}: {where}, {signal.weight:.0%} of the question".replace("%", " %")
