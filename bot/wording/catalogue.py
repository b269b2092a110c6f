"""What the bot says, in the person's language: sentences, counts, dates, numbers, and which way they run.

Every sentence goes through a `Tongue`, its English text being the key of its translation. A further language is a
gettext catalogue, `locales/<code>/LC_MESSAGES/pullquote.po`, and its code in `TRANSLATED`; dates, numbers and plurals
are those of Unicode's CLDR, through Babel.

A person's language is that of their Discord client. A server can choose one for all who are in it (`/settings
language`): Discord itself doesn't speak every language that people work in, Arabic among them. So what a command is
called in somebody's client is known to that client alone: sentences name commands in English and in backquotes
(`/documents add file`), and say them as mentions, which each client shows under its own name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from bot.core.model import document_notes
from bot.core.model.document_notes import Note
from bot.core.model.errors import CasebookError

if TYPE_CHECKING:
    from babel import Locale

TRANSLATED: Final = ("es", "fr", "ar")
NAMES: Final = {"en": "English", "es": "Español", "fr": "Français", "ar": "العربية"}
COMMAND: Final = "command"  # the context of a command's, option's or choice's name

_RIGHT_TO_LEFT: Final = {"ar", "fa", "he", "ur"}
_ISOLATE, _LEFTWARDS, _END = "\u2068", "\u2067", "\u2069"  # Unicode's FSI, RLI and PDI
_RIGHT_TO_LEFT_LETTER: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LINE: Final = re.compile(r"^(-# |#{1,3} |- |> )?(.+)$", re.MULTILINE)  # Markdown's mark of a line, and its words
_MARKDOWN: Final = re.compile(r"\*\*|^(?:-# |#{1,3} )", re.MULTILINE)
_CODE: Final = re.compile(r"`[^`]*`")
_TYPED: Final = re.compile(r"`/([a-z]+(?: [a-z-]+)*)`")
_FIELD: Final = re.compile(r"\{(\w+)\}")
_PAGE: Final = re.compile(r"p\. (.+), (¶ \d+)")  # as `bot.core.language.passages.place` says it
_SENTENCES: Final = {"why", "problem"}  # fields that hold a sentence of their own
_registered: dict[str, int] = {}  # Discord's numbers of the commands, by their first word
_chosen: ContextVar[str | None] = ContextVar("chosen", default=None)


class ClientLocale(Protocol):
    """What a chat client says of its language: Discord's `Locale`, whose `value` is "en-GB"."""

    @property
    def value(self) -> Any: ...


