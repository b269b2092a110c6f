"""A question finds what is asked for by its other names, those that moderators wrote, and by nothing else."""

from __future__ import annotations

import time
from dataclasses import replace
from statistics import median

import pytest

from bot.core.library import indexing
from bot.core.model.answers import Answer, Question
from bot.core.model.documents import LOCAL, Actor, CaseId
from bot.core.model.trail import Head
from bot.core.search import pipeline
from bot.core.search.aliases import alias_forms, other_names
from bot.core.search.aliases.alias_book import Books
from bot.core.search.aliases.alias_forms import Form
from bot.core.search.document_cache import Shelf
from tests.core.small_library import Library, add, library
from tests.meaning.fake_judge import SharedWords

ANN = Actor("discord:1")
NSO = ("NSO Group", "Q Cyber Technologies")
GROUPS = (
    NSO,
    ("Ahmed Mansoor", "أحمد منصور"),
    ("Unit 8200", "the Lemon Squad"),
    ("OBS", "Office for Border Statistics", "Bureau of the Border"),
    ("Tomas Reed", "Hassan Ali"),
    ("习近平", "Xi Jinping"),
    ("Access Now", "Who Now"),
)
TEXTS = {
    "owners": "Q Cyber Technologies belongs to a fund in Luxembourg, the Harbour Fund. The fund bought it in 2019.",
    "police": "The cyber unit of the police used other technologies in its work, and a fund paid for Q in part.",
    "weather": "It rained in Elmstead for nine days. The river rose by two metres.",
    "letter": "The letter was signed by Ann Clark and 16 other senators on Monday.",
    "squad": "Unit 8200 trained most of the founders of Vexil, the firm said.",
    "bureau": "The Office for Border Statistics published the figures on Tuesday.",
    "ali": "Ali Hassan sold the warehouse in March. A buyer was found by June.",
    "forum": "Those who now run the forum met in the old harbour.",
}


def files(*groups: tuple[str, ...], texts: dict[str, str] = TEXTS, **details: str) -> Library:
    made = library(texts, **details)
    return called(made, *groups) if groups else made


def called(made: Library, *groups: tuple[str, ...]) -> Library:
    """With these groups in its only case."""
    (case,) = made.cases.values()
    kept = made.store.put_case(replace(case, aliases=groups), ANN)
    return Library(made.store, made.index, {kept.id: kept}, made.held)


@pytest.fixture(scope="module")
def named() -> Library:
    return files(*GROUPS)


def without(made: Library) -> Library:
    """The same files, nothing called anything else."""
    return replace(made, cases={one.id: replace(one, aliases=()) for one in made.cases.values()}, held=Shelf())


def alike(one: Answer, other: Answer) -> bool:
    return replace(one, took_ms=0.0) == replace(other, took_ms=0.0)


@pytest.mark.parametrize(
    ("question", "quote", "told"),
    [
        ("who owns NSO Group?", "Q Cyber Technologies belongs", NSO),
        ("When was the nso group's fund bought?", "The fund bought it in 2019.", ("nso group", NSO[1])),
        ("who did the Lemon Squad train?", "Unit 8200 trained", ("the Lemon Squad", "Unit 8200")),
        ("what did OBS publish?", "The Office for Border Statistics", ("OBS", "Office for Border Statistics")),
        ("what did the Bureau of the Border publish?", "The Office for", None),
        ("NSO Group", "Q Cyber Technologies belongs", NSO),
        ("what is NSO Group?", "Q Cyber Technologies belongs", NSO),
    ],
)
def test_a_name_finds_what_stands_under_another(
    named: Library, question: str, quote: str, told: tuple[str, str] | None
) -> None:
    """One word or several, a short form and its long one; it is told through which name."""
    plain, found = without(named).ask(question), named.ask(question)
    assert found.shown[0].quote.startswith(quote)
    assert found.confidence > plain.confidence
    assert (told or found.aliases[0]) in found.aliases
    assert found.unknown == ()


