"""Taking a port for one of the program's own pages; one that can't be had is a line for whoever starts it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.core.model.errors import CasebookError


class PortTaken(CasebookError):
    template = (
        "Port {port} of {host} can't be used for {what}: {why}. Set {setting} to another, or stop what uses it; then "
        "start again."
    )


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int, what: tuple[str, str]) -> AsyncIterator[int]:
    """Serve until the block ends; gives the port (of use with 0, any free one). Nothing is logged of requests.

    what: what is served, and the setting of its port. Raises PortTaken.
    """
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:  # taken, reserved, or an address that isn't this machine's
            why = os.strerror(error.errno) if error.errno and error.errno > 0 else "that address isn't known"
            raise PortTaken(host=host, port=port, what=what[0], why=why, setting=what[1]) from None
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
