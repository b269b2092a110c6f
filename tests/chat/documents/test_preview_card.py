"""The preview of what comes in: what it shows, what its buttons do, and the queue of what contributors propose."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from tests.chat.documents.test_commands import REFUSED, keys, offer
from tests.chat.router.test_presses import tampered
from tests.chat.world import LEASE, LETTER, World, direct, labels, last, put, texts
from tests.pages import ADDRESS, PAGE, Web

GONE = "This preview is no longer waiting"


@pytest.fixture
def web(world: World) -> Web:
    world.casebook.fetcher = web = Web({ADDRESS: PAGE})
    return web


async def fetch(world: World, address: str = ADDRESS) -> Any:
    return last(await world.mo.slash(world.channel, "documents add link", address=address))


def roles(world: World, member: Any, *given: Any) -> None:
    world.env.backend.get_guild(world.guild.id).members[member.id].role_ids = [role.id for role in given]


# --- what it shows


async def test_nothing_is_published_before_it_was_looked_at(world: World) -> None:
    """What was found, how long it is, where it comes from, how it begins."""
    shown = last(await offer(world, publisher="Land Registry", published="2019"))
    told = texts(shown)
    assert told.startswith("### Lease\n-# Preview for the case general: nothing is published yet")
    for line in (
        "**Publisher:** Land Registry",
        "**Published:** 2019",
        "**Language:** English",
        "**Source:** not known",
        f"**Size:** {len(LEASE)} characters, 2 passages",
        "**From:** lease.txt",
        "> The lease of the Elmstead warehouse was signed",
    ):
        assert line in told
    assert labels(shown) == ["Publish", "Edit", "Discard"]
    assert shown.ephemeral
    assert keys(world) == []
    assert "Reed" not in texts(last(await world.ask("who signed the lease?")))


async def test_a_page_is_fetched_shown_and_quoted_with_its_link(world: World, web: Web) -> None:
    shown = await fetch(world)
    assert "### Eighteen sign the letter" in texts(shown)
    assert f"**From:** {ADDRESS}" in texts(shown).replace("\\", "")
    result = await world.mo.click(shown, label="Publish")
    assert "**Added** “Eighteen sign the letter” to general" in texts(last(result))
    world.remove("letter")
    assert "the link opens at these words" in texts(last(await world.ask("who signed the letter?")))


async def test_a_page_that_cannot_be_had_says_why(world: World, web: Web) -> None:
    assert "can't be reached" in texts(await fetch(world, "https://news.example/none"))


async def test_what_is_no_article_is_warned_of(world: World, web: Web) -> None:
    web.pages[ADDRESS] = "<html><body><p>Please enable JavaScript to continue reading this site.</p></body></html>"
    shown = await fetch(world)
    assert "⚠️ The page shows its text only with JavaScript" in texts(shown)
    assert "Publish" in labels(shown)


async def test_the_same_again_cannot_be_published(world: World) -> None:
    """Under another name, too; the words of a document in another case are told as well, and may be taken."""
    put(world.casebook, "lease", LEASE, world.workspace, "general")
    shown = last(await offer(world, file=("copy.txt", LEASE.encode())))
    assert "⚠️ The same is in the case already, as *lease*" in texts(shown)
    assert labels(shown) == ["Edit", "Discard"]
    elsewhere = last(await offer(world, file=("letter.txt", LETTER.encode())))
    assert "⚠️ The same text as *letter*." in texts(elsewhere)
    assert "Publish" in labels(elsewhere)


async def test_what_is_nearly_the_same_is_told_with_its_differences(world: World) -> None:
    long = "\n\n".join(f"Paragraph {n} says that {LEASE.split(chr(10))[0]}" for n in range(12))
    put(world.casebook, "lease", long, world.workspace, "general")
    shown = last(await offer(world, file=("other.txt", long.replace("Paragraph 3 says", "Passage 3 denies").encode())))
    assert "% the same as *lease*, 1 paragraph differs." in texts(shown)
    sides = texts(last(await world.mo.click(shown, label="Differences")))
    assert "**Before**\n> Paragraph 3 says" in sides
    assert "**New**\n> Passage 3 denies" in sides


async def test_a_new_version_is_told_as_one(world: World) -> None:
    """And its receipt goes back to the one before."""
    receipt = await world.mo.click(last(await offer(world)), label="Publish")
    assert "**Added**" in texts(last(receipt))
    shown = last(await offer(world, file=("lease.txt", LEASE.replace("Reed", "Read").encode())))
    assert "Publishing makes version 2 of *lease*: 1 paragraph differs." in texts(shown)
    receipt = last(await world.mo.click(shown, label="Publish"))
    assert "Tomas Read" in texts(last(await world.ask("who signed the lease?")))
    undone = texts(last(await world.mo.click(receipt, label="Undo")))
    assert "**Restored**" in undone
    assert "Tomas Reed" in texts(last(await world.ask("who signed the lease?")))
    again = texts(last(await world.mo.click(receipt, label="Undo")))
    assert "has just been changed" in again


async def test_many_files_are_previewed_each_by_itself(world: World) -> None:
    files = {f"file{n}": (f"n{n}.txt", f"Note {n} about the pier {n * 7}.".encode()) for n in range(2, 11)}
    files["file5"] = ("bad.txt", b"")
    result = await offer(world, **files)
    shown = list({id(each): each for each in (result.response, *result.followups)}.values())
    assert sum("Publish" in labels(each) for each in shown) == 9
    assert "“bad.txt” holds no text" in "".join(map(texts, shown))


async def test_an_archive_is_previewed_as_a_list(world: World) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for n in range(10):
            file.writestr(f"notes/n{n}.txt", f"Note {n} about the pier {n * 7}.")
    shown = last(await offer(world, file=("bundle.zip", packed.getvalue())))
    assert "10 documents\n- N0\n" in texts(shown)
    assert "⚠️" not in texts(shown)
    assert "and 2 more" in texts(shown)
    assert labels(shown) == ["Publish", "Discard"]
    await world.mo.click(shown, label="Publish")
    assert len(keys(world)) == 10


async def test_the_text_of_a_document_makes_no_message(world: World) -> None:
    """Titles, names and notes are shown, not obeyed."""
    lines = [{"title": "# @everyone <@&1> {x}", "text": "**@here** [x](https://evil.example) `{y}`"}]
    shown = last(await offer(world, file=("{a}`*.jsonl", "\n".join(map(json.dumps, lines)).encode())))
    assert "\n# @everyone" not in texts(shown)
    assert "[x](https" not in texts(shown)


# --- its buttons


async def test_what_was_found_can_be_corrected(world: World) -> None:
    """In a form that holds what is known; the card shows it, and the answer."""
    shown = last(await offer(world, publisher="Wrong"))
    form = await world.mo.click(shown, label="Edit")
    assert form.modal is not None
    given = {each["component"]["custom_id"]: each["component"].get("value") for each in form.modal["components"]}
    assert (given["title"], given["publisher"], given["language"]) == ("Lease", "Wrong", "en")
    bad = await world.mo.submit_modal(form, {"title": "T", "published": "soon"})
    assert "is no valid date" in texts(last(bad))
    form = await world.mo.click(shown, label="Edit")
    values = {"title": "The lease", "publisher": "Registry", "published": "2019-05", "language": "en"}
    await world.mo.submit_modal(form, values)
    now = world.channel.get_message(shown.id) if hasattr(world.channel, "get_message") else shown
    await world.mo.click(now, label="Publish")
    assert "**The lease**\n-# Registry · May 2019 · ¶ 1" in texts(last(await world.ask("who signed the lease?")))


async def test_discarded_is_gone(world: World) -> None:
    shown = last(await offer(world))
    await world.mo.click(shown, label="Discard")
    assert world.casebook.store.drafts(world.workspace) == []
    assert keys(world) == []


async def test_a_preview_outlives_a_restart(world: World, make_client: Any) -> None:
    shown = last(await offer(world))
    await world.env.restart_bot(make_client())
    await world.mo.click(shown, label="Publish")
    assert keys(world) == ["lease"]


async def test_the_draft_of_another_is_gone(world: World) -> None:
    """For a member, a moderator, and a moderator of another server, with an id made by hand; as one that never was."""
    number = world.casebook.store.drafts(world.workspace)[0].id if last(await offer(world)) else ""
    told = set()
    for each in (number, "0" * 32):
        card = last(await world.ask("who signed the letter?"))
        tampered(world, card, f"pq:draft:publish:{each}")
        assert texts(last(await world.ann.click(card, label="Cite"))) == REFUSED
        other = world.guild.add_member(world.env.create_user(f"mod{each[:3]}"), roles=[world.mods])
        card = last(await other.slash(world.channel, "ask", question="who signed the letter?"))
        tampered(world, card, f"pq:draft:discard:{each}")
        told.add(texts(last(await other.click(card, label="Cite"))))
    assert len(told) == 1
    assert GONE in told.pop()
    assert len(world.casebook.store.drafts(world.workspace)) == 1


# --- contributors


@pytest.fixture
async def contributor(world: World) -> Any:
    """Ann may propose, and moderators are told in their room."""
    team = world.guild.create_role("Team")
    roles(world, world.ann, team)
    await world.mo.slash(world.channel, "settings contributors", role=team, may=True)
    await world.mo.slash(world.channel, "cases create", name="general")
    return world.ann


async def propose(world: World, **options: Any) -> Any:
    given = {"file": ("lease.txt", LEASE.encode()), **options}
    return last(await world.ann.slash(world.channel, "documents add file", **given))


async def test_a_contributor_proposes_and_a_moderator_publishes(world: World, contributor: Any) -> None:
    """Nothing can be found before; moderators are told, and not of what it is."""
    room = world.guild.create_text_channel("moderators")
    await world.mo.slash(world.channel, "settings review", channel=room)
    shown = await propose(world)
    assert labels(shown) == ["Propose", "Edit", "Discard"]
    assert "Proposed, thank you." in texts(last(await contributor.click(shown, label="Propose")))
    assert texts(room.last_message) == "A document waits for review: `/documents review`\n[Review]"
    assert keys(world) == []
    assert texts(last(await contributor.slash(world.channel, "documents review"))) == REFUSED
    queued = last(await world.mo.slash(world.channel, "documents review"))
    assert texts(queued).startswith(f"-# 1 waits for review · by <@{contributor.id}>\n### Lease")
    assert "**Added**" in texts(last(await world.mo.click(queued, label="Publish")))
    assert "Tomas Reed" in texts(last(await world.ask("who signed the lease?")))
    assert "Nothing waits for review." in texts(last(await world.mo.slash(world.channel, "documents review")))


async def test_a_contributor_cannot_publish_by_hand(world: World, contributor: Any) -> None:
    """The id of the other button; and once it is proposed, it isn't his to change."""
    shown = await propose(world)
    number = world.casebook.store.drafts(world.workspace)[0].id
    await contributor.click(shown, label="Propose")
    for action, words in (("publish", REFUSED), ("discard", GONE), ("edit", GONE)):
        card = last(await world.ask("who signed the letter?"))
        tampered(world, card, f"pq:draft:{action}:{number}")
        assert words in texts(last(await contributor.click(card, label="Cite")))
    assert keys(world) == []


