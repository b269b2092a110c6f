"""The card of an answer, within Discord's limits whatever it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.ask import answer_card, find_evidence
from bot.chat.cards import answer_text, attribution, escape, layout
from bot.chat.cards.answer_text import Scene
from bot.core.model.answers import NOTHING, Answer, Disagreement, Excerpt, Note, Question, Reason
from bot.core.model.documents import Case, Details, Document, Kind, Mark, Standing
from bot.wording.catalogue import TRANSLATED, spoken
from tests.chat.world import texts

SCENE = Scene(spoken("en"))
THEN = datetime(2026, 5, 3, tzinfo=UTC)
SCRIPTS = ["word ", "*_`|", "字", "كلمة ", "🙂", "é", "x", "- # > ", "ก", "\u0301a", "@everyone ", "http://x "]


def document(number: int = 1, **details: Any) -> Document:
    told = Details(**{"title": "The letter", "source": "https://news.example/letter", **details})
    return Document(number, 1, "letter", told, (), 900, "a" * 64, "b" * 64, 1, "letter.txt", False, "cli", THEN, THEN)


def excerpt(quote: str, number: int = 1, rank: int = 1, **more: Any) -> Excerpt:
    details = more.pop("details", {})
    given = {"speaker": None, "link": None, "matches": ((0, 4),), "place": "¶ 4", **more}
    return Excerpt(
        rank,
        quote,
        document=document(number, **details),
        case="starter",
        start=0,
        end=len(quote),
        passage=quote,
        score=1.0,
        **given,
    )


def answer(*excerpts: Excerpt, question: str = "who signed?", **more: Any) -> Answer:
    given = {"answered": bool(excerpts), "confidence": 0.95, "reason": None, "nearest": excerpts, **more}
    return Answer(Question(question), excerpts=excerpts, corpus="c" * 64, searched=214, **given)


def shown(message: layout.Message) -> str:
    """Everything in reading order; raises where discord.py finds a limit broken."""
    view: Any = message.view()
    parts = view.to_components()
    listed = texts(type("Sent", (), {"components": parts}))
    assert view.content_length() <= 4000
    assert (
        sum(escape.size(part.content) for part in view.walk_children() if isinstance(part, discord.ui.TextDisplay))
        <= 4000
    )
    assert sum(1 for _ in view.walk_children()) <= 40
    ids = [part.custom_id for part in view.walk_children() if getattr(part, "custom_id", None)]
    assert len(set(ids)) == len(ids)
    assert all(len(each) <= 100 for each in ids)
    return listed


def test_the_card_reads_from_top_to_bottom() -> None:
    """Question, quote, speaker, title, publisher and date and place, certainty and what was searched, buttons."""
    said = excerpt(
        "We signed the letter.", speaker="Ada Brook", details={"publisher": "Daily Example", "published": "2021-12-15"}
    )
    assert shown(answer_card.render(answer(said), SCENE)).splitlines() == [
        "-# who signed?",
        "▰▰▰▰▱ Very likely the answer (95%)",
        "> **We s**igned the letter.",
        "Attributed to Ada Brook",
        "**The letter**",
        "-# Daily Example · 15 December 2021 · ¶ 4",
        "-# 1 of 214 documents that you can read here",
        *("[Open]", "[Share]", "[Follow up]"),
        *("[Context]", "[Full text]", "[Cite]", "[Why this?]", "[Useful]", "[Wrong or outdated …]"),
    ]


@pytest.mark.parametrize(
    ("asked_in", "original", "told"), [("en", "es", True), ("en", "en", False), ("de", "en", False)]
)
def test_what_is_found_in_another_language_is_said_to_be(asked_in: str, original: str, told: bool) -> None:
    """Unless it is the reader's own: what a short question is written in can be told wrongly."""
    found = excerpt("Uno.", details={"language": original}, asked_in=asked_in)
    name = {"es": "Spanish", "en": "English"}[original]
    line = f"Found across languages: the original is in {name}"
    assert (line in shown(answer_card.render(answer(found), SCENE))) is told
    assert (line in attribution.source_line(found, SCENE.tongue)) is told


