"""What surrounds an article on its page and is never evidence: share bars, cookie notices, "Read more", navigation.

Known phrases only (`[leftovers]` of all profiles), in the places where pages put them: real prose must never be lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.core.language import profile
from bot.core.model.remembering import remembered

PROSE = 320  # characters of the longest line that can be a leftover; beyond it, only a notice can
NOTICE_STARTS = 160  # characters in which a notice says that it is one
NAMED = 60  # characters of the longest line that is known as a whole
BEGUN = 80  # characters of the longest line that is known by how it begins and has no end
CUT_SHORT = 6  # words of the longest lone line that breaks off at a comma
KEPT = 2_000  # characters; longer paragraphs are not worth keeping
REMEMBERED = 2_000  # paragraphs and sentences: of a question's, each second one is asked about again
KEYED = 2  # letters by which beginnings are looked up; no phrase is shorter
_KEYS = ("lines", "menu", "banner", "opens", "begins")

_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\s]{0,1000}(?:\s\"[^\"]{0,300}\")?\)")
_ENDED = re.compile(r"[.!?…؟。！？।۔][\"'”’»›)\]」』*_]*$")
_DURATION = re.compile(r" \(\d{1,3} ?min[a-z]{0,4}\)$")  # "Listen to this article (4 min)"
_SEPARATOR = re.compile(r"\s*[|·•›»/>\t]\s*|\s{3,}")
_AGENCY = (
    r"getty(?: images)?|reuters|afp|ap|ap photo|ap images|epa|epa-efe|efe|dpa|ansa|lusa|tass|shutterstock|istock|alamy"
    r"|picture alliance|anadolu(?: agency)?|aa|imago|unsplash|pixabay|wikimedia(?: commons)?|flickr|handout|keystone"
    r"|bloomberg|nurphoto|sipa|тасс|риа новости|رويترز|أ ف ب"
)
_CREDIT = re.compile(
    rf"(?:[/|©]|\bvia|\((?:photo|foto|ap photo)[^()]*/)\s*(?:{_AGENCY})(?:\s+via\s+(?:{_AGENCY}))?\)?\.?$"
    r"|\((?:photo|foto|ap photo|image|bild)\b[^()]*\)\.?$"
)
_CREDIT_SIGNS = frozenset("/|©()")
_JOINT = r"(?:,?\s+(?:and|und|et|y|e|en|i|de|del|la|van|von|der|al|el|и|و)\s+|,\s+|\s+|$)"
_BYLINE = re.compile(
    r"(?:By|Von|Par|Por|Di|Door|Av|Text|Texte|Texto|Words|Автор|Текст|Yazan|بقلم)(?::\s*|\s+)"
    rf"(?:[^\W\d_a-zà-ÿ][\w.'’-]*{_JOINT}){{1,7}}(?:in \w+)?(?:[|–—-].*|(?<=, )[a-zà-ÿ][\w ’'-]{{2,40}})?$"
)


def is_boilerplate(paragraph: str) -> bool:
    """Whether this whole paragraph, trimmed, one line or several, is a leftover of a page and not prose."""
    return _known_to_be(paragraph) if len(paragraph) <= KEPT else _is_boilerplate(paragraph)


def _is_boilerplate(paragraph: str) -> bool:
    if "\n" in paragraph or "\r" in paragraph:
        lines = [line for line in map(str.strip, paragraph.splitlines()) if line]
        return _is_block(lines) or _is_notice(paragraph)
    return _is_leftover(paragraph) or _is_notice(paragraph) or _is_cut_short(paragraph)


_known_to_be = remembered(REMEMBERED)(_is_boilerplate)


def _is_block(lines: list[str]) -> bool:
    """Whether a list of lines is a share bar or a menu; a stray line or two may stand in it, a sentence may not."""
    others = [line for line in lines if not _is_leftover(line)]
    if any(len(line) > PROSE // 4 or _ENDED.search(line[-6:]) for line in others):
        return False
    known = len(lines) - len(others)
    return (known >= 2 and len(others) * 4 <= len(lines)) or _is_menu([_bare(line.lower()) for line in lines])


def _is_leftover(line: str) -> bool:
    if len(line) > PROSE:
        return False
    plain = (_LINK.sub(r"\1", line) if "](" in line else line).replace("’", "'").lower()
    folded = plain if plain[:1].isalnum() else plain[_first_letter(plain) :]
    if not folded:
        return len(line) > 1 and "](" in line  # a picture or a link without words; a rule is the author's
    if len(folded) <= NAMED and _bare(_DURATION.sub("", folded) if folded.endswith(")") else folded) in _known().lines:
        return True
    return _starts(folded, _known().opens) or _is_credit(folded) or _has_no_end(line, folded)


def _is_credit(folded: str) -> bool:
    return not _CREDIT_SIGNS.isdisjoint(folded[-60:]) and _CREDIT.search(folded) is not None


def _has_no_end(line: str, folded: str) -> bool:
    """Whether this is the beginning of a known short line, a byline or a menu, and isn't a sentence."""
    if len(line) > PROSE // 2 or _ENDED.search(line[-6:]):
        return False
    if len(line) <= BEGUN and (_starts(folded, _known().begins) or _BYLINE.match(line)):
        return True
    parts = _SEPARATOR.split(folded) if " " in folded or "|" in folded else ()
    return len(parts) > 1 and _is_menu([_bare(part) for part in parts])


