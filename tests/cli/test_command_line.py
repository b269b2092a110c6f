"""The command line: answers, batches, documents; what scripts rely on."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bot import assemble, readers
from bot.__main__ import COMMANDS
from bot.cli.running import folder_watch
from bot.core.model import time_limit
from bot.measure import bench
from bot.settings import CORPUS
from tests.console import CASE_FILE, SCRAPED, Console
from tests.core.search import test_small_talk as small_talk
from tests.pages import ADDRESS, PAGE, Web

EXCERPT = {
    "rank",
    "quote",
    "matches",
    "document",
    "title",
    "source",
    "publisher",
    "published",
    "case",
    "link",
    "link_exact",
    "speaker",
    "place",
    "start",
    "end",
    "passage",
    "score",
    "copies",
}
ANSWER = {
    "id",
    "question",
    "answered",
    "confidence",
    "reason",
    "excerpts",
    "disagreements",
    "nearest",
    "message",
    "corpus",
    "took_ms",
}


@pytest.fixture
def pullquote(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    return Console.at(tmp_path).within(capsys, monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of articles as somebody has them."""
    path = tmp_path / "articles"
    path.mkdir()
    (path / "letter.txt").write_text(SCRAPED, "utf-8")
    (path / "README.md").write_text("Signed letters are in here.", "utf-8")
    return path


# --- ask


def test_ask_prints_the_words_that_answer(pullquote: Console, folder: Path) -> None:
    """Verbatim, misspelling and no-break space included, with where it stands; piped output isn't folded."""
    result = pullquote("ask", "who signed the letter?", "--corpus", folder)
    assert result.status == 0
    assert "The letter was signed by Ann Lee, Adam Shiff and eleven other members of parliament." in result.out
    assert "Lawmakers Call for Sanctions · ¶" in result.out
    assert "\x1b" not in result.out
    assert result.err == ""


def test_ask_as_json_has_the_frozen_shape(pullquote: Console, folder: Path) -> None:
    result = pullquote("ask", "who signed the letter?", "--corpus", folder, "--json")
    assert set(result.row) >= ANSWER
    assert result.row["id"] is None
    assert result.row["reason"] is None
    best = result.row["excerpts"][0]
    assert set(best) >= EXCERPT
    assert best["document"] == "letter"
    assert SCRAPED[best["start"] : best["end"]] == best["quote"]
    assert {best["quote"][start:end].lower() for start, end in best["matches"]} >= {"signed", "letter"}
    assert best["quote"] in best["passage"]


def test_ask_answers_from_the_starter_corpus_without_any_setting(pullquote: Console) -> None:
    """It is brought up to date at each start, and shown as the summary that it is."""
    result = pullquote("ask", "who bought the Lighthouse?")
    assert "The ministry of Ruritania bought the Lighthouse in 2019." in result.out
    assert "Case summary, not the sources' own words; based on:\n      https://example.org/lighthouse" in result.out
    text = CASE_FILE.replace("Ruritania", "Freedonia")
    (pullquote.corpus / "lighthouse.md").write_text(text, "utf-8")
    assert "Freedonia" in pullquote("ask", "who bought the Lighthouse?").out
    (pullquote.corpus / "lighthouse.md").unlink()
    assert pullquote("ask", "who bought the Lighthouse?", "--json").row["reason"] == "empty"


def test_a_refusal_is_no_failure(pullquote: Console, folder: Path) -> None:
    result = pullquote("ask", "zyzzyva quokka?", "--corpus", folder)
    assert result.status == 0
    assert "I found nothing on this." in result.out
    assert "Searched: 1 document" in result.out
    row = pullquote("ask", "zyzzyva quokka?", "--corpus", folder, "--json").row
    assert (row["answered"], row["excerpts"], row["reason"]) == (False, [], "unknown_words")
    assert (row["verdict"], row["missing"]) == ("nothing", ["zyzzyva", "quokka"])
    assert row["message"].startswith("I found nothing on this.")


@pytest.mark.parametrize("question", ["the of and", "🙂🙂", "?!", "\udcff"])
def test_nothing_to_search_for_is_a_refusal(pullquote: Console, folder: Path, question: str) -> None:
    assert pullquote("ask", question, "--corpus", folder, "--json").row["answered"] is False


