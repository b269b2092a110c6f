"""`aliases`: listed, added, removed; and what an answer says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console import Console

LETTER = "Q Cyber Technologies belongs to the Harbour Fund. The fund bought it in 2019."
NAMES = ["NSO Group", "Q Cyber Technologies"]


@pytest.fixture
def pullquote(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    made = Console.at(tmp_path).within(capsys, monkeypatch)
    (tmp_path / "owners.txt").write_text(LETTER, "utf-8")
    made("add", tmp_path / "owners.txt", "--case", "nso-group")
    return made


def test_names_are_added_listed_and_removed(pullquote: Console) -> None:
    """What is left alone goes, too."""
    assert pullquote("aliases").out == "No aliases yet.\n"
    added = pullquote("aliases", "add", *NAMES, "--case", "nso-group")
    assert added.out == "nso-group\tNSO Group = Q Cyber Technologies\t–\n"
    assert pullquote("aliases", "--json").row == {"case": "nso-group", "names": NAMES, "document": None}
    assert "OSY" in pullquote("aliases", "add", "nso group", "OSY", "--case", "nso-group").out
    assert pullquote("aliases", "remove", "osy", "--case", "nso-group").out == added.out
    assert pullquote("aliases", "remove", "NSO Group", "--case", "nso-group").out == "No aliases yet.\n"
    assert "aliases of case nso-group" in pullquote("audit").out


def test_an_answer_says_through_which_name_it_was_found(pullquote: Console) -> None:
    """On the terminal and as JSON; which has no word of aliases where there are none."""
    question = "who owns NSO Group?"
    assert "aliases" not in pullquote("ask", question, "--json").row
    pullquote("aliases", "add", *NAMES, "--case", "nso-group")
    told = pullquote("ask", question).out
    assert "Harbour Fund" in told
    assert "I also searched for “Q Cyber Technologies” (an alias of “NSO Group”)." in told
    assert pullquote("ask", question, "--json").row["aliases"] == [{"asked": NAMES[0], "found": NAMES[1]}]
    assert "alias" not in pullquote("ask", f'exact:"{NAMES[0]}" owner', "--json").row


def test_a_document_says_them_in_its_front_matter(pullquote: Console, tmp_path: Path) -> None:
    """Listed under its key; gone with it; as it came when it is exported."""
    note = tmp_path / "note.md"
    note.write_text("---\ntitle: Names\naliases:\n- NSO Group\n- Q Cyber Technologies\n---\nWho is who.", "utf-8")
    pullquote("add", note, "--case", "nso-group")
    assert pullquote("aliases", "--json").row == {"case": "nso-group", "names": NAMES, "document": "note"}
    assert "Q Cyber" in pullquote("ask", "who owns NSO Group?").out
    assert pullquote("show", "note", "--json").row["aliases"] == NAMES
    pullquote("erase", "note", "--reason", "court order", "--yes")
    assert pullquote("aliases").out == "No aliases yet.\n"
    assert "aliases" not in pullquote("ask", "who owns NSO Group?", "--json").row


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("add", "NSO Group"), "Name at least two: what somebody or something is called, and what else."),
        (("add", "NSO Group", "Q"), "“Q” is no valid alias: it needs two letters at least."),
        (("add", "NSO Group", "the will"), "“the will” is no valid alias: it is made of common words only"),
        (("add", "NSO Group", "\u200fOSY"), "“OSY” is no valid alias: it holds marks of direction"),
        (("add", "NSO Group", "O\x07SY"), "“OSY” is no valid alias: it holds characters that nobody sees"),
        (("add", *[f"Falcon {n}" for n in range(10_000)]), "That would be more than 20 names."),
        (("remove", "Falcon"), "“Falcon” is no alias in this case. Nothing was changed."),
        (("remove",), "“” is no alias in this case. Nothing was changed."),
    ],
)
def test_what_cant_be_is_told_in_one_sentence(pullquote: Console, said: tuple[str, ...], told: str) -> None:
    result = pullquote("aliases", *said, "--case", "nso-group")
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith(told)
    assert result.err.count("\n") == 1


def test_a_name_in_two_groups_is_refused(pullquote: Console) -> None:
    pullquote("aliases", "add", *NAMES, "--case", "nso-group")
    pullquote("aliases", "add", "Falcon", "Tomas Reed", "--case", "nso-group")
    told = pullquote("aliases", "add", "NSO Group", "Falcon", "--case", "nso-group").err
    assert told == (
        "“Falcon” is an alias of Tomas Reed in this case, so it can't be one of NSO Group, too. Remove it first.\n"
    )


def test_the_starter_case_is_meant_where_none_is_told(pullquote: Console) -> None:
    pullquote("aliases", "add", *NAMES)
    assert pullquote("aliases", "--json").row["case"] == "starter"
    assert "There is no case “never” here" in pullquote("aliases", "add", *NAMES, "--case", "never").err
