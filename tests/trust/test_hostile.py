"""Hostile questions, documents, names and ids: what the fuzzer found once, and what hypothesis makes up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trust import hostile

FOUND = Path(__file__).parent / "found"
KEPT = sorted(path for path in FOUND.rglob("*") if path.is_file())
SPICE = st.sampled_from(
    [
        *("@everyone", "<@&1>", "<@1>", "[a](http://evil.example)", "```", "`", "# x", "-# x", "> ", "||", "**", "~~"),
        *(
            "</ask:1>",
            "https://evil.example/",
            "\u202e",
            "\u200b",
            "\x00",
            "\r\n",
            "\ud7ff",
            "🏳️‍🌈",
            "ﷺ",
            "İ",
            "ẞ",
            "e\u0301",
        ),
        *('"', "-word", 'title:"', "source:", "after:2021", "---", "<script>", "</p>", "{", "}", "%s", "\\", "\t"),
        *("letter", "lawmakers", "Quarry", "tribunal", "Суд", "القانون", "北京", "who", "the", "a" * 300),
    ]
)
WORDS = st.lists(SPICE | st.text(max_size=12), max_size=30).map(" ".join)
TRIES = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_what_was_found_once_is_found_no_more() -> None:
    """The kept cases of the fuzzer, each with its target."""
    for path in KEPT:
        if path.parent.name in hostile.TARGETS:
            hostile.TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", sorted(hostile.TARGETS))
@TRIES
@given(words=WORDS)
def test_whatever_people_type(target: str, words: str) -> None:
    hostile.TARGETS[target](words.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("target", ["jsonl", "markdown", "text", "press", "name", "quote", "link", "visit", "archive"])
@TRIES
@given(data=st.binary(max_size=400))
def test_whatever_bytes_there_are(target: str, data: bytes) -> None:
    hostile.TARGETS[target](data)


@pytest.mark.parametrize(
    "data",
    [b"(" * 3999, b"a " * 2000, b"-" * 3999, b'"' * 3999, "é".encode() * 3999, "🏳️‍🌈".encode() * 600, b"source:" * 500],
)
def test_long_questions_are_quick(data: bytes) -> None:
    hostile.question(data)
