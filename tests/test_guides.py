"""What is written for people says what is there: every room, and no place, module or command that isn't."""

from __future__ import annotations

import ast
import re
import tokenize
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
GUIDES = sorted(
    str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("tests/**/*.md")]
)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:bot|tests|docs)/[\w./-]+)`")
NAME = re.compile(r"`(bot(?:\.\w+)+)`")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
QUOTED = re.compile(r'"[^"]*"')
RUN = re.compile(r"python -m ((?:bot|tests|tools)(?:\.\w+)*)")
STAGE = re.compile(r"^stage_(\w+)\(\)", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_points_at_is_there(guide: str) -> None:
    """Its links, and the files that it names."""
    text = read(guide)
    linked = [target for target in LINK.findall(text) if not (ROOT / guide).parent.joinpath(target).exists()]
    named = [path for path in PATH.findall(text) if not (ROOT / path).exists() and "<" not in path]
    assert (linked, named) == ([], [])


@pytest.mark.parametrize("guide", GUIDES)
def test_a_command_that_a_guide_gives_is_there(guide: str) -> None:
    assert [name for name in RUN.findall(read(guide)) if find_spec(name) is None] == []


@pytest.mark.parametrize("name", sorted(set(NAME.findall(read("ARCHITECTURE.md")))))
def test_what_the_architecture_names_is_there(name: str) -> None:
    """A module, or a function or class in one: `bot.core.search.pipeline.ask`."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: Any = import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[count:]:
            found = getattr(found, attribute)
        return
    pytest.fail("there is no such module")


def test_the_architecture_tells_of_every_room() -> None:
    """Every folder of bot/ that holds code has its line and its link."""
    linked = {str(Path(target).parent) for target in LINK.findall(read("ARCHITECTURE.md"))}
    packages = {str(path.parent.relative_to(ROOT)) for path in (ROOT / "bot").rglob("*.py")}
    assert (
        packages - linked - {"bot/stores/sql/database/migrations", "bot/stores/sql/database/migrations/versions"}
        == set()
    )


def test_a_stage_that_the_justfile_names_is_one() -> None:
    stages = set(STAGE.findall(read(".ci/run")))
    assert set(re.findall(r"^\s+\.ci/run (\w+)$", read("justfile"), re.MULTILINE)) <= stages


def test_the_glossary_is_in_order_and_says_each_word_once() -> None:
    words = re.findall(r"^\| \*\*([\w ]+)\*\*", read("docs/glossary.md"), re.MULTILINE)
    assert len(words) > 30
    assert words == sorted(set(words))


def test_the_hooks_are_the_linters_of_the_checks() -> None:
    """What runs at a commit is what must hold: nothing is checked there in another way."""
    hooks = [
        hook["entry"] for repo in yaml.safe_load(read(".pre-commit-config.yaml"))["repos"] for hook in repo["hooks"]
    ]
    run = {entry.partition("-m ")[2].split()[0] for entry in hooks}
    assert run == set(re.findall(r"\$python -m (\w+)", read(".ci/run").partition("stage_lint")[2].partition("}")[0]))


@pytest.mark.parametrize("path", sorted((ROOT / "bot").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_person_is_they(path: Path) -> None:
    """In what the program says of people to those who read its code; words of a language are data."""
    told = [
        ast.get_docstring(node) or ""
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, DOCUMENTED)
    ]
    with path.open("rb") as file:
        told += [token.string for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]
    assert [words for words in told if re.search(r"\b(?:he|his|him|himself)\b", QUOTED.sub("", words))] == []
