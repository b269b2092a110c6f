"""The design's table of layers, held against the imports that the code really has."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE_LIBRARIES = {"numpy", "rank_bm25", "Stemmer", "sentencex", "py3langid", "rapidfuzz", "yaml"}

# layer → the parts of bot/ that it may import besides itself
MAY_IMPORT: dict[str, set[str]] = {
    "core": set(),
    "readers": {"core.model", "core.language", "core.library"},
    "fetch": {"core.model"},
    "stores": {"core.model"},
    "indexes": {"core.model"},
    "meaning": {"core.model", "core.language", "readers.sandbox"},  # its process is shut in as that of the readers is
    "wording": {"core.model"},
    "periodic": {"core.model"},
    "chat": {"core", "wording", "periodic"},
    "web": {"core", "periodic", "wording"},
    "measure": {"core"},
    "settings": {"core.model"},
    "assemble": {"settings", "core", "readers", "fetch", "stores", "indexes", "meaning"},
}

# the rooms of these, floor by floor: a room may import what lies on a lower floor, nothing beside or above
FLOORS: dict[str, list[set[str]]] = {
    "core": [{"model"}, {"language"}, {"quoting", "library"}, {"search"}, {"casebook"}, {"workflows"}],
    "readers": [
        {"details"},
        {"zip"},
        {"data", "html", "pdf"},
        {"text", "office", "messages"},
        {"sandbox"},
        {"table"},
    ],
    "chat": [
        {"runtime"},
        {"access"},
        {"cards"},
        {"delivery"},
        {"ask", "settings"},
        {"documents"},
        {"cases", "standing", "help"},
        {"router", "startup"},
        {"client"},
    ],
    "cli": [
        {"output", "running", "options", "failures", "input_file"},
        {"desk"},
        {"checks", "alias_command", "document_commands", "question_file", "service", "upkeep"},
        {"ask", "doctor", "refresh_command"},
    ],
}
FLOOR = {area: {room: at for at, rooms in enumerate(floors) for room in rooms} for area, floors in FLOORS.items()}
EXCEPTIONS = {
    ("bot.measure.bench", "indexes"),  # the benchmark times a concrete index, side by side with its rivals
    ("bot.measure.bench", "stores"),
    ("bot.measure.bench", "assemble"),
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


def targets(name: str) -> Iterator[str]:
    """The modules of this package that a module imports: at the top, in functions, for type checking."""
    for found in imports(MODULES[name]):
        known = found if found in MODULES else found.rpartition(".")[0]
        if known in MODULES and known != name:
            yield known


def layer(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def room(name: str) -> tuple[str, str]:
    """The layer, and within it the folder, or the module that stands on its own."""
    parts = [*name.split("."), "", ""]
    return parts[1], parts[2]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_only_what_its_layer_may(name: str) -> None:
    """core knows nothing of Discord, SQL or HTTP; readers, stores and indexes don't know one another."""
    if layer(name) not in MAY_IMPORT:  # __init__, __main__ and the commands assemble everything
        return
    allowed = MAY_IMPORT[layer(name)] | {layer(name)}
    wrong = [
        target
        for target in targets(name)
        if not {layer(target), ".".join(room(target))} & allowed and (name, layer(target)) not in EXCEPTIONS
    ]
    assert not wrong


@pytest.mark.parametrize("name", sorted(MODULES))
def test_the_program_knows_no_tool(name: str) -> None:
    """What fits its weights isn't installed with it."""
    assert not [target for target in imports(MODULES[name]) if target.split(".")[0] in {"tools", "tests"}]


@pytest.mark.parametrize("name", sorted(each for each in MODULES if layer(each) in FLOORS and room(each)[1]))
def test_a_room_imports_only_rooms_below(name: str) -> None:
    """Also in functions and for type checking; so no two rooms know one another."""
    area, own = room(name)
    floor = FLOOR[area]
    inside = [room(target)[1] for target in targets(name) if layer(target) == area]
    assert [other for other in inside if other not in (own, "") and floor[other] >= floor[own]] == []