def _is_menu(parts: list[str]) -> bool:
    """Whether these are the words of a menu: two known ones and nothing else, or three and hardly any other."""
    known = sum(1 for part in parts if part in _known().menu)
    return known >= 2 and (known == len(parts) or (known >= 3 and known * 2 >= len(parts)))


def _is_notice(paragraph: str) -> bool:
    start = paragraph[:NOTICE_STARTS].lower().replace("’", "'")
    if "cookie" not in start and _known().signals.isdisjoint(start.split()):
        return False
    at = min((found for banner in _known().banner if (found := start.find(banner)) >= 0), default=-1)
    return at >= 0 and not any(mark in start[:at] for mark in '"“„«')


def _is_cut_short(line: str) -> bool:
    """A few words and a comma, then nothing: what is left where a page hid the rest."""
    return line[-1] in ",،、" and len(line.split(None, CUT_SHORT + 1)) <= CUT_SHORT


def _bare(line: str) -> str:
    """Without the signs at its ends."""
    last = len(line)
    while last and not line[last - 1].isalnum():
        last -= 1
    return " ".join(line[_first_letter(line) : last].split())


def _first_letter(line: str) -> int:
    for at, sign in enumerate(line):
        if sign.isalnum() or sign in "©(":
            return at
    return len(line)


def _starts(folded: str, phrases: Mapping[str, tuple[str, ...]]) -> bool:
    return folded.startswith(phrases.get(folded[:KEYED], ()))


@dataclass(frozen=True, slots=True)
class _Known:
    """The phrases of all languages, in containers that are fast to ask: beginnings by their first letters."""

    lines: frozenset[str]
    menu: frozenset[str]
    banner: tuple[str, ...]
    signals: frozenset[str]  # a word of each notice that says nothing of cookies: without any, there is no notice
    opens: Mapping[str, tuple[str, ...]]
    begins: Mapping[str, tuple[str, ...]]


@cache
def _known() -> _Known:
    languages = [profile.section(language, "leftovers") for language in profile.having("leftovers")]
    merged = {key: sorted({phrase for language in languages for phrase in language[key]}) for key in _KEYS}
    return _Known(
        frozenset(map(_bare, merged["lines"])),
        frozenset(merged["menu"]),
        tuple(merged["banner"]),
        frozenset(
            max(phrase.split()[:-1] or [phrase], key=len) for phrase in merged["banner"] if "cookie" not in phrase
        ),
        _by_first_letters(merged["opens"]),
        _by_first_letters(merged["begins"]),
    )


def _by_first_letters(phrases: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        found.setdefault(phrase[:KEYED], []).append(phrase)
    return {letters: tuple(phrases) for letters, phrases in found.items()}
