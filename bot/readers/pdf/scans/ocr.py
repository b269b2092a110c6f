"""Recognises the words of pages that are pictures, with the program Tesseract, where that is installed.

Words come with how sure the program is of each, 0 to 100; that is kept line by line. In the place of a word that it
can hardly make out stands a sign (`LOST`), so that nobody reads another word for it. A page is read in the language
that its words turn out to be in, of those installed (packages `tesseract-ocr-spa` and so on), or in those that
OCR_LANGUAGES names ("eng+deu"). Where that language isn't installed, nothing is read: a model makes other words of a
language that it doesn't know. Tesseract turns pages upright by itself. There is no clock here: a process of the
sandbox may end none; its parent ends both when the file's time is over. Source: Tesseract's manual page, "tsv" output.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final, NamedTuple

PROGRAM: Final = "tesseract"
FLOOR: Final = 60  # a page of which it is less sure, by letters, is left out: its words can't be quoted
WORD_FLOOR: Final = 30  # the same for a word
LOST: Final = "\N{WHITE VERTICAL RECTANGLE}"
_NOISE: Final = 40  # a sign without a letter or number of which it is less sure is a speck on the paper
_LOW: Final = 75  # less sure than this in one language: another may be the page's
_TRIED: Final = 6  # languages, of a page that is hard to read
_TELLING: Final = 120  # characters that say in which language they are
_COLUMNS: Final = 12  # of a row of its table
_WORD: Final = "5"  # the level of rows that are words
_CODES: Final = {
    "en": "eng", "es": "spa", "fr": "fra", "de": "deu", "it": "ita", "pt": "por", "nl": "nld", "pl": "pol", "tr": "tur",
    "ru": "rus", "uk": "ukr", "ar": "ara", "fa": "fas", "he": "heb", "el": "ell", "zh": "chi_sim", "ja": "jpn",
    "ro": "ron", "cs": "ces", "hu": "hun", "sv": "swe", "da": "dan", "fi": "fin", "hi": "hin", "ko": "kor", "vi": "vie",
}  # fmt: skip  # ISO 639-1 → the names of its models


class _Word(NamedTuple):
    place: tuple[str, ...]  # page, block, paragraph, line
    sure: float
    text: str


class Said(NamedTuple):
    """A line. sure: how sure the program is of its words, 0 to 100, by letters. Without text it parts paragraphs."""

    text: str = ""
    sure: int = 0


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page. sure: as of a line."""

    lines: tuple[Said, ...] = ()
    sure: int = 0

    @property
    def lost(self) -> int:
        """Words that could not be made out."""
        return sum(line.text.count(LOST) for line in self.lines)


def is_installed() -> bool:
    return shutil.which(PROGRAM) is not None


def recognised(picture: bytes) -> Sequence[Recognised]:
    """The pages of a picture (PNG, JPEG, TIFF, PNM), of which a TIFF may have many; none where it can't be read."""
    if chosen := os.environ.get("OCR_LANGUAGES"):
        return _in(picture, chosen)
    installed = _installed()
    first = _in(picture, "eng" if "eng" in installed or not installed else installed[0])
    likely = _language(first)
    if likely == "eng" and _sure(first) >= _LOW:
        return first
    others = [likely] if likely in installed and likely != "eng" else installed[:_TRIED]
    best = max([first, *(_in(picture, code) for code in others)], key=_sure)
    if _language(best) not in {"", *installed} and len(_text(best)) >= _TELLING:
        return [Recognised(page.lines) for page in best]
    return best


def _text(pages: Sequence[Recognised]) -> str:
    return " ".join(line.text for page in pages for line in page.lines)


def _sure(pages: Sequence[Recognised]) -> float:
    letters = [sum(len(line.text) for line in page.lines) for page in pages]
    return sum(page.sure * count for page, count in zip(pages, letters, strict=True)) / max(1, sum(letters))


def _language(found: Sequence[Recognised]) -> str:
    """The model of the language that the words are in; "" where there is none."""
    from bot.core.language import detection

    text = _text(found)
    return _CODES.get(detection.detect(text), "") if text else ""


@cache
def _installed() -> Sequence[str]:
    listed = _output([PROGRAM, "--list-langs"], b"").splitlines()[1:]
    return [code for code in listed if code != "osd" and code.isidentifier()]


def _in(picture: bytes, languages: str) -> Sequence[Recognised]:
    upright = ["--psm", "1"]  # finds out by itself which way up the page is
    words = list(_words(_output([PROGRAM, "stdin", "stdout", "-l", languages, *upright, "tsv"], picture)))
    pages = [list(page) for _, page in groupby(words, key=lambda word: word.place[0])]
    return [Recognised(tuple(_lines(page)), _weighed(page)) for page in pages]


def _weighed(words: Sequence[_Word]) -> int:
    """How sure of words, which are at least one."""
    return round(sum(word.sure * len(word.text) for word in words) / sum(len(word.text) for word in words))


def _words(table: str) -> Iterator[_Word]:
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) != _COLUMNS or cells[0] != _WORD or not cells[-1].strip():
            continue
        sure = float(cells[10])
        if sure >= _NOISE or any(map(str.isalnum, cells[-1])):
            yield _Word(tuple(cells[1:5]), sure, cells[-1].strip())


def _lines(words: Sequence[_Word]) -> Iterator[Said]:
    before = None
    for place, group in groupby(words, key=lambda word: word.place):
        if before not in (None, place[:3]):
            yield Said()
        before, line = place[:3], list(group)
        yield Said(" ".join(word.text if word.sure >= WORD_FLOOR else LOST for word in line), _weighed(line))


def _output(command: list[str], given: bytes) -> str:
    alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # several threads make it slower where others work, too
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=True, env=alone)  # noqa: S603 - fixed
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")
