"""One form for files: chosen, not typed; what is said in it goes for each of them, and is found by its tags."""

from __future__ import annotations

from tests.chat.world import LEASE, World, last, texts

PIER = "The pier of Elmstead is 70 metres long."


async def test_files_come_in_by_one_form_with_case_and_tags(world: World) -> None:
    """Each through its own preview; the tags are shown, kept, and choose documents for a question."""
    await world.mo.slash(world.channel, "cases create", name="port", title="The port")
    form = await world.mo.slash(world.channel, "documents add file")
    files = [("lease.txt", LEASE.encode()), ("pier.txt", PIER.encode())]
    filled = {"files": files, "case": ["port"], "tags": "#Harbour, court  records", "publisher": "Port Office"}
    shown = (await world.mo.submit_modal(form, filled)).followups
    assert ["**Tags:** Harbour, court records" in texts(each) for each in shown] == [True, True]
    for card in shown:
        await world.mo.click(card, label="Publish")
    assert "**Tags:** Harbour, court records" in texts(
        last(await world.mo.slash(world.channel, "documents show", document="pier"))
    )
    assert "70 metres" in texts(last(await world.ask("how long is the pier? tag:harbour")))
    assert "70 metres" not in texts(last(await world.ask("how long is the pier? tag:court")))
    offered = await world.mo.autocomplete(world.channel, "documents show", "document", "records")
    assert len(offered) == 2
