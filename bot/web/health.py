"""/healthz and /readyz for whoever watches the process; answers on the address it is given, loopback by default.

/healthz is 200 while the event loop turns (an answer at all proves it); /readyz is 200 while Discord is connected,
503 otherwise.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web


def application(is_ready: Callable[[], bool]) -> web.Application:
    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_: web.Request) -> web.Response:
        ready = is_ready()
        return web.Response(text="ready\n" if ready else "connecting\n", status=200 if ready else 503)

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz)])
    return app


@asynccontextmanager
async def serving(host: str, port: int, is_ready: Callable[[], bool]) -> AsyncIterator[int]:
    """Serve until the block ends; gives the port (of use with 0, any free one). Raises OSError where it is taken."""
    runner = web.AppRunner(application(is_ready), access_log=None, handle_signals=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
