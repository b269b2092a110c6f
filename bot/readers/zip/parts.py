"""Parts of documents that are ZIPs of XML: slides, books, OpenDocument."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.errors import BadDocument, Damaged, UnsafeFile
from bot.readers.zip import zips

_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
Part = Callable[[str], bytes]


@contextmanager
def opened(data: bytes, name: str) -> Iterator[tuple[ZipFile, Part]]:
    """The archive, and how to read a part of it. What goes wrong within is a damaged file, but for our own errors."""
    try:
        with zips.opened(data, shown(name)) as archive:
            yield archive, lambda part: zips.unpacked(archive, archive.getinfo(part), shown(name))
    except (BadDocument, MemoryError):
        raise
    except Exception as broken:
        raise Damaged(name=shown(name)) from broken


def xml(part: bytes, name: str) -> Any:
    """The root element. Raises UnsafeFile where entities may be declared: they are how XML reaches out or swells."""
    from lxml import etree  # type: ignore[import-untyped]

    if _DECLARATION.search(part.replace(b"\0", b"")):
        raise UnsafeFile(name=shown(name), why=document_notes.XML_ENTITIES)
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))


def local(element: Any) -> str:
    """An element's name without its namespace, of which Office has two for everything; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def said(root: Any, name: str) -> str:
    """The words of the first element of that local name, in one line; "" where there is none."""
    found = next((one for one in root.iter() if local(one) == name), None) if root is not None else None
    return " ".join((found.text or "").split()) if found is not None else ""


def attributes(element: Any) -> Mapping[str, str]:
    """The same for its attributes; one that has a namespace wins over one without."""
    return {key.rpartition("}")[2]: value for key, value in sorted(element.attrib.items())}


def at(folder: str, target: str) -> str:
    """The name of the part that a part in that folder refers to."""
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))
