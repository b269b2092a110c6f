"""A sentence farther on that turns a quote is shown with it, also where no cue tells: the judge reads those behind."""

from __future__ import annotations

from bot.core.model.answers import Excerpt, Question
from bot.core.search import pipeline, turning
from tests.core.small_library import Library, library
from tests.meaning.fake_judge import SharedWords

QUESTION = "who bought the old ferry terminal in Marne?"
QUOTE = "The old ferry terminal in Marne was bought by Ann Clark."
BETWEEN = "\n\n".join(
    f"Visitors to the {name} wing of the building have spoken at length about its windows, its doors, its floors, and "
    f"all that can be seen from there on a clear day by anybody who takes the time to walk up the stairs."
    for name in ("northern", "southern", "eastern")
)
TURN = "The cheque, it turned out, had her sister's signature on it."
SURE, UNSURE = 30.0, -30.0


def files(after: str, language: str = "en") -> Library:
    return library({"port": f"{QUOTE}\n\n{BETWEEN}\n\n{after}"}, language=language)


def first(known: Library, judge: SharedWords | None) -> Excerpt:
    answer = pipeline.ask(Question(QUESTION), known.cases, known.store, known.index, None, judge)
    assert answer.answered
    return answer.excerpts[0]


def noted(known: Library, judge: SharedWords | None) -> list[str]:
    return [one.text for one in first(known, judge).notes]


def told(**odds: float) -> SharedWords:
    units = {"quote": QUOTE, "turn": TURN} | {"leaning": "It was hers in name."}
    every = dict.fromkeys(BETWEEN.split("\n\n"), UNSURE)
    return SharedWords(every | {units[name]: value for name, value in odds.items()})


def test_it_is_shown_below_the_quote() -> None:
    assert noted(files(TURN), told(quote=SURE, turn=SURE)) == [TURN]
    assert noted(files(TURN), told(quote=SURE, turn=UNSURE)) == []
    assert noted(files(TURN), None) == []


def test_one_that_leans_on_the_sentence_before_it_is_shown_with_that() -> None:
    leaning = "It was hers in name."
    known = files(f"Upstairs is a bar. {leaning}")
    assert noted(known, told(quote=SURE, leaning=SURE)) == [f"Upstairs is a bar. {leaning}"]


def test_asked_is_what_turns_the_quote_of_what_stands_behind_it_alone() -> None:
    judge = told(quote=SURE, turn=SURE)
    shown = first(files(TURN), judge)
    question, places = judge.asked[-1]
    assert question == turning.MARK + QUOTE
    assert all(place.unit not in shown.shown for place in places)
    assert places[-1].unit == TURN


def test_so_many_sentences_are_read_and_no_more() -> None:
    judge = told(quote=SURE)
    first(files(" ".join(f"The bar has {number} chairs." for number in range(30))), judge)
    assert len(judge.asked[-1][1]) == turning.SENTENCES


def test_dead_it_notes_what_cues_find() -> None:
    judge = told(quote=SURE, turn=SURE)
    first(files(TURN), judge)
    judge.away = True
    assert noted(files(TURN), judge) == []


def test_other_languages_are_read_by_the_other_judge() -> None:
    bought = "El viejo puerto de Marne fue comprado por Ana Clara."
    text = f"{bought}\n\n" + "El puerto tiene muchas ventanas. " * 40
    known = library({"puerto": text}, language="es")
    judge = SharedWords({bought: SURE})
    pipeline.ask(
        Question("¿quién compró el viejo puerto de Marne?"), known.cases, known.store, known.index, None, judge
    )
    quotes = [question for question, _ in judge.others if question.startswith(turning.MARK)]
    assert quotes == [turning.MARK + bought]


def test_nothing_is_asked_where_nothing_follows() -> None:
    judge = told(quote=SURE)
    known = library({"port": QUOTE})
    first(known, judge)
    assert [question for question, _ in judge.asked if question.startswith(turning.MARK)] == []


def test_no_words_are_noted_twice() -> None:
    leaning = "It was hers in name."
    known = files(f"Upstairs is a bar. {leaning}")
    judge = SharedWords(
        dict.fromkeys(BETWEEN.split("\n\n"), UNSURE) | {QUOTE: SURE, leaning: SURE, "Upstairs is a bar.": 9.0}
    )
    assert noted(known, judge) == [f"Upstairs is a bar. {leaning}"]


def test_a_question_that_begins_with_the_mark_is_a_question_all_the_same() -> None:
    judge, known = told(quote=SURE), files(TURN)
    pipeline.ask(Question(f"{turning.MARK}{QUESTION}"), known.cases, known.store, known.index, None, judge)
    assert judge.asked[0][0] == QUESTION


CUED = "Correction, 4 March: it was the terminal in Lund."


def test_what_cues_find_is_left_out_where_the_judge_thinks_it_is_of_something_else() -> None:
    known = files(CUED)
    assert noted(known, None) == [CUED]
    for odds, shown in ((SURE, [CUED]), (-1.0, [CUED]), (UNSURE, [])):
        assert (
            noted(known, SharedWords(dict.fromkeys(BETWEEN.split("\n\n"), UNSURE) | {QUOTE: SURE, CUED: odds})) == shown
        )


def test_so_it_is_below_the_closest() -> None:
    known = files(CUED)
    for odds, shown in ((-1.0, [CUED]), (UNSURE, [])):
        judge = SharedWords({QUOTE: UNSURE, CUED: odds})
        answer = pipeline.ask(Question(QUESTION), known.cases, known.store, known.index, None, judge)
        assert not answer.answered
        assert [one.text for one in answer.nearest[0].notes] == shown
        assert {
            place.unit for question, places in judge.asked if question.startswith(turning.MARK) for place in places
        } == {CUED}


def test_a_footnote_and_what_the_beginning_says_of_all_are_not_put_to_it() -> None:
    marked = f"{QUOTE[:-1]}[4]."
    text = f"All that follows is invented.\n\n{BETWEEN}\n\n{marked}\n\n{BETWEEN}\n\n[4] She returned it in May."
    known = library({"port": text})
    found = []
    for judge in (None, SharedWords({"[4] She returned it in May.": UNSURE})):
        answer = pipeline.ask(Question(QUESTION), known.cases, known.store, known.index, None, judge)
        shown = next(one for one in answer.shown if one.quote.startswith(QUOTE[:-1]))
        found.append([one.text for one in shown.notes])
    assert found[0] == found[1] == ["[4] She returned it in May.", "All that follows is invented."]
