"""Where sentences begin and end: sentencex does the work, small rules mend what it is known to get wrong.

Thai, which has no full stop, is cut at spaces (thai.py).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from bot.core.language import abbreviations, enumerations, profile, thai, tokens
from bot.core.language.lines import starts_small, units
from bot.core.model.documents import Span
from bot.core.model.remembering import remembered

REMEMBERED = 2_000  # characters; longer stretches are not worth keeping
TAIL = 48  # characters before a boundary that decide about it
SHORTEST = 3  # characters: a word so short may have an exclamation mark inside
STRETCH = 10_000  # characters that are segmented at once; no paragraph that people write is longer
LONG = 320  # characters, about 50 words: a quotation of several sentences is cut inside from here on

_ON_ONE_LINE = dict.fromkeys(map(ord, "\n\r\t\x0b\x0c\x85\u2028\u2029"), " ")  # a line's end inside a unit is a space
_MARKER = re.compile(r"\W*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]\s*")
_QUOTE_ENDS = frozenset('"”’»›“」』)')
_QUOTED_END = re.compile(r"[.!?…؟。！？][\"”’»›“」』)]+$")
_SAID = re.compile(r"(?:[A-Z]\S*\s){1,3}(?:said|says|asked|asks|replied|added|told|wrote|shouted|tweeted)\b")
_SAYS_NEXT = re.compile(
    r"[^.!?,:“”\"]{1,80}[,:]\s[“\"][A-Z]"
)  # `Ann Lund said, “The …`: what comes is said, not what was
_TOKEN = re.compile(r"([^\s\"'“”‘’«»(\[]+)\.$")
_STOP = re.compile(r"\. (?=[A-Z])")
_YEAR = re.compile(r"(?<!\S)([^\W\d_]{4,})\. (?=[12]\d{3} [^\W\d_])")
_NOTED = re.compile(  # the numbers of footnotes after a sentence's end: "in a consultation.11 12 Take …"
    r"(?:(?<![\w.])([^\W\d_]{2,})|[”\"’»)\]])[.!?][”\"’»]?\d{1,3}(?:[,–-]?\s?\d{1,3}){0,4} (?=[A-ZÀ-Þ“\"][\w’'])"
)
_STOP_AND_NUMBER = re.compile(r"[.!?][”\"’»]?\d")  # most texts have none, and to see that takes a tenth of the time
_STARTER = re.compile(
    r"(?:The|An?|He|She|It|They|This|These|In|But|However|We|His|Her|Their|Its|There|On|At|As|For|After|If|How|What|When"
    r"|Why|Who|Where|Then|Many|Most|Some|Several|Dozens|Hundreds|Thousands|Millions)\b"
)
# English words that are abbreviations to sentencex as well: most often they end a sentence.
_WORDS = frozenset(["may", "art", "ill", "ore", "arc", "me", "no", "dc", "med"])
_TITLE = re.compile(r"(?<![^\W_]\.)\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|[A-Z])\. $")
_DOTTED = re.compile(r"(?:\b[A-Z]\.){2,} $")  # E.U., N.S.A.
_ADDRESS = re.compile(r"(?:www\.|://|@)\S*$")  # a name of the web or of a mailbox, which no sentence ends inside
_CRIED = re.compile(
    r"(?:and|or|in|at|of|is|was|to|by|with)\b|(?:he|she|they|one|an?|the|his|her)\s(?:\w+\s)?(?:said|asked|cried|yelled|shouted|added|replied)\b"
)
_INVISIBLE = dict.fromkeys([0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_BEFORE = re.compile(r"(\S+)\s+\S+\s*$")
_SAID_CJK = re.compile(r"(?:と|って|との|とい)|[^，。、！？：“”「」]{0,6}(?:说|說|表示|问|問|答道|称|稱|道)[，。、：]?")
_CJK_MARK = re.compile(r"[。！？](?=[0-9０-９A-Za-z])|[“”「」『』（）]")
_CJK_QUOTES = {"“": 1, "”": -1, "「": 1, "」": -1, "『": 1, "』": -1, "（": 1, "）": -1}
_ORDINAL = re.compile(r"\d{1,2}|[IVX]{1,5}")
_LETTERS = re.compile(r"(?:^|\W)\w{1,2}\.$")  # with the next word right behind: "E.UU.", "î.Hr."
_NO_START = re.compile(r"[,;:°º§]|-C\b|[-–]\d")
_GERMAN_MONTH = re.compile(r"(?:Januar|Jänner|Februar|März|Mai|Juni|Juli|Oktober|Dezember)\b")
_COMPANIES = frozenset(["co", "inc", "ltd", "corp", "etc", "a.m", "p.m", "jr", "gmbh", "cie", "al"])
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_IN = re.compile(r"[^\W_]")
_BRACKETS = re.compile(r"[\"“”«»„「」『』()\[\]]")


def split(text: str, language: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Whole sentences of `text[start:end]`, as trimmed offsets into `text`, in order.

    Every non-blank character is in exactly one. A language that isn't known is split by the rules that most share.
    """
    block = text[start:end]
    spans = _known(block, language) if len(block) <= REMEMBERED else _sentences(block, language)
    return [(start + first, start + last) for first, last in spans]


