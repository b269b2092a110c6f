"""In the readers' process, where no file can be written, every type of file reads as it does outside of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.core.model.documents import Reading
from bot.core.model.ports import Reader
from bot.readers.html.html import HtmlReader
from bot.readers.sandbox import pool
from bot.readers.table import pick
from bot.readers.text.text import TextReader
from tests.contracts.reader_contract import ReaderContract
from tests.readers import test_contract

# Languages that few words tell, in the letters of old encodings; and on pages that declare another.
SAID = {
    "cp1250": "Ministar je rekao da država nije kupila nijedan sustav, čak ni početkom šezdesetih godina.",
    "cp1252": "Statsråden sa i går at staten ikke har kjøpt noe slikt system, og at loven nå er vedtatt.",
    "cp1254": "Bakan dün devletin hiçbir sistem satın almadığını ve yasanın kabul edildiğini söyledi, dedi.",
    "cp1257": "Ministrs vakar sacīja, ka valsts nav pirkusi nevienu sistēmu un ka likums ir pieņemts.",
}


def samples() -> Iterator[tuple[str, Reader, bytes, str]]:
    """A name for the test, the reader outside, the bytes, the file's name."""
    for kind in ReaderContract.__subclasses__():
        if kind.__module__ == test_contract.__name__:
            for name, data in kind.samples.items():
                yield f"{kind.__name__} {name}", kind.reader, data, name
    for codec, words in SAID.items():
        yield f"text {codec}", TextReader(), words.encode(codec), "said.txt"
        page = f"<!doctype html><html lang=en><meta charset={codec}><title>T</title><body>{f'<p>{words}' * 4}"
        yield f"page {codec}", HtmlReader(), page.encode(codec), "said.html"


SAMPLES = list(samples())


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    yield
    pool.SHARED.close()


@pytest.mark.parametrize(("reader", "data", "name"), [one[1:] for one in SAMPLES], ids=[one[0] for one in SAMPLES])
def test_what_is_read_inside_is_what_is_read_outside(reader: Reader, data: bytes, name: str) -> None:
    assert readings(pick(data, name), data, name) == readings(reader, data, name)


def readings(reader: Reader, data: bytes, name: str) -> list[Reading]:
    return list(reader.read(data, name))
