"""Does a sentence mislead without the one before or after it? By the cues of its language.

Cues are of two kinds. Phrases that can hardly mean anything else count wherever they stand. Mere stems of words (a
"report", a "promise", a "doubt") count only in a sentence that is so short that it has little else to say.
"""

from __future__ import annotations

import re
from enum import IntEnum

from bot.core.language.cues import Cues

FIRST_WORDS = 12  # words among which "however" still turns the whole sentence
SHORT = 6  # words of an answer, or of an afterthought, that says nothing by itself
BRIEF = 12  # words of a sentence that only says whose word it is, or how sure, or that it came otherwise
AFTERTHOUGHT = 16  # words of a comment that points back at what was said
JUDGED = 25  # words of a sentence that says how a case ended
_QUESTION = re.compile(r"(?:[?؟;？]|か。)[\"'”’»›)*_]*$")
_COLON = re.compile(r"[:：][\"'”’»]*$")
_CONTENT = re.compile(r"[:“”«»„\"]")  # what was said stands in the same sentence
_NUMBER = re.compile(r"\d")
_COUNT = re.compile(r"(?<![\d.,])(?![12]\d{3}(?!\d))\d{2,}")  # no year
_SIGNS = ".,;:!?؟،؛\"'«»“”„()"
PREFIX = 4  # letters by which two forms of a word are told to be one
_LABEL = re.compile(
    r"[*_> ]*[^\W\d_][^\n:：.?!,;]{1,24}[*_]* ?[:：][*_]*(?: +\S|[^\s\d/])"
)  # "MYTH: ...", "Verdict: ..."
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}")  # about a word of Chinese or Japanese


class Need(IntEnum):
    """How badly a sentence needs its neighbour: MILD or WEAK to be understood, FIRM to be whole, STRONG to be true."""

    NONE = 0
    MILD = 1
    WEAK = 2
    FIRM = 3
    STRONG = 4


def of_previous(previous: str, sentence: str, cues: Cues) -> Need:
    """Whether `sentence` needs the one before it; both folded."""
    if is_led(previous, sentence, cues) or is_ruled(previous, cues) or is_labelled(previous, sentence):
        return Need.STRONG
    if turns(sentence, cues) or cues.starts_half.match(previous) or falls_short(previous, sentence, cues):
        return Need.FIRM
    if is_listed(sentence, cues) or is_past(previous, cues):
        return Need.FIRM
    if cues.reported.search(sentence) and not cues.said.search(sentence):
        return Need.STRONG
    if leans(sentence, cues) or is_said_by_pronoun(sentence, cues) or is_denial(previous, cues):
        return Need.WEAK
    if cues.starts_definite.match(sentence) or is_pleading(previous, sentence, cues):
        return Need.MILD
    return Need.NONE


def of_next(sentence: str, following: str, cues: Cues) -> Need:
    """Whether `sentence` needs the one after it; both folded."""
    if asks(sentence) or _COLON.search(sentence) or is_labelled(sentence, following):
        return Need.STRONG
    if follows(following, cues) or takes_back(following, cues):
        return Need.STRONG
    if comments(following, cues) or is_undone(sentence, following, cues) or is_withdrawn(following, cues):
        return Need.STRONG
    if turns(following, cues) or cues.starts_half.match(sentence) or is_answered(sentence, following, cues):
        return Need.FIRM
    if falls_short(sentence, following, cues) and (cues.limits.search(following) or cues.starts_later.match(following)):
        return Need.FIRM
    if is_updated(sentence, following, cues) or is_limited(following, cues) or is_boast(sentence, following, cues):
        return Need.FIRM
    return Need.MILD if may_differ(sentence, following, cues) else Need.NONE


def goes_on(previous: str, sentence: str, cues: Cues) -> bool:
    """Whether a sentence that begins a paragraph still speaks of what the paragraph before ends with.

    A new paragraph is a new subject unless its first words refer back, it is so brief that it has little else to say,
    or what stands before asks, announces or labels it. Longer ones are shown with the quote, and aren't part of it.
    Below a section's title ("## Who was it?"), which is told as the quote's place, only a bare reply needs it.
    """
    if previous.startswith("#"):
        return _words(sentence) <= SHORT or leans(sentence, cues)
    if _words(sentence) <= BRIEF or _words(previous) <= SHORT:
        return True
    if asks(previous) or _COLON.search(previous) or is_labelled(previous, sentence):
        return True
    starts = (cues.starts_contrast, cues.starts_demonstrative, cues.starts_ordinal)
    return follows(sentence, cues) or leans(sentence, cues) or any(pattern.match(sentence) for pattern in starts)


