"""What a person sees at the terminal: quotes verbatim, nothing that a document could do to the screen."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.output import json_output, progress_bar, safe_text, terminal_wording
from bot.cli.output.printed_answer import MATCH, draw, quotation
from bot.cli.output.screen import Screen
from bot.core.model.answers import NOTHING, Answer, Disagreement, Excerpt, Note, Question, Reason, Signal
from bot.core.model.documents import Details, Document, Kind, Mark, Standing
from bot.wording.catalogue import of_terminal

THEN = datetime(2026, 1, 2, tzinfo=UTC)
QUOTE = "The letter was signed by Ron Wyden, Adam Shiff and 16 other prominent members of the Democratic Party."


def document(**details: object) -> Document:
    given = Details("Democrats Want Sanctions", "https://example.org/a", "The Example", "2021-12-15", "en")
    return Document(
        id=1,
        case=1,
        key="letter",
        details=replace(given, **details),  # type: ignore[arg-type]
        marks=(),
        length=900,
        sha256="0" * 64,
        text_sha256="0" * 64,
        version=1,
        origin="letter.txt",
        fetched=False,
        added_by="cli",
        added_at=THEN,
        changed_at=THEN,
    )


def excerpt(quote: str = QUOTE, **fields: object) -> Excerpt:
    made = Excerpt(1, quote, (), document(), "starter", "¶ 5", 10, 10 + len(quote), quote, 7.5)
    return replace(made, **fields)  # type: ignore[arg-type]


def answer(*excerpts: Excerpt, **fields: object) -> Answer:
    reason = None if excerpts else Reason.NOT_TOGETHER
    made = Answer(Question("who signed?"), bool(excerpts), 0.93, reason, excerpts, excerpts, "0" * 64, 27)
    return replace(made, **fields)  # type: ignore[arg-type]


def drawn(found: Answer, width: int | None = None, code: str = "en") -> str:
    file = io.StringIO()
    draw(Screen(file, width), found, of_terminal({"LANG": code}))
    return file.getvalue()


# --- an answer


def test_what_is_found_in_another_language_is_said_to_be() -> None:
    found = answer(excerpt(asked_in="en", document=document(language="es")))
    told = "Found across languages: the original is in Spanish"
    assert told in " ".join(drawn(found).split())
    assert told not in " ".join(drawn(answer(excerpt(asked_in="en"))).split())


def test_words_recognised_from_a_picture_are_said_to_be() -> None:
    told = "Recognised from a picture (OCR), 91% sure: compare it with the page"
    found = answer(excerpt(recognised=91))
    assert told in " ".join(drawn(found).split())
    assert told in terminal_wording.message(found)
    assert json_output.answer(found)["excerpts"][0]["recognised"] == 91


def test_a_name_that_several_people_have_is_said_to_be_theirs() -> None:
    said = excerpt(speaker="Lund", namesakes=("Ann Lund", "Peter Lund"))
    assert "    Attributed to Lund (more than one in this document: Ann Lund, Peter Lund)\n" in drawn(answer(said))


def test_what_corrects_a_quote_farther_on_stands_below_it() -> None:
    found = answer(excerpt(notes=(Note("Correction: two.", 90, 106, "¶ 7"),)))
    assert "    Elsewhere in this text, ¶ 7: “Correction: two.”" in drawn(found)


def test_an_answer_as_json_has_the_same_names_with_a_correction_and_without() -> None:
    noted = replace(excerpt(), notes=(Note("Correction: two.", 90, 106, "¶ 7"),))
    assert json_output.excerpt(noted) == json_output.excerpt(excerpt())


def test_a_quote_is_set_off_with_a_bar_and_followed_by_where_it_stands() -> None:
    found = answer(excerpt(speaker="Ron Wyden", link="https://example.org/a#:~:text=The", copies=("wire",)))
    assert drawn(found).splitlines() == [
        "",
        f"  ┃ {QUOTE}",
        "    Attributed to Ron Wyden",
        " 1. Democrats Want Sanctions · The Example · 15 December 2021 · ¶ 5",
        "    https://example.org/a#:~:text=The",
        "    Copies of the same story: wire",
        "",
        "Very likely the answer (93%) · 1 of 27 documents",
    ]


@pytest.mark.parametrize("width", [60, 120])
def test_a_quote_folds_at_words_and_keeps_all_of_them(width: int) -> None:
    lines = drawn(answer(excerpt()), width).splitlines()
    quoted = [line.removeprefix("  ┃ ") for line in lines if line.startswith("  ┃ ")]
    assert " ".join(quoted) == QUOTE
    assert all(len(line) <= width for line in lines)


def test_a_link_is_never_folded() -> None:
    link = "https://example.org/" + "a" * 200
    assert f"    {link}\n" in drawn(answer(excerpt(link=link)), 60)


def test_matched_words_are_emphasised_without_a_character_changed() -> None:
    words = quotation(excerpt(matches=((4, 10), (15, 21))))
    assert words.plain == QUOTE
    assert [words.plain[span.start : span.end] for span in words.spans if span.style == MATCH] == ["letter", "signed"]


def test_a_quote_is_bold_in_its_place() -> None:
    shown = f"Before it. {QUOTE} After it."
    words = quotation(
        replace(excerpt(), shown=shown, shown_start=0, shown_end=len(shown), start=11, end=11 + len(QUOTE))
    )
    assert words.plain == shown
    assert [words.plain[span.start : span.end] for span in words.spans if span.style == "bold"] == [QUOTE]


def test_which_words_are_quoted_is_seen_where_nothing_is_bold() -> None:
    """As in what is piped or copied: a heavy bar stands before the quote, a light one before what is around it."""
    shown = f"Before it.\n\nSo it was. {QUOTE} After it."
    placed = replace(excerpt(), shown=shown, shown_start=0, shown_end=len(shown), start=23, end=23 + len(QUOTE))
    lines = [line for line in drawn(answer(placed)).splitlines() if line.startswith(("  ┃", "  │"))]
    assert lines == ["  │ Before it.  So it was.", f"  ┃ {QUOTE}", "  │ After it."]
    alone = replace(placed, shown=QUOTE, shown_start=23, shown_end=23 + len(QUOTE))
    assert f"  ┃ {QUOTE}\n" in drawn(answer(alone))
    assert "  │" not in drawn(answer(alone))


def test_another_quote_in_the_same_block_is_bold_too() -> None:
    shown = f"Before it. {QUOTE} After it. They left."
    start = 11 + len(QUOTE) + 11
    placed = replace(excerpt(matches=((4, 10),)), shown=shown, shown_start=0, shown_end=len(shown), start=11)
    words = quotation(replace(placed, end=11 + len(QUOTE), also=((start, start + 10),)))
    assert words.plain == shown
    bold = [words.plain[span.start : span.end] for span in words.spans if span.style == "bold"]
    assert "".join(bold[:-1]) == QUOTE.replace("letter", "")
    assert bold[-1] == "They left."
    assert json_output.excerpt(replace(placed, also=((1, 2),)))["also"] == [[1, 2]]
    assert "also" not in json_output.excerpt(placed)


def test_two_quotes_of_an_answer_that_show_the_same_words_are_one_block() -> None:
    """Scripts are given both."""
    shown = f"{QUOTE} They left."
    first = replace(excerpt(), shown=shown, shown_start=10, shown_end=10 + len(shown))
    second = replace(first, rank=2, quote="They left.", start=11 + len(QUOTE), end=10 + len(shown))
    told = drawn(answer(first, second))
    assert told.count(QUOTE) == told.count("They left.") == 1
    assert len(json_output.answer(answer(first, second))["excerpts"]) == 2


def test_a_summary_is_shown_as_one_with_its_links() -> None:
    """A few of them; the rest are counted. It has no link of its own words."""
    links = tuple(f"https://example.org/{number}" for number in range(5))
    found = document(kind=Kind.SUMMARY, sources=links, source=None)
    told = drawn(answer(excerpt(document=found)))
    assert "    Case summary, not the sources' own words; based on:\n      https://example.org/0\n" in told
    assert "and 2 more: show letter" in told
    assert "No link" not in told
    assert "    Case summary, not the sources' own words\n" in drawn(
        answer(excerpt(document=document(kind=Kind.SUMMARY)))
    )


def test_a_summary_names_the_sources_of_these_very_words() -> None:
    links = tuple(f"https://example.org/{number}" for number in range(5))
    found = excerpt(document=document(kind=Kind.SUMMARY, sources=links, source=None))
    cited = replace(found, document=replace(found.document, marks=(Mark(found.end, "source", "4"),)))
    told = drawn(answer(cited))
    assert "    Case summary, the quote based on:\n      https://example.org/3\n" in told
    assert "example.org/0" not in told
    assert json_output.excerpt(cited)["cited"] == ["https://example.org/3"]
    assert json_output.excerpt(found)["cited"] == []


def test_what_stands_around_the_quote_has_its_sources_told_apart() -> None:
    """Below a block of several sentences, links of one of them alone would look like those of all."""
    links = tuple(f"https://example.org/{number}" for number in range(9))
    found = excerpt(document=document(kind=Kind.SUMMARY, sources=links, source=None))
    start, end = found.start, found.end
    marks = [Mark(end, "source", "4"), *(Mark(end + 10, "source", number) for number in "45678")]
    placed = replace(found, shown=f"{found.quote} Then it rained.", shown_start=start, shown_end=end + 16)
    told = drawn(answer(replace(placed, document=replace(found.document, marks=tuple(marks)))))
    assert "the quote based on:\n      https://example.org/3\n    What stands around it, also on:\n" in told
    assert "also on:\n      https://example.org/4\n      https://example.org/5\n" in told
    assert "and 1 more: show letter" in told


def test_a_summary_says_how_old_it_is() -> None:
    found = document(kind=Kind.SUMMARY, source=None, published=None, facts_until="2018-12", checked="2026-11-21")
    told = drawn(answer(excerpt(document=found)))
    assert "Summary of events to December 2018, checked 21 November 2026" in told


def test_a_document_without_a_link_says_where_it_came_from() -> None:
    assert "No link: from the file letter.txt" in drawn(answer(excerpt(document=document(source=None))))


def test_a_moderator_s_mark_stands_before_the_quote() -> None:
    told = drawn(answer(excerpt(document=document(standing=Standing.RETRACTED))))
    assert told.index("Retracted:") < told.index("The letter was signed")


def test_sources_that_differ_stand_side_by_side() -> None:
    wire = excerpt(rank=2, document=replace(document(publisher="Wire", published="2022"), id=2))
    found = answer(excerpt(), wire, disagreements=(Disagreement("how many", (("16", 1), ("18", 2))),))
    told = "Sources disagree on how many: “16” (The Example, 15 December 2021); “18” (Wire, 2022)."
    assert told in drawn(found)


def test_of_one_document_it_is_told_where_each_value_stands() -> None:
    found = answer(
        excerpt(), excerpt(rank=2, place="¶ 9"), disagreements=(Disagreement("how much", (("16", 1), ("18", 2))),)
    )
    assert f"The document itself gives different values: “16” ({excerpt().place}); “18” (¶ 9)." in drawn(found)


def test_explain_shows_what_moved_each_candidate_the_strongest_first() -> None:
    found = (
        Signal("length", -1.0, 0.5),
        Signal("rare_grams", 2.0, 1.5, ("sign", "letter")),
        Signal("title", 0.0, 9.0),
        Signal("passage: who", 1.0, 1.25),
        Signal("word: Schiff", 1.0, 0.5, ("Shiff",)),
        Signal("word: sign", 0.5, 0.3),
        Signal("word: when", 0.0, 0.2),
    )
    told = drawn(answer(excerpt(signals=found), question=Question("who signed?", explain=True)))
    assert [line.strip() for line in told[told.index(" 1. 7.500  letter · ¶ 5") :].splitlines()[2:]] == [
        "The sentence:",
        "+3.000  rare grams 2.000 × 1.5  sign, letter",
        "-0.500  length -1.000 × 0.5",
        "Its passage:",
        "+1.250  who 1.000 × 1.25",
        "The question's words:",
        "Schiff (read as Shiff): in the sentence, 50 % of the question",
        "sign: in the passage, 30 % of the question",
        "when: not here, 20 % of the question",
    ]
    none = answer(nearest=(), question=Question("x", explain=True))
    assert "No passage holds a word of the question." in drawn(none)


# --- a refusal


@pytest.mark.parametrize("reason", Reason)
def test_a_refusal_says_why_and_what_to_try(reason: Reason) -> None:
    told = drawn(answer(reason=reason, nearest=(excerpt(),)))
    assert len(told.splitlines()) >= 4
    nothing = reason in NOTHING
    assert ("Searched: 27 documents · `--explain` shows what came nearest." in told) == nothing
    assert ("Searched: 27 documents\n" in told) != nothing
    assert (QUOTE in told) != nothing


def test_a_refusal_says_that_dates_were_asked_for() -> None:
    limited = Question("who signed?", after="2022", before="2023")
    assert "You could also leave out the dates." in drawn(answer(question=limited))
    assert "leave out the dates" not in drawn(answer())


def test_a_refusal_names_unknown_words_and_their_nearest_spelling() -> None:
    found = answer(unknown=("shiff",), spellings={"shiff": "Schiff"}, languages=("de", "fr"))
    told = drawn(found)
    assert "Not in any of the documents: “shiff”." in told
    assert "I searched for “Schiff” instead of “shiff”." in told
    assert "in other languages: German, French." in told


def test_what_was_searched_says_the_dates() -> None:
    found = answer(question=Question("x", after="2021", before="2022-03"))
    assert "Searched: 27 documents, only those dated 2021 to March 2022\n" in drawn(found)


@pytest.mark.parametrize(("confidence", "words"), [(1.0, "Very likely"), (0.8, "Probably"), (0.4, "Possibly")])
def test_certainty_is_told_in_words(confidence: float, words: str) -> None:
    assert f"\n{words} the answer (" in drawn(answer(excerpt(), confidence=confidence))


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2021", "2021"),
        ("2021-12", "December 2021"),
        ("2021-12-05", "5 December 2021"),
        ("soon", "soon"),
        ("2021-13", "2021-13"),
    ],
)
def test_dates_are_written_out(published: str, day: str) -> None:
    assert f" · {day} · ¶ 5\n" in drawn(answer(excerpt(document=document(published=published))))


# --- documents can't do anything to the screen

HOSTILE = "\x1b[31mred\x1b]8;;x\x07 [bold]no[/bold] :smile: \u202egnp\u2069 \x9b2J\x00\ud800"


def test_control_characters_are_shown_as_escapes() -> None:
    """Also in titles, names and links; markup and emoji codes stay as they are written."""
    found = document(title=HOSTILE, publisher=HOSTILE)
    told = drawn(answer(excerpt(HOSTILE, document=found, speaker=HOSTILE, link=HOSTILE, place=HOSTILE)), 300)
    assert r"\x1b[31mred" in told
    assert "[bold]no[/bold] :smile:" in told
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800]", told)


@given(st.text(max_size=80))
def test_nothing_that_is_shown_can_move_the_cursor(words: str) -> None:
    """And what holds nothing of the kind stays as it is, line breaks apart."""
    told = safe_text.text(words)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", told)
    if words.isprintable():
        assert told == words


def test_lines_and_tabs_of_a_whole_text_are_kept() -> None:
    assert safe_text.lines("a\n\tb\r\x1b\n") == "a\n\tb \\x1b\n"


def test_a_quote_from_right_to_left_is_isolated_line_by_line() -> None:
    """So the bar stays on the left, and the words around keep their order."""
    quote = "وقع الرسالة عشرة نواب من البرلمان الأوروبي " * 6
    lines = [line for line in drawn(answer(excerpt(quote)), 60).splitlines() if "┃" in line]
    assert len(lines) > 3
    assert all(line.startswith("  ┃ \u2067") and line.endswith("\u2069") for line in lines)
    assert " ".join(line[5:-1] for line in lines).split() == quote.split()
    assert not {*"\u2066\u2067"} & {*drawn(answer(excerpt()))}


def test_an_english_quote_with_an_arabic_name_keeps_its_direction() -> None:
    assert "  ┃ \u2066Said أحمد.\u2069\n" in drawn(answer(excerpt("Said أحمد.")), None)


def test_a_title_from_right_to_left_leaves_the_date_where_it_is() -> None:
    told = drawn(answer(excerpt(document=document(title="أحمد منصور"))))
    assert " 1. \u2067أحمد منصور\u2069 · " in told


def test_colour_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not where NO_COLOR is set; words are emphasised there all the same."""
    found = answer(excerpt(matches=((4, 10),)))
    assert "\x1b" not in drawn(found)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert re.search(r"\x1b\[1;33mletter", on_terminal(found))
    monkeypatch.setenv("NO_COLOR", "1")
    assert re.search(r"\x1b\[1m[^\x1b]*(?:\x1b\[0m\x1b\[1m)?letter", on_terminal(found))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(found: Answer) -> str:
    file = Terminal()
    draw(Screen(file), found, of_terminal({}))
    return file.getvalue()


