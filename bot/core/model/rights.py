"""Who may do what: decided from facts about a person at this very moment, by one rule for every command and button.

Reading isn't among these: what a person may see is `visibility`'s business, and moderating gives no sight of a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """From the least to the most; each has the ones before it."""

    ASK = "ask"  # anybody in a server
    PROPOSE = "propose"  # bring documents in for others to publish
    CHANGE = "change"  # publish, edit, remove, restore; say who reads a case
    GOVERN = "govern"  # make cases, erase, choose who has which right


@dataclass(frozen=True, slots=True)
class Person:
    """Facts from the front end. manages: Manage Server, whatever else is chosen. in_server: not a direct message."""

    in_server: bool
    manages: bool = False
    roles: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The roles that a workspace has given a right to."""

    moderators: frozenset[int] = frozenset()
    contributors: frozenset[int] = frozenset()


def highest(person: Person, chosen: Chosen) -> Right | None:
    """The most that this person may do; None outside a server."""
    if not person.in_server:
        return None
    if person.manages:
        return Right.GOVERN
    if person.roles & chosen.moderators:
        return Right.CHANGE
    return Right.PROPOSE if person.roles & chosen.contributors else Right.ASK


def reaches(found: Right | None, wanted: Right) -> bool:
    """Whether the one holds the other."""
    order = list(Right)
    return found is not None and order.index(found) >= order.index(wanted)
