"""Which language a text is in: by its script where that tells, by its function words where they do, else by py3langid.

py3langid takes 0.8 s to load, so it is loaded only for a text that the quick ways leave undecided; a question, whose
few words can't decide much, takes the languages of the files first (`among`) and never loads it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any, Final

from bot.core.language import profile, tokens
from bot.core.model.remembering import remembered

SAMPLE = 3_000  # characters that are looked at: the beginning of the text
SURE = 0.10  # share of a text's words that are function words of its language: prose has 0.25 to 0.5
AHEAD = 1.25  # times as many as of the next language, to be decided by them
UNKNOWN = "en"
_CODES = (  # ISO 639-1, and sh, which it had once: the two-letter codes that Unicode's CLDR 47 names in English
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka "
    "kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng "
    "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
CODES: Final = frozenset(_CODES.split())

_SCRIPTS: Final = {  # their letters, likeliest last
    "kana": "\u3040-\u30ff",
    "hangul": "\uac00-\ud7af\u1100-\u11ff",
    "han": "\u4e00-\u9fff\u3400-\u4dbf",
    "thai": "\u0e00-\u0e7f",
    "lao": "\u0e80-\u0eff",
    "burmese": "\u1000-\u109f",
    "khmer": "\u1780-\u17ff",
    "devanagari": "\u0900-\u097f",
    "bengali": "\u0980-\u09ff",
    "tamil": "\u0b80-\u0bff",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "hebrew": "\u0590-\u05ff",
    "arabic": "\u0600-\u06ff\u0750-\u077f",
    "armenian": "\u0530-\u058f",
    "georgian": "\u10a0-\u10ff",
    "cyrillic": "\u0400-\u04ff",
    "latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
}
_RANGES: Final = {name: re.compile(f"[{letters}]") for name, letters in _SCRIPTS.items()}
_SEVERAL: Final = {"arabic", "cyrillic", "latin", "devanagari"}  # scripts in which words must tell the language
_WORD = re.compile(r"\w+")
_ASKED = re.compile(r"(?<!['’])\b\w+")  # of a question; endings after an apostrophe tell little: Norveç'te
OTHERS: Final = 2  # times as much as Latin letters, which stand in all writing, the others count
DENSE: Final = 4  # the same for writing of whole syllables and words
ASKING: Final = 2  # times as much as other function words, one that asks counts in a question
_ASCII_LETTER = re.compile("[A-Za-z]")


def detect(text: str, among: Sequence[str] | None = None) -> str:
    """The ISO 639-1 code of a text's language; `UNKNOWN` for one without letters.

    among: the languages to prefer, likeliest first, for a text as short as a question: the first of them that its
    script and words allow. Another language is only named where its words are ahead of all of these.
    """
    sample = text[:SAMPLE]
    script = _script(sample)
    if script is None:
        return among[0] if among else UNKNOWN
    written = _written_in(script)
    if script not in _SEVERAL:
        return written[0]
    return _by_words(
        sample,
        tuple(one for one in written if profile.section(one, "words")),
        [one for one in among if profile.writing(one).script == script] if among else None,
    )


@cache
def _written_in(script: str) -> tuple[str, ...]:
    """The languages of that script, by rank."""
    return tuple(one for one in profile.having("writing") if profile.writing(one).script == script)


def _script(sample: str) -> str | None:
    """The script with most letters; kana makes Han Japanese."""
    if sample.isascii():
        return "latin" if _ASCII_LETTER.search(sample) else None
    counts = dict.fromkeys(_SCRIPTS, 0)
    for letter, number in Counter(sample).items():
        if (name := _script_of(letter)) is not None:
            counts[name] += number
    if counts["kana"] * 10 > counts["han"] and counts["kana"] + counts["han"] > counts["latin"] // 4:
        counts["kana"] += counts["han"]
    best = max(
        counts, key=lambda name: counts[name] * (DENSE if name in ("han", "kana") else OTHERS - (name == "latin"))
    )
    return best if counts[best] else None


@remembered(10_000)
def _script_of(letter: str) -> str | None:
    return next((name for name, letters in _RANGES.items() if letters.match(letter)), None)


def _by_words(sample: str, shared: tuple[str, ...], among: Sequence[str] | None) -> str:
    shares = _shares(sample, shared, asked=bool(among))
    ranked = sorted(shared, key=lambda name: -shares[name])
    best, second = ranked[0], ranked[1] if len(ranked) > 1 else ranked[0]
    sure = shares[best] >= SURE and (best == second or shares[best] >= AHEAD * shares[second])
    if among:
        close = [name for name in among if shares.get(name, 0.0) * AHEAD >= shares[best]]
        return close[0] if close else best if shares[best] >= SURE else among[0]
    return best if sure else _identified(sample, shared)


def _shares(sample: str, shared: tuple[str, ...], *, asked: bool) -> dict[str, float]:
    """For each language, the share of the words that are function words of its own, letters of its own counted in.

    asked: in a question, words that ask count ASKING times.
    """
    found = (_ASKED if asked else _WORD).findall(sample.casefold())
    total = max(1, len(found))
    known, counts = _languages_of(ASKING if asked else 1), dict.fromkeys(profile.having("words"), 0)
    for word, number in Counter(found).items():
        for name in known.get(word, ()):
            counts[name] += number
    for letter in () if sample.isascii() else filter(_owners().__contains__, sample):
        counts[_owners()[letter]] += 1
    return {name: counts[name] / total for name in shared}


@cache
def _owners() -> dict[str, str]:
    """Letter → the one language that has it."""
    return {letter: name for name in profile.having("words") for letter in profile.writing(name).own_letters}


@cache
def _languages_of(asking: int) -> dict[str, list[str]]:
    """Function word → the languages that have it; those in which it asks, so many times."""
    found: dict[str, list[str]] = {}
    for name in profile.having("words"):
        asks = tokens.asking_words(name)
        for word in tokens.surface_function_words(name):
            found.setdefault(word, []).extend([name] * (asking if tokens.fold(word, name) in asks else 1))
    return found


def _identified(sample: str, shared: tuple[str, ...]) -> str:
    """What py3langid says, where that is of this script; else the likeliest by its words."""
    named = str(_identifier().classify(sample)[0])
    script = profile.writing(named).script
    elsewhere = script != profile.writing(shared[0]).script and (script != "latin" or profile.section(named, "words"))
    return shared[0] if elsewhere else named


@cache
def _identifier() -> Any:
    """py3langid with its model. It would unpack that into a temporary file, and the readers' process may make none."""
    import io

    from py3langid import langid, modelio

    modelio.tempfile = SimpleNamespace(TemporaryFile=lambda suffix: io.BytesIO())
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
