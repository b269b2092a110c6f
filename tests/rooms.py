"""Draws the rooms of the program, with files, lines and what each imports: `python -m tests.rooms [AREA …]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tests.test_layers import FLOORS, MODULES, ROOT, layer, room, targets


def drawn(area: str) -> Iterator[str]:
    """The rooms, lowest floor first: files and lines of Python, and the rooms of the same area that it imports."""
    for floor, rooms in enumerate(FLOORS[area]):
        for name in sorted(rooms):
            files = [module for module in MODULES if room(module) == (area, name)]
            known = {room(target)[1] for module in files for target in targets(module) if layer(target) == area}
            yield f"{floor}  {name:<16} {_counts(files)}  {' '.join(sorted(known - {name, ''}))}".rstrip()
    yield f"   {'all':<16} {_counts([module for module in MODULES if layer(module) == area])}"


def _counts(modules: list[str]) -> str:
    """How many files say something, and the lines of all."""
    return f"{sum(bool(MODULES[module].body) for module in modules):>4} {sum(map(_lines, modules)):>6,}"


def _lines(module: str) -> int:
    path = ROOT.joinpath(*module.split("."))
    package = path / "__init__.py"
    file = package if package.is_file() else path.with_suffix(".py")
    return len(file.read_text("utf-8").splitlines())


if __name__ == "__main__":
    for area in sys.argv[1:] or FLOORS:
        print(f"{area}: floor, room, files, lines, rooms that it imports", *drawn(area), sep="\n", end="\n\n")  # noqa: T201