async def test_proposing_to_a_case_that_one_cannot_read(world: World, contributor: Any) -> None:
    """Where that was opened; what is told comes from what may be seen, so a duplicate there is not."""
    world.restrict("sealed", roles=(world.mods.id,))
    put(world.casebook, "lease", LEASE, world.workspace, "sealed")
    unknown = "There is no case “{}” here. Choose one that is suggested, or leave it out."
    assert texts(await propose(world, case="sealed")) == unknown.format("sealed")
    assert texts(await propose(world, case="never")) == unknown.format("never")
    await world.mo.slash(world.channel, "cases proposals", case="sealed", may=True)
    offered = await contributor.autocomplete(world.channel, "documents add file", "case", "")
    assert [each["value"] for each in offered] == ["general", "sealed"]
    shown = await propose(world, case="sealed")
    assert "⚠️" not in texts(shown)
    assert "version" not in texts(shown)
    await contributor.click(shown, label="Propose")
    queued = last(await world.mo.slash(world.channel, "documents review"))
    assert "⚠️ The same is in the case already, as *lease*" in texts(queued)


async def test_a_moderator_reviews_only_what_he_may_read(world: World, contributor: Any) -> None:
    """Moderating isn't reading."""
    await world.mo.slash(world.channel, "cases create", name="sealed", role=world.guild.create_role("Inner"))
    await world.mo.slash(world.channel, "cases proposals", case="sealed", may=True)
    await contributor.click(await propose(world, case="sealed"), label="Propose")
    assert "Nothing waits for review." in texts(last(await world.mo.slash(world.channel, "documents review")))


