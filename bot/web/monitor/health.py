"""/healthz, /readyz and /metrics for whoever watches the process; on the address it is given, loopback by default.

/healthz is 200 while the event loop turns (an answer at all proves it); /readyz is 200 while Discord is connected,
503 otherwise; /metrics is Prometheus's format, where there is something to show.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.web.listening import listening
from bot.web.monitor.metrics import TYPE, Metrics


def application(is_ready: Callable[[], bool], shown: Metrics | None = None) -> web.Application:
    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_: web.Request) -> web.Response:
        ready = is_ready()
        return web.Response(text="ready\n" if ready else "connecting\n", status=200 if ready else 503)

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz)])
    if shown is not None:
        app.add_routes([web.get("/metrics", _metrics(shown))])
    return app


def _metrics(shown: Metrics) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=await asyncio.to_thread(shown.text), headers={"Content-Type": TYPE})

    return metrics


@asynccontextmanager
async def serving(
    host: str, port: int, is_ready: Callable[[], bool], shown: Metrics | None = None
) -> AsyncIterator[int]:
    """Serve until the block ends; gives the port (of use with 0, any free one). Raises PortTaken."""
    async with listening(application(is_ready, shown), host, port, ("health pages", "HEALTH_PORT")) as taken:
        yield taken
