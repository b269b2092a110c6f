"""A headless Chromium, driven by its DevTools protocol: just enough to photograph a part of a page."""

from __future__ import annotations

import asyncio
import base64
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image

SCALE = 2  # device pixels for one of the page's
COLOURS = 200  # of a picture that is kept
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--hide-scrollbars"),
    *("--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"),
    "--disable-sync",  # it talks to nobody by itself
)


class Page:
    """A tab. `send` calls a method of the protocol and gives its result."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def send(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            answer = await self._socket.receive_json(timeout=30)
            if answer.get("id") == number:
                return dict(answer.get("result", answer))

    async def evaluate(self, script: str) -> Any:
        """The value of an expression, awaited where it is a promise."""
        options = {"expression": script, "awaitPromise": True, "returnByValue": True}
        return (await self.send("Runtime.evaluate", **options)).get("result", {}).get("value")

    async def open(self, address: str, width: int, height: int, until: str) -> None:
        """Go there, and wait until that expression is true."""
        size = {"width": width, "height": height, "deviceScaleFactor": SCALE, "mobile": False}
        await self.send("Emulation.setDeviceMetricsOverride", **size)
        await self.send("Page.enable")
        await self.send("Page.navigate", url=address)
        for _ in range(200):
            if await self.evaluate(until):
                return
            await asyncio.sleep(0.1)
        raise TimeoutError(address)

    async def photograph(self, x: float, y: float, width: float, height: float) -> bytes:
        """That part of the page as a PNG."""
        clip = {"x": x, "y": y, "width": width, "height": height, "scale": 1}
        shot = await self.send("Page.captureScreenshot", format="png", clip=clip)
        return base64.b64decode(shot["data"])


def save(data: bytes, path: Path) -> None:
    """As a picture of few colours, which has a quarter of the size: it is text on a few grounds."""
    image = Image.open(BytesIO(data)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


@asynccontextmanager
async def chromium() -> AsyncIterator[Page]:
    """A fresh browser with one tab; needs Debian's package `chromium`."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None:
        raise FileNotFoundError("chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        quiet = asyncio.subprocess.DEVNULL
        options = [*OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        process = await asyncio.create_subprocess_exec(binary, *options, stdout=quiet, stderr=quiet)
        try:
            async with aiohttp.ClientSession() as session, session.ws_connect(await _tab(session, profile)) as socket:
                yield Page(socket)
        finally:
            process.terminate()
            await process.wait()


async def _tab(session: aiohttp.ClientSession, profile: str) -> str:
    """The address of the tab's protocol, once the browser has written its port down."""
    port = Path(profile) / "DevToolsActivePort"
    for _ in range(150):
        if port.exists() and port.read_text():
            break
        await asyncio.sleep(0.1)
    async with session.get(f"http://127.0.0.1:{port.read_text().split()[0]}/json/list") as listed:
        tabs = await listed.json()
    return str(next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page"))
