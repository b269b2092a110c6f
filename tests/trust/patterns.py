"""Every regular expression of the program, wherever it is kept, and runs of what texts may be made to consist of."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bot

ROOT = Path(bot.__file__).parent
DEPTH = 3  # of tables in which a pattern is looked for

ATOMS = (
    *" \n\r\t\u00a0\u2003\u3000\u200b\u2028",  # blanks of all kinds
    *".…,;:!?-–—_*#`~'\"“”‘’«»„()[]{}<>/\\|&@%$+=^",
    *"01aAéßж中กاה\ud7a3😀",
    *("\u0301", "\u0308", "\u0e31"),  # marks that combine
    *("1.", "1.1.", "a.", "A.", "a ", "A ", "- ", "\n\n", " \n", "\r\n", "**", "--", "...", "[a](", "<a ", "&amp;"),
    *("' ", '" ', "“a”", "a, ", "a-", " 1"),
)


def patterns() -> dict[str, re.Pattern[str]]:
    """Name → pattern: those that modules keep, and those that are written where they are used."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                for number, one in enumerate(_within(value)):
                    found.setdefault(f"{module.name}.{name}{number or ''}", one)
    found.update(_written_in_place())
    return dict(_each_once(found))


def _within(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth < DEPTH and isinstance(value, dict):
        for one in value.values():
            yield from _within(one, depth + 1)
    elif depth < DEPTH and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _within(one, depth + 1)


def _written_in_place() -> Iterator[tuple[str, re.Pattern[str]]]:
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and node.func.attr != "escape":  # type: ignore[attr-defined]
                    yield f"{path.stem}: {first.value}", re.compile(first.value)


def _each_once(found: dict[str, re.Pattern[str]]) -> Iterator[tuple[str, re.Pattern[str]]]:
    seen = set()
    for name, one in found.items():
        if (one.pattern, one.flags) not in seen:
            seen.add((one.pattern, one.flags))
            yield name, one
