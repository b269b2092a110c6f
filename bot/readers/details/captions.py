"""The title that a court's paper prints as its caption: "Lund v. Harbour Ltd., No. 21-16233", "In re Harbour Ltd."

A caption is told by what stands in it, never by its place alone: the roles of the parties, or beside a line "A v. B" a
court or a docket's number. Its words are the paper's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

BEGINNING: Final = 2_500  # characters
_LINES: Final = 45
_LONGEST: Final = 160  # characters of a line
_PARTY: Final = 3  # lines of one party's name
_PARTIES: Final = (
    "Plaintiff|Defendant|Petitioner|Respondent|Appellant|Appellee|Claimant|Applicant|Intervenor|Debtor"
    r"|Prosecutor|Accused"
)
_ROLE: Final = rf"(?:(?:Counter|Cross|Third)-?)?(?:{_PARTIES})s?(?i:\s?[-/ ]\s?(?:{_PARTIES})s?)?"
_IS_ROLE: Final = re.compile(_ROLE, re.IGNORECASE)
_SIGNS: Final = " .,;:()-–—"  # beside a role
_ROLE_LAST: Final = re.compile(rf"[\s,.(]{{1,6}}{_ROLE}(?:\(s\))?\W{{0,20}}$")
_VERSUS: Final = re.compile(r"\W{0,20}(?:v|vs|versus|against|and)\W{0,20}", re.IGNORECASE)
_ONE_LINE: Final = re.compile(r"\S.{0,90} vs?\.? \S.{0,90}")
_SMALL: Final = re.compile(
    r"\W{0,20}(?:of|the|and|et|al|vs?|de|la|du|der|van|von|for|on|behalf|application|[adf]/k/a|no)\W{0,20}"
)
_IN_RE: Final = re.compile(
    r"(?:[Ii]n [Rr]e|IN RE|In the Matter of|IN THE MATTER OF|Ex [Pp]arte|EX PARTE)(?::|\s|$)\s?(?P<what>.*)"
)
_NUMBER: Final = r"[\w./:()-]{0,30}\d[\w./:()-]{0,30}"
_DOCKET: Final = re.compile(
    r"\b(?:[A-Z(][\w()]{0,30}\s){0,3}(?:[Nn]os?|NOS?)[.:]\s?" + _NUMBER
    + r"|\bCase [Nn]o:? " + _NUMBER
    + r"|\b\d{1,2}[- ](?:Civ|Cr|CV|MC)\.?[- ]\d+(?: \([A-Z]+\))?|\[\d{4}\] [A-Z]+ \d+(?: \(\w+\))?"
)  # fmt: skip
_COURT: Final = re.compile(
    r"\b(?:court|tribunal|district of|circuit|division|bench|county of|between|before the)\b", re.IGNORECASE
)
_PAPERS: Final = "COMPLAINT|OPINION|ORDER|JUDGMENT|INDICTMENT|MEMORANDUM|JURY TRIAL DEMANDED"
_KIND: Final = re.compile(
    rf"(?:{_PAPERS}|(?:(?:first|second|amended|class action|joint|final|demand)\s+){{1,3}}(?:{_PAPERS}))\b.*"
    r"|demand for .*|(?:motion|petition|declaration|brief|answer|ruling|affidavit|information)\b.*",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(  # where a caption in one line is parted: before a role, around "v."
    rf"(?<=[,”])\s(?={_ROLE}\b)|\s(?=(?:vs?\.|-against-)\s)|(?<=\svs\.)\s|(?<=\sv\.)\s|(?<=-against-)\s"
)


def title(text: str) -> str:
    """The caption's words in one line, with the docket's number; "" where there is none."""
    raw = [line for line in text[:BEGINNING].splitlines() if line.strip()][:_LINES]
    docket = next((_trimmed(found[0]) for line in raw if (found := _DOCKET.search(line))), "")
    lines = [part for line in raw for part in _parts(line)]
    named = _between_parties(lines) or _in_one_line(lines, docket) or _in_re(lines, docket)
    return f"{named}, {docket}" if named and docket and docket not in named else named


def _trimmed(docket: str) -> str:
    bare = docket.strip(" .,;:")
    return bare if bare.count("(") == bare.count(")") else bare.strip("()")


def _parts(line: str) -> Sequence[str]:
    """The left side of a caption's line, without the docket beside it; of a table's cell, a part each."""
    left = re.split(r"\s\|\s|\s[)§](?:\s|$)|\s{4,80}\)", f" {line}")[0]
    left = " ".join(_DOCKET.split(left)[0].rstrip(" (").split()) if not _VERSUS.fullmatch(left) else left.strip()
    pieces = _ALONE.split(left) if re.search(rf"[,”]\s{_ROLE}\b", left) else [left]
    return [" ".join(one.split()) for one in pieces if one.strip() and len(one) <= _LONGEST]


def _between_parties(lines: Sequence[str]) -> str:
    """Names over and under a line "v.", of which at least one has its role beside it."""
    for at, line in enumerate(lines):
        versus = line.split(" ", maxsplit=1)[0] if line.lower().startswith(("v. ", "vs. ", "-against- ")) else line
        if not _VERSUS.fullmatch(versus) or (line.lower().strip() in {"and", "against"}):
            continue
        above = _party(list(reversed(lines[max(0, at - 6) : at])))
        below = _party(lines[at + 1 : at + 7])
        if above and below and any(map(_IS_ROLE.search, lines[max(0, at - 3) : at + 8])):
            return f"{' '.join(reversed(above))} v. {' '.join(below)}"
    return ""


def _party(lines: Sequence[str]) -> list[str]:
    """Lines of a name, from the "v." on, up to its role."""
    near = lines[1:] if lines and _IS_ROLE.match(lines[0].lstrip(_SIGNS)) else lines
    found: list[str] = []
    for line in takewhile(_is_of_name, near[:_PARTY]):
        found.append(_name(line))
        if _ROLE_LAST.search(line):
            break
    return found


def _is_of_name(line: str) -> bool:
    """No role, court or kind of paper by itself, and no sentence."""
    is_sentence = line.endswith(".") and sum(word[:1].islower() for word in line.split()) > _PARTY
    other = is_sentence or _IS_ROLE.fullmatch(line.strip(_SIGNS)) or _COURT.search(line) or _KIND.fullmatch(line)
    return bool(_name(line)) and not other


def _name(line: str) -> str:
    """Without its role and what is printed beside it."""
    bare = _ROLE_LAST.sub("", line)
    bare = re.sub(rf",\s(?:{_PAPERS}).*$", "", bare)
    bare = bare.strip(" ,;:")
    return bare if bare.count("(") == bare.count(")") else bare.strip("()")


def _in_one_line(lines: Sequence[str], docket: str) -> str:
    """ "A v. B" near a docket's number or a court's name."""
    near = [re.sub(r"^\w{3,12}:\s", "", line) for line in lines[:12]]
    if not docket and not any(map(_COURT.search, near)):
        return ""
    return next((line.rstrip(" ,") for line in near if _ONE_LINE.fullmatch(line) and _is_of_names(line)), "")


def _is_of_names(line: str) -> bool:
    """Whether no word but a small one begins with a small letter."""
    return not any(word[:1].islower() and _SMALL.fullmatch(word) is None for word in line.split())


def _in_re(lines: Sequence[str], docket: str) -> str:
    for at, line in enumerate(lines[:20]):
        found = _IN_RE.fullmatch(line)
        if found is None or not _is_of_names(found["what"]) or not (docket or any(map(_COURT.search, lines[:at]))):
            continue
        rest = takewhile(_is_of_name, lines[at + 1 : at + (2 if found["what"] else 3)])
        named = " ".join([_name(line), *map(_name, rest)])
        return re.sub(rf"\s(?:{_PAPERS})$", "", named)
    return ""
