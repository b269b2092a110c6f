"""Draws an answer: the quotes set off with a bar, who says so and where; or a refusal with what to try instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.text import Text

from bot.cli.output import safe_text, terminal_wording
from bot.cli.output.screen import Screen
from bot.core.model.answers import Answer, Excerpt, Signal, Verdict
from bot.core.quoting import cited_sources, one_block
from bot.wording import answer_sentences, markup
from bot.wording.answer_sentences import Voice
from bot.wording.catalogue import Tongue

BAR = "  ┃ "
LIGHT_BAR = "  │ "  # before what stands around a quote: which words are quoted is seen where nothing is bold, too
INDENT = 4
SOURCES = 3  # of a summary, under its quote; `show` has them all
MATCH = "bold yellow"
QUOTE = "bold"
AROUND = "dim"


def draw(screen: Screen, answer: Answer, tongue: Tongue) -> None:
    """The answer, then (where it was asked for) how each candidate scored: in English, as the signals are named."""
    voice = terminal_wording.voice(tongue)
    if answer.verdict is Verdict.ANSWER:
        _evidence(screen, answer, voice)
    elif answer.verdict is Verdict.CLOSEST:
        _closest(screen, answer, voice)
    else:
        _refusal(screen, answer, voice)
    if answer.question.explain:
        _explanation(screen, answer)


def _evidence(screen: Screen, answer: Answer, voice: Voice) -> None:
    for excerpt in one_block.once(answer.excerpts):
        screen.line()
        _excerpt(screen, excerpt, voice)
    screen.line()
    for one in answer.disagreements:
        screen.line(answer_sentences.disagreement(one, answer, voice), "yellow")
    _below(screen, answer, voice)


def _closest(screen: Screen, answer: Answer, voice: Voice) -> None:
    """What comes nearest, said to be no answer, and what of the question isn't in it."""
    _reasons(screen, answer, voice)
    for excerpt in answer.closest:
        screen.line()
        _excerpt(screen, excerpt, voice)
    screen.line()
    _below(screen, answer, voice)


def _below(screen: Screen, answer: Answer, voice: Voice) -> None:
    if told := answer_sentences.aliases(answer, voice):
        screen.line(told)
    screen.line(terminal_wording.below(answer, voice.tongue), "dim")


def _reasons(screen: Screen, answer: Answer, voice: Voice) -> None:
    heading, told = terminal_wording.refusal(answer, voice)
    screen.line()
    screen.line(heading, "bold")
    for sentence in told:
        screen.line(sentence)


def _excerpt(screen: Screen, excerpt: Excerpt, voice: Voice) -> None:
    tongue = voice.tongue
    mark = answer_sentences.standing(excerpt.document, tongue)
    if mark:
        screen.line(mark, "bold red", INDENT)
    _quote(screen, excerpt)
    for note in answer_sentences.notes(excerpt, voice):
        screen.line(note, "bold", INDENT)
    speaker = answer_sentences.speaker(excerpt, voice)
    if speaker:
        screen.line(speaker, indent=INDENT)
    caption = terminal_wording.SEPARATOR.join(
        safe_text.isolated(safe_text.text(part)) for part in terminal_wording.credited(excerpt, tongue)
    )
    screen.block(Text(caption, style="bold"), f"{excerpt.rank:>2}. ", "dim", later=" " * INDENT)
    _links(screen, excerpt, tongue)
    if excerpt.copies:
        screen.line(answer_sentences.copies(excerpt.copies, tongue), "dim", INDENT)


def _quote(screen: Screen, excerpt: Excerpt) -> None:
    isolate = safe_text.isolate(excerpt.shown or excerpt.quote)
    words = quotation(excerpt)
    edges = {edge for span in words.spans if span.style == AROUND for edge in (span.start, span.end)}
    for piece in words.divide(sorted(edges)):
        bar = LIGHT_BAR if any(span.style == AROUND for span in piece.spans) else BAR
        for line in _stripped(piece).split("\n"):
            if line:
                screen.block(line, bar, "green", isolate=isolate)


def _stripped(words: Text) -> Text:
    """Without the space at its ends, where it stood beside what is on another line now."""
    first = len(words) - len(words.plain.lstrip())
    return words[first : max(first, len(words.plain.rstrip()))]


def quotation(excerpt: Excerpt) -> Text:
    """The quote in its place, bold between what stands around it, its matched words emphasised, line by line.

    So are other quotes that stand in the same block.
    """
    shown = excerpt.shown or excerpt.quote
    seen = markup.seen(shown, excerpt.document)
    begins = excerpt.shown_start if excerpt.shown else excerpt.start
    ends = [(begins, AROUND)]
    for start, end in excerpt.quotes:
        ends += [(start, QUOTE), *_matched(excerpt, start, end), (end, AROUND)]
    ends.append((begins + len(shown), AROUND))
    words = Text()
    for (start, style), (end, _) in pairwise(ends):
        piece = seen.text[seen.places[start - begins] : seen.places[end - begins]]
        words.append("\n".join(map(safe_text.text, piece.split("\n"))), style)
    return words


def _matched(excerpt: Excerpt, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Where its matched words begin and end in the text, of those in this stretch."""
    for first, last in excerpt.matches:
        if start <= excerpt.start + first and excerpt.start + last <= end:
            yield excerpt.start + first, MATCH
            yield excerpt.start + last, QUOTE


def _links(screen: Screen, excerpt: Excerpt, tongue: Tongue) -> None:
    based = terminal_wording.based_on(excerpt, tongue)
    if based:
        screen.line(based, "italic", INDENT)
        _sources(screen, excerpt, tongue)
    link = excerpt.link or excerpt.document.details.source
    if link:
        screen.address(link, INDENT)
    elif not based:
        screen.line(terminal_wording.origin(excerpt.document, tongue), "dim", INDENT)


def _sources(screen: Screen, excerpt: Excerpt, tongue: Tongue) -> None:
    """Those of the quote first, then those of what stands around it; of a quote that names none, the summary's."""
    own, around = cited_sources.told(excerpt)
    _addresses(screen, own or excerpt.document.details.sources, excerpt, tongue)
    if around:
        screen.line(terminal_wording.around(tongue), "italic", INDENT)
        _addresses(screen, around, excerpt, tongue)


def _addresses(screen: Screen, sources: Sequence[str], excerpt: Excerpt, tongue: Tongue) -> None:
    for source in sources[:SOURCES]:
        screen.address(source, INDENT + 2)
    if len(sources) > SOURCES:
        more = terminal_wording.more(len(sources) - SOURCES, tongue)
        screen.line(f"{more}: show {excerpt.document.key}", "dim", INDENT + 2)


def _refusal(screen: Screen, answer: Answer, voice: Voice) -> None:
    _reasons(screen, answer, voice)
    screen.line()
    _below(screen, answer, voice)


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
