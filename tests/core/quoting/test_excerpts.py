"""What is quoted around a sentence, and which sentences can be quoted at all; `tests/traps` holds the many cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.language import profile, sentences
from bot.core.language.cues import cues, fold
from bot.core.quoting import excerpts

SAMPLES = Path(__file__).parents[2] / "samples"
LONG = " ".join(["long"] * 45)
PLAIN = "The harbour board met for the third time in the old customs house."
FOUND = "The auditors found three things:"
LISTED = "The tap was opened before a judge had signed\nTwo reporters were on the list\nThe logs of June were deleted"


def quote(text: str, chosen: int, count: int = 1, language: str = "en") -> list[str]:
    """The sentences that are quoted for that one."""
    spans = sentences.split(text, language)
    start, end = excerpts.widen(text, spans, chosen, count, language)
    return [text[a:b] for a, b in spans if start <= a and b <= end]


@settings(deadline=None)  # the first question in a language reads its table
@given(
    st.lists(
        st.sampled_from(
            [
                "However, it left.",
                "He said: “No.",
                "It is so.”",
                "Why?",
                "No.",
                "The bay is deep.",
                "“Fish.”",
                "— Sí —dijo Ana.",
            ]
        ),
        min_size=1,
        max_size=9,
    ),
    st.data(),
)
def test_a_quote_is_whole_sentences_with_the_chosen_one(parts: list[str], data: st.DataObject) -> None:
    """Of any text, in any language, at least as many as asked for where there are, and never many more."""
    text = " ".join(parts)
    language = data.draw(st.sampled_from(["en", "es", "de", "fr", "ru", "ar", "ja", "xx", "nonsense"]))
    spans = sentences.split(text, language)
    chosen = data.draw(st.integers(0, len(spans) - 1))
    count = data.draw(st.integers(0, 4))
    start, end = excerpts.widen(text, spans, chosen, count, language)
    inside = [span for span in spans if start <= span[0] and span[1] <= end]
    assert spans[chosen] in inside
    assert (inside[0][0], inside[-1][1]) == (start, end)
    assert min(count, len(spans)) <= len(inside) <= max(count, 1 + 2 * excerpts.REACH)


def test_more_sentences_are_taken_after_then_before() -> None:
    """`count` is a floor, not a cap."""
    text = "One boat sank. Two boats left. Three boats stayed."
    assert quote(text, 0, 2) == ["One boat sank.", "Two boats left."]
    assert quote(text, 2, 2) == ["Two boats left.", "Three boats stayed."]
    assert quote(text, 1, 9) == ["One boat sank.", "Two boats left.", "Three boats stayed."]


def test_an_antecedent_comes_along_only_while_the_quote_stays_short() -> None:
    """The other half of a "but" a little longer, a denial even so."""
    assert quote(f"Acme {LONG}. It sells {LONG}.", 1) == [f"It sells {LONG}."]
    assert len(quote(f"Acme sells {LONG}. It denies that it ever {LONG}.", 0)) == 2
    assert len(quote(f"Acme sells {LONG}. But it never {LONG}.", 0)) == 1


def test_an_antecedent_may_stand_two_sentences_before() -> None:
    """Where the sentence between begins with a pronoun itself."""
    assert len(quote("Acme sells nets. It also sells ropes. It pays no tax. The bay is deep.", 2)) == 3


def test_a_quotation_brings_its_speaker_from_before_or_after() -> None:
    """Also over several sentences, and where only "she said" stands beside it."""
    assert len(quote("Ann Lund spoke. “We lost,” she said. The bay is deep.", 1)) == 2
    assert (
        len(quote("“We lost. " + "We saw many ships leave. " * 20 + "We stayed,” Ann Lund said. The end came.", 0)) >= 1
    )
    text = "Ann Lund wrote: “We lost. The nets broke. The ships left.” The bay is deep."
    spans = [
        (text.index(part), text.index(part) + len(part))
        for part in ("Ann Lund wrote: “We lost.", "The nets broke.", "The ships left.”", "The bay is deep.")
    ]
    assert excerpts.widen(text, spans, 1, 1, "en")[0] == 0
    assert excerpts.widen(text, spans, 2, 1, "en")[0] == 0
    assert excerpts.widen(text, spans, 3, 1, "en") == spans[3]


def test_quotation_marks_of_many_kinds() -> None:
    """»So«, „so“, «so», ”so”, "so", and with dashes."""
    assert len(quote("Anna Lund sprach zuletzt. »Wir gehen.«", 1, language="de")) == 2
    assert len(quote("Anna Lund sprach zuletzt. ”Vi går nu.”", 1, language="en")) == 2
    assert quote("The bay is deep. The “so-called” ban ended. Fish came.", 1) == ["The “so-called” ban ended."]


def test_a_quotation_ends_with_its_paragraph() -> None:
    """A mark that was never closed doesn't run on."""
    text = "Ann said: “We lost.\n\nThe bay is deep."
    assert quote(text, 1) == ["The bay is deep."]


