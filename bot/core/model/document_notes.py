"""Sentences within sentences: the reason in an error (`why`), and what is noted about a document while it is read.

They travel as plain English text, through the sandbox and the database. A front end that speaks another language finds
the template and its fields again (`recognised`), as it has them of an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from bot.core.model.errors import CasebookError

# --- notes on a document

NOT_READ: Final = "Not read: {where}: {problem}"
LEFT_OUT: Final = "Left out: {problem}"
NOT_USED: Final = "Not used: {names}."
BAD_LETTERS: Final = "Letters that can’t be read: {count}. Each is shown as �, and no quote holds one."
ENCODING: Final = "Its encoding was not declared; read as {codec}."
IN_ARCHIVE: Final = "From the archive “{archive}”, where it is “{member}”."
RUNNING_HEADS: Final = "Left out as running heads or page numbers: {heads}"
HYPHENS: Final = "Words divided by a hyphen at a line end, kept as printed: {count}"
SOME_LEFT_OUT: Final = "Left out of the page's text, besides menus and links: {percent} %"
MUCH_LEFT_OUT: Final = "{percent} % of the page's text was left out, besides menus and links: compare it with the page."
ATTACHED: Final = "Files attached to this mail: {count}"
STAMPS: Final = "Left out as stamps or words written across: {words}"
LINE_NUMBERS: Final = "Left out: the numbers of the lines, in the margin."
GARBLED: Final = "The file doesn't say which letters some of its signs are; compare before you quote: page {pages}"
SHIFTED: Final = "The file calls its letters by wrong names; put right, compare before you quote: page {pages}"
BY_PAGE: Final = "Published on {date}, as the page declares."
PRINTED: Final = "Published on {date}, as is printed in it."
BY_GUESS: Final = "Published on {date}? That is a guess: check it."
CHANGED: Final = "It says that it was changed on {date}."
CREATED: Final = "The file was made on {date}; that says nothing about its publication."
OTHER_LANGUAGE: Final = "It is declared as “{declared}”, but its text is “{found}”."
DAMAGED_PAGE: Final = "Page {page} of the file is damaged; some of its words are missing."
PICTURES: Final = "Pictures without text (a scan?), their words are missing: page {pages}"
RECOGNISED: Final = "Recognised by OCR, compare before you quote: page {pages}"

INFORMS: Final = frozenset({BY_PAGE, PRINTED, CHANGED, CREATED, SOME_LEFT_OUT})  # notes that warn of nothing

# --- why a file can't be read

NOT_YAML: Final = "it isn't YAML"
YAML_LINE: Final = "line {line}: {problem}"
YAML_COLON: Final = "line {line}: {problem}; put a value that holds a colon in quotation marks"
UNCLOSED: Final = "the closing --- is missing"
NO_FIELDS: Final = "it must be lines of “field: value”"
DEEP_LISTS: Final = "its lists are nested too deep"
ANCHORS: Final = "anchors (&) and aliases (*) are not allowed; quote such a value"
ONE_LINE: Final = "“{name}” must be one line of text"
KIND: Final = "“kind” is “{value}”; it can be source or summary"
STATE: Final = "“state” is “{value}”; it can be open or closed"
DEEP: Final = "it is nested too deep"
NOT_JSON: Final = "it isn't JSON"
NO_OBJECT: Final = 'it must be an object such as {{"title": "…", "text": "…"}}'
NO_TEXT: Final = "it has no “text”"
HALF_CHARACTER: Final = "its text holds half a character (a lone surrogate)"
XML_ENTITIES: Final = "its XML declares a document type or entities"
ROWS: Final = "more than {limit} rows"
ENTRIES: Final = "{count} entries, {limit} are the most"
MEGABYTES: Final = "{count} MB, {limit} MB are the most"
RATIO: Final = "more than {times} times its packed size"
DIRECTORY: Final = "its list of contents alone has {count} KB"
LINKED: Final = "it is a link to another file"
ARCHIVE_IN_ARCHIVE: Final = "it is an archive in an archive; unpack it and add it by itself"
CLIMBS: Final = "its name points outside the archive"
DEEP_TAGS: Final = "its tags are nested more than {limit} deep"
ATTRIBUTES: Final = "a tag has more than {limit} attributes"
TAGS: Final = "it has more than {limit} tags"
PAGE_LIMITS: Final = "a part of it passes the limits for one page"

# --- why a page can't be fetched

TOO_LONG: Final = "it has more than {limit} characters"
BLANKS: Final = "it holds spaces or characters that don't belong there"
NOT_UNDERSTOOD: Final = "it can't be understood"
NOT_WEB: Final = "it is not http or https"
NO_HOST: Final = "it names no host"
CREDENTIALS: Final = "it holds a name or a password"
PORT: Final = "port {port} is not one of the web's, {ports}"
ONWARDS: Final = "the site sends on to one that can't be understood"
NO_SUCH_HOST: Final = "there is no host of that name"
CERTIFICATE: Final = "its certificate is not valid"
NOT_SAFE: Final = "no safe connection could be made"
PROXY: Final = "the proxy does not answer"
SILENT: Final = "it does not answer"
ADDRESS: Final = "its address can't be understood"
BROKEN: Final = "the connection broke"
NO_WEB_SERVER: Final = "it does not answer as a web server does"

# --- why a detail can't be right

EMPTY: Final = "it is empty"
LINK: Final = "it must start with http:// or https:// and hold no spaces"
LANGUAGE: Final = "use its two-letter code, such as en or ar"
DATE: Final = "write 2021, 2021-12 or 2021-12-15"
BACKWARDS: Final = "the events of a summary can't end before they begin"
CASE_NAME: Final = "use up to 40 small letters, digits and dashes"

# --- what a detail is called in such a sentence

DETAILS: Final = ("title", "link", "language", "date", "case", "publisher", "author")

ALL: Final = tuple(value for name, value in list(globals().items()) if name.isupper() and isinstance(value, str))
_FIELD: Final = re.compile(r"\\\{(\w+)\\\}")


def recognised(sentence: str) -> tuple[str, Mapping[str, str]] | None:
    """The template that a remark, or an error's sentence, was made from, and its fields; None for other text."""
    for template, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            return template, found.groupdict()
    return None


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Those that say most first: a short one could hold a longer one as a field."""
    known = sorted({*ALL, *_templates()}, key=lambda one: (-len(_FIELD.sub("", re.escape(one))), one))
    return [(template, re.compile(_pattern(template), re.DOTALL)) for template in known]


def _pattern(template: str) -> str:
    plain = re.escape(template.replace("{{", "\0").replace("}}", "\1"))
    return _FIELD.sub(r"(?P<\1>.*)", plain).replace("\0", r"\{").replace("\1", r"\}")


def _templates() -> Iterator[str]:
    """Of the core's errors."""
    waiting: list[type[CasebookError]] = CasebookError.__subclasses__()
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__.startswith("bot.core") and error.template != CasebookError.template:
            yield error.template
