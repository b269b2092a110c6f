"""Web pages for tests: an article around what is tried, and a page's visible words told without the reader's help."""

from __future__ import annotations

import re

PARAGRAPHS = (
    "<p>The committee of inquiry met for the third time in the old customs house on the harbour, and heard four "
    "witnesses over two days. A transcript was kept by the clerk of the house.</p>"
    "<p>Earlier hearings had dealt with the budget of the agency and with the way in which contracts were awarded "
    "without a tender, which several members called a serious failing.</p>"
)
HIDDEN = ("script", "style", "del", "s")


def page(inside: str, head: str = "") -> str:
    """An article that holds `inside`, in a page with a menu and a foot."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Hearing</title>{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/news">News</a></nav><main><article><h1>Hearing</h1>{PARAGRAPHS}{inside}'
        f"{PARAGRAPHS.replace('third', 'fourth').replace('Earlier', 'Later')}</article></main>"
        "<footer>Copyright 2024. Accept all cookies.</footer></body></html>"
    )


def short(inside: str) -> str:
    """A page of nothing else."""
    return f"<html><body>{inside}</body></html>"


def letters(text: str) -> str:
    """Without white space, and without the bars between cells."""
    return re.sub(r"\s+|\|", "", text)
