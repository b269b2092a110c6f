"""Draws an answer: the quotes set off with a bar, who says so and where; or a refusal with what to try instead."""

from __future__ import annotations

from rich.text import Text

from bot.core.model import Answer, Excerpt, Signal
from bot.terminal import safe, wording
from bot.terminal.screen import Screen

BAR = "  ┃ "
INDENT = 4
SOURCES = 3  # of a summary, under its quote; `show` has them all
MATCH = "bold yellow"


def draw(screen: Screen, answer: Answer) -> None:
    """The answer, then (where it was asked for) how each candidate scored."""
    if answer.answered:
        _evidence(screen, answer)
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
    screen.line(f"{wording.certainty(answer)}, from {wording.searched(answer)}.", "dim")


def _excerpt(screen: Screen, excerpt: Excerpt) -> None:
    mark = wording.standing(excerpt.document)
    if mark:
        screen.line(mark, "bold red", INDENT)
    screen.block(quotation(excerpt), BAR, "green", fold=not safe.runs_right_to_left(excerpt.quote))
    if excerpt.speaker:
        screen.line(f"— {excerpt.speaker}", indent=INDENT)
    caption = Text(safe.text(wording.credit(excerpt)), style="bold")
    screen.block(caption, f"{excerpt.rank:>2}. ", "dim", later=" " * INDENT)
    _links(screen, excerpt)
    if excerpt.copies:
        screen.line(f"Nearly the same in: {', '.join(excerpt.copies)}", "dim", INDENT)


def quotation(excerpt: Excerpt) -> Text:
    """The quote with its matched words emphasised. Isolates stand around one that runs from right to left."""
    words, at = Text(), 0
    for start, end in excerpt.matches:
        words.append(safe.text(excerpt.quote[at:start]))
        words.append(safe.text(excerpt.quote[start:end]), MATCH)
        at = end
    words.append(safe.text(excerpt.quote[at:]))
    if safe.runs_right_to_left(excerpt.quote):
        words = Text(safe.START) + words + Text(safe.END)
    return words


def _links(screen: Screen, excerpt: Excerpt) -> None:
    based = wording.based_on(excerpt.document)
    if based:
        screen.line(based, "italic", INDENT)
        _sources(screen, excerpt)
    link = excerpt.link or excerpt.document.details.source
    if link:
        screen.address(link, INDENT)
    elif not based:
        screen.line(f"No link: from the file {excerpt.document.origin}", "dim", INDENT)


def _sources(screen: Screen, excerpt: Excerpt) -> None:
    sources = excerpt.document.details.sources
    for source in sources[:SOURCES]:
        screen.address(source, INDENT + 2)
    if len(sources) > SOURCES:
        screen.line(f"and {len(sources) - SOURCES} more: show {excerpt.document.key}", "dim", INDENT + 2)


def _refusal(screen: Screen, answer: Answer) -> None:
    heading, *more = wording.refusal(answer)
    screen.line()
    screen.line(heading, "bold")
    for sentence in more:
        screen.line(sentence)
    screen.line()
    near = ""
    if answer.nearest and not answer.question.explain:
        near = " `--explain` shows what came nearest."
    screen.line(f"Searched {wording.searched(answer)}.{near}", "dim")


def _explanation(screen: Screen, answer: Answer) -> None:
    screen.line()
    screen.line("How the candidates scored" if answer.nearest else "No passage holds a word of the question.", "bold")
    for one in answer.nearest:
        screen.line()
        screen.line(f"{one.rank:>2}. {one.score:.3f}  {one.document.key} · {one.place}", "bold")
        screen.block(quotation(one), BAR, "green", fold=not safe.runs_right_to_left(one.quote))
        for signal in one.signals:
            screen.line(_signal(signal), indent=INDENT)


def _signal(signal: Signal) -> str:
    words = f"  {', '.join(signal.words)}" if signal.words else ""
    return f"{signal.value * signal.weight:+9.3f}  {signal.name} {signal.value:.3f} × {signal.weight:g}{words}"
