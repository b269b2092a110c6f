"""Every reader of the table keeps the contract of readers."""

from __future__ import annotations

import json
from typing import ClassVar

from bot.readers.html.html import HtmlReader
from bot.readers.jsonl import JsonlReader
from bot.readers.markdown import MarkdownReader
from bot.readers.text import TextReader
from tests.contracts.reader_contract import ReaderContract

STORY = "The letter was signed by eighteen members. It was sent to the ministry on Tuesday, an official said."
PAGE = (
    f"<!doctype html><html lang=en><title>Letter</title><body><article><h2>Who signed</h2>{f'<p>{STORY}' * 4}</article>"
)


class TestPlainText(ReaderContract):
    reader = TextReader()
    samples: ClassVar = {
        "letter.txt": STORY.encode(),
        "old.txt": "Les députés ont signé la lettre, a déclaré la présidente.".encode("cp1252"),
        "wide.txt": f"The letter\r\n\r\n{STORY}".encode("utf-16"),
    }


class TestMarkdown(ReaderContract):
    reader = MarkdownReader()
    samples: ClassVar = {
        "letter.md": f"---\ntitle: The letter\nsources: [https://example.org/a]\n---\n\n# Who\n\n{STORY}\n".encode(),
        "plain.markdown": f"Who signed\n==========\n\n{STORY}\n\n## Where\n\n```\n# no heading\n```\n".encode(),
    }


class TestHtml(ReaderContract):
    reader = HtmlReader()
    samples: ClassVar = {"letter.html": PAGE.encode(), "short.htm": f"<html><body><p>{STORY}</p></html>".encode()}


class TestJsonl(ReaderContract):
    reader = JsonlReader()
    samples: ClassVar = {
        "bulk.jsonl": b"\n".join(json.dumps({"title": "A", "text": f"{n}. {STORY}"}).encode() for n in range(3)),
        "one.ndjson": json.dumps({"id": "x", "text": "Ünï \u2028 code"}, ensure_ascii=False).encode(),
    }
