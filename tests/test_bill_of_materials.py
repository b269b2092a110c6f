"""The bill of materials lists what the lock file pins: all of it, with its hashes, and nothing else."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

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
