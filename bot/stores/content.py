"""What one version of a document holds, told by its hashes, and what putting it in would change: decided, not done."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.core.model.documents import Details, Document, Mark, Upload
from bot.core.model.errors import NotText
from bot.core.model.trail import Outcome

NUMBERS = 2**53  # what every reader of JSON and of an index file can hold exactly


def utc_now() -> datetime:
    return datetime.now(UTC)


def candidates() -> Iterator[int]:
    """Numbers at random: ones that counted up would tell how much there is that one may not see."""
    while True:
        yield 1 + secrets.randbelow(NUMBERS - 1)


def draw(is_taken: Callable[[int], bool]) -> int:
    """A number for something new."""
    return next(number for number in candidates() if not is_taken(number))


@contextmanager
def written_as_text(name: str) -> Iterator[None]:
    """Raises NotText where something inside can't be written as UTF-8: lone surrogates, which JSON can smuggle in."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise NotText(name=legible(name)) from error


def legible(text: str) -> str:
    """The same, with a question mark for whatever can't be written."""
    return text.encode("utf-8", "replace").decode()


def text_hash(text: str) -> str:
    """Hex SHA-256 of its UTF-8. One that can't be written as such has the hash of no stored text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Content:
    """One version without its bytes: they are found by `sha256` (the original) and `text_sha256` (the text)."""

    details: Details
    marks: tuple[Mark, ...]
    length: int  # characters of text
    sha256: str
    text_sha256: str
    origin: str
    fetched: bool

    @classmethod
    def of_upload(cls, upload: Upload) -> Content:
        """Raises NotText for text or details that can't be written as UTF-8 (lone surrogates)."""
        original = hashlib.sha256(upload.original).hexdigest()
        with written_as_text(upload.origin):
            upload.key.encode()
            text = hashlib.sha256(upload.text.encode()).hexdigest()
            content = cls(
                upload.details, upload.marks, len(upload.text), original, text, upload.origin, fetched=upload.fetched
            )
            content.digest()
        return content

    @classmethod
    def of_document(cls, document: Document) -> Content:
        return cls(**{name: getattr(document, name) for name in cls.__slots__})

    def digest(self) -> bytes:
        """SHA-256 over everything that the version says; any change of it shows here.

        Empty details are left out, so that a detail thought of later doesn't change the digests of before.
        """
        details = {name: value for name in Details.__slots__ if (value := getattr(self.details, name))}
        marks = [(mark.start, mark.kind, mark.label) for mark in self.marks]
        said = [details, marks, self.length, self.sha256, self.text_sha256, self.origin, self.fetched]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).digest()


def described(held: Document, details: Details) -> Content:
    """The same with other details. Where they give another source, the text wasn't fetched from that one."""
    fetched = held.fetched and held.details.source == details.source
    return replace(Content.of_document(held), details=details, fetched=fetched)


MOVED = "comes from elsewhere now"  # the trail's note


def moved(held: Document, origin: str) -> Content:
    """The same, come from elsewhere."""
    return replace(Content.of_document(held), origin=origin)


def outcome(held: Document | None, offered: Content) -> Outcome:
    """What putting `offered` in the place of `held` does."""
    if held is None:
        return Outcome.ADDED
    if not _same(held, offered):
        return Outcome.UPDATED
    return Outcome.RESTORED if held.removed else Outcome.UNCHANGED


def _same(held: Document, offered: Content) -> bool:
    return (held.sha256, held.text_sha256, held.marks, held.details) == (
        offered.sha256,
        offered.text_sha256,
        offered.marks,
        offered.details,
    )


def with_content(document: Document, content: Content, at: datetime) -> Document:
    """The next version of `document`, holding `content`."""
    fields = {name: getattr(content, name) for name in Content.__slots__}
    return replace(document, **fields, version=document.version + 1, changed_at=at)
