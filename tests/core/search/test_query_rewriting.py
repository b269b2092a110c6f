"""What a follow-up question takes over from the question before and its answer."""

from __future__ import annotations

import pytest

from bot.core.search.query_rewriting import resolved

LETTER = "Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday."


@pytest.mark.parametrize(
    ("now", "before", "quote", "searched"),
    [
        # what asks nothing of its own asks the same again
        ("and when?", "who signed the letter?", LETTER, "and when? signed letter"),
        ("¿y cuándo?", "¿quién firmó la carta?", "", "¿y cuándo? firmó carta"),
        ("and in 2019?", "how many phones did Poland hack?", "", "and in 2019? phones Poland hack"),
        ("and in Hungary?", "how many phones did Poland hack?", "", "and in Hungary? phones hack"),
        ("and in Hungary?", "which phones did Heron infect in Togo?", "", "and in Hungary? phones Heron infect"),
        ("and in Hungary?", "what did Heron sell in New York?", "", "and in Hungary? Heron sell"),
        ("who signed?", "who signed the letter?", LETTER, "who signed? letter"),
        # what asks something of its own takes the person or thing
        ("what did the court order?", "who signed the letter?", LETTER, "what did the court order? letter"),
        ("did they sue?", "when was Quarry Group founded?", "", "did they sue? Quarry Group"),
        ("did they sue?", "when was quarry founded?", "The firm Quarry was founded in 2010.", "did they sue? quarry"),
        ("how much did it cost?", "what is heron?", "Heron is spyware.", "how much did it cost? heron"),
        ("and the lawyer?", "who advised ministers?", "", "and the lawyer? ministers"),
        ("did it pay?", "quarry revenue 2022", "", "did it pay? quarry revenue 2022"),  # typed as to a search engine
        ("und der Anwalt?", "wer unterschrieb den Brief?", "", "und der Anwalt? Brief"),
        ("et l'avocat ?", "qui a signé l'accord ?", "", "et l'avocat ? accord"),
        # a pronoun may mean whom the answer names
        ("his lawyer?", "who signed the letter?", "Senator Ada Moss signed it.", "his lawyer? Senator Ada Moss"),
        ("to whom was it sent?", "who signed the letter?", "Ada Moss signed it.", "to whom was it sent? letter"),
        ("who is their lawyer?", "who hacked the bank?", "It was Heron.", "who is their lawyer? Heron"),
        ("his lawyer?", "who signed the letter?", "", "his lawyer? letter"),
        ("did they sue the firm again?", "when was Quarry founded?", "", "did they sue the firm again? Quarry"),
        # what stands on its own takes nothing
        ("who ordered the source code?", "who signed the letter?", LETTER, "who ordered the source code?"),
        # writing without capitals
        ("ومتى؟", "من وقع الرسالة؟", "", "ومتى؟ وقع الرسالة"),
    ],
)  # fmt: skip
def test_persons_and_things_are_taken_over_and_never_what_was_asked_of_them(
    now: str, before: str, quote: str, searched: str
) -> None:
    assert resolved(now, before, quote) == searched


def test_a_language_without_a_list_of_pronouns_takes_over_all_the_same() -> None:
    assert resolved("kaj kiam?", "kiu subskribis la leteron?") != "kaj kiam?"
