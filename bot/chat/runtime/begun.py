"""What somebody has begun and not yet confirmed: in memory only, for them alone, the oldest forgotten first."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

REMEMBERED: Final = 1000


@dataclass
class Begun:
    """For the event loop's thread only."""

    _kept: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def keep(self, owner: str, what: Any) -> str:
        """A name for it, 32 hex digits, to be given back."""
        name = secrets.token_hex(16)
        self._kept[name] = (owner, what)
        if len(self._kept) > REMEMBERED:
            self._kept.pop(next(iter(self._kept)))
        return name

    def take(self, name: str, owner: str) -> Any:
        """It, once; None where it was taken or forgotten, or is somebody else's."""
        found = self._kept.get(name)
        if found is None or found[0] != owner:
            return None
        return self._kept.pop(name)[1]