def test_a_folder_s_answer_leaves_nothing_behind(pullquote: Console, folder: Path, tmp_path: Path) -> None:
    """No index beside the documents, and no data folder."""
    before = sorted(tmp_path.rglob("*"))
    pullquote("ask", "who signed?", "--corpus", folder)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_cannot_be_read_in_a_folder_is_named_and_does_not_stop_the_rest(pullquote: Console, folder: Path) -> None:
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7 ...")
    (folder / "a\u202egpj.txt").write_bytes(b"")
    result = pullquote("ask", "who signed the letter?", "--corpus", folder)
    assert result.status == 0
    assert "eleven other members" in result.out
    assert len(result.err.splitlines()) == 2
    assert "\u202e" not in result.err


def test_dates_narrow_what_is_searched(pullquote: Console) -> None:
    """2022-03 is after 2022 and before 2022-03-31."""
    inside = ("--after", "2022", "--before", "2022-03-31", "--json")
    assert pullquote("ask", "who bought the Lighthouse?", *inside).row["answered"]
    assert not pullquote("ask", "who bought the Lighthouse?", "--after", "2022-04", "--json").row["answered"]


def test_top_and_sentences_say_how_much_comes_back(pullquote: Console, folder: Path) -> None:
    few = pullquote("ask", "letter", "--corpus", folder, "--top", "1", "--json").row
    long = pullquote("ask", "who signed the letter?", "--corpus", folder, "--sentences", "2", "--json").row
    assert len(few["nearest"]) == 1
    assert "It was sent on Monday." in long["excerpts"][0]["quote"]


def test_explain_shows_the_candidates(pullquote: Console, folder: Path) -> None:
    result = pullquote("ask", "who signed the letter?", "--corpus", folder, "--explain")
    assert "How the candidates scored" in result.out
    assert "letter · ¶" in result.out


# --- many questions


@pytest.mark.slow
def test_two_processes_give_the_same_answer_to_the_last_digit(pullquote: Console) -> None:
    """Python orders sets of words in each process otherwise: nothing is summed in that order."""
    asked = ("ask", "why did whatsapp sue nso", "--corpus", CORPUS, "--explain", "--json")
    said = [
        pullquote.process(*asked, settings={"PYTHONHASHSEED": seed, "READER": "off", "MEANING": "off"}).row
        for seed in ("1", "2", "3")
    ]
    assert said[1] | {"took_ms": 0} == said[0] | {"took_ms": 0} == said[2] | {"took_ms": 0}


def test_a_batch_gives_a_line_for_every_line_in_the_same_order(
    pullquote: Console, folder: Path, tmp_path: Path
) -> None:
    """Bad ones have an error in their place, and don't stop the rest."""
    lines = [
        '{"id": "q1", "question": "who signed the letter?"}',
        "not json",
        "[]",
        "",
        '{"id": 7, "question": ""}',
        '{"id": "q3"}',
        '{"id": "q4", "question": "x", "case": "no-such"}',
        '{"id": "q5", "question": "x", "after": "yesterday"}',
        '{"id": "q6", "question": "x", "after": 2021}',
        json.dumps({"id": "q7", "question": "x" * 4001}),
        '{"id": "q8", "question": "\\ud800 signed", "case": "starter"}',
        "",
        "",
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\ufeff" + "\n".join(lines), "utf-8")
    result = pullquote("ask", "--questions", file, "--corpus", folder, "--json")
    assert result.status == 0
    assert [row["id"] for row in result.rows] == ["q1", None, None, None, 7, "q3", "q4", "q5", "q6", "q7", "q8"]
    assert ["error" in row for row in result.rows] == [False, *[True] * 9, False]
    assert result.rows[0]["excerpts"][0]["document"] == "letter"
    assert "no-such" in result.rows[6]["error"]


def test_small_talk_is_answered_by_nothing(pullquote: Console, folder: Path) -> None:
    """Every message of the set that asks nothing, in each of the interface's languages."""
    lines = "\n".join(json.dumps({"question": said}) for said in small_talk.MESSAGES)
    rows = pullquote("ask", "--questions", "-", "--corpus", folder, "--json", stdin=lines.encode()).rows
    assert len(rows) == len(small_talk.MESSAGES) >= 200
    assert {(row["answered"], row["verdict"], row["reason"], len(row["nearest"])) for row in rows} == {
        (False, "nothing", "no_question", 0)
    }


def test_a_batch_reads_standard_input_and_prints_for_people_too(pullquote: Console, folder: Path) -> None:
    stdin = b'{"question": "who signed the letter?"}\n{"question": 1}\n'
    result = pullquote("ask", "--questions", "-", "--corpus", folder, stdin=stdin)
    assert result.out.startswith("who signed the letter?\n")
    assert result.err == "Line 2: “question” must be text.\n"


def test_a_batch_reads_a_pipe_by_its_name(pullquote: Console, folder: Path, tmp_path: Path) -> None:
    """As a shell's `<(…)` gives it."""
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=[b'{"question": "who signed the letter?"}'])
    writer.start()
    result = pullquote("ask", "--questions", tmp_path / "pipe", "--corpus", folder, "--json")
    writer.join()
    assert result.row["answered"]


