"""The source viewer by real requests: what it shows, to whom, and that everything else looks the same."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import partial

import aiohttp
import pytest

from bot.core.model.documents import Actor, Audience
from bot.web.listening import PortTaken
from bot.web.viewer import viewer
from tests.web.rooms import ARABIC, CHANNEL, LETTER, USER, WORKSPACE, Rooms, opened

Opened = tuple[Rooms, aiohttp.ClientSession]
QUOTE = "The letter names the <Quarry> company & its owners."
ORDER = "The court in Elmstead ordered"


@pytest.fixture
async def at() -> AsyncIterator[Opened]:
    async with opened() as found:
        yield found


async def get(session: aiohttp.ClientSession, address: str) -> tuple[int, str, dict[str, str]]:
    async with session.get(address) as answer:
        kept = {name: value for name, value in answer.headers.items() if name != "Date"}
        return answer.status, await answer.text(), kept


# --- what is shown


async def test_the_quote_stands_marked_in_the_stored_text(at: Opened) -> None:
    rooms, session = at
    status, page, _ = await get(session, rooms.address(rooms.place(rooms.letter, QUOTE)))
    assert status == 200
    assert '<mark class="quote" id="quote">The letter names the &lt;Quarry&gt; company &amp; its owners.</mark>' in page
    assert "https://news.example/letter" in page


async def test_the_hashes_and_the_place_are_told(at: Opened) -> None:
    rooms, session = at
    _, page, _ = await get(session, rooms.address(rooms.place(rooms.letter, QUOTE)))
    document = rooms.book.store.get([rooms.letter])[rooms.letter]
    assert document.sha256 in page
    assert document.text_sha256 in page
    assert 'id="p2"' in page


async def test_the_answers_other_passages_are_shown_and_lead_on(at: Opened) -> None:
    """One of this document with an anchor; one of another with an address of its own, that lasts no longer."""
    rooms, session = at
    places = [(rooms.letter, QUOTE), (rooms.letter, "A hearing is set for March."), (rooms.court, ORDER)]
    address = rooms.address(*(rooms.place(*one) for one in places))
    _, page, _ = await get(session, address)
    assert '<mark class="other" id="passage-2">A hearing is set for March.</mark>' in page
    assert "<blockquote" in page.partition("Other passages")[2]
    href = page.partition("Other passages")[2].partition('href="')[2].partition("#quote")[0]
    rooms.now += 9 * 60
    status, there, _ = await get(session, f"{address.rpartition('/')[0]}/{href}")
    assert status == 200
    assert f'id="quote">{ORDER}' in there
    assert "Disputed: a moderator has marked this document as disputed." in there
    rooms.now += 2 * 60
    assert (await get(session, f"{address.rpartition('/')[0]}/{href}"))[0] == 404


async def test_the_original_comes_as_a_file_and_is_never_opened(at: Opened) -> None:
    rooms, session = at
    async with session.get(f"{rooms.address(rooms.place(rooms.letter, QUOTE))}/original") as answer:
        assert await answer.read() == LETTER.encode()
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="letter.md"')
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.content_type == "application/octet-stream"


async def test_every_page_keeps_itself_to_itself(at: Opened) -> None:
    """No script, no stored copy, no address passed on, nothing for a search engine, no versions told."""
    rooms, session = at
    _, page, headers = await get(session, rooms.address(rooms.place(rooms.letter, QUOTE)))
    assert "default-src 'none'; style-src 'sha256-" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Server"] == "Pullquote"
    assert "<script" not in page
    assert 'style="' not in page


# --- what isn't shown


async def test_all_that_is_not_shown_looks_the_same(at: Opened) -> None:
    """Expired, tampered, hidden, gone, changed, made up, another path: one page, one status, the same headers."""
    rooms, session = at
    letter, order = rooms.address(rooms.place(rooms.letter, QUOTE)), rooms.address(rooms.place(rooms.court, ORDER))
    made_up = replace(rooms.place(rooms.letter, QUOTE), document=12345)
    seen = [await get(session, f"{rooms.base}/files/v/{'A' * 200}")]
    seen += [await get(session, f"{rooms.base}/")]
    seen += [await get(session, f"{rooms.base}/files/v/{'A' * 4000}/original")]
    seen += [await get(session, f"{letter[:-20]}{'B' if letter[-20] != 'B' else 'C'}{letter[-19:]}")]
    seen += [await get(session, rooms.address(made_up))]
    seen += [await get(session, rooms.address(replace(rooms.place(rooms.letter, QUOTE), digest="00000000")))]
    seen += [await get(session, rooms.address(replace(rooms.place(rooms.letter, QUOTE), end=10**6)))]
    seen += [await get(session, rooms.address())]
    rooms.chat.audience = Audience(WORKSPACE, frozenset(), CHANNEL)
    seen += [await get(session, order), await get(session, f"{order}/original")]
    rooms.chat.audience = None
    seen += [await get(session, letter), await get(session, f"{letter}/original")]
    assert len({(status, page, str(headers)) for status, page, headers in seen}) == 1
    assert seen[0][0] == 404


async def test_access_is_asked_for_at_every_request(at: Opened) -> None:
    """Of the very person it was made for; a role taken away counts at once, and an open page's next click."""
    rooms, session = at
    address = rooms.address(rooms.place(rooms.court, ORDER))
    assert (await get(session, address))[0] == 200
    rooms.chat.audience = Audience(WORKSPACE, frozenset({1}), CHANNEL)
    assert (await get(session, address))[0] == 404
    assert [visit.user for visit in rooms.chat.asked] == [USER, USER]


