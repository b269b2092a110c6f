"""The starter case files: how old they say they are, and their links, well formed, public, said once, and telling no
site where its reader came from.

Whether they still lead to their pages, and hold what is said, only a person can say: `python -m tests.test_corpus`
prints the list to open, for one file after the other: each link with how many sentences name it, and the sentences
that name none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot import assemble
from bot.core.language import sentences
from bot.core.library import intake, known_vectors
from bot.core.model.documents import Kind
from bot.fetch import addresses
from bot.indexes.vectors import known_vector_file
from bot.meaning import e5
from bot.readers.text import frontmatter
from bot.settings import CORPUS, Settings
from tests.case_files import FILES, ask, written

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
# What a sentence says of which no source tells.
UNKNOWN = re.compile(r"not known to us|that we know of|nicht bekannt|est pas connue|nos consta|لا نعلم")
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


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_summary_says_how_old_it_is(path: Path) -> None:
    """Its first and last event are told in it, and somebody has looked since; it has no day of publication."""
    said, text = written(path).details, written(path).text
    assert said.kind is Kind.SUMMARY
    assert said.published is None
    assert said.checked
    assert said.facts_from
    assert intake.checked(said) == said
    assert [day for day in (said.facts_from, said.facts_until) if day and day[:4] not in text] == []
    assert intake.days(said.facts_until or said.facts_from)[0] <= intake.days(said.checked)[1]


@pytest.mark.parametrize(
    ("after", "before", "key"),
    [
        ("2021-07", "2021-12", "pegasus-project"),
        ("2013-02", "2013-02", "trovicor"),
        (None, "2018-12", "ahmed-mansoor"),
        ("2026", None, "paragon-italy"),
    ],
)
def test_dates_find_the_files_about_those_months(after: str | None, before: str | None, key: str) -> None:
    title = written(CORPUS / f"{key}.md").details.title
    found = ask(title, after, before)
    assert key in {one.document.key for one in found.nearest}


@pytest.mark.parametrize(
    ("question", "key", "held"),
    [
        ("What was Project Raven as of June 2017?", "darkmatter-project-raven", True),
        ("What was Project Raven as of 2005?", "darkmatter-project-raven", False),
        ("Who was targeted with Graphite in Italy as of March 2025?", "paragon-italy", True),
        ("Who was targeted with Graphite in Italy as of June 2024?", "paragon-italy", False),
        ("ما الحكم على أحمد منصور حتى تاريخ ديسمبر 2018", "ahmed-mansoor", True),
        ("ما الحكم على أحمد منصور حتى تاريخ ديسمبر 2014", "ahmed-mansoor", False),
    ],
)
def test_as_of_a_day_finds_the_files_that_had_begun_by_then(question: str, key: str, *, held: bool) -> None:
    """As `--before` does: also one that goes on after that day, and never one that begins later."""
    found = ask(question)
    assert found.question.before
    assert (key in {one.document.key for one in found.nearest}) == held
    begun = [intake.days(one.document.details.facts_from or "")[0] for one in found.nearest]
    assert all(day <= intake.days(found.question.before)[1] for day in begun)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_number_in_the_text_is_that_of_a_source(path: Path) -> None:
    """And none is left in what is quoted."""
    assert written(path).notes == ()
    assert not re.search(r"\[\d+\]", written(path).text)


def told(path: Path) -> list[tuple[str, bool]]:
    """The sentences that tell of something, and whether each names its source. What isn't known has none to name."""
    found = written(path)
    named = [mark.start for mark in found.marks if mark.kind == "source"]
    return [
        (found.text[start:end], any(start < one <= end for one in named))
        for start, end in sentences.split(found.text, found.details.language or "en")
        if not found.text.startswith("#", start) and not UNKNOWN.search(found.text[start:end])
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_most_sentences_name_their_source(path: Path) -> None:
    assert sum(named for _, named in told(path)) >= len(told(path)) * 3 / 4


def test_nearly_all_sentences_name_their_source() -> None:
    named = [one for path in FILES for _, one in told(path)]
    assert sum(named) >= len(named) * 19 / 20


def test_the_committed_vectors_are_those_of_the_starter_files() -> None:
    """All of them and no others. Mended by `python -m bot vectors --corpus corpus`."""
    casebook, _ = assemble.folder_casebook(CORPUS, Settings.read({"MEANING": "off"}), lambda done, total: None)
    kept = known_vector_file.read((CORPUS / known_vector_file.NAME).read_bytes(), e5.IDENTITY)
    store = casebook.store
    documents = store.documents([case.id for case in store.cases()])
    said = {one.key: known_vectors.texts(one, store.texts([one.id])[one.id]) for one in documents}
    missing = {key: [one is None for one in kept.find(texts)].count(True) for key, texts in said.items()}
    assert {key: units for key, units in missing.items() if units} == {}
    assert len(kept) == len({text for texts in said.values() for text in texts})


if __name__ == "__main__":
    for file in FILES:
        print(f"{file.name}, checked {written(file).details.checked}")  # noqa: T201
        named = Counter(mark.label for mark in written(file).marks if mark.kind == "source")
        for number, link in enumerate(links(file), start=1):
            print(f"[{number}] {link} ({named[str(number)]})")  # noqa: T201
        for sentence in [words for words, sourced in told(file) if not sourced]:
            print(f"[?] {sentence}")  # noqa: T201
