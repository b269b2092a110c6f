"""An address of the viewer: sealed, for so long, and of a length that a button holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model.visits import PLACES, Place, Visit
from bot.web.viewer.links import TOKEN, NoVisit, Seal, key_in

BIG = 2**63 - 1
PLACE = Place(BIG, 2**32 - 2, 2**32 - 1, "deadbeef")
VISIT = Visit(str(BIG), BIG, BIG, (PLACE,) * PLACES)
KEY = Fernet.generate_key()


def seal(now: float = 1000.0, key: bytes = KEY) -> Seal:
    return Seal("https://files.example/pq/", key, 10, lambda: now)


def test_what_goes_in_comes_out() -> None:
    assert seal().opened(seal().token(VISIT, 1000)) == (VISIT, 1000)


def test_the_longest_fits_into_a_button_and_into_the_limit() -> None:
    assert len(seal().address(VISIT)) <= 512
    assert len(seal().token(VISIT, 1000)) <= TOKEN


def test_behind_a_long_address_the_last_places_are_left_out() -> None:
    long = Seal(f"https://{'a' * 200}.example", KEY, 10, lambda: 1000.0)
    made = long.address(VISIT)
    assert len(made) <= 512
    assert 1 <= len(long.opened(made.rpartition("/")[2].partition("#")[0])[0].places) < PLACES


def test_it_tells_nothing() -> None:
    """Two of the same differ, and neither holds a number of the visit in any form that can be read."""
    first, second = seal().token(VISIT, 1000), seal().token(VISIT, 1000)
    assert first != second


@pytest.mark.parametrize("now", [1000 + 601, 1000 - 61])
def test_it_opens_for_ten_minutes_only(now: int) -> None:
    """Nor long before it was made."""
    with pytest.raises(NoVisit):
        seal(now).opened(seal().token(VISIT, 1000))


def test_another_key_opens_nothing() -> None:
    with pytest.raises(NoVisit):
        seal(key=Fernet.generate_key()).opened(seal().token(VISIT, 1000))


@pytest.mark.parametrize(("ours", "other"), ["-+", "_/"])
def test_another_way_of_writing_it_opens_nothing(ours: str, other: str) -> None:
    """Base64 has two alphabets; an address has one form."""
    at, token = next((at, made) for at in range(1000, 2000) if ours in (made := seal().token(VISIT, at)))
    assert seal(now=at).opened(token)
    with pytest.raises(NoVisit):
        seal(now=at).opened(token.replace(ours, other))


@given(st.integers(0), st.characters(codec="ascii"))
def test_one_changed_letter_spoils_it(at: int, letter: str) -> None:
    token = seal().token(VISIT, 1000)
    at %= len(token)
    if token[at] != letter and at != len(token) - 1:  # the last letter's spare bits carry nothing
        with pytest.raises(NoVisit):
            seal().opened(token[:at] + letter + token[at + 1 :])


@given(st.text())
def test_whatever_else_comes_opens_nothing(token: str) -> None:
    with pytest.raises(NoVisit):
        seal().opened(token)


def test_nobody_is_asked_before_there_is_somebody() -> None:
    with pytest.raises(NoVisit):
        _ = seal().presence


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    assert key_in(tmp_path) == key_in(tmp_path)
    assert (tmp_path / "viewer.key").stat().st_mode & 0o777 == 0o600
