"""Small functions in small modules: the sizes that this code base keeps to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(path for folder in ("bot", "tools") for path in (ROOT / folder).rglob("*.py"))
LONGEST_FUNCTION = 40  # lines of code, docstring and blank lines not counted
LONGEST_MODULE = 430  # the seams, most of it their contracts
MOST_ENTRIES = 17  # files and folders of a room: what can be looked over
LARGER = {"bot/core/search": 29, "bot/core/language": 24, "bot/core/model": 24}  # to be parted before they grow further
FEW = 0.07  # share of functions that may be over 20 lines, of modules that may be over 200


def functions() -> Iterator[tuple[str, int]]:
    for path in FILES:
        source = path.read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.name}", _code_lines(node, source.splitlines())


def _code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    if not body:
        return 0
    inside = lines[body[0].lineno - 1 : node.end_lineno]
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in inside)


def test_functions_are_short() -> None:
    """Median about 5 lines, few above 20, none above 40."""
    sizes = dict(functions())
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}
    assert sum(size > 20 for size in sizes.values()) <= FEW * len(sizes)
    assert median(sizes.values()) <= 7


def test_modules_are_short() -> None:
    sizes = {str(path.relative_to(ROOT)): path.read_text("utf-8").count("\n") for path in FILES}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}
    assert median(sizes.values()) <= 130


def test_rooms_can_be_looked_over() -> None:
    """So many files and folders at the most; the readers had 29 files in one before they were parted."""
    rooms = {path.parent for path in FILES if path.is_relative_to(ROOT / "bot") and path.parent.name != "versions"}
    sizes = {str(room.relative_to(ROOT)): _entries(room) for room in rooms}
    assert {room: size for room, size in sizes.items() if size > LARGER.get(room, MOST_ENTRIES)} == {}


def _entries(room: Path) -> int:
    files = [path for path in room.glob("*.py") if path.name != "__init__.py"]
    return len(files) + sum(any(path.glob("*.py")) for path in room.iterdir() if path.is_dir())
