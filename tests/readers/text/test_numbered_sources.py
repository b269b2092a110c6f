"""Numbers of sources in a summary: out of its words, kept where they stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model.documents import Mark
from bot.core.quoting import cited_sources
from bot.readers.text import numbered_sources
from bot.readers.text.markdown import MarkdownReader
from tests.core.small_library import library

ONE, TWO = "https://one.example/a", "https://two.example/b"
FRONT = f"---\ntitle: T\nkind: {{kind}}\nsources:\n  - {ONE}\n  - {TWO}\n---\n"


@pytest.mark.parametrize(
    ("written", "text", "marks"),
    [
        ("He denies it [1]. She left [2].", "He denies it. She left.", [(12, "1"), (22, "2")]),
        ("He denies it. [1] She left.[2]", "He denies it. She left.", [(13, "1"), (23, "2")]),
        ("Both say so [1, 2].", "Both say so.", [(11, "1"), (11, "2")]),
        ("Both say so [1][2].", "Both say so.", [(11, "1"), (11, "2")]),
        ("نفى ذلك [2]. ثم غادر.", "نفى ذلك. ثم غادر.", [(7, "2")]),
        ("No number, and [sic] a bracket.", "No number, and [sic] a bracket.", []),
        ("[2021] EWHC 3284 and [1](https://x.example).", "[2021] EWHC 3284 and [1](https://x.example).", []),
    ],
)
def test_numbers_are_taken_out_and_marked(written: str, text: str, marks: list[tuple[int, str]]) -> None:
    found = numbered_sources.taken(written, (ONE, TWO))
    assert (found.text, found.notes) == (text, ())
    assert found.marks == tuple(Mark(start, "source", label) for start, label in marks)


def test_a_number_without_a_source_stays_and_is_told() -> None:
    found = numbered_sources.taken("So it was [3]. And [1].", (ONE,))
    assert found.text == "So it was [3]. And."
    assert found.notes == ("There is no source of that number, so it was left in the text: [3]",)


@pytest.mark.parametrize(
    "listed",
    [
        f"## Sources\n\n1. {ONE}\n2. The Example, 3 May 2021: {TWO}\n",
        f"Sources:\n[1] {ONE}\n[2] <{TWO}>.",
        f"[1]: {ONE}\n[2]: {TWO}\n\n",
    ],
)
def test_a_list_at_the_end_is_as_good_as_one_in_the_front_matter(listed: str) -> None:
    """It is no part of the text then."""
    found = numbered_sources.taken(f"He denies it [2].\n\n{listed}", ())
    assert (found.text, found.sources) == ("He denies it.\n", (ONE, TWO))


@pytest.mark.parametrize("end", [f"2. {ONE}\n3. {TWO}", f"See {ONE}.", "1. One\n2. Two", ""])
def test_what_is_no_list_of_sources_stays(end: str) -> None:
    written = f"He denies it [2].\n\n{end}"
    assert numbered_sources.taken(written, ()) == numbered_sources.Numbered(written, (), (), ())


def test_only_a_summary_has_them() -> None:
    """A source's own text is kept letter for letter."""
    body = "He denies it [1]."
    ((summary,), (source,)) = (
        MarkdownReader().read((FRONT.format(kind=kind) + body).encode(), "a.md") for kind in ("summary", "source")
    )
    assert (summary.text, summary.marks) == ("He denies it.", (Mark(12, "source", "1"),))
    assert (source.text, source.marks) == (body, ())


@given(st.lists(st.tuples(st.sampled_from(["He denies it", "She left"]), st.sets(st.integers(1, 2))), min_size=1))
def test_each_sentence_has_its_own(told: list[tuple[str, set[int]]]) -> None:
    """Whatever stands before and after it; without a number of its own, all of them."""
    body = " ".join(f"{said}{''.join(f' [{n}]' for n in sorted(numbers))}." for said, numbers in told)
    found = numbered_sources.taken(body, (ONE, TWO))
    one = library({"a": found.text}, sources=(ONE, TWO), marks=found.marks)
    document, at = one.store.documents(one.cases)[0], 0
    for said, numbers in told:
        start = found.text.index(said, at)
        at = start + len(said) + 1
        wanted = tuple((ONE, TWO)[n - 1] for n in sorted(numbers))
        assert cited_sources.cited(document, start, at) == wanted
        assert cited_sources.based_on(document, start, at) == (wanted or (ONE, TWO))
