"""Everything fits: lists of any length in any language, forms for every document, marks of direction that end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.access.permissions import Clerk
from bot.chat.ask import feedback, follow_up
from bot.chat.cards import escape, layout, paging
from bot.chat.cards.paging import Entry, Listing
from bot.chat.cases import commands as cases
from bot.chat.documents import commands as documents
from bot.chat.documents import document_forms, list_card, preview_card, preview_presses, schedules, upload_form
from bot.chat.documents.document_work import Given
from bot.chat.documents.schedules import Kept
from bot.chat.help import help_card
from bot.chat.settings import commands as settings_command
from bot.chat.settings import role_form
from bot.chat.standing import gaps
from bot.chat.standing import kept_questions as standing_card
from bot.chat.standing.gaps import Found
from bot.core.casebook import Casebook
from bot.core.language.similarity import Likeness
from bot.core.library import intake
from bot.core.library.versions import Changed
from bot.core.model.documents import Actor, Audience, Case, Details, Document, Kind
from bot.core.model.kept_items import Feedback, Schedule, StandingQuestion
from bot.core.model.rights import Right
from bot.core.model.trail import Event, Held, Outcome, Receipt
from bot.core.workflows import drafts, preview
from bot.core.workflows.drafts import Target
from bot.core.workflows.standing_questions import Gap
from bot.wording.catalogue import TRANSLATED, Tongue, spoken
from tests.chat.standing.test_kept_questions import keep, waiting
from tests.chat.world import World, labels, last, put, texts

EVERY = ["en", *TRANSLATED]
THEN = datetime(2026, 5, 3, tzinfo=UTC)
WORST = "*" * 3000  # every letter needs a backslash
LONGEST = [WORST, "كلمة " * 700]


def document(title: str, number: int = 1) -> Document:
    source = f"https://news.example/{'a' * 400}"
    said = Details(
        title[:300], source, title[:300], "2021-12-15", "en", title[:300], kind=Kind.SUMMARY, sources=(source,) * 9
    )
    key = "k" * 80
    return Document(
        number, 1, key, said, (), 10**9, "a" * 64, "b" * 64, 1, title, False, "discord:123456789012345678", THEN, THEN
    )


def case(title: str, number: int = 1) -> Case:
    many = frozenset(range(10**18, 10**18 + 250))
    return Case(number, "1", "c" * 40, title, open=False, roles=many, channels=many)


def question(text: str, number: int) -> StandingQuestion:
    return StandingQuestion(f"{number:032x}", "1", "discord:1", 1, text, "en", THEN, THEN, 1, 1, tries=1)


def lists(text: str, speaking: Tongue) -> dict[str, Listing]:
    """Every list, far longer than any was seen, of the longest words."""
    one, likes = document(text), [Feedback("1", 1, verdict, 10**6) for verdict in ("passage", "answer", "dated")]
    schedule = Schedule("1", 1, 7, THEN, "discord:1", 1)
    kept_of = help_card.privacy_page(Held(9, 9, 9, 9, 9), False, 90, speaking, listens=True)
    settled = settings_command._listed(case("x").roles, case("x").roles, 10**18, True, speaking)
    event = Event(1, THEN, "discord:123456789012345678", Outcome.UPDATED, 1, 1, "k", 10**6, text)
    return {
        "privacy": standing_card.listed(kept_of, [question(text, n) for n in range(40)], "1", speaking),
        "cases": Listing("cases", "### 60", [Entry(cases._line(case(text, n), speaking)) for n in range(60)]),
        "schedules": schedules.listed([Kept(schedule, text, [(one, 10**6)] * 5)] * 60, speaking),
        "gaps": gaps.shown(Found([Gap(text, 10**6, THEN)] * 200, [(one, likes)] * 25), speaking),
        "history": list_card.history(one, [event] * 200, speaking),
        "settings": settled,
    }


def sent(message: layout.Message) -> int:
    """How long it is, as Discord counts; with its parts counted, too."""
    view: Any = message.view()
    parts = list(view.walk_children())
    assert len(parts) <= 40
    shown = [each.content for each in parts if isinstance(each, discord.ui.TextDisplay)]
    assert all(each.strip() for each in shown)
    assert sum(map(escape.size, shown)) <= layout.TEXT_LIMIT
    return len(parts)


@pytest.fixture(params=EVERY)
def speaking(request: pytest.FixtureRequest) -> Tongue:
    return spoken(request.param)


@pytest.mark.parametrize("name", list(lists("x", spoken("en"))))
@pytest.mark.parametrize("text", LONGEST)
def test_every_page_of_a_list_fits_and_none_of_it_is_left_out(
    name: str, text: str, speaking: Tongue, caplog: pytest.LogCaptureFixture
) -> None:
    """Each entry on one page, in order; with the way on and back."""
    found = lists(text, speaking)[name]
    made = paging.pages(found)
    assert [entry for page in made for entry in page] == list(found.entries)
    for number in range(len(made)):
        card = paging.page(found, number, speaking)
        sent(card)
        turned = [each.custom_id for row in card.rows for each in row if ":turn:" in getattr(each, "custom_id", "")]  # type: ignore[attr-defined]
        wanted = [at for at in (number - 1, number + 1) if 0 <= at < len(made)]
        assert turned == [f"pq:turn:{name}:{at}:{found.argument}" for at in wanted]
    assert not caplog.records


@pytest.mark.parametrize("text", LONGEST)
def test_what_is_no_list_fits_too(text: str, speaking: Tongue, caplog: pytest.LogCaptureFixture) -> None:
    """Receipts, a document, what a version changed, previews, differences; what has no room is counted."""
    one, likeness = document(text), Likeness(0.5, ((text, text),) * 9)
    receipt = Receipt(Outcome.ADDED, one, (text,) * 9)
    sent(many := list_card.receipts([receipt] * 300, "c" * 40, speaking))
    assert speaking.count("and {n} more", "and {n} more", 299)[:5] in many.parts[0].content or "300" not in str(many)  # type: ignore[attr-defined]
    sent(list_card.receipts([receipt], "c" * 40, speaking))
    sent(list_card.full(one, case(text), text, speaking, "12 × useful"))
    sent(documents._compared(one, Changed((("title", text, text),) * 9, likeness, False), 10**6, speaking))
    sent(preview_card.side_by_side("### x", likeness, speaking))
    assert not caplog.records


@pytest.mark.parametrize("text", LONGEST)
def test_a_preview_fits(text: str, speaking: Tongue, casebook: Casebook, caplog: pytest.LogCaptureFixture) -> None:
    """With every warning, and every quote that would go."""
    reading = replace(intake.read_file(casebook.read, f"{text} word".encode(), "a.txt").readings[0], notes=(text,) * 9)
    parcel = intake.Parcel("a.txt", b"x", (replace(reading, details=document(text).details),), text)
    waiting_ = drafts.keep(casebook, parcel, Target("1", "c"), Actor("discord:1"))
    like = preview.Resemblance(document(text), Likeness(0.5, ((text, text),)), True, (text,) * 9)
    clerk = Clerk("1", Audience("1"), Actor("discord:1"), Right.GOVERN)
    found = replace(preview.preview(casebook, casebook.viewer(clerk.audience), waiting_), like=like)
    sent(preview_presses.queued(1000, found, clerk, speaking))
    sent(preview_card.differences(like, speaking))
    assert not caplog.records


def test_what_nobody_foresaw_is_told_without_its_last_lines(caplog: pytest.LogCaptureFixture) -> None:
    """And logged, by its length alone: a message with less is better than none."""
    parts = [layout.text("x" * 3000), layout.rule(), layout.text("\n".join(["secret " * 20] * 9)), layout.text("end")]
    view: Any = layout.Message(parts).view()
    shown = [each.content for each in view.walk_children() if isinstance(each, discord.ui.TextDisplay)]
    assert shown[0] == "x" * 3000
    assert shown[-1] == "-# …"
    assert "end" not in shown
    assert sum(map(escape.size, shown)) <= layout.TEXT_LIMIT
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "secret" not in caplog.text


# --- in the chat


async def test_all_of_ones_questions_can_be_withdrawn(world: World) -> None:
    """Twenty of them, as many as somebody may have: the second page has the rest."""
    for number in range(20):
        await keep(world, f"who painted the warehouse number {number} {'**' * 200}?"[:690])
    page = last(await world.ann.slash(world.channel, "privacy"))
    assert "Page 1 of " in texts(page)
    assert "Withdraw 1" in labels(page)
    while "Withdraw 20" not in labels(page):
        page = last(await world.ann.click(page, label="Next"))
        assert page.ephemeral
    await world.ann.click(page, label="Withdraw 20")
    assert len(waiting(world)) == 19


async def test_thirty_cases_are_listed_and_the_right_is_asked_at_each_page(world: World) -> None:
    for number in range(30):
        world.restrict(f"case-{number:02}", roles=tuple(range(10**17, 10**17 + 9)))
    page = last(await world.mo.slash(world.channel, "cases list"))
    seen = texts(page)
    while "Next" in labels(page):
        page = last(await world.mo.click(page, label="Next"))
        seen += texts(page)
    assert all(f"(case-{number:02})" in seen for number in range(30))
    world.env.backend.get_guild(world.guild.id).members[world.mo.id].role_ids = []
    assert "case-" not in texts(last(await world.mo.click(page, label="Previous"))).replace(texts(page), "")


@pytest.mark.parametrize("name", ["schedules", "gaps", "history", "settings"])
async def test_each_list_can_be_turned(name: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made anew at every press."""
    monkeypatch.setattr(paging, "ENTRIES", 1)
    number = put(world.casebook, "lease", "The lease was signed.", world.workspace, "leases")
    everything = world.casebook.viewer(Audience(world.workspace, everything=True))
    world.casebook.remove(everything, number, Actor("cli"))
    world.casebook.restore(everything, number, Actor("cli"))
    for each in ("passage", "answer"):
        world.casebook.store.count_feedback(world.workspace, number, each)
    home = next(one for one in world.casebook.store.cases() if one.name == "leases")
    for which in (None, number):
        due = datetime.now(UTC) + timedelta(days=1)
        world.casebook.store.put_schedule(Schedule(world.workspace, home.id, 7, due, "cli", which), Actor("cli"))
    commands: dict[str, tuple[str, dict[str, Any]]] = {
        "schedules": ("documents schedule", {}),
        "gaps": ("gaps", {}),
        "history": ("documents history", {"document": "lease"}),
        "settings": ("settings show", {}),
    }
    command, options = commands[name]
    first = last(await world.mo.slash(world.channel, command, **options))
    before = texts(first)
    second = last(await world.mo.click(first, label="Next"))
    assert "Page 2 of" in texts(second)
    assert texts(last(await world.mo.click(second, label="Previous"))) == before


