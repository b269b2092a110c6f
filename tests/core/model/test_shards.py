"""Every server is served by exactly one process, by its number alone."""

from __future__ import annotations

from bot.core.model.shards import ALL, Shards

SERVERS = [str(number << 22 | 12345) for number in range(40)]


def test_every_server_belongs_to_one_process() -> None:
    parts = [Shards(0, 3, 12), Shards(4, 4, 12), Shards(5, 11, 12)]
    for server in SERVERS:
        assert sum(part.owns(server) for part in parts) == 1
    assert [Shards(number, number, 12).owns(str(81384788765712384)) for number in range(12)].count(True) == 1


def test_a_server_s_shard_is_as_discord_counts() -> None:
    """The number's upper bits, modulo the shards."""
    assert [server for server in SERVERS[:24] if Shards(5, 5, 12).owns(server)] == [SERVERS[5], SERVERS[17]]


def test_what_belongs_to_no_server_is_the_first_process_s() -> None:
    assert Shards(0, 3, 12).owns("")
    assert Shards(0, 0, 2).owns("local")
    assert not Shards(4, 11, 12).owns("local")


def test_alone_it_serves_all() -> None:
    assert all(ALL.owns(workspace) for workspace in [*SERVERS, "", "local"])
    assert ALL.is_first
