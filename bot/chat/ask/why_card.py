"""Why this? What the ranking saw in a passage, told in words that a reader can check against the quote."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.ask import answer_card
from bot.chat.cards import attribution, escape, layout
from bot.chat.cards.layout import Message
from bot.core.model.answers import Excerpt, Signal
from bot.wording.catalogue import Tongue

WORD = "word: "  # how the core names the signal of one word: 1 in the quote, 0.5 in its paragraph, 0 in neither
SENTENCE = "sentence: "  # of what chose the sentence within its passage: no part of the score
WORDS = "Your words, the rare ones most, in one place"
ORDER = "Words that follow one another as in your question"
TITLE = "The document's title"
AROUND = "What the document says elsewhere"
OTHER = "Something else"
GROUPS = {
    **dict.fromkeys(("words", "sentence_grams", "rare_grams", "window"), WORDS),
    **dict.fromkeys(("surface_pairs", "ordered_pairs"), ORDER),
    **dict.fromkeys(("title", "title_rest"), TITLE),
    **dict.fromkeys(("document",), AROUND),
}


def why(excerpt: Excerpt, tongue: Tongue) -> Message:
    """Which words of the question are where, and what counted most, in shares of the whole."""
    matched = dict.fromkeys(excerpt.quote[start:end] for start, end in excerpt.matches)
    lines = [
        tongue.say("### Why this?"),
        tongue.say("Words in the quote that match: {words}", words=_listed(list(matched), tongue)),
    ]
    lines += _missing(excerpt.signals, tongue)
    counted = _shares(excerpt.signals)
    if counted:
        shares = (f"- {tongue.say(group)}: {percent} %" for group, percent in counted)
        lines += [tongue.say("What counted, and how much:"), *shares]
    foot = tongue.say("-# Nothing here is written by a machine: passages are ranked, and quoted as they are.")
    parts = [layout.text("\n".join(lines)), layout.text(foot), layout.text(attribution.source_line(excerpt, tongue))]
    return Message(parts, quotes=answer_card.carried([excerpt]))


def _listed(words: Sequence[str], tongue: Tongue) -> str:
    return tongue.listed(tongue.quoted(escape.label(word, 40)) for word in words[:12]) or tongue.say("none")


def _missing(signals: Sequence[Signal], tongue: Tongue) -> list[str]:
    """The question's words that stand only near the quote, and those that don't."""
    words = {each.name.removeprefix(WORD): each.value for each in signals if each.name.startswith(WORD)}
    near = [word for word, value in words.items() if 0 < value < 1]
    absent = [word for word, value in words.items() if not value]
    told = [tongue.say("In the paragraph around it: {words}", words=_listed(near, tongue))] if near else []
    return told + ([tongue.say("In neither: {words}", words=_listed(absent, tongue))] if absent else [])


def _shares(signals: Sequence[Signal]) -> list[tuple[str, int]]:
    """What counted for the passage, in per cent of all that did, the most first."""
    groups: dict[str, float] = {}
    for each in signals:
        if not each.name.startswith((WORD, SENTENCE)) and each.value * each.weight > 0:
            group = GROUPS.get(each.name, OTHER)
            groups[group] = groups.get(group, 0.0) + each.value * each.weight
    total = sum(groups.values())
    ranked = sorted(groups.items(), key=lambda each: (-each[1], each[0]))
    return [(group, round(100 * share / total)) for group, share in ranked]
