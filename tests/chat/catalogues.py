"""Keeps the catalogues of translations in step with the program: what is said, in which file, in every language.

python -m tests.chat.catalogues       adds what is new to bot/wording/locales/*/LC_MESSAGES/pullquote.po, empty, and
                                      takes out what nobody says any more; prints what is left to be translated
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.chat.router import command_list
from bot.core.library import junk
from bot.core.model import document_notes, errors
from bot.core.model.trail import Outcome
from bot.wording import catalogue

ROOT: Final = Path(__file__).resolve().parents[2]
CHAT: Final = ROOT / "bot" / "chat"
CORE: Final = ROOT / "bot" / "core"
WORDING: Final = ROOT / "bot" / "wording"
PAGES: Final = [ROOT / "bot" / "web" / "viewer" / name for name in ("pages.py", "marked_text.py")]
CLIENTS: Final = ("es", "fr")  # those that Discord's clients speak: only there are commands' names translated
Message = str | tuple[str, str]  # a sentence, or its singular and plural

_SENTENCE: Final = re.compile(r"(?=.*[^\W\d_]{2}).*\s.*|[A-Z][a-z]+(?: [a-z]+)*", re.DOTALL)
_NOT_SHOWN: Final = {"compile", "fullmatch", "search", "match", "warning", "error", "info", "exception", "TypeVar"}
_NOT_SAID: Final = {
    "Pullquote",
    "Mapping[str, Any]",
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Zl",
    "Zp",
    "how much",
    "word: ",
    "sentence: ",
    "https://…",
}
TERMINAL: Final = ROOT / "bot" / "cli" / "output" / "terminal_wording.py"
FOR_OPERATORS: Final = {"startup.py"}  # says what stops the bot from starting, on the terminal


def said() -> dict[Message, list[str]]:
    """Every sentence that chat, source viewer and terminal say, with the modules that say it."""
    found: dict[Message, list[str]] = {}
    for path in [*sorted(CHAT.rglob("*.py")), *sorted(WORDING.glob("*.py")), *PAGES, TERMINAL]:
        if path.name not in FOR_OPERATORS:
            for message in in_module(ast.parse(path.read_text("utf-8"))):
                found.setdefault(message, []).append(path.name)
    for template in [*templates(), *(outcome.value for outcome in Outcome), *junk.SENTENCES.values()]:
        found.setdefault(template, []).append("errors.py")
    for template in [*document_notes.ALL, *document_notes.DETAILS]:
        found.setdefault(template, []).append("remarks.py")
    for _, description in of_commands():
        if description:
            found.setdefault(description, []).append("commands.py")
    names = {name for name, _ in of_commands()} - set(document_notes.DETAILS)
    return {message: files for message, files in found.items() if message not in names and not _is_code(message)}


def _is_code(message: Message) -> bool:
    return message in {*_NOT_SAID, *catalogue.NAMES.values()} or str(message).startswith("<")


def named(code: str) -> list[str]:
    """The names of commands, options and choices, where Discord's clients speak that language."""
    if code not in CLIENTS:
        return []
    return sorted(
        {
            name
            for name, _ in of_commands()
            if not re.fullmatch(r"file\d+", name) and name not in catalogue.NAMES.values()
        }
    )


def in_module(tree: ast.Module) -> Iterator[Message]:
    """Counted pairs, and every string constant that reads like a sentence and isn't a docstring, a pattern or a log."""
    hidden = set(_hidden(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "count" and len(node.args) >= 3:
            one, many = (_constant(argument, tree) for argument in node.args[:2])
            if one and many:
                hidden |= {id(part) for argument in node.args[:2] for part in ast.walk(argument)}
                yield one, many
    direct = {
        id(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"say", "say_plainly"}
        if node.args
    }
    pairs = {text for message in hidden_names(tree) for text in message}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in hidden:
            continue
        if (id(node) in direct or _SENTENCE.fullmatch(node.value)) and node.value not in pairs:
            yield node.value


def hidden_names(tree: ast.Module) -> list[tuple[str, str]]:
    """Pairs whose sentences stand in a variable."""
    return [
        (one, many)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "count" and len(node.args) >= 3
        if (one := _constant(node.args[0], tree)) and (many := _constant(node.args[1], tree))
    ]


def _constant(node: ast.expr, tree: ast.Module) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        given = (each for each in ast.walk(tree) if isinstance(each, ast.Assign))
        values = [each.value for each in given if any(getattr(one, "id", "") == node.id for one in each.targets)]
        return _constant(values[0], tree) if len(values) == 1 else None
    return None


def _hidden(tree: ast.Module) -> Iterator[int]:
    """Constants that no person is shown: docstrings, annotations, patterns, logs, parts of an f-string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield id(node.value)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in _NOT_SHOWN:
                yield from (id(part) for argument in node.args for part in ast.walk(argument))
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
            yield from (id(part) for part in ast.walk(node.annotation))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            yield from (id(part) for part in ast.walk(node.returns))
        if isinstance(node, ast.JoinedStr):
            yield from (id(part) for part in node.values)


def templates() -> Iterator[str]:
    """Of every error that a person may be told, whoever has been imported before."""
    for path in [*CORE.rglob("*.py"), *CHAT.rglob("*.py")]:
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    waiting: list[type[errors.CasebookError]] = [errors.CasebookError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if issubclass(error, errors.StoreError) or error.__module__ == "bot.chat.startup":
            continue  # told in other words
        if error.__module__.startswith(("bot.core", "bot.chat")):
            yield error.template


def of_commands() -> Iterator[tuple[str, str]]:
    """Names of commands, options and choices, with their descriptions."""
    for command in command_list.ALL:
        yield from _of_command(command)


def _of_command(command: Any) -> Iterator[tuple[str, str]]:
    yield command.name, getattr(command, "description", "")
    for option in getattr(command, "parameters", ()):
        yield option.display_name, str(option.description)
        yield from ((choice.name, "") for choice in option.choices)
    for inner in getattr(command, "commands", ()):
        yield from _of_command(inner)


# --- the files


def of(code: str) -> Catalog:
    with catalogue.source(code).open("rb") as file:
        return read_po(file, locale=code, domain="pullquote")


def brought_up_to_date(code: str) -> Catalog:
    """The language's catalogue with exactly what is said now; translations are kept, new sentences are empty."""
    path = catalogue.source(code)
    known = of(code) if path.is_file() else Catalog(locale=code)
    then = datetime(2026, 1, 1, tzinfo=UTC)  # the same file for the same sentences
    made = Catalog(
        creation_date=then,
        revision_date=then,
        locale=code,
        domain="pullquote",
        project="Pullquote",
        version="1",
        fuzzy=False,
        charset="utf-8",
    )
    for message, files in said().items():
        key = message if isinstance(message, str) else message[0]
        earlier = known.get(key)
        same = earlier is not None and earlier.id == message
        made.add(
            message,
            earlier.string if earlier and same else None,
            locations=[(name, 0) for name in dict.fromkeys(files)],
        )
    for name in named(code):
        earlier = known.get(name, context=catalogue.COMMAND)
        made.add(name, earlier.string if earlier else None, context=catalogue.COMMAND)
    return made


def main() -> None:
    for code in catalogue.TRANSLATED:
        made = brought_up_to_date(code)
        path = catalogue.source(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, made, width=110, sort_output=True, include_lineno=False, omit_header=False)
        left = [message.id for message in made if message.id and not all(strings(message.string))]
        print(code, len(made), "sentences,", len(left), "left")  # noqa: T201


def strings(string: Any) -> list[str]:
    return [string] if isinstance(string, str) else list(string or [""])


if __name__ == "__main__":
    main()
