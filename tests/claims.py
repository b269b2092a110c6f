"""Processes that share a database, by what they claim: in memory, ended and silenced by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.core.model import claims
from bot.core.model.claims import Claim, Held
from bot.core.model.errors import ClaimLost


@dataclass
class Shared:
    """Who has what; gates: how long each is shut yet, one look after the other."""

    rows: dict[str, Claim] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    gates: dict[str, list[float]] = field(default_factory=dict)

    def process(self, name: str) -> Process:
        return Process(self, name)


@dataclass
class Process:
    """One process's claims. See `bot.core.model.claims.Claims`."""

    table: Shared
    name: str
    shared: bool = True

    @property
    def held(self) -> int:
        return sum(each.holder == self.name for each in self.table.rows.values())

    def take(self, names: Iterable[str]) -> Held:
        for name in names:
            row = self.table.rows.get(name, Claim(name))
            if not row.holder or row.holder in self.table.silent:
                self.table.rows[name] = Claim(name, self.name, row.fence + 1)
        return frozenset(each for name in names if (each := self.table.rows[name]).holder == self.name)

    def check(self) -> None:
        if not (claims.current() or frozenset()) <= {*self.table.rows.values()}:
            raise ClaimLost

    def gate(self, name: str, seconds: float) -> float:
        del seconds
        return (self.table.gates.setdefault(name, []) or [0.0]).pop(0)

    def close(self) -> None:
        self.table.silent.add(self.name)
