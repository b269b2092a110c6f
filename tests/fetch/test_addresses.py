"""Public addresses and no others, in every notation."""

from __future__ import annotations

import pytest

from bot.core.errors import BadAddress
from bot.fetch.addresses import checked, is_local_name, is_public, numeric


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    """0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255
    168.63.129.16 :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1
    64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2001:10::1 2002:7f00:1:: 2002:a9fe:a9fe::1 3fff::1
    5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 localhost 127.1 0x7f.1""".split(),  # noqa: SIM905
)
def test_not_public(address: str) -> None:
    """Private, local, reserved, documentation, multicast, and IPv4 in the disguises of IPv6; and what is no number."""
    assert not is_public(address)


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
