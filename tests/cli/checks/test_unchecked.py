"""`doctor` names summaries that nobody has looked after; and only those."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot import assemble
from bot.cli import desk, doctor
from bot.cli.checks import unchecked
from bot.core.model.documents import LOCAL, Details, Document, Kind, Upload
from bot.settings import Settings

TODAY = date(2026, 11, 28)


def summary(key: str, checked: str | None = None, *, state: str | None = None, kind: Kind = Kind.SUMMARY) -> Document:
    said = Details(key, kind=kind, checked=checked, state=state)
    added = datetime(2026, 3, 1, tzinfo=UTC)
    return Document(1, 1, key, said, (), 1, "", "", 1, "", False, "cli", added, added)


@pytest.mark.parametrize(
    ("one", "named"),
    [
        (summary("a", "2026-11-21"), False),
        (summary("a", "2026-06"), False),  # perhaps on its last day
        (summary("a", "2026-05-27"), True),
        (summary("a", "2025"), True),
        (summary("a"), True),  # never, since it was added in March
        (summary("a", "some day"), True),
        (summary("a", "2020", state="closed"), False),
        (summary("a", "2020", kind=Kind.SOURCE), False),
    ],
)
def test_what_nobody_has_checked_for_six_months_is_named(one: Document, named: bool) -> None:
    """Unless its matter is closed; a source's own text doesn't grow old."""
    found = unchecked.finding([one], TODAY)
    assert found.state == ("warning" if named else "ok")
    assert ("a (" in found.words) is named


def test_the_oldest_are_named_first() -> None:
    found = unchecked.finding([summary(f"s{n:02}", f"20{n:02}") for n in range(25, 2, -1)], TODAY)
    assert "for six months: s03 (2003-12-31), s04 (2004-12-31)" in found.words
    assert found.words.endswith("s22 (2022-12-31) and 3 more")
    assert "--checked DATE" in found.mend


def test_the_doctor_looks_at_every_case(tmp_path: Path) -> None:
    """And an edit of `checked` is what mends it."""
    settings = Settings.read({"DATA_DIR": str(tmp_path / "data"), "CORPUS_DIR": str(tmp_path / "corpus")})
    long_ago = (datetime.now(UTC) - timedelta(days=400)).date().isoformat()
    casebook = assemble.stored_casebook(settings)
    case = casebook.open_case(LOCAL, "letters")
    said = Details("The letter", kind=Kind.SUMMARY, checked=long_ago)
    document = casebook.any_documents.put(case.id, Upload("letter", said, "It came.", b"x", "x"), desk.BY).document
    told = {one.name: one for one in doctor.findings(settings)}["Summaries"]
    assert (told.state, told.words) == ("warning", f"nobody has checked these for six months: letter ({long_ago})")
    today = Details("The letter", kind=Kind.SUMMARY, checked=datetime.now(UTC).date().isoformat())
    casebook.any_documents.describe(document.id, today, desk.BY)
    casebook.close()
    assert {one.name: one for one in doctor.findings(settings)}["Summaries"].state == "ok"
