"""What functions of a text remember of it, so that it can be forgotten: what is erased must stay in no memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

Given = ParamSpec("Given")
Made = TypeVar("Made")
_KEPT: Final[list[_lru_cache_wrapper[Any]]] = []


def remembered(most: int) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """As `functools.lru_cache`, for functions whose arguments are pieces of documents."""

    def remembering(function: Callable[Given, Made]) -> Callable[Given, Made]:
        kept = lru_cache(most)(function)
        _KEPT.append(kept)
        return kept  # type: ignore[return-value]  # lru_cache's own type has lost the arguments

    return remembering


def forget() -> None:
    """All of it, of all functions: the next questions take some milliseconds longer."""
    for kept in _KEPT:
        kept.cache_clear()