def test_a_name_in_another_script_is_found_beside_those_of_its_sound() -> None:
    texts = {"arabic": "قال أحمد منصور إن هاتفه تعرض للاختراق في عام 2016.", **TEXTS}
    made = library({})
    (case,) = made.cases
    for key, text in texts.items():
        add(made.store, case, key, text, language="ar" if key == "arabic" else "en")
    indexing.catch_up(made.store, made.index)
    found = called(made, ("Ahmed Mansoor", "أحمد منصور")).ask("what did Ahmed Mansoor say?")
    assert found.shown[0].document.key == "arabic"
    assert found.aliases == (("Ahmed Mansoor", "أحمد منصور"),)


def test_a_name_in_writing_without_spaces_is_found() -> None:
    made = files(
        ("习近平", "Xi Jinping"), texts={"zh": "周二,习近平访问了港口。", "other": "周三下雨了。"}, language="zh"
    )
    found = made.ask("Xi Jinping 访问了哪里?")
    assert found.shown[0].document.key == "zh"
    assert found.aliases == (("Xi Jinping", "习近平"),)
    english = files(("习近平", "Xi Jinping"), texts={"en": "Xi Jinping visited the harbour on Tuesday."})
    assert english.ask("习近平").aliases == (("习近平", "Xi Jinping"),)


def test_the_words_of_a_name_must_stand_side_by_side_in_their_order(named: Library) -> None:
    """ "Ali Hassan" isn't "Hassan Ali", nor are a cyber unit's technologies Q Cyber Technologies."""
    assert files(*GROUPS[:4], *GROUPS[5:]).ask("where does Tomas Reed live?").aliases == ()
    assert named.ask("what did Tomas Reed sell?").aliases == ()
    assert next(one.document.key for one in named.ask("who owns NSO Group?").shown) == "owners"


def test_other_names_are_set_off_in_the_quote_and_explained(named: Library) -> None:
    found = named.ask("who owns NSO Group?", explain=True).shown[0]
    assert [found.quote[start:end] for start, end in found.matches] == ["Q", "Cyber", "Technologies"]
    words = {one.name: one.words for one in found.signals if one.name.startswith("word: ")}
    assert words == {"word: owns": (), "word: NSO": (NSO[1],), "word: Group": (NSO[1],)}


@pytest.mark.parametrize("question", ["who owns exact:NSO Group?", 'who owns exact:"NSO Group"?'])
def test_exact_turns_it_off(named: Library, question: str) -> None:
    assert alike(named.ask(question), without(named).ask(question))


@pytest.mark.parametrize(
    "question",
    [
        "who signed the letter?",
        "is NSO Group the same as Q Cyber Technologies?",  # both are asked for
        "who does the forum belong to, who now run it?",  # no name of their language
        "what did Hassan Ali sell?",  # the files hold no Tomas Reed
    ],
)
def test_an_answer_is_the_same_byte_for_byte_where_no_other_name_can_help(named: Library, question: str) -> None:
    assert alike(named.ask(question), without(named).ask(question))


def test_names_of_one_group_only_are_taken_for_each_other() -> None:
    """What two cases call "Falcon" isn't one thing: nothing goes from the one group into the other."""
    texts = {"a": "Vexil sold the licence to a ministry.", "b": "Tomas Reed sold the boat."}
    found = files(("Falcon", "Vexil"), ("Falcon Two", "Tomas Reed"), ("Falcon", "Heron"), texts=texts)
    assert found.ask("what did Vexil sell?").aliases == ()
    assert found.ask("what did Falcon sell?").aliases == (("Falcon", "Vexil"),)
    assert found.ask("what did Falcon Two sell?").aliases == (("Falcon Two", "Tomas Reed"),)


def test_a_title_tells_of_another_name_too() -> None:
    """And a word that stands in the question for the second time belongs to the name as well."""
    texts = {"Q Cyber Technologies": "It belongs to the Harbour Fund.", "weather": "It rained."}
    found = library(texts)
    for key in texts:
        assert found.store.find(next(iter(found.cases)), key)
    answer = called(found, NSO).ask("which group, then, owns NSO Group?")
    assert answer.shown[0].document.key == "Q Cyber Technologies"
    assert answer.aliases == (NSO,)


