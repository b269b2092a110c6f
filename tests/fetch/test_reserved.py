"""Public addresses and no others, whatever Python runs."""

from __future__ import annotations

import ipaddress
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.fetch import reserved

PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "192.0.1.1", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"]
# Every block in IANA's two registries, as of November 2025, smaller ones within others, too: first and last are tried.
REGISTRIES = """0.0.0.0/8 0.0.0.0/32 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
    192.0.0.0/29 192.0.0.8/32 192.0.0.9/32 192.0.0.10/32 192.0.0.170/32 192.0.0.171/32 192.0.2.0/24 192.31.196.0/24
    192.52.193.0/24 192.88.99.0/24 192.88.99.2/32 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
    203.0.113.0/24 240.0.0.0/4 255.255.255.255/32
    ::1/128 ::/128 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32 2001:1::1/128 2001:1::2/128
    2001:1::3/128 2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28 2001:30::/28 2001:db8::/32 2002::/16
    2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10""".split()  # noqa: SIM905
OTHERS = """168.63.129.16 192.0.0.192 224.0.0.1 239.255.255.255 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
    ::ffff:192.0.0.1 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1 fd00:ec2::254 fe80::1%eth0 fec0::1
    ff02::1 4000::1 localhost 127.1 0x7f.1 2130706433""".split()  # noqa: SIM905
FORBIDDEN = [str(network[at]) for network in map(ipaddress.ip_network, REGISTRIES) for at in (0, -1)] + OTHERS
PYTHONS = [f"python3.{minor}" for minor in range(11, 20)]
ASKED = """import json, runpy, sys
is_public = runpy.run_path(sys.argv[1])["is_public"]
print(sys.version_info[1], json.dumps([one for one in json.load(sys.stdin) if is_public(one)]))"""


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert reserved.is_public(address)


@pytest.mark.parametrize("address", FORBIDDEN)
def test_not_public(address: str) -> None:
    """Private, local, reserved, documentation, multicast, and IPv4 in the disguises of IPv6; and what is no number."""
    assert not reserved.is_public(address)


@pytest.mark.parametrize("constants", ["_IPv4Constants", "_IPv6Constants"])
def test_what_this_python_calls_private_is_not_public(constants: str) -> None:
    """A Python that knows of a block that IANA has registered since tells us of it."""
    networks = getattr(ipaddress, constants)._private_networks
    assert len(networks) > 8
    mapped = ipaddress.ip_network("::ffff:0:0/96")  # judged by the IPv4 address in it
    assert not [
        net
        for net in networks
        if net != mapped and (reserved.is_public(str(net[0])) or reserved.is_public(str(net[-1])))
    ]


def test_it_is_the_same_on_every_python_that_is_here() -> None:
    here = [found for name in PYTHONS if (found := shutil.which(name))] or [sys.executable]
    answers = dict(filter(None, (judged_by(python) for python in {sys.executable, *here})))
    assert sys.version_info[1] in answers
    assert {minor: kept for minor, kept in answers.items() if kept != PUBLIC} == {}


def judged_by(python: str) -> tuple[int, list[str]] | None:
    """Which of all addresses that Python finds public; None for a name with no Python behind it."""
    command = [python, "-I", "-c", ASKED, str(Path(reserved.__file__))]
    done = subprocess.run(command, input=json.dumps(PUBLIC + FORBIDDEN), capture_output=True, text=True, check=False)
    if done.returncode and "command not found" in done.stderr:  # a version manager's empty shell
        return None
    minor, _, kept = done.stdout.partition(" ")
    return int(minor), json.loads(kept)
