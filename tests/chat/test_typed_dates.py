"""Dates as people type them, in the languages of the interface."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.library.intake import days
from bot.core.model.errors import BadDetail
from bot.wording import typed_dates
from tests.chat.world import LEASE, World, last, put, texts

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        *((each, each) for each in ("2021", "2021-12", "2021-12-15")),
        ("5.11.21", "2021-11-05"),
        ("5/11/2021", "2021-11-05"),
        ("15 December 2021", "2021-12-15"),
        ("Dec 15, 2021", "2021-12-15"),
        ("June 2021", "2021-06"),
        ("last June", "2026-06"),
        ("last year", "2025"),
        ("yesterday", "2026-11-27"),
        ("two weeks ago", "2026-11-14"),
        ("juin dernier", "2026-06"),
        ("l’année dernière", "2025"),
        ("junio de 2021", "2021-06"),
        ("el año pasado", "2025"),
        ("5 نوفمبر 2021", "2021-11-05"),
        ("يونيو الماضي", "2026-06"),
    ],
)
def test_a_date_is_read_as_it_is_meant(typed: str, iso: str) -> None:
    """As exact as it was typed, and never later than today."""
    assert typed_dates.iso(typed, TODAY) == iso


@pytest.mark.parametrize(
    "typed", ["", "  ", "soon", "next May", "tomorrow", "12", "1", "who?", "in the days of yore", "5.11.2031", "x" * 99]
)
def test_what_is_no_date_or_is_still_to_come_is_none(typed: str) -> None:
    assert typed_dates.iso(typed, TODAY) is None


@given(st.text(max_size=45))
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_gives_a_date_that_can_be_searched_by_or_none(typed: str) -> None:
    """What looks like an ISO date is left to who checks it."""
    found = typed_dates.iso(typed, TODAY)
    if found is not None and not typed_dates.ISO.fullmatch(typed.strip()):
        assert days(found)[0] <= TODAY.toordinal()


def test_what_looks_like_an_iso_date_and_is_none_is_told_so() -> None:
    with pytest.raises(BadDetail):
        days(typed_dates.iso("2021-13", TODAY) or "")


async def test_questions_and_documents_take_such_dates(world: World) -> None:
    """The card says which date was understood; one that is none is told."""
    put(world.casebook, "lease", LEASE, world.workspace, "leases", published="2021-11-05")
    asked: dict[str, Any] = {"question": "who signed the lease?", "after": "November 2021", "before": "5.11.21"}
    shown = texts(last(await world.ann.slash(world.channel, "ask", **asked)))
    assert "Tomas Reed" in shown
    assert "only those dated November 2021 to 5 November 2021" in shown
    file = ("pier.txt", b"The pier is 70 metres long.")
    offered = await world.mo.slash(world.channel, "documents add file", file=file, case="leases", published="June 2021")
    assert "**Published:** June 2021" in texts(last(offered))
    refused = await world.mo.slash(world.channel, "documents add file", file=file, case="leases", published="soonish")
    assert "“soonish”" in texts(last(refused))
