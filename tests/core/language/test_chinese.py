"""Traditional and simplified Chinese letters."""

from __future__ import annotations

from bot.core.language import tokens
from tests.core.small_library import library


def test_either_finds_the_other() -> None:
    """The quote stays as it was written."""
    files = library({"a": "這封信由三位議員簽署。", "b": "海灣很深。"}, language="zh")
    assert files.quote("谁签署了这封信？") == "這封信由三位議員簽署。"
    assert files.quote("誰簽署了這封信？") == "這封信由三位議員簽署。"


def test_letters_keep_their_places() -> None:
    text = "總統 signed 議員簽署"
    assert tokens.as_read(text, "zh") == "总统 signed 议员签署"
    assert [text[word.start : word.end] for word in tokens.words(text, "zh")] == [
        "總統",
        "signed",
        "議員",
        "員簽",
        "簽署",
    ]


def test_japanese_is_left_alone() -> None:
    assert tokens.terms("議員", "ja") == ["議員"]
