"""What a container engine or a monitor asks of the running bot."""

from __future__ import annotations

import aiohttp
import pytest

from bot.web.listening import PortTaken
from bot.web.monitor import health


@pytest.mark.parametrize(("connected", "status"), [(True, 200), (False, 503)])
async def test_readyz_says_whether_discord_is_connected(connected: bool, status: int) -> None:
    async with health.serving("127.0.0.1", 0, lambda: connected) as port:
        assert await status_of(port, "/readyz") == status
        assert await status_of(port, "/healthz") == 200


async def test_nothing_else_is_served() -> None:
    async with health.serving("127.0.0.1", 0, lambda: True) as port:
        assert await status_of(port, "/") == 404


async def test_the_port_is_free_again_afterwards() -> None:
    async with health.serving("127.0.0.1", 0, lambda: True) as port:
        pass
    async with health.serving("127.0.0.1", port, lambda: True) as again:
        assert again == port


async def test_a_port_that_cant_be_had_is_a_line_that_says_what_to_do() -> None:
    """Taken, or of an address that isn't this machine's."""
    async with health.serving("127.0.0.1", 0, lambda: True) as port:
        with pytest.raises(PortTaken, match=f"^Port {port} of 127.0.0.1 can't be used for health pages: .*HEALTH_PORT"):
            async with health.serving("127.0.0.1", port, lambda: True):
                pass
    with pytest.raises(PortTaken, match="HEALTH_PORT"):
        async with health.serving("192.0.2.1", 0, lambda: True):
            pass


async def status_of(port: int, path: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status
