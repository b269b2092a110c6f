"""The buttons below an answer: after a restart, after a change, pressed by others, tampered with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.chat.cards import escape
from bot.chat.client import Pullquote
from bot.core.model.answers import Answer, Question, Reason
from bot.core.model.documents import Actor, Details, Mark, Upload, Viewer
from tests.chat.world import LEASE, LETTER, World, labels, last, put, texts


async def card(world: World, question: str = "who signed the letter?") -> Any:
    return last(await world.ask(question))


def tampered(world: World, message: Any, custom_id: str, label: str = "Cite") -> None:
    """Give a button of a stored message another id, as a hostile client would send it."""
    channel = message.channel.id if isinstance(message, discord.Message) else message.channel_id
    stored = world.env.backend.get_message(channel, message.id)
    for part in _walk(stored.components):
        if part.get("label") == label:
            part["value" if "value" in part else "custom_id"] = custom_id


def _walk(parts: Any) -> Any:
    for part in parts:
        yield part
        yield from _walk([*part.get("components", ()), *part.get("options", ())])


async def test_context_shows_the_paragraphs_around_with_the_quote_in_bold(world: World) -> None:
    result = await world.ann.click(await card(world), label="Context")
    shown = texts(last(result))
    assert last(result).ephemeral
    assert "> **Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday.**" in shown
    assert '> "We will not look away," Senator Ada Brook told the Daily Example.' in shown


class Drawing:
    """Draws what begins as a PDF does; its pictures say which page they are of."""

    def can(self, data: bytes) -> bool:
        return data.startswith(b"%PDF")

    def __call__(self, data: bytes, number: int) -> bytes | None:
        return b"\x89PNG page %d" % number


@pytest.mark.parametrize(
    ("original", "draw", "pages"),
    [(b"%PDF", Drawing(), ["page-iv_4_.png"]), (b"TIFF", Drawing(), []), (b"%PDF", None, [])],
)
async def test_context_shows_the_page_that_words_were_recognised_from(
    world: World, original: bytes, draw: Drawing | None, pages: list[str]
) -> None:
    """As a picture that says what it is; nothing where there is nothing to draw it with."""
    world.casebook.draw = draw
    order = "The order of the port was signed by Ida Holm."
    marks = (Mark(0, "page", "iv (4)"), Mark(0, "recognised", "91"))
    case = world.casebook.store.open_case(world.workspace, "scans", "Scans")
    upload = Upload("order", Details("The order", language="en"), order, original, "order.pdf", marks)
    world.casebook.store.put(case.id, upload, Actor("cli"))
    world.casebook.follow()
    shown = last(await world.ann.click(await card(world, "who signed the order of the port?"), label="Context"))
    assert [each.filename for each in shown.attachments] == pages
    seen = [each["description"] for part in _walk(_parts(shown)) for each in part.get("items", ())]
    assert seen == ["Page iv (4) as a picture" for _ in pages]


def _parts(message: Any) -> list[Any]:
    return [each if isinstance(each, dict) else each.to_dict() for each in message.components]


async def test_cite_is_ready_to_paste(world: World) -> None:
    """Quote, title, publisher, date, place, link, and what identifies the text."""
    cited = last(await world.ann.click(await card(world), label="Cite"))
    pasted = (await cited.attachments[0].read()).decode("utf-8-sig").splitlines()
    assert pasted[0] == "“Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday.”"
    assert pasted[1] == "The letter, Daily Example, 15 December 2021, ¶ 1"
    assert pasted[2] == "https://news.example/letter"
    assert pasted[3].startswith("starter/letter, version 1, characters 0-")
    shown = escape.unescape(texts(cited)).splitlines()
    assert shown[1:5] == [f"> {pasted[0]}", *pasted[1:3], f"-# {pasted[3]}"]


async def test_full_text_is_a_file_with_the_quote_marked(world: World) -> None:
    """Private; the citation first, then the text as it is."""
    result = last(await world.ann.click(await card(world), label="Full text"))
    attached = result.attachments[0]
    text = (await attached.read()).decode("utf-8-sig")
    assert result.ephemeral
    assert attached.filename == "letter.txt"
    assert "⟦Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday.⟧" in text
    assert text.replace("⟦", "").replace("⟧", "").endswith(LETTER)


async def test_why_names_the_words_that_match(world: World) -> None:
    shown = texts(last(await world.ann.click(await card(world), label="Why this?")))
    assert "Words in the quote that match: “signed”, “letter”" in shown


async def test_the_buttons_live_through_a_restart(world: World, make_client: Callable[[], Pullquote]) -> None:
    """Nothing of a card is kept in memory."""
    shown = await card(world)
    await world.env.restart_bot(make_client())
    for label in ("Context", "Cite", "Why this?"):
        assert "### " in texts(last(await world.ann.click(shown, label=label)))
    await world.ann.click(shown, label="Share")
    assert "Shared by" in texts(world.channel.last_message)


async def test_another_quote_turns_the_private_card(world: World) -> None:
    """In place, with the next piece of evidence first."""
    put(world.casebook, "second", "Twenty lawmakers signed the letter about the Harbour spyware on Friday.")
    shown = await card(world)
    first = texts(shown).splitlines()[2]
    turned = await world.ann.click(shown, label="Quote 2")
    assert turned.response.id == shown.id
    assert texts(turned.response).splitlines()[2] != first
    back = await world.ann.click(turned.response, label="Quote 1")
    assert texts(back.response).splitlines()[2] == first


async def test_on_a_public_card_everybody_gets_a_view_of_his_own(world: World) -> None:
    """Private, with what he may see; the public card stays as it is."""
    put(world.casebook, "second", "Twenty lawmakers signed the letter about the Harbour spyware on Friday.")
    await world.ann.send(world.channel, f"{world.name} who signed the letter?")
    public = world.channel.last_message
    before = texts(public)
    result = await world.mo.click(public, label="Quote 2")
    assert last(result).ephemeral
    assert "Share" in labels(last(result))
    assert texts(world.channel.history()[1]) == before


async def test_a_changed_document_is_said_to_have_changed(world: World) -> None:
    shown = await card(world)
    put(world.casebook, "letter", LETTER.replace("Eighteen", "Nineteen"))
    result = await world.ann.click(shown, label="Context")
    assert "The document has changed since it was quoted" in texts(last(result))
    assert "Nineteen" not in texts(last(result))


async def test_hidden_removed_and_foreign_documents_get_the_same_words(world: World) -> None:
    """A role taken away, a removal, another server's number and one that never existed."""
    world.restrict("leases", roles=(world.mods.id,))
    number = put(world.casebook, "lease", LEASE, world.workspace, "leases")
    foreign = put(world.casebook, "foreign", LEASE, "1", "general")
    digest = world.casebook.store.get([number])[number].text_sha256[:8]
    shown = last(await world.mo.slash(world.channel, "ask", question="who signed the lease?"))
    assert "Reed" in texts(last(await world.mo.click(shown, label="Cite")))
    told = set()
    stored = world.env.backend.get_guild(world.guild.id).members[world.mo.id]
    roles, stored.role_ids = stored.role_ids, []
    told.add(texts(last(await world.mo.click(shown, label="Cite"))))
    stored.role_ids = roles
    world.remove(number)
    told.add(texts(last(await world.mo.click(shown, label="Cite"))))
    for other in (foreign, 10**9):
        tampered(world, shown, f"pq:cite:{other}:0:10:{digest}")
        told.add(texts(last(await world.mo.click(shown, label="Cite"))))
    assert told == {"That document is gone, or you can't read it. Ask again to see what the documents say now."}


