"""`doctor --health`: what a container's health check runs."""

from __future__ import annotations

import asyncio

from bot.cli import doctor
from bot.settings import Settings
from bot.web.monitor import health


async def test_it_says_whether_serve_is_alive() -> None:
    async with health.serving("127.0.0.1", 0, lambda: False) as port:
        settings = Settings.read({"HEALTH_PORT": str(port)})
        assert (await asyncio.to_thread(doctor._alive, settings)).state == "ok"
    assert doctor._alive(settings).state == "broken"