def test_a_table_has_titles_on_a_terminal_only() -> None:
    rows = [("letter", "The [b]letter[/b]\tof May")]
    piped, wide = io.StringIO(), io.StringIO()
    Screen(piped).table(("key", "title"), rows)
    Screen(wide, 60).table(("key", "title"), rows)
    assert piped.getvalue() == "letter\tThe [b]letter[/b] of May\n"
    assert wide.getvalue().splitlines()[0].split() == ["key", "title"]


def test_a_whole_text_is_printed_line_by_line() -> None:
    piped, narrow = io.StringIO(), io.StringIO()
    Screen(piped).text("one\n\n\ttwo")
    Screen(narrow, 40).text("one\n\n" + "two " * 20)
    assert piped.getvalue() == "one\n\n\ttwo\n"
    assert len(narrow.getvalue().splitlines()) == 4


# --- JSON


@given(st.text(max_size=60))
def test_a_line_of_json_is_one_line_and_exact(words: str) -> None:
    """Whatever a reader of lines takes for a line end."""
    line = json_output.line({"quote": words})
    assert len(line.decode().splitlines()) == 1
    assert json.loads(line) == {"quote": words}


def test_the_message_is_one_line() -> None:
    found = excerpt("Two\nlines.")
    assert terminal_wording.message(answer(found)).startswith("“Two lines.” (Democrats Want Sanctions · ")
    assert "\n" not in terminal_wording.message(answer())


