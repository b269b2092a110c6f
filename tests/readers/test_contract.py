"""Every reader of the table keeps the contract of readers."""

from __future__ import annotations

import json
from typing import ClassVar

from bot.readers.data.delimited import DelimitedReader
from bot.readers.data.jsonl import JsonlReader
from bot.readers.data.spreadsheet import SpreadsheetReader
from bot.readers.html.html import HtmlReader
from bot.readers.html.web_archive import WebArchiveReader
from bot.readers.messages.chat_export import ChatReader
from bot.readers.messages.mail import MailReader
from bot.readers.messages.outlook import OutlookReader
from bot.readers.office.book import BookReader
from bot.readers.office.opendocument import OpenDocumentReader
from bot.readers.office.rtf import RtfReader
from bot.readers.office.slides import SlideReader
from bot.readers.table import pick
from bot.readers.text.markdown import MarkdownReader
from bot.readers.text.subtitles import SubtitleReader
from bot.readers.text.text import TextReader
from tests.contracts.reader_contract import ReaderContract
from tests.readers.documents import epub, odt, pptx, shape, xlsx
from tests.readers.html.test_web_archive import CRAWL
from tests.readers.messages.outlook_files import msg

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


class TestMail(ReaderContract):
    reader = MailReader(pick)
    samples: ClassVar = {
        "a.eml": b"From: a@example.org\nSubject: Letter\nDate: Fri, 15 Sep 2023 07:23:55 +0000\n\n" + STORY.encode(),
        "a.mbox": b"From a@b Fri Sep 15\nFrom: a@b\nSubject: One\n\nOne.\n\nFrom a@b Sat\nSubject: Two\n\nTwo.\n",
    }


class TestSpreadsheet(ReaderContract):
    reader = SpreadsheetReader()
    samples: ClassVar = {"a.xlsx": xlsx({"Payments": [["who", "how much"], ["Unit 412", 34]], "Notes": [[STORY]]})}


class TestDelimited(ReaderContract):
    reader = DelimitedReader()
    samples: ClassVar = {"a.csv": b"who;how much\nUnit 412;34\n", "b.tsv": b"2019\t34\n2020\t35\n"}


class TestSubtitles(ReaderContract):
    reader = SubtitleReader()
    samples: ClassVar = {
        "a.srt": f"1\n00:00:01,000 --> 00:00:02,000\n{STORY}\n".encode(),
        "b.vtt": f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ida>{STORY}\n".encode(),
    }


class TestChatExport(ReaderContract):
    reader = ChatReader()
    samples: ClassVar = {
        "_chat.txt": b"[05/11/2021, 21:03:11] Otto: Did you?\n[05/11/2021, 21:04:02] Ida: Yes.\n",
        "result.json": json.dumps(
            {"name": "A", "messages": [{"type": "message", "from": "Ida", "text": "Hi"}]}
        ).encode(),
        "slack.json": json.dumps([{"type": "message", "user": "U1", "text": "Hi", "ts": "1.0"}]).encode(),
    }


class TestOpenDocument(ReaderContract):
    reader = OpenDocumentReader()
    samples: ClassVar = {"a.odt": odt(f"<text:h>Who</text:h><text:p>{STORY}</text:p>")}


class TestRtf(ReaderContract):
    reader = RtfReader()
    samples: ClassVar = {"a.rtf": rb"{\rtf1\ansi The letter was signed.\par It was sent.\par}"}


class TestSlides(ReaderContract):
    reader = SlideReader()
    samples: ClassVar = {"a.pptx": pptx([shape("Who signed", kind="title") + shape(STORY)], f"<a:p>{STORY}</a:p>")}


class TestBook(ReaderContract):
    reader = BookReader()
    samples: ClassVar = {"a.epub": epub({"1.xhtml": PAGE, "2.xhtml": PAGE}, "<dc:title>The letter</dc:title>")}


class TestOutlook(ReaderContract):
    reader = OutlookReader(pick)
    samples: ClassVar = {"a.msg": msg({0x0037: "Letter", 0x1000: STORY}, files=[("a.txt", STORY.encode())])}


class TestWebArchive(ReaderContract):
    reader = WebArchiveReader(pick)
    samples: ClassVar = {"a.warc": b"".join(CRAWL)}
