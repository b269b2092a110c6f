"""Sentences within sentences: the reason in an error (`why`), and what is noted about a document while it is read.

Each is a `Note`: English text that knows the template and the fields that it was made of, through the sandbox and the
database too, so that a front end can say it in another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Self

from bot.core.model.errors import CasebookError

NESTED: Final = 4  # sentences within sentences, at most


class Note(str):
    """A sentence in English. template: with its fields in braces, and the key of its translation, as of an error.

    fields: text, numbers, or sentences of their own.
    """

    template: str
    fields: Mapping[str, Any]

    def __new__(cls, words: str, template: str | None = None, fields: Mapping[str, Any] | None = None) -> Self:
        made = super().__new__(cls, words)
        made.template, made.fields = template or words, fields or {}
        return made

    def format(self, **fields: object) -> Note:  # type: ignore[override]  # by name only, and it remembers
        """Of a template: the sentence. An error among the fields becomes a sentence of its own."""
        return Note(str.format(self, **fields), self.template, {name: _field(one) for name, one in fields.items()})


def _field(value: object) -> str | int | float:
    if isinstance(value, CasebookError):
        return Note(str(value), value.template, {name: _field(one) for name, one in value.fields.items()})
    return value if isinstance(value, str | int | float) else str(value)


def packed(note: object) -> Any:
    """A note, or a field of one, as JSON can hold it."""
    value = _field(note)
    if isinstance(value, Note):
        return [value.template, {name: packed(one) for name, one in value.fields.items()}]
    return value


def unpacked(said: Any, deepest: int = NESTED) -> Any:
    """What was packed, of which nothing is believed. Raises TypeError, ValueError or LookupError: it is none."""
    if isinstance(said, str | int | float):
        return said
    template, fields = said
    if template not in _templates() or not deepest:
        raise ValueError
    return Note(template).format(**{name: unpacked(one, deepest - 1) for name, one in dict(fields).items()})


# --- notes on a document

NOT_READ: Final = Note("Not read: {where}: {problem}")
LEFT_OUT: Final = Note("Left out: {problem}")
NO_SUCH_SOURCE: Final = Note("There is no source of that number, so it was left in the text: {numbers}")
NOT_USED: Final = Note("Not used: {names}.")
BAD_LETTERS: Final = Note("Letters that can’t be read: {count}. Each is shown as �, and no quote holds one.")
ENCODING: Final = Note("Its encoding was not declared; read as {codec}.")
IN_ARCHIVE: Final = Note("From the archive “{archive}”, where it is “{member}”.")
RUNNING_HEADS: Final = Note("Left out as running heads or page numbers: {heads}")
HYPHENS: Final = Note("Words divided by a hyphen at a line end, kept as printed: {count}")
SOME_LEFT_OUT: Final = Note("Left out of the page's text, besides menus and links: {percent} %")
MUCH_LEFT_OUT: Final = Note(
    "{percent} % of the page's text was left out, besides menus and links: compare it with the page."
)
RECORDED: Final = Note("Recorded from {address} on {date}.")
ATTACHED: Final = Note("Files attached to this mail: {count}")
AS_PAGE: Final = Note("It holds the tags of a web page; what a browser would show of it was read.")
STAMPS: Final = Note("Left out as stamps or words written across: {words}")
LINE_NUMBERS: Final = Note("Left out: the numbers of the lines, in the margin.")
GARBLED: Final = Note(
    "The file doesn't say which letters some of its signs are; compare before you quote: page {pages}"
)
SHIFTED: Final = Note("The file calls its letters by wrong names; put right, compare before you quote: page {pages}")
BY_PAGE: Final = Note("Published on {date}, as the page declares.")
PRINTED: Final = Note("Published on {date}, as is printed in it.")
BY_GUESS: Final = Note("Published on {date}? That is a guess: check it.")
CHANGED: Final = Note("It says that it was changed on {date}.")
CREATED: Final = Note("The file was made on {date}; that says nothing about its publication.")
DATE_IN_NAME: Final = Note("No date of publication was found. The name of its file holds {day}.")
TITLE_BY_NAME: Final = Note("Titled “{title}”, as its file is named: check it.")
TITLE_DECLARED: Final = Note("Titled “{title}”? The file’s details say so; it is not printed at its beginning.")
OTHER_TITLE: Final = Note("Titled “{title}”? It is also called “{other}”: check it.")
AUTHOR_DECLARED: Final = Note("Written by “{author}”? The file’s details say so; it is not printed at its beginning.")
PUBLISHER_BY_ADDRESS: Final = Note("Published by “{publisher}”? That is only its address: check it.")
LETTERHEAD: Final = Note("No publisher was found. Its letterhead reads “{words}”.")
OTHER_LANGUAGE: Final = Note("It is declared as “{declared}”, but its text is “{found}”.")
DAMAGED_PAGE: Final = Note("Page {page} of the file is damaged; some of its words are missing.")
PICTURES: Final = Note("Pictures without text (a scan?), their words are missing: page {pages}")
FAINT: Final = Note(
    "Pictures whose words could not be recognised in the languages installed, they are missing: page {pages}"
)
RECOGNISED: Final = Note("Recognised by OCR, compare before you quote: page {pages}")
LOST_WORDS: Final = Note("Words of its pictures that can’t be made out: {count}. Each is shown as ▯.")

INFORMS: Final = frozenset({RECORDED, BY_PAGE, PRINTED, CHANGED, CREATED, SOME_LEFT_OUT})  # notes that warn of nothing

DOUBTS: Final[Mapping[str, tuple[str, str]]] = {  # of which detail a note tells, and the note's field that gives it
    BY_PAGE: ("published", "date"),
    PRINTED: ("published", "date"),
    BY_GUESS: ("published", "date"),
    DATE_IN_NAME: ("published", ""),
    TITLE_BY_NAME: ("title", "title"),
    TITLE_DECLARED: ("title", "title"),
    OTHER_TITLE: ("title", "title"),
    AUTHOR_DECLARED: ("author", "author"),
    PUBLISHER_BY_ADDRESS: ("publisher", "publisher"),
    LETTERHEAD: ("publisher", ""),
}

# --- why a file can't be read

NOT_YAML: Final = Note("it isn't YAML")
YAML_LINE: Final = Note("line {line}: {problem}")
YAML_COLON: Final = Note("line {line}: {problem}; put a value that holds a colon in quotation marks")
UNCLOSED: Final = Note("the closing --- is missing")
NO_FIELDS: Final = Note("it must be lines of “field: value”")
DEEP_LISTS: Final = Note("its lists are nested too deep")
ANCHORS: Final = Note("anchors (&) and aliases (*) are not allowed; quote such a value")
ONE_LINE: Final = Note("“{name}” must be one line of text")
KIND: Final = Note("“kind” is “{value}”; it can be source or summary")
STATE: Final = Note("“state” is “{value}”; it can be open or closed")
DEEP: Final = Note("it is nested too deep")
NOT_JSON: Final = Note("it isn't JSON")
NO_OBJECT: Final = Note('it must be an object such as {{"title": "…", "text": "…"}}')
NO_TEXT: Final = Note("it has no “text”")
HALF_CHARACTER: Final = Note("its text holds half a character (a lone surrogate)")
XML_ENTITIES: Final = Note("its XML declares a document type or entities")
ROWS: Final = Note("more than {limit} rows")
ENTRIES: Final = Note("{count} entries, {limit} are the most")
MEGABYTES: Final = Note("{count} MB, {limit} MB are the most")
RATIO: Final = Note("more than {times} times its packed size")
DIRECTORY: Final = Note("its list of contents alone has {count} KB")
LINKED: Final = Note("it is a link to another file")
ARCHIVE_IN_ARCHIVE: Final = Note("it is an archive in an archive; unpack it and add it by itself")
TOO_DEEP: Final = Note("it is a mail in more than {limit} mails, one inside the other")
CLIMBS: Final = Note("its name points outside the archive")
DEEP_TAGS: Final = Note("its tags are nested more than {limit} deep")
ATTRIBUTES: Final = Note("a tag has more than {limit} attributes")
TAGS: Final = Note("it has more than {limit} tags")
PAGE_LIMITS: Final = Note("a part of it passes the limits for one page")

# --- what a file holds instead of words

QUOTED_PRINTABLE: Final = Note("the code of a mail (signs such as =20)")
BASE64: Final = Note("the code of a mail or of a file (base64)")
XML: Final = Note("the tags of XML")
JSON: Final = Note("data (JSON)")

# --- why a page can't be fetched

TOO_LONG: Final = Note("it has more than {limit} characters")
BLANKS: Final = Note("it holds spaces or characters that don't belong there")
NOT_UNDERSTOOD: Final = Note("it can't be understood")
NOT_WEB: Final = Note("it is not http or https")
NO_HOST: Final = Note("it names no host")
CREDENTIALS: Final = Note("it holds a name or a password")
PORT: Final = Note("port {port} is not one of the web's, {ports}")
ONWARDS: Final = Note("the site sends on to one that can't be understood")
NO_SUCH_HOST: Final = Note("there is no host of that name")
CERTIFICATE: Final = Note("its certificate is not valid")
NOT_SAFE: Final = Note("no safe connection could be made")
PROXY: Final = Note("the proxy does not answer")
SILENT: Final = Note("it does not answer")
ADDRESS: Final = Note("its address can't be understood")
BROKEN: Final = Note("the connection broke")
NO_WEB_SERVER: Final = Note("it does not answer as a web server does")

# --- why a detail can't be right

EMPTY: Final = Note("it is empty")
LINK: Final = Note("it must start with http:// or https:// and hold no spaces")
LANGUAGE: Final = Note("use its two-letter code, such as en or ar")
DATE: Final = Note("write 2021, 2021-12 or 2021-12-15")
BACKWARDS: Final = Note("the events of a summary can't end before they begin")
DIRECTION: Final = Note("it holds marks of direction, which nobody sees; type it again")
UNSEEN: Final = Note("it holds characters that nobody sees; type it again")
ONE_LETTER: Final = Note("it needs two letters at least")
LONG_NAME: Final = Note("it has more than {limit} letters or {words} words")
COMMON: Final = Note("it is made of common words only, which stand everywhere")
MANY_ALIASES: Final = Note("Of its aliases, only the first {limit} count.")
ALIAS_ALONE: Final = Note("One alias alone stands for nothing: name what it is an alias of beside it.")
CASE_NAME: Final = Note("use up to 40 small letters, digits and dashes")

# --- what a detail is called in such a sentence

DETAILS: Final = ("title", "link", "language", "date", "case", "publisher", "author", "tags", "alias")

ALL: Final = tuple(value for name, value in list(globals().items()) if name.isupper() and isinstance(value, Note))


@cache
def _templates() -> frozenset[str]:
    """All that a note may be made of: those above, and the sentences of the core's errors."""
    found, waiting = {str(one) for one in ALL}, CasebookError.__subclasses__()
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        found |= {error.template} if error.__module__.startswith("bot.core") else set()
    return frozenset(found)
