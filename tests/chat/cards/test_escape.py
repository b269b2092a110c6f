"""Foreign text in a message: nothing of it formats, links or pings, and nothing of it changes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord.preview._markdown import markdown_tokens

from bot.chat.cards import escape

NASTY = [
    *("**bold**", "*em*", "__under__", "_em_", "~~gone~~", "||secret||", "`code`", "```py\ncode\n```", "\\*"),
    *("# heading", "## heading", "-# small", "> quote", ">>> quote", "- list", "* list", "+ list", "1. list", "2) x"),
    *("[x](https://evil.example)", "<https://evil.example>", "https://evil.example", "http\\://x"),
    *("@everyone", "@here", "<@123456789012345678>", "<@!123>", "<@&123>", "<#123>", "<id:customize>"),
    *("</ask:123456789012345678>", "<t:1700000000:R>", "<a:wave:123456789012345678>", "<:x:123>", ":smile:"),
    *(
        "&amp; &lt;b&gt;",
        "¯\\_(ツ)_/¯",
        "5 * 3 * 2",
        "snake_case_name",
        "C#",
        "a\\",
        "\\\\",
        "**",
        "*",
        "|",
        "<",
        "\u202egnp.exe",
    ),
]
texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*NASTY, " ", "\n", "word", "é", "字", "🙂"]), max_size=8).map("".join),
)


def spans(text: str) -> st.SearchStrategy[list[tuple[int, int]]]:
    at = st.integers(0, len(text))
    return st.lists(st.tuples(at, at).map(lambda pair: (min(pair), max(pair))), max_size=4)


def leaves(tokens: Any) -> list[dict[str, Any]]:
    """The tokens of a parsed message that hold no others."""
    return [leaf for token in tokens for leaf in (leaves(token["children"]) if "children" in token else [token])]


@pytest.mark.parametrize("text", [each for each in NASTY if each != "-# small"])  # read there after the backslashes
def test_nothing_formats(text: str) -> None:
    """A parser of Discord's Markdown sees the text and nothing else, whatever names are known to it."""
    known = {"users": {"123": "ann"}, "roles": {"123": "mods"}, "channels": {"123": "x"}, "everyone": True}
    seen = markdown_tokens(escape.verbatim(text), context={**known, "commands": {"123": "ask"}})
    assert {token["type"] for token in seen} == {"paragraph"}
    assert {leaf["type"] for leaf in leaves(seen)} <= {"text", "break"}
    assert "".join(leaf.get("content", "\n") for leaf in leaves(seen)) == text


@given(texts.flatmap(lambda text: st.tuples(st.just(text), spans(text))))
def test_the_exact_words_come_back(made: tuple[str, list[tuple[int, int]]]) -> None:
    """The quote contract on the card: formatting and backslashes off, the stored characters are left."""
    text, matches = made
    assert escape.unescape(escape.emphasised(text, matches)) == text


@given(texts)
def test_every_special_character_is_escaped(text: str) -> None:
    """Outside of what was put in, no character that could begin a format stands without its backslash."""
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "", escape.verbatim(text))
    assert not re.search(r"[\\*_~`|\[\]<@]", bare)
    assert not re.search(r"(?m)^[^\S\n]*(?:[>#+-]|\d+[.)])", bare.replace("\x00", "")) or "\\" in escape.verbatim(text)


@given(texts.flatmap(lambda text: st.tuples(st.just(text), spans(text))))
def test_bold_is_balanced_on_every_line(made: tuple[str, list[tuple[int, int]]]) -> None:
    """Bold that a line break cut in two would show its stars."""
    shown = escape.emphasised(escape.one_line(made[0]), made[1])
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "x", shown)
    assert bare.count("**") % 2 == 0
    assert "****" not in bare


def test_matches_are_bold_without_touching_blanks() -> None:
    assert escape.emphasised("the EU letter now", [(4, 6), (7, 13)]) == "the **EU letter** now"
    assert escape.emphasised("a b", [(1, 2), (0, 99)]) == "**a b**"


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://news.example/a (1)?q=ü", "https://news.example/a%20%281%29?q=%C3%BC"),
        ("https://news.example/a#:~:text=two%20words,-end", "https://news.example/a#:~:text=two%20words,-end"),
        ("http://bücher.example:8080/", "http://xn--bcher-kva.example:8080/"),
        ("https://user:secret@news.example/", "https://news.example/"),
        *[
            (bad, None)
            for bad in ("javascript:alert(1)", "ftp://x.example", "https://", "", None, "https://[::1", "http://a b")
        ],
    ],
)
def test_only_web_addresses_become_links(link: str | None, shown: str | None) -> None:
    """Encoded so that they can end neither a masked link nor a button early."""
    assert escape.address(link) == shown


def test_a_title_is_one_line_without_hidden_characters() -> None:
    """Direction overrides, control characters and line breaks are gone; a long one is cut."""
    assert escape.bare(" a\u202e\x07\nb \u200bc") == "a b c"
    assert escape.bare("x" * 300, 10) == "xxxxxxxxx…"
    assert escape.label("[x](http://e)") == "\\[x\\]\\(http\\://e)"


def test_length_is_counted_as_discord_does() -> None:
    assert escape.size("a🙂") == 3


def test_a_line_from_right_to_left_runs_so_to_its_end() -> None:
    """The marks stand around its words, which stay as they are; the question is read back without them."""
    words = "قالت المحكمة: نعم.\nYes."
    assert escape.quotation(words) == "> \u2067قالت المحكمة: نعم.\u2069\n> Yes."
    assert escape.directed("12 3 – !") == "12 3 – !"
    assert escape.directed("**«قالت»** (p. 4)").startswith("\u2067**")
    assert escape.unescape(escape.directed(escape.verbatim("قالت *المحكمة*؟"))) == "قالت *المحكمة*؟"
