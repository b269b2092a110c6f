"""Words that say how a sentence stands to its neighbours, and what pages leave around an article: tables by language.

Each language has one file, `<language>.toml`; `leftovers.toml` holds all languages' boilerplate.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table of that name, empty where there is none. Read once; not to be changed."""
    file = files(__name__) / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
