"""The ids of persistent buttons: everything made can be read, nothing else can."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.cards import buttons


@given(st.text(max_size=120))
def test_no_other_text_is_an_id(text: str) -> None:
    assert buttons.parse(text) is None or text.startswith("pq:")


@pytest.mark.parametrize(
    "custom_id",
    [
        *("", "pq", "pq:", "pq:page", "pq:page:0", "pq:page:0:1:2", "pq:nothing:1", "xx:page:0:::", "page:0:::"),
        *(
            "pq:page:-1:::",
            "pq:page:999:::",
            "pq:page:0:x::",
            "pq:page:0::2021-1:",
            "pq:page:0:::;drop",
            "pq:page:٣:::",
        ),
        *(
            "pq:cite:1:2:3:ABCDEF01",
            "pq:cite:1:2:3:abc",
            "pq:undo:erase:1",
            "pq:undo:remove:" + "9" * 100,
            "pq:share:::\n",
        ),
    ],
)
def test_a_tampered_id_is_refused(custom_id: str) -> None:
    assert buttons.parse(custom_id) is None


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"custom_id": "pq:share:::"}, "pq:share:::"),
        ({"custom_id": "pq:more", "values": ["pq:share:::"]}, "pq:share:::"),
        ({"custom_id": "pq:share:::", "values": ["pq:keep:::"]}, "pq:share:::"),
        ({"custom_id": "pq:more", "values": []}, "pq:more"),
        ({"custom_id": "pq:more", "values": [{"a": 1}]}, "{'a': 1}"),
        ({}, ""),
        (None, ""),
    ],
)
def test_what_was_pressed_or_chosen_is_one_id(data: Any, told: str) -> None:
    """A choice of the menu is a press; whatever a client makes up instead is no id of ours."""
    assert buttons.of(cast("Any", SimpleNamespace(data=data))) == told
    assert buttons.parse(told) is None or told == "pq:share:::"


def test_a_menu_offers_each_thing_once_and_no_more_than_discord_takes() -> None:
    choices = [buttons.choice("page", number % 40, None, None, None, label="Quote") for number in range(80)]
    offered = buttons.menu("More …", choices).to_component_dict()["options"]
    assert len(offered) == len({each["value"] for each in offered}) == 25


def test_what_is_made_can_be_read_and_fits() -> None:
    """Also with the largest numbers that the shapes let through."""
    most = "9" * 18
    assert buttons.parse("pq:page:1:7:2021:2022-03-04") == buttons.Press("page", ("1", "7", "2021", "2022-03-04"))
    made = buttons.made("cite", most, most, most, "0" * 8, label="Cite")
    assert buttons.parse(made.custom_id) is not None
    assert len(made.custom_id) <= buttons.ID_LIMIT
