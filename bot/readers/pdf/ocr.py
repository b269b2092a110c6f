"""Recognises the words of pages that are pictures, with the program Tesseract, where that is installed.

Words come with how sure the program is of each, 0 to 100. A page is read in the language that its words turn out to be
in, of those installed (packages `tesseract-ocr-spa` and so on), or in those that OCR_LANGUAGES names ("eng+deu"). Where
that language isn't installed, nothing is read: a model makes other words of a language that it doesn't know. Tesseract
turns pages upright by itself. There is no clock here: a process of the sandbox may end none; its parent ends both when
the file's time is over. Source: Tesseract's manual page, "tsv" output.
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
    line: tuple[str, ...]  # block, paragraph, line
    sure: float
    text: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines of a page, "" between paragraphs. sure: how sure the program is, 0 to 100, weighed by letters."""

    lines: tuple[str, ...] = ()
    sure: int = 0


def is_installed() -> bool:
    return shutil.which(PROGRAM) is not None


def recognised(picture: bytes) -> Recognised:
    """The words of a picture (PNG, JPEG, TIFF, PNM); none where it can't be read."""
    if chosen := os.environ.get("OCR_LANGUAGES"):
        return _in(picture, chosen)
    installed = _installed()
    first = _in(picture, "eng" if "eng" in installed or not installed else installed[0])
    likely = _language(first)
    if likely == "eng" and first.sure >= _LOW:
        return first
    others = [likely] if likely in installed and likely != "eng" else installed[:_TRIED]
    best = max([first, *(_in(picture, code) for code in others)], key=lambda found: found.sure)
    lacking = _language(best) not in {"", *installed}
    return Recognised(best.lines, 0) if lacking and sum(map(len, best.lines)) >= _TELLING else best


def _language(found: Recognised) -> str:
    """The model of the language that the words are in; "" where there is none."""
    from bot.core.language import detection

    text = " ".join(found.lines)
    return _CODES.get(detection.detect(text), "") if text else ""


@cache
def _installed() -> Sequence[str]:
    listed = _output([PROGRAM, "--list-langs"], b"").splitlines()[1:]
    return [code for code in listed if code != "osd" and code.isidentifier()]


def _in(picture: bytes, languages: str) -> Recognised:
    upright = ["--psm", "1"]  # finds out by itself which way up the page is
    words = list(_words(_output([PROGRAM, "stdin", "stdout", "-l", languages, *upright, "tsv"], picture)))
    letters = sum(len(word.text) for word in words)
    if not letters:
        return Recognised()
    return Recognised(tuple(_lines(words)), round(sum(word.sure * len(word.text) for word in words) / letters))


def _words(table: str) -> Iterator[_Word]:
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) != _COLUMNS or cells[0] != _WORD or not cells[-1].strip():
            continue
        sure = float(cells[10])
        if sure >= _NOISE or any(map(str.isalnum, cells[-1])):
            yield _Word(tuple(cells[2:5]), sure, cells[-1].strip())


def _lines(words: Sequence[_Word]) -> Iterator[str]:
    before = None
    for line, group in groupby(words, key=lambda word: word.line):
        if before not in (None, line[:2]):
            yield ""
        before = line[:2]
        yield " ".join(word.text for word in group)


def _output(command: list[str], given: bytes) -> str:
    alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # several threads make it slower where others work, too
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=True, env=alone)  # noqa: S603 - fixed
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")
