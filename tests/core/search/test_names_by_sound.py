"""Names in other spellings and scripts: the right document comes first, the form is told, nobody becomes another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from bot.core.language import sounds
from bot.core.library import indexing
from bot.core.model.answers import Answer
from bot.core.model.ports import Snapshot
from bot.core.search.words import spelling
from tests.core.small_library import BY, Library, add, library

SAID: Final = {
    "latin": ("en", "{} signed the treaty in the spring. The ministers went home."),
    "cyrillic": ("ru", "{} подписал договор весной. Министры разъехались."),
    "greek": ("el", "Ο {} υπέγραψε τη συνθήκη την άνοιξη. Οι υπουργοί έφυγαν."),
    "arabic": ("ar", "وقع {} المعاهدة في الربيع. عاد الوزراء."),
    "hebrew": ("he", "{} חתם על ההסכם באביב. השרים נסעו."),
    "devanagari": ("hi", "{} ने वसंत में संधि पर हस्ताक्षर किए। मंत्री घर गए।"),
}
ASKED: Final = {
    "latin": "What did {} sign?",
    "cyrillic": "Что подписал {}?",
    "greek": "Τι υπέγραψε ο {};",
    "arabic": "ماذا وقع {}؟",
    "hebrew": "על מה חתם {}?",
    "devanagari": "{} ने किस पर हस्ताक्षर किए?",
}


def pairs(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return [line.split() for line in lines if not line.startswith("#")]


PAIRS: Final = pairs("name_pairs.txt")


def files_of(names: Iterable[str]) -> Library:
    """Of each name a document, in a language of its script."""
    files = library({})
    case = files.store.open_case("local", "letters", "letters")
    for number, name in enumerate(dict.fromkeys(names)):
        language, said = SAID[sounds.script(name) or "latin"]
        add(files.store, case.id, f"d-{number}", said.format(name), title="A treaty", language=language)
    indexing.catch_up(files.store, files.index)
    return Library(files.store, files.index, {case.id: case})


def asked(files: Library, name: str) -> Answer:
    return files.ask(ASKED[sounds.script(name) or "latin"].format(name))


@pytest.mark.parametrize(("kind", "least"), [("spelling", 0.95), ("script", 0.92)])
def test_the_right_document_comes_first(kind: str, least: float) -> None:
    """Among twenty others, in both scripts, none of whose names may be the same."""
    own = [(one, other) for one, other, how in PAIRS if how == kind]
    wrong = []
    for one, other in own:
        others = [name for _, name in own if not sounds.may_be(one, name)]
        nearest = asked(files_of([other, *others[:20]]), one).nearest
        wrong += [] if nearest and other in nearest[0].quote else [(one, other)]
    assert len(wrong) <= (1 - least) * len(own), wrong


def test_there_are_enough_of_each_kind() -> None:
    kinds = [how for _, _, how in PAIRS]
    assert (kinds.count("spelling"), kinds.count("script")) == (50, len(PAIRS) - 50)
    assert len(PAIRS) > 130


@pytest.mark.parametrize(("one", "other"), pairs("other_names.txt"))
def test_nobody_becomes_another_across_scripts(one: str, other: str) -> None:
    answer = asked(files_of([other, "Tolstoy", "Толстой"]), one)
    assert (answer.spellings, answer.answered) == ({}, False)


def test_the_form_is_told() -> None:
    """With it something is found; without a word of the question that the files hold, it is only offered."""
    files = files_of(["Mansoor", "Толстой"])
    assert files.ask("Что подписал Мансур весной?").spellings == {"Мансур": "Mansoor"}
    assert files.ask("Мансур").spellings == {"Мансур": "Mansoor"}
    assert not files.ask("Мансур").answered


def test_in_whatever_case_it_stands() -> None:
    assert asked(files_of(["Putin"]), "Путина").spellings == {"Путина": "Putin"}


def test_exact_turns_it_off() -> None:
    files = files_of(["Orbán", "Толстой"])
    assert files.ask("Что подписал Орбан?").spellings == {"Орбан": "Orbán"}
    answer = files.ask("Что подписал exact:Орбан?")
    assert (answer.spellings, answer.unknown) == ({}, ("Орбан",))
    assert files.ask("What did exact:Orbn sign?").spellings == {}


@pytest.mark.parametrize("typed", ["Clarck", "Shiff"])
def test_a_slip_is_offered_as_a_spelling(typed: str) -> None:
    """It counts as unknown, as before."""
    answer = asked(files_of(["Clark", "Schiff"]), typed)
    assert (list(answer.spellings), answer.unknown) == ([typed], (typed,))


def looked_through(name: str, snapshot: Snapshot) -> set[tuple[str, int]]:
    """Every word of the files looked at: those that sound like the name, and how many passages hold them."""
    cuts = [name[: len(name) - less] for less in range(spelling.STEMMED + 1) if len(name) - less >= 3]
    return {
        (term, count)
        for script, initials in sounds.initials(name).items()
        for term, count in snapshot.vocabulary()
        if term[:1] in initials and sounds.sieve(name, script).fullmatch(term)
        for cut in (cuts if script != sounds.script(name) else cuts[:1])
        if sounds.alike(cut, term)
    }


def test_a_look_at_a_few_words_finds_what_a_look_at_all_would() -> None:
    """Also when a document that held some of them is gone, whose words the index may still have."""
    names = sorted({name for one, other, _ in PAIRS for name in (one, other)})
    files, names = files_of([*names, *(name[:-1] for name in names)]), names[::4]
    (case,) = files.cases
    for document in files.store.documents([case])[::7]:
        files.store.remove(document.id, BY)
    indexing.catch_up(files.store, files.index)
    snapshot = files.index.snapshot([case])
    found = {name: {(one.surface, one.frequency) for one in spelling.by_sound(name, snapshot)} for name in names}
    assert found == {name: looked_through(name, snapshot) if sounds.is_name(name) else set() for name in names}
    assert sum(map(bool, found.values())) > 30


def test_a_name_of_a_hidden_case_is_not_found() -> None:
    """Not even that it is there: what is learnt is learnt from what the asker may see."""
    files = files_of(["Толстой"])
    before = files.ask("What did Orbán sign?")
    hidden = files.store.open_case("local", "hidden", "hidden")
    add(files.store, hidden.id, "secret", "Орбан подписал договор.", language="ru")
    indexing.catch_up(files.store, files.index)
    assert replace(files.ask("What did Orbán sign?"), took_ms=0) == replace(before, took_ms=0)
