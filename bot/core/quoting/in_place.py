"""A quote in its place: with the words around it as they stand, so that what denies, hedges or dates it is seen.

Whole sentences, about WORDS of them, rather what follows than what goes before: of 40 crops that misled, 39 lacked a
sentence that came after. The window never ends right before one that turns what it shows, and reaches farther for what
takes it back or says what all of it is (from_afar.py). A heading ends it: what stands below is another subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core.language.cues import cues, fold
from bot.core.language.headings import is_marked
from bot.core.model.documents import Span
from bot.core.quoting import context_rules, from_afar, surroundings
from bot.core.quoting.context_rules import Need
from bot.core.quoting.excerpts import is_quotable

WORDS: Final = 90  # of the window, the quote among them; a longer quote is shown alone
MORE: Final = 60  # words beyond that for a sentence that turns the last one shown
TURNS: Final = 2  # such sentences, one after the other
LETTERS_A_WORD: Final = 5  # where words are not parted by spaces
STEPS: Final = "aabaabab"  # sentences after (a) and before (b), in the order in which they are tried
BACK: Final = "b" + STEPS  # ... of a quote that refers back: what it means stands mostly right before it


def shown(text: str, quote: Span, sentences: Sequence[Span], language: str) -> Span:
    """Offsets of the quote with what stands around it. `sentences`: spans of its passage, in order."""
    before = _told([span for span in sentences if span[1] <= quote[0]], text, language)
    after = [span for span in sentences if span[0] >= quote[1]]
    start, end = quote
    steps = BACK if _refers_back(text, quote, sentences, language) else STEPS
    if sentences and not before and sentences[0][1] <= quote[0]:  # a heading stands right before it
        start, steps = _asked(text, start, sentences), steps.replace("b", "")
    while steps:
        step, steps = steps[0], steps[1:]
        grown = _next(text, end, after, language) if step == "a" else _previous(text, start, before, language)
        if grown and words(text[min(start, grown[0]) : max(end, grown[1])]) <= WORDS:
            start, end = min(start, grown[0]), max(end, grown[1])
        else:
            steps = steps.replace(step, "")  # what doesn't fit now won't when more is shown
    return from_afar.reached(text, start, _past_turns(text, end, after, language), language)


def _refers_back(text: str, quote: Span, sentences: Sequence[Span], language: str) -> bool:
    """Whether the quote's first sentence means something said before it ("rejected that argument")."""
    end = next((last for first, last in sentences if first == quote[0]), quote[1])
    return context_rules.refers_back(fold(text[quote[0] : end]), cues(language))


def _asked(text: str, start: int, sentences: Sequence[Span]) -> int:
    """Where the heading right before `start` begins, if it asks what the quote answers."""
    first, last = max(span for span in sentences if span[1] <= start)
    return first if surroundings.tells(text[first:last]) else start


def _told(before: Sequence[Span], text: str, language: str) -> Sequence[Span]:
    """Those after the last heading or leftover."""
    last = max((place for place, one in enumerate(before) if not is_quotable(text, one, language)), default=-1)
    return before[last + 1 :]


def _past_turns(text: str, end: int, after: Sequence[Span], language: str) -> int:
    """`end`, moved behind the sentences that take back, deny or condition the last one shown."""
    known = cues(language)
    for _ in range(TURNS):
        following = _next(text, end, after, language)
        if following is None or words(text[slice(*following)]) > MORE:
            return end
        last = text[max(0, text.rfind("\n", 0, end), end - surroundings.WINDOW) : end]
        if context_rules.of_next(fold(last), fold(text[slice(*following)]), known) < Need.FIRM:
            return end
        end = following[1]
    return end


def _next(text: str, end: int, after: Sequence[Span], language: str) -> Span | None:
    """The sentence that begins behind `end`: of the passage, else of the paragraph after it; none below a heading."""
    own = next((span for span in after if span[0] >= end), None)
    found = own or next(iter(surroundings.after(text, end, language)), None)
    return None if found is None or is_marked(text[slice(*found)]) else found


def _previous(text: str, start: int, before: Sequence[Span], language: str) -> Span | None:
    """The sentence that ends before `start`: of the passage, else of the paragraph before it."""
    own = next((span for span in reversed(before) if span[1] <= start), None)
    return own or next(iter(surroundings.before(text, start, language, items=0)[-1:]), None)


def words(shown: str) -> int:
    """How many, by their letters where words are not parted by spaces."""
    return max(len(shown.split()), len(shown) // (LETTERS_A_WORD * 3))
