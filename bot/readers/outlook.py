"""Reads a mail saved by Outlook (.msg) like any other: who wrote to whom, when, about what; then its attachments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument
from bot.readers import dates, mail
from bot.readers.sandbox.protocol import Member

if TYPE_CHECKING:
    from oxmsg import Message

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES: Final = "__properties_version1.0".encode("utf-16-le")  # MS-OXMSG 2.4: every message has that stream
_TO, _CC, _DELIVERED, _SHORT_NAME = 0x0E04, 0x0E03, 0x0E06, 0x3704  # MS-OXPROPS, by their numbers


def is_message(data: bytes) -> bool:
    return data.startswith(_OLE) and _PROPERTIES in data


def items(data: bytes, name: str) -> Iterator[Reading | Member]:
    """The message, and what is attached to it as files. Raises EmptyDocument, Damaged."""
    try:
        found = list(_items(data))
    except (BadDocument, MemoryError):
        raise
    except Exception as broken:
        raise Damaged(name=shown(name)) from broken
    if not found:
        raise EmptyDocument(name=shown(name))
    yield from found


def _items(data: bytes) -> Iterator[Reading | Member]:
    from oxmsg import Message

    message = Message.load(BytesIO(data))
    attached = list(_attached(message))
    if reading := _reading(message, data if attached else None, len(attached)):
        yield reading
    yield from attached


def _reading(message: Message, original: bytes | None, attached: int) -> Reading | None:
    text = mail.clean(message.body or "").strip() or mail.of_page((message.html_body or "").encode(), "utf-8")
    told = _told(message)
    if not text.strip() and not told["Subject"]:
        return None
    head = "\n".join(f"{name}: {said}" for name, said in told.items() if said)
    day = _day(message)
    details = Details(told["Subject"], author=told["From"] or None, published=dates.sane(day) if day else None)
    notes = (document_notes.ATTACHED.format(count=attached),) if attached else ()
    return Reading(f"{head}\n\n{text}" if head else text, details, notes=notes, original=original, named=False)


def _told(message: Message) -> dict[str, str]:
    """As at the head of any mail, decoded. Of one that never went over the net there are Outlook's own fields only."""
    headers, own = message.message_headers, message.properties.str_prop_value
    sent = message.sent_date
    found = {
        "From": message.sender,
        "To": headers.get("To") or own(_TO),
        "Cc": headers.get("Cc") or own(_CC),
        "Date": headers.get("Date") or (f"{sent:%Y-%m-%d %H:%M} UTC" if sent else None),
        "Subject": message.subject,
    }
    return {name: _decoded(said or "") for name, said in found.items()}


def _decoded(said: str) -> str:
    with suppress(HeaderParseError, LookupError, ValueError):
        said = str(make_header(decode_header(said)))
    return " ".join(mail.clean(said).split())[:1_000]


def _day(message: Message) -> date | None:
    """The day on which it was sent, where it was sent if that is known; else by UTC."""
    with suppress(ValueError, TypeError, KeyError, IndexError, OverflowError):
        return parsedate_to_datetime(message.message_headers["Date"]).date()
    sent: datetime | None = message.sent_date or message.properties.date_prop_value(_DELIVERED)
    return sent.date() if sent else None


def _attached(message: Message) -> Iterator[Member]:
    for number, one in enumerate(message.attachments[: mail.MOST], 1):
        named = one.file_name or one.properties.str_prop_value(_SHORT_NAME) or f"attachment-{number}"
        if one.file_bytes is None:  # a message in the message, or a link to a file that lies elsewhere
            yield Member(named, error=EmptyDocument(name=shown(named)))
        else:
            yield Member(mail.clean(named), one.file_bytes)
