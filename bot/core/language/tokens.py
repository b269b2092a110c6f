"""Text becomes folded words with their places: the same way for documents and for questions, by language.

A *term* is what the index knows a word by: stemmed (Snowball) and folded. Chinese and Japanese are cut into pairs of
characters and Korean words too, Thai and its neighbours into triples, because they write no spaces. Accents are folded
except in Vietnamese, where they are letters of their own (folding them costs 5 points of right passages there).

Damage from scraping is read as what it was: "Germany s" is Germany's, and "surveil-⏎lance" and a name with a hole in it
("Orb n") are one word beside their two pieces: a question's "Orbán" finds it as "orbn" (see spelling.py).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple, TypeVar

import Stemmer

from bot.core.language import profile, scraping_damage
from bot.core.language.scraping_damage import Damage, Kind

MEMO = 200_000  # surface forms remembered per language, about 30 MB; and as many pieces between blanks
LONGEST = 64  # letters of a word that count: what is longer is no word

_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
_JOINERS = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # soft hyphen, and marks of no width that pages put into words
)
_PAIRS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af々"
_TRIPLES = "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
_LETTER = rf"[\w{_MARKS}{_JOINERS}]"
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}"  # U.S., N.S.O.
    r"|\d+(?:[.,]\d+)+(?!\w)"  # 1,200  3.5
    rf"|{_LETTER}+(?:['’](?:s|t|re|ve|ll|d|m)\b)?"  # Germany's  don't
)
_ASCII_TOKEN = re.compile(  # the same for text without other letters, in a third of the time
    r"(?:[A-Z]\.){2,}|\d+(?:[.,]\d+)+(?!\w)|\w+(?:'(?:s|t|re|ve|ll|d|m)\b)?", re.ASCII
)
_UNSPACED = re.compile(rf"[{_PAIRS}{_TRIPLES}]")
_RUNS = re.compile(rf"[{_PAIRS}]+|[{_TRIPLES}]+|[^{_PAIRS}{_TRIPLES}]+")
_CLITIC = re.compile(r"n['’]t$|['’](?:s|t|re|ve|ll|d|m)$")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?:\D|$))")
_ACCENTS = re.compile(
    "["
    + "".join(chr(code) for code in range(0x300, 0x700) if unicodedata.category(chr(code)) == "Mn").replace("\\", "")
    + "]+"
)
_SEMITIC = re.compile("[\u0590-\u06ff]")
_FOLDS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ð": "d", "þ": "th"})
_ARABIC = str.maketrans("أإآٱىةکیكؤئ", "اااايهكيكوي", "\u0640")
_HEBREW = str.maketrans("ךםןףץ", "כמנפצ")
_ARABIC_JOINED = re.compile("^[وفبك](?=ال..)")
_HEBREW_JOINED = re.compile("^ו?ה(?=...)")
_NUKTA = "\u093c"  # the dot under a Hindi letter, often left out


Made = TypeVar("Made")


class Word(NamedTuple):
    """A word of a text: `text[start:end]` is its surface form. Pieces of unspaced writing overlap."""

    start: int
    end: int
    term: str


def terms(text: str, language: str, *, sound: bool = False) -> list[str]:
    """Exactly the terms of `words(text, language)`, some million words a second once they are known.

    sound: nobody need look for damage in it.
    """
    if not text.isascii() and _UNSPACED.search(text):
        return [word.term for word in words(text, language)]
    known = _chunks(language).__getitem__
    found: list[str] = []
    done = 0
    for hole in () if sound else scraping_damage.find(text):
        found += chain.from_iterable(map(known, text[done : hole.start].split()))
        found += [word.term for word in _mended(hole, language) if word.term]
        done = hole.end
    found += chain.from_iterable(map(known, (text[done:] if done else text).split()))
    return found


def words(text: str, language: str) -> list[Word]:
    """The words of a text in order, with their places. Words of nothing but marks are left out."""
    found: list[Word] = []
    done = 0
    for hole in scraping_damage.find(text):
        found.extend(_plain(text, done, hole.start, language))
        found.extend(word for word in _mended(hole, language) if word.term)
        done = hole.end
    found.extend(_plain(text, done, len(text), language))
    return found


def surfaces(text: str, language: str, wanted: Collection[str]) -> set[str]:
    """The surface forms in a text, without clitics, whose term is one of `wanted`."""
    known = _known(language)
    holed = {hole.left + hole.right for hole in scraping_damage.find(text) if hole.kind is Kind.HOLE}
    return {bare(token) for token in holed | set(_TOKEN.findall(text)) if known[token] in wanted}


def fold(word: str, language: str) -> str:
    """Lower case without accents, one form for letters that have several; Vietnamese keeps its accents."""
    if word.isascii() and not _read_as(language):  # what the other way makes of it, in a tenth of the time
        return word.lower()
    return _unaccented(as_read(unicodedata.normalize("NFKC", word), language).casefold(), language)


def as_read(text: str, language: str) -> str:
    """With letters as the language reads them, one for one: traditional Chinese as simplified, I in Turkish as ı."""
    read = _read_as(language)
    return text.translate(read) if read else text


@cache
def _read_as(language: str) -> dict[int, int]:
    return str.maketrans(*profile.writing(language).read_as)


def stem(word: str, language: str) -> str:
    """The term of one surface form: number, abbreviation or word; empty where nothing is left of it."""
    if word.isascii() and word.isalpha() and ord("I") not in _read_as(language):
        return _stemming(language)(word[:LONGEST].lower())
    if "." in word or "," in word:
        return _THOUSANDS.sub("", word).replace(".", "").lower() if word[0].isalpha() else _THOUSANDS.sub("", word)
    word = _CLITIC.sub("", word).strip("_").translate({ord(joiner): None for joiner in _JOINERS})[:LONGEST]
    word = unicodedata.normalize("NFKC", word)
    lower = as_read(word, language).lower()
    if language in ("ar", "fa", "he"):
        lower = _semitic(lower, language)
    if not profile.writing(language).stemmer:
        return _stemming(language)(_unaccented(lower, language))
    stemmed = _unaccented(_stemming(language)(lower), language)
    return stemmed.rstrip("ا") or stemmed if language == "ar" else stemmed  # what is left of the plural -at


@cache
def function_words(language: str) -> frozenset[str]:
    """Words without content in that language, folded, question words included; empty for one we have no list of."""
    return _folded(language, "function") | _folded(language, "endings") | asking_words(language)


@cache
def asking_words(language: str) -> frozenset[str]:
    """Those of them that make a sentence a question, folded."""
    return _folded(language, "asks")


@cache
def articles(language: str) -> frozenset[str]:
    """Those of them after which a thing is named."""
    return _folded(language, "articles")


@cache
def copulas(language: str) -> frozenset[str]:
    """Words between a thing and what it is: "is", "was"; empty for a language without, or of which we have no list."""
    return _folded(language, "copulas")


@cache
def light_words(language: str) -> frozenset[str]:
    """Words that a question can be without, where it has others: "now", "still"; folded."""
    return _folded(language, "light")


@cache
def imperatives(language: str) -> frozenset[str]:
    """Words with which a question may begin, and which ask for nothing by themselves: "list", "name"; folded."""
    return _folded(language, "imperatives")


def bare(surface: str) -> str:
    """A surface form without a clitic: Orbán's → Orbán."""
    return _CLITIC.sub("", surface).strip("_")


