"""Other names of one person or thing that no sound tells: NSO Group and Q Cyber Technologies, a married name.

Only what a moderator wrote counts: in a case's groups, or in a document's front matter (`aliases:`). A name belongs to
one group of its case, and groups are never joined.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from bot.core.language import parsed_passage, tokens
from bot.core.model import document_notes
from bot.core.model.errors import BadDetail, CasebookError

LONGEST: Final = 80  # characters of a name
WORDS: Final = 8  # of a name
GROUP: Final = 20  # names of one person or thing
MOST: Final = 10_000  # names of a case
FEWEST_LETTERS: Final = 2
SPOKEN: Final = ("en", "es", "fr", "ar")  # whose common words are no names; those of a question's language never match
_JOINERS: Final = "\u200c\u200d"  # written in names of Persian and of India
_DIRECTION: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

Groups = tuple[tuple[str, ...], ...]


class AliasAlone(CasebookError):
    template = "Name at least two: what somebody or something is called, and what else."


class AliasTaken(CasebookError):
    template = "“{name}” is an alias of {other} in this case, so it can't be one of {another}, too. Remove it first."


class AliasesFull(CasebookError):
    template = "That would be more than {limit} names. Remove some first; nothing was changed."


class UnknownAlias(CasebookError):
    template = "“{name}” is no alias in this case. Nothing was changed."


def checked(name: str) -> str:
    """The name with single spaces. Raises BadDetail for what can't be one, with the reason in words."""
    said = unicodedata.normalize("NFC", " ".join(filter(None, name.split(" "))))
    why = _flaw(said)
    if why is not None:
        raise BadDetail(name="alias", value=_shown(said), why=why)
    return said


def _flaw(name: str) -> str | None:
    if not _DIRECTION.isdisjoint(name):
        return document_notes.DIRECTION
    if any(unicodedata.category(letter) in _UNSEEN and letter not in _JOINERS for letter in name):
        return document_notes.UNSEEN
    if sum(letter.isalnum() for letter in name) < FEWEST_LETTERS:
        return document_notes.ONE_LETTER
    if len(name) > LONGEST or len(name.split()) > WORDS:
        return document_notes.LONG_NAME.format(limit=LONGEST, words=WORDS)
    return document_notes.COMMON if any(is_common(name, language) for language in SPOKEN) else None


def _shown(name: str) -> str:
    """As far as it can be shown in a sentence."""
    return "".join(letter for letter in name[:40] if unicodedata.category(letter) not in _UNSEEN)


def is_common(name: str, language: str) -> bool:
    """Whether it is made of function words of that language alone: "who", "the will"."""
    folded = [tokens.fold(word, language) for word in parsed_passage.plainly(name, language).split()]
    return set(folded) <= tokens.function_words(language)


def key(name: str) -> str:
    """The same for names that differ in capitals, accents, spaces and marks only."""
    return parsed_passage.plainly(name, SPOKEN[0]).strip()


def distinct(names: Iterable[str]) -> list[str]:
    """Each once, as it came first, checked. Raises BadDetail."""
    first: dict[str, str] = {}
    for name in map(checked, names):
        first.setdefault(key(name), name)
    return list(first.values())


def listed(said: str | None) -> list[str]:
    """Of a document's details: its names."""
    return said.split("\n") if said else []


def joined(said: str | None) -> str | None:
    """A document's names as its details hold them, checked. Raises BadDetail, AliasesFull."""
    names = distinct(listed(said))
    if len(names) > GROUP:
        raise AliasesFull(limit=GROUP)
    return "\n".join(names) or None


def added(groups: Groups, names: Sequence[str]) -> Groups:
    """With these names as one group, or put to the group that has one of them.

    Raises BadDetail, AliasAlone, AliasesFull; AliasTaken where they belong to two groups.
    """
    new = distinct(names)
    if len(new) < 2:
        raise AliasAlone
    asked = {key(name) for name in new}
    held = [group for group in groups if not asked.isdisjoint(map(key, group))]
    if len(held) > 1:
        taken = next(name for name in held[1] if key(name) in asked)
        raise AliasTaken(name=taken, other=next(one for one in held[1] if one != taken), another=held[0][0])
    group = tuple(distinct([*(held[0] if held else ()), *new]))
    if len(group) > GROUP:
        raise AliasesFull(limit=GROUP)
    made = tuple(group if one in held else one for one in groups) if held else (*groups, group)
    if sum(map(len, made)) > MOST:
        raise AliasesFull(limit=MOST)
    return made


def without(groups: Groups, names: Sequence[str]) -> Groups:
    """`removed` for each. Raises UnknownAlias, also for none."""
    for name in names or [""]:
        groups = removed(groups, name)
    return groups


def removed(groups: Groups, name: str) -> Groups:
    """Without that name; what is left alone goes with it. Raises UnknownAlias."""
    gone = key(name)
    left = tuple(tuple(one for one in group if key(one) != gone) for group in groups)
    if not gone or left == groups:
        raise UnknownAlias(name=_shown(name))
    return tuple(group for group in left if len(group) > 1)
