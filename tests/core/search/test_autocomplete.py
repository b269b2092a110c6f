"""Suggestions while typing: what is meant is among the first, typos and all; nothing hidden shows."""

from __future__ import annotations

import random
from dataclasses import replace
from time import perf_counter

import pytest

from bot.core.model.documents import LOCAL, SHARED, Case, Details, Upload
from bot.core.search import autocomplete
from bot.stores.memory.memory_store import MemoryStore
from tests.core.small_library import BY, add

PAPERS = {
    "us-letter": ("The US lawmakers' letter", "Reuters"),
    "pegasus-project": ("The Pegasus project", "Forbidden Stories"),
    "espana": ("España: el caso Pegasus", "El País"),
    "entity-list": ("NSO on the Entity List", "Department of Commerce"),
}


def shelf(case: str = "letters") -> tuple[MemoryStore, int]:
    store = MemoryStore()
    opened = store.open_case(LOCAL, case, case)
    for key, (title, publisher) in PAPERS.items():
        add(store, opened.id, key, f"text of {key}", title=title, publisher=publisher)
    return store, opened.id


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("the peg", "pegasus-project"),
        ("ENTITY", "entity-list"),
        ("espana", "espana"),
        ("pegasus el", "espana"),
        ("reuters", "us-letter"),
        ("us-le", "us-letter"),
        ("pegsaus proj", "pegasus-project"),
        ("lawmkaers", "us-letter"),
        ("comerce", "entity-list"),
        ("entitty lst", "entity-list"),
        ("asus", "espana"),
        ("zeppelin", None),
    ],
)
def test_what_is_typed_finds_what_is_meant(typed: str, first: str | None) -> None:
    """By title, key or publisher; through accents, capitals, a slip, a word begun."""
    store, case = shelf()
    names = autocomplete.Suggestions(store)
    found = names.documents([case], typed)
    assert (found[0].key if found else None) == first


def test_a_tag_finds_its_documents() -> None:
    store, case = shelf()
    add(store, case, "lease", "text", title="The lease", tags="port, records")
    assert [one.key for one in autocomplete.Suggestions(store).documents([case], "records")] == ["lease"]


def test_nothing_typed_shows_the_first() -> None:
    store, case = shelf()
    names = autocomplete.Suggestions(store)
    assert [one.key for one in names.documents([case], " ")] == sorted(PAPERS)
    assert len(names.documents([case], "", limit=2)) == 2


def test_it_follows_the_store() -> None:
    """What is added, renamed, removed, restored or erased shows at the next letter."""
    store, case = shelf()
    names = autocomplete.Suggestions(store)
    assert names.documents([case], "harbour") == []
    assert names.documents([case], "harbour", removed=True) == []
    add(store, case, "pier", "a text", title="Harbour")
    [pier] = names.documents([case], "harbour")
    store.describe(pier.id, replace(pier.details, title="Quay"), BY)
    assert names.documents([case], "harbour") == []
    assert [one.id for one in names.documents([case], "quay")] == [pier.id]
    store.remove(pier.id, BY)
    assert names.documents([case], "quay") == []
    assert [one.id for one in names.documents([case], "quay", removed=True)] == [pier.id]
    store.erase(pier.id, BY, "court order")
    assert names.documents([case], "quay", removed=True) == []


def test_what_is_kept_of_a_case_follows_it() -> None:
    """Also where only its documents were asked for, and not the removed ones."""
    store, case = shelf()
    names = autocomplete.Suggestions(store)
    before = len(names.names(case).ids)
    add(store, case, "new-letter", "A letter.")
    assert len(names.names(case).ids) == before + 1


def test_the_names_that_all_share_can_be_read_beforehand() -> None:
    """A server's own are read when it first asks: the start mustn't take longer for each server."""
    store, case = shelf()
    shared = store.open_case(SHARED, "starter", "Starter")
    names = autocomplete.Suggestions(store)
    names.warm()
    assert (shared.id, False) in names.kept
    assert (case, False) not in names.kept


def test_another_history_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a backup is restored the change log is another one."""
    store, case = shelf()
    names = autocomplete.Suggestions(store)
    names.documents([case], "peg")
    monkeypatch.setattr(store, "holds", lambda head: False)
    add(store, case, "pier", "a text", title="Harbour")
    assert [one.key for one in names.documents([case], "harbour")] == ["pier"]


def test_what_may_not_be_seen_changes_nothing() -> None:
    """Neither a name nor the spellings that are tried come from another case."""
    store, case = shelf()
    names = autocomplete.Suggestions(store)
    typed = ["peg", "pegsaus", "lawmkaers", "harbur", ""]
    before = [names.documents([case], each) for each in typed]
    hidden = store.open_case(LOCAL, "hidden", "hidden")
    for number in range(30):
        add(store, hidden.id, f"h{number}", f"t{number}", title=f"Pegsaus lawmkaer harbur {number}", publisher="P")
    assert [names.documents([case], each) for each in typed] == before


def test_cases_by_name_and_title() -> None:
    listed = [
        Case(1, "w", "nso-group", "NSO Group"),
        Case(2, "w", "espana", "España"),
        Case(3, "w", "leases", "Leases"),
    ]
    assert [case.id for case in autocomplete.cases(listed, "grop")] == [1]
    assert [case.id for case in autocomplete.cases(listed, "espa")] == [2]
    assert autocomplete.cases(listed, "") == listed


def test_publishers_of_visible_documents() -> None:
    """Each once, the commonest first; nearly is enough."""
    store, case = shelf()
    names = autocomplete.Suggestions(store)
    add(store, case, "second", "more", title="More", publisher="Reuters")
    assert names.publishers([case], "reu") == ["Reuters"]
    assert names.publishers([case], "ruet") == ["Reuters"]
    assert names.publishers([case], "")[0] == "Reuters"
    assert names.publishers([case], "pegasus") == []


@pytest.mark.slow
def test_a_hundred_thousand_documents_take_a_tenth_of_a_second() -> None:
    """Each kind of typing, after the first; a change in between costs no more."""
    store, rng = MemoryStore(), random.Random(1)
    case = store.open_case(LOCAL, "large", "large").id
    names = autocomplete.Suggestions(store)
    syllables = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
    vocabulary = ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(30_000)]
    titles = [" ".join(rng.choices(vocabulary, k=6)) for _ in range(100_000)]
    uploads = [
        Upload(f"d{number}", Details(title=title, publisher=rng.choice(vocabulary)), "x", b"x%d" % number, "x.txt")
        for number, title in enumerate(titles)
    ]
    store.put_many(case, uploads, BY)
    names.documents([case], "x")
    spent = []
    for number in range(60):
        word = rng.choice(titles).split()[0]
        slip = word[:1] + word[2:3] + word[1:2] + word[3:]
        typed = [word[:1], word[:3], word, f"{word} {word[:2]}", slip, "zzzzzzzz"][number % 6]
        began = perf_counter()
        names.documents([case], typed)
        spent.append(perf_counter() - began)
    assert sorted(spent)[-2] < 0.1, [round(1000 * each) for each in sorted(spent)[-6:]]
