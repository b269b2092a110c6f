"""The threshold for a promised error rate, and what it costs: "wrong at most 5 %, answers 71 %"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

from bot.core.model.documents import SHARED, Actor
from bot.core.model.store_ports import Workspaces
from bot.core.search import confidence

WRONG_AT_MOST: Final = 0.05
BY: Final = Actor("cli")


class Measured(Protocol):
    """What is needed of an outcome."""

    @property
    def confidence(self) -> float: ...
    @property
    def right(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Promise:
    """threshold: answer from this confidence on. wrong: the share of those answers that were wrong here; answered: the
    share of questions answered. kept: whether any threshold keeps the rate; if not, this one answers nothing."""

    rate: float
    threshold: float
    wrong: float
    answered: float
    questions: int
    kept: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def sentence(self) -> str:
        """For the operator."""
        if not self.kept:
            return f"No threshold keeps wrong answers under {self.rate:.0%} on these {self.questions} questions."
        return (
            f"Threshold {self.threshold:.3f}: wrong at most {self.rate:.0%} "
            f"({self.wrong:.1%} here), answers {self.answered:.0%} of {self.questions} questions."
        )


def promise(outcomes: Sequence[Measured], rate: float = WRONG_AT_MOST) -> Promise:
    """The lowest threshold above which at most `rate` of the answers were wrong."""
    ranked = sorted(outcomes, key=lambda one: -one.confidence)
    best, wrong = 0, 0
    mistakes = 0
    for count, one in enumerate(ranked, 1):
        wrong += not one.right
        last_of_its_kind = count == len(ranked) or ranked[count].confidence < one.confidence
        if last_of_its_kind and wrong <= rate * count:
            best, mistakes = count, wrong
    total = len(ranked)
    if not best:
        return Promise(rate, 1.0, 0.0, 0.0, total, kept=False)
    return Promise(rate, ranked[best - 1].confidence, mistakes / best, best / total, total, kept=True)


def store(kept: Workspaces, promised: Promise) -> None:
    """Make it the threshold of every answer from that store."""
    kept.put_setting(SHARED, confidence.THRESHOLD, repr(promised.threshold), BY)