def is_unspaced(text: str) -> bool:
    """Whether it holds writing that puts no spaces between words."""
    return _UNSPACED.search(text) is not None


@cache
def surface_function_words(language: str) -> frozenset[str]:
    """The same words as people write them, accents kept."""
    return frozenset(_listed(language, "function") + _listed(language, "asks"))


def _plain(text: str, start: int, end: int, language: str) -> Iterator[Word]:
    known = _known(language)
    ascii_only = text.isascii()
    mixed = not ascii_only and _UNSPACED.search(text, start, end) is not None
    for token in (_ASCII_TOKEN if ascii_only else _TOKEN).finditer(text, start, end):
        surface = token.group()
        if mixed and _UNSPACED.search(surface):
            yield from _pieces(surface, token.start(), language)
        elif term := known[surface]:
            yield Word(token.start(), token.end(), term)


def _pieces(surface: str, start: int, language: str) -> Iterator[Word]:
    """Overlapping pairs or triples of a run without spaces; a run too short for one is one word."""
    known = _known(language)
    surface = as_read(surface, language)
    for run in _RUNS.finditer(surface):
        width = _width(run.group()[0])
        if width == 0:
            if term := known[run.group()]:
                yield Word(start + run.start(), start + run.end(), term)
            continue
        for first in range(run.start(), max(run.end() - width, run.start()) + 1):
            last = min(first + width, run.end())
            yield Word(start + first, start + last, sys.intern(surface[first:last]))