def _sentences(block: str, language: str) -> tuple[Span, ...]:
    return tuple(span for unit in units(block, language) for span in _unit_sentences(block, *unit, language))


_known = remembered(4096)(_sentences)


def _unit_sentences(block: str, first: int, last: int, language: str) -> Iterator[Span]:
    start = first
    for cut in [*_cuts(block[first:last].translate(_ON_ONE_LINE), language), last - first]:
        piece = block[start : first + cut].rstrip()
        words = piece.lstrip()
        if words:
            yield start + len(piece) - len(words), start + len(piece)
        start = first + cut


def _cuts(unit: str, language: str) -> list[int]:
    """Offsets inside `unit` at which a new sentence begins."""
    if language == "th":
        return list(thai.cuts(unit))
    found = []
    start = at = 0
    pieces = _segment(unit, language)
    for piece, following in pairwise(pieces):
        at += len(piece)
        cut = at - 1 if at > 1 and unit[at - 1] in _QUOTE_ENDS and unit[at - 2].isspace() else at  # it opens the next
        if not _goes_on(unit[max(start, cut - TAIL) : cut], following, language):
            found.append(cut)
            start = cut
    found = sorted({*found, *_missed(unit, found, language), *_noted(unit, language)})
    if profile.writing(language).spaces == "none":
        found = sorted({*found, *_before_letters(unit)})
    elif abbreviations.known(language).ordinals_end_in_stops:
        found = sorted({*found, *_before_years(unit, language)})
    found = _with_items(unit, found)
    if len(unit) > LONG:
        found = sorted({*found, *_cuts_in_quotations(unit, found, language)})
    return found


def _segment(unit: str, language: str) -> list[str]:
    """In stretches: on a long run of quotation marks the library takes the square of its length."""
    found: list[str] = []
    at = 0
    while at < len(unit):
        pieces = _pieces(unit[at : at + STRETCH], language)
        if at + STRETCH < len(unit) and len(pieces) > 1:
            pieces.pop()  # it goes on in the next stretch
        found += pieces
        at += sum(map(len, pieces)) or STRETCH
    return found


def _pieces(unit: str, language: str) -> list[str]:
    try:
        return list(sentencex.segment(language, unit))
    except UnicodeEncodeError:  # half a surrogate pair: any letter in its place gives pieces of the same lengths
        return list(sentencex.segment(language, unit.encode("utf-8", "replace").decode("utf-8")))


def _with_items(unit: str, found: list[int]) -> list[int]:
    """With the beginnings of numbered items, and without the ends that their numbers seemed to make."""
    items = list(enumerations.starts(unit))
    if not items:
        return found
    marks = [_MARKER.match(unit, at) for at in [0, *items]]
    return sorted({*items, *(set(found) - {mark.end() for mark in marks if mark})})


def _missed(unit: str, found: list[int], language: str) -> Iterator[int]:
    """Ends that were taken for an abbreviation's full stop, but a word follows that begins sentences."""
    for at in {stop.end() for stop in _STOP.finditer(unit)}.difference(found):
        word = unit[unit.rfind(" ", 0, at - 2) + 1 : at - 2].lower()
        before = bisect_left(found, at)
        first = max(found[before - 1] if before else 0, at - STRETCH)
        quoted = any(mark in unit[first:at] for mark in _QUOTE_ENDS)
        if not quoted and _MARKER.fullmatch(unit, first, at) is None and _may_end(unit, at, word, language):
            yield at


def _noted(unit: str, language: str) -> Iterator[int]:
    for note in _NOTED.finditer(unit) if _STOP_AND_NUMBER.search(unit) else ():
        word = (note[1] or "").lower()
        if word not in abbreviations.known(language).every and word not in abbreviations.TITLES:
            yield note.end()


def _may_end(unit: str, at: int, word: str, language: str) -> bool:
    """Whether a sentence ends with the abbreviation `word`, because of what follows at `at`."""
    if language == "en":
        return word in _WORDS or (_STARTER.match(unit, at) is not None and not _TITLE.search(unit, max(0, at - 6), at))
    if not (word in _COMPANIES or _DOTTED.search(unit, max(0, at - 12), at)):
        return False
    following = _WORD.match(unit, at)
    return following is not None and tokens.fold(following[0], language) in tokens.function_words(language)


def _before_letters(unit: str) -> Iterator[int]:
    """Ends before a digit or a Latin letter, outside quotation marks: "统治地位。2019年"."""
    depth = 0
    for mark in _CJK_MARK.finditer(unit):
        depth = max(0, depth + _CJK_QUOTES.get(mark[0], 0))
        if not depth and mark[0] not in _CJK_QUOTES:
            yield mark.end()