async def test_another_passage_that_may_not_be_seen_is_left_out(at: Opened) -> None:
    rooms, session = at
    rooms.chat.audience = Audience(WORKSPACE, frozenset(), CHANNEL)
    places = rooms.place(rooms.letter, QUOTE), rooms.place(rooms.court, ORDER)
    with_it = await get(session, rooms.address(*places))
    assert with_it[0] == 200
    assert "Elmstead" not in with_it[1]
    assert "Other passages" not in with_it[1]


async def test_it_lasts_ten_minutes(at: Opened) -> None:
    rooms, session = at
    address = rooms.address(rooms.place(rooms.letter, QUOTE))
    rooms.now += 599
    assert (await get(session, address))[0] == 200
    rooms.now += 2
    assert (await get(session, address))[0] == 404


async def test_a_removed_or_changed_document_is_shown_no_more(at: Opened) -> None:
    rooms, session = at
    address = rooms.address(rooms.place(rooms.letter, QUOTE))
    viewer_ = rooms.book.viewer(Audience(WORKSPACE, everything=True))
    rooms.book.remove(viewer_, rooms.letter, Actor("cli"))
    assert (await get(session, address))[0] == 404
    rooms.book.restore(viewer_, rooms.letter, Actor("cli"))
    assert (await get(session, address))[0] == 200
    rooms.put("letter", f"{LETTER}\n\nMore.", "The letter")
    assert (await get(session, address))[0] == 404


async def test_a_text_that_does_not_match_its_hash_is_withheld(
    at: Opened, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rooms, session = at
    address = rooms.address(rooms.place(rooms.letter, QUOTE))
    monkeypatch.setattr(rooms.book.store, "texts", lambda ids: dict.fromkeys(ids, LETTER.replace("Ada", "Ida")))
    assert (await get(session, address))[0] == 404
    assert "does not match its hash" in caplog.text


async def test_before_the_bot_is_there_nothing_is_shown(at: Opened) -> None:
    rooms, session = at
    address = rooms.address(rooms.place(rooms.letter, QUOTE))
    rooms.seal._presence = None
    assert (await get(session, address))[0] == 404


async def test_a_failure_looks_the_same_and_no_path_is_logged(
    at: Opened, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rooms, session = at
    caplog.set_level(logging.DEBUG)
    address = rooms.address(rooms.place(rooms.letter, QUOTE))
    monkeypatch.setattr(rooms.book.store, "cases", lambda: 1 / 0)
    status, page, _ = await get(session, address)
    assert (status, "Nothing is shown here" in page) == (404, True)
    assert "failure in the source viewer" in caplog.text
    assert address.rpartition("/")[2] not in caplog.text


async def test_requests_leave_no_trace_in_the_log(at: Opened, caplog: pytest.LogCaptureFixture) -> None:
    rooms, session = at
    caplog.set_level(logging.DEBUG)
    address = rooms.address(rooms.place(rooms.letter, QUOTE))
    await get(session, address)
    await get(session, f"{rooms.base}/files/v/tampered")
    assert address.rpartition("/")[2] not in caplog.text
    assert "tampered" not in caplog.text


# --- what it is called with


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/x.pdf", "attachment; filename=\"x.pdf\"; filename*=UTF-8''x.pdf"),
        ('a"b\r\nX: y.txt', "attachment; filename=\"a_b__X__y.txt\"; filename*=UTF-8''a%22b%0D%0AX%3A%20y.txt"),
        ("حكم.pdf", "attachment; filename=\"___.pdf\"; filename*=UTF-8''%D8%AD%D9%83%D9%85.pdf"),
        ("https://news.example/", "attachment; filename=\"original\"; filename*=UTF-8''original"),
    ],
)
def test_a_files_name_is_safe_in_a_header(name: str, shown: str) -> None:
    assert viewer._attachment(name) == shown


async def test_right_to_left_text_is_set_so(at: Opened) -> None:
    rooms, session = at
    _, page, _ = await get(session, rooms.address(rooms.place(rooms.arabic, ARABIC.split("\n")[0])))
    assert '<article class="stored" aria-label="Stored text" lang="ar" dir="rtl">' in page
    assert '<h1 lang="ar" dir="rtl">' in page


async def test_beside_the_bot_it_starts_and_ends_with_what_else_runs(at: Opened) -> None:
    """A port that is taken is an error at the start."""
    rooms, _ = at
    port = int(rooms.base.rpartition(":")[2])
    running: list[str] = []

    async def first_() -> AsyncIterator[None]:
        running.append("first")
        yield

    first = asynccontextmanager(first_)

    def both(port: int) -> AbstractAsyncContextManager[None]:
        second = partial(viewer.serving, "127.0.0.1", port, rooms.book, rooms.seal)
        return viewer.also(lambda ready: first(), second)(lambda: True)

    async with both(0):
        assert running == ["first"]
    with pytest.raises(PortTaken, match="VIEWER_PORT"):
        async with both(port):
            pass


async def test_an_address_says_in_which_language_its_person_is_spoken_to(at: Opened) -> None:
    """And a page that shows nothing is in the browser's, for all the same."""
    rooms, session = at
    quote = rooms.place(rooms.letter, QUOTE)
    _, page, _ = await get(session, rooms.address(quote, language="fr"))
    assert '<html lang="fr" dir="ltr">' in page
    async with session.get(rooms.address(quote), headers={"Accept-Language": "ar"}) as answer:
        assert '<html lang="ar" dir="rtl">' in await answer.text()
    async with session.get(rooms.address(language="fr"), headers={"Accept-Language": "es-MX"}) as answer:
        assert (answer.status, "<h1>Aquí no se muestra nada</h1>" in await answer.text()) == (404, True)
