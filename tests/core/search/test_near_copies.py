"""Near-copies of one story count as one source, and all of them can be reached."""

from __future__ import annotations

import pytest

from bot.core.search import near_copies
from tests.core.small_library import add, library

WIRE = (
    "Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday, its author said in the capital. "
    "The letter names the Quarry company and asks the treasury for sanctions against its directors and investors.\n\n"
    "Officials at the treasury confirmed that they had received it, and declined to comment on what follows. "
    "The company has always maintained that its customers are vetted governments with lawful aims.\n\n"
    "Researchers at the university laboratory found traces of the program on telephones of eleven reporters, "
    "of whom seven work for newspapers in the northern provinces."
)
OTHER = (
    "In the northern provinces a court looked into the matter. The letter about the Harbour spyware was signed by "
    "lawmakers of both chambers, and their staff collected it in the corridor of the annex.\n\n"
    "Nobody at the annex remembers who carried the envelope to the post office that afternoon."
)
QUESTION = "who signed the letter about the Harbour spyware?"


def test_copies_of_a_story_are_one_source() -> None:
    """Whole, with a line of its own before it, or cut from below: three articles, one origin."""
    papers = {
        "agency": WIRE,
        "herald": f"HERALD, Tuesday. By our own staff and agencies.\n\n{WIRE}",
        "gazette": WIRE[: WIRE.index("Researchers")],
        "other": OTHER,
    }
    answer = library(papers).ask(QUESTION)
    told = {excerpt.document.key: set(excerpt.copies) for excerpt in answer.excerpts}
    story = next(key for key in told if key != "other")
    assert {story, *told[story]} == {"agency", "herald", "gazette"}
    assert len(told) == 2
    assert told["other"] == set()
    assert [one.key for one in answer.excerpts[0].copied] == list(answer.excerpts[0].copies)


def test_many_copies_leave_room_for_another_story() -> None:
    """Also where the copies alone would fill the answer."""
    papers = {f"paper-{number}": f"{WIRE}\n\nPage {number} of the paper." for number in range(7)}
    answer = library({**papers, "other": OTHER}).ask(QUESTION)
    assert {"other"} < {one.document.key for one in answer.excerpts}
    assert sorted([*answer.excerpts[0].copies, answer.excerpts[0].document.key]) == sorted(papers)


def test_a_shared_sentence_alone_makes_no_copy() -> None:
    """Two reports that quote the same statement are two sources for everything else."""
    shared = "The letter about the Harbour spyware was signed by eighteen lawmakers of both chambers, the office said. "
    one = shared + "Treasury officials confirmed receipt. " + WIRE[250:]
    other = "In spring an inquiry began in the northern towns, with hearings in April, May and June. " + OTHER[110:]
    answer = library({"one": one, "other": f"{other} {shared}"}).ask("what did Treasury officials confirm?")
    assert answer.excerpts[0].copies == ()


def test_a_digest_is_not_one_story_with_each_report_in_it() -> None:
    """A report inside a text many times as long stays a source of its own."""
    filler = "\n\n".join(
        f"Item {number}: the council met about road {number * 7} and bridge b{number}." for number in range(90)
    )
    found = library({"report": WIRE, "digest": f"{filler}\n\n{WIRE}"}).ask(QUESTION)
    assert all(not excerpt.copies for excerpt in found.excerpts if excerpt.quote != found.excerpts[0].quote)


def test_writing_without_spaces_has_copies_too() -> None:
    text = "十八名议员周二签署了关于港湾间谍软件的信件。财政部官员确认收到了这封信。公司坚称其客户是经过审查的政府。"
    answer = library({"one": text, "two": f"{text}完。", "other": "天气很好。"}, language="zh").ask(
        "谁签署了关于港湾间谍软件的信件"
    )
    assert [one.copies for one in answer.excerpts] == [("two",)]


def test_copies_that_may_not_be_seen_are_not_named() -> None:
    """They are found among the visible documents only."""
    shelf = library({"agency": WIRE, "other": OTHER})
    hidden = shelf.store.open_case("local", "hidden", "hidden")
    before = shelf.ask(QUESTION)
    add(shelf.store, hidden.id, "secret", WIRE)
    after = shelf.ask(QUESTION)
    assert [one.copies for one in after.excerpts] == [one.copies for one in before.excerpts]


def test_texts_are_remembered_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they are compared by is made once; the oldest go."""
    monkeypatch.setattr(near_copies, "REMEMBERED", 2)
    shelf = library({f"paper-{number}": f"{WIRE} Page {number}." for number in range(4)})
    assert shelf.ask(QUESTION).excerpts == shelf.ask(QUESTION).excerpts
    assert len(shelf.held.compared._shingles) <= 2
