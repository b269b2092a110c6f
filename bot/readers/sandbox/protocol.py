"""What passes between the program and its sandbox: frames of JSON and bytes, never code (as pickles would be).

A frame is a length (4 bytes, big-endian), so many bytes of JSON, then the byte strings whose lengths the JSON gives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, BinaryIO, Final

from bot.core.model import document_notes, errors
from bot.core.model.documents import Details, Kind, Mark, Reading, Standing
from bot.core.model.errors import BadDocument, CasebookError, Damaged
from bot.readers.zip.member import Member

LIMIT = 120_000_000  # bytes of one frame; more is a child gone wrong
Header = Mapping[str, Any]
Found = tuple[str, Reading | BadDocument]  # of a bulk file: where it stands, and what it is or what is wrong with it
Item = Reading | Member | Found
_DETAILS: Final = tuple(field.name for field in fields(Details))


def send(pipe: BinaryIO, header: Header, *blobs: bytes, flush: bool = True) -> None:
    """Write a frame."""
    head = json.dumps({**header, "sizes": [len(blob) for blob in blobs]}).encode()
    pipe.write(len(head).to_bytes(4, "big") + head)
    pipe.writelines(blobs)
    if flush:
        pipe.flush()


def receive(pipe: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    """The next frame. Raises EOFError where the other side has gone."""
    header: dict[str, Any] = json.loads(_exactly(pipe, int.from_bytes(_exactly(pipe, 4), "big")))
    return header, [_exactly(pipe, int(size)) for size in header["sizes"]]


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size) if 0 <= size <= LIMIT else b""
    if len(data) < size or size < 0:
        raise EOFError
    return data


def packed(item: Item) -> tuple[Header, Sequence[bytes]]:
    """An item as a frame's parts."""
    if isinstance(item, tuple):
        where, found = item
        if isinstance(found, BadDocument):
            return {"fault": packed_error(found), "where": where}, []
        header, blobs = packed(found)
        return {**header, "where": where}, blobs
    if isinstance(item, Member):
        return {"member": item.name, "error": item.error and packed_error(item.error)}, [item.data]
    about = {
        "details": {name: getattr(item.details, name) for name in _DETAILS},
        "marks": [[mark.start, mark.kind, mark.label] for mark in item.marks],
        "notes": [document_notes.packed(note) for note in item.notes],
        "key": item.key,
        "case": item.case,
        "named": item.named,
    }
    text = item.text.encode("utf-8", "surrogatepass")
    return {"reading": about}, [text] if item.original is None else [text, item.original]


def unpacked(header: Header, blobs: Sequence[bytes]) -> Item:
    """The item of a frame, of which nothing is believed. Raises TypeError, ValueError or LookupError: it isn't one."""
    if "member" in header:
        return Member(_text(header["member"]), blobs[0], header["error"] and _fault(header["error"]))
    if "fault" in header:
        return _text(header["where"]), _fault(header["fault"])
    reading = _reading(header["reading"], blobs)
    return (_text(header["where"]), reading) if "where" in header else reading


def _reading(about: Header, blobs: Sequence[bytes]) -> Reading:
    text = blobs[0].decode("utf-8", "surrogatepass")
    return Reading(
        text=text,
        details=_details(about["details"]),
        marks=tuple(_mark(len(text), *mark) for mark in about["marks"]),
        notes=tuple(_text(document_notes.unpacked(note)) for note in about["notes"]),
        key=_text_if_any(about["key"]),
        case=_text_if_any(about["case"]),
        original=blobs[1] if len(blobs) > 1 else None,
        named=about["named"] is True,
    )


def _details(about: Mapping[str, Any]) -> Details:
    return Details(
        title=_text(about["title"]),
        kind=Kind(about["kind"]),
        standing=Standing(about["standing"]),
        sources=tuple(map(_text, about["sources"])),
        **{
            name: _text_if_any(about[name]) for name in _DETAILS if name not in {"title", "kind", "standing", "sources"}
        },
    )


def _mark(length: int, start: object, kind: object, label: object) -> Mark:
    if type(start) is not int or not 0 <= start <= length:
        raise ValueError
    return Mark(start, _text(kind), _text(label))  # type: ignore[arg-type]  # a kind that nobody knows is shown nowhere


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _text_if_any(value: object) -> str | None:
    return None if value is None else _text(value)


def _fault(header: Header) -> BadDocument:
    fault = unpacked_error(header)
    if not isinstance(fault, BadDocument):
        raise TypeError
    return fault


def packed_error(error: CasebookError) -> Header:
    fields = {name: document_notes.packed(value) for name, value in error.fields.items()}
    return {"class": type(error).__name__, "fields": fields}


def unpacked_error(header: Header) -> CasebookError:
    """The same error again; only the classes of `bot.core.model.errors` are made, with plain values."""
    given = {_text(name): document_notes.unpacked(value) for name, value in dict(header["fields"]).items()}
    kind = getattr(errors, _text(header["class"]), None)
    if isinstance(kind, type) and issubclass(kind, CasebookError):
        return kind(**given)
    return Damaged(name=given.get("name", "It"))
