"""The links of the starter case files: well formed, public, said once, and telling no site where its reader came from.

Whether they still lead to their pages only a person can say: `python -m tests.test_corpus` prints the list to open, for
one file after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.fetch import addresses
from bot.readers import frontmatter

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
FILES = sorted(path for path in CORPUS.glob("*.md") if path.name != "README.md")
# What campaigns, feeds and buttons put behind a link; without it the page is the same.
TRACKING = (
    "utm_",
    "wt_",
    "mc_",
    "at_",
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "igshid",
    "share",
    "replytocom",
    "ref_src",
)
SHORT = {
    "bit.ly",
    "t.co",
    "goo.gl",
    "tinyurl.com",
    "ow.ly",
    "buff.ly",
    "is.gd",
    "lnkd.in",
    "dlvr.it",
    "amzn.to",
    "youtu.be",
}


def links(path: Path) -> list[str]:
    """The addresses that a case file names, in its order."""
    said, _ = frontmatter.split(path.read_text("utf-8"), path.name)
    named = said.get("sources") or [said.get("source")]
    assert isinstance(named, list)
    return [str(one) for one in named if one]


def faults(link: str) -> Iterator[str]:
    """What is wrong with a link. Raises BadAddress for what can't be fetched at all."""
    url = addresses.checked(link)
    if addresses.is_local_name(url.host or "") or addresses.numeric(url.host or ""):
        yield "no name of the public internet"
    if urlsplit(link).fragment:
        yield "points into the page"
    if url.host in SHORT:
        yield "hides where it leads"
    yield from (
        f"{name}= tells where a reader came from"
        for name, _ in parse_qsl(url.query_string)
        if name.startswith(TRACKING)
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_links_are_sound(path: Path) -> None:
    found = links(path)
    assert len(found) == len(set(found)) >= 1
    assert {link: told for link in found if (told := list(faults(link)))} == {}


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/a?utm_source=feed",
        "https://example.org/a?id=3&fbclid=x",
        "https://bit.ly/3xYz",
        "https://example.org/a#part",
        "http://192.0.2.1/a",
        "http://printer.local/a",
    ],
)
def test_an_unsound_link_is_found(link: str) -> None:
    assert list(faults(link))


if __name__ == "__main__":
    for file in FILES:
        print(file.name, *links(file), "", sep="\n")  # noqa: T201
