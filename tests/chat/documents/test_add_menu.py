"""Apps ▸ Add to case file."""

from __future__ import annotations

from tests.chat.documents.test_commands import REFUSED, keys
from tests.chat.world import LEASE, World, labels, last, texts
from tests.pages import ADDRESS, PAGE, Web

MENU = "Add to case file"


async def test_a_messages_files_and_links_are_previewed_each_by_itself(world: World) -> None:
    """A bad one is told, and keeps no other out."""
    world.casebook.fetcher = Web({ADDRESS: PAGE})
    files = [("lease.txt", LEASE.encode()), ("empty.txt", b""), ("rent.txt", b"The rent of the pier is 7,000 a month.")]
    message = await world.ann.send(
        world.channel, f"look at these: {ADDRESS}, https://news.example/x", attachments=files
    )
    result = await world.mo.context_menu(world.channel, MENU, message)
    shown = list({id(each): each for each in (result.response, *result.followups)}.values())
    told = "\n".join(map(texts, shown))
    assert told.count("nothing is published yet") == 3
    assert "“empty.txt” holds no text" in told
    assert "news.example/x” can't be reached" in told
    for each in shown:
        if "Publish" in labels(each):
            await world.mo.click(each, label="Publish")
    assert keys(world) == ["eighteen-sign-the-letter", "lease", "rent"]


async def test_what_a_file_says_of_itself_goes_before_what_its_message_says(world: World) -> None:
    """Who sent it, when and where stand only in its gaps."""
    page = b"---\npublisher: The Herald\npublished: 2019-05-04\n---\n\n" + LEASE.encode()
    message = await world.ann.send(world.channel, "", attachments=[("lease.md", page), ("plain.txt", LEASE.encode())])
    result = await world.mo.context_menu(world.channel, MENU, message)
    shown = [texts(each) for each in (result.response, *result.followups) if "Publish" in labels(each)]
    own, bare = (next(each for each in shown if f"**From:** {name}" in each) for name in ("lease.md", "plain.txt"))
    assert "**Publisher:** The Herald\n" in own
    assert "**Published:** 4 May 2019\n" in own
    assert "**Publisher:** ann\n" in bare
    assert all(message.jump_url in each.replace("\\", "") for each in (own, bare))


async def test_a_messages_text_comes_into_the_form(world: World) -> None:
    """To be looked at and corrected before it is added."""
    message = await world.ann.send(world.channel, LEASE)
    form = await world.mo.context_menu(world.channel, MENU, message)
    assert form.modal is not None
    given = {each["component"]["custom_id"]: each["component"].get("value") for each in form.modal["components"]}
    assert given["title"] == LEASE.splitlines()[0][:80]
    assert given["text"] == LEASE
    assert given["source"] == message.jump_url
    assert given["publisher"] == "ann"
    assert given["published"] == message.created_at.date().isoformat()
    result = await world.mo.submit_modal(form, {"title": "The lease", "text": LEASE})
    assert "### The lease" in texts(last(result))


async def test_a_message_without_either_is_told(world: World) -> None:
    message = await world.ann.send(world.channel, "only a picture of a sticker")
    world.env.backend.get_message(world.channel.id, message.id).content = " "
    result = await world.mo.context_menu(world.channel, MENU, message)
    assert "no file, link or text" in texts(last(result))


async def test_a_member_is_refused_in_code(world: World) -> None:
    message = await world.ann.send(world.channel, LEASE, attachments=[("lease.txt", LEASE.encode())])
    assert texts(last(await world.ann.context_menu(world.channel, MENU, message))) == REFUSED
    assert keys(world) == []
