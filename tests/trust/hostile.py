"""What hostile people can put in, as functions of bytes that raise AssertionError where the program doesn't hold.

Each takes whatever bytes there are, makes of them what a person could send, and looks at what comes out: no exception
but those for people, nothing over two seconds, no quote that isn't in its source, no message that breaks.
"""

from __future__ import annotations

import functools
import io
import json
import re
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from bot import readers
from bot.chat.ask import answer_card
from bot.chat.cards import buttons, escape, layout
from bot.chat.cards.answer_text import Scene
from bot.core.casebook import Casebook
from bot.core.library import intake
from bot.core.model.answers import Answer, Question
from bot.core.model.documents import LOCAL, Actor, Audience, Details
from bot.core.model.errors import CasebookError
from bot.core.search import query_syntax
from bot.fetch import addresses, reserved
from bot.indexes.bm25 import BM25Index
from bot.readers.zip.archive import members
from bot.readers.zip.member import Member
from bot.stores.memory.memory_store import MemoryStore
from bot.web.viewer.links import NoVisit, Seal
from bot.wording.catalogue import tongue

LINK = re.compile(r"(?<!\\)\]\(<?https?://evil\.example")  # a masked link that foreign text has made
SLOWEST = 2.0  # seconds
ANN = Actor("ann")
SEAL = Seal("https://files.example", b"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", 10)
TEXTS = (
    "Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday.\n\n“We won't,” said Ada Brook.",
    "El tribunal ordenó a la empresa Quarry entregar el código.\n\n@everyone <@&1> [a](http://evil.example) ```x",
    (
        "Суд постановил, что компания Quarry передаст код.\n\n"
        "هذا نص باللغة العربية عن البرنامج.\n\n北京的律师签署了这封信。"
    ),
)


@functools.cache
def casebook() -> Casebook:
    """A small case file in several scripts, in memory."""
    made = Casebook(MemoryStore(), BM25Index(None), readers.read)
    for number, text in enumerate(TEXTS):
        made.add(text.encode(), f"{number}.txt", ANN, workspace=LOCAL, case="c")
    return made


