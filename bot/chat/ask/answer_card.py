"""An answer as a message: the one renderer for every way an answer is shown.

The card reads from top to bottom as a person would tell it: the question, how sure the answer is, the quote, who says
it and where, further evidence, what was searched. Nothing is told by colour or an emoji alone. The quote gets all the
room that the rest leaves of Discord's 4,000 characters; where that isn't enough it goes on in a file, and the card says
so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.chat.ask import answer_controls
from bot.chat.cards import answer_text, attribution, escape, layout
from bot.chat.cards.answer_text import Scene
from bot.chat.cards.layout import Attached, Message, Part
from bot.core.model.answers import Answer, Excerpt, Verdict
from bot.core.model.documents import Quotation
from bot.core.quoting import one_block
from bot.wording import answer_sentences, markup
from bot.wording.catalogue import Tongue

QUESTION_LIMIT = 700  # characters of a question in chat: whole on the card, also when every one needs a backslash
SAID = 100  # characters of a follow-up as it was asked
FEWEST = 200  # characters of a quote's beginning, at least, where it goes on in a file
FURTHER = 700  # characters of a further quote; a longer one isn't cropped but named, and a choice under More shows it


def render(answer: Answer, scene: Scene, page: int = 0) -> Message:
    """The card of an answer, `page` (from 0) being the excerpt that stands first; of the closest; or of a refusal."""
    if answer.verdict is Verdict.CLOSEST:
        return replace(_closest(answer, scene), quotes=carried(answer.closest), cases=scene.seen)
    if not answer.answered:
        return replace(_refusal(answer, scene), cases=scene.seen)
    page = min(page, len(answer.excerpts) - 1)
    card = _answer(answer, answer.excerpts[page], scene, page)
    return replace(card, quotes=carried(answer.excerpts), cases=scene.seen)


def carried(excerpts: Iterable[Excerpt]) -> tuple[Quotation, ...]:
    """What a card carries of documents: the words that it quotes, with the mark that stands beside them, and the names
    of near-copies.
    """
    shown = list(excerpts)
    words = (
        Quotation(one.document.id, one.document.version, *span, one.document.details.standing.value)
        for one in shown
        for span in (*one.quotes, *((each.start, each.end) for each in one.notes))
    )
    return (*words, *layout.named(copy for one in shown for copy in one.copied))


def _answer(answer: Answer, chosen: Excerpt, scene: Scene, page: int) -> Message:
    main, *others = one_block.once([chosen, *(one for one in answer.excerpts if one is not chosen)])
    told, foot = attribution.told(main, scene.tongue), _foot(answer, scene)
    voice = answer_text.voice(scene.tongue)
    differ = [answer_sentences.disagreement(each, answer, voice) for each in answer.disagreements[:1]]
    sure = _sure(answer, scene.tongue)
    room = _room(answer, scene) - sum(map(escape.size, (sure, told, foot, *differ)))
    notes = _notes(main, room, scene.tongue)
    room -= sum(map(escape.size, notes))
    quote, attached = _quote(main, room, scene.tongue)
    parts = [*_head(answer, scene), layout.gap(), layout.text(sure), *map(layout.text, (*quote, *notes, told))]
    room -= sum(map(escape.size, quote))
    parts += _further(others, room, scene.tongue)
    parts += [layout.rule(), *map(layout.text, differ), layout.text(foot)]
    return Message(parts, answer_controls.answered(answer, scene, page), attached=attached)


def _sure(answer: Answer, tongue: Tongue) -> str:
    """In words and as a small bar; the first thing after the question."""
    return escape.directed(f"{answer_text.bar(answer.confidence)} {answer_sentences.certainty(answer, tongue)}")


def _head(answer: Answer, scene: Scene) -> list[Part]:
    """The question as it was searched for and, where that isn't how it was asked, as it was asked."""
    told = (scene.above, _mended(answer, scene.tongue), _aliases(answer, scene.tongue), _said(scene))
    above = [layout.text(each) for each in told if each]
    return [*above, asked(answer.question.text)]


