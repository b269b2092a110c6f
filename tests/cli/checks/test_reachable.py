"""What `doctor` makes of PUBLIC_URL."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from cryptography.fernet import Fernet

from bot import readers
from bot.cli.checks import reachable
from bot.cli.checks.finding import Finding
from bot.core.casebook import Casebook
from bot.indexes.bm25 import BM25Index
from bot.settings import Settings
from bot.stores.memory.memory_store import MemoryStore
from bot.web.monitor import health
from bot.web.viewer import viewer
from bot.web.viewer.links import Seal


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def asked(url: str, health_port: int | None = None) -> list[Finding]:
    port = health_port or free_port()
    return list(reachable.findings(Settings.read({"PUBLIC_URL": url, "HEALTH_PORT": str(port)})))


@asynccontextmanager
async def another() -> AsyncIterator[int]:
    """A web server that isn't ours."""
    runner = web.AppRunner(web.Application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


def test_none_is_fine() -> None:
    (one,) = reachable.findings(Settings.read({}))
    assert (one.state, "not set" in one.words) == ("ok", True)


@pytest.mark.parametrize("url", ["https://[", "https://]:1", "https://:", "https://a.example:99999", "https://..."])
def test_what_is_no_address_is_broken(url: str) -> None:
    (one,) = asked(url)
    assert (one.state, "https://files.example.org" in one.mend) == ("broken", True)


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "192.168.1.5:8081", "[::1]:8081", "newsroom", "nas.local", "pq.localhost", "10.0.0.9"],
)
def test_an_address_that_only_this_network_knows_is_a_warning(host: str) -> None:
    first, _ = asked(f"https://{host}")
    assert (first.state, "others can't open it" in first.words) == ("warning", True)


def test_without_https_is_a_warning() -> None:
    first, _ = asked("http://files.example.org")
    assert (first.state, "not https" in first.words) == ("warning", True)


def test_while_nothing_serves_it_can_t_be_tried() -> None:
    (one,) = asked("https://files.example.org/pq")
    assert (one.state, one.words) == ("ok", reachable.NOT_SERVING)


async def test_it_leads_to_the_viewer() -> None:
    """Found out through the address itself, with a path before it, while `serve` runs."""
    casebook = Casebook(MemoryStore(), BM25Index(None), readers.read)
    seal = Seal("https://files.example.org/pq", Fernet.generate_key(), 10)
    async with (
        health.serving("127.0.0.1", 0, lambda: True) as alive,
        viewer.serving("127.0.0.1", 0, casebook, seal) as port,
    ):
        _, one = await asyncio.to_thread(asked, f"http://127.0.0.1:{port}/pq", alive)
        assert (one.state, one.words) == ("ok", "leads to the source viewer")


async def test_something_else_answers_there_or_nothing() -> None:
    async with health.serving("127.0.0.1", 0, lambda: True) as alive, another() as port:
        _, one = await asyncio.to_thread(asked, f"http://127.0.0.1:{port}", alive)
        assert (one.state, "something else" in one.words, "VIEWER_PORT" in one.mend) == ("broken", True, True)
        _, one = await asyncio.to_thread(asked, f"http://127.0.0.1:{free_port()}", alive)
        assert (one.state, "nothing answers" in one.words) == ("broken", True)
