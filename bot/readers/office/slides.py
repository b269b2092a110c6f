"""Reads slides (.pptx): each slide's title, its paragraphs, tables row by row, its drawings' words; then its notes.

The place of a quote is its slide. The words are the XML's own, so no library of slides is needed: those that there are
bring one of pictures and one that writes spreadsheets. Source: ECMA-376, part 1, PresentationML and DrawingML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname
from typing import Any, Final

from bot.core.library.intake import shown
from bot.core.model.documents import Details, Mark, Reading
from bot.core.model.errors import EmptyDocument
from bot.readers.details import origins, titles
from bot.readers.zip import parts, zips

_FIRST: Final = "ppt/presentation.xml"
_TITLES: Final = {"title", "ctrTitle"}
_PASSING: Final = {"sldNum", "dt", "ftr", "hdr"}  # placeholders of every slide alike: number, date, footer
_CELL: Final = " | "
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
Said = tuple[str, bool]  # a paragraph, and whether it is a slide's title


class SlideReader:
    """By content, whatever the name."""

    name = "slides (PPTX)"

    def accepts(self, data: bytes, name: str) -> bool:
        return data.startswith(zips.MAGIC) and b"ppt/presentation" in zips.listed(data)

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        with parts.opened(data, name) as (archive, part):
            held = set(archive.namelist())
            slides = [list(_slide(part, held, at, name)) for at in _order(part, name)]
            about = parts.xml(part("docProps/core.xml"), name) if "docProps/core.xml" in held else None
        text, marks = _flow(slides)
        if not text:
            raise EmptyDocument(name=shown(name))
        said = parts.said(about, "title")
        title = origins.heading(marks, text, said)
        details = Details(title or titles.from_name(name), author=parts.said(about, "creator") or None)
        return [Reading(text, details, marks, origins.doubts(title, said, details.author, text))]


def _order(part: parts.Part, name: str) -> list[str]:
    """The slides' parts, as they are shown."""
    listed = [one for one in parts.xml(part(_FIRST), name).iter() if parts.local(one) == "sldId"]
    found = _related(part, _FIRST, name)
    return [found[key][1] for one in listed if (key := parts.attributes(one).get("id", "")) in found]


def _related(part: parts.Part, of: str, name: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: its id → its kind and its name."""
    root = parts.xml(part(f"{dirname(of)}/_rels/{basename(of)}.rels"), name)
    return {
        one.get("Id", ""): (one.get("Type", "").rpartition("/")[2], parts.at(dirname(of), one.get("Target", "")))
        for one in root
        if parts.local(one) == "Relationship" and one.get("TargetMode") != "External"
    }


def _slide(part: parts.Part, held: set[str], at: str, name: str) -> Iterator[Said]:
    yield from _said(parts.xml(part(at), name))
    beside = f"{dirname(at)}/_rels/{basename(at)}.rels"
    related = list(_related(part, at, name).values()) if beside in held else []
    for wanted in ("diagramData", "notesSlide"):
        for kind, other in related:
            if kind == wanted and other in held:
                yield from ((text, False) for text, _ in _said(parts.xml(part(other), name)))


def _said(root: Any) -> Iterator[Said]:
    """The paragraphs of shapes in their order; a row of a table is one. A walk with its own stack: files nest deep."""
    waiting = [(root, False)]
    while waiting:
        at, title = waiting.pop()
        kind = parts.local(at)
        if kind == "Fallback" or (kind == "sp" and _place(at) in _PASSING):
            continue
        title = title or (kind == "sp" and _place(at) in _TITLES)
        text = _row(at) if kind == "tr" else _words(at) if kind == "p" else ""
        if text:
            yield text, title
        if kind not in {"tr", "p"}:
            waiting.extend((child, title) for child in reversed(at))


def _place(shape: Any) -> str:
    """What a shape is there for on its slide; "" where nobody says."""
    found = next((one for one in shape.iter() if parts.local(one) == "ph"), None)
    return found.get("type", "") if found is not None else ""


def _row(row: Any) -> str:
    cells = [" ".join(_words(one).split()) for one in row if parts.local(one) == "tc"]
    return _CELL.join(cells) if any(cells) else ""


def _words(paragraph: Any) -> str:
    spelt = {"br": "\n", "tab": "\t"}
    said = (one.text or "" if parts.local(one) == "t" else spelt.get(parts.local(one), "") for one in paragraph.iter())
    return "\n".join(" ".join(_CONTROL.sub("", line).split()) for line in "".join(said).split("\n")).strip()


def _flow(slides: Iterable[Iterable[Said]]) -> tuple[str, tuple[Mark, ...]]:
    said: list[str] = []
    marks: list[Mark] = []
    at = 0
    for number, slide in enumerate(slides, 1):
        for place, (text, title) in enumerate(slide):
            if not place:
                marks.append(Mark(at, "spot", f"slide {number}"))
            if title:
                marks.append(Mark(at, "heading", " ".join(text.split())))
            said.append(text)
            at += len(text) + 2
    return "\n\n".join(said), tuple(marks)