def quick(function: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The same, and no slower than two seconds."""

    @functools.wraps(function)
    def timed(data: bytes) -> None:
        if _seconds(function, data) > SLOWEST:  # the first use of a library loads it
            assert _seconds(function, data) < SLOWEST, "too slow"

    return timed


def _seconds(function: Callable[[bytes], None], data: bytes) -> float:
    """Of work: what others do on the machine meanwhile doesn't count. What waits for ever, the runner notices."""
    began = time.process_time()
    function(data)
    return time.process_time() - began


def _asked(book: Casebook, question: str) -> Answer | None:
    try:
        return book.ask(Question(question), book.viewer(Audience(LOCAL, everything=True)))
    except CasebookError:
        return None


def _holds(book: Casebook, answer: Answer) -> None:
    """The quote contract, and a card within Discord's limits."""
    for excerpt in (*answer.excerpts, *answer.nearest):
        text = book.store.texts([excerpt.document.id])[excerpt.document.id]
        assert text[excerpt.start : excerpt.end] == excerpt.quote
        assert all(0 <= start < end <= len(excerpt.quote) for start, end in excerpt.matches)
    _fits(answer_card.render(answer, Scene(tongue(None))))


def _fits(card: layout.Message) -> None:
    """Discord's documentation, "Component Reference": 40 components, 4,000 characters, ids of at most 100."""
    made: Any = card.view()
    parts = list(_walk(made.to_components()))
    shown = [part["content"] for part in parts if "content" in part]
    assert len(parts) <= 40
    assert sum(len(text.encode("utf-16-le")) // 2 for text in shown) <= 4000
    assert all(text.strip() for text in shown)
    assert all(text.count("```") % 2 == 0 for text in shown)
    assert all(len(part["custom_id"]) <= 100 for part in parts if "custom_id" in part)
    assert not any(LINK.search(text) for text in shown)


def _walk(parts: Any) -> Any:
    for part in parts:
        yield part
        yield from _walk(part.get("components", ()))


@quick
def question(data: bytes) -> None:
    """Typed after /ask."""
    text = data.decode("utf-8", "replace")
    query_syntax.parse(text)
    answer = _asked(casebook(), text)
    if answer:
        _holds(casebook(), answer)


def _taken_in(data: bytes, name: str) -> None:
    """A document that only this reader's errors may refuse; what is taken in can be asked."""
    made = Casebook(MemoryStore(), BM25Index(None), readers.read)
    try:
        receipts = made.add(data, name, ANN, workspace=LOCAL, case="c")
    except CasebookError:
        return
    for receipt in receipts:
        text = made.store.texts([receipt.document.id])[receipt.document.id]
        answer = _asked(made, f"{receipt.document.details.title} {text[:60]}")
        if answer:
            _holds(made, answer)


@quick
def text(data: bytes) -> None:
    """A text file."""
    _taken_in(data, "a.txt")


@quick
def markdown(data: bytes) -> None:
    """With or without front matter."""
    _taken_in(data, "a.md")
    _taken_in(b"---\n" + data + b"\n---\nThe court ordered Quarry to pay.\n", "a.md")


@quick
def jsonl(data: bytes) -> None:
    """As it is, and as the fields of a line."""
    _taken_in(data, "a.jsonl")
    said = data.decode("utf-8", "replace")
    own = said[:30].replace("evil", "source")  # what it is linked to by rights
    line = {"title": said[:40], "text": said, "id": said[:12], "published": said[:10], "source": own}
    _taken_in(json.dumps(line).encode(), "a.jsonl")


@quick
def html(data: bytes) -> None:
    """A page; those that would be read in a process of their own are left to other tests."""
    _taken_in(b"<html><body><p>" + data[:20_000] + b"</p></body></html>", "a.html")


@quick
def quote(data: bytes) -> None:
    """The first line asks, and names what is said about the document; the rest is the document."""
    asked, _, said = data.decode("utf-8", "replace").partition("\n")
    made = Casebook(MemoryStore(), BM25Index(None), readers.read)
    called = Details(asked[:200] or "T", publisher=asked[:80] or None, author=asked[:80] or None)
    with suppress(CasebookError):
        made.add(said.encode(), "a.txt", ANN, workspace=LOCAL, case="c", details=lambda _: called)
        answer = _asked(made, asked)
        if answer:
            _holds(made, answer)


@quick
def link(data: bytes) -> None:
    """An address to fetch: refused, or one of the web whose host is told for what it is."""
    given = data.decode("utf-8", "replace")
    with suppress(CasebookError):
        url = addresses.checked(given)
        assert url.scheme in {"http", "https"}
        assert url.user is None
        host = addresses.numeric(url.host or "")
        assert host is None or isinstance(reserved.is_public(host), bool)
        assert isinstance(addresses.is_local_name(url.host or ""), bool)
    assert not reserved.is_public(given) or addresses.numeric(given)


@quick
def visit(data: bytes) -> None:
    """The address of a visit to the source viewer that nobody made."""
    with suppress(NoVisit):
        SEAL.opened(data.decode("utf-8", "replace"))
        raise AssertionError("opened")


@quick
def archive(data: bytes) -> None:
    """A ZIP, as it is; and a sound one, whose file has a name from outside. Unpacked here, not in the sandbox."""
    _unpacked(data)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(zipfile.ZipInfo(data[:200].decode("utf-8", "replace") or "x"), data)
    for one in _unpacked(packed.getvalue()):
        assert one.error or not PurePosixPath(one.name).is_absolute()


def _unpacked(data: bytes) -> list[Member]:
    try:
        return list(members(data, "a.zip"))
    except CasebookError:
        return []


@quick
def press(data: bytes) -> None:
    """A button's id: only what a button of ours could have."""
    given = data.decode("utf-8", "replace")
    found = buttons.parse(given)
    if found is not None:
        assert ":".join(["pq", found.action, *found.arguments]) == given
        assert len(given) <= 100
        assert given.isascii()


@quick
def name(data: bytes) -> None:
    """A file's name, a title, a key."""
    given = data.decode("utf-8", "replace")
    shown = intake.shown(given)
    assert "/" not in shown
    assert "\n" not in shown
    assert intake.slug(given)
    label = escape.label(given, 100)
    assert "\n" not in label
    with suppress(CasebookError):
        intake.checked(Details(given, source=given, published=given, publisher=given))
    _taken_in(b"The court ordered Quarry to pay.", given or "x")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "question": question,
    "text": text,
    "markdown": markdown,
    "jsonl": jsonl,
    "html": html,
    "quote": quote,
    "link": link,
    "visit": visit,
    "archive": archive,
    "press": press,
    "name": name,
}
