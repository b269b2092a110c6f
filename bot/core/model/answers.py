"""What is asked, what an index takes up and finds, and what an answer is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.core.model.documents import CaseId, Document, DocumentId, Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A document made ready for an index: its passages and the words of each, boilerplate left out.

    digest: 32 bytes over key, text hash and details: what the corpus version is summed from.
    after_day: the latest `after` that finds it; before_day: the earliest `before` that does; proleptic ordinals, 0, 0
    where undated. All of a publication's span must be in what is asked for ("2021" may be December), so these are its
    first and last day. The events of a summary need only overlap, so these are the last and the first of them.
    """

    document: DocumentId
    case: CaseId
    key: str
    language: str
    digest: bytes
    spans: tuple[Span, ...]
    terms: tuple[tuple[str, ...], ...]  # one tuple a span, in text order, repeats kept
    after_day: int = 0
    before_day: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate passage from an index. `score` is BM25 over the question's distinct terms."""

    document: DocumentId
    case: CaseId
    key: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `after` and `before` are inclusive ISO dates: of publication, or of a summary's events.

    case: a case's name.
    """

    text: str
    case: str | None = None
    after: str | None = None
    before: str | None = None
    sentences: int = 1  # how many a quote should have at least, where the passage has them
    top: int = 5  # how many nearest passages come back
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing the ranking saw in a candidate, for `--explain`: value × weight = share of the score."""

    name: str
    value: float
    weight: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of the document, word for word, too far away to be shown with a quote that it corrects or explains."""

    text: str
    start: int
    end: int
    place: str  # "p. 4", a heading, "¶ 6"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote: whole sentences of one passage, word for word, with the slices that matched the question."""

    rank: int
    quote: str
    matches: tuple[Span, ...]  # within the quote
    document: Document
    case: str  # the case's name
    place: str  # "p. 4", a heading, "¶ 6"
    start: int
    end: int
    passage: str  # the text around, a superstring of the quote
    score: float
    shown: str = ""  # the quote in its place: with what stands around it, word for word
    shown_start: int = 0
    shown_end: int = 0
    also: tuple[Span, ...] = ()  # offsets in the text of further quotes in what is shown, whose block it is, too
    notes: tuple[Note, ...] = ()  # what turns it, where that stands farther away
    speaker: str | None = None
    namesakes: tuple[str, ...] = ()  # the people of the document whom that name may mean, where it is more than one
    asked_in: str = ""  # the question's language, which may be another than the document's
    recognised: int | None = None  # its words are from a picture (OCR): how surely, 0 to 100
    link: str | None = None
    link_exact: bool = False
    copies: tuple[str, ...] = ()  # keys of further documents that tell the same story
    copied: tuple[Document, ...] = ()  # those documents
    signals: tuple[Signal, ...] = ()

    @property
    def quotes(self) -> tuple[Span, ...]:
        """Offsets in the text of all that is quoted in what is shown: the quote, and others that stand beside it."""
        joined: list[Span] = []
        for start, end in sorted(((self.start, self.end), *self.also)):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((start, end))
        return tuple(joined)

    def across(self, reader: str) -> str | None:
        """The document's language, where it is neither the question's nor that of whom it is shown to: found across."""
        own = self.document.details.language
        return own if own and self.asked_in and own not in (self.asked_in, reader) else None


class Verdict(StrEnum):
    """What was found. Frozen codes: scripts read them."""

    ANSWER = "answer"  # the first excerpt answers, with the stated probability
    CLOSEST = "closest"  # nothing that surely answers: the nearest ones are shown, said to be no answer
    NOTHING = "nothing"  # nothing near: no question, or a name or word that the files don't hold


class Reason(StrEnum):
    """Why there is no answer. Frozen codes: scripts read them."""

    NO_QUESTION = "no_question"  # a greeting, thanks, a test: nothing that files could answer
    NO_WORDS = "no_words"  # nothing to search for: only function words, only emoji
    EMPTY = "empty"  # nothing to search in: no visible document (in that case, in those dates)
    UNKNOWN_WORDS = "unknown_words"  # the name, or all that matters, is in the files in no form
    NOT_TOGETHER = "not_together"  # known words, but nothing says all of it together
    MISSING = "missing"  # something near, but a year or name that was asked for isn't there
    UNCERTAIN = "uncertain"  # something near, not sure enough
    WITHHELD = "withheld"  # the words found no longer match the stored hash


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Different values for the same thing, side by side, undecided. `values`: (value, rank of its excerpt)."""

    about: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Ranked excerpts of at most three stories, or the closest that was found, or a refusal, with the reason.

    confidence: the calibrated probability, 0 to 1, that the first excerpt (or nearest passage) answers.
    nearest: the units that come nearest, best first, whatever the verdict.
    missing: what of the question stands nowhere in what is shown, as it was asked.
    corpus: hex SHA-256 of what was searched. searched: visible documents that were searched.
    unknown: the question's words that the files don't hold; spellings: word → nearest known spelling.
    aliases: (name as asked, other name) for approved other names that stand in what is shown.
    withheld: whether something better was found that no longer is what it was, damaged or changed meanwhile.
    """

    question: Question
    answered: bool
    confidence: float
    reason: Reason | None
    excerpts: tuple[Excerpt, ...]
    nearest: tuple[Excerpt, ...]
    corpus: str
    searched: int
    unknown: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()  # of the files, where the question's is another
    disagreements: tuple[Disagreement, ...] = ()
    took_ms: float = 0.0
    missing: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    withheld: bool = False

    @property
    def verdict(self) -> Verdict:
        if self.answered:
            return Verdict.ANSWER
        return Verdict.NOTHING if self.reason in NOTHING or not self.nearest else Verdict.CLOSEST

    @property
    def closest(self) -> tuple[Excerpt, ...]:
        """What a person is shown where nothing surely answers: the nearest, at most CLOSEST."""
        return self.nearest[:CLOSEST] if self.verdict is Verdict.CLOSEST else ()

    @property
    def shown(self) -> tuple[Excerpt, ...]:
        """What a person is shown: the answer's excerpts, or the closest."""
        return self.excerpts or self.closest


CLOSEST: Final = 3
NOTHING: Final = frozenset({Reason.NO_QUESTION, Reason.NO_WORDS, Reason.EMPTY, Reason.UNKNOWN_WORDS, Reason.WITHHELD})
