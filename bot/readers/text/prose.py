"""Text that isn't words as people read them: code of mail, XML, data, the tags of a web page.

Stored as prose, "the intercep= tion system" would be quoted, checked against itself and found sound.
"""

from __future__ import annotations

import json
import re
from typing import Final

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.errors import NotProse

_FEW: Final = 3  # of its signs, and it is no chance
_TAG: Final = re.compile(
    r"</?(?:p|div|span|a|b|i|em|strong|br|li|ul|ol|td|tr|table|h[1-6]|blockquote|article|section|font|img)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(r"</(?:p|div|li|td|tr|table|h[1-6]|ul|ol|blockquote|article|section)>", re.IGNORECASE)
_APART: Final = 400  # characters between tags, at most on average: a text *about* tags has fewer
_ROOT: Final = re.compile(r"<([\w:.-]{1,80})[\s>]")
_SOFT_BREAK: Final = re.compile(r"[^\s=]=$|[^=]=20$", re.MULTILINE)  # RFC 2045, 6.7: quoted-printable
_ESCAPED: Final = re.compile(  # letters of UTF-8, letters of Latin-1 within words, and what stands before an attribute
    r"=[C-F][0-9A-F](?:=[89AB][0-9A-F]){1,3}|(?<=[a-z])=[EF][0-9A-F](?=[a-z]{2}|\s)|=3D(?=[\"'])"
)
_BEGINS, _ENDS = "-----BEGIN ", "-----END "  # of a signature or a key, which may stand beneath a text
_BASE64: Final = re.compile(r"^(?:[A-Za-z0-9+/]{60,76}\n){3,}", re.MULTILINE)  # RFC 2045, 6.8
_UUENCODED: Final = re.compile(r"^begin [0-7]{3} [^\n]{1,200}\n(?:M[!-`]{60}\n)", re.MULTILINE)


def is_page(text: str) -> bool:
    """Whether it is a web page, or a piece of one, under another name: paragraphs and the like, closed by tags."""
    tags = len(_TAG.findall(text))
    return tags >= _FEW and tags * _APART >= len(text) and _CLOSING.search(text) is not None


def refuse_code(text: str, name: str) -> None:
    """Raises NotProse for what no reader of a text would see as words."""
    if what := _code(text):
        raise NotProse(name=shown(name), what=what)


def _code(text: str) -> document_notes.Note | None:
    if len(_SOFT_BREAK.findall(text)) >= _FEW or _is_escaped(text):
        return document_notes.QUOTED_PRINTABLE
    unsigned = _unsigned(text)
    if _BASE64.search(unsigned + "\n") or _UUENCODED.search(unsigned):
        return document_notes.BASE64
    if _is_xml(text.strip()):
        return document_notes.XML
    return document_notes.JSON if _is_json(text) else None


def _unsigned(text: str) -> str:
    parts, at = [], 0
    while (begin := text.find(_BEGINS, at)) >= 0 and (end := text.find(_ENDS, begin)) >= 0:
        parts.append(text[at:begin])
        at = end + len(_ENDS)
    return "".join((*parts, text[at:]))


def _is_xml(text: str) -> bool:
    """All of it is one element."""
    root = _ROOT.match(text)
    return text.startswith("<?xml") or (root is not None and text.endswith(f"</{root[1]}>"))


def _is_escaped(text: str) -> bool:
    """Words of another alphabet, or of one with accents, in quoted-printable without a broken line."""
    return text.isascii() and len(_ESCAPED.findall(text)) >= max(_FEW, len(text) // _APART)


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        return bool(json.loads(text))
    except (ValueError, RecursionError):
        return False