# --- forms

SIGNS = st.sampled_from(["a", "*", "🙂", "字", "ك", "é"])


def filled(limit: int) -> st.SearchStrategy[str]:
    """Of any length up to the limit, the longest often."""
    return st.builds(lambda sign, count: sign * count, SIGNS, st.integers(1, limit) | st.just(limit))


@given(title=filled(300), publisher=st.none() | filled(300), rest=filled(1900))
def test_the_edit_form_opens_for_every_document_that_is_taken_in(title: str, publisher: str | None, rest: str) -> None:
    """Nothing of what is filled in is cut off, in whichever letters."""
    said = Details(title, f"https://e.example/{rest.replace('*', 'a')}", publisher, "2021-12-15", "en")
    intake.checked(said)
    made = document_forms.edited(replace(document("x"), details=said), spoken("en"))
    for name, default, limit in fields(made):
        assert default == (getattr(said, name) or None)
        assert escape.size(default or "") <= limit <= 4000


def fields(form: discord.ui.Modal) -> list[tuple[str, str | None, int]]:
    entries = [each.component for each in form.children if isinstance(each, discord.ui.Label)]
    return [
        (each.custom_id, each.default, each.max_length or 4000)
        for each in entries
        if isinstance(each, discord.ui.TextInput)
    ]