def refers_back(sentence: str, cues: Cues) -> bool:
    """Whether its first words mean something said before: "It …", "The courts rejected that argument"."""
    if cues.starts_expletive.match(sentence):
        return False
    begins = " ".join(sentence.split(" ", FIRST_WORDS)[:FIRST_WORDS])
    return leans(sentence, cues) or cues.refers.search(begins) is not None


def is_led(previous: str, sentence: str, cues: Cues) -> bool:
    """Whether the one before asks, announces or supposes what this one says, or this one comments on it or adds."""
    if asks(previous) or _COLON.search(previous) or follows(sentence, cues) or cues.announces.search(previous):
        return True
    if cues.starts_supposition.match(previous) or is_framed(previous, sentence, cues) or cues.told.search(previous):
        return True
    added = cues.starts_addition.match(sentence) is not None
    return added and (cues.said.search(previous) or cues.denies.search(previous)) is not None


def is_labelled(sentence: str, following: str) -> bool:
    """Whether both begin with who speaks or what it is: "Myth: ...", "Fact: ..."."""
    return _LABEL.match(sentence) is not None and _LABEL.match(following) is not None


def is_past(previous: str, cues: Cues) -> bool:
    """Whether a short sentence says of which time the next one speaks: "Until 2019 the rules were simple."."""
    return _words(previous) <= BRIEF and cues.starts_era.match(previous) is not None


def may_differ(sentence: str, following: str, cues: Cues) -> bool:
    """Whether hearsay, whatever comes next; or a denial about somebody, or what happened "a month later"."""
    if cues.hearsay.search(sentence) or (is_denial(following, cues) and cues.anaphors.search(following)):
        return True
    return _words(following) <= BRIEF and cues.starts_later.match(following) is not None


def is_framed(previous: str, sentence: str, cues: Cues) -> bool:
    """Whether a short sentence says whose word the next one is, or how sure that is, and that one doesn't itself."""
    if _words(previous) > BRIEF or _CONTENT.search(previous):
        return False
    if _words(previous) > SHORT and cues.said.search(sentence):
        return False
    if cues.status.search(previous):
        return True
    return cues.frames.search(previous) is not None and not _NUMBER.search(previous)


def falls_short(promise: str, sentence: str, cues: Cues) -> bool:
    """Whether one tells what was meant to be, and a short next one what came, or how little."""
    if _words(sentence) > BRIEF or not cues.promises.search(promise):
        return False
    if _words(sentence) <= SHORT or cues.starts_later.match(sentence):
        return True
    return cues.limits.search(sentence) is not None


def is_pleading(previous: str, sentence: str, cues: Cues) -> bool:
    """Whether one side says something, and what comes next may be its word as well, since nobody else's is named."""
    if not cues.starts_party.match(previous) or cues.said.search(sentence):
        return False
    return cues.said.search(previous) is not None


def is_denial(previous: str, cues: Cues) -> bool:
    """Whether it says little more than what is not: "It was no accident"."""
    return _words(previous) <= BRIEF and cues.negations.search(previous) is not None


def comments(following: str, cues: Cues) -> bool:
    """Whether a short sentence points back and says whose word it was, how sure, or on which condition."""
    if _words(following) > AFTERTHOUGHT:
        return False
    if _words(following) <= BRIEF and (
        cues.status.search(following) or cues.depends.search(following) or cues.starts_demonstrative.match(following)
    ):
        return True
    brief = _words(following) <= BRIEF or not cues.starts_definite.match(following)  # "The letter was sent to …": news
    if brief and points(following, cues) and cues.frames.search(following):
        return True
    if not (points(following, cues) or leans(following, cues)):
        return False
    return any(pattern.search(following) for pattern in (cues.said, cues.status, cues.depends))


def is_undone(sentence: str, following: str, cues: Cues) -> bool:
    """Whether an accusation or a verdict is taken back, or doubted, in what comes next."""
    if _words(following) > JUDGED or not cues.accused.search(sentence):
        return False
    if is_denial(following, cues):
        return True
    return cues.outcomes.search(following) is not None or cues.denies.search(following) is not None


def is_updated(sentence: str, following: str, cues: Cues) -> bool:
    """Whether a number, or what somebody said, has changed since; or a number stood beside one from before."""
    if _words(following) <= BRIEF and cues.before.search(following):
        return _COUNT.search(sentence) is not None and _COUNT.search(following) is not None
    if not cues.starts_later.match(following):
        return False
    tells = [_NUMBER.search(one) or cues.said.search(one) or cues.hearsay.search(one) for one in (sentence, following)]
    return all(tells)


