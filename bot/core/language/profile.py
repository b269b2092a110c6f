"""All that is known of a language: a file each, `profiles/<code>.toml`, in sections that are parsed when asked for.

`profiles/en.toml` says what each section and list is for. What a file leaves out isn't known of its language, and what
most languages share goes for it; so it does for a language without a file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "profiles"
_HEADER: Final = re.compile(r"^\[(\w+)\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language is written.

    rank: of languages that the words of a text tell equally well, the one with the lowest is meant.
    script: as in `detection`. spaces: stand between "words", "syllables" or "clauses" (then no full stop ends a
    sentence), or "none" stand anywhere. capitals: begin "names", all "nouns", or there are "none".
    guillemets_inwards: »so«. stemmer: Snowball's name of it; prefix: letters kept of a word where there is no stemmer.
    few_endings: a word that ends otherwise may be the same one misspelt; where there are many endings, it is another.
    compounds: words are written together as one.
    stemmer_suffices: no other form of a word is to be sought by how it begins.
    letters: all small letters of its alphabet, in the Latin script those beyond a to z. own_letters: those that,
    among the languages of its script, it has alone or nearly. read_as: letters, and those that they are read as.
    """

    rank: int = 1_000
    script: str = "latin"
    spaces: str = "words"
    capitals: str = "names"
    guillemets_inwards: bool = False
    stemmer: str = ""
    prefix: int = 0
    few_endings: bool = False
    compounds: bool = False
    stemmer_suffices: bool = False
    letters: str = ""
    own_letters: str = ""
    read_as: tuple[str, str] = ("", "")

    @property
    def is_unspaced(self) -> bool:
        """Words aren't parted."""
        return self.spaces in {"clauses", "none"}


@cache
def writing(language: str) -> Writing:
    """How that language is written."""
    return Writing(**section(language, "writing"))


@cache
def section(language: str, name: str) -> Mapping[str, Any]:
    """The lists of that section; empty where nothing is known."""
    return tomllib.loads(_sections(language).get(name, ""))


@cache
def having(name: str) -> tuple[str, ...]:
    """The languages that have that section, by rank."""
    found = (language for language in _languages() if name in _sections(language))
    return tuple(sorted(found, key=lambda language: (writing(language).rank, language)))


@cache
def _languages() -> frozenset[str]:
    return frozenset(file.stem for file in FOLDER.glob("*.toml"))


@cache
def _sections(language: str) -> Mapping[str, str]:
    """Name → TOML. To parse all of it takes a tenth of a second, and a question needs next to nothing of most."""
    if language not in _languages():
        return {}
    _, *parts = _HEADER.split((FOLDER / f"{language}.toml").read_text("utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))
