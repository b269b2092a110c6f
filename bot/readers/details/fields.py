"""What a file says about its own documents: the fields of front matter and of a JSONL line, as Details."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.library import intake
from bot.core.model import document_notes
from bot.core.model.documents import CLOSED, Details, Kind, Standing
from bot.core.model.errors import BadDetail

KNOWN = (
    *("title", "kind", "sources", "source", "publisher", "published", "language", "case", "author", "key", "id"),
    *("standing", "facts_from", "facts_until", "checked", "state", "tags", "aliases"),
)
DATES = ("published", "facts_from", "facts_until", "checked")
_NOTHING = frozenset({"", "null", "~"})  # how YAML and people write that there is none
_DATE_AND_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ].+")
_LANGUAGE_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]+)?")


class Unusable(ValueError):
    """A field, or a line of a bulk file, can't be what it should be. Its text is the reason, in words."""


def details(fields: Mapping[str, object]) -> Details:
    """Raises Unusable for a field that can't be what it should be."""
    return Details(
        title=" ".join((text(fields, "title") or "").split()),
        source=text(fields, "source"),
        publisher=_people(fields, "publisher"),
        **{name: _date(text(fields, name)) for name in DATES},
        language=_language(text(fields, "language")),
        author=_people(fields, "author"),
        kind=_kind(text(fields, "kind")),
        sources=_texts(fields, "sources"),
        standing=_standing(text(fields, "standing")),
        state=_state(text(fields, "state")),
        tags=", ".join(_texts(fields, "tags")) or None,
        aliases="\n".join(_aliases(fields)[0]) or None,
    )


def text(fields: Mapping[str, object], name: str) -> str | None:
    """One field as text, or None where it is missing or empty."""
    value = fields.get(name)
    if isinstance(value, (list, dict)):
        raise Unusable(document_notes.ONE_LINE.format(name=name))
    said = "" if value is None else str(value).strip()
    return None if said.lower() in _NOTHING else said


def _people(fields: Mapping[str, object], name: str) -> str | None:
    """One or several, as Obsidian writes them: a list, each perhaps as a link to a note, "[[Rosa Lind]]"."""
    value = fields.get(name)
    if not isinstance(value, list):
        value = [text(fields, name)]
    named = (
        one.strip().removeprefix("[[").removesuffix("]]").rpartition("|")[2] for one in value if isinstance(one, str)
    )
    return ", ".join(filter(None, named)) or None


def key(fields: Mapping[str, object]) -> str | None:
    return text(fields, "key") or text(fields, "id")


def case(fields: Mapping[str, object]) -> str | None:
    """The name of the case, in the form that names of cases have."""
    said = text(fields, "case")
    return intake.slug(said) if said else None


def unused(fields: Mapping[str, object]) -> tuple[str, ...]:
    """A note on fields that mean nothing here, because a misspelt one would otherwise be lost in silence."""
    names = sorted(str(name)[:40] for name in fields if name not in KNOWN)
    return (document_notes.NOT_USED.format(names=", ".join(names)),) if names else ()


def alias_notes(fields: Mapping[str, object]) -> tuple[str, ...]:
    """What is wrong with its aliases, name by name."""
    return tuple(_aliases(fields)[1])


def _aliases(fields: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """The names that can be aliases, and a note on each that can't: programs for notes write this field, too."""
    names: list[str] = []
    notes: list[str] = []
    if not fields.get("aliases"):
        return names, notes
    from bot.core.library import alias_names  # loads the words of languages; most files need none

    for said in _texts(fields, "aliases"):
        try:
            names = alias_names.distinct([*names, " ".join(said.split())])
        except BadDetail as wrong:
            notes.append(document_notes.LEFT_OUT.format(problem=wrong))
    if len(names) > alias_names.GROUP:
        notes.append(document_notes.MANY_ALIASES.format(limit=alias_names.GROUP))
    return names[: alias_names.GROUP], [*notes, *([document_notes.ALIAS_ALONE] if len(names) == 1 else [])]


def usable(found: Details) -> tuple[Details, tuple[str, ...]]:
    """Without a link, date or language that can't be right, and a note on each: a bulk file isn't refused for one."""
    notes = []
    for name in ("source", *DATES, "language"):
        try:
            intake.checked(_with(Details("-"), name, getattr(found, name)))
        except BadDetail as wrong:
            notes.append(document_notes.LEFT_OUT.format(problem=wrong))
            found = _with(found, name, None)
    return found, tuple(notes)


def _with(found: Details, name: str, value: Any) -> Details:
    return replace(found, **{name: value})


def _kind(said: str | None) -> Kind:
    try:
        return Kind((said or "source").lower())
    except ValueError:
        raise Unusable(document_notes.KIND.format(value=str(said)[:40])) from None


def _state(said: str | None) -> str | None:
    """Of what a summary tells of: open, unless it says that it is closed."""
    if (said or "open").lower() not in {"open", CLOSED}:
        raise Unusable(document_notes.STATE.format(value=str(said)[:40]))
    return CLOSED if said and said.lower() == CLOSED else None


def _standing(said: str | None) -> Standing:
    """A mark that nobody knows is none."""
    return next((one for one in Standing if one.value == (said or "").lower()), Standing.SOUND)


def _texts(fields: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = fields.get(name)
    if isinstance(value, list):
        return tuple(one for item in value if (one := text({name: item}, name)))
    only = text(fields, name)
    return (only,) if only else ()


def _date(said: str | None) -> str | None:
    """The day of a date with a time; anything else as it is."""
    match = _DATE_AND_TIME.fullmatch(said or "")
    return match.group(1) if match else said


def _language(said: str | None) -> str | None:
    """ "en-GB" → "en"."""
    match = _LANGUAGE_TAG.fullmatch(said or "")
    return match.group(1).lower() if match else said