def test_a_name_is_no_reference_back() -> None:
    """Nor is "it" in words that a named speaker is quoted with, nor the "it" of "it is not clear whether"."""
    group = "The Harbour Group owns nine piers."
    assert quote(f"Norvik sank. {group}", 1) == [group]
    said = "“It is as safe as it ever was in our time,” Ann Lund said."
    assert quote(f"The dam is old. {said}", 1) == [said]
    unclear = "It is not clear whether ships left."
    assert quote(f"Norvik sank. {unclear}", 1) == [unclear]


def test_hearsay_keeps_its_answer_and_reported_speech_its_frame() -> None:
    """Though neither has a cue of its own."""
    assert len(quote("The pianist is said to be ill. She is in good health.", 0)) == 2
    hall = "Die Reederei traf sich am Abend in der großen Halle am alten Hafen mit vielen Zuhörern."
    assert len(quote(f"{hall} Niemand habe etwas gefunden.", 1, language="de")) == 2
    assert len(quote("The pianist is said to be ill. Neighbours hear a piano at night.", 0)) == 2
    assert len(quote(f"The pianist is said to be ill. Concerts {LONG}.", 0)) == 1


@pytest.mark.parametrize("gap", ["\n\n", "\n", " "])
def test_a_quote_reaches_into_the_neighbouring_paragraph(gap: str) -> None:
    """Where the first sentence of a passage leans back, or the next passage takes the last one back."""
    filler = "The bay is deep and cold. " * 80
    for ahead in ("", filler):
        text = f"{ahead}{gap if ahead else ''}Acme sells nets.{gap}It pays no tax.{gap}But it pays fines.{gap}{filler}"
        at = text.index("It pays")
        start, end = excerpts.widen(text, [(at, at + len("It pays no tax."))], 0, 1, "en")
        assert text[start:end] == f"Acme sells nets.{gap}It pays no tax.{gap}But it pays fines."


RULED = "On 3 June the court in Tarn refused the firm's request, which does not decide whether it is guilty of fraud."


@pytest.mark.parametrize(
    "following",
    [
        "In July the mayor, Ida Borg, asked the council to dismiss her own complaint about the noise of the new mill.",
        "According to the auditors, the books support earlier findings about the port, whose owner denies any fraud.",
    ],
)
def test_a_quote_ends_with_its_paragraph_where_the_next_one_is_about_something_else(following: str) -> None:
    """A denial of its own inside a long sentence is no denial of the quote: it is shown below it, not as part of it."""
    assert quote(f"{RULED}\n\n{following}", 0) == [RULED]


@pytest.mark.parametrize(
    "following",
    [
        "This was denied by the firm's lawyers, by its owner in Osten and by all nine banks that had lent to it.",
        "However, the court of appeal, which sat for nine days in the old customs house of Osten, annulled that order.",
        "A court acquitted the firm in May.",
    ],
)
def test_a_new_paragraph_that_refers_back_or_is_brief_is_quoted_with_what_it_turns(following: str) -> None:
    """Reports put a denial into a paragraph of its own."""
    assert quote(f"{RULED}\n\n{following}", 0) == [RULED, following]