def test_dates_and_phrases_hold_for_other_names_too() -> None:
    """A passage outside the dates isn't found, nor one without the phrase."""
    dated = files(NSO, ("OBS", "Vexil"), published="2021-05")
    assert dated.ask("who owns NSO Group? after:2020").aliases == (NSO,)
    assert dated.ask("who owns NSO Group? after:2022").shown == ()
    assert files(NSO).ask('who owns NSO Group? "Harbour Fund"').aliases == (NSO,)
    assert files(NSO).ask('who owns "NSO Group"?').aliases == ()
    assert files(NSO).ask("who owns NSO Group? -Luxembourg").aliases == ()


def test_an_approved_name_isnt_taken_for_a_misspelt_word() -> None:
    """ "Vexel" is one letter from Vexil; written by a moderator as a name of the bureau, it means the bureau."""
    assert files().ask("what did Vexel publish on Tuesday?").spellings == {"Vexel": "Vexil"}
    found = files(("Vexel", "Office for Border Statistics")).ask("what did Vexel publish on Tuesday?")
    assert found.shown[0].quote.startswith("The Office for Border Statistics")
    assert "Vexel" not in found.unknown


def test_at_most_a_dozen_other_names_are_searched() -> None:
    many = {f"t{n}": f"Falcon {n:02} flew over the harbour." for n in range(30)}
    groups = [("Heron", *(f"Falcon {n:02}" for n in range(start, start + 15))) for start in (0, 15)]
    assert len(set(files(*groups, texts=many).ask("where did Heron fly?", top=30).aliases)) <= other_names.MOST


def test_the_judge_is_asked_by_the_name_that_stands_there(named: Library) -> None:
    """It sees the question and one unit: with two names of one thing it would see two things."""
    judge = SharedWords()
    question = Question("who owns the NSO Group's fund?")
    pipeline.ask(question, named.cases, named.store, named.index, judge=judge, shelf=named.held)
    asked = {said: [place.unit for place in places] for said, places in judge.asked}
    assert len(asked) == 2
    assert all(NSO[1] in unit for unit in asked["who owns the Q Cyber Technologies's fund?"])
    assert not any(NSO[1] in unit for unit in asked["who owns the NSO Group's fund?"])


# --- what a document says in its front matter


def test_a_document_names_things_for_its_case_as_long_as_it_is_there() -> None:
    """Removed, it says nothing any more; one name alone says nothing at all."""
    made = files()
    (case,) = made.cases
    add(made.store, case, "who is who", "Names of firms.", aliases="\n".join(NSO))
    add(made.store, case, "alone", "A name.", aliases="Falcon")
    indexing.catch_up(made.store, made.index)
    assert made.ask("who owns NSO Group?").aliases == (NSO,)
    document = made.store.find(case, "who is who")
    assert document is not None
    made.store.remove(document.id, ANN)
    indexing.catch_up(made.store, made.index)
    assert made.ask("who owns NSO Group?").aliases == ()


def test_what_a_document_said_before_is_forgotten_when_it_is_changed() -> None:
    """Also by whoever read it while it was changed."""
    made = files()
    (case,) = made.cases.values()
    books = Books()
    add(made.store, case.id, "names", "Names.", aliases="\n".join(NSO))
    assert [book.groups for book in books.of(made.cases, made.store)] == [(NSO,)]
    add(made.store, case.id, "names", "Names.", aliases="Falcon\nHeron")
    assert [book.groups for book in books.of(made.cases, made.store)] == [(NSO,)]  # nobody told it yet
    books.forget([case.id])
    assert [book.groups for book in books.of(made.cases, made.store)] == [(("Falcon", "Heron"),)]

    class Meanwhile(type(made.store)):  # type: ignore[misc]
        def aliased(self, cases: object) -> object:
            found = made.store.aliased(cases)  # type: ignore[arg-type]
            books.forget(None)
            return found

    books.forget(None)
    books.of(made.cases, Meanwhile())
    add(made.store, case.id, "names", "Names.")
    assert books.of(made.cases, made.store) == []


