"""The store in memory keeps the contract."""

from __future__ import annotations

from bot.core.model.ports import Clock, Store
from bot.stores.memory.memory_store import MemoryStore
from tests.contracts.store_contract import StoreContract


class TestMemoryStore(StoreContract):
    def make(self, clock: Clock) -> Store:
        return MemoryStore(clock)

    def damage(self, store: Store, text: str) -> None:
        assert isinstance(store, MemoryStore)
        for kept in store._kept.values():
            kept.texts = [text.upper() if each == text else each for each in kept.texts]
