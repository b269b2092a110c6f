"""What passes between the program and its sandbox: frames of JSON and bytes, never code (as pickles would be).

A frame is a length (4 bytes, big-endian), so many bytes of JSON, then the byte strings whose lengths the JSON gives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from bot.core.model import errors
from bot.core.model.documents import Details, Kind, Mark, Reading, Standing
from bot.core.model.errors import BadDocument, CasebookError, Damaged

LIMIT = 120_000_000  # bytes of one frame; more is a child gone wrong
Header = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """A file out of an archive: its bytes, or why they can't be had."""

    name: str
    data: bytes = b""
    error: BadDocument | None = None


Item = Reading | Member


def send(pipe: BinaryIO, header: Header, *blobs: bytes) -> None:
    """Write a frame and flush it."""
    head = json.dumps({**header, "sizes": [len(blob) for blob in blobs]}).encode()
    pipe.write(len(head).to_bytes(4, "big") + head)
    pipe.writelines(blobs)
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
    if isinstance(item, Member):
        return {"member": item.name, "error": item.error and packed_error(item.error)}, [item.data]
    about = asdict(item)
    text, original = about.pop("text"), about.pop("original")
    blobs = [text.encode("utf-8", "surrogatepass")] + ([original] if original is not None else [])
    return {"reading": about}, blobs


def unpacked(header: Header, blobs: Sequence[bytes]) -> Item:
    """The item of a frame."""
    if "member" in header:
        fault = header["error"] and unpacked_error(header["error"])
        return Member(header["member"], blobs[0], fault if isinstance(fault, BadDocument) else None)
    about = header["reading"]
    details = about["details"]
    details |= {"kind": Kind(details["kind"]), "standing": Standing(details["standing"])}
    details["sources"] = tuple(details["sources"])
    return Reading(
        text=blobs[0].decode("utf-8", "surrogatepass"),
        details=Details(**details),
        marks=tuple(Mark(**mark) for mark in about["marks"]),
        notes=tuple(about["notes"]),
        key=about["key"],
        case=about["case"],
        original=blobs[1] if len(blobs) > 1 else None,
        named=about["named"],
    )


def packed_error(error: CasebookError) -> Header:
    plain = {name: value if isinstance(value, int | float) else str(value) for name, value in error.fields.items()}
    return {"class": type(error).__name__, "fields": plain}


def unpacked_error(header: Header) -> CasebookError:
    """The same error again; only the classes of `bot.core.model.errors` are made."""
    kind = getattr(errors, str(header["class"]), None)
    if isinstance(kind, type) and issubclass(kind, CasebookError):
        return kind(**header["fields"])
    return Damaged(name=header["fields"].get("name", "It"))
