"""The real bot as a child process, pointed at the test Discord: started, watched, ended."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.discord_server.server import TOKEN, TestDiscord

ROOT = Path(__file__).resolve().parents[2]


class Bot:
    """One process. `log`: everything that it has written, to either stream."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path, port: int) -> None:
        self.process, self.folder, self.port = process, folder, port

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text("utf-8", "replace")

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def status(self, path: str) -> int:
        """What its own web pages answer; 0 for nothing."""
        return (await self.page(path))[0]

    async def page(self, path: str) -> tuple[int, str]:
        address = f"http://127.0.0.1:{self.port}{path}"
        try:
            async with aiohttp.ClientSession() as session, session.get(address) as response:
                return response.status, await response.text()
        except aiohttp.ClientError:
            return 0, ""

    async def ended(self, seconds: float) -> int:
        """Its exit status. Raises TimeoutError."""
        return await asyncio.wait_for(self.process.wait(), seconds)

    async def terminate(self, seconds: float = 10.0) -> int:
        self.process.send_signal(signal.SIGTERM)
        return await self.ended(seconds)

    async def kill(self) -> None:
        if self.alive:
            self.process.kill()
            await self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    """Nothing of the developer's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    own = {
        "DISCORD_TOKEN": TOKEN,
        "DATA_DIR": str(folder / "data"),
        "CORPUS_DIR": str(folder / "corpus"),
        "HEALTH_PORT": str(port),
        "LOG_LEVEL": "DEBUG",
        "PYTHONUNBUFFERED": "1",
        "MEANING": "off",  # on where it is tested: it keeps a processor busy
    }
    return {**kept, **own, **more}


async def launched(
    discord: TestDiscord,
    folder: Path,
    *,
    patience: float | None = None,
    under: Sequence[str] = (),
    options: Sequence[str] = (),
    **more: str,
) -> Bot:
    """Start it; it may end by itself. under: a command that starts it, and becomes it. options: of `serve`."""
    port = free_port()
    (folder / "corpus").mkdir(exist_ok=True)
    told = {"TEST_API": discord.api, "TEST_CONNECTIONS": str(folder / "connections.txt"), **more}
    if patience:
        told["TEST_PATIENCE"] = str(patience)
    command = [*under, sys.executable, "-m", "tests.discord_server.launch", "serve", *options]
    with (folder / "log.txt").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment(folder, port, **told), stdout=log, stderr=log
        )
    return Bot(process, folder, port)


@asynccontextmanager
async def started(
    discord: TestDiscord, folder: Path, *, patience: float | None = None, under: Sequence[str] = (), **more: str
) -> AsyncIterator[Bot]:
    """Connected and ready to be asked. Killed at the end where it still runs."""
    bot = await launched(discord, folder, patience=patience, under=under, **more)
    try:
        await ready(discord, bot)
        yield bot
    finally:
        await bot.kill()


async def ready(discord: TestDiscord, bot: Bot, seconds: float = 50.0) -> None:
    """Connected to the gateway, and saying so."""
    try:
        async with asyncio.timeout(seconds):
            while not (discord.gateway.ready.is_set() and await bot.status("/readyz") == 200):
                if not bot.alive:
                    raise AssertionError(f"the bot ended:\n{bot.log}")
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"the bot is not ready after {seconds} s:\n{bot.log}") from None
