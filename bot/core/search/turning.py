"""What turns a quote from farther on, in words that no list foresees: the judge reads the sentences behind it.

It was taught this beside its own task, from quotes that a later sentence takes back, corrects, ends or says of somebody
else. What cues find (bot/core/quoting/notes.py) is found without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from bot.core.language import sentences
from bot.core.language.cues import cues, fold
from bot.core.model.answers import Excerpt
from bot.core.model.documents import Span
from bot.core.model.judge_ports import Judge
from bot.core.quoting import excerpts
from bot.core.quoting.surroundings import paragraphs
from bot.core.search import judging, weights

MARK: Final = "| "  # in front of a quote: asked is what turns it, not what answers
SENTENCES: Final = 10  # that are read for all quotes of an answer together: some 7 ms each on one core
FAR: Final = 2_500  # characters behind what is shown, in which they stand
LANGUAGES: Final = frozenset({"ar", "de", "en", "es", "fr", "pt", "ru"})  # of the papers it was measured on
NOTE: Final = 320  # characters of a note


def turning(judge: Judge, one: Excerpt, text: str, language: str, most: int, cued: Sequence[Span]) -> list[Span]:
    """Offsets of sentences behind what is shown that turn the quote, the surest first, of the nearest `most`; and of
    `cued`, found by cues, those that the judge doesn't think to be of something else. All of `cued` without it."""
    near = list(islice(_behind(text, one.shown_end, language), most))
    every, title = [*cued, *near], one.document.details.title
    english = language == judging.ENGLISH
    places = [judging.place_of(text, span, title) for span in every]
    told = judge.judge(MARK + one.quote, places, english=english) if every and language in LANGUAGES else None
    if told is None:
        return list(cued)
    own = weights.of("turning" if english else "turning_others")
    kept, least = own["kept"].value, own["least"].value
    found = [span for span, said in zip(cued, told, strict=False) if said >= kept]
    turns = sorted((-said, place) for place, said in enumerate(told[len(cued) :]) if said >= least)
    found += [_clear(text, near, place, language) for _, place in turns]
    return [span for span in dict.fromkeys(found) if span[1] - span[0] <= NOTE]


def _clear(text: str, near: Sequence[Span], place: int, language: str) -> Span:
    """With the one before it where it would be read as said of the quote ("It never did")."""
    start, end = near[place]
    leans = place > 0 and cues(language).starts_pronoun.match(fold(text[start:end]))
    return (near[place - 1][0] if leans else start), end


def _behind(text: str, end: int, language: str) -> Iterator[Span]:
    ceiling = min(len(text), end + FAR)
    for first, last in paragraphs(text, end, ceiling):
        for span in sentences.split(text, language, first, last):
            if (ceiling == len(text) or span[1] < ceiling) and excerpts.is_quotable(text, span, language):
                yield span