@pytest.mark.parametrize(
    ("label", "told"), [("Publish", "was published in Newsroom"), ("Discard", "was not published")]
)
async def test_a_contributor_is_told_what_became_of_it(world: World, contributor: Any, label: str, told: str) -> None:
    """By direct message, and nobody else is; a moderator's own documents tell nobody."""
    await contributor.click(await propose(world), label="Propose")
    card = last(await world.mo.slash(world.channel, "documents review"))
    before = len(world.channel.history())
    form = await world.mo.click(card, label="Edit")
    await world.mo.submit_modal(form, {"title": "For moderators' eyes"})
    await world.mo.click(card, label=label)
    (message,) = direct(world, contributor)
    assert f"Your document “lease.txt” {told}" in texts(message)
    assert "eyes" not in texts(message)
    assert len(world.channel.history()) == before
    own = await offer(world, file=("pier.txt", b"The pier is 70 metres long."))
    await world.mo.click(last(own), label=label)
    assert len(direct(world, contributor)) == 1


async def test_a_contributor_without_direct_messages_changes_nothing(world: World, contributor: Any) -> None:
    await contributor.click(await propose(world), label="Propose")
    card = last(await world.mo.slash(world.channel, "documents review"))
    world.env.inject_error("POST", "/users/@me/channels", status=403)
    assert "**Added**" in texts(last(await world.mo.click(card, label="Publish")))
    assert direct(world, contributor) == []
