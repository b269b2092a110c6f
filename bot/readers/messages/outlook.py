"""Reads a mail saved by Outlook (.msg) like any other: who wrote to whom, when, about what; then its attachments.

A message attached to it is no file of its own there: it is handed on as a mail (RFC 5322) with the same words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument
from bot.readers.details import dates
from bot.readers.messages import mail
from bot.readers.messages.mail import MailReader
from bot.readers.zip.archive import DEEPEST, Pick, Unpack
from bot.readers.zip.member import Member

if TYPE_CHECKING:
    from oxmsg import Message
    from oxmsg.storage import Storage

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES: Final = "__properties_version1.0".encode("utf-16-le")  # MS-OXMSG 2.4: every message has that stream
_LISTED: Final = _PROPERTIES.decode("utf-16-le")
_HELD: Final = "__substg1.0_3701000D"  # MS-OXMSG 2.2.2.2: the folder of a message that is attached
_HEAD: Final = 24  # bytes before the properties of such a message, 2.4.1.2; a whole file's has 32
_DEEPEST: Final = DEEPEST + 1  # so that what lies deeper than is read is told of
_TO, _CC, _DELIVERED, _SHORT_NAME = 0x0E04, 0x0E03, 0x0E06, 0x3704  # MS-OXPROPS, by their numbers


class OutlookReader(MailReader):
    """Mail as Outlook saves it."""

    name = "mail (Outlook)"

    def __init__(self, pick: Pick, unpack: Unpack | None = None) -> None:
        super().__init__(pick, unpack or items)

    def accepts(self, data: bytes, name: str) -> bool:
        return is_message(data)


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
    from olefile import OleFileIO  # type: ignore[import-untyped]
    from oxmsg import Message
    from oxmsg.storage import Storage

    with OleFileIO(BytesIO(data)) as file:
        folder = Storage.from_ole(file)
    attached = list(_attached(folder))
    if reading := _reading(Message(folder), data if attached else None, len(attached)):
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


def _attached(folder: Storage) -> Iterator[Member]:
    """Of a message's folder."""
    for number, (named, data, inner) in enumerate(_files(folder), 1):
        name = named or f"attachment-{number}"
        if data is not None:
            yield Member(name, data)
        elif inner is not None:
            yield _member(inner, name)
        else:  # a link to a file that lies elsewhere
            yield Member(name, error=EmptyDocument(name=shown(name)))


def _files(folder: Storage) -> Iterator[tuple[str, bytes | None, Storage | None]]:
    """What is attached: its name, and its bytes, or the folder of a message."""
    from oxmsg.attachment import Attachment

    for held in islice(folder.iter_attachment_storages(), mail.MOST):
        one = Attachment(held)
        named = mail.clean(one.file_name or one.properties.str_prop_value(_SHORT_NAME) or "")
        yield named, one.file_bytes, next((each for each in held.storages if each.name == _HELD), None)


def _member(inner: Storage, name: str) -> Member:
    try:
        return Member(f"{name}.eml", _as_mail(inner, _DEEPEST).as_bytes())
    except mail.BROKEN:
        return Member(name, error=Damaged(name=shown(name)))


def _as_mail(folder: Storage, left: int) -> EmailMessage:
    """left: how many messages in messages are still looked into; what lies deeper isn't taken over."""
    message, made = _message(folder), EmailMessage()
    told = _told(message)
    if message.sent_date and not message.message_headers.get("Date"):
        told["Date"] = format_datetime(message.sent_date)
    for name, said in told.items():
        if said:
            made[name] = said
    made.set_content(mail.clean(message.body or message.html_body or ""), "plain" if message.body else "html")
    for named, data, inner in _files(folder):
        if data is not None:
            made.add_attachment(data, "application", "octet-stream", filename=named)
        elif inner is not None and left:
            made.add_attachment(_as_mail(inner, left - 1))
    return made


def _message(folder: Storage) -> Message:
    """Of one that is attached: like the whole file's, but for eight bytes of a head."""
    from oxmsg import Message
    from oxmsg.storage import Storage, Stream

    streams = tuple(
        Stream(one.path, one.bytes_[:_HEAD] + bytes(8) + one.bytes_[_HEAD:]) if one.name == _LISTED else one
        for one in folder.streams
    )
    return Message(Storage(folder.path, streams, folder.storages))
