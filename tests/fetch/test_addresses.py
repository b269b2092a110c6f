"""Links that may be fetched, and numeric addresses in every notation."""

from __future__ import annotations

import pytest

from bot.core.model.errors import BadAddress
from bot.fetch.addresses import checked, is_local_name, numeric


@pytest.mark.parametrize(
    ("host", "meant"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.0.0.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("example.org", None),
    ],
)
def test_odd_notations(host: str, meant: str | None) -> None:
    assert numeric(host) == meant


@pytest.mark.parametrize("host", ["localhost", "localhost.", "db", "printer.local", "x.internal", "a.home.arpa"])
def test_local_names(host: str) -> None:
    assert is_local_name(host)


@pytest.mark.parametrize("host", ["example.org", "localhost.example.org", "8.8.8.8"])
def test_names_of_the_internet(host: str) -> None:
    assert not is_local_name(host)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "http://",
        "https:///path",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://example.org:22/",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://[::1",
        "http://example.org/a b",
        "http://example.org\\@127.0.0.1/",
        "http://example.org/\r\nHost: x",
        "http://example.org/\x00",
        "http://example.org/" + "a" * 2000,
    ],
)
def test_refused(address: str) -> None:
    """Other schemes, other ports, credentials, and what can't be understood."""
    with pytest.raises(BadAddress, match="no web address that can be fetched"):
        checked(address)


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        (" https://example.org/a?b=c#part ", "https://example.org/a?b=c"),
        ("HTTP://Example.ORG/", "http://example.org/"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
    ],
)
def test_understood(address: str, meant: str) -> None:
    assert str(checked(address)) == meant