# --- documents


def test_a_document_is_added_shown_edited_removed_restored_and_erased(pullquote: Console, folder: Path) -> None:
    """And every step is in its history, but for its name once it is erased."""
    assert pullquote("add", folder / "letter.txt", "--case", "Letters", "--published", "2021-12-15").status == 0
    assert pullquote("ask", "who signed the letter?", "--json").row["excerpts"][0]["published"] == "2021-12-15"
    shown = pullquote("show", "letter", "--json").row
    assert shown["text"] == SCRAPED
    assert (shown["title"], shown["origin"]) == ("Lawmakers Call for Sanctions", "letter.txt")
    assert SCRAPED.splitlines()[-1] in pullquote("show", "letter").out
    edited = pullquote("edit", "letter", "--publisher", "The Example", "--standing", "disputed", "--json").row
    assert (edited["outcome"], edited["publisher"], edited["version"]) == ("updated", "The Example", 2)
    assert "marked this document as disputed" in pullquote("ask", "who signed the letter?").out
    assert pullquote("edit", "letter", "--tags", "#Letters, sanctions").status == 0
    assert pullquote("show", "letter", "--json").row["tags"] == ["Letters", "sanctions"]
    assert pullquote("ask", "who signed the letter? tag:sanctions", "--json").row["excerpts"][0]["document"] == "letter"
    assert pullquote("edit", "letter", "--publisher", "").status == 0
    assert pullquote("show", "letter", "--json").row["publisher"] is None
    assert pullquote("remove", "letter").out.startswith("Removed “letter”")
    assert [row["key"] for row in pullquote("list", "--json").rows] == ["lighthouse"]
    assert [row["key"] for row in pullquote("list", "--removed", "--json").rows] == ["letter"]
    assert "Removed: not in any answer." in pullquote("show", "letter").out
    assert pullquote("restore", "letter", "--json").row["outcome"] == "restored"
    actions = [row["action"] for row in pullquote("history", "letter", "--json").rows]
    assert actions == ["restored", "removed", "updated", "updated", "updated", "added"]
    assert "cli" in pullquote("history", "letter").out
    assert pullquote("erase", "letter", "--reason", "a court order").status == 0
    assert pullquote("show", "letter").status == 1
    assert "a court order" in pullquote("audit").out
    assert pullquote("audit", "--json").rows[0]["key"] is None


def test_a_history_says_what_changed(pullquote: Console, folder: Path) -> None:
    """Details as they were and are, and the paragraphs that differ; in JSON beside the fields that an event has."""
    pullquote("add", folder / "letter.txt")
    pullquote("edit", "letter", "--publisher", "The Example")
    (folder / "letter.txt").write_text(SCRAPED.replace("eleven", "twelve") + "\n\nIt was not answered.", "utf-8")
    pullquote("add", folder / "letter.txt")
    pullquote("remove", "letter")
    told = pullquote("history", "letter").out
    assert "What version 2 changed:\n  publisher: – → The Example\n  text: as it was\n" in told
    assert "What version 3 changed:\n" in told
    assert "  - The letter was signed by Ann Lee, Adam Shiff and eleven other members" in told
    assert "  + The letter was signed by Ann Lee, Adam Shiff and twelve other members" in told
    assert "  + It was not answered.\n" in told
    assert told.count("What version") == 2
    removed, replaced, edited, added = pullquote("history", "letter", "--json").rows
    assert (removed["changes"], added["changes"]) == (None, None)
    details = [{"name": "publisher", "old": None, "new": "The Example"}]
    assert edited["changes"] == {"details": details, "same_text": True, "paragraphs": []}
    assert replaced["changes"]["paragraphs"][1] == {"old": None, "new": "It was not answered."}
    assert (replaced["action"], replaced["version"], replaced["actor"]) == ("updated", 3, "cli")


def test_text_is_added_from_standard_input(pullquote: Console) -> None:
    result = pullquote("add", "-", "--title", "A statement", "--json", stdin="Le démenti est faux.".encode())
    assert (result.row["key"], result.row["title"], result.row["language"]) == ("a-statement", "A statement", "fr")


