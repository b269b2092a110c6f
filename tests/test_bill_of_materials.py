"""The bill of materials lists what the lock file pins: all of it, with its hashes, and nothing else."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests import licences

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
Parts = dict[tuple[str, str], set[str]]


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    made: dict[str, Any] = json.loads((ROOT / "sbom.cdx.json").read_text("utf-8"))
    return made


def locked() -> Parts:
    """Name and version → the SHA-256 of each of its files."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    found = list(PINNED.finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    return {
        (each[1], each[2]): set(re.findall(r"sha256:([0-9a-f]{64})", text[each.start() : end]))
        for each, end in zip(found, ends, strict=True)
    }


def listed(bill: dict[str, Any]) -> Parts:
    return {
        (part["name"], part["version"]): {
            one["content"] for reference in part["externalReferences"] for one in reference["hashes"]
        }
        for part in bill["components"]
    }


def test_it_is_the_lock_files(bill: dict[str, Any]) -> None:
    """`.ci/lock` writes both."""
    assert len(locked()) > 50
    assert listed(bill) == locked()


def test_it_says_of_what_it_is(bill: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    about = bill["metadata"]["component"]
    assert (bill["bomFormat"], about["name"], about["version"]) == ("CycloneDX", project["name"], project["version"])


def test_it_names_public_places_only(bill: dict[str, Any]) -> None:
    """No mirror that somebody happened to lock through."""
    places = {one["url"] for part in bill["components"] for one in part["externalReferences"]}
    assert all(place.startswith("https://pypi.org/") for place in places)


def test_it_says_under_what_licence_each_part_is(bill: dict[str, Any]) -> None:
    """As the packages themselves say."""
    names = {part["name"]: _licence(part) for part in bill["components"]}
    assert names == {name: licences.declared(name) for name in names}
    assert [name for name, licence in names.items() if not licences.is_free(licence)] == []


def _licence(part: dict[str, Any]) -> str:
    (said,) = part["licenses"]
    return str(said["expression"] if "expression" in said else said["license"]["id"])


def test_what_is_installed_passes_the_gate() -> None:
    """Also what only tests need."""
    assert list(licences.refused()) == []


@pytest.mark.parametrize(
    ("expression", "passes"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-or-later", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0-only OR GPL-3.0-only", False),
        ("MIT AND GPL-2.0-only", False),
        ("SSPL-1.0", False),
        ("MIT AND (Apache-2.0 OR GPL-2.0-only)", False),
    ],
)
def test_a_licence_passes_where_one_of_its_choices_is_free(expression: str, passes: bool) -> None:
    assert licences.is_free(expression) is passes


def test_a_package_with_a_wrong_licence_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"numpy": "GPL-3.0-only", "rich": None}
    monkeypatch.setattr(licences, "declared", lambda package: said.get(package, "MIT"))
    found = list(licences.refused())
    assert [line.split(":")[0] for line in found] == ["numpy", "rich"]
    assert licences.main([]) == 1


def test_rank_bm25_has_a_small_part() -> None:
    """Pinned, and in one module: what has no releases any more must be easy to replace."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "rank-bm25==0.2.2" in project["dependencies"]
    users = [path for path in (ROOT / "bot").rglob("*.py") if "from rank_bm25" in path.read_text("utf-8")]
    assert len([path for path in users if "measure" not in path.parts]) == 1
