"""Where sentences end, in the languages of the files."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language import sentences


def cut(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in sentences.split(text, language)]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["“Stop it!” he said.", "“Never?” asked Jane.", "“No!” Jane said."]),
        ("en", ["It cost approx. 5 million, incl. tax.", "Dr. Smith paid."]),
        ("en", ["“It was late.”", "Jane Lund said, “The deal is off.”", "“Late,” Jane Lund said, “and cold.”"]),
        (
            "en",
            ["It is common in Lund.11 12", "Take a cold.", "So they say (type 2).3", "“All of it.”4, 5", "He left."],
        ),
        ("en", ["See fig.2 Above that line it fell by 3.5 percent.", "It uses version 2.0 Beta."]),
        ("en", ["George W. Bush met J. K. Rowling.", "They talked."]),
        ("en", ["It rose 3.5 percent.", "See No. 5 of the list."]),
        ("en", ["He took vitamin C.", "She did not."]),
        ("en", ["The polls open in May.", "Butter is cheap."]),
        ("en", ["Mr. The Frog sang.", "He bowed."]),
        ("en", ["The pianist is ill.", "Concerts are free."]),
        ("en", ["Acme Inc.", "The rest is silence."]),
        ("en", ["“We never sold it,” said Jane.", "“We never will. That is final.”", "She left."]),
        ("en", ["it works.", "it is good."]),
        ("en", ["Wait... what?", "Yes."]),
        ("en", ["1. First of all.", "2. Second of all."]),
        ("en", ["1. The first.", "2. His second."]),
        ("en", ["One of them was caught.", "Others left."]),
        ("en", ["The bay is deep. ** !"]),
        (
            "en",
            ["See 12 F. Supp. 2d 5 (9th Cir. 2019).", "In Doe v. Acme Corp. he cited Art. 6, § 5 and No. 12."],
        ),
        ("en", ["It relied on 18 U.S.C. § 1030.", "See id. at 5.", "He led the N.S.A.", "Thousands came."]),
        ("en", ["It was small (p. < .05, S.D. 1.2), see Fig. 3.", "He deleted the app.", "Users complained."]),
        ("en", ["She lives in the E.U.", "How about you?", "It is in Portland, Ore.", "Nobody knows."]),
        (
            "en",
            ["See www.harbour.Lund.example and https://a.example/B.C?d=e, and ask.", "Mail ida@Lund.example."],
        ),
        ("en", ["As set out in 1. above, the firm pays, and for 2. above the board does.", "That is all."]),
        ("en", ["She works at Jippi! and Y!K in Lund.", "Leave me alone! he yelled."]),
        ("en", ["Er kam am 4. Juni 2021 nach Lund.", "That is German."]),
        (
            "de",
            ["Sie stammt aus dem 1. -3. Quartal und liegt im Keller.", "Vgl. BGH, Urt. v. 3. Mai 2021, Rn. 12."],
        ),
        ("de", ["Er wohnt in der E.U.", "Die Akte nicht."]),
        ("es", ["La orden N°. 45.210 fue firmada en mayo.", "Fin."]),
        ("ar", ["وقال د\u202a.\u202c سامي خليل إن الملف اختفى.", "ولم يعرف السبب."]),
        ("de", ["Am 3. Oktober kam Ludwig XIV. zu uns.", "Er kam ca. 5 Minuten zu spät."]),
        ("de", ["Der 2. Weltkrieg war lang.", "Das stimmt."]),
        ("de", ["Der See ist lang.", "1987 sank dort ein Kahn."]),
        ("de", ["Seit Sept. 1987 ist er da."]),
        ("de", ["„Nein!“, sagte er.", "Er ging."]),
        ("fr", ["M. Dupont est là.", "« Non ! » dit-il.", "Il part."]),
        ("es", ["¿Qué pasó?", "Nada.", "El Sr. García vino."]),
        ("ru", ["— Да! — сказал он.", "А. С. Пушкин писал и т. д. и т. п. всё время."]),
        ("pl", ["Przyjechał 3. dnia.", "To prawda."]),
        ("tr", ["Bu 3. sınıf.", "Gitti."]),
        ("tr", ["M.Ö. 512 yılında II. Ramses ve 5. Felipe geldi.", "“Evet.” dedi."]),
        ("es", ["Data del siglo V a. C. según él.", "Llegó al puesto n.º 31."]),
        ("fr", ["Vers 1000 av. J.-C., ils sont partis.", "Fin."]),
        ("ru", ["Построен в V веке до н. э., затем разрушен.", "Всё."]),
        ("ro", ["A fost ridicat în 512 î.Hr. de greci.", "Apoi a căzut."]),
        ("ar", ["سقطت عام 512 ق.م تقريبا.", "انتهى."]),
        ("ar", ["قال الوزير إن الأمر انتهى.", "هل حدث؟", "لا."]),
        ("hi", ["यह एक वाक्य है।", "यह दूसरा है।"]),
        ("el", ["Ο κ. Παπάς ήρθε.", "Τι έγινε;", "Τίποτα."]),
        ("he", ["הוא הלך.", "היא באה."]),
        ("vi", ["Ông ấy đã đi.", "Bà ấy ở lại."]),
    ],
)
def test_split_knows_abbreviations_initials_quotations_and_numbers(language: str, parts: list[str]) -> None:
    """Sentences joined by a space come apart again exactly."""
    assert cut(" ".join(parts), language) == parts


def test_split_of_chinese_and_japanese_needs_no_spaces() -> None:
    """What only says who spoke stays with the quotation."""
    assert cut("“不行！”他说。然后走了。", "zh") == ["“不行！”他说。", "然后走了。"]
    assert cut("它占统治地位。2019年办“第1届。2届”会。", "zh") == ["它占统治地位。", "2019年办“第1届。2届”会。"]
    assert cut("「行こう。」と彼は言った。終わり。", "ja") == ["「行こう。」と彼は言った。", "終わり。"]


@pytest.mark.parametrize(
    "parts",
    [
        ["สวัสดีครับ ผมชื่อสมชาย"],
        ["เทศบาลเมืองลงนามในหนังสือร้องเรียนเมื่อวันที่ 30 พฤษภาคม 2556 ที่ศาลากลาง", "เขาเดินทางกลับบ้านในวันรุ่งขึ้นทันที"],
        ["ชาวประมงเก้าหมู่บ้านร้องเรียนว่าเรืออวนลากทำลายอ่าวของพวกเขา ซึ่งเป็นแหล่งอาหาร", "ในปี 2557 รัฐบาลสั่งห้ามเรืออวนลาก"],
        ["“เราไม่ได้ขายเครื่องมือนี้ให้ใครทั้งนั้น” เขากล่าว", "บริษัทปฏิเสธที่จะตอบคำถามอื่นใด"],
    ],
)
def test_split_of_thai_cuts_at_spaces_between_clauses(parts: list[str]) -> None:
    """Thai has no full stop; numbers, names and what goes on stay with what they belong to."""
    assert cut(" ".join(parts), "th") == parts


def test_a_wrapped_line_is_no_sentence_end() -> None:
    """A break where the next word had no room left is part of the sentence."""
    text = (
        "The mayors of nine fishing towns want the government\n"
        "to keep trawlers out of the bay. They say that the nets\nruin it."
    )
    assert cut(text) == [
        "The mayors of nine fishing towns want the government\nto keep trawlers out of the bay.",
        "They say that the nets\nruin it.",
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A short title\nThis line is the text, and much longer.", 2),
        ("# Title\nText follows here.", 2),
        ("Ask for:\n- nets\n- boats", 3),
        ("Title\n=====\nText.", 3),
        ("1. One.\n2. Two.", 2),
        ("See the long table on page\n12. It is there.", 2),
        ("One paragraph\n\nanother", 2),
        ("| a | b |\n| c | d |", 2),
    ],
)
def test_a_line_that_ends_on_purpose_ends_its_sentence(text: str, parts: int) -> None:
    """Headings, list items, table rows and paragraphs."""
    assert len(cut(text)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["1. The board ended the contract", "2. The firm appealed", "3. The court heard both"],
        ["1) The board met.", "2) It voted."],
        ["⁃9. The first item", "⁃10. The second item"],
        ["a. here it is", "b. another", "c. one more"],
        [
            "The order is this:",
            "(a) the firm pays the costs;",
            "(b) it deletes the copies; and",
            "(c) it reports.",
        ],
        ["That (a) the firm paid and (b) it knew is plain."],
        ["Plan 2) failed and so did plan 3) of May."],
    ],
)
def test_numbered_items_in_one_line_are_units(parts: list[str]) -> None:
    """Where they are counted up from a beginning; letters and numbers inside a sentence part nothing."""
    assert cut(" ".join(parts)) == parts


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "en",
            [
                "On 3 May 2021 our client, Ms. Ida\nRask, was told that her phone had been searched with no\nwarrant.",
                "The search was ordered by Inspector Karl\nLindqvist of the Lund police.",
            ],
        ),
        ("en", ["The Treasury removed Sara Hamou, Andrea Gambazzi and Merom\nHarpaz from the list."]),
        ("en", ["SANCTIONS ON OPAL", "The ministry named Sara Hamou and Merom\nHarpaz for their part in it."]),
        (
            "en",
            ["Background", "The firm Nordlys sold the system in May to a state that\nused it against lawyers."],
        ),
        ("en", ["The average went up from 2.9 to\n6.4.", "Then it fell to\n3.", "The others stayed where they were."]),
        ("de", ["Das Amt hat am 4. Juni die\nAkten der Firma Nordlys an die\nStaatsanwaltschaft Lund übergeben."]),
        ("ar", ["تقرير اللجنة", "وتجمّع أمس نحو 300 متقاعد أمام مقر\nالمصرف مطالبين بصرف معاشاتهم المتأخرة منذ شهرين."]),
        ("en", ["Dear Ms Rask,", "We write about the search of your phone on 3 May.", "The\npolice had no warrant."]),
        ("en", ["Yours sincerely,", "Karl Lindqvist", "Head of Legal", "Nordlys AB"]),
        ("en", ["Signed by:", "Ron Wyden", "Patrick Leahy", "Adam Schiff"]),
        ("en", ["Sara Hamou, born 1984, resident of Limassol", "Andrea Gambazzi, born 1970", "Merom Harpaz, Athens"]),
        ("en", ["From: Ida Rask", "To: the board", "Subject: The purchase of the system, and the reply to it"]),
        ("en", ["He found:", "(a) no judge had approved\nthe interception;", "(b) nobody was told."]),
    ],
)
def test_a_line_end_is_a_sentence_end_only_where_it_is_meant(language: str, parts: list[str]) -> None:
    """Wrapped lines are joined, wherever their words happen to begin with a capital; lists and headings are not."""
    assert cut("\n".join(parts), language) == parts


PROSE = {
    "en": "The Treasury removed Sara Hamou, Andrea Gambazzi and Merom Harpaz from its list. Mr. Karl Lindqvist "
    "of Nordlys AB, who had asked for it in May 2021, said that No. 12 was next. On page 14. of the report the U.S. "
    "Government calls the firm “a risk”. The Inspector and the Y would not say why. It fell from 44. Transport rose.",
    "de": "Das Bundesamt hat am 4. Juni 2021 die Akten von Nordlys an die Staatsanwaltschaft Lund übergeben, weil "
    "die Firma die Bilder drei Jahre lang gespeichert hatte. Die Sprecherin Karin Vogt erklärte dazu nichts. Der "
    "Ausschuss tagte danach noch dreimal in Berlin, ohne dass ein Zeuge der Firma Auskunft über die Bilder gab.",
    "ar": "وتجمّع أمس نحو 300 متقاعد أمام مقر المصرف مطالبين بصرف معاشاتهم المتأخرة منذ شهرين. وطالبت نقابة المعلمين "
    "بنشر التقرير كاملًا، ودعت أعضاءها إلى اعتصام مفتوح أمام مبنى البرلمان يبدأ صباح الخميس. ولم تعلق الوزارة على ذلك.",
}


@given(st.sampled_from(sorted(PROSE)), st.integers(45, 110), st.floats(0, 0.4), st.randoms(use_true_random=False))
def test_wrapping_changes_no_sentence(language: str, width: int, ragged: float, dice: random.Random) -> None:
    """At any width, straight or ragged as a proportional font leaves it."""
    lines = [""]
    room = width
    for word in PROSE[language].split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append("")
            room = round(width * (1 - ragged * dice.random()))
        lines[-1] = f"{lines[-1]} {word}".strip()
    wrapped = ["".join(part).replace("\n", " ") for part in cut("\n".join(lines), language)]
    assert wrapped == cut(PROSE[language], language)


def test_a_very_long_quotation_is_cut_inside() -> None:
    """Nobody can be shown eighty words of one quotation as a sentence."""
    words = " ".join(f"We saw ship number {n} leave the harbour before the storm." for n in range(8))
    text = f"He said: “{words}” “It cost approx. 5 million. {words}” Then he left. “Is that so?” she said, and left."
    assert len(cut(text)) > 5


def test_split_takes_a_part_of_a_text() -> None:
    """Offsets are those of the whole text."""
    text = "Zero. One. Two."
    assert [text[a:b] for a, b in sentences.split(text, "en", 6)] == ["One.", "Two."]
    assert [text[a:b] for a, b in sentences.split(text, "en", 6, 10)] == ["One."]


def test_split_bears_half_a_surrogate_pair() -> None:
    """Scraped text may hold one."""
    assert cut("The bay \ud800 is deep. It is cold.") == ["The bay \ud800 is deep.", "It is cold."]


ODD = st.text(st.sampled_from('aB. !?\n"“”«»1-#(M),:;ขก。「」\u00a0\t') | st.characters(), max_size=400)


@given(ODD, st.sampled_from(["en", "de", "th", "zh", "ar", "xx", "ru"]))
def test_every_character_is_in_exactly_one_sentence(text: str, language: str) -> None:
    """Spans are ordered, trimmed, and leave only blanks between them."""
    spans = sentences.split(text, language)
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()
    assert spans == sentences.split(text, language)


def test_a_paragraph_without_end_is_cut_like_a_short_one() -> None:
    """Also where it is longer than what is looked at in one go, and where it has no sentence at all."""
    sentence = "The committee heard on Tuesday that it was installed. "
    text = sentence * 600
    assert len(text) > 3 * sentences.STRETCH
    assert [text[slice(*span)] for span in sentences.split(text, "en")] == [sentence.strip()] * 600
    assert "".join(sentences._segment("a" * 25_000, "en")) == "a" * 25_000