def test_words_recognised_from_a_picture_are_said_to_be() -> None:
    """On the card, and in the small line under a quote that stands further down."""
    told = "Recognised from a picture (OCR), 91% sure: compare it with the page"
    said = excerpt("We signed.", recognised=91)
    assert told in shown(answer_card.render(answer(said), SCENE))
    assert told in attribution.source_line(said, SCENE.tongue)
    assert "Recognised" not in shown(answer_card.render(answer(excerpt("We signed.")), SCENE))


def test_a_name_that_several_people_have_is_said_to_be_theirs() -> None:
    """Whom it may mean stands beside it, as text that formats nothing."""
    said = excerpt("We signed.", speaker="Brook", namesakes=("Ada Brook", "Li *Brook*"))
    listed = shown(answer_card.render(answer(said), SCENE))
    assert "Attributed to Brook (more than one in this document: Ada Brook, Li \\*Brook\\*)" in listed


def test_only_an_exact_link_promises_the_words() -> None:
    link = "https://news.example/letter#:~:text=We%20signed"
    for exact in (True, False):
        listed = shown(answer_card.render(answer(excerpt("We signed.", link=link, link_exact=exact)), SCENE))
        assert ("¶ 4 · the link opens at these words" in listed) == exact
        assert "[Open]" in listed


def test_a_link_too_long_for_a_button_leads_to_the_source() -> None:
    """And promises no more than that."""
    link = "https://news.example/letter#:~:text=" + "a" * 500
    listed = shown(answer_card.render(answer(excerpt("We signed.", link=link, link_exact=True)), SCENE))
    assert "[Open]" in listed
    assert "these words" not in listed


def test_a_summary_says_that_it_is_one() -> None:
    """With plain links to what it is based on, named by their sites."""
    sources = ("https://www.one.example/a", "https://two.example/b", "not a link")
    told = excerpt("They signed.", details={"kind": Kind.SUMMARY, "source": None, "sources": sources})
    listed = shown(answer_card.render(answer(told), SCENE))
    assert "Case summary, not the sources' own words · ¶ 4" in listed
    assert (
        "Based on [one.example](https://www.one.example/a), [two.example](https://two.example/b) and 1 more" in listed
    )
    assert "Open" not in listed


def test_a_summary_names_the_sources_of_these_very_words() -> None:
    """Where its text says which they are; the others are not in the way."""
    sources = ("https://one.example/a", "https://two.example/b", "https://two.example/c")
    told = excerpt("They signed.", details={"kind": Kind.SUMMARY, "source": None, "sources": sources})
    marks = (Mark(told.end, "source", "3"), Mark(told.end, "source", "2"), Mark(told.end + 9, "source", "1"))
    listed = shown(answer_card.render(answer(replace(told, document=replace(told.document, marks=marks))), SCENE))
    assert "The quote is based on [two.example](https://two.example/c), [two.example](https://two.example/b)" in listed
    assert "one.example" not in listed


def test_what_stands_around_a_quote_has_its_sources_told_apart() -> None:
    """Who checks a sentence of it must not look for it in the quote's source."""
    sources = ("https://one.example/a", *(f"https://two.example/{number}" for number in range(6)))
    told = excerpt("They signed.", details={"kind": Kind.SUMMARY, "source": None, "sources": sources})
    marks = (Mark(told.end, "source", "1"), *(Mark(told.end + 9, "source", str(number)) for number in range(1, 8)))
    placed = replace(told, shown=f"{told.quote} It rained.", shown_start=told.start, shown_end=told.end + 11)
    listed = shown(answer_card.render(answer(replace(placed, document=replace(told.document, marks=marks))), SCENE))
    assert "The quote is based on [one.example](https://one.example/a)\n" in listed
    assert "What stands around it, also on [two.example](https://two.example/0), " in listed
    assert "and 1 more\n" in f"{listed}\n"
    assert "see Cite" not in listed


def test_a_summarys_own_date_is_not_told_as_the_events() -> None:
    """It is when the summary was written; where it says how old it is, that is enough."""
    details = {"kind": Kind.SUMMARY, "source": None, "published": "2021-12-15", "publisher": "The desk"}
    told = excerpt("They signed.", details=details)
    for line in (shown(answer_card.render(answer(told), SCENE)), attribution.source_line(told, SCENE.tongue)):
        assert "The desk · written 15 December 2021 · ¶ 4" in line
    aged = excerpt("They signed.", details={**details, "facts_until": "2018-12"})
    for line in (shown(answer_card.render(answer(aged), SCENE)), attribution.source_line(aged, SCENE.tongue)):
        assert "15 December 2021" not in line