MAKERS: list[Callable[[Tongue], discord.ui.Modal]] = [
    lambda tongue: document_forms.edited(document(WORST), tongue),
    lambda tongue: document_forms.pasted_text("c", tongue, Given("🙂" * 4000, *["🙂" * 4000] * 3), text="🙂" * 4000),
    lambda tongue: feedback.faults("pq:useless:1", tongue),
    lambda tongue: follow_up.follow_up("pq:follow", tongue),
    lambda tongue: upload_form.form([Case(7, "w", "harbour", "🙂" * 300)] * 30, tongue),
    lambda tongue: role_form.form(range(1, 40), range(1, 40), 7, tongue),
]


@pytest.mark.parametrize("make", MAKERS)
def test_every_form_is_within_discords_limits(make: Callable[[Tongue], discord.ui.Modal], speaking: Tongue) -> None:
    """Discord's documentation, "Component Reference": titles and labels of 45, placeholders of 100 characters."""
    made = make(speaking)
    assert escape.size(made.title) <= 45
    for each in made.children:
        if isinstance(each, discord.ui.Label):
            assert escape.size(each.text) <= 45
            assert escape.size(each.description or "") <= 100
            assert len(getattr(each.component, "options", ())) <= 25
            assert all(escape.size(one.label) <= 100 for one in getattr(each.component, "options", ()))
            assert len(getattr(each.component, "default_values", ())) <= 25
            example = getattr(each.component, "placeholder", None)
            assert escape.size(example or "") <= 100
    assert all(escape.size(default or "") <= limit for _, default, limit in fields(made))


# --- direction


@given(st.text(alphabet="ab \n\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", max_size=30))
def test_no_mark_of_direction_outlives_its_line(text: str) -> None:
    """Where it was opened it is closed, once; the words are the same."""
    made = escape.closed(text)
    assert escape.closed(made) == made
    lines = zip(text.split("\n"), made.split("\n"), strict=True)
    assert all(after.startswith(before) for before, after in lines)
    assert all(set(after[len(before) :]) <= {"\u202c", "\u2069"} for before, after in lines)


def test_a_quote_that_turns_round_turns_nothing_else() -> None:
    assert escape.quotation("\u202egnp.exe\nnext") == "> \u202egnp.exe\u202c\n> next"
    assert escape.closed("\u2066a\u202eb") == "\u2066a\u202eb\u202c\u2069"
    assert escape.closed("\u2066a\u202eb\u2069c") == "\u2066a\u202eb\u2069c"