def test_signals_are_in_the_json_where_they_were_asked_for() -> None:
    row = json_output.answer(answer(excerpt(signals=(Signal("bm25", 2.0, 1.5, ("sign",)),))), "q1")
    assert row["id"] == "q1"
    assert row["excerpts"][0]["signals"] == [{"name": "bm25", "value": 2.0, "weight": 1.5, "words": ["sign"]}]
    found = answer(excerpt(), disagreements=(Disagreement("when", (("2021", 1),)),))
    assert json_output.answer(found)["disagreements"] == [{"about": "when", "values": [{"value": "2021", "rank": 1}]}]


# --- progress


def with_bar(monkeypatch: pytest.MonkeyPatch, patience: float) -> str:
    """What is drawn on a terminal for work in two steps. Set within the test, where pytest has set its own for good."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress_bar, "PATIENCE", patience)
    with progress_bar.bar("Reading") as tell:
        tell(1, 3)
        tell(2, 3)
    return terminal.getvalue()


def test_long_work_shows_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Reading" in with_bar(monkeypatch, -1.0)


def test_quick_work_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert with_bar(monkeypatch, 60.0) == ""


def test_where_nobody_looks_there_is_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar.bar("Reading") as tell:
        tell(1, 3)
    assert capsys.readouterr().err == ""
