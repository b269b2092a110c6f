"""A web of a few pages, for tests of what is fetched."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.core.model.documents import Fetched
from bot.core.model.errors import Unreachable

ADDRESS = "https://news.example/2021/letter"
PAGE = """<html lang="en"><head><title>Eighteen sign the letter</title><link rel="canonical" href="https://amp.example/x">
</head><body><article><h1>Eighteen sign the letter</h1><p>Eighteen lawmakers signed the letter about the spyware on
Tuesday, after a week of debate in the house.</p><p>The company that makes it did not answer questions of this paper,
and its lawyers could not be reached by telephone.</p></article></body></html>"""


@dataclass
class Web:
    """A web of pages by their address."""

    pages: dict[str, str] = field(default_factory=dict)

    def fetch(self, address: str) -> Fetched:
        if address not in self.pages:
            raise Unreachable(host=address, why="it does not answer")
        data = self.pages[address].encode()
        digest, now = hashlib.sha256(data).hexdigest(), datetime(2026, 1, 2, tzinfo=UTC)
        final = address.replace("http://", "https://")
        return Fetched(address, final, 200, "text/html", "utf-8", {"etag": '"1"'}, data, digest, now)