def test_a_summary_says_how_old_it_is() -> None:
    """In the place of a date of publication, which it has none of."""
    details = {"kind": Kind.SUMMARY, "source": None, "facts_until": "2018-12", "checked": "2026-11-21"}
    listed = shown(answer_card.render(answer(excerpt("They signed.", details=details)), SCENE))
    assert "Summary of events to December 2018, checked 21 November 2026 · not the sources' own words · ¶ 4" in listed


def test_a_document_without_a_link_says_where_it_came_from() -> None:
    listed = shown(answer_card.render(answer(excerpt("They signed.", details={"source": None})), SCENE))
    assert "No link; added on 3 May 2026" in listed
    assert "letter.txt" not in listed
    assert "aaaa" not in listed


@pytest.mark.parametrize("standing", [each for each in Standing if each])
def test_a_moderators_mark_stands_with_every_quote(standing: Standing) -> None:
    """Of the main one and of a further one."""
    marked = {"standing": standing}
    first, second = excerpt("One.", details=marked), excerpt("Two.", 2, 2, details=marked)
    assert shown(answer_card.render(answer(first, second), SCENE)).count(f"**{standing.value.capitalize()}:**") == 2


def test_further_evidence_stands_below_and_can_be_turned_to() -> None:
    """Short ones whole, long ones named: none is cropped."""
    long = excerpt("Long " * 400, 3, 3)
    message = answer(excerpt("One here."), excerpt("Two here.", 2, 2, speaker="Bo"), long)
    listed = shown(answer_card.render(message, SCENE))
    assert listed.index("One") < listed.index("> **Two** here.") < listed.index("a longer quote: choose it under More")
    assert "[Quote 2]\n[Quote 3]" in listed
    assert "[Quote 1]" not in listed
    assert shown(answer_card.render(message, SCENE, page=2)).splitlines()[2].startswith("> **Long** Long")


def test_further_evidence_stands_in_its_place_however_long_that_is() -> None:
    """Alone, it could mislead: what takes it back may be what makes the place long."""
    words = "The bridge was closed. " + "Cars go by the mill. " * 60 + "The claim was withdrawn."
    placed = excerpt("The bridge was closed.", 2, 2, shown=words, shown_start=0, shown_end=len(words))
    assert "The claim was withdrawn." in shown(answer_card.render(answer(excerpt("We signed."), placed), SCENE))
    near = answer(nearest=(placed,), reason=Reason.UNCERTAIN, confidence=0.1)
    assert "The claim was withdrawn." in shown(answer_card.render(near, SCENE))


def test_two_quotes_that_show_the_same_words_are_one_block() -> None:
    """Both bold, and the card knows that it holds both: it is withdrawn with either. The menu still has each."""
    words = "The bridge was closed. It rained. The mayor denied it."
    first = excerpt("The bridge was closed.", shown=words, shown_start=0, shown_end=54)
    second = replace(first, rank=2, quote="The mayor denied it.", start=34, end=54)
    both = answer(first, second)
    for page in (0, 1):
        listed = shown(answer_card.render(both, SCENE, page=page))
        assert "> **The bridge was closed.** It rained. **The mayor denied it.**" in listed
        assert listed.count("rained") == 1
    near = answer(nearest=(replace(first, also=((34, 54),)),), reason=Reason.UNCERTAIN, confidence=0.1)
    message = answer_card.render(near, SCENE)
    assert "> **The bridge was closed.** It rained. **The mayor denied it.**" in shown(message)
    assert [(one.start, one.end) for one in message.quotes] == [(0, 22), (34, 54)]


def test_a_long_quote_goes_on_in_a_file() -> None:
    """What is shown is its beginning, ends with a word, and says so; the file holds all of it."""
    quote = "A long sentence about the letter. " * 300
    message = answer_card.render(answer(excerpt(quote)), SCENE)
    listed = shown(message)
    begun = escape.unescape(listed.splitlines()[2].removeprefix("> "))
    assert "The whole quote is in the file below." in listed
    assert quote.startswith(begun)
    assert len(begun) > 3000
    assert [each.text for each in message.attached] == [quote]