def test_a_picture_on_standard_input_is_taken_for_one(pullquote: Console) -> None:
    """It has no name that could say what it is; this one is broken, whether or not pictures can be read here."""
    result = pullquote("add", "-", "--title", "Photo", stdin=b"\x89PNG\r\n\x1a\nbroken")
    assert result.status == 1
    assert "“Photo”" in result.err
    assert "not a text file" not in result.err


def test_list_is_searchable_when_piped(pullquote: Console) -> None:
    assert pullquote("list").out == "lighthouse\t2022-03\tThe Lighthouse, a listening device\ten\tstarter\n"
    assert pullquote("list", "--case", "starter", "--json").row["kind"] == "summary"


def test_cases_are_listed(pullquote: Console) -> None:
    assert pullquote("cases").out == "starter\t1\topen, in every workspace\n"
    assert pullquote("cases", "--json").row == {
        "name": "starter",
        "title": "Starter",
        "workspace": "*",
        "open": True,
        "documents": 1,
    }


# --- upkeep


def test_sync_twice_changes_nothing(pullquote: Console, folder: Path) -> None:
    first = pullquote("sync", folder, "--case", "letters", "--json").row
    assert (first["added"], first["problems"]) == (1, [])
    assert pullquote("sync", folder, "--case", "letters").out.startswith("0 added, 0 updated, 0 removed, 1 unchanged")
    (folder / "letter.txt").unlink()
    assert pullquote("sync", folder, "--case", "letters", "--json").row["removed"] == 1


def test_a_watched_folder_is_taken_up_again_at_each_change(
    pullquote: Console, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changes(path: Path, own: object) -> Iterator[set[Path]]:
        assert own is not None
        yield set()
        (path / "memo.txt").write_text("The memo was short.", "utf-8")
        yield set()

    monkeypatch.setattr(folder_watch, "changes", changes)
    rows = pullquote("sync", folder, "--watch", "--json").rows
    assert [row["added"] for row in rows] == [1, 1]


def test_bench_prints_a_table(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it measures is tested with it."""
    monkeypatch.setattr(bench, "run", lambda *given, **named: named["out"].write(f"{given} {named['rivals']}\n"))
    result = pullquote("bench", "--passages", "500", "--questions", "3", "--alone")
    assert result.out == "(500, 3) False\n"


def test_two_folders_do_not_undo_one_another(pullquote: Console, folder: Path, tmp_path: Path) -> None:
    """Each owns only what came from it; so does `add`."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "memo.txt").write_text("The memo was short.\n\nIt said no.", "utf-8")
    pullquote("sync", folder)
    pullquote("add", "-", "--title", "Third", stdin=b"The third one was typed.")
    assert pullquote("sync", other, "--json").row["removed"] == 0
    assert pullquote("sync", pullquote.corpus, "--json").row["unchanged"] == 1
    assert {row["key"] for row in pullquote("list", "--json").rows} == {"letter", "lighthouse", "memo", "third"}


def test_an_export_reads_back_as_it_was(pullquote: Console, tmp_path: Path) -> None:
    pullquote("add", "-", "--title", "A", "--published", "2021", stdin=" odd \r\n\r\n\u2028 text ".encode())
    before = pullquote("export").out
    target = tmp_path / "out" / "all.jsonl"
    target.parent.mkdir()
    assert pullquote("export", "--output", target).status == 0
    assert target.read_text("utf-8") == before
    with_odd = next(row for row in pullquote("ask", "odd text", "--corpus", target.parent, "--json").row["nearest"])
    assert (with_odd["document"], with_odd["published"]) == ("a", "2021")
    assert len(list(target.parent.iterdir())) == 1


def test_a_backup_is_one_file_and_brings_everything_back(pullquote: Console, tmp_path: Path) -> None:
    """What changed after it is gone; the index follows; the trail is whole."""
    pullquote("add", "-", "--title", "Early", stdin=b"The early document was signed by Ann.")
    result = pullquote("backup", tmp_path / "copy.db")
    assert result.out.startswith(f"Backed up to {tmp_path / 'copy.db'}, ")
    pullquote("remove", "early")
    pullquote("add", "-", "--title", "Late", stdin=b"The late document was signed by Ben.")
    assert pullquote("restore-backup", tmp_path / "copy.db").out.endswith("copy.db: 2 documents.\n")
    found = pullquote("ask", "who signed the document?", "--json").row["nearest"]
    assert found[0]["document"] == "early"
    assert "late" not in {one["document"] for one in found}
    assert "whole" in pullquote("audit", "--verify").out


def test_the_audit_trail_is_verified(pullquote: Console) -> None:
    assert "The audit trail is whole, and every row is what it says: 2 events." in pullquote("audit", "--verify").out


def test_what_was_forged_is_named(pullquote: Console) -> None:
    """Each row, a line each; with what verifying can't show where nothing was."""
    assert "somebody who has the key" in pullquote("audit", "--verify").out
    with closing(sqlite3.connect(pullquote.data / "pullquote.db")) as database:
        database.execute("UPDATE cases SET title = 'Forged'")
        database.execute("UPDATE documents SET added_by = 'discord:666'")
        database.commit()
    found = pullquote("audit", "--verify")
    assert found.status == 1
    assert [line.split("]")[-1] for line in found.out.splitlines() if line.startswith("cases [")] == [
        " isn't what it was"
    ]
    assert "its adding person isn't what the trail says, at event 2" in found.out
    assert "(faults in all: 2)." in found.err


def test_doctor_finds_what_is_there_and_says_how_to_mend_the_rest(pullquote: Console) -> None:
    result = pullquote("doctor")
    assert result.status == 0
    assert "ok       Database: " in result.out
    assert "Set DISCORD_TOKEN" in result.out
    pullquote.data.joinpath("pullquote.db").write_bytes(b"not a database" * 1000)
    states = {row["name"]: row["state"] for row in pullquote("doctor", "--json").rows}
    assert states["Database"] == "broken"
    assert states["Python"] == "ok"


# --- how it is used


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("frobnicate",),
        ("ask",),
        ("ask", "a question", "--questions", "and a file"),
        ("ask", "x", "--top", "many"),
        ("ask", "x", "--top", "0"),
        ("ask", "x", "--frobnicate"),
        ("edit", "a-key"),
        ("edit", "a-key", "--standing", "gossip"),
        ("show",),
    ],
)
def test_wrong_usage_is_status_2(pullquote: Console, arguments: tuple[str, ...]) -> None:
    result = pullquote(*arguments)
    assert result.status == 2
    assert "Usage: python -m bot" in result.out + result.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(pullquote: Console, command: str) -> None:
    result = pullquote(command, "--help")
    assert result.status == 0
    assert len(result.out) > 100


