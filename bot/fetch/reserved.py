"""Which addresses are public: all that IANA keeps for no special purpose. Our own list: each Python has another.

Sources: the registries "IPv4 Special-Purpose Address Space" and "IPv6 Special-Purpose Address Space" of iana.org, as of
November 2025, whole: a few blocks in them can be reached from everywhere (AS112, AMT), but no page lives there. This
module is plain Python alone, so that the tests can run it with every Python there is.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

SPECIAL = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared, behind a provider's NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, and the metadata of clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocols: DS-Lite, NAT64 discovery; Oracle's cloud uses it, too
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT relays
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "240.0.0.0/4",  # kept for later; broadcast
        "2001::/23",  # IETF protocols: Teredo, ORCHID, benchmarking, drones
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
        # in neither registry
        "168.63.129.16/32",  # Azure's host, from inside
        "224.0.0.0/4",  # multicast
    )
)
# All that IANA gives out to networks ("IPv6 Global Unicast Address Assignments"). What lies outside needs no line: ::1,
# NAT64, unique and link-local addresses, multicast, the blocks for dummies and segment routing.
GLOBAL_UNICAST = ip_network("2000::/3")


def is_public(address: str) -> bool:
    """Whether a numeric IPv4 or IPv6 address is one of the public Internet. False for what is no address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            return found in GLOBAL_UNICAST and not any(found in block for block in SPECIAL)
        found = found.ipv4_mapped
    return not any(found in block for block in SPECIAL)