def test_disagreements_stand_side_by_side() -> None:
    """With who says which, and when; what decides between them is left to the reader."""
    differ = (Disagreement("how many", (("18", 1), ("13", 2))),)
    first = excerpt("One.", details={"publisher": "Daily Example", "published": "2021-12-15"})
    second = excerpt("Two.", 2, 2, details={"title": "The court"})
    listed = shown(answer_card.render(answer(first, second, disagreements=differ), SCENE))
    assert "disagree on how many:** “18” (Daily Example, 15 December 2021); “13” (The court)." in listed


def test_copies_count_as_one_source_and_all_can_be_reached() -> None:
    """The first few by name, the rest by a button; "6 articles, 2 origins"."""
    others = tuple(document(number, title=f"Story {number}", publisher=f"Paper {number}") for number in range(5, 9))
    told = answer(excerpt("One.", copied=others, copies=("a",) * 4), excerpt("Two.", 2, 2))
    listed = shown(answer_card.render(told, SCENE))
    assert "Copies of the same story: Paper 5, Paper 6, Paper 7, 1 more" in listed
    assert "-# 6 articles, 2 origins: copies of the same story count once" in listed
    assert "[Other versions of the story]" in listed
    every = shown(answer_card.copies(told, SCENE, 0))
    assert all(f"**Story {number}** · Paper {number} · [Open the source]" in every for number in range(5, 9))


def test_a_public_card_has_no_share_and_says_who_may_read() -> None:
    listed = shown(answer_card.render(answer(excerpt("One.")), replace(SCENE, public=True)))
    assert "[Share]" not in listed
    assert "that everyone here can read" in listed


def test_what_was_searched_names_case_and_dates() -> None:
    case = Case(7, "w", "nso-group", "NSO Group")
    narrowed = replace(answer(excerpt("One.")), question=Question("q", "nso-group", "2021", "2022-03"))
    listed = shown(answer_card.render(narrowed, replace(SCENE, case=case)))
    assert "1 of 214 documents in NSO Group, only those dated 2021 to March 2022" in listed
    for after, before, told in (("2021", None, "2021 or later"), (None, "2021", "2021 or earlier")):
        one_side = replace(narrowed, question=Question("q", after=after, before=before))
        assert f", only those dated {told}" in shown(answer_card.render(one_side, SCENE))


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_says_what_to_try(reason: Reason) -> None:
    """A heading, advice, and what was searched; what comes closest only where there is something near."""
    near = excerpt("Near.")
    refused = answer(
        reason=reason, unknown=("licence",), spellings={"licence": "license"}, nearest=(near,), confidence=0.1
    )
    listed = shown(answer_card.render(refused, SCENE))
    assert "\n### " in listed
    told = reason not in (Reason.EMPTY, Reason.NO_QUESTION)
    assert ("Not in any of the documents: “licence”." in listed) == told
    assert "-# Searched: 214 documents that you can read here" in listed
    assert ("> **Near**." in listed) == (reason not in NOTHING)
    assert "[Did you mean “license”?]" in listed


def test_beside_a_passage_in_another_language_only_names_and_numbers_are_said_not_to_be_there() -> None:
    """It has its own words for all else."""
    words = ("fire", "Marne", "1987")
    for language, said in (("es", "“Marne”, “1987”"), ("en", "“fire”, “Marne”, “1987”")):
        near = excerpt("Cerca.", asked_in="en", details={"language": language})
        for lacked, told in (("unknown", "Not in any of the documents: "), ("missing", "Not in them: ")):
            more: Any = {lacked: words, "missing": words}
            refused = answer(reason=Reason.UNCERTAIN, nearest=(near,), confidence=0.1, **more)
            assert f"{told}{said}." in shown(answer_card.render(refused, SCENE))


def test_a_word_for_which_there_is_no_answer_is_told_beside_a_passage_in_another_language_too() -> None:
    near = excerpt("Cerca.", asked_in="en", details={"language": "es"})
    more: Any = {"unknown": ("obey",), "missing": ("obey",)}
    refused = answer(reason=Reason.MISSING, nearest=(near,), confidence=0.8, **more)
    assert "Not in any of the documents: “obey”." in shown(answer_card.render(refused, SCENE))


