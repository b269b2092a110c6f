"""What a web page is called, and who publishes it: as its head declares, held against what the page prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from bot.core.model import document_notes
from bot.core.model.document_notes import Note
from bot.readers.details import origins
from bot.readers.html.html_layout import Block

_LONGEST: Final = 300  # characters of a headline
_SHORTEST: Final = 3  # words: the name of a site, a section, are shorter
_PARTS: Final = (" | ", " - ", " – ", " — ", " · ", " :: ", " » ")  # between a headline and the name of its site


def title(declared: str, site: str | None, found: Sequence[Block]) -> tuple[str, tuple[Note, ...]]:
    """The title, and what is doubtful about it. site: its name, which some pages print as their heading.

    Of a declared title that only adds the site to what the page prints as its heading, the heading is the title.
    """
    printed = _printed(found)
    if not declared or (printed and _adds_site(declared, printed)):
        return printed or declared, ()
    differs = len(printed.split()) >= _SHORTEST and printed != site
    return declared, origins.another(declared, printed) if differs else ()


def publisher(name: str | None, source: str | None) -> tuple[Note, ...]:
    """What is told of a publisher that is only the name of a host, as it stands in the address ("Space.com" is one)."""
    host = urlsplit(source or "").hostname or ""
    is_host = name is not None and name.removeprefix("www.") == host.removeprefix("www.")
    return (document_notes.PUBLISHER_BY_ADDRESS.format(publisher=name),) if is_host else ()


def _printed(found: Sequence[Block]) -> str:
    """The page's only large heading; of several none is known to be its title."""
    headings = {" ".join(block.words.split()): block for block in found if block.is_main_heading}
    return next(iter(headings)) if len(headings) == 1 and len(next(iter(headings))) <= _LONGEST else ""


def _adds_site(declared: str, printed: str) -> bool:
    rest = declared.removeprefix(printed)
    return rest != declared and rest.startswith(_PARTS)
