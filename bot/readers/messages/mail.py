"""Reads mail (.eml) and mailboxes (.mbox): who wrote to whom, when, about what; attachments by their own types.

A mailbox is many documents, and so is a mail with attachments: each attachment is one, read by the reader of its type.
A web page saved with its pictures (MHTML) is a mail, too, to whom it is made; only its page is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Final

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import EmptyDocument, Swollen
from bot.readers.html.html import HtmlReader
from bot.readers.zip.archive import ArchiveReader, Pick, Unpack
from bot.readers.zip.member import Member

MOST: Final = 2_000  # messages of a mailbox; attachments of a message
_NAME = (
    rb"(?:Return-Path|Received|Delivered-To|From|To|Cc|Subject|Date|Message-ID|MIME-Version|Reply-To|Sender|X-[\w-]+"
    rb"|DKIM-Signature|Snapshot-Content-Location|Content-Type|In-Reply-To|References)"
)
_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?" + _NAME + rb":[^\n]*\r?\n(?:[ \t][^\n]*\r?\n|[\w-]+:[^\n]*\r?\n)*?" + _NAME + rb":",
    re.IGNORECASE,
)
_BOX = re.compile(rb"From \S[^\n]{0,200}\r?\n(?:>?[\w-]+:)")
_BETWEEN = re.compile(rb"(?:\r?\n){1,2}(?=From \S[^\n]{0,200}\r?\n[\w-]+:)")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
# What libraries make of broken mail.
BROKEN: Final = (ValueError, LookupError, AttributeError, TypeError, HeaderParseError)
_SHOWN: Final = ("From", "To", "Cc", "Date", "Subject")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class MailReader(ArchiveReader):
    """Mail and mailboxes. `unpack`: as of `ArchiveReader`, gives the messages and their attachments."""

    name = "mail"
    packs = False

    def __init__(self, pick: Pick, unpack: Unpack | None = None) -> None:
        super().__init__(pick, unpack or items)

    def accepts(self, data: bytes, name: str) -> bool:
        return is_mail(data) or is_mailbox(data)

    def _refuse_other(self, data: bytes, name: str) -> None:
        """Nothing: a mail may have anything attached."""


def is_mail(data: bytes) -> bool:
    return _HEAD.match(data[:8192]) is not None


def is_mailbox(data: bytes) -> bool:
    return _BOX.match(data[:8192]) is not None


def items(data: bytes, name: str) -> Iterator[Reading | Member]:
    """The messages, and what is attached to them as files. Raises EmptyDocument, Swollen."""
    found = False
    for message, original in _messages(data, name):
        for item in _parts(message, original, data, name):
            found = True
            yield item
    if not found:
        raise EmptyDocument(name=shown(name))


def _messages(data: bytes, name: str) -> Iterator[tuple[EmailMessage, bytes]]:
    if not is_mailbox(data):
        yield _parsed(data), data
        return
    pieces = _BETWEEN.split(data)
    if len(pieces) > MOST:
        raise Swollen(name=shown(name), why=document_notes.ENTRIES.format(count=len(pieces), limit=MOST))
    for piece in pieces:
        original = _ESCAPED.sub(rb"\1", piece.partition(b"\n")[2])
        yield _parsed(original), original


def _parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default.clone(raise_on_defect=False))
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    return message


def _parts(message: EmailMessage, original: bytes, file: bytes, name: str) -> Iterator[Reading | Member]:
    address = _header(message, "Snapshot-Content-Location")
    if address:
        yield from _page(message, address, name)
        return
    attached = list(_attached(message))
    text = _text(message)
    if text.strip():
        whole_file = not attached and not is_mailbox(file)
        yield _reading(message, text, None if whole_file else original, len(attached))
    yield from attached


def _reading(message: EmailMessage, text: str, original: bytes | None, attached: int) -> Reading:
    told = [f"{name}: {said}" for name in _SHOWN if (said := _header(message, name))]
    notes = (document_notes.ATTACHED.format(count=attached),) if attached else ()
    whole = "\n".join(told) + "\n\n" + text if told else text
    details = Details(
        title=_header(message, "Subject"), author=_header(message, "From") or None, published=_day(message)
    )
    return Reading(whole, details, notes=notes, original=original, named=False)


def _page(message: EmailMessage, address: str, name: str) -> Iterator[Reading]:
    """The page that was saved: the first part of HTML."""
    for part in message.walk():
        if part.get_content_type() == "text/html":
            (reading,) = HtmlReader().read(_bytes(part), name, part.get_content_charset())
            yield reading
            return


def _text(message: EmailMessage) -> str:
    """The words as plain text; of a mail that is a web page only, those of the page."""
    body = message.get_body(("plain", "html"))
    if body is None or not isinstance(body, EmailMessage):
        return ""
    if body.get_content_type() == "text/html":
        return of_page(_bytes(body), body.get_content_charset())
    return clean(_text_of(_bytes(body), body.get_content_charset() or "utf-8"))


def of_page(data: bytes, charset: str | None) -> str:
    try:
        (reading,) = HtmlReader().read(data, "mail.html", charset)
    except EmptyDocument:
        return ""
    return reading.text


def _text_of(data: bytes, declared: str) -> str:
    for charset in (declared, "utf-8", "cp1252"):
        with suppress(LookupError, UnicodeError, ValueError):
            return data.decode(charset)
    return data.decode("latin-1")


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attached(message: EmailMessage) -> Iterator[Member]:
    """Files that hang on the message; pictures inside its page are none."""
    with suppress(KeyError, AttributeError, TypeError):
        for number, part in enumerate(message.iter_attachments(), 1):
            if number > MOST:
                return
            if part.get_content_disposition() == "inline" and part.get_content_maintype() == "image":
                continue
            yield _member(part, number)


def _member(part: EmailMessage, number: int) -> Member:
    named = clean(part.get_filename() or "")
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        return Member(named or f"message-{number}.eml", inner.as_bytes() if isinstance(inner, EmailMessage) else b"")
    return Member(named or f"attachment-{number}", _bytes(part))


def _header(message: EmailMessage, name: str) -> str:
    """As a person would read it, on one line; "" where there is none or it is broken."""
    try:
        said = _letters(next((value for key, value in message.raw_items() if key.lower() == name.lower()), ""))
        known = policy.default.header_factory(name, said)  # of addresses that are written otherwise, it loses some
        return " ".join(clean(str(make_header(decode_header(said)) if known.defects else known)).split())[:1_000]
    except BROKEN:
        return ""


def _letters(header: str) -> str:
    """Without line ends; what isn't ASCII, as RFC 6532 allows, was kept byte by byte by the parser."""
    said = "".join(header.splitlines())
    return said if said.isascii() else _text_of(said.encode("ascii", "surrogateescape"), "utf-8")


def _day(message: EmailMessage) -> str | None:
    """The day on which it was sent, where it was sent (UTC would be another day for some)."""
    try:
        sent = parsedate_to_datetime(str(message["Date"]))
    except (ValueError, TypeError, IndexError, LookupError, OverflowError, AttributeError):
        return None
    return sent.replace(tzinfo=sent.tzinfo or UTC).date().isoformat() if sent.year >= 1970 else None


def clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
