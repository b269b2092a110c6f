"""Discord's bad days, on demand: which requests fail, how, and how often."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Fault:
    """What happens to a request whose "METHOD /path" the pattern finds something in.

    status: answered instead, with `code` as Discord's own number of the error; 0 lets it through.
    after: done first, and answered with `status` nonetheless: the sender can't know that it arrived.
    delay: seconds to wait before. retry_after: seconds, for 429; everywhere: the global limit.
    cut: the connection is closed without an answer. times: how often; None for ever.
    """

    pattern: str
    status: int = 0
    code: int = 0
    times: int | None = 1
    after: bool = False
    delay: float = 0.0
    retry_after: float = 0.0
    everywhere: bool = False
    cut: bool = False
    hit: int = field(default=0, init=False)

    def fits(self, line: str) -> bool:
        return (self.times is None or self.hit < self.times) and re.search(self.pattern, line) is not None


class Faults:
    """Those that are set, in order; the first that fits is the one."""

    def __init__(self) -> None:
        self.set: list[Fault] = []

    def add(self, pattern: str, **how: Any) -> Fault:
        fault = Fault(pattern, **how)
        self.set.append(fault)
        return fault

    def clear(self) -> None:
        self.set.clear()

    async def meet(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The answer to a request, spoilt where a fault fits."""
        fault = next((each for each in self.set if each.fits(f"{request.method} {request.path}")), None)
        if fault is None:
            return await handler(request)
        fault.hit += 1
        await asyncio.sleep(fault.delay)
        if fault.cut and request.transport is not None:
            request.transport.abort()
        if fault.status == 0:
            return await handler(request)
        if fault.after:
            await handler(request)
        return spoilt(fault)


def as_json(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON with the content type that Discord sends: no charset, or discord.py takes it for text."""
    given = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(data).encode(), status=status, headers=given)


def spoilt(fault: Fault) -> web.Response:
    """The error as Discord words it; its edge answers 5xx with a page of HTML."""
    if fault.status == 429:
        body = {"message": "You are being rate limited.", "retry_after": fault.retry_after, "global": fault.everywhere}
        scope = "global" if fault.everywhere else "user"
        headers = {"Retry-After": str(fault.retry_after), "X-RateLimit-Scope": scope, "Via": "1.1 test"}
        return as_json(body, status=429, headers=headers)
    if fault.status >= 500:
        return web.Response(text="<html>upstream</html>", status=fault.status, content_type="text/html")
    return as_json({"message": "refused", "code": fault.code}, status=fault.status)