def test_a_quote_does_not_take_the_end_of_the_paragraph_before_for_a_word_of_it() -> None:
    """ "whose story was told in a film" announces nothing that the next paragraph tells."""
    before = "Ida Borg is a citizen of Tarn and a daughter of Nils Borg, whose story was told in the film “Osten”."
    after = "In July the auditors reported that the telephone of Ida Borg had been opened since at least January 2021."
    assert quote(f"{before}\n\n{after}", 1) == [after]
    assert quote(f"{before} {after}", 1) == [before, after]  # within a paragraph it may


def test_the_title_of_a_section_is_quoted_with_a_bare_reply_alone() -> None:
    """ "## Who was it?" is told as the quote's place; "Nobody knows." would say nothing without it."""
    told = "Who opened the telephone of the mayor of Tarn has not been established."
    assert quote(f"## Who was it?\n\n{told}", 1) == [told]
    assert quote(f"## Who was it?\n{told}", 1) == [told]
    assert quote("## Who was it?\n\nNobody knows.", 1) == ["## Who was it?", "Nobody knows."]


def test_headings_and_unbroken_text_are_no_neighbours() -> None:
    """They part paragraphs; a stretch without spaces holds no sentence."""
    for text in (
        "Acme Sells Nets\n\nIt pays no tax.",
        "x" * 2_000 + "\nIt pays no tax.",
        "Read more\n\nIt pays no tax.",
    ):
        at = text.index("It pays")
        assert excerpts.widen(text, [(at, len(text))], 0, 1, "en") == (at, len(text))


def quotable(text: str, part: str, language: str = "en") -> bool:
    start = text.index(part)
    return excerpts.is_quotable(text, (start, start + len(part)), language)


def test_a_sentence_with_a_letter_that_could_not_be_read_is_no_evidence() -> None:
    text = "The order was signed by M�ller on 3 May. The court was told in June."
    assert not quotable(text, "The order was signed by M�ller on 3 May.")
    assert quotable(text, "The court was told in June.")


def test_of_a_scraped_page_only_sentences_can_be_quoted() -> None:
    """No headline, share bar, truncated sentence or "Read more"."""
    text = (SAMPLES / "scraped-letter.txt").read_text("utf-8")
    no = [
        "Fishing Towns Ask For Ban On Bottom Trawlers",
        "Share on twitter",
        "‘The bay is not a quarry’",
        "Shipowners deny damage to the seabed",
        "Last spring,",
        "Read more",
        "Latest News",
    ]
    assert [part for part in no if quotable(text, part)] == []
    assert quotable(text, "The letter has been seen by the Coast Gazette.")
    assert quotable(text, "“These ships take in one night what we take in a year,” Mayor Lund told the Gazette.")


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("# The bay\n\nIt is deep.", "# The bay", False),
        ("They want:\n- nets\n- boats", "They want:", True),
        ("They want:", "They want:", False),
        (
            "In the end they took the boats, the nets, the ropes,",
            "In the end they took the boats, the nets, the ropes,",
            False,
        ),
        ("- nets for the bay\n- boats", "- nets for the bay", True),
        ("| nets | 5 |\n| boats | 6 |", "| nets | 5 |", True),
        ("the battery lasts ten hours", "the battery lasts ten hours", True),
        ("Thanks", "Thanks", False),
        (f"Ann {LONG}", f"Ann {LONG}", True),
        (
            "i bought it and " + "it works fine\n" * 20 + "The battery lasts ten hours\nit is good",
            "The battery lasts ten hours",
            True,
        ),
        ("It works. and the rest is", "and the rest is", False),
        ("It works. loud as a jet engine", "loud as a jet engine", True),
        ("It works. very good", "very good", False),
        ("It works. i really love it", "i really love it", True),
        ("Photo: A ship at sea.", "A ship at sea.", False),
        ("เรือออกจากท่า", "เรือออกจากท่า", True),
        (f"{FOUND}\n\n{LISTED}\n\n{PLAIN}", "The logs of June were deleted", True),
        (f"{PLAIN}\n\n{LISTED}\n\n{PLAIN}", "The logs of June were deleted", False),
        (f"Findings:\n{LISTED}\n\n{PLAIN}", "The logs of June were deleted", True),
        (f"{FOUND}\n\nThe logs of June were deleted\n\n{PLAIN}", "The logs of June were deleted", False),
        (f"{PLAIN}\n\nHarbour Office, file 77/2019", "Harbour Office, file 77/2019", True),
        (f"{PLAIN}\n\nHarbour Office, files of 2019", "Harbour Office, files of 2019", False),
    ],
)
def test_is_quotable(text: str, part: str, expected: bool) -> None:
    """Headings, captions and fragments are not; list items, table rows and the unpunctuated prose of forums are."""
    assert quotable(text, part, "th" if part[0] == "เ" else "en") is expected