def _before_years(unit: str, language: str) -> Iterator[int]:
    """Ends before a year: "Er ist lang. 1987 sank ein Kahn.", where a number seems to go on."""
    for stop in _YEAR.finditer(unit):
        if stop[1].lower() not in abbreviations.known(language).every and stop[1] != "Sept":
            yield stop.end()


def _cuts_in_quotations(unit: str, found: list[int], language: str) -> Iterator[int]:
    """Sentence ends inside quotation marks, in sentences too long to be quoted whole."""
    for first, last in pairwise([0, *found, len(unit)]):
        if last - first > LONG and _BRACKETS.search(unit, first, last):
            at = first
            for piece, following in pairwise(_segment(_BRACKETS.sub(" ", unit[first:last]), language)):
                at += len(piece)
                if not starts_small(following) and not _goes_on(
                    unit[max(first, at - TAIL) : at], unit[at:last], language
                ):
                    yield at


def _goes_on(left: str, right: str, language: str) -> bool:
    """Whether the boundary that sentencex saw between these two is none."""
    spaced = left[-1:].isspace() or profile.writing(language).spaces == "none"
    if not spaced and right[:1].isalpha() and _has_no_end(left):
        return True
    left, right = _visible(left).rstrip(), _visible(right).lstrip()
    if _NO_START.match(right) or abbreviations.known(language).no_boundary.match(f"{left[-3:]} {right}"):
        return True
    if left[-1:] == "." and right[:1].isupper() and _ends_plainly(left, language):
        return False
    if not _WORDS_IN.search(right) or not _WORDS_IN.search(left):
        return True
    small = starts_small(right)
    if left[-1] in _QUOTE_ENDS and _QUOTED_END.search(left, len(left) - 4):
        return small or (_said_after(right, language) and not (left[-2] == "." and _SAYS_NEXT.match(right)))
    if small and (right[0] in "—–-" or (left[-1] in "!?" and language == "en" and _CRIED.match(right))):
        return True
    if left[-1] not in ".)":
        return False
    token = _TOKEN.search(left)
    return _MARKER.fullmatch(left) is not None or (
        token is not None and _abbreviated(token[1], left, right, small, language)
    )


def _visible(text: str) -> str:
    return text if text.isascii() else text.translate(_INVISIBLE)


def _has_no_end(left: str) -> bool:
    """Whether the stop, with a letter right behind it, is part of a word: "E.UU.", "www.harbour.Lund", "Y!K"."""
    if left[-1:] == "!":
        return len(left.rsplit(maxsplit=1)[-1]) <= SHORTEST
    return _LETTERS.search(left) is not None or _ADDRESS.search(left) is not None


def _said_after(right: str, language: str) -> bool:
    """Whether `right`, which follows a closed quotation, only says who spoke it."""
    if profile.writing(language).spaces == "none":
        return _SAID_CJK.match(right) is not None
    return language == "en" and _SAID.match(right) is not None


def _ends_plainly(left: str, language: str) -> bool:
    """The common case: a full stop after a word that is no abbreviation."""
    before = left.rfind(" ") + 1
    word = left[before:-1]
    return before > 1 and len(word) > 1 and word.isalpha() and word.lower() not in abbreviations.known(language).every


def _abbreviated(token: str, left: str, right: str, small: bool, language: str) -> bool:
    """Whether the full stop after `token` belongs to it alone."""
    folded = token.lower()
    if language == "tr" and _ORDINAL.fullmatch(token):
        return True  # its sentences end in a verb, not in a number
    if token.lstrip("-–").isdigit():
        return _is_ordinal(token, left, right, small, language)
    known = abbreviations.known(language)
    if token[0].isupper() and folded in known.courts:
        return True
    if folded in known.titles:
        return len(token) > 1 or token.isupper() or small or known.one_letter_titles
    before_digit = right.lstrip()[:1].isdigit()
    if folded in known.short:
        return small or before_digit
    if small:
        return len(token) <= 2 or folded in abbreviations.TITLES
    return _is_initial(token, left, language)


def _is_ordinal(token: str, left: str, right: str, small: bool, language: str) -> bool:
    if token.isdigit() and _GERMAN_MONTH.match(right):  # in a document of another language, too
        return True
    if not abbreviations.known(language).ordinals_end_in_stops:
        return small and len(token) <= 2  # "for 1. above"
    return len(token) <= 3 and (small or not token.isdigit() or (len(token) <= 2 and _announced(left)))


def _announced(left: str) -> bool:
    before = _BEFORE.search(left)
    return before is not None and before[1].lower() in abbreviations.BEFORE_ORDINAL


def _is_initial(token: str, left: str, language: str) -> bool:
    """Whether `token` is an initial of a name: a capital after a capitalised word or initial, or at the very start."""
    if len(token) != 1 or not token.isupper() or (token == "I" and language == "en"):  # noqa: S105
        return False
    before = _BEFORE.search(left)
    return before is None or (
        before[1][0].isupper() and before[1].lower() not in ("vitamin", "plan", "hepatitis", "group")
    )
