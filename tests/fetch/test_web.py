"""The fetcher against servers that misbehave, all on this machine."""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.model.errors import (
    BadAddress,
    CasebookError,
    PageRefused,
    PageTooLarge,
    PrivateAddress,
    RedirectLoop,
    TooSlow,
    Unreachable,
)
from bot.core.model.ports import Fetcher
from bot.fetch import Limits, Policy, WebFetcher

PAGE = "<p>The committee heard it. Ünïcode.</p>".encode("cp1252")


class Site(BaseHTTPRequestHandler):
    """Each path is one way to behave."""

    protocol_version = "HTTP/1.1"
    seen: list[dict[str, str]] = []  # noqa: RUF012 - the requests of all tests

    def do_GET(self) -> None:
        self.close_connection = True
        Site.seen.append({name.lower(): value for name, value in self.headers.items()})
        with suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, "at_" + self.path.strip("/").split("/")[0].split("?")[0].replace("-", "_"))()

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def at_page(self) -> None:
        self.answer(PAGE, Content_Type="Text/HTML; charset=Windows-1252", ETag='"x"', X_Secret="y", Set_Cookie="a=b")

    def at_plain(self) -> None:
        self.answer(b"x")

    def at_odd_charset(self) -> None:
        self.answer(b"x", Content_Type="text/plain; charset=klingon")

    def at_gzip(self) -> None:
        self.answer(gzip.compress(PAGE), Content_Encoding="gzip")

    def at_bomb(self) -> None:
        self.answer(gzip.compress(bytes(30_000_000)), Content_Encoding="gzip")

    def at_deflate_bomb(self) -> None:
        self.answer(zlib.compress(bytes(30_000_000)), Content_Encoding="deflate")

    def at_bad_gzip(self) -> None:
        self.answer(b"no gzip at all", Content_Encoding="gzip")

    def at_large(self) -> None:
        self.answer(b"", Content_Length="20000001")

    def at_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(bytes(100_000))

    def at_just(self) -> None:
        self.answer(bytes(2_000_000))

    def at_trickle(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(50):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def at_slow_head(self) -> None:
        for letter in b"HTTP/1.1 200 OK\r\n" * 3:
            self.wfile.write(bytes([letter]))
            time.sleep(0.1)

    def at_silent(self) -> None:
        time.sleep(2)

    def at_hop(self) -> None:
        left = int(self.path.rsplit("/", 1)[1])
        self.answer(b"", 302, Location="/page" if left == 1 else f"/hop/{left - 1}")

    def at_loop(self) -> None:
        self.answer(b"", 307, Location=self.path)

    def at_to(self) -> None:
        self.answer(b"", 301, Location=unquote(self.path.split("?", 1)[1]))

    def at_nowhere(self) -> None:
        self.answer(b"", 302)

    def at_error(self) -> None:
        self.answer(b"gone", int(self.path.rsplit("/", 1)[1]))

    def at_garbage(self) -> None:
        self.wfile.write(b"\x00\xff no HTTP\r\n\r\n")

    def at_broken(self) -> None:
        self.answer(b"half", Content_Length="100")

    def at_many_headers(self) -> None:
        self.send_response(200)
        for number in range(2000):
            self.send_header(f"X-{number}", "y" * 1000)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def fetcher(port: int) -> WebFetcher:
    """One that may dial this machine's 127.0.0.1, and nothing else of it."""
    policy = Policy(lambda address: address == "127.0.0.1", frozenset({port}))
    return WebFetcher("1.2", "https://example.org/bot", policy=policy, limits=Limits(seconds=5))


@pytest.fixture
def at(port: int) -> Callable[[str], str]:
    return lambda path: f"http://127.0.0.1:{port}/{path}"


def test_a_page(fetcher: WebFetcher, at: Callable[[str], str]) -> None:
    """Bytes as sent, final address, declared type and charset, hash, time, and only the headers that describe it."""
    as_port: Fetcher = fetcher
    found = as_port.fetch(at("page#part"))
    assert (found.asked, found.address, found.status) == (at("page#part"), at("page"), 200)
    assert (found.content_type, found.charset) == ("text/html", "windows-1252")
    assert (found.data, found.sha256) == (PAGE, hashlib.sha256(PAGE).hexdigest())
    assert found.headers["etag"] == '"x"'
    assert not {"x-secret", "set-cookie"} & set(found.headers)
    assert abs((datetime.now(UTC) - found.at).total_seconds()) < 10


def test_no_declared_type(fetcher: WebFetcher, at: Callable[[str], str]) -> None:
    found = fetcher.fetch(at("plain"))
    assert (found.content_type, found.charset) == ("", None)


def test_an_unknown_charset(fetcher: WebFetcher, at: Callable[[str], str]) -> None:
    assert fetcher.fetch(at("odd-charset")).charset == "klingon"


def test_what_the_site_is_told(fetcher: WebFetcher, at: Callable[[str], str]) -> None:
    """An honest name with a contact; no cookies, no referrer, not after a redirect either."""
    Site.seen.clear()
    fetcher.fetch(at("to?/page"))
    fetcher.fetch(at("page"))
    for headers in Site.seen:
        assert headers["user-agent"] == "Pullquote/1.2 (+https://example.org/bot)"
        assert not {"cookie", "referer", "authorization"} & set(headers)


def test_compressed(fetcher: WebFetcher, at: Callable[[str], str]) -> None:
    assert fetcher.fetch(at("gzip")).data == PAGE


@pytest.mark.parametrize("path", ["bomb", "deflate-bomb", "large", "endless"])
def test_too_large(fetcher: WebFetcher, at: Callable[[str], str], path: str) -> None:
    """The limit counts what comes out of decompression, and holds without a declared length."""
    with pytest.raises(PageTooLarge, match="larger than 20 MB"):
        fetcher.fetch(at(path))


def test_just_within_the_limit(fetcher: WebFetcher, at: Callable[[str], str]) -> None:
    assert len(replace(fetcher, limits=Limits(megabytes=2)).fetch(at("just")).data) == 2_000_000


@pytest.mark.parametrize("path", ["trickle", "slow-head", "silent"])
def test_too_slow(fetcher: WebFetcher, at: Callable[[str], str], path: str) -> None:
    """The time holds for everything together, however little keeps coming."""
    started = time.monotonic()
    with pytest.raises(TooSlow, match="did not send the page in 1 s"):
        replace(fetcher, limits=Limits(seconds=0.6)).fetch(at(path))
    assert time.monotonic() - started < 2


def test_redirects(fetcher: WebFetcher, at: Callable[[str], str]) -> None:
    """Five are followed, relative ones too; a sixth is too many, as is a loop."""
    assert fetcher.fetch(at("hop/5")).address == at("page")
    for path in ("hop/6", "loop"):
        with pytest.raises(RedirectLoop, match="more than 5 times"):
            fetcher.fetch(at(path))


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("http://127.0.0.2:{port}/page", PrivateAddress),
        ("http://[::1]:{port}/page", PrivateAddress),
        ("http://[::ffff:127.0.0.3]:{port}/page", PrivateAddress),
        ("http://169.254.169.254:{port}/latest/meta-data/", PrivateAddress),
        ("http://0:{port}/page", PrivateAddress),
        ("http://127.0.0.1:1/page", BadAddress),
        ("http://user:word@127.0.0.1:{port}/page", BadAddress),
        ("file:///etc/passwd", BadAddress),
        ("//[", BadAddress),
    ],
)
def test_redirects_to_forbidden_places(
    fetcher: WebFetcher, at: Callable[[str], str], port: int, target: str, error: type[CasebookError]
) -> None:
    """Each address on the way is checked like the first."""
    with pytest.raises(error):
        fetcher.fetch(at("to?" + target.format(port=port)))


