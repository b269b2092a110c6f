"""A page's tree as a browser would build it, also of pages that lack their <body>, and without pictures kept inside."""

from __future__ import annotations

import re
from typing import Any, Final

# It begins with letters that are quick to find; what stands before them is looked at afterwards.
_PICTURE: Final = re.compile(rb"data:(?<=[\"'(=]data:)[\w.+/-]{0,100}(?:;[\w=.+-]{1,100}){0,9},[\w+/=%-]{200,}")
# Comments, scripts and styles are read past: what looks like a tag in them is none. None of these is sought twice.
_NOSCRIPT: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|(<noscript\b[^>]*>.*?</noscript\s*>)|<noscript\b.*",
    re.IGNORECASE | re.DOTALL,
)
_OF_HEADS: Final = frozenset(  # HTML Living Standard, 13.2.6.4.4, "in head": whatever else comes, the body begins
    {"title", "meta", "link", "script", "style", "base", "basefont", "bgsound", "noframes", "noscript", "template"}
)


def without_pictures(data: bytes) -> bytes:
    """The page without the data of pictures and fonts that are saved within it (RFC 2397): no one reads those."""
    return _PICTURE.sub(b"data:,", data)


def parsed(page: str) -> Any:
    """The page's root element, or None where there is no tag in it."""
    from trafilatura import load_html

    page = _NOSCRIPT.sub(_without_noscript, page)
    tree = load_html(page)
    if tree is None:  # a piece of a page: it wants to see one whole
        tree = load_html(f"<html><body>{page}</body></html>")
    return tree if tree is None else _with_shadows(_with_body(tree))


def _without_noscript(found: re.Match[str]) -> str:
    """Where scripts run it is text up to its end, whatever its tags leave open: HTML Living Standard, 13.2.6.4.4."""
    return "" if found[2] else found[0]


def _with_shadows(tree: Any) -> Any:
    """What a <template shadowrootmode> holds stands in its place, with what its host holds in its slots."""
    for template in [one for one in tree.iter("template") if one.get("shadowrootmode") is not None]:
        host = template.getparent()
        if host is None or host.tag in {"html", "head"}:
            continue
        held: dict[str, list[Any]] = {}
        for one in host:
            if one is not template and isinstance(one.tag, str):
                held.setdefault(one.get("slot") or "", []).append(one)
        words = {"": (host.text or "") + (template.tail or "")}
        for slot in list(template.iter("slot")):
            name = slot.get("name") or ""
            given, said = held.pop(name, []), words.pop(name, "")
            if given or said.strip():
                slot.text, slot[:] = said, given
        host[:] = [template]
        host.text, template.tail, template.tag = None, None, "span"
    return tree


def _with_body(tree: Any) -> Any:
    """The parser leaves elements that it doesn't know, such as <article>, in the head where no <body> is opened."""
    inside = [one for one in tree.iterfind("head/*") if isinstance(one.tag, str)]
    first = next((at for at, one in enumerate(inside) if one.tag not in _OF_HEADS), None)
    if first is None:
        return tree
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        tree.append(body)
    inside[-1].tail, body.text = (inside[-1].tail or "") + (body.text or ""), None
    for at, one in enumerate(inside[first:]):
        body.insert(at, one)
    return tree
