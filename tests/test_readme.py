"""What the README promises is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
COMMAND = re.compile(r"(?:-m bot|docker compose run .*\bpullquote) (.*)")
README = (ROOT / "README.md").read_text("utf-8")


def settings_table() -> str:
    """The table as the code has it: `python -m tests.test_readme` prints it."""
    return "\n".join(
        f"| `{field.alias}` | {_default(field.default)} | {field.description} |"
        for field in Settings.model_fields.values()
    )


def _default(value: object) -> str:
    if value is None:
        return "not set"
    return f"`{value.name if isinstance(value, Path) else value}`"


def commands() -> list[str]:
    """Every command of the program that README.md and docs/operating.md give in a block of shell, from its name on."""
    text = README + (ROOT / "docs" / "operating.md").read_text("utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    return [found[1] for line in lines if (found := COMMAND.search(line))]


def test_every_setting_stands_in_the_table() -> None:
    assert settings_table() in README


def test_every_link_to_a_file_leads_somewhere() -> None:
    for target in re.findall(r"\]\(((?!https?:)[^)#]+)\)", README):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("line", commands())
def test_every_command_in_the_readme_exists_with_its_options(line: str) -> None:
    from bot.__main__ import app

    words = shlex.split(line, comments=True)
    group = typer.main.get_command(app)
    command = group.commands[words[0]]  # type: ignore[attr-defined]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_operator_s_command_has_its_form_for_the_container() -> None:
    """`.ci/image` runs them as they stand there."""
    from bot.__main__ import COMMANDS

    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    section = text.partition("## In the container")[2].partition("\n## ")[0]
    given = {found[1] for found in re.finditer(r"^docker compose run .*\bpullquote ([a-z-]+)", section, re.MULTILINE)}
    given |= {found[1] for found in re.finditer(r"`([a-z-]+) [A-Z]+` ", section)}  # which take what CI hasn't
    assert given == set(COMMANDS) - {"serve", "bench"}
    assert "docker compose run --rm pullquote doctor" in README


def test_the_first_line_installs_from_the_lock_and_asks() -> None:
    """CI runs both lines as they stand, on a clean checkout."""
    assert "pip install -q --no-deps -r requirements.lock && .venv/bin/python -m bot ask" in README
    assert "pip install -q --no-deps -r requirements-test.lock && .venv/bin/python -m pytest" in README


def test_a_lock_file_is_installed_as_it_is() -> None:
    """Wherever that is written. Left to look for dependencies, an old pip refuses it once some package has moved on."""
    places = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob(".ci/*"), ROOT / "Dockerfile", ROOT / "justfile"]
    found = {
        (path.name, command)
        for path in places
        if path.is_file()
        for command in re.findall(r"pip install [^\n&`]*requirements[\w-]*\.lock", path.read_text("utf-8"))
    }
    assert {name for name, _ in found} >= {"README.md", "CONTRIBUTING.md", "Dockerfile"}
    assert [one for one in found if " --no-deps " not in one[1]] == []


if __name__ == "__main__":
    print(settings_table())  # noqa: T201