def test_every_room_has_its_floor() -> None:
    for area, floor in FLOOR.items():
        assert {room(name)[1] for name in MODULES if layer(name) == area} - {""} == set(floor)


@pytest.mark.parametrize("name", sorted(each for each in MODULES if layer(each) == "core"))
def test_the_core_needs_little_besides_the_standard_library(name: str) -> None:
    """Text libraries and the maths; nothing that talks to the outside."""
    roots = {target.split(".")[0] for target in imports(MODULES[name])}
    assert roots <= sys.stdlib_module_names | CORE_LIBRARIES | {"bot"}


@pytest.mark.parametrize("name", sorted(each for each in MODULES if layer(each) != "chat"))
def test_only_chat_imports_discord(name: str) -> None:
    assert not [target for target in imports(MODULES[name]) if target.split(".")[0] == "discord"]


@pytest.mark.parametrize(
    "name", sorted(each for each in MODULES if layer(each) not in {"chat", "web", "fetch", "periodic"})
)
def test_only_the_front_ends_are_asynchronous(name: str) -> None:
    """The core is synchronous; chat and web call it in threads (fetch keeps a loop of its own inside)."""
    assert not [node.name for node in ast.walk(MODULES[name]) if isinstance(node, ast.AsyncFunctionDef)]


@pytest.mark.parametrize("name", sorted(each for each in MODULES if layer(each) in {"chat", "cli", "web"}))
def test_a_front_end_never_touches_the_store(name: str) -> None:
    """It says `casebook.questions`, `casebook.schedules` …: what it asks for, not all that is kept."""
    attributes = [node for node in ast.walk(MODULES[name]) if isinstance(node, ast.Attribute)]
    assert [node.lineno for node in attributes if node.attr == "store" and "casebook" in ast.unparse(node.value)] == []


@pytest.mark.parametrize("name", sorted(each for each in MODULES if layer(each) == "core"))
def test_what_is_remembered_of_texts_can_be_forgotten(name: str) -> None:
    """It is a casebook's, or `remembered`: an erased document is in no cache of a module that nobody can reach."""
    kept = {"bot.core.model.remembering", "bot.core.search.near_copies"}  # the latter in an object of the casebook's
    assert name in kept or "functools.lru_cache" not in set(imports(MODULES[name]))


def test_there_is_no_import_cycle() -> None:
    """Of modules, wherever the import stands."""
    graph = {name: set(targets(name)) for name in MODULES}
    while leaves := {name for name, found in graph.items() if not found & set(graph)}:
        graph = {name: found for name, found in graph.items() if name not in leaves}
    assert not graph


def test_no_name_of_a_file_occurs_twice() -> None:
    """But `commands`, one a flow; so that a name said in talk, in a log or in an error is one file."""
    names = [name.rpartition(".")[2] for name, tree in MODULES.items() if not _is_package(name) and tree.body]
    assert {name: n for name, n in Counter(names).items() if n > 1 and name != "commands"} == {}


def _is_package(name: str) -> bool:
    return (ROOT / Path(*name.split(".")) / "__init__.py").is_file()


def test_what_the_program_reads_of_its_own_is_installed_with_it() -> None:
    """Weights, weights' tables, catalogues: a kind of file that nobody named would be missing in the image alone."""
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["bot"]
    known = {file for pattern in named for file in (ROOT / "bot").glob(pattern)}
    files = {file for file in (ROOT / "bot").rglob("*") if file.is_file() and file.suffix not in {".py", ".pyc", ".mo"}}
    assert files - known == set()


def test_every_module_says_first_what_it_is_for() -> None:
    assert [name for name, tree in MODULES.items() if tree.body and not ast.get_docstring(tree)] == []


def test_every_room_says_first_what_it_is_for() -> None:
    """Each folder with Python is a package of its own, also where git was told to pass over a folder of that name."""
    folders = {path.parent for path in (ROOT / "bot").rglob("*.py")}
    rooms = {folder for folder in folders if folder.name != "versions"}
    assert {folder for folder in rooms if not (folder / "__init__.py").is_file()} == set()
