"""What reading, asking and showing cost grows with the length of a text, not with its square, whatever it consists of.

A document of 60,000 blanks in a row must not make everybody wait: a pattern that begins anew at each of them would.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.chat.ask import answer_card
from bot.chat.cards.answer_text import Scene
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import LOCAL, Actor, Audience, Reading
from bot.core.quoting import text_fragment
from bot.indexes.bm25 import BM25Index
from bot.readers.text.markdown import MarkdownReader
from bot.readers.text.text import TextReader
from bot.stores.memory.memory_store import MemoryStore
from bot.web.viewer import marked_text
from bot.wording.catalogue import tongue
from tests.trust.patterns import ATOMS, patterns

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
RATIO = 2.6  # of the times of a text and one twice as long; 2 is linear, 4 is the square
LENGTH = 10_000  # characters of the shorter run
SHORT = 0.1  # seconds; below, nothing waits, and times say little
HELD = 0.25  # seconds for which drawing a document may hold up the others
AROUND = (
    "The letter was signed by eighteen members.{}The letter came from Harbour.",
    "The letter was signed{}by eighteen.",
)
AFTER = "\n\nIt named two banks."

AT_ONE_PLACE = "begun at one place only (match, fullmatch), which is linear"
# Patterns that would take the square of a text if they were looked for in all of it, and why they don't.
BOUNDED = {
    "bot.chat.documents.document_work._BARE_LINK": AT_ONE_PLACE,
    "bot.cli.input_file._LINK": AT_ONE_PLACE,
    "bot.core.language.lines._ITEM": AT_ONE_PLACE,
    "bot.core.language.lines._GREETING": AT_ONE_PLACE,
    "bot.core.language.lines._LABEL": AT_ONE_PLACE,
    "bot.core.language.sentences._DOTTED": "looks at 12 characters",
    "bot.core.language.sentences._MARKER": AT_ONE_PLACE,
    "bot.core.language.sentences._SAID": AT_ONE_PLACE,
    "bot.core.language.sentences._TOKEN": "looks at sentences.TAIL characters",
    "bot.core.language.sentences._BEFORE": "looks at sentences.TAIL characters",
    "bot.core.quoting.context_rules._LABEL": AT_ONE_PLACE,
    "bot.core.quoting.said_by._QUOTED": AT_ONE_PLACE,
    "bot.core.quoting.speakers._CREDITED": AT_ONE_PLACE,
    "bot.core.quoting.surroundings.ITEM": AT_ONE_PLACE,
    "bot.core.search.differing.value_readers.RELATIVE": AT_ONE_PLACE,
    "bot.core.search.differing.value_readers._GOES_ON": AT_ONE_PLACE,
    "bot.core.search.name_query._BEFORE": "looks at name_query.NEAR characters",
    "bot.core.search.query_rewriting._BEFORE": "looks at query_rewriting.NEAR characters",
    "bot.core.search.words.missing_words._ORDINAL": AT_ONE_PLACE,
    "bot.core.search.words.names._BEFORE": "looks at names.NEAR characters",
    "bot.readers.text.numbered_sources._ENTRY": AT_ONE_PLACE,
    "bot.readers.messages.chat_export._JSON": AT_ONE_PLACE,
    "bot.readers.details.dates._BARE": AT_ONE_PLACE,
    "bot.readers.details.dates._LABELLED": AT_ONE_PLACE,
    "bot.readers.text.frontmatter._FIELD": AT_ONE_PLACE,
    "bot.readers.text.frontmatter._ITEM": AT_ONE_PLACE,
    "bot.readers.html.html_dates._DAY": AT_ONE_PLACE,
    "bot.readers.html.html_frame._ELSEWHERE": AT_ONE_PLACE,
    "bot.readers.html.html_hidden._RULE": "gives up after 2,000 characters, in the readers' process",
    "bot.readers.html.html_hidden._SIMPLE": AT_ONE_PLACE,
    "bot.readers.pdf.page_layout._ONLY_NUMBER": AT_ONE_PLACE,
    "bot.readers.details.origins._PLACEHOLDER": AT_ONE_PLACE,
    "bot.readers.text.subtitles._TIME": AT_ONE_PLACE,
    "bot.web.viewer.words._RANGE": AT_ONE_PLACE,
    r"markdown: !?\[([^\]]*)\]\([^)]*\)": "looks at 2,000 characters of a heading",
    "bot.wording.markup._BEGINS": AT_ONE_PLACE,
}


def seconds(deed: Callable[[], object]) -> float:
    """Of this thread's own work: what others do on the machine doesn't count."""
    began = time.thread_time()
    deed()
    return time.thread_time() - began


def steps(text: str, name: str) -> dict[str, float]:
    """What each step of a document's way costs, in seconds."""
    reader = MarkdownReader() if name.endswith(".md") else TextReader()
    read: list[Reading] = []
    took = {"read": seconds(lambda: read.extend(reader.read(text.encode(), name)))}
    book = Casebook(MemoryStore(), BM25Index(None), lambda *_: read)
    took["add"] = seconds(lambda: book.add(text.encode(), name, Actor("ann"), workspace=LOCAL, case="c"))
    viewer = book.viewer(Audience(LOCAL, everything=True))
    asked = Question("who signed the letter?", explain=True)
    took["ask"] = seconds(lambda: book.ask(asked, viewer))
    answer, (document,) = book.ask(asked, viewer), book.documents(viewer)
    stored, spans = (
        book.store.text(document.id, document.version) or "",
        [(one.start, one.end) for one in answer.nearest],
    )
    took["view"] = seconds(lambda: marked_text.body(stored, document.marks, spans))
    linked = replace(document, fetched=True, details=replace(document.details, source="https://example.org/a"))
    took["link"] = seconds(lambda: [text_fragment.link(linked, stored, span) for span in spans])
    took["card"] = seconds(lambda: answer_card.render(answer, Scene(tongue(None))))
    return took


