"""Where sentences end, in the languages of the files."""

from __future__ import annotations

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
