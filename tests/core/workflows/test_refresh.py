"""Pages that are fetched again by a schedule: what is due, what is a change, what waits already."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.library import intake
from bot.core.model.documents import Actor
from bot.core.model.errors import Unreachable
from bot.core.model.kept_items import Schedule
from bot.core.model.shards import Shards
from bot.core.workflows import drafts, refresh
from bot.core.workflows.drafts import Target
from bot.core.workflows.refresh import Page
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore
from tests.pages import ADDRESS, PAGE, Web

ANN = Actor("discord:1")
OTHER = "https://news.example/other"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def web() -> Web:
    return Web({ADDRESS: PAGE, OTHER: PAGE.replace("Eighteen", "Eleven").replace("telephone", "letter")})


@pytest.fixture
def casebook(web: Web) -> Casebook:
    """Two fetched pages, a file, and a weekly schedule of their case."""
    book = Casebook(MemoryStore(), BM25Index(None), readers.read, web)
    for address in (ADDRESS, OTHER):
        book.add_link(address, ANN, workspace="7", case="spyware")
    book.add(b"The rent was paid.", "rent.txt", ANN, workspace="7", case="spyware")
    case = book.open_case("7", "spyware")
    book.store.put_schedule(Schedule("7", case.id, 7, NOW, ANN.id), ANN)
    return book


def begun(casebook: Casebook) -> tuple[Schedule, list[Page]]:
    found = refresh.begin(casebook, NOW)
    assert found is not None
    return found


def test_only_fetched_pages_are_looked_at(casebook: Casebook) -> None:
    _, pages = begun(casebook)
    assert {page.address for page in pages} == {ADDRESS, OTHER}


def test_a_schedule_is_followed_by_the_process_that_serves_its_server(casebook: Casebook) -> None:
    """Also where another one's is due before it."""
    other = casebook.open_case(str(1 << 22), "other")
    casebook.store.put_schedule(Schedule(str(1 << 22), other.id, 7, NOW - timedelta(days=1), ANN.id), ANN)
    assert refresh.begin(casebook, NOW, Shards(2, 2, 3)) is None
    found = refresh.begin(casebook, NOW, Shards(0, 0, 3))
    assert found is not None
    assert found[0].workspace == "7"


def test_nothing_is_due_before_its_time(casebook: Casebook) -> None:
    assert refresh.begin(casebook, NOW - timedelta(seconds=1)) is None
    begun(casebook)
    assert refresh.begin(casebook, NOW) is None


def test_the_next_look_is_a_little_later_each_time(casebook: Casebook) -> None:
    """Up to a tenth."""
    schedule, _ = begun(casebook)
    refresh.end(casebook, schedule, NOW)
    (held,) = casebook.store.schedules()
    assert timedelta(days=7) <= held.due - NOW <= timedelta(days=7.7)
    assert held.looked == NOW


def test_each_page_waits_once_beside_other_proposals(casebook: Casebook, web: Web) -> None:
    _, pages = begun(casebook)
    case = casebook.open_case("7", "spyware")
    typed = intake.read_file(casebook.read, b"Something that Ann proposes.", "ann.txt")
    drafts.propose(casebook, drafts.keep(casebook, typed, Target("7", case.name, case.id), ANN))
    for address, old in ((ADDRESS, "Eighteen"), (OTHER, "Eleven")):
        web.pages[address] = web.pages[address].replace(old, "Nineteen")
    assert [refresh.look(casebook, page) for page in pages] == [True, True]
    assert [refresh.look(casebook, page) for page in pages] == [False, False]
    assert len(casebook.store.drafts("7")) == 3


def test_what_is_published_is_the_next_version_with_the_details_that_it_had(casebook: Casebook, web: Web) -> None:
    """Also where the page moved; then its new address is its source."""
    _, pages = begun(casebook)
    page = next(page for page in pages if page.address == ADDRESS)
    web.pages[ADDRESS] = PAGE.replace("Eighteen", "Nineteen")
    assert refresh.look(casebook, page)
    (draft,) = casebook.store.drafts("7")
    (receipt,) = drafts.publish(casebook, drafts.load(casebook, draft.id, "7"), ANN)
    assert (receipt.document.id, receipt.document.version) == (page.document.id, 2)
    assert receipt.document.details == page.document.details
    assert receipt.document.fetched


def test_failures_are_counted_until_it_is_well(casebook: Casebook, web: Web) -> None:
    schedule, pages = begun(casebook)
    web.pages.clear()
    with pytest.raises(Unreachable):
        refresh.look(casebook, pages[0])
    assert [refresh.failed(casebook, pages[0]) for _ in range(2)] == [1, 2]
    assert [(document.id, count) for document, count in refresh.failing(casebook, schedule)] == [
        (pages[0].document.id, 2)
    ]
    refresh.well(casebook, pages[0])
    assert refresh.failing(casebook, schedule) == []