def test_a_spelling_is_told_with_the_word_that_it_stands_for_also_where_nothing_is_shown() -> None:
    refused = answer(reason=Reason.UNKNOWN_WORDS, confidence=0.1, spellings={"leter": "letter"})
    assert "I searched for “letter” instead of “leter”." in shown(answer_card.render(refused, SCENE))


def test_what_stands_in_the_closest_in_other_words_is_not_said_to_be_in_no_document() -> None:
    """Nobody files "guys"; "freed" may stand there as "released"; but what was searched for instead is told."""
    near = excerpt("They were released.")
    more: Any = {"unknown": ("guys", "freed", "Vexil", "licence"), "spellings": {"licence": "license"}}
    refused = answer(reason=Reason.UNCERTAIN, nearest=(near,), confidence=0.1, missing=("Vexil",), **more)
    assert "Not in any of the documents: “Vexil”, “licence”." in shown(answer_card.render(refused, SCENE))
    nothing = answer(reason=Reason.UNKNOWN_WORDS, confidence=0.1, **more)
    assert "Not in any of the documents: “guys”, “freed”, “Vexil”" in shown(answer_card.render(nothing, SCENE))


def test_a_public_refusal_says_what_it_searched() -> None:
    """Always, so that it tells nobody whether there is more; and where to ask for what one may read oneself."""
    told = " documents that everyone here can read\n-# `/ask` privately searches what you can read."
    for public in (True, False):
        for reason in (Reason.UNCERTAIN, Reason.UNKNOWN_WORDS):
            near = (excerpt("Near."),) if reason is Reason.UNCERTAIN else ()
            refused = answer(reason=reason, nearest=near, confidence=0.1)
            assert (told in shown(answer_card.render(refused, replace(SCENE, public=public)))) is public


def test_a_public_refusal_in_a_case_says_that_it_searched_only_what_is_public_there() -> None:
    told = "-# I search here only what everyone can read; `/ask` privately searches what you can read."
    scene = replace(SCENE, public=True, case=Case(7, "w", "nso-group", "NSO Group"))
    assert told in shown(answer_card.render(answer(reason=Reason.UNKNOWN_WORDS, confidence=0.1), scene))


def test_a_mended_spelling_is_said_first() -> None:
    """What was found by another word than was asked begins with that word."""
    listed = shown(answer_card.render(answer(excerpt("One."), spellings={"leter": "letter"}), SCENE))
    assert listed.startswith("-# I searched for “letter” instead of “leter”.\n")


def test_the_closest_passages_are_called_no_answer() -> None:
    near = (excerpt("Near."), excerpt("Far " * 900, 2))
    listed = shown(answer_card.render(answer(reason=Reason.UNCERTAIN, nearest=near, confidence=0.1), SCENE))
    assert "These passages come closest." in listed
    assert "> **Near**." in listed
    assert "Far" not in listed


WIDE = 25  # letters of three buttons, for which a phone has room in one line


@pytest.mark.parametrize("code", ["en", *TRANSLATED])
@pytest.mark.parametrize("more", [{}, {"public": True, "asker": 1}])
def test_what_can_be_pressed_has_two_lines_on_a_phone(code: str, more: dict[str, Any]) -> None:
    """At most three short buttons, and a menu."""
    view: Any = answer_card.render(answer(excerpt("We signed."), excerpt("Two.", 2, 2)), Scene(spoken(code), **more))
    presses, menu = [each["components"] for each in view.view().to_components()[1:]]
    assert len(presses) == 3
    assert sum(len(each["label"]) for each in presses) <= WIDE
    assert [each["type"] for each in menu] == [3]
    assert len(menu[0]["options"]) == 7
    assert all(1 <= len(each["value"]) <= 100 and len(each["description"]) <= 100 for each in menu[0]["options"])


def test_the_bar_is_never_full() -> None:
    assert [answer_text.bar(sure) for sure in (0.0, 0.5, 0.75, 0.99)] == ["▱▱▱▱▱", "▰▰▱▱▱", "▰▰▰▱▱", "▰▰▰▰▱"]


