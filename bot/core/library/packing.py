"""A draft as bytes: a length, so much JSON (compressed), the original."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from bot.core.library.intake import Parcel
from bot.core.model import document_notes
from bot.core.model.documents import Details, Kind, Mark, Reading, Retrieval, Standing

_LENGTH: Final = 8  # bytes that say how long the description in front of the original is


class Unreadable(Exception):
    """These bytes are no draft, or not a whole one any more."""


def packed(case: str, parcel: Parcel) -> bytes:
    """`case`: the name of the one it is for."""
    retrieval = parcel.retrieval and {**asdict(parcel.retrieval), "at": parcel.retrieval.at.isoformat()}
    said = {
        "case": case,
        "name": parcel.name,
        "origin": parcel.origin,
        "retrieval": retrieval,
        "readings": [_said(reading) for reading in parcel.readings],
    }
    head = zlib.compress(json.dumps(said).encode())
    return len(head).to_bytes(_LENGTH, "big") + head + parcel.data


def _said(reading: Reading) -> dict[str, Any]:
    original = None if reading.original is None else base64.b64encode(reading.original).decode()
    return {**asdict(reading), "original": original, "notes": [document_notes.packed(note) for note in reading.notes]}


def unpacked(body: bytes) -> tuple[str, Parcel]:
    """The name of the case it is for, and what came in. Raises Unreadable."""
    try:
        return _unpacked(body)
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise Unreadable from error


def _unpacked(body: bytes) -> tuple[str, Parcel]:
    end = _LENGTH + int.from_bytes(body[:_LENGTH], "big")
    said = json.loads(zlib.decompress(body[_LENGTH:end]))
    found = said["retrieval"]
    retrieval = Retrieval(**{**found, "at": datetime.fromisoformat(found["at"])}) if found else None
    readings = tuple(_reading(one) for one in said["readings"])
    return said["case"], Parcel(said["name"], body[end:], readings, said["origin"], retrieval)


def _reading(said: Mapping[str, Any]) -> Reading:
    details, original = said["details"], said["original"]
    kinds = {"kind": Kind(details["kind"]), "standing": Standing(details["standing"])}
    return Reading(
        said["text"],
        Details(**{**details, **kinds, "sources": tuple(details["sources"])}),
        tuple(Mark(**mark) for mark in said["marks"]),
        tuple(document_notes.unpacked(note) for note in said["notes"]),
        said["key"],
        said["case"],
        None if original is None else base64.b64decode(original),
        said["named"],
    )
