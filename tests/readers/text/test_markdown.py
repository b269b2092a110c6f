"""Markdown: front matter is understood and taken off, the rest is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model.documents import Details, Kind, Reading
from bot.core.model.errors import BadFrontMatter, EmptyDocument
from bot.readers.text.markdown import MarkdownReader, headings, plain

FULL = """---
title: "Pegasus: what it is"
kind: summary
sources:
  - https://example.org/a
  - https://example.org/b
published: 2021-12-15
language: no
author: Ann
publisher: The Example
source: https://example.org
case: NSO Group
key: pegasus
---

# Pegasus

**Words** stay [as they are](https://example.org).
"""


def read(text: str, name: str = "note.md") -> Reading:
    (reading,) = MarkdownReader().read(text.encode(), name)
    return reading


def test_every_field_of_the_front_matter_is_read() -> None:
    """As the text that stands there: `no` is Norwegian, a date is a date."""
    reading = read(FULL)
    assert reading.details == Details(
        title="Pegasus: what it is",
        kind=Kind.SUMMARY,
        sources=("https://example.org/a", "https://example.org/b"),
        published="2021-12-15",
        language="no",
        author="Ann",
        publisher="The Example",
        source="https://example.org",
    )
    assert (reading.key, reading.case) == ("pegasus", "nso-group")


def test_a_summary_says_which_events_it_tells_of() -> None:
    """When they began and ended, when somebody last checked it, and whether its matter is closed."""
    said = "---\nkind: summary\nfacts_from: 2018-10\nfacts_until: 2021-12-15 10:00\nchecked: 2026-11-21\n{}---\nText."
    found = read(said.format("state: Closed\n")).details
    assert (found.facts_from, found.facts_until, found.checked) == ("2018-10", "2021-12-15", "2026-11-21")
    states = [read(said.format(line)).details.state for line in ("state: Closed\n", "state: open\n", "")]
    assert states == ["closed", None, None]
    with pytest.raises(BadFrontMatter, match="“state” is “ended”; it can be open or closed"):
        read(said.format("state: ended\n"))


@pytest.mark.parametrize("said", ["[harbour, court records]", "harbour, court records", "\n- harbour\n- court records"])
def test_a_note_brings_its_tags_along(said: str) -> None:
    """As note programs write them: a list in brackets, in lines, or with commas between."""
    assert read(f"---\ntitle: T\ntags: {said}\n---\nText.").details.tags == "harbour, court records"


def test_the_text_is_the_rest_of_the_file() -> None:
    assert read(FULL).text == FULL.split("---\n", 2)[2]
    assert read(FULL.replace("\n", "\r\n")).text == read(FULL).text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Said\n---\n# Heading\n", "Said"),
        ("Intro.\n\n## *Who* signed `it`?\n\nText.", "Who signed it?"),
        ("Who signed\n----------\n\nText.", "Who signed"),
        ("Only text.", "The note"),
    ],
)
def test_the_title_falls_back_to_the_first_heading_then_to_the_name(text: str, title: str) -> None:
    assert read(text, "the-note.md").details.title == title


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("title: Pegasus: what\n? x", "line"),
        ("title: [a", "line"),
        ("title: &a x\nkey: *a", "anchors"),
        ("sources: [[[[[[x]]]]]]", "nested too deep"),
        ("title: {a: b}", "“title” must be one line"),
        ("kind: gossip", "it can be source or summary"),
        ("title: x\x07" + "y" * 80, "special characters|line"),
        ("a: b\n- x", "line 3"),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused_in_words(block: str, why: str) -> None:
    with pytest.raises(BadFrontMatter, match=why):
        read(f"---\n{block}\n---\nText.")


def test_front_matter_as_people_type_it() -> None:
    """A colon in a title, a list of authors as links between notes: what YAML itself would refuse, or make a list."""
    typed = read(
        "---\ntitle: Re: October: the flat\nauthor:\n  - [[Rosa Lind]]\n  - Ida\npublished: 2021-10-24\n---\nText."
    )
    assert (typed.details.title, typed.details.author) == ("Re: October: the flat", "Rosa Lind, Ida")
    assert typed.details.published == "2021-10-24"
    assert read('---\nauthor:\n  - "[[people/rosa|Rosa Lind]]"\ntags: [a, b]\n---\nText.').details.author == "Rosa Lind"


def test_front_matter_that_never_ends_is_refused() -> None:
    with pytest.raises(BadFrontMatter, match="closing --- is missing"):
        read("---\ntitle: x\n\nText.")


def test_a_line_drawn_across_is_text() -> None:
    assert read("---\n\nText.\n\n---\n").text == "---\n\nText.\n\n---\n"


def test_fields_that_mean_nothing_are_named() -> None:
    """So that a misspelt one isn't lost in silence."""
    assert read("---\ntitle: x\nsoruce: y\n---\nText.").notes == ("Not used: soruce.",)


def test_nothing_but_front_matter_is_empty() -> None:
    with pytest.raises(EmptyDocument):
        read("---\ntitle: x\n---\n\n")


def test_headings_in_fenced_code_are_none() -> None:
    text = "# One\n\n```sh\n# no\n```\n\n~~~\n# no\n```\n~~~\n\n### Two ###\n\nThree\n===\n\n---\n\n#no\n"
    assert [mark.label for mark in headings(text)] == ["One", "Two", "Three"]
    assert [text[mark.start :].partition("\n")[0] for mark in headings(text)] == ["# One", "### Two ###", "Three"]


@pytest.mark.parametrize(
    ("marked", "words"), [("**a** _b_ c_d", "a b c_d"), ("[a](b) ![c](d)", "a c"), ("`x*y`", "xy"), ("", "")]
)
def test_a_heading_s_label_is_its_words(marked: str, words: str) -> None:
    assert plain(marked) == words


@given(st.text(st.sampled_from("#=-~` \nab*"), max_size=60))
def test_headings_lie_in_the_text_in_order(text: str) -> None:
    starts = [mark.start for mark in headings(text)]
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(text) for start in starts)
