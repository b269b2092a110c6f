"""The design's table of layers, held against the imports that the code really has."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE_LIBRARIES = {"numpy", "rank_bm25", "Stemmer", "sentencex", "py3langid", "rapidfuzz", "yaml"}

# layer → the parts of bot/ that it may import besides itself
MAY_IMPORT: dict[str, set[str]] = {
    "core": set(),
    "readers": {"core"},
    "fetch": {"core"},
    "stores": {"core"},
    "indexes": {"core"},
    "chat": {"core"},
    "web": {"core"},
    "terminal": {"core"},
    "measure": {"core"},
    "settings": {"core"},
    "assemble": {"settings", "core", "readers", "fetch", "stores", "indexes"},
}
EXCEPTIONS = {
    ("bot.measure.bench", "indexes"),  # the benchmark times a concrete index, side by side with its rivals
    ("bot.measure.bench", "stores"),
    ("bot.measure.bench", "assemble"),
    ("bot.measure.tune", "assemble"),  # weights are fitted through the whole program
    ("bot.measure.tune", "settings"),
    ("bot.measure.tune", "settings"),
    ("bot.chat.client", "settings"),
    ("bot.chat.runtime.program", "settings"),
}


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name."""
    return {_dotted(path): ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "bot").rglob("*.py"))}


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.Module) -> Iterator[str]:
    """Everything that a module imports, wherever it stands, as dotted names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


MODULES = modules()


def layer(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_only_what_its_layer_may(name: str) -> None:
    """core knows nothing of Discord, SQL or HTTP; readers, stores and indexes don't know one another."""
    if layer(name) not in MAY_IMPORT:  # __init__, __main__ and the commands assemble everything
        return
    allowed = MAY_IMPORT[layer(name)] | {layer(name)}
    wrong = [
        target
        for target in imports(MODULES[name])
        if target.startswith("bot.") and layer(target) not in allowed and (name, layer(target)) not in EXCEPTIONS
    ]
    assert not wrong


@pytest.mark.parametrize("name", sorted(each for each in MODULES if layer(each) == "core"))
def test_the_core_needs_little_besides_the_standard_library(name: str) -> None:
    """Text libraries and the maths; nothing that talks to the outside."""
    roots = {target.split(".")[0] for target in imports(MODULES[name])}
    assert roots <= sys.stdlib_module_names | CORE_LIBRARIES | {"bot"}


@pytest.mark.parametrize("name", sorted(each for each in MODULES if layer(each) != "chat"))
def test_only_chat_imports_discord(name: str) -> None:
    assert not [target for target in imports(MODULES[name]) if target.split(".")[0] == "discord"]


@pytest.mark.parametrize("name", sorted(each for each in MODULES if layer(each) not in {"chat", "web", "fetch"}))
def test_only_the_front_ends_are_asynchronous(name: str) -> None:
    """The core is synchronous; chat and web call it in threads (fetch keeps a loop of its own inside)."""
    assert not [node.name for node in ast.walk(MODULES[name]) if isinstance(node, ast.AsyncFunctionDef)]


def test_there_is_no_import_cycle() -> None:
    """Counting only imports at the top of a module: one inside a function is made when everything is loaded."""
    graph = {name: set(_at_top(name)) for name in MODULES}
    while leaves := {name for name, targets in graph.items() if not targets & set(graph)}:
        graph = {name: targets for name, targets in graph.items() if name not in leaves}
    assert not graph


def _at_top(name: str) -> Iterator[str]:
    top = ast.Module([node for node in MODULES[name].body if isinstance(node, ast.Import | ast.ImportFrom)], [])
    for target in imports(top):
        known = target if target in MODULES else target.rpartition(".")[0]
        if known in MODULES and known != name:
            yield known


def test_every_module_says_first_what_it_is_for() -> None:
    assert [name for name, tree in MODULES.items() if tree.body and not ast.get_docstring(tree)] == []
