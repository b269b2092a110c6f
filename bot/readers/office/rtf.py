"""Reads RTF: its words, without what formats them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.core.library.intake import shown
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument
from bot.readers.details import titles

_TITLE = re.compile(rb"\{\\title ([^{}\\]{1,300})\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class RtfReader:
    """By its first bytes."""

    name = "RTF"

    def accepts(self, data: bytes, name: str) -> bool:
        return data.startswith(b"{\\rtf")

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        from striprtf.striprtf import rtf_to_text

        try:
            said: str = rtf_to_text(data.decode("latin-1"), errors="strict")  # type: ignore[no-untyped-call]
        except (BadDocument, MemoryError):
            raise
        except Exception as broken:
            raise Damaged(name=shown(name)) from broken
        text = "\n\n".join(line.strip() for line in _CONTROL.sub("", said).split("\n") if line.strip())
        if not text:
            raise EmptyDocument(name=shown(name))
        title = _TITLE.search(data)
        return [Reading(text, Details(title[1].decode("latin-1").strip() if title else titles.find(text, name)))]
