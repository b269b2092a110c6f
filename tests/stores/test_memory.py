"""The store in memory keeps the contract."""

from __future__ import annotations

from bot.core.ports import Clock, Store
from bot.stores.memory import MemoryStore
from tests.contracts.store_contract import StoreContract


class TestMemoryStore(StoreContract):
    def make(self, clock: Clock) -> Store:
        return MemoryStore(clock)
