"""docs/gallery.md shows every kind of message, as the bot sends it now."""

from __future__ import annotations

import re

import pytest

from tests.chat import gallery
from tests.chat.scenes import SCENES

DRAW = "python -m tests.chat.gallery"


def test_no_message_is_without_a_picture() -> None:
    """Whatever function of bot/chat makes a message or a form is seen at work in some scene. If one is missing, add a
    scene to tests/chat/scenes.py and draw it.
    """
    drawn = {name for kept in gallery.kept().values() for name in kept["made_by"]}
    assert set(gallery.makers()) - drawn == set(), DRAW


def test_every_scene_is_drawn_wide_and_narrow_and_on_the_page() -> None:
    assert set(gallery.kept()) == set(SCENES), DRAW
    assert gallery.PAGE.read_text("utf-8") == gallery.page(), DRAW
    linked = set(re.findall(r'src="pictures/([^"]+)"', gallery.page()))
    assert linked == {gallery.picture(name, suffix).name for name in SCENES for suffix in gallery.WIDTHS}
    assert [name for name in linked if not (gallery.PICTURES / name).is_file()] == []


def test_every_picture_says_in_words_what_it_shows() -> None:
    told = re.findall(r'alt="([^"]+)"', gallery.page())
    assert len(told) == len(gallery.WIDTHS) * len(SCENES)
    assert len(set(told)) == len(told)


@pytest.mark.browser
@pytest.mark.timeout(300)
async def test_every_picture_shows_what_is_sent_now() -> None:
    """Message by message, as it goes to Discord. In the stage of the browser: it takes half a minute."""
    assert gallery.stale(await gallery.everything()) == [], DRAW
