"""What the bot says is so: each sentence that states a fact has somebody who looks whether it is one."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import discord
import pytest

from bot.chat.delivery import error_messages
from bot.core.model import rights
from bot.core.model.rights import Right
from bot.core.workflows import drafts
from bot.wording.catalogue import tongue
from tests.chat import catalogues
from tests.chat.router.test_presses import tampered
from tests.chat.world import LEASE, Answered, World, last, texts

FILE = ("lease.txt", LEASE.encode())

# What states that something was done, is there or gone, or who can do it; and, for each sentence that holds such words,
# the tests that would fail if it were said where it isn't so. A sentence without an entry needs one, or other words.
CLAIMS: Final = re.compile(
    r"[Nn]othing (?:was|is|here)|[Nn]o longer|\balready\b|\bfault\b|was not saved|just been changed|is gone|everyone"
    r"|[Ss]omeone (?:with|else)|[Aa]sk (?:somebody|someone|a moderator)|[Aa] moderator (?:can|has)|was left out"
)
# Of things, not facts.
NAMES: Final = re.compile(r"other fault|Let a role|Mark a document|Offer an answer|Whether|Nothing is shown here")
TRIED: Final[dict[str, str]] = {
    r"You don't have permission": "chat/test_facts.py::test_nobody_with_manage_server_is_sent_to_somebody_who_has_it",
    r"no case here that you can add to": "chat/documents/test_preview_card.py",
    r"This preview is no longer waiting": "chat/test_facts.py::test_a_second_press_says_nothing_untrue",
    r"no longer know which documents|^Nothing was changed\.$": "chat/documents/test_bulk_edit.py",
    r"proposal is no longer waiting": "chat/documents/test_review_cards.py",
    r"has just been changed": "chat/documents/test_commands.py::test_two_edits_do_not_mix",
    r"in this channel, so nothing was posted|Not posted|left out: not everyone": "chat/ask/test_answering.py",
    r"It isn't certain right now who can read": "chat/delivery/test_outgoing.py",
    r"I search here only": "chat/ask/test_answer_card.py::test_a_public_refusal_says_what_it_searched",
    r"everyone here can": "chat/ask/test_answer_card.py::test_a_public_card_has_no_share_and_says_who_may_read",
    r"I don't know that (?:button|form|command)": "chat/router/test_presses.py::test_a_tampered_id_is_refused_politely",
    r"document is gone": "chat/router/test_presses.py::test_hidden_removed_and_foreign_documents_get_the_same_words",
    r"message or channel is gone": "chat/test_facts.py::test_what_discord_says_is_gone_is_no_fault",
    r"no longer holds its question": "chat/router/test_presses.py::test_a_card_without_its_question_says_so",
    r"can read now no longer answer": "chat/router/test_presses.py::test_an_answer_that_is_gone_is_not_shared",
    r"question is no longer kept|already waiting for": "chat/standing/test_kept_questions.py",
    r"no longer appears in answers": "chat/documents/test_commands.py",
    r"no longer gives access|not everyone may read|For everyone:": "chat/cases/test_commands.py",
    r"no longer fetched again|nothing is published by itself|is just as it was": "chat/documents/test_refresh_task.py",
    r"no longer says this|no longer among|has marked “\{title|has marked this": "chat/documents/test_admin.py",
    r"nothing is published yet|Nothing was published|before anyone can find it": "chat/documents/test_preview_card.py",
    r"is in the case already|is already here as": "chat/documents/test_preview_card.py",
    r"already a case": "chat/cases/test_commands.py",
    r"Nothing was added|nothing was added": "chat/documents/test_commands.py::test_what_cannot_be_added_says_why",
    r"already has the key|There is no(?:thing| folder) at|own data folder": "cli/test_failures.py",
    r"nothing here shows it": "trust/test_locked.py",
    r"no longer the one that was stored": "trust/test_damage.py",
    r"A moderator can add": "chat/test_client.py::test_help_teaches_with_this_servers_documents",
    r"Nothing is written by|Nothing here is written|Nothing is sent": "test_layers.py",
    r"nothing was written there|Pullquote's own files": "core/library/test_paths.py",
    r"leads out of the folder": "core/library/test_paths.py",
    r"With `--yes` it becomes the next version": "cli/test_command_line.py",
    r"words found are no longer those of the document": "trust/test_damage.py",
    r"is no alias in this case": "chat/cases/test_case_aliases.py::test_what_can_be_no_alias_is_told_in_one_sentence",
    r"more than \{limit\} names": "core/library/test_alias_names.py",
    r"\{percent\} % of the page's text was left out": "readers",
}


def test_previews_wait_as_long_as_is_said() -> None:
    """`/privacy` names a week and 90 days."""
    assert (drafts.OWN.days, drafts.PROPOSED.days) == (7, 90)


@cache
def sentences() -> list[str]:
    return [each for said in catalogues.said() for each in ([said] if isinstance(said, str) else said)]


def test_each_stated_fact_is_looked_at_by_a_test() -> None:
    """A new sentence that says that nothing was done, who can help or what is gone needs its entry above."""
    stating = [each for each in sentences() if CLAIMS.search(each) and not NAMES.search(each)]
    assert [each for each in stating if not any(re.search(known, each) for known in TRIED)] == []
    for known, where in TRIED.items():
        file, _, name = where.partition("::")
        path = catalogues.ROOT / "tests" / file
        assert path.exists(), where
        assert not name or f"def {name}(" in path.read_text("utf-8"), where
        assert any(re.search(known, each) for each in sentences()), known


def test_nobody_with_manage_server_is_sent_to_somebody_who_has_it() -> None:
    """That sentence comes from one place only, where the right of whoever asks was compared with the one wanted."""
    raising = [
        path.relative_to(catalogues.CHAT).as_posix()
        for path in (catalogues.ROOT / "bot").rglob("*.py")
        if re.search(r"raise NotAllowed", path.read_text("utf-8"))
    ]
    assert raising == ["access/permissions.py"]
    assert all(rights.reaches(Right.GOVERN, wanted) for wanted in Right)


async def test_a_case_that_a_manager_cannot_read_says_what_to_do(world: World) -> None:
    world.restrict("sealed", roles=(1,))
    told = texts(last(await world.mo.slash(world.channel, "documents add file", file=FILE, case="sealed")))
    assert "`/cases access` can open it to one of your roles" in told
    assert "permission" not in told


async def test_a_second_press_says_nothing_untrue(world: World) -> None:
    """Below "Added" stood that the preview isn't there, and to add the document again."""
    shown = last(await world.mo.slash(world.channel, "documents add file", file=FILE, case="leases"))
    publish = re.findall(r"pq:draft:publish:[0-9a-f]+", str(shown.components))[0]
    done = (await world.mo.click(shown, label="Publish")).response
    assert "**Added**" in texts(done)
    tampered(world, done, publish, "Undo")
    again = await world.mo.click(done, label="Undo")
    assert again.followups == []
    assert texts(again.response).startswith("**Added**")


async def test_a_question_between_dates_that_cross_is_told(world: World) -> None:
    told = texts(last(await world.ask("who signed the letter?", after="2023", before="2021")))
    assert told == "2023 is later than 2021, so no document can be from between them. Swap the two dates."


async def test_dates_do_not_claim_to_have_searched_what_they_leave_out(world: World) -> None:
    told = texts(last(await world.ask("who signed the letter?", before="1999")))
    assert "### No document here is from that time.\nLeave out the dates, or choose others." in told
    assert "Searched: 0 documents that you can read here, only those dated 1999 or earlier" in told
    told = texts(last(await world.ask("who is Ada Brook?", after="2022")))
    assert "Not in any document of these dates: “Ada”, “Brook”." in told
    assert "Searched: 1 document that you can read here, only those dated 2022 or later" in told


def test_what_discord_says_is_gone_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    """A message that somebody has dismissed: no traceback, no reference, no word on whose fault it is."""
    gone = discord.NotFound(Answered(404), {"code": 10008, "message": "Unknown Message"})
    [part] = error_messages.told(gone, tongue()).parts
    assert "is gone. Ask again" in str(part.to_component_dict())
    assert not [each for each in caplog.records if each.exc_info]