@pytest.mark.parametrize("custom_id", ["pq:cite:1:2", "pq:unknown:1", "other-bot:button", "pq:undo:erase:1", "pq:"])
async def test_a_tampered_id_is_refused_politely(world: World, custom_id: str) -> None:
    shown = await card(world)
    tampered(world, shown, custom_id)
    result = await world.ann.click(shown, label="Cite")
    assert texts(last(result)) == "I don't know that button. Nothing was done; ask again with `/ask`."
    assert last(result).ephemeral


async def test_a_place_beyond_the_text_is_refused(world: World) -> None:
    """Numbers of the right shape that no button of ours would hold."""
    shown = await card(world)
    for button in _walk(json.loads(json.dumps(shown.components))):
        if button.get("label") == "Cite":
            _, _, document, _, _, digest = button["value"].split(":")
    tampered(world, shown, f"pq:cite:{document}:5:999999:{digest}")
    assert "has changed" in texts(last(await world.ann.click(shown, label="Cite")))


async def test_a_card_without_its_question_says_so(world: World) -> None:
    """Somebody took the part away, or it is a card of an older version."""
    shown = await card(world)
    stored = world.env.backend.get_message(shown.channel_id, shown.id)
    for part in _walk(stored.components):
        part.pop("id", None)
    result = await world.ann.click(shown, label="Why this?")
    assert "no longer holds its question" in texts(last(result))


