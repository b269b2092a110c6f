"""Who speaks, where the quote says so; a wrong name is worse than none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quoting.speakers import speaker


@pytest.mark.parametrize(
    ("language", "quote", "name"),
    [
        ("en", "“These ships take it all,” Mayor Lund told the Gazette.", "Mayor Lund"),
        ("en", "Halden Chemie said that the product was safe.", "Halden Chemie"),
        ("en", "On Tuesday Halden Chemie said it would sue.", "Halden Chemie"),
        ("en", "In a letter to the court, Ann Lund said no.", "Ann Lund"),
        ("en", "“No,” said Ann Lund, who lives there.", "Ann Lund"),
        ("en", "Ann Lund, who runs the port, told us no.", "Ann Lund"),
        ("en", "Ann Lund said yes. Lund added no.", "Ann Lund"),
        ("en", "The nets are light, according to the Marine Institute.", "Marine Institute"),
        ("en", "“I said no,” Lund says. “Ann Borg said yes.”", "Lund"),
        ("en", "Mr. Lund said no.", "Mr. Lund"),
        ("en", "The contract, Mr. Lund noted, was illegal.", "Mr. Lund"),
        ("en", "''We never sold it,'' Ann Lund said.", "Ann Lund"),
        ("en", "''We never sold it,'' said Ann Lund, a director of Corvane.", "Ann Lund"),
        ("en", "‘We didn’t sell it,’ Ann Lund said.", "Ann Lund"),
        ("en", "‘We never sold it,’ said Ann Lund.", "Ann Lund"),
        ("en", "The order was illegal, said Ann Lund, an adviser to the court.", "Ann Lund"),
        ("en", "“No,” said Ann Lund, an adviser to Corvane, in June.", "Ann Lund"),
        ("en", "Its regional director, Ann Lund, wrote that six were ill.", "Ann Lund"),
        ("en", "18:10 Corvane’s boss, Ann Lund, says it will cost more.", "Ann Lund"),
        ("en", "The governor of Fenmarch, Ann Lund, said no.", "Ann Lund"),
        ("en", "Chief executive Ann Lund said no.", "Chief executive Ann Lund"),
        ("en", "County clerk Ann Lund told reporters no.", "Ann Lund"),
        ("en", "The industry association SecurTrade argues that it is late.", "SecurTrade"),
        ("en", "“No,” said skipper Ann Lund.", "Ann Lund"),
        ("en", "“No,” said the chairman of the board, Ann Lund.", "Ann Lund"),
        ("en", "Homes are dark, says the grid firm Voltline.", "Voltline"),
        (
            "en",
            "Counting was stopped on Sunday night after tablets froze, the Electoral Board said.",
            "Electoral Board",
        ),
        ("en", "On 2 May 2019 the guard Ann Lund told us no.", "Ann Lund"),
        ("en", "Penny & Sons said that it trusts them.", "Penny & Sons"),
        ("en", "The Licensed Trade Circle (LTC) says no.", "Licensed Trade Circle"),
        ("en", "The Medical Register has since said no.", "Medical Register"),
        ("en", "Police chief Ann Lund rejected it and said no.", "Ann Lund"),
        ("en", "A resident, Mr Ansel Crewe, spoke against it and said no.", "Mr Ansel Crewe"),
        ("en", "Mr Standish, for you, Thorley, says no.", "Mr Standish"),
        ("en", "Q5 Mr. Nye asked who had checked.", "Mr. Nye"),
        ("en", "'We never sold it,' Ann Lund said.", "Ann Lund"),
        ("en", "“No,” said Ludwig van der Lund.", "Ludwig van der Lund"),
        ("en", "“No,” said Abu Bakr al-Masri.", "Abu Bakr al-Masri"),
        ("en", "“No,” said Anne-Marie d’Aubigny.", "Anne-Marie d’Aubigny"),
        ("en", "The U.N. Harbour Office said no.", "U.N. Harbour Office"),
        ("en", "Friends of the Harbour said no.", "Friends of the Harbour"),
        ("en", "“No,” wrote Le Monde.", "Le Monde"),
        ("en", "The deal was signed in a hotel, Reuters reported.", "Reuters"),
        ("en", "Ann Lund of the harbour police said no.", "Ann Lund"),
        ("en", "Harbour Office spokeswoman Ann Lund said no.", "Ann Lund"),
        ("en", "Ann Lund – the auditor – said no.", "Ann Lund"),
        ("en", "As Ann Lund put it, “the log never forgets.”", "Ann Lund"),
        ("en", "As Ann Lund told the court, it was late.", "Ann Lund"),
        ("en", "In the words of Ann Lund, “it was late.”", "Ann Lund"),
        ("en", "Ann Lund described it as “a shopping list.”", "Ann Lund"),
        ("en", "The auditor, Ann Lund, called it “a shopping list.”", "Ann Lund"),
        ("en", "The court heard from Ann Lund, who said no.", "Ann Lund"),
        ("en", "Ann Lund was quoted as saying that it was late.", "Ann Lund"),
        ("en", "Ann Lund had earlier told the press no.", "Ann Lund"),
        ("en", "“No,” said Ann Lund’s lawyer, Ida Borg.", "Ida Borg"),
        ("de", "„Nein“, sagte die Prüferin Anna Lund.", "Prüferin Anna Lund"),
        ("de", "Laut Greenpeace stimmt das.", "Greenpeace"),
        ("de", "Nach Angaben von Reuters stimmt das.", "Reuters"),
        ("fr", "« Non », a expliqué l’auditrice Anne Lund.", "auditrice Anne Lund"),
        ("fr", "Selon Greenpeace, c’est vrai.", "Greenpeace"),
        ("es", "«No», explicó la auditora Ana Marín.", "auditora Ana Marín"),
        ("es", "Según Greenpeace, es así.", "Greenpeace"),
        ("ru", "«Нет», — сказала аудитор Елена Маршак.", "аудитор Елена Маршак"),
        ("ru", "По словам Ивана Петрова, это так.", "Ивана Петрова"),
        ("ar", "قالت المدققة هدى منصور إن الدفتر ناقص.", "المدققة هدى منصور"),
        ("ar", "«نعم»، قالت سلمى حداد.", "سلمى حداد"),
        ("ar", "وبحسب منظمة العفو الدولية، هذا صحيح.", "منظمة العفو الدولية"),
    ],
)
def test_a_named_speaker_is_found(language: str, quote: str, name: str) -> None:
    """Before or after the verb, or after "according to", word for word."""
    assert speaker(quote, language) == name
    assert name in quote


@pytest.mark.parametrize(
    ("language", "quote"),
    [
        ("en", "It is false, he said."),
        ("en", "She denied that Acme claimed anything."),
        ("en", "If Lund said so, it is fine."),
        ("en", "What Lund said was false."),
        ("en", "Critics of Acme said no."),
        ("en", "A spokesman for Acme said no."),
        ("en", "Lund and Borg said no."),
        ("en", "Neither Ann Lund nor Ida Borg said so."),
        ("en", "“They laughed,” said Mr. and Mrs. Lund."),
        ("en", "“No,” says Lund’s report."),
        ("en", "The paper called Lund “a danger to the press.”"),
        ("en", "A neighbour of Ann Lund, who said no, left."),
        ("en", "Ann Lund quoted the clerk as saying no."),
        ("en", "The loss was reported to Lund."),
        ("en", "Press Release: “It was late.”"),
        ("en", "Ann Lund said yes. Ida Borg said no."),
        ("en", "“Ann Lund said yes.”"),
        ("en", "The bay is deep."),
        ("en", "On Monday he said no."),
        ("en", "Last Monday said it all."),
        ("en", "I’ve said that before."),
        ("en", "“I’ve said it,” I’ve said."),
        ("en", "We've noted that."),
        ("en", "A third, hired by the candidate, Ann Lund, says so."),
        ("en", "In May Lund and Meduza's editor-in-chief, Ida Borg, said so."),
        ("en", "The man who met Ann Lund said no."),
        ("en", "Ms Lund’s office has said no."),
        ("en", "A report dated 2 June, seen by Harbour Wire, says no."),
        ("en", "WHEREFORE Plaintiff asks for judgment."),
        ("en", "The mayor of Bergen, Norway, said no."),
        ("en", "Ann Lund has been told."),
        ("en", "He left, said goodbye, and went."),
        ("en", "The report, officials said, was late."),
        ("en", "The minister, said to be ill, stayed away."),
        ("ar", "وأضاف أن ذلك صحيح."),
        ("en", "The Minister said no."),
        ("en", "“No,” said the Prime Minister."),
        ("en", "Residents said no."),
        ("en", "It paid, according to the Norwegian newspaper Dagbladet."),
        ("de", "Das Unternehmen sagte, nein."),
        ("de", "Laut Polizei stimmt das."),
        ("fr", "« Non », a déclaré le Ministre."),
        ("es", "El Gobierno dijo que no."),
        ("ru", "Компания сообщила об этом."),
        ("ar", "قال الوزير إن الأمر انتهى."),
        ("ar", "بحسب الشرطة، لا."),
        ("ar", "أكد المتحدث باسم الوزارة أن لا شيء حدث."),
        ("de", "Die Hafenbehörde sagte, nein."),
        ("xx", "Lund said no."),
        ("zh", "他说。"),
    ],
)
def test_silence_where_unsure(language: str, quote: str) -> None:
    """Two names, a pronoun, an office alone, a clause about what somebody said, an unknown language."""
    assert speaker(quote, language) is None


@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr", "es", "ru", "ar", "xx"]))
def test_a_speaker_is_part_of_the_quote(quote: str, language: str) -> None:
    """Whatever the text."""
    name = speaker(quote + " Ann Lund said.", language)
    assert name is None or name in quote + " Ann Lund said."