def test_a_redirect_to_nowhere(fetcher: WebFetcher, at: Callable[[str], str]) -> None:
    with pytest.raises(PageRefused, match="error 302"):
        fetcher.fetch(at("nowhere"))


@pytest.mark.parametrize("status", [300, 403, 404, 429, 500, 503])
def test_error_pages(fetcher: WebFetcher, at: Callable[[str], str], status: int) -> None:
    with pytest.raises(PageRefused, match=f"error {status}"):
        fetcher.fetch(at(f"error/{status}"))


@pytest.mark.parametrize("path", ["garbage", "broken", "bad-gzip", "many-headers"])
def test_servers_that_break(fetcher: WebFetcher, at: Callable[[str], str], path: str) -> None:
    with pytest.raises(Unreachable, match=r"“127\.0\.0\.1” can't be reached"):
        fetcher.fetch(at(path))


def test_nobody_there(fetcher: WebFetcher) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        with pytest.raises(Unreachable, match="does not answer"):
            replace(fetcher, policy=Policy(lambda _: True, frozenset({port}))).fetch(f"http://127.0.0.1:{port}/")


def test_no_safe_connection(fetcher: WebFetcher, port: int) -> None:
    """A server that doesn't speak TLS gives a sentence, not a traceback."""
    with pytest.raises(Unreachable):
        fetcher.fetch(f"https://127.0.0.1:{port}/page")


class Names(AbstractResolver):
    """A name server whose answer changes from one question to the next."""

    def __init__(self, *answers: str | None) -> None:
        self.answers = list(answers)

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            raise OSError(None, "no such name")
        kind = socket.AF_INET6 if ":" in answer else socket.AF_INET
        return [{"hostname": host, "host": answer, "port": port, "family": kind, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("meant", ["127.0.0.2", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.2", "2002::"])
def test_names_of_private_places(fetcher: WebFetcher, port: int, meant: str) -> None:
    """What counts is the number that would be dialled, whatever name it came by."""
    with pytest.raises(PrivateAddress, match=r"“public\.example” is not a public address"):
        replace(fetcher, resolver=lambda: Names(meant)).fetch(f"http://public.example:{port}/page")


def test_names_that_change(fetcher: WebFetcher, port: int) -> None:
    """A name that is public at first and private after a redirect is refused then."""
    names = Names("127.0.0.1", "127.0.0.2")
    with pytest.raises(PrivateAddress):
        replace(fetcher, resolver=lambda: names).fetch(f"http://public.example:{port}/to?/page")


def test_names_that_are_none(fetcher: WebFetcher, port: int) -> None:
    with pytest.raises(Unreachable, match="no host of that name"):
        replace(fetcher, resolver=lambda: Names(None)).fetch(f"http://public.example:{port}/page")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_this_machine_by_default(host: str) -> None:
    """Without a policy of the test's own, this machine can't be reached by any of its names."""
    with pytest.raises(PrivateAddress):
        WebFetcher().fetch(f"http://{host}/")


class Proxy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"by proxy: " + self.path.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


def test_a_proxy(fetcher: WebFetcher) -> None:
    """The proxy may stand in the private network; what it is asked for may not."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        by_proxy = replace(WebFetcher(), proxy=f"http://127.0.0.1:{server.server_port}")
        assert by_proxy.fetch("http://public.example/x").data == b"by proxy: http://public.example/x"
        for host in ("10.0.0.1", "127.1", "localhost", "db", "[::1]"):
            with pytest.raises(PrivateAddress):
                by_proxy.fetch(f"http://{host}/x")
        server.shutdown()
        thread.join()
