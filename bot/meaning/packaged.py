"""What is said of a model that is installed, before its process is started."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.model.meaning_ports import Identity


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model that is installed. target: "module:function" that loads it in its process."""

    identity: Identity
    target: str
    libraries: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
