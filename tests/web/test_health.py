"""What a container engine or a monitor asks of the running bot."""

from __future__ import annotations

import aiohttp
import pytest

from bot.web import health


@pytest.mark.parametrize(("connected", "status"), [(True, 200), (False, 503)])
async def test_readyz_says_whether_discord_is_connected(connected: bool, status: int) -> None:
    async with health.serving("127.0.0.1", 0, lambda: connected) as port, aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
            assert response.status == status
        async with session.get(f"http://127.0.0.1:{port}/healthz") as response:
            assert response.status == 200


async def test_nothing_else_is_served() -> None:
    async with health.serving("127.0.0.1", 0, lambda: True) as port, aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/") as response:
            assert response.status == 404


async def test_the_port_is_free_again_afterwards() -> None:
    async with health.serving("127.0.0.1", 0, lambda: True) as port:
        pass
    async with health.serving("127.0.0.1", port, lambda: True) as again:
        assert again == port
