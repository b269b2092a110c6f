"""All that is known of a language stands in its profile: what may stand in one, and that one file makes a language."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from bot.core.language import profile
from bot.core.language.detection import CODES

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted(profile.FOLDER.glob("*.toml"))
LISTS = {  # section → what may stand in it; of the others, what stands in the English profile
    "writing": {field.name for field in fields(profile.Writing)},
    "words": {"function", "asks", "articles", "copulas", "endings", "contractions", "light", "imperatives"},
    "sentences": {"titles", "short", "courts", "one_letter_titles", "ordinals_end_in_stops", "no_boundary"},
    "rewording": {"same", "chat", "empty", "titles", "determiners"},
    "cues": {*profile.section("en", "cues"), "prefix", "stem_prefix", "prodrop", "reported", "possessives"},
}
MADE_UP = """
[writing]
prefix = 4

[words]
function = "lu ka mi to su"
asks = "kwo kwen"

[sentences]
titles = "dok"

[answers]
who = ["kwo"]

[small_talk]
opens = ["salu"]

[cues]
contrast = ["mae"]
"""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_profile_holds_nothing_that_is_not_read(file: Path) -> None:
    """A list whose name is misspelt would be silently left out."""
    assert file.stem in CODES
    sections = tomllib.loads(file.read_text("utf-8"))
    for name, lists in sections.items():
        assert set(lists) <= LISTS.get(name, set(profile.section("en", name)))
    assert {name: profile.section(file.stem, name) for name in sections} == sections


@pytest.mark.parametrize("language", ["xx", "", "../profiles/en", "en.toml", "\0"])
def test_nothing_is_known_of_a_language_without_a_profile(language: str) -> None:
    assert profile.section(language, "words") == {}
    assert profile.writing(language) == profile.Writing()


def test_a_new_language_is_one_file(tmp_path: Path) -> None:
    """Its texts are told from others and its words found in their forms; greeting, abbreviation and "but" are known."""
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("*.po"))
    texts = {
        "deed": "Lu pontago ka vendita mi to Dok. Renava su Malin. Mae lu vendisto to pagita ka.",
        "law": "Mi lu regula ka su pontago. Lu taksa to pagi su jaro mi ka.",
        "english": "The pier was sold to the town of Malin in 2019, and the harbour master signed the deed.",
    }
    (tmp_path / "case").mkdir()
    for name, text in texts.items():
        (tmp_path / "case" / f"{name}.txt").write_text(text, "utf-8")

    def ask() -> str:
        """The first quote."""
        asked = [sys.executable, "-m", "bot", "ask", "Salu, kwo venditer lu pontagon?", "--corpus", "case", "--json"]
        found = subprocess.run(asked, cwd=tmp_path, capture_output=True, check=True).stdout
        return str(json.loads(found)["nearest"][0]["quote"])

    assert ask() != texts["deed"]
    (tmp_path / "bot" / "core" / "language" / "profiles" / "vo.toml").write_text(MADE_UP, "utf-8")
    assert ask() == texts["deed"]