def is_limited(following: str, cues: Cues) -> bool:
    """Whether a short sentence says who is excepted, that nobody has shown it, or how a court or time turned it."""
    if _words(following) > AFTERTHOUGHT:
        return False
    if cues.exceptions.search(following) or cues.appeals.search(following) or cues.starts_absolute.match(following):
        return True
    if not cues.reverses.search(following):
        return False
    return leans(following, cues) or cues.starts_later.match(following) is not None


def is_boast(sentence: str, following: str, cues: Cues) -> bool:
    """Whether everybody or nobody is said to have or do something, and a short sentence follows on just that.

    "No one was dismissed. Ninety resigned.", "Every prisoner sees a doctor. The doctor comes once a year."
    """
    if _words(following) <= SHORT and cues.starts_absolute.match(sentence):
        return True
    return _words(following) <= BRIEF and cues.universals.search(sentence) is not None and repeats(sentence, following)


def repeats(sentence: str, following: str) -> bool:
    """Whether one of the first two words of a sentence, not a short one, was in the one before, in whatever form."""
    said = {word.strip(_SIGNS)[:PREFIX] for word in sentence.split()}
    begun = [word.strip(_SIGNS)[:PREFIX] for word in following.split()[:2]]
    return any(len(word) == PREFIX and word in said for word in begun)


def is_withdrawn(following: str, cues: Cues) -> bool:
    """Whether those who published or claimed it take it back: "The journal withdrew the paper in March"."""
    if _words(following) > JUDGED:
        return False
    if cues.regrets.search(following):
        return True
    if not cues.media.match(following):
        return False
    return cues.retracts.search(following) is not None


def is_ruled(line: str, cues: Cues) -> bool:
    """Whether a line gives the finding of a fact check: "Rating: false"."""
    if _words(line) > SHORT or not _LABEL.match(line):
        return False
    return cues.denies.search(line) is not None or cues.status.search(line) is not None


def is_recanted(following: str, cues: Cues) -> bool:
    """Whether a sentence, even one further on, says that what was said was wrong."""
    return cues.starts_recanting.match(following) is not None


def is_listed(sentence: str, cues: Cues) -> bool:
    """Whether it is one of several: "Second, ..."."""
    return cues.starts_ordinal.match(sentence) is not None


def is_answered(sentence: str, following: str, cues: Cues) -> bool:
    """Whether hearsay is followed by a sentence about it: one that leans on it, denies or doubts."""
    if not cues.hearsay.search(sentence):
        return False
    return leans(following, cues) or cues.denies.search(following) is not None or is_denial(following, cues)


def follows(sentence: str, cues: Cues) -> bool:
    """Whether it begins as a comment on the sentence before it does: "This is false", "So says a memo"."""
    return cues.starts_following.match(sentence) is not None and not cues.starts_expletive.match(sentence)


def is_said_by_pronoun(sentence: str, cues: Cues) -> bool:
    """Whether the first who is said to speak is only "she"."""
    pronoun, said = cues.said_pronoun.search(sentence), cues.said.search(sentence)
    return pronoun is not None and (said is None or said.start() >= pronoun.start())


def asks(sentence: str) -> bool:
    return _QUESTION.search(sentence) is not None


def turns(sentence: str, cues: Cues) -> bool:
    """Whether it is the other half of a "but"."""
    if cues.starts_contrast.match(sentence):
        return True
    inside = cues.contrast_inside.search(sentence)
    return inside is not None and sentence.count(" ", 0, inside.start()) < FIRST_WORDS


def takes_back(sentence: str, cues: Cues) -> bool:
    """Whether it denies, corrects or doubts what was said just before, in a long sentence at its start."""
    if _words(sentence) > JUDGED:
        sentence = " ".join(sentence.split(" ", FIRST_WORDS)[:FIRST_WORDS])
    about = points(sentence, cues) or leans(sentence, cues)
    if cues.denies.search(sentence):
        return about or sentence.count(" ") < SHORT
    return about and cues.doubts.search(sentence) is not None


def points(sentence: str, cues: Cues) -> bool:
    """Whether it speaks of "this", or of "the claim"."""
    empty = cues.starts_expletive.match(sentence)
    return cues.about.search(sentence, empty.end() if empty else 0) is not None


def leans(sentence: str, cues: Cues) -> bool:
    """Whether its subject, or its first words, mean something said before."""
    if cues.starts_expletive.match(sentence):
        return False
    return any(
        pattern.match(sentence) is not None
        for pattern in (cues.starts_pronoun, cues.starts_leaning, cues.later_pronoun)
    )


def _words(sentence: str) -> int:
    words = sentence.count(" ") + 1
    return words if sentence.isascii() else words + len(_UNSPACED.findall(sentence))
