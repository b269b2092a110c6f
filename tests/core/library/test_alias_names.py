"""What can be an alias, and what becomes of a case's groups when names come and go."""

from __future__ import annotations

import pytest

from bot.core.library import alias_names, intake
from bot.core.library.alias_names import GROUP, MOST, AliasAlone, AliasesFull, AliasTaken, UnknownAlias
from bot.core.model.documents import Details
from bot.core.model.errors import BadDetail

NSO = ("NSO Group", "Q Cyber Technologies")
MANSOOR = ("Ahmed Mansoor", "أحمد منصور")


@pytest.mark.parametrize("name", ["NSO Group", "أحمد منصور", "習近平", "8200", "Access Now", "Ali", "می\u200cخواهد"])
def test_a_name_of_any_script_can_be_an_alias(name: str) -> None:
    """Joiners within Persian and Indian names are letters of theirs."""
    assert alias_names.checked(f"  {name} ") == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Q", "it needs two letters at least"),
        ("", "it needs two letters at least"),
        ("…!", "it needs two letters at least"),
        ("who", "it is made of common words only, which stand everywhere"),
        ("The Will", "it is made of common words only, which stand everywhere"),
        ("de la", "it is made of common words only, which stand everywhere"),
        ("Falcon\x07", "it holds characters that nobody sees; type it again"),
        ("Fal\u200bcon", "it holds characters that nobody sees; type it again"),
        ("Fal\ncon", "it holds characters that nobody sees; type it again"),
        ("\u200fأحمد منصور", "it holds marks of direction, which nobody sees; type it again"),
        ("\u202eFalcon", "it holds marks of direction, which nobody sees; type it again"),
        ("x" * 81, "it has more than 80 letters or 8 words"),
        ("a b c d e f g h i", "it has more than 80 letters or 8 words"),
    ],
)
def test_what_can_be_none_is_told_in_one_sentence(name: str, why: str) -> None:
    with pytest.raises(BadDetail) as error:
        alias_names.checked(name)
    assert str(error.value).endswith(f"” is no valid alias: {why}.")
    assert str(error.value).isprintable()


def test_names_that_differ_in_capitals_accents_and_marks_are_one() -> None:
    """Written as it was written first."""
    assert alias_names.distinct(["Orbán Viktor", "orban  viktor", "Orban-Viktor", "Orbanne"]) == [
        "Orbán Viktor",
        "Orbanne",
    ]


def test_a_further_name_goes_to_the_group_that_has_one_of_those_told() -> None:
    groups = alias_names.added(alias_names.added((), NSO), MANSOOR)
    assert groups == (NSO, MANSOOR)
    assert alias_names.added(groups, ["nso group", "OSY"]) == ((*NSO, "OSY"), MANSOOR)


def test_two_groups_are_never_joined() -> None:
    """Somebody has to take the name out of one of them first."""
    with pytest.raises(AliasTaken) as error:
        alias_names.added((NSO, MANSOOR), ["NSO Group", "Ahmed Mansoor"])
    assert str(error.value) == (
        "“Ahmed Mansoor” is an alias of أحمد منصور in this case, so it can't be one of NSO Group, too. Remove it first."
    )


@pytest.mark.parametrize("names", [(), ("NSO Group",), ("NSO Group", "nso group")])
def test_one_name_alone_is_no_group(names: tuple[str, ...]) -> None:
    with pytest.raises(AliasAlone):
        alias_names.added((), names)


def test_there_are_limits_for_a_group_and_for_a_case() -> None:
    """Ten thousand names in a case, twenty of one thing."""
    with pytest.raises(AliasesFull, match="more than 20 names"):
        alias_names.added((), [f"Falcon {n}" for n in range(GROUP + 1)])
    full = tuple((f"Falcon {n}", f"Heron {n}") for n in range(MOST // 2))
    with pytest.raises(AliasesFull, match="more than 10000 names"):
        alias_names.added(full, NSO)


def test_a_name_is_taken_out_and_what_is_left_alone_goes_with_it() -> None:
    groups = ((*NSO, "OSY"), MANSOOR)
    assert alias_names.removed(groups, "osy") == (NSO, MANSOOR)
    assert alias_names.removed(groups, "Ahmed Mansoor") == ((*NSO, "OSY"),)


@pytest.mark.parametrize("name", ["Falcon", "", "\x07"])
def test_what_is_no_alias_cant_be_removed(name: str) -> None:
    with pytest.raises(UnknownAlias):
        alias_names.removed((NSO,), name)


def test_a_documents_details_hold_checked_names_a_line_each() -> None:
    """None for none; what can't be one is refused as any other detail."""
    assert intake.checked(Details("T", aliases="NSO Group\n Q Cyber Technologies\nnso group")).aliases == "\n".join(NSO)
    assert intake.checked(Details("T")).aliases is None
    assert intake.checked(Details("T", aliases="")).aliases is None
    with pytest.raises(BadDetail):
        intake.checked(Details("T", aliases="NSO Group\nQ"))
    with pytest.raises(AliasesFull):
        intake.checked(Details("T", aliases="\n".join(f"Falcon {n}" for n in range(GROUP + 1))))