def grown(text: str, atom: str, name: str) -> dict[str, str]:
    """The steps that grow faster than the text does, of the quickest of up to five: what disturbs only lengthens."""
    short: dict[str, float] = {}
    long: dict[str, float] = {}
    found: list[str] = []
    for _ in range(5):
        for best, length in ((short, LENGTH), (long, 2 * LENGTH)):
            took = steps(text.format(atom * (length // len(atom))) + AFTER, name)
            best.update({step: min(best.get(step, one), one) for step, one in took.items()})
        found = [step for step in short if long[step] > SHORT and long[step] / short[step] > RATIO]
        if not found:
            break
    return {step: f"{short[step]:.3f} s → {long[step]:.3f} s" for step in found}


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("text", AROUND, ids=["between sentences", "within one"])
def test_a_text_twice_as_long_takes_twice_the_time(text: str, name: str) -> None:
    steps(text.format(" ") + AFTER, name)  # what is loaded once
    slow = {repr(atom): found for atom in ATOMS if (found := grown(text, atom, name))}
    assert slow == {}


@pytest.mark.parametrize("atom", [" ", "\r", "\t", "\u3000", "\n", " \n", "."], ids=repr)
def test_a_document_is_drawn_while_others_are_answered(atom: str) -> None:
    """60,000 characters in a row, at once."""
    text = AROUND[0].format(atom * 60_000) + AFTER
    assert min(seconds(lambda: marked_text.body(text, (), [(4, 10)])) for _ in range(2)) < HELD


def test_the_exceptions_are_patterns_of_the_program() -> None:
    assert set(BOUNDED) <= set(patterns())


def test_every_pattern_takes_time_in_step_with_the_text() -> None:
    """Each regular expression of the program, over a run of each atom that it doesn't match in the end."""
    every = patterns()
    bounded = {every[name].pattern for name in BOUNDED}  # the same may be found a second time, where it is written
    asked = {name: one for name, one in every.items() if one.pattern not in bounded}
    assert {name for name, pattern in asked.items() if any(map(_squares(pattern), ATOMS))} == set()


def _squares(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    def squares(atom: str) -> bool:
        short = _searched(pattern, atom, 1_500)
        # a piece of at most 1,000 characters grows until then: longer texts tell it from one without an end
        return short > 0.004 and all(
            _quickest(pattern, atom, 6_000) / _quickest(pattern, atom, 3_000) > RATIO for _ in range(2)
        )

    return squares


def _quickest(pattern: re.Pattern[str], atom: str, length: int) -> float:
    """Of three: what disturbs a measured time only ever makes it longer."""
    return min(_searched(pattern, atom, length) for _ in range(3))


def _searched(pattern: re.Pattern[str], atom: str, length: int) -> float:
    text = atom * (length // len(atom)) + "\x01"
    return seconds(lambda: sum(1 for _ in pattern.finditer(text)))
