"""Each sentence of the starter files is fair to whom it speaks of when it is read alone, for it may be shown alone.

A program can't see that. It finds, by the words of each language, the sentences that hold a charge, a sanction, an
arrest, an accusation or a verdict; a person has read each of them alone, and its exact words stand with the day of that
in `reviewed_sentences.jsonl`. A sentence that is new, or of which a letter was changed, is to be read again.

    python -m tests.test_fair_sentences            prints those that nobody has read
    python -m tests.test_fair_sentences 2026-11-28 adds them, as read on that day, and drops those that are gone
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.language import sentences
from tests.case_files import FILES, ask, written

REVIEWED = Path(__file__).with_name("reviewed_sentences.jsonl")
SENTENCE_OF_CHARGE = {
    "en": r"(?<!in )\bcharge[ds]?\b|indict|accus|alleg|convict|guilty|verdict|sentenced?\b|sanction|arrest|detain"
    r"|detention|imprison|\bprison|acquit|prosecut|suspect|\bliab|blacklist|entity list|blamed|complaint"
    r"|criminal (?:complaint|conviction|offence|investigation)|illegal|unlawful"
    r"|\b(?:judge|court|committee) (?:\w+ )?found\b|\bsued?\b|lawsuit|violat|misuse|egregious|immunity|responsib",
    "es": r"acus|imput|investigad|querell|denunci|absol|absuelv|conden|sentenci|deteni|detenci|sancion|sobor|archiv"
    r"|sobrese|ilegal|culpab|responsab|corrup|delito",
    "fr": r"mise?s? en examen|mise?s? en cause|met en cause|accus|condamn|plainte|inculp|complicité|arrêté|arrestation"
    r"|sanction|détention|diffamation|poursui|coupable|illégal|témoin assisté",
    "de": r"anklage|angeklagt|angeschuldigt|anzeige|vorw[uü]rf|warfen|wirft|verurteil|verdacht|ermitt|verhaft"
    r"|festgenommen|sanktion|durchsuch|strafbar|staatsanwalt|missbrauch",
    "ar": "عتُقل|عتقل|عتقال|تهم|تُهم|حكم|أُدين|أدين|إدانة|مدان|برّأ|برأ|سجن|سجين|عقوب|محاكم|إرهاب|اتهام|قضية|نيابة|احتجاز",
}


def found(path: Path) -> Iterator[str]:
    """The sentences of a file that hold such a word."""
    text, tongue = written(path).text, written(path).details.language or "en"
    pattern = re.compile(SENTENCE_OF_CHARGE[tongue], re.IGNORECASE)
    for start, end in sentences.split(text, tongue, 0, len(text)):
        said = text[start:end].strip()
        if pattern.search(said) and not said.startswith("#"):
            yield said


def reviewed() -> dict[tuple[str, str], str]:
    """The day on which each was read, by its file and its words."""
    rows = map(json.loads, REVIEWED.read_text("utf-8").splitlines())
    return {(row["file"], row["sentence"]): row["read"] for row in rows}


def now() -> list[tuple[str, str]]:
    return [(path.stem, said) for path in FILES for said in found(path)]


def test_somebody_has_read_each_of_them_alone() -> None:
    """Does it say who says so, how the matter stands and what became of it, and what they answer? Then add it."""
    assert sorted(set(now()) - set(reviewed())) == []


def test_the_list_holds_nothing_that_is_gone() -> None:
    assert sorted(set(reviewed()) - set(now())) == []


ACCUSED = {  # question → what of its status or outcome the sentence that is shown must hold
    "هل بُرّئ أحمد منصور؟": "2024",
    "متى اعتُقل أحمد منصور؟": "سجين رأي",
    "هل سُجن أحمد الطنطاوي؟": "أُفرج|قضى عقوبته|ولم يصدر",
    "Is Tal Dilian sanctioned?": "denies|maintain",
    "Is Tal Dilian guilty?": "denies|maintain",
    "Is Sara Hamou sanctioned?": "30 December 2025",
    "Was Sara Hamou convicted?": "maintain|removed",
    "Is Merom Harpaz sanctioned?": "30 December 2025",
    "Is Andrea Gambazzi sanctioned?": "30 December 2025",
    "Is Felix Bitzios guilty?": "maintain|not known",
    "Is Giannis Lavranos guilty?": "maintain",
    "Are Panagiota Karaoli and Artemis Artemiou sanctioned?": "not known|no longer",
    "Did Grigoris Dimitriadis resign over Predator?": "nothing to do with Predator",
    "Philippe Vannier a-t-il été mis en examen ?": "pas une condamnation",
    "Nexa Technologies a-t-elle été mise en examen ?": "annulé",
    "Loïc Lawson a-t-il été mis en examen ?": "pas été condamnés",
    "¿Está imputada Paz Esteban?": "no supone una condena|sin condena|Tribunal Supremo",
    "¿Está imputado Félix Vicente Azón?": "no supone una condena|anular",
    "¿Está imputada María Gámez?": "no supone una condena",
    "¿Es culpable Juan Carlos García Rivera?": "absol",
    "¿Recibió Enrique Peña Nieto un soborno?": "niega|falsa",
    "Is Michał Woś charged?": "denies|rejects|denied|lawfully appointed",
    "Did Luca Casarini support illegal immigration?": "their organisation says",
    "Was Giuseppe Caccia lawfully targeted?": "their organisation says",
    "Was Marc Baier convicted?": "not a conviction|not known|no court has decided",
    "Is Daniel Gericke charged?": "not a conviction|not known|no court has decided",
    "Did Ryan Adams hack phones?": "not a conviction|not known|no court has decided|alleg",
    "Did Sheikh Mohammed hack Princess Haya's phone?": "denie",
    "Was Paul Rusesabagina convicted?": "freed in March 2023|commut",
    "Wurde gegen FinFisher Anklage erhoben?": "bestritten|nicht bewiesen|nicht bekannt",
    "Wird gegen DSIRF ermittelt?": "bestreitet|nicht bekannt",
    "Is NSO Group liable?": "appeal",
    "Is Saudi Arabia liable for hacking Al-Masarir?": "no defence|no part|further part|not known|civil court",
    "Is Trovicor accused of torture in Bahrain?": "not sufficiently substantiated|denies|rejected",
}


@pytest.mark.parametrize(("question", "status"), ACCUSED.items())
def test_who_is_accused_is_shown_with_how_the_matter_stands(question: str, status: str) -> None:
    """Whichever sentence is shown first, and however sure the program is of it: it is read alone."""
    first = ask(question).nearest[0]
    assert re.search(status, first.quote), first.quote


@pytest.mark.parametrize("language", sorted(SENTENCE_OF_CHARGE))
def test_each_language_has_words_that_are_found(language: str) -> None:
    """A language whose files hold no such sentence would be one whose words are wrong."""
    files = [path for path in FILES if written(path).details.language == language]
    assert sum(len(list(found(path))) for path in files) >= len(files)


def main(day: str | None) -> None:
    known = reviewed() if REVIEWED.exists() else {}
    if day is None:
        for file, said in now():
            if (file, said) not in known:
                print(f"{file}: {said}")  # noqa: T201
        return
    rows = [{"file": file, "sentence": said, "read": known.get((file, said), day)} for file, said in now()]
    REVIEWED.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