@dataclass(frozen=True)
class Tongue:
    """One language. `catalogue` translates templates; fields are put in afterwards, so they are never looked up.

    marked: for Discord, with Markdown, marks of direction, and commands as mentions; else plain. English is said
    without Babel, which takes a tenth of a second to load: most calls of the command line want nothing else.
    """

    code: str = "en"
    catalogue: NullTranslations = field(default_factory=NullTranslations)
    marked: bool = True

    @property
    def runs_right_to_left(self) -> bool:
        return self.code in _RIGHT_TO_LEFT

    def say(self, template: str, **fields: Any) -> str:
        """The sentence, its fields filled in. Foreign text in a field is escaped already."""
        return self._filled(self.catalogue.gettext(template), fields)

    def say_plainly(self, sentence: str, /, **fields: Any) -> str:
        """As it stands in the catalogue, without marks of direction: for a page that says itself which way it runs."""
        told = self.catalogue.gettext(sentence)
        return told.format(**fields) if fields else told

    def count(self, one: str, many: str, number: int, **fields: Any) -> str:
        """The sentence for that number, which fills `{n}`."""
        sentence = self.catalogue.ngettext(one, many, number)
        return self._filled(sentence, {"n": self.number(number), **fields})

    def _filled(self, sentence: str, fields: dict[str, Any]) -> str:
        """With commands as mentions; a field can't turn the sentence round."""
        sentence = _TYPED.sub(_mention, sentence) if self.marked else _MARKDOWN.sub("", sentence)
        typed = {name for code in _CODE.finditer(sentence) for name in _FIELD.findall(code[0])}
        told = {name: value if name in typed else self.apart(str(value)) for name, value in fields.items()}
        line = sentence.format(**told)
        return self._leftwards(line)

    def _leftwards(self, text: str) -> str:
        """Of such a language: each line as words from right to left, whichever way the client sets their block."""
        if not (self.marked and self.runs_right_to_left):
            return text
        return _LINE.sub(lambda found: f"{found[1] or ''}{_LEFTWARDS}{found[2]}{_END}", text)

    def apart(self, text: str) -> str:
        """Text whose own direction counts within it, and not beyond."""
        turns = self.runs_right_to_left or _RIGHT_TO_LEFT_LETTER.search(text)
        return f"{_ISOLATE}{text}{_END}" if self.marked and turns and text else text

    def joined(self, parts: Iterable[str | None], between: str = " · ") -> str:
        """The parts that there are, in reading order."""
        return self._leftwards(between.join(self.apart(part) for part in parts if part))

    def name(self, name: str) -> str:
        """Of a command, an option or a choice."""
        return self.catalogue.pgettext(COMMAND, name)

    def number(self, number: int) -> str:
        if self.code == "en":
            return f"{number:,}"
        from babel.numbers import format_decimal

        return format_decimal(number, locale=_locale(self.code))

    def date(self, iso: str) -> str:
        """An ISO date that may stop early, for reading: "2021-12" → "December 2021". As it is, where it is no date."""
        year, *rest = iso.split("-")
        try:
            day = date(int(year), *(int(part) for part in [*rest, "1", "1"][:2]))
        except ValueError:
            return iso
        if not rest:
            return year
        if self.code == "en":
            return f"{day:%B %Y}" if len(rest) == 1 else f"{day.day} {day:%B %Y}"
        from babel.dates import format_date, format_skeleton

        if len(rest) == 1:
            return str(format_skeleton("yMMMM", day, locale=_locale(self.code)))
        return format_date(day, "long", locale=_locale(self.code))

    def listed(self, parts: Iterable[str]) -> str:
        """With this language's commas between."""
        return ("، " if self.runs_right_to_left else ", ").join(parts)

    def quoted(self, text: str) -> str:
        """In this language's quotation marks."""
        return self.say("“{text}”", text=text)

    def place(self, place: str) -> str:
        """A place in a document, as the core gives it: "p. 4, ¶ 2"."""
        found = _PAGE.fullmatch(place)
        return self.say_plainly("p. {page}, {paragraph}", page=found[1], paragraph=found[2]) if found else place

    def language(self, code: str) -> str:
        """What a language is called, as in a sentence: "en" → "English"; its code where nobody knows."""
        return str(_locale(self.code).languages.get(code, code))

    def error(self, template: str, fields: Mapping[str, Any], safe: Callable[[str], str]) -> str:
        """An error's own sentence, its fields (which may hold foreign text) made safe first."""
        return self.say(template, **{name: self._field(name, value, safe) for name, value in fields.items()})

    def told(self, error: CasebookError) -> str:
        """An error where nothing has to be escaped."""
        return self.error(error.template, error.fields, str)

    def retold(self, sentence: str, safe: Callable[[str], str]) -> str:
        """An English sentence of the core's (a note on a document, an error's reason) in this language."""
        if isinstance(sentence, Note):
            return self.error(sentence.template, sentence.fields, safe)
        return self.say_plainly(safe(sentence))

    def _field(self, name: str, given: object, safe: Callable[[str], str]) -> str:
        value = given if isinstance(given, str) else str(given)
        if name in _SENTENCES:
            return self.retold(value, safe)
        if name == "name" and value in document_notes.DETAILS:
            return self.say_plainly(value)
        return safe(value)


def register(commands: Mapping[str, int]) -> None:
    """Discord's numbers of the commands, by name: from now on sentences mention them."""
    _registered.update(commands)


def _mention(typed: re.Match[str]) -> str:
    """A command that can be pressed, in each client by its name there; as it is typed before its number is known."""
    number = _registered.get(typed[1].split()[0])
    return f"</{typed[1]}:{number}>" if number else typed[0]


@cache
def _locale(code: str) -> Locale:
    from babel import Locale

    return Locale.parse(code)


def source(code: str) -> Path:
    """The file of a language's catalogue."""
    return Path(__file__).parent / "locales" / code / "LC_MESSAGES" / "pullquote.po"


@cache
def spoken(code: str) -> Tongue:
    """The language of that code, its catalogue read when it is first wanted; English where there is none."""
    if code not in TRANSLATED:
        return Tongue()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source(code).open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Tongue(code, GNUTranslations(compiled))


def of_terminal(environment: Mapping[str, str]) -> Tongue:
    """The language that a terminal is set to, as gettext finds it; plain."""
    said = next(filter(None, map(environment.get, ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))), "")
    codes = (re.split("[_.@]", each)[0] for each in said.split(":"))
    return replace(spoken(next((code for code in codes if code in NAMES), "en")), marked=False)


@contextmanager
def speaking(code: str | None) -> Iterator[None]:
    """Within, everybody is spoken to in that language, if one is given."""
    token = _chosen.set(code)
    try:
        yield
    finally:
        _chosen.reset(token)


def choose(code: str | None) -> None:
    """For the rest of this task, as `speaking`."""
    _chosen.set(code)


def tongue(locale: ClientLocale | None = None) -> Tongue:
    """The language for a person: what the server has chosen, else their client's, English where it isn't there yet."""
    return spoken(_chosen.get() or (locale.value if locale else "en").split("-")[0])