def test_another_history_forgets_them_all() -> None:
    made = files()
    (case,) = made.cases
    shelf = Shelf().at(made.store, made.store.head())
    add(made.store, case, "names", "Names.", aliases="\n".join(NSO))
    assert shelf.aliases.of(made.cases, made.store)
    made.store.remove(made.store.documents([case])[-2].id, ANN)
    shelf.at(made.store, Head(99, "of another store")).at(made.store, made.store.head())
    assert [book.groups for book in shelf.aliases.of(made.cases, made.store)] in ([(NSO,)], [])


# --- from the attacker's side


def test_an_alias_of_a_hidden_case_or_document_changes_no_byte() -> None:
    """Whatever is called what in there: who may not read it gets what they would get if it weren't there."""
    plain, made = files(), files()
    hidden = made.store.open_case(LOCAL, "hidden", "Hidden")
    made.store.put_case(replace(hidden, aliases=GROUPS), ANN)
    add(made.store, hidden.id, "secret", "The secret is kept in the harbour.", aliases="\n".join(("OBS", *NSO)))
    indexing.catch_up(made.store, made.index)
    seen: dict[CaseId, object] = {hidden.id: made.store.case(hidden.id), **made.cases}
    assert Library(made.store, made.index, seen, made.held).ask("who owns NSO Group?").aliases  # type: ignore[arg-type]
    for question in ("who owns NSO Group?", "NSO Group", "what did OBS publish?", "Q Cyber Technologies"):
        assert heard(made.ask(question)) == heard(plain.ask(question))


def heard(answer: Answer) -> list[object]:
    """All of an answer but the numbers of documents, which are drawn at random."""
    told = [answer.verdict, answer.confidence, answer.reason, answer.corpus, answer.searched, answer.unknown]
    told += [answer.aliases, answer.spellings, answer.missing, answer.languages]
    return [*told, *((one.quote, one.score, one.matches, one.document.key) for one in answer.shown)]


# --- cost


def test_ten_thousand_names_are_looked_up_in_less_than_a_millisecond() -> None:
    """Only the words of the question are looked at, each a few times."""
    groups = tuple((f"Falcon {n} Group", f"Heron {n}") for n in range(4_999))
    made = files(*groups, NSO)
    snapshot = made.index.snapshot(made.cases)
    took = []
    for _ in range(50):
        began = time.perf_counter()
        books = made.held.at(made.store, made.index.head()).aliases.of(made.cases, made.store)
        found = list(other_names._held(other_names._named("who owns NSO Group?", "en", (), books), "en", snapshot))
        took.append(time.perf_counter() - began)
    assert [one.others for one in found] == [(NSO[1],)]
    assert median(took[1:]) < 0.001


# --- reading a text


def test_places_of_two_names_that_overlap_are_the_longers() -> None:
    forms = [Form("Falcon", 0, 6, ("falcon",), name, ("falcon",)) for name in ("Cyber", "Q Cyber", "Cyber Police")]
    found = alias_forms.places(["the", "q", "cyber", "polic"], "en", forms)
    assert [(first, last, form.name) for first, last, form in found] == [(1, 3, "Q Cyber")]
    assert alias_forms.read(["the", "q", "cyber", "polic"], "en", forms) == ["the", "falcon", "polic"]
    assert alias_forms.letters(" the q cyber police ", "en", forms[1:2]) == " the falcon police "


def test_a_name_of_common_words_is_read_nowhere() -> None:
    """In Slovenian "ali" is a word as small as "or"; in English texts it is a name."""
    form = Form("Falcon", 0, 6, ("falcon",), "Ali", ("falcon",))
    assert alias_forms.read(["ali"], "en", [form]) == ["falcon"]
    common = replace(form, name="who")
    assert alias_forms.read(["who"], "en", [common]) == ["who"]
    assert alias_forms.letters(" who ", "en", [common]) == " who "


def test_an_approved_name_is_not_misspelt_whatever_the_files_hold() -> None:
    """Without the moderators' word it is taken for "Statistics"."""
    question = "who owns Statitsics Unit?"
    assert files().ask(question).spellings == {"Statitsics": "Statistics"}
    found = files(("Statitsics Unit", "Q Cyber Technologies")).ask(question)
    assert (found.spellings, found.aliases) == ({}, (("Statitsics Unit", "Q Cyber Technologies"),))
