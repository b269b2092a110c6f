"""From a reading to an upload."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.library import intake
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import BadDetail, BadKey, EmptyDocument

READING = Reading("The letter was signed by two senators on Tuesday.", Details("A letter"))


def test_upload_completes_what_the_file_did_not_say() -> None:
    made = intake.upload(Reading(READING.text, Details("")), b"bytes", "inbox/letter.txt", "letter")
    assert (made.details.title, made.details.language, made.origin) == ("letter.txt", "en", "letter.txt")


def test_upload_keeps_the_bytes_of_the_one_document_in_a_bulk_file() -> None:
    assert intake.upload(Reading("Text.", Details("T"), original=b"line"), b"file", "f", "k").original == b"line"


def test_a_document_of_blanks_is_refused() -> None:
    with pytest.raises(EmptyDocument, match=r"“blank\.txt” holds no text"):
        intake.upload(Reading(" \n\t ", Details("")), b" ", "blank.txt", "blank")


@pytest.mark.parametrize("key", ["function-(mathematics)", " en/a b:c", "x" * 200])
def test_the_id_of_a_line_in_a_bulk_file_is_kept_as_it_is(key: str) -> None:
    assert intake.upload(Reading("Text.", Details("T"), original=b"line"), b"file", "f", key).key == key


@pytest.mark.parametrize("key", ["", "  ", "x" * 201, "a\nb", "\ud800"])
def test_an_id_that_cannot_be_shown_is_refused(key: str) -> None:
    with pytest.raises(BadKey):
        intake.upload(Reading("Text.", Details("T"), original=b"line"), b"file", "f", key)


@pytest.mark.parametrize("key", ["", "two words", "a/b", "x" * 81, "a\nb"])
def test_a_key_must_be_easy_to_type(key: str) -> None:
    with pytest.raises(BadKey):
        intake.upload(READING, b"", "a.txt", key)


@pytest.mark.parametrize(
    "details",
    [
        Details(" "),
        Details("T", source="javascript:alert(1)"),
        Details("T", source="https://a b"),
        Details("T", source="https://"),
        Details("T", sources=("ftp://x",)),
        Details("T", published="15.12.2021"),
        Details("T", published="2021-02-30"),
        Details("T", language="English"),
        Details("T", checked="yesterday"),
        Details("T", facts_from="early"),
        Details("T", facts_until="2021-13"),
        Details("T", facts_from="2021-12", facts_until="2021-11-30"),
    ],
)
def test_a_detail_that_cannot_be_right_is_refused(details: Details) -> None:
    with pytest.raises(BadDetail):
        intake.checked(details)


def test_the_events_of_a_summary_may_begin_and_end_in_one_month() -> None:
    said = Details("T", facts_from="2021-12-15", facts_until="2021-12", checked="2022")
    assert intake.checked(said) == said


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, None),
        (" , #,\u200b", None),
        ("#Harbour, court  records,harbour", "Harbour, court records"),
        ("ميناء، محكمة; new\nlines", "ميناء, محكمة, new, lines"),
    ],
)
def test_tags_are_taken_as_people_type_them(typed: str | None, kept: str | None) -> None:
    """Commas of several scripts, a number sign in front, spaces and capitals; each once."""
    once = intake.checked(Details("T", tags=typed))
    assert (once.tags, intake.checked(once)) == (kept, once)


@pytest.mark.parametrize("code", ["xx", "English", "EN", "eng"])
def test_a_person_names_a_language_of_iso_639_1(code: str) -> None:
    with pytest.raises(BadDetail, match=rf"“{code}” is no valid language: use its two-letter code, such as en or ar\."):
        intake.corrected(Details("T", language="en"), lambda said: replace(said, language=code))


@pytest.mark.parametrize("code", ["mt", "no", None])
def test_any_language_or_none_can_be_named(code: str | None) -> None:
    assert intake.corrected(Details("T", language="en"), lambda said: replace(said, language=code)).language == code


def test_what_a_file_says_of_its_language_hinders_no_correction() -> None:
    """A code that no list has can stay as it is."""
    said = intake.corrected(Details("T", language="xx"), lambda said: replace(said, title="The letter"))
    assert (said.title, said.language) == ("The letter", "xx")


@pytest.mark.parametrize(
    ("name", "slug"),
    [("A b/C", "a-b-c"), ("Ärzte & Co", "ärzte-co"), ("بيغاسوس", "بيغاسوس"), ("../../etc", "etc"), ("!!!", "document")],
)
def test_slug(name: str, slug: str) -> None:
    assert intake.slug(name) == slug


@given(st.text())
def test_every_slug_is_a_valid_key(name: str) -> None:
    assert intake.KEY.fullmatch(intake.slug(name))


@given(st.text())
def test_a_shown_name_has_no_folder_and_no_hidden_character(name: str) -> None:
    shown = intake.shown(name)
    assert shown
    assert "/" not in shown
    assert not {unicodedata.category(letter) for letter in shown} & {"Cc", "Cf"}


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2021-12", date(2021, 12, 1), date(2021, 12, 31)),
        ("2021-12-15", date(2021, 12, 15), date(2021, 12, 15)),
    ],
)
def test_a_date_that_stops_early_is_a_span_of_days(published: str, first: date, last: date) -> None:
    assert intake.days(published) == (first.toordinal(), last.toordinal())


INVISIBLE = ["\u200b", "\u202e\u2066", "\u3164", "\u2800 \u115f", "\ufe0f\u034f", "\u00a0\u3000", "\ue000", ""]


@pytest.mark.parametrize("title", INVISIBLE)
def test_a_title_of_which_nothing_is_seen_is_none(title: str) -> None:
    """A file with one is called by its name; nobody can give one."""
    assert intake.upload(Reading("Text.", Details(title)), b"x", "letter.txt", "k").details.title == "letter.txt"
    assert intake.shown(title) == "unnamed"
    with pytest.raises(BadDetail, match="it is empty"):
        intake.checked(Details(title))


@pytest.mark.parametrize("title", ["字", "كلمة", "é", "e\u0301", "🙂", "7", "?", "\u200bA"])
def test_a_title_of_which_anything_is_seen_is_one(title: str) -> None:
    assert intake.checked(Details(title)).title == title


@pytest.mark.parametrize("name", ["title", "publisher", "author"])
def test_what_a_person_says_has_the_limits_that_forms_have(name: str) -> None:
    """What a file says is cut there; what an older document has already may stay."""
    longer = "x" * (intake.LIMITS[name] + 1)
    said: dict[str, Any] = {name: longer}
    with pytest.raises(BadDetail, match=f"no valid {name}: it has more than 300 characters"):
        intake.corrected(Details("T"), lambda found: replace(found, **said))
    old = replace(Details("T"), **said)
    made = intake.upload(Reading("Text.", old), b"x", "a.txt", "k")
    assert getattr(made.details, name) == longer[:-1]
    assert intake.corrected(old, lambda said: replace(said, published="2021")).published == "2021"
