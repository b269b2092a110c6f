"""What a Word document keeps outside its text: automatic numbers of clauses, headers and footers, comments."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from bot.readers.zip import zips

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_LEVEL: Final = re.compile(r"%(\d)")
_PAGE_ONLY: Final = re.compile(r"\W*(?:page|seite|página|p\.)?[\W\d]*(?:of|von|de|/)?[\W\d]*", re.IGNORECASE)
_LEVELS: Final = 9
_ROMAN: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def transitional(data: bytes, name: str) -> bytes:
    """The file in the form that every program reads, where it was saved as "Strict Open XML"."""
    with zips.opened(data, name) as archive:
        entries = [(entry, zips.unpacked(archive, entry, name)) for entry in archive.infolist()]
    if not any(_STRICT.search(part) for entry, part in entries if entry.filename.endswith((".xml", ".rels"))):
        return data
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for entry, part in entries:
            made.writestr(entry.filename, _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", part))
    return out.getvalue()


class Numbers:
    """Counts the numbered paragraphs of a document, in their order."""

    def __init__(self, word: Any) -> None:
        self._word = word
        self._lists: dict[str, Any] = {}  # numId → its abstract list
        self._counts: dict[int, list[int]] = {}
        for root in _parts(word, "numbering"):
            kinds = {one.get(f"{_W}abstractNumId"): one for one in root.iter(f"{_W}abstractNum")}
            for one in root.iter(f"{_W}num"):
                kind = one.find(f"{_W}abstractNumId")
                if kind is not None and kind.get(f"{_W}val") in kinds:
                    self._lists[one.get(f"{_W}numId")] = kinds[kind.get(f"{_W}val")]

    def of(self, paragraph: Any) -> str:
        """What Word prints before this paragraph: "3.2", "(a)", "•"; "" where nothing."""
        found = self._settings(paragraph)
        if found is None:
            return ""
        which, depth = found
        kind = self._lists.get(which)
        levels = {} if kind is None else {one.get(f"{_W}ilvl"): one for one in kind.iter(f"{_W}lvl")}
        level = levels.get(str(depth))
        if level is None:
            return ""
        counts = self._counts.setdefault(id(kind), [0] * _LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else _start(level)
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        return self._shown(level, levels, counts)

    def _settings(self, paragraph: Any) -> tuple[str, int] | None:
        """The list that a paragraph is in, by itself or by its style, and how deep."""
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            found = self._word.styles.element.get_by_id(style.get(f"{_W}val")) if style is not None else None
            properties = found.find(f"{_W}pPr/{_W}numPr") if found is not None else None
        if properties is None:
            return None
        which, depth = properties.find(f"{_W}numId"), properties.find(f"{_W}ilvl")
        deep = depth.get(f"{_W}val", "0") if depth is not None else "0"
        return (which.get(f"{_W}val"), int(deep)) if which is not None and deep in "012345678" else None

    def _shown(self, level: Any, levels: dict[str, Any], counts: list[int]) -> str:
        text = level.find(f"{_W}lvlText")
        if _format(level) == "bullet":
            return "•"
        pattern = text.get(f"{_W}val", "") if text is not None else ""

        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            other = levels.get(str(at))
            return _spelt(max(1, counts[at]), _format(other) if other is not None else "decimal") if at >= 0 else ""

        return _LEVEL.sub(number, pattern).strip()


def _format(level: Any) -> str:
    found = level.find(f"{_W}numFmt")
    return found.get(f"{_W}val", "decimal") if found is not None else "decimal"


def _start(level: Any) -> int:
    found = level.find(f"{_W}start")
    said = found.get(f"{_W}val", "1") if found is not None else "1"
    return int(said) if said.isdecimal() and len(said) < 6 else 1


def _spelt(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and number < 40:
        roman, rest = "", number
        for value, sign in _ROMAN:
            roman, rest = roman + sign * (rest // value), rest % value
        return roman if form == "lowerRoman" else roman.upper()
    return str(number)


def heads_and_feet(word: Any, words: Callable[[Any], str]) -> Iterator[str]:
    """What stands above and below the pages, each once; numbers of pages don't count."""
    seen: set[str] = set()
    for kind in ("header", "footer"):
        for root in _parts(word, kind):
            text = "\n".join(filter(None, (words(one) for one in root.iter(f"{_W}p")))).strip()
            if text and text not in seen and not _PAGE_ONLY.fullmatch(text):
                seen.add(text)
                yield text


def comments(word: Any, words: Callable[[Any], str]) -> Iterator[str]:
    """Comments, each with who made it."""
    for root in _parts(word, "comments"):
        for one in root.iter(f"{_W}comment"):
            author = " ".join((one.get(f"{_W}author") or "").split())
            text = " ".join(" ".join(words(inner) for inner in one.iter(f"{_W}p")).split())
            if text:
                yield f"Comment by {author}: {text}" if author else f"Comment: {text}"


def _parts(word: Any, kind: str) -> Iterator[Any]:
    """The parts of the file of that kind, in the order of their names."""
    from docx.oxml.parser import parse_xml

    found = [
        relation.target_part
        for relation in word.part.rels.values()
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external
    ]
    for part in sorted({id(one): one for one in found}.values(), key=lambda one: str(one.partname)):
        yield parse_xml(part.blob)