def asked(question: str) -> Part:
    """A question, to be read back by the buttons of its card."""
    return layout.text(_asked(question), layout.QUESTION)


def _asked(question: str) -> str:
    return layout.small(escape.directed(escape.label(question, QUESTION_LIMIT)))


def _mended(answer: Answer, tongue: Tongue) -> str:
    """Which spellings were searched for instead of those asked."""
    told = answer_sentences.mended(answer, answer_text.voice(tongue))
    return layout.small(told) if told else ""


def _aliases(answer: Answer, tongue: Tongue) -> str:
    """Through which other names something was found that is shown."""
    told = answer_sentences.aliases(answer, answer_text.voice(tongue))
    return layout.small(told) if told else ""


def _said(scene: Scene) -> str:
    said = scene.tongue.say("{question} · searched for:", question=escape.label(scene.said, SAID))
    return f"-# {said}" if scene.said else ""


def _room(answer: Answer, scene: Scene) -> int:
    """Characters left of a message after its head."""
    return layout.TEXT_LIMIT - sum(
        map(
            escape.size,
            (
                *(_asked(answer.question.text), _mended(answer, scene.tongue), _aliases(answer, scene.tongue)),
                *(_said(scene), scene.above),
            ),
        )
    )


# --- the quote


def _quote(excerpt: Excerpt, room: int, tongue: Tongue) -> tuple[Sequence[str], Sequence[Attached]]:
    """The quotation in its place; alone, where that is longer than `room`; where the quote is, it goes on in a file."""
    if len(excerpt.shown) <= room and escape.size(whole := in_place(excerpt)) <= room:
        return [whole], ()
    if len(excerpt.quote) <= room and escape.size(whole := quoted(excerpt)) <= room:
        return [whole], ()
    more = tongue.say("-# The whole quote is in the file below.")
    start = quoted(excerpt, _fitting(excerpt, room - escape.size(more)))
    return [start, more], (Attached("quote.txt", excerpt.quote),)


def _notes(excerpt: Excerpt, room: int, tongue: Tongue) -> Sequence[str]:
    """What turns the quote from farther on; none where the quote would be left with less than FEWEST characters."""
    noted = "\n".join(attribution.notes(excerpt, tongue))
    return [noted] if noted and escape.size(noted) <= room - FEWEST else []


def in_place(excerpt: Excerpt) -> str:
    """The quote in bold between what stands around it, as a quotation; so are others that stand in the same block."""
    start = excerpt.start - excerpt.shown_start
    if len(excerpt.shown) == len(excerpt.quote) or not 0 <= start <= len(excerpt.shown) - len(excerpt.quote):
        return quoted(excerpt)
    seen = markup.seen(excerpt.shown, excerpt.document)
    begins = excerpt.shown_start
    bold = [span for first, last in excerpt.quotes for span in seen.spans(first - begins, last - begins)]
    return escape.quotation(escape.emphasised(seen.text, bold))


def quoted(excerpt: Excerpt, end: int | None = None) -> str:
    """The quote, or its first `end` characters, as a quotation with the matches in bold."""
    words = excerpt.quote[:end]
    seen = markup.seen(words, excerpt.document)
    matched = ((first, min(last, len(words))) for first, last in excerpt.matches if first < len(words))
    bold = (span for one in matched for span in seen.spans(*one))
    return escape.quotation(escape.emphasised(seen.text, bold))


def _fitting(excerpt: Excerpt, room: int) -> int:
    """How many characters of the quote fit into `room`, ending with a word where there are words."""
    low, high = 0, max(0, min(len(excerpt.quote), room))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if escape.size(quoted(excerpt, middle)) <= room else (low, middle - 1)
    blank = max(excerpt.quote.rfind(" ", 0, low + 1), excerpt.quote.rfind("\n", 0, low + 1))
    return blank if blank > low - FEWEST and blank > 0 else low


# --- further evidence


