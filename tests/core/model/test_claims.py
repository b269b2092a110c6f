"""What is done under claims, and where none is needed."""

from __future__ import annotations

from contextlib import suppress

from bot.core.model import claims
from bot.core.model.claims import ALONE, Claim
from bot.core.model.shards import Shards


def test_alone_everything_is_one_s_own_and_stays_so() -> None:
    held = ALONE.take(["backup", "healing"])
    assert {each.name for each in held} == {"backup", "healing"}
    with claims.under(held):
        ALONE.check()
    assert (ALONE.shared, ALONE.held, ALONE.gate("identify 0", 5.0)) == (False, 0, 0.0)
    ALONE.close()


def test_what_is_done_under_claims_is_for_those_alone() -> None:
    """And for everything again afterwards, also where it failed."""
    assert claims.current() is None
    assert claims.has("anything")
    with suppress(ZeroDivisionError), claims.under(frozenset({Claim("backup", "me", 3)})):
        assert claims.has("backup")
        assert not claims.has("healing")
        _ = 1 / 0
    assert claims.current() is None


def test_a_server_is_looked_after_where_its_shard_s_claim_is_held() -> None:
    """Of two processes that were given the same shards by mistake, one does; both serve them."""
    shards, servers = Shards(2, 3, 12), {number: str(number << 22) for number in range(12)}
    assert shards.claims == ["shard 2/12", "shard 3/12"]
    with claims.under(frozenset({Claim("shard 3/12"), Claim("shard 4/12")})):
        assert [number for number, server in servers.items() if shards.owns(server)] == [3]
    assert [number for number, server in servers.items() if shards.owns(server)] == [2, 3]
