"""Mail that Outlook saved: the same as any other mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.model import document_notes
from bot.core.model.documents import Reading
from bot.core.model.errors import Damaged, EmptyDocument, OldFormat
from bot.readers.messages.outlook import OutlookReader
from bot.readers.table import pick
from tests.readers.messages.outlook_files import Tree, compound, message, msg

SUBJECT, BODY, SENDER, ADDRESS, TO, HEADERS, DELIVERED = 0x0037, 0x1000, 0x0C1A, 0x0C1F, 0x0E04, 0x007D, 0x0E06
SENT = datetime(2023, 9, 16, 4, 30, tzinfo=UTC)
FIELDS = {SUBJECT: "Otsus: süsteemi ost", SENDER: "Kalju Saar", ADDRESS: "kalju@example.ee", TO: "Press Office"}


def read(data: bytes, name: str = "mail.msg") -> list[Reading]:
    reader = OutlookReader(pick)
    assert reader.accepts(data, name)
    return list(reader.read(data, name))


def test_who_when_and_what_about() -> None:
    (found,) = read(msg({**FIELDS, BODY: "The order was signed.\r\nBy Weil.\r\n"}, SENT))
    assert found.text.split("\n") == [
        'From: "Kalju Saar" <kalju@example.ee>',
        "To: Press Office",
        "Date: 2023-09-16 04:30 UTC",
        "Subject: Otsus: süsteemi ost",
        "",
        "The order was signed.",
        "By Weil.",
    ]
    details = found.details
    assert (details.title, details.published) == ("Otsus: süsteemi ost", "2023-09-16")
    assert details.author == '"Kalju Saar" <kalju@example.ee>'


def test_the_day_is_that_of_where_it_was_sent() -> None:
    """Where the headers of the net are kept, which say it."""
    headers = "From: =?utf-8?q?Kalju_S=C3=A4rg?= <k@example.ee>\r\nDate: Fri, 15 Sep 2023 23:30:00 -0500\r\n\r\n"
    (found,) = read(msg({**FIELDS, BODY: "Signed.", HEADERS: headers}, SENT))
    assert (found.details.author, found.details.published) == ("Kalju Särg <k@example.ee>", "2023-09-15")


def test_a_mail_that_is_a_page_only() -> None:
    (found,) = read(msg(FIELDS, html="<p>The firm <b>Corvane</b> ended it – in&nbsp;May.</p>".encode()))
    assert found.text.endswith("The firm Corvane ended it – in\u00a0May.") or found.text.endswith("in May.")


def test_attachments_are_documents_of_their_own() -> None:
    """By their own type; a link to a file that lies elsewhere is named as not read."""
    data = msg({**FIELDS, BODY: "See there."}, SENT, files=[("list.csv", b"who;sum\nWeil;3\n"), ("far.pdf", None)])
    mail, table = read(data)
    assert document_notes.ATTACHED.format(count=2) in mail.notes
    assert table.text == "| who: Weil | sum: 3 |"
    assert "far.pdf" in table.notes[-1]


def test_a_message_in_the_message_is_a_mail_of_its_own() -> None:
    """Its own sender, day and subject, with what is attached to it; its original alone is read as the same words."""
    told = {SUBJECT: "Püük", SENDER: "Ann Lund", ADDRESS: "ann@example.org", TO: "Kalju Saar; Press Office"}
    inner = message({**told, BODY: "Weil signed.\r\nAt noon.\r\n"}, SENT, files=[("sums.csv", b"who;sum\nWeil;3\n")])
    outer, mail, table = read(msg({**FIELDS, BODY: "See below."}, files=[("Püük", inner)]))
    assert outer.text.endswith("See below.")
    assert mail.text.strip().split("\n") == [
        "From: Ann Lund <ann@example.org>",
        "To: Kalju Saar; Press Office",
        "Date: Sat, 16 Sep 2023 04:30:00 +0000",
        "Subject: Püük",
        "",
        "Weil signed.",
        "At noon.",
    ]
    details = mail.details
    assert (details.title, details.author, details.published) == ("Püük", "Ann Lund <ann@example.org>", "2023-09-16")
    assert table.text == "| who: Weil | sum: 3 |"
    assert mail.original
    again = next(iter(pick(mail.original, "a.eml").read(mail.original, "a.eml")))
    assert again.text == mail.text


def test_a_message_that_is_a_page_in_the_message() -> None:
    inner = message({SUBJECT: "Page"}, html="<p>Weil <b>signed</b> – in&nbsp;May.</p>".encode())
    assert "Weil signed – in\u00a0May." in read(msg({**FIELDS, BODY: "See."}, files=[("Page", inner)]))[1].text


def test_messages_in_messages_are_read_so_deep_and_no_deeper() -> None:
    """The one that lies too deep is named."""
    held: Tree = message({SUBJECT: "Level 6", BODY: "Words."})
    for level in range(5, 0, -1):
        held = message({SUBJECT: f"Level {level}", BODY: "Words."}, files=[("on", held)])
    found = read(msg({SUBJECT: "Level 0", BODY: "Words."}, files=[("on", held)]))
    assert [one.details.title for one in found] == [f"Level {level}" for level in range(5)]
    assert any("4 mails, one inside the other" in note for note in found[-1].notes)


@pytest.mark.parametrize("properties", [b"", bytes(23), bytes(24) + b"\x37\0\x1f" * 16])
def test_a_broken_message_in_the_message_stops_nothing(properties: bytes) -> None:
    inner = {**message({SUBJECT: "x"}), "__properties_version1.0": properties}
    data = msg({**FIELDS, BODY: "See."}, files=[("x", inner)])
    assert read(data)[0].text.endswith("See.")


def test_messages_that_cannot_be_read() -> None:
    with pytest.raises(EmptyDocument):
        read(msg({}))
    with pytest.raises(Damaged):
        read(compound({"__properties_version1.0": b""}))


def test_other_files_of_old_office_are_no_mail() -> None:
    with pytest.raises(OldFormat):
        list(pick(compound({"WordDocument": b"x"}), "a.doc").read(compound({"WordDocument": b"x"}), "a.doc"))