def _further(others: Sequence[Excerpt], room: int, tongue: Tongue) -> list[Part]:
    """The other excerpts, shorter; one without room is left to the menu."""
    parts: list[Part] = []
    for excerpt in others:
        for shown in (_beside(excerpt, tongue), _named(excerpt, tongue)):
            if (long := sum(map(escape.size, shown))) <= room:
                parts += [layout.rule(), *map(layout.text, shown)]
                room -= long
                break
    return parts


def _beside(excerpt: Excerpt, tongue: Tongue) -> list[str]:
    """The quote in its place, never without, and a line on where it is from; a long quote is named only."""
    if len(excerpt.quote) > FURTHER:
        return _named(excerpt, tongue)
    marks = [answer_sentences.standing(excerpt.document, tongue), *attribution.notes(excerpt, tongue)]
    lines = [*marks, attribution.source_line(excerpt, tongue)]
    return [in_place(excerpt), "\n".join(line for line in lines if line)]


def _named(excerpt: Excerpt, tongue: Tongue) -> list[str]:
    title = escape.label(excerpt.document.details.title, 100)
    return [tongue.say("-# Also in **{title}**, a longer quote: choose it under More.", title=title)]


# --- below


def _foot(answer: Answer, scene: Scene) -> str:
    tongue = scene.tongue
    lines = [
        answer_text.origins(answer, tongue),
        answer_text.searched(answer, scene),
    ]
    return "\n".join(layout.small(line) for line in lines if line)


# --- no answer


def _refusal(answer: Answer, scene: Scene) -> Message:
    parts, foot = _unanswered(answer, scene)
    return Message([*parts, layout.rule(), layout.text(foot)], answer_controls.unanswered(answer, scene), layout.QUIET)


def _closest(answer: Answer, scene: Scene) -> Message:
    """What comes nearest, said to be no answer, and what of the question isn't in it."""
    parts, foot = _unanswered(answer, scene)
    room = _room(answer, scene) - escape.size(foot) - sum(map(escape.size, answer_text.refusal(answer, scene.tongue)))
    for excerpt in answer.closest:
        for shown in (_beside(excerpt, scene.tongue), _named(excerpt, scene.tongue)):
            if (long := sum(map(escape.size, shown))) <= room:
                parts += [layout.rule(), *map(layout.text, shown)]
                room -= long
                break
    rows = answer_controls.unanswered(answer, scene)
    return Message([*parts, layout.rule(), layout.text(foot)], rows, layout.QUIET)


# That only what everyone there can read was searched, the line above says where no case was chosen.
PRIVATELY = "`/ask` privately searches what you can read."
_ONLY_PUBLIC = "I search here only what everyone can read; `/ask` privately searches what you can read."


def _unanswered(answer: Answer, scene: Scene) -> tuple[list[Part], str]:
    """Head and reason of a card without an answer, and its foot."""
    heading, advice = answer_text.refusal(answer, scene.tongue)
    foot = scene.tongue.say(answer_sentences.SEARCHED, searched=answer_text.searched(answer, scene))
    if scene.public:
        foot += "\n" + layout.small(scene.tongue.say(PRIVATELY if scene.case is None else _ONLY_PUBLIC))
    return [*_head(answer, scene), layout.gap(), layout.text(f"### {heading}\n{advice}")], foot


def copies(answer: Answer, scene: Scene, page: int) -> Message:
    """All documents that tell the story of that excerpt; what has no room is counted."""
    tongue, lines = scene.tongue, attribution.copies(answer.excerpts[page], scene.tongue)
    head = tongue.say("### Copies of the same story\nTheir texts are nearly the same, so they count as one source.")
    room, shown = layout.TEXT_LIMIT - escape.size(head) - FEWEST, []
    for line in lines:
        room -= escape.size(line) + 1
        if room > 0:
            shown.append(line)
    more = len(lines) - len(shown)
    card = layout.note(
        "\n".join([head, *shown, *([tongue.count("and {n} more", "and {n} more", more)] if more else [])])
    )
    return layout.about(card, answer.excerpts[page].document, *answer.excerpts[page].copied)
