"""What people type into a search box: "exact phrase", -without, title:word, source:word, tag:word, after:2021,
before:2021-12-31, exact:word.

"As of December 2021" is a before: in words. The rest is the question. Nothing is a syntax error: a lone quotation mark,
a dash, an empty `title:` or a date that is none stay words of the question.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from bot.core.search import as_of

_OPEN_CLOSE: Final = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』"}
_PHRASE = re.compile(
    "|".join(f"{re.escape(a)}([^{re.escape(a + b)}]*)[{re.escape(b)}]" for a, b in _OPEN_CLOSE.items())
)
_VALUE = r"(?:\"([^\"]*)\"|“([^”]*)”|(\S+))"
_EXACT = re.compile(rf"(?<!\S)exact:{_VALUE}", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_FIELD = re.compile(rf"(?<!\S)(title|source|tag|after|before):{_VALUE}", re.IGNORECASE)
_WITHOUT = re.compile(rf"(?<!\S)[-−]{_VALUE}")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_SIGNS = str.maketrans("’‘‚“”„«»–—−‐‑", '\'\'\'"""""-----')
_DASH = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Query:
    """What a question asks for.

    text: the words to search for, those of the phrases among them, in the order typed.
    phrases: must stand in the passage, letter for letter but for case, accents' encoding and spaces. without: must
    not. title, source: must be part of the document's title, and of its source or publisher; tag: must be one of its
    tags. after, before: ISO dates. exact: words of `text`, in lower case, for which no other form may stand.
    """

    text: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    after: str | None = None
    before: str | None = None
    tag: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()


def parse(text: str) -> Query:
    """The query in `text`. Never an error."""
    fields: dict[str, list[str]] = {"title": [], "source": [], "tag": [], "after": [], "before": [], "without": []}
    exact: list[str] = []

    def take(match: re.Match[str]) -> str:
        name, value = match[1].lower(), _value(match.groups()[1:])
        if not value or (name in ("after", "before") and not _DATE.fullmatch(value)):
            return match[0]
        fields[name].append(value)
        return " "

    def keep(match: re.Match[str]) -> str:
        value = _value(match.groups())
        exact.extend(_WORDS.findall(value.casefold()))
        return value or match[0]

    def drop(match: re.Match[str]) -> str:
        value = _value(match.groups())
        if not _DASH.search(value):
            return match[0]
        fields["without"].append(value)
        return " "

    rest, day = as_of.taken(_WITHOUT.sub(drop, _FIELD.sub(take, _EXACT.sub(keep, text))))
    fields["before"] += [day] if day else []
    phrases = [phrase for match in _PHRASE.finditer(rest) if (phrase := _value(match.groups()))]
    return Query(
        text=" ".join(rest.split()),
        phrases=tuple(phrases),
        without=tuple(fields["without"]),
        title=tuple(fields["title"]),
        source=tuple(fields["source"]),
        tag=tuple(fields["tag"]),
        exact=tuple(exact),
        after=max(fields["after"], default=None),
        before=min(fields["before"], default=None),
    )


def _value(groups: tuple[str | None, ...]) -> str:
    return " ".join("".join(group for group in groups if group).split())


def folded(text: str) -> str:
    """NFC, case folded, runs of spaces as one: how an expected string is compared with a quote."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def canonical(text: str) -> str:
    """The form in which phrases are compared: `folded`, and one kind of quotation mark, apostrophe and dash."""
    return folded(text).translate(_SIGNS)


def holds(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text, between word boundaries, whatever the case and the spaces."""
    wanted = canonical(phrase)
    return bool(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", canonical(text))) if wanted else True