@pytest.mark.parametrize("code", ["en", *TRANSLATED])
@pytest.mark.parametrize("stuff", SCRIPTS)
def test_the_longest_of_everything_fits(stuff: str, code: str, caplog: pytest.LogCaptureFixture) -> None:
    """In every script and language, with everything escaped, on every page, and nothing of it cut off."""
    scene = Scene(spoken(code), said=stuff * 700)
    long = stuff * 2000
    details = {"title": long[:300], "publisher": long[:300], "published": "2021-12-15", "standing": Standing.DISPUTED}
    sources = tuple(f"https://{number}.example/{'a' * 490}" for number in range(9))
    notes = (Note(long[:320], 0, 320, long[:200]),) * 2
    plain = [
        excerpt(
            long[:9000],
            n,
            n,
            speaker=long[:200],
            place=long[:200],
            details=details,
            copied=(document(9, **details),) * 9,
            notes=notes,
        )
        for n in (1, 2, 3)
    ]
    summed = [
        excerpt(long[:650], n, n, details={**details, "kind": Kind.SUMMARY, "sources": sources}, notes=notes)
        for n in (1, 2, 3)
    ]
    differ = (Disagreement(long, ((long, 1),) * 4),) * 3
    shown(answer_card.copies(answer(*plain), scene, 0))
    for excerpts in (plain, summed):
        for page in range(3):
            shown(
                answer_card.render(
                    answer(*excerpts, question=long[: answer_card.QUESTION_LIMIT], disagreements=differ), scene, page
                )
            )
    shown(
        answer_card.render(
            answer(question=long[: answer_card.QUESTION_LIMIT], unknown=(long,) * 9, spellings={long: long}), scene
        )
    )
    unsure = answer(
        question=long[: answer_card.QUESTION_LIMIT], reason=Reason.UNCERTAIN, nearest=(*summed, *plain), confidence=0.1
    )
    shown(answer_card.render(unsure, scene))
    assert caplog.text == ""


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=80))
def test_no_text_breaks_the_card(quote: str, title: str, question: str) -> None:
    """The quote comes back to the character; the question is read back from the card as it was asked."""
    asked = escape.bare(question, 1000)
    message = answer_card.render(answer(excerpt(quote, details={"title": title}), question=asked), SCENE)
    view = message.view()
    first, _, third = [part for part in view.walk_children() if isinstance(part, discord.ui.TextDisplay)][:3]
    assert escape.unescape(third.content.removeprefix("> ")) == escape.one_line(quote)
    assert escape.unescape(first.content.removeprefix("-# ")) == asked
    assert first.id == layout.QUESTION


def test_what_corrects_a_quote_farther_on_stands_below_it() -> None:
    """Word for word, with its place, also beside further evidence and under a claim."""
    note = Note("Correction: it was the tunnel.", 900, 930, "¶ 7")
    line = "Elsewhere in this text, ¶ 7: “Correction: it was the tunnel.”"
    corrected = excerpt("The bridge was closed.", notes=(note,))
    assert line in shown(answer_card.render(answer(corrected), SCENE))
    assert line in shown(answer_card.render(answer(excerpt("We signed.", 2), replace(corrected, rank=2)), SCENE))
    assert line in shown(find_evidence.render([answer(corrected)], SCENE.tongue))


def test_a_card_carries_what_corrects_its_quotes() -> None:
    """So that it is told where the text no longer says so, and shown to nobody who may not read it."""
    corrected = excerpt("The bridge was closed.", notes=(Note("Correction: it was the tunnel.", 900, 930, "¶ 7"),))
    carried = answer_card.render(answer(corrected), SCENE).quotes
    assert [(one.document, one.start, one.end) for one in carried] == [(1, 0, 22), (1, 900, 930)]


def test_a_quote_that_doesn_t_stand_in_what_is_shown_around_it_is_shown_alone() -> None:
    for start, around in ((0, "Elsewhere."), (90, "We signed it. Elsewhere.")):
        one = replace(excerpt("We signed it."), start=start, shown=around, shown_start=50, shown_end=50 + len(around))
        assert "> **We s**igned it." in shown(answer_card.render(answer(one), SCENE))
