"""A folder's file of vectors: found by the text they were made of, the same bytes everywhere, never half believed."""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model.meaning_ports import Array, Identity
from bot.core.model.quantised import quantised
from bot.indexes.vectors import known_vector_file as file
from tests.meaning.fake_meaning import IDENTITY, HashedWords

TEXTS = ["A letter: It was signed.", "Ein Brief: Er ist unterschrieben.", "رسالة: وُقّعت.", "\ud800"]


def codes(text: str) -> Array:
    found: Array = quantised(HashedWords().passages([text]))[0]
    return found


def kept(*texts: str) -> bytes:
    return file.written(IDENTITY, [(text, codes(text)) for text in texts])


def test_a_text_finds_its_vector_and_no_other() -> None:
    found = file.read(kept(*TEXTS), IDENTITY)
    assert len(found) == len(TEXTS)
    for text, one in zip(TEXTS, found.find(TEXTS), strict=True):
        assert one is not None
        assert one.tolist() == codes(text).tolist()
    assert found.find(["A letter: It was signed", ""]) == [None, None]


@given(st.permutations(TEXTS), st.lists(st.sampled_from(TEXTS)))
def test_the_same_vectors_make_the_same_bytes(order: list[str], again: list[str]) -> None:
    assert kept(*order, *again) == kept(*TEXTS)


def test_its_bytes_are_those_of_every_machine() -> None:
    """Little-endian, whatever the processor: the committed file of the starter files is read by all."""
    one = replace(IDENTITY, dimension=2)
    written = file.written(one, [("a", np.array([127, -3]))])
    head = json.dumps({"model": str(one), "dimension": 2, "count": 1}).encode()
    body = b"PQKNOWN1" + struct.pack("<I", len(head)) + head + file.key(one, "a") + bytes([127, 253])
    assert written == body + hashlib.sha256(body).digest()


def test_nothing_is_a_file_too() -> None:
    assert file.read(kept(), IDENTITY).find(TEXTS) == [None] * len(TEXTS)


@given(st.integers(0, len(kept(*TEXTS)) - 1), st.integers(1, 255))
def test_a_changed_byte_or_a_lost_end_is_seen(at: int, by: int) -> None:
    whole = kept(*TEXTS)
    for torn in (whole[:at], whole[:at] + bytes([whole[at] ^ by]) + whole[at + 1 :]):
        with pytest.raises(file.Torn):
            file.read(torn, IDENTITY)


@pytest.mark.parametrize(
    "other",
    [
        replace(IDENTITY, version="2"),
        replace(IDENTITY, sha256="1" * 64),
        replace(IDENTITY, dimension=32),
        replace(IDENTITY, name="other"),
    ],
)
def test_another_model_s_are_not_taken(other: Identity) -> None:
    with pytest.raises(file.OfAnotherModel):
        file.read(kept(*TEXTS), other)


@pytest.mark.parametrize(
    "head",
    [b"", b"[]", b"{", b"{}", b'{"model": 1, "dimension": 64, "count": 1}', "count=1", "count=-9", 'count="a"'],
)
def test_a_forged_head_is_no_head(head: bytes | str) -> None:
    """With a right sum: whoever wrote it knew how."""
    if isinstance(head, str):
        told = json.dumps({"model": str(IDENTITY), "dimension": IDENTITY.dimension})
        head = f'{told[:-1]}, "count": {head.removeprefix("count=")}}}'.encode()
    body = b"PQKNOWN1" + struct.pack("<I", len(head)) + head
    with pytest.raises((file.Torn, file.OfAnotherModel)):
        file.read(body + hashlib.sha256(body).digest(), IDENTITY)
