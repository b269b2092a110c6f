"""Starts the real program as a process of its own, with nothing changed but where Discord is and how long it waits.

    TEST_API=http://127.0.0.1:PORT/api/v10 python -m tests.discord_server.launch serve

TEST_PATIENCE: seconds without Discord after which the process ends (ten minutes in earnest). TEST_CONNECTIONS: a file
that gets a line for every address that the process connects to or looks up.
"""

from __future__ import annotations

import functools
import os
import sys

import discord
import yarl
from discord.http import Route


def point(api: str) -> None:
    """discord.py knows two addresses by heart: that of its REST calls, and the gateway for a new session."""
    Route.BASE = api
    host = yarl.URL(api)
    gateway = yarl.URL(f"ws://{host.host}:{host.port}/gateway/")
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


def hurry(patience: float) -> None:
    from bot.chat import startup

    check = min(0.2, patience / 5)
    startup.watch = functools.partial(startup.watch, patience=patience, check=check)


def record(path: str) -> None:
    """Every connect and every look-up of a name, from anywhere in the process."""
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
            shown = arguments[1:] if event in ("socket.connect", "socket.sendto") else arguments[:2]
            os.write(out, f"{event} {shown!r}\n".encode())

    sys.addaudithook(hook)


def main() -> None:
    point(os.environ["TEST_API"])
    if patience := os.environ.get("TEST_PATIENCE"):
        hurry(float(patience))
    if path := os.environ.get("TEST_CONNECTIONS"):
        record(path)
    from bot.__main__ import main as program

    program()


if __name__ == "__main__":
    main()