async def test_an_answer_that_is_gone_is_not_shared(world: World) -> None:
    shown = await card(world)
    world.remove("letter", "court")
    for label in ("Share", "Why this?"):
        assert "no longer answer this" in texts(last(await world.ann.click(shown, label=label)))


async def test_feedback_asks_what_was_wrong_and_keeps_no_question(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Of which document and what about it, in numbers; neither who nor the question."""
    shown = await card(world)
    thanks = await world.ann.click(shown, label="Useful")
    assert "Your question is not kept" in texts(last(thanks))
    form = await world.mo.click(await card_of(world, world.mo), label="Wrong or outdated …")
    assert form.modal is not None
    assert form.modal["title"] == "What was wrong?"
    result = await world.mo.submit_modal(form, {"fault": "dated"})
    assert "Thank you" in texts(last(result))
    kept = world.casebook.store.feedback(world.workspace)
    assert [(one.verdict, one.count) for one in kept] == [("dated", 1), ("useful", 1)]
    assert "signed" not in caplog.text
    assert str(world.ann.id) not in caplog.text


async def card_of(world: World, who: Any) -> Any:
    return last(await who.slash(world.channel, "ask", question="who signed the letter?"))


def refuse(world: World, monkeypatch: pytest.MonkeyPatch, wrong: str = "", right: str = "") -> None:
    """Let the casebook be unsure of everything, or of that spelling."""
    ask = world.casebook.ask

    def unsure(question: Question, viewer: Viewer) -> Answer:
        found = ask(question, viewer)
        if wrong not in question.text:
            return found
        spellings = {wrong: right} if wrong else {}
        return replace(found, answered=False, excerpts=(), reason=Reason.UNCERTAIN, spellings=spellings)

    monkeypatch.setattr(world.casebook, "ask", unsure)


async def test_the_closest_passages_are_said_to_be_no_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each can be looked at in its context."""
    refuse(world, monkeypatch)
    shown = await card(world)
    assert "These passages come closest." in texts(shown)
    assert "Eighteen" in texts(shown)
    result = await world.ann.click(shown, label="Context of 1")
    assert "Eighteen" in texts(last(result))
    assert last(result).ephemeral


async def test_a_misspelt_name_can_be_asked_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place, with the files' spelling in the question."""
    refuse(world, monkeypatch, "leter", "letter")
    shown = await card(world, "who signed the leter?")
    result = await world.ann.click(shown, label="Did you mean “letter”?")
    assert texts(result.response).splitlines()[0] == "-# who signed the letter?"
    assert "Eighteen" in texts(result.response)


async def test_only_a_quote_that_was_really_shown_is_counted(world: World) -> None:
    """A button's id can be made up by a client: another stretch, another document, the same quote cut otherwise."""
    number = put(world.casebook, "lease", LEASE, world.workspace, "leases")
    found = world.casebook.store.document(number)
    assert found is not None
    for where in (f"{number}:0:9:{found.text_sha256[:8]}", f"{number}:3:20:{found.text_sha256[:8]}"):
        shown = last(await world.ask("who signed the letter?"))
        tampered(world, shown, f"pq:useful:{where}", "Useful")
        assert "Thank you" in texts(last(await world.ann.click(shown, label="Useful")))
    assert list(world.casebook.store.feedback(world.workspace)) == []


async def test_a_public_cards_quote_counts_though_the_presser_would_be_answered_otherwise(world: World) -> None:
    """It was shown: by the answer for all who read the channel."""
    await world.mo.send(world.channel, f"{world.name} who signed the letter?")
    public = world.channel.last_message
    world.restrict("sealed", roles=(world.mods.id,))
    for number in range(3):
        text = f"The letter was signed by lawmaker number {number}, the office said."
        put(world.casebook, f"sealed-{number}", text, world.workspace, "sealed")
    await world.mo.click(public, label="Useful")
    assert [one.count for one in world.casebook.store.feedback(world.workspace)] == [1]
