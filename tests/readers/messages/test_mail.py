"""Mail and mailboxes: whose words, to whom, when; decoded, and what is attached by its own type."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest

from bot.core.model.documents import Reading
from bot.core.model.errors import EmptyDocument, Swollen
from bot.readers.messages import mail
from bot.readers.messages.mail import MailReader
from bot.readers.table import pick
from bot.readers.zip.archive import ArchiveReader
from tests.readers.papers import column, pdf


def message(body: str = "The order was signed.", html: str = "", subject: str = "Otsus: süsteemi ost") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = "Kalju Saar <kalju@example.ee>", "press@example.ee"
    made["Subject"], made["Date"] = subject, "Fri, 15 Sep 2023 23:30:00 -0500"
    if body:
        made.set_content(body, cte="base64")
    if html:
        made.add_alternative(html, subtype="html") if body else made.set_content(html, subtype="html")
    return made


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(data: bytes, name: str = "mail.eml") -> list[Reading]:
    return list(MailReader(pick).read(data, name))


def test_who_when_and_what_about() -> None:
    """The subject is the title, decoded; the day is that of where it was sent."""
    (found,) = read(message().as_bytes())
    assert (found.details.title, found.details.author) == ("Otsus: süsteemi ost", "Kalju Saar <kalju@example.ee>")
    assert found.details.published == "2023-09-15"
    assert found.text.startswith("From: Kalju Saar <kalju@example.ee>\nTo: press@example.ee\nDate: Fri, 15 Sep 2023")
    assert found.text.endswith("\n\nThe order was signed.\n")
    assert found.original is None


def test_plain_words_rather_than_a_page() -> None:
    (found,) = read(message("Plain words.", "<p>Words of a <b>page</b>.</p>").as_bytes())
    assert "Plain words." in found.text
    assert "page" not in found.text


def test_a_mail_that_is_a_page_only() -> None:
    """Its words as a browser would show them."""
    (found,) = read(message("", "<p>The firm <b>Corvane</b> ended it on 30&nbsp;May.</p>").as_bytes())
    assert "The firm Corvane ended it on 30" in found.text
    assert "<b>" not in found.text


def test_attachments_are_documents_of_their_own() -> None:
    """By their own type; pictures in the text are none, and one that can't be read stops nothing."""
    made = message()
    made.add_attachment(
        pdf([column(["The invoice was paid."])]), maintype="application", subtype="pdf", filename="i.pdf"
    )
    made.add_attachment("Minutes of May.", filename="minutes.txt")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    made.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="tool.exe")
    found = read(made.as_bytes())
    assert [one.text.strip().split("\n")[-1] for one in found] == [
        "The order was signed.",
        "The invoice was paid.",
        "Minutes of May.",
    ]
    assert found[0].original == made.as_bytes()
    assert found[0].notes == ("Files attached to this mail: 3",)
    assert any("tool.exe" in note for note in found[-1].notes)


def test_a_mail_in_a_mail_is_read_with_what_is_attached() -> None:
    """As its own sender wrote it on its own day."""
    inner, outer = message("Add the phone to the list.", subject="Targets"), message("See below.", subject="Fwd")
    del inner["Date"]
    inner["Date"] = "Mon, 4 Sep 2023 08:00:00 +0200"
    inner.add_attachment("The list of May.", filename="list.txt")
    outer.add_attachment(inner, filename="old.eml")
    found = read(outer.as_bytes())
    assert [one.details.title for one in found] == ["Fwd", "Targets", "List"]
    assert [one.details.published for one in found[:2]] == ["2023-09-15", "2023-09-04"]


def test_mails_in_mails_are_read_so_deep_and_no_deeper() -> None:
    """The one that lies too deep is named, and the rest is read."""
    made = message("Words.", subject="Level 6")
    for level in range(5, -1, -1):
        outer = message("Words.", subject=f"Level {level}")
        outer.add_attachment(made)
        made = outer
    found = read(made.as_bytes())
    assert [one.details.title for one in found] == [f"Level {level}" for level in range(5)]
    assert any("4 mails, one inside the other" in note for note in found[-1].notes)


def test_what_packs_stays_closed_in_what_packs_however_many_mails_lie_between() -> None:
    made = message("See there.")
    made.add_attachment(zipped({"a.txt": b"Words."}), maintype="application", subtype="zip", filename="a.zip")
    assert [one.text.strip().split("\n")[-1] for one in read(made.as_bytes())] == ["See there.", "Words."]
    outer = message("See below.")
    outer.add_attachment(made)
    found = list(ArchiveReader(pick).read(zipped({"m.eml": outer.as_bytes()}), "b.zip"))
    assert len(found) == 2
    assert not any("Words." in one.text for one in found)


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
def test_headers_in_plain_letters(codec: str) -> None:
    """Not wrapped for the net, as RFC 6532 allows, and older programs write in their own letters."""
    plain = "From: Kalju Säär <k@example.ee>\nTo: Press Office; Ann Lund\nSubject: Otsus: süsteemi ost – lõpp\n\nSo.\n"
    (found,) = read(plain.encode(codec))
    assert found.text.split("\n")[:3] == plain.split("\n")[:3]
    assert (found.details.title, found.details.author) == ("Otsus: süsteemi ost – lõpp", "Kalju Säär <k@example.ee>")


def test_a_mailbox() -> None:
    """Each message is a document; a line that had to be disguised is itself again."""
    first = b"From a@example.org Fri Sep 15 07:23:55 2023\n" + message("It was sent.\n").as_bytes()
    second = b"From c@example.org Sat Sep 16 07:23:55 2023\nFrom: Carl Ness <c@example.org>\nSubject: Delivery\n\n"
    found = read(first + b"\n" + second + b"The crates came at night.\n>From then on nobody answered.\n", "a.mbox")
    assert [one.details.title for one in found] == ["Otsus: süsteemi ost", "Delivery"]
    assert found[1].text.endswith("at night.\nFrom then on nobody answered.\n")
    assert all(one.original for one in found)


def test_a_page_saved_with_its_pictures() -> None:
    """MHTML: the page alone, as a page."""
    page = b"<!DOCTYPE html><html><title>Spy contract</title><body><p>It was signed in the caf=C3=A9.</p></body></html>"
    saved = (
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://news.example/a\nSubject: Spy contract\n"
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="M"\n\n--M\n'
        b"Content-Type: text/html; charset=utf-8\n"
        b"Content-Transfer-Encoding: quoted-printable\n\n" + page + b"\n--M--\n"
    )
    (found,) = read(saved, "page.mhtml")
    assert found.text == "It was signed in the café."


def test_hard_wrapped_mail_gives_whole_sentences() -> None:
    words = "The Treasury removed Sara Hamou, Andrea Gambazzi and Merom\nHarpaz from its list."
    (found,) = read(message(words).as_bytes())
    assert words in found.text


def test_what_is_no_mail() -> None:
    """A line with a colon or two makes none."""
    for text in (b"Note: this is\nTitle: that", b"From here on: nothing.\n\nText.", b"To: do\n\n- a"):
        assert not MailReader(pick).accepts(text, "a.txt")


def test_a_mail_without_words() -> None:
    with pytest.raises(EmptyDocument):
        read(b"From: a@example.org\nSubject: x\n\n   \n")


def test_a_mailbox_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "MOST", 3)
    with pytest.raises(Swollen, match="3 are the most"):
        read(b"".join(b"From a@b Fri\nSubject: x\nFrom: a\n\nText.\n\n" for _ in range(9)), "a.mbox")