def _width(letter: str) -> int:
    if not _UNSPACED.match(letter):
        return 0
    return 3 if "\u0e00" <= letter <= "\u17ff" else 2


def _mended(hole: Damage, language: str) -> Iterator[Word]:
    """A damaged word. A possessive is one word; a hole may be none, and a hyphen may be the word's own
    ("price-⏎determining"), so their pieces stay too."""
    known = _known(language)
    if hole.kind is Kind.POSSESSIVE:
        yield Word(hole.start, hole.end, known[hole.left])
    else:
        yield Word(hole.start, hole.start + len(hole.left), known[hole.left])
        yield Word(hole.start, hole.end, known[hole.left + hole.right])
        yield Word(hole.end - len(hole.right), hole.end, known[hole.right])


def _semitic(word: str, language: str) -> str:
    """Without vowel points and lengthening strokes, which hide the endings from the stemmer, and without the small
    words that are written together with the article ("and the", "in the")."""
    bare = _ACCENTS.sub("", word).replace("\u0640", "")
    if language == "ar":
        return _ARABIC_JOINED.sub("", bare)
    return _HEBREW_JOINED.sub("", bare) if language == "he" else bare


def _unaccented(word: str, language: str) -> str:
    """Without the accents of Latin, Greek and Cyrillic and the vowel points of Hebrew and Arabic; Indic and Thai
    vowels are no accents, nor are Vietnamese ones."""
    if word.isascii():
        return word
    if language == "hi":
        return unicodedata.normalize("NFD", word).replace(_NUKTA, "")
    if language == "vi":
        return unicodedata.normalize("NFC", word)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", word)).translate(_FOLDS)
    if _SEMITIC.search(bare):
        bare = bare.translate(_ARABIC).translate(_HEBREW)
    return unicodedata.normalize("NFC", bare)


class Memo(dict[str, Made]):
    """What was made of small pieces of text, filled as they are met; emptied when full, so that memory has a bound."""

    def __init__(self, make: Callable[[str], Made]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, piece: str) -> Made:
        made = self.make(piece)
        if len(piece) <= LONGEST:
            if len(self) >= MEMO:
                self.clear()
            self[piece] = made
        return made


@cache
def _known(language: str) -> Memo[str]:
    """Surface form → term."""
    return Memo(lambda surface: sys.intern(stem(surface, language)))


@cache
def _chunks(language: str) -> Memo[tuple[str, ...]]:
    """What stands between two blanks ("said,") → its terms.

    No word reaches over a blank, and remembering these is five times as quick as looking for words letter by letter.
    """

    cut, has_own_capitals = _stemming(language), ord("I") in _read_as(language)

    def terms_of(chunk: str) -> tuple[str, ...]:
        if chunk.isascii():
            if chunk.isalpha() and not has_own_capitals:  # most words: what `stem` does to them, without the call
                return (sys.intern(cut(chunk[:LONGEST].lower())),)
            tokens = _ASCII_TOKEN.findall(chunk)
        else:
            tokens = _TOKEN.findall(chunk)
        return tuple([sys.intern(term) for token in tokens if (term := stem(token, language))])

    return Memo(terms_of)


@cache
def _stemming(language: str) -> Callable[[str], str]:
    """What a word in small letters is cut to: by its stemmer, or to the first letters where there is none."""
    if stemmer := profile.writing(language).stemmer:
        stemmed: Callable[[str], str] = Stemmer.Stemmer(stemmer, 0).stemWord
        return stemmed
    letters = profile.writing(language).prefix or LONGEST
    return lambda word: word[:letters]


def _listed(language: str, kind: str) -> list[str]:
    words: str = profile.section(language, "words").get(kind, "")
    return words.split()


def _folded(language: str, kind: str) -> frozenset[str]:
    return frozenset(fold(word, language) for word in _listed(language, kind))