def test_an_item_reaches_what_announces_the_list_across_paragraphs() -> None:
    """Each item is a passage of its own there; with more items than that, the list is left out."""
    items = ["- The mayor owned the quarry.", "- The clerk was paid in cash.", "- The permits were backdated."]
    text = "\n\n".join(["The court rejected these claims:", *items])
    start = text.index(items[-1])
    assert excerpts.widen(text, [(start, len(text))], 0, 1, "en") == (0, len(text))
    text = "\n\n".join(["The court rejected these claims:", *items * 3])
    start = text.rindex(items[-1])
    assert excerpts.widen(text, [(start, len(text))], 0, 1, "en")[0] > 0


def test_a_line_of_an_announced_list_reaches_what_announces_it() -> None:
    """Items of a web page are lines without marks: the one that denies them all comes first."""
    text = f"{PLAIN}\n\nThe court rejected these claims:\n\n{LISTED}\n\n{PLAIN}"
    lines = [(text.index(line), text.index(line) + len(line)) for line in LISTED.splitlines()]
    assert text[slice(*excerpts.widen(text, lines, 2, 1, "en"))].startswith("The court rejected these claims:")


def test_every_table_of_cues_has_the_lists_that_are_used() -> None:
    """A misspelt key would silently switch a rule off."""
    needed = {"contrast", "contrast_inside", "leans", "pronouns", "nouns", "expletives", "said", "persons", "announces"}
    needed |= {"denies", "doubts", "about", "refers", "follows", "halves", "introduction", "hearsay"}
    needed |= {"frames", "status", "promises", "accused", "outcomes", "suppositions", "later", "negations", "definite"}
    needed |= {"depends", "demonstratives", "openers", "anaphors", "indefinite", "limits", "ordinals", "adds", "eras"}
    needed |= {
        "recants",
        "told",
        "exceptions",
        "reverses",
        "appeals",
        "absolutes",
        "media",
        "retracts",
        "regrets",
        "universals",
        "before",
        "parties",
    }
    for language in ("en", "es", "de", "fr", "ru", "ar", "pt", "tr", "it", "nl", "pl"):
        spoken = set() if language in ("it", "nl", "pl") else {"titles", "speech", "after", "offices"}
        lists = set(profile.section(language, "cues"))
        assert needed | spoken <= lists
        more = {
            "prefix",
            "stem_prefix",
            "prodrop",
            "reported",
            "possessives",
            "speakers",
            "undoes",
            "scopes",
            "presents",
        }
        assert lists - needed - spoken <= more
    for language in ("zh", "ja"):
        assert set(profile.section(language, "cues")) <= needed
    assert cues("xx").said.search("anything said") is None


def test_fold_writes_a_sentence_as_the_cues_are_written() -> None:
    """Small letters, plain apostrophes and spaces, no vowel signs, no quotation mark first."""
    assert fold("“It’s\nЁлка") == "it's елка"
    assert fold("أَحمد") == "احمد"


@pytest.mark.parametrize(
    "following",
    ["\n\nWhat should I not do?\n\nDo not call.", "\n\n10. That I could have done more is denied by nobody. It is so."],
)
def test_the_next_question_or_numbered_paragraph_is_not_taken_along(following: str) -> None:
    """However it begins."""
    text = f"9. Papers are kept for seven years, because the bar requires it.{following}"
    spans = [(0, text.index("\n"))]
    assert excerpts.widen(text, spans, 0, 1, "en") == spans[0]


def test_a_numbered_paragraph_does_not_take_the_end_of_the_one_before() -> None:
    text = "4. The note was issued by Apex. It had not been declared to us.\n\n5. They bought notes for 132 million."
    spans = [(text.index("5."), len(text))]
    assert excerpts.widen(text, spans, 0, 1, "en") == spans[0]