def test_help_teaches_by_example(pullquote: Console) -> None:
    assert 'python -m bot ask "who signed the letter?"' in pullquote("--help").out
    assert "--corpus" in pullquote("ask", "--help").out


# --- pages that change


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    """The only page of the web."""
    pages = Web({ADDRESS: PAGE})
    monkeypatch.setattr(assemble.Fetching, "fetch", lambda _self, address: pages.fetch(address))
    return pages


def test_a_page_is_fetched_again_and_shown_before_it_counts(pullquote: Console, web: Web) -> None:
    key = pullquote("add", ADDRESS, "--json").row["key"]
    assert "just as it was" in pullquote("refresh", key).err
    web.pages[ADDRESS] = PAGE.replace("Eighteen", "Nineteen")
    shown = pullquote("refresh", key)
    assert "Nineteen" in shown.out
    assert "Nothing was changed" in shown.err
    assert pullquote("refresh", key, "--yes", "--json").row["version"] == 2
    assert "Nineteen" in pullquote("show", key).out
    assert "wasn't fetched from the web" in pullquote("refresh", "lighthouse").err
    pullquote("remove", key)
    assert "There is no document" in pullquote("refresh", key).err


def test_an_export_can_be_a_zip_that_checks_itself(pullquote: Console, tmp_path: Path) -> None:
    pullquote("add", "-", "--title", "A", "--case", "letters", stdin=b"The words.")
    assert pullquote("export", "--case", "letters", "--output", tmp_path / "letters.zip").status == 0
    with ZipFile(tmp_path / "letters.zip") as made:
        assert made.namelist()[1:] == ["documents.jsonl", "manifest.json", "SHA256SUMS"]
        assert made.read(made.namelist()[0]) == b"The words."
    assert pullquote("export", "--zip").status == 2
    assert pullquote("export", "--server", "77", "--case", "letters").err.startswith("There is no case “letters” here.")


def test_a_file_may_be_given_more_time(pullquote: Console, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed: list[float] = []

    def read(*given: Any) -> Any:
        allowed.append(time_limit.seconds())
        return list(kept(*given))

    kept = readers.read
    monkeypatch.setattr(readers, "read", read)
    pullquote("add", folder / "letter.txt", "--patient")
    assert allowed == [300]
