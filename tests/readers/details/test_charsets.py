"""Letters come out as they were written, or not at all."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model.errors import BadDocument, NotText, WrongEncoding
from bot.readers.details.charsets import decode

FRENCH = "Le café était fermé. Les députés ont signé une lettre à l’Élysée, dit-il."
GUESSED = {
    "cp1252": FRENCH,
    "cp1250": "Senat powołał komisję nadzwyczajną do wyjaśnienia przypadków nielegalnej inwigilacji.",
    "cp1251": "Письмо подписали десять депутатов парламента, сообщает агентство.",
    "cp1253": "Την επιστολή υπέγραψαν δέκα βουλευτές του κοινοβουλίου.",
    "cp1254": "Mektubu on milletvekili imzaladı, dedi şirket sözcüsü. Türkiye ve İsrail arasında görüşme yapıldı.",
    "cp1256": "وقع الرسالة عشرة نواب من البرلمان الأوروبي",
    "gb18030": "十名议员签署了这封信。",
    "cp932": "十名の議員が手紙に署名した。",
    "big5": "十名議員簽署了這封信。",
    "cp949": "국회의원 열 명이 편지에 서명했다.",
}
BROKEN = (
    b"The letter was signed by \xff\xfe\xfd\xfc Ron Wyden \xc3\x28 and others.",
    "“Viktor Orbán” and José".encode() + b" Orb\xc3 \xe2\x28\xa1",
    b"\x80\x81\x82\x83\xfe\xff",
    b"caf\xe9 \x90\x81 broken",
    b"\xff\xfeodd",
    b"\xff\xfe broken text",
)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_unicode_is_recognised(codec: str) -> None:
    """By its mark, by being valid UTF-8, or by what was declared."""
    assert decode(FRENCH.encode(codec), "a.txt", codec)[0] == FRENCH


BY_LANGUAGE = [
    ("cp1252", "Den Befehl unterschrieb Oberst Müller."),
    ("cp1252", "La comisión pidió la información técnica al señor Núñez, que no contestó. ¿Quién lo decidió?"),
    ("cp1252", "La società non ha risposto perché il contratto è già scaduto. Così ha detto il più anziano."),
    ("cp1252", "“It’s a £3m contract,” he said — the café’s owner wasn’t told."),
    ("cp1250", "A kormány nem válaszolt az újságírók kérdéseire, pedig a törvény szerint köteles lett volna."),
    ("iso8859-2", "Ministerstvo odmítlo žádost novinářů o zveřejnění smlouvy s dodavatelem odposlechů."),
    ("cp1253", "Την επιστολή υπέγραψαν δέκα βουλευτές του κοινοβουλίου, ανακοίνωσε το γραφείο."),
    ("koi8-r", "Письмо подписали десять депутатов парламента, сообщает агентство."),
    ("cp866", "Письмо подписали десять депутатов парламента, сообщает агентство."),
    ("iso8859-5", "Приказ подписал полковник Зимин."),
    ("euc_jp", "委員会は四人の証人から話を聞いた。監視装置の購入を承認したのは山田太郎である。"),
]


@pytest.mark.parametrize(("codec", "text"), [*GUESSED.items(), *BY_LANGUAGE])
def test_an_old_encoding_is_guessed_from_the_words(codec: str, text: str) -> None:
    """And a note says that it was."""
    found, notes = decode(text.encode(codec), "a.txt")
    assert found == text
    assert len(notes) == 1


@pytest.mark.parametrize("declared", [None, "utf-8"])
@pytest.mark.parametrize(
    ("codec", "text"),
    [("iso2022_jp", "十名の議員が手紙に署名した。"), ("iso2022_kr", "국회의원 열 명이 편지에 서명했다.")],
)
def test_seven_bits_that_change_scripts_are_no_ascii(codec: str, text: str, declared: str | None) -> None:
    """Old mails from Japan and Korea: the escapes say so, whatever was declared."""
    assert decode(text.encode(codec), "a.txt", declared)[0] == text


def test_seven_bits_in_a_script_that_nothing_reads_are_refused() -> None:
    with pytest.raises(WrongEncoding):
        decode(b"\x1b$)A\x0eJ.C{\x0f is what he signed.", "a.txt")
    assert decode(b"\x1b[31mred\x1b[0m costs $5", "a.txt")[0] == "\x1b[31mred\x1b[0m costs $5"


def test_a_few_letters_tell_no_east_asian_encoding() -> None:
    """Four letters of EUC-JP are good Big5, too."""
    with pytest.raises(WrongEncoding):
        decode("<p>ログイン</p>".encode("euc_jp"), "a.html")


@pytest.mark.parametrize(
    ("codec", "label"), [("koi8-r", "KOI8-R"), ("cp932", "Shift_JIS"), ("cp1252", "iso-8859-1"), ("iso2022_jp", None)]
)
def test_a_declared_charset_goes_first(codec: str, label: str | None) -> None:
    text = {"koi8-r": "Да.", "cp932": "署名", "iso2022_jp": "署名", "cp1252": "“Œuvre”"}[codec]
    assert decode(text.encode(codec), "a.txt", label or codec)[0] == text


@pytest.mark.parametrize("lie", ["iso-8859-1", "utf-16", "hex", "no-such", "\0", "idna", ""])
def test_a_lie_about_utf_8_does_no_harm(lie: str) -> None:
    """Letters beyond ASCII that are valid UTF-8 are UTF-8, whatever was declared."""
    assert decode(FRENCH.encode(), "a.txt", lie)[0] == FRENCH


@pytest.mark.parametrize("data", BROKEN)
def test_broken_letters_are_refused_instead_of_replaced(data: bytes) -> None:
    with pytest.raises(WrongEncoding, match=r"“a\.txt”"):
        decode(data, "some/a.txt")


@pytest.mark.parametrize("data", [b"text with a \0 in it", bytes(range(32)) * 9, "a\0b".encode("utf-16")])
def test_a_binary_is_refused_whatever_its_name(data: bytes) -> None:
    with pytest.raises(NotText):
        decode(data, "a.txt")


def test_a_bad_byte_in_a_sure_encoding_is_marked() -> None:
    """One bad byte in a page of curly quotes is no page of â€œ, and no reason to refuse it."""
    text, notes = decode(("“no” — " * 20).encode() + b"\x93", "a.txt")
    assert text == "“no” — " * 20 + "\ufffd"
    assert notes == ("Letters that can’t be read: 1. Each is shown as �, and no quote holds one.",)


@pytest.mark.parametrize("label", ["utf-8", "cp1252", "gb2312"])
def test_a_declared_encoding_may_hold_a_few_bad_bytes(label: str) -> None:
    good = FRENCH if label != "gb2312" else GUESSED["gb18030"]
    broken = good.encode(label) + {"utf-8": b" \xe2\x28", "cp1252": b" \x81", "gb2312": b" \xff "}[label] + b"Ann"
    text, notes = decode(broken, "a.txt", label)
    assert text.startswith(good)
    assert text.endswith("Ann")
    assert "\ufffd" in text
    assert len(notes) == 1


def test_utf_16_without_its_mark_is_recognised() -> None:
    text = "The colonel signed the order in May.\nNobody asked him."
    assert decode(text.encode("utf-16-le"), "a.txt")[0] == text
    assert decode(text.encode("utf-16-be"), "a.txt")[0] == text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cc"]), min_size=1))
def test_nothing_is_repaired(text: str) -> None:
    """Ligatures, straight quotes, odd spaces: all stay. Only CRLF becomes LF, and a mark at the start goes."""
    text = text.removeprefix("\ufeff")
    assert decode(f"{text}\r\n{text}".encode(), "a.txt")[0] == f"{text}\n{text}"


@given(st.binary(max_size=200), st.none() | st.text(max_size=12))
def test_any_bytes_are_text_or_refused(data: bytes, label: str | None) -> None:
    with contextlib.suppress(BadDocument):
        decode(data, "a.txt", label)[0].encode()
