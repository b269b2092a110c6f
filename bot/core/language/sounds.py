"""How names sound, roughly, in six scripts: Mansour, Mansoor and منصور may be one name; Hassan and حسين are not.

A letter stands for one of a few sounds, and which of them depends on who wrote it down, so a name is a row of sets of
sounds. Two names may be the same where their rows can be laid side by side so that each pair of sets has a sound in
common. Scripts that leave out short vowels are met halfway: what they write must be there, what they don't need not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Final, NamedTuple

from bot.core.model.remembering import remembered

SHORTEST: Final = 4  # letters
LONGEST: Final = 24  # letters
ENDING: Final = 2  # letters
SIEVED: Final = 6  # consonants
LETTERS: Final = 3  # of a beginning: with more, looking for these takes longer than what it spares
STEMMED: Final = 2  # consonants that a stemmer may have taken for an ending
FREE: Final = 1.0  # how much may be left over: a silent letter is half, a vowel a whole one
REMEMBERED: Final = 50_000  # names

# Per script, each letter or group of letters and the sounds that it may stand for: S sh, Z zh, C ch, J j, T ts, x kh.
# In lower case a to u: vowels. A question mark: may also be silent. Longer groups count before their letters.
_LATIN: Final = """
b=bv c=ksTC ch=CxSk ck=k cz=C d=d dh=dz dj=J dzh=J f=fv g=gJZ gh=g?x gu=g h=x? j=JZx? k=k kh=xk l=l m=m mp=m|p n=n p=p
ph=f q=kg qu=k r=r s=sS sch=S sh=S shch=SC ss=sS sz=sS t=t tch=C th=ts ts=T tsch=C tz=T v=vf w=v? x=k|s xh=J z=zsT zh=Z
a=a e=e ee=ei i=i o=o oo=ou u=u ue=ue oe=oe y=iu ı=i ł=l ß=s ø=o æ=ae đ=dJ þ=t ð=d œ=oe
"""
_CYRILLIC: Final = """
б=b в=v г=gx ґ=g д=d дж=J ж=ZJ з=z к=k кс=k|s л=l м=m н=n п=p р=r с=s т=t тс=T ф=f х=x? хз=x ц=Ts ч=C ш=S щ=SC ђ=J ћ=C
ј=i љ=l њ=n џ=J ў=uv ѓ=J ќ=k ѕ=z
а=a е=e ё=eo и=i й=i о=o у=u ы=i э=e ю=u я=a є=e і=i ї=i ь= ъ=
"""
_GREEK: Final = """
β=vb γ=g?x γγ=g γκ=g γξ=k|s δ=d ζ=z θ=t κ=k λ=l μ=m μπ=b ν=n ντ=d ντζ=J ξ=k|s π=p ρ=r σ=sS ς=sS τ=t τζ=J τσ=TC φ=f χ=x?
ψ=p|s α=a ε=e η=i ι=i ο=o υ=iuv ω=o αυ=av ευ=ev ου=u αι=ae ει=ie οι=io
"""
_ARABIC: Final = """
ب=bpv پ=p ت=t ث=ts ج=Jg چ=C ح=x? خ=x د=d ذ=dz ر=r ز=z ژ=Z س=s ش=SC ص=s ض=dz ط=t ظ=dz غ=g ف=fvp ڤ=v ق=kg ك=kg ک=k گ=g
ل=l م=m ن=n ه=x? ة=at تس=T تش=C قج=gJ كس=k|s
ا=ae آ=a أ=aeiou إ=iea ٱ=a ع=aeiou و=ouv ي=ie ی=ie ى=a ئ= ؤ= ء=
"""
_HEBREW: Final = """
ב=bv ג=gJ ד=d ה=x? ז=zZ ח=x? ט=t כ=kx ך=kx ל=l מ=m ם=m נ=n ן=n ס=s פ=pf ף=pf צ=TC ץ=TC ק=k ר=r ש=sS ת=t
א=aeiou ו=ouv י=ie ע=aeiou
"""
_DEVANAGARI: Final = """
क=k ख=xk ग=g घ=g ङ=n च=C छ=C ज=Jz झ=J ञ=n ट=t ठ=t ड=d ढ=d ण=n त=t थ=t द=d ध=d न=n प=p फ=fp ब=b भ=b म=m य=i र=r ल=l
व=vu श=S ष=S स=s ह=x? ं=nm ँ=n ः= ्= ़=
अ=a आ=a इ=i ई=i उ=u ऊ=u ए=e ऐ=ea ओ=o औ=ou ऋ=ri ा=a ि=i ी=i ु=u ू=u े=e ै=ea ो=o ौ=ou ॅ=ae ॉ=o
"""
_VOWELS: Final = frozenset("aeiou")
_HALF: Final = frozenset({"arabic", "hebrew", "devanagari"})  # leave out vowels: Devanagari its short a
_DECLINED: Final = frozenset({"cyrillic", "greek"})
_SILENT: Final = 0.49  # what a sound costs that may be silent
_OTHER: Final = 0.6  # within a script, what one vowel costs in another's place
_NEAR: Final = 0.3  # and o in the place of u
_NEVER: Final = 9.0


@dataclass(frozen=True, slots=True)
class _Sound:
    """The sounds that may be meant; may_lack: it may be silent."""

    any_of: frozenset[str]
    may_lack: bool = False

    @property
    def is_vowel(self) -> bool:
        return bool(self.any_of & _VOWELS)


@cache
def _tables() -> Mapping[str, Mapping[str, tuple[_Sound, ...]]]:
    told = {
        "latin": _LATIN, "cyrillic": _CYRILLIC, "greek": _GREEK, "arabic": _ARABIC, "hebrew": _HEBREW,
        "devanagari": _DEVANAGARI,
    }  # fmt: skip
    return {script: dict(_rules(text)) for script, text in told.items()}


def _rules(text: str) -> Iterator[tuple[str, tuple[_Sound, ...]]]:
    for rule in text.split():
        letters, _, sounds = rule.partition("=")
        parts = [part for part in sounds.split("|") if part]
        yield letters, tuple(_Sound(frozenset(part) - {"?"}, "?" in part) for part in parts)


@cache
def _pattern(script: str) -> re.Pattern[str]:
    letters = sorted(_tables()[script], key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, letters)))


@remembered(REMEMBERED)
def script(word: str) -> str | None:
    """That of its first letter; None where nothing is known of how it sounds."""
    first = unicodedata.normalize("NFD", word)[:1].casefold()
    return next((name for name, table in _tables().items() if first in table), None)


def is_name(surface: str) -> bool:
    """Whether a word may be one, as it is written: with a capital, where there are any."""
    if not SHORTEST - (script(surface) in _HALF) <= len(surface) <= LONGEST or script(surface) is None:
        return False
    return surface[0].isupper() or surface[0].lower() == surface[0].upper()


def bases(surface: str) -> tuple[str, ...]:
    """The word, and without what may be an ending of it, in scripts whose languages decline names: Орбана."""
    if script(surface) not in _DECLINED:
        return (surface,)
    return tuple(surface[: len(surface) - less] for less in range(ENDING + 1) if len(surface) - less >= SHORTEST)


def may_be(asked: str, found: str) -> bool:
    """Whether two words may be one name, in one script or two; across two, in whatever case it stands."""
    if script(asked) == script(found):
        return alike(asked, found)
    return any(alike(one, other) for one in bases(asked) for other in bases(found))


def begin_alike(one: str, other: str, count: int) -> bool:
    """Whether two words of one script begin with the same sounds, `count` of them or all where both have fewer."""
    first, second = _row(one)[:count], _row(other)[:count]
    return len(first) == len(second) and all(
        left.any_of & right.any_of for left, right in zip(first, second, strict=True)
    )


def is_across(asked: str, found: str) -> bool:
    """Whether two words are of different scripts."""
    return script(asked) != script(found)


def initials(surface: str) -> Mapping[str, frozenset[str]]:
    """By script, the letters with which a name that sounds like this one may begin."""
    row = _row(surface)
    if not row:
        return {}
    first = row[0].any_of | (row[1].any_of if row[0].may_lack and row[1:] else frozenset())
    if first & _VOWELS:
        first |= {"x", "i"}  # Hugo and Уго, Yanukovych and Янукович
    return {name: _beginning(table, first, name) for name, table in _tables().items()}


def _beginning(table: Mapping[str, tuple[_Sound, ...]], first: frozenset[str], script: str) -> frozenset[str]:
    if script in _HALF and first & _VOWELS:  # any vowel may begin with the letter that carries them all
        first |= _VOWELS
    return frozenset(one[0] for one, told in table.items() if told and told[0].any_of & first)


class _Step(NamedTuple):
    """Groups of letters of which one stands there, from least to most times."""

    groups: Sequence[str]
    least: int
    most: int


class _State(NamedTuple):
    """Where one is in a row of steps: how often a group of it was met, what is left of the one that is begun."""

    step: int
    times: int
    rest: str


def beginnings(surface: str, script: str, held: Callable[[list[str]], Sequence[bool]]) -> list[str]:
    """The first three letters of whatever `sieve` finds that has so many and begins with one of `initials`: so of a
    large vocabulary only a little is looked at, and of a small one no more than there is.

    held: of each beginning, whether any word has it.
    """
    following, first = _automaton(surface, script), initials(surface)[script]
    begun = [("", frozenset({_State(0, 0, "")}))]
    for at in range(LETTERS):
        begun = [
            (word + letter, states)
            for word, before in begun
            for letter, states in following(before).items()
            if at or letter in first
        ]
        kept = held([word for word, _states in begun])
        begun = [one for one, is_held in zip(begun, kept, strict=True) if is_held]
    return [word for word, _states in begun]


@remembered(100)
def _automaton(surface: str, script: str) -> Callable[[frozenset[_State]], Mapping[str, frozenset[_State]]]:
    return cache(partial(_following, _steps(surface, script)))


def _following(steps: Sequence[_Step], states: frozenset[_State]) -> Mapping[str, frozenset[_State]]:
    """Each letter that may be the next one, and where one may be behind it."""
    found: dict[str, set[_State]] = {}
    reached = list(states)
    for at, times, rest in reached:  # which grows meanwhile
        if rest:
            found.setdefault(rest[0], set()).add(_State(at, times, rest[1:]))
        elif at < len(steps):
            if times >= steps[at].least:
                reached.append(_State(at + 1, 0, ""))
            for group in steps[at].groups if times < steps[at].most else ():
                found.setdefault(group[0], set()).add(_State(at, times + 1, group[1:]))
    return {letter: frozenset(behind) for letter, behind in found.items()}


def _steps(surface: str, script: str) -> Sequence[_Step]:
    """What stands in words of that script that may be the name: its consonants, and what may stand around each.

    Of the first ones only, as in `sieve`: three letters reach no farther, unless nearly all of them may be silent."""
    table = _tables()[script]
    vowels, silent = (_Step(groups, 0, most) for groups, most in ((_vowels(table), LONGEST), (_silent(table), 1)))
    consonants = [one for one in _row(surface) if not one.is_vowel][:SIEVED]
    own = (_Step(_sounding(table, one), 0 if one.may_lack else 1, 2) for one in consonants)
    between = (vowels, silent, vowels)
    return [*between, *(step for one in own for step in (one, *between))]


def _vowels(table: Mapping[str, tuple[_Sound, ...]]) -> list[str]:
    return [one for one, told in table.items() if all(part.is_vowel for part in told)]


def _silent(table: Mapping[str, tuple[_Sound, ...]]) -> list[str]:
    return [one for one, told in table.items() if any(part.may_lack or "x" in part.any_of for part in told)]


@remembered(100)
def sieve(surface: str, script: str) -> re.Pattern[str]:
    """Finds, in words of that script, one a line, those that `alike` may know as the name, and those that begin like it
    but for its last consonants; more than these, too, but few.
    """
    table = _tables()[script]
    vowels, silent = _either(_vowels(table)), _either(_silent(table))
    between = f"(?:{vowels})*+(?:{silent})?(?:{vowels})*+"  # possessive, so that a hostile word takes no longer
    parts = [
        f"(?:{_either(_sounding(table, one))}){'{0,2}' if one.may_lack else '{1,2}'}+{between}"
        for one in _row(surface)
        if not one.is_vowel
    ]
    kept = max(1, len(parts) - STEMMED)
    whole = len(parts) <= SIEVED
    parts = parts[:SIEVED]
    pattern = "".join(parts[:kept]) + "".join(f"(?:{part}" for part in parts[kept:]) + ")?" * len(parts[kept:])
    return re.compile(f"^{between}{pattern}{'' if whole else '.*'}$", re.MULTILINE)


def _sounding(table: Mapping[str, tuple[_Sound, ...]], sound: _Sound) -> list[str]:
    return [one for one, told in table.items() if any(part.any_of & sound.any_of for part in told)]


def _either(groups: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(groups, key=lambda one: (-len(one), one))))


def alike(one: str, other: str) -> bool:
    """Whether two words may be the same name, in one script or two."""
    scripts = script(one), script(other)
    if None in scripts or min(len(one), len(other)) < SHORTEST - 1:
        return False
    return _cost(_Name.of(one), _Name.of(other), _OTHER if scripts[0] == scripts[1] else _NEVER) < FREE


@dataclass(frozen=True, slots=True)
class _Name:
    """is_half: its script leaves out short vowels. tells: it writes some vowel behind the first sound."""

    row: tuple[_Sound, ...]
    is_half: bool
    tells: bool

    @classmethod
    @remembered(REMEMBERED)
    def of(cls, word: str) -> _Name:
        row = _row(word)
        return cls(row, script(word) in _HALF, any(sound.is_vowel for sound in row[1:]))

    def lacking(self, sound: _Sound) -> float:
        """What it costs that the other name has a sound here which this one doesn't have."""
        if sound.may_lack or sound.any_of == {"e"}:
            return _SILENT
        if self.is_half and sound.is_vowel and (self.tells or "i" not in sound.any_of):
            return 0.0
        return _NEVER


def _cost(one: _Name, other: _Name, vowel: float) -> float:
    """The least that is left over where the two rows are laid side by side (as Levenshtein's, with free choices).

    vowel: what another vowel in the place of one costs.
    """
    row = [0.0]
    for sound in other.row:
        row.append(row[-1] + one.lacking(sound))
    for sound in one.row:
        before, row = row, [row[0] + other.lacking(sound)]
        for place, opposite in enumerate(other.row):
            paired = before[place] + _apart(sound, opposite, vowel)
            row.append(min(paired, before[place + 1] + other.lacking(sound), row[-1] + one.lacking(opposite)))
    return row[-1]


def _apart(one: _Sound, other: _Sound, vowel: float) -> float:
    if one.any_of & other.any_of:
        return 0.0
    if one.is_vowel and other.is_vowel:
        return min(vowel, _NEAR) if vowel < FREE and one.any_of | other.any_of == {"o", "u"} else vowel
    return _NEVER


@remembered(REMEMBERED)
def _row(word: str) -> tuple[_Sound, ...]:
    """Accents and doubled letters left out, vowels that stand together as one."""
    own = script(word)
    if own is None:
        return ()
    plain = unicodedata.normalize("NFC", word.casefold())
    kept = plain if own == "devanagari" else "".join(map(_without_accent, plain))
    found: list[_Sound] = []
    for letters in _pattern(own).findall(_DOUBLED.sub(r"\1", kept)):
        for sound in _tables()[own][letters]:
            if found and sound.is_vowel and found[-1].is_vowel:
                found[-1] = _together(found[-1], sound, own)
            else:
                found.append(sound)
    return tuple(found)


def _together(first: _Sound, second: _Sound, own: str) -> _Sound:
    """Two vowels; where only long ones are written, the one that says more; of Байден the glide."""
    if own == "cyrillic" and second.any_of == {"i"}:
        return second
    if own in ("arabic", "hebrew"):
        return min(second, first, key=lambda one: (len(one.any_of) > len(_VOWELS) - 1, "a" in one.any_of))
    return _Sound(first.any_of | second.any_of)


_DOUBLED: Final = re.compile(r"([^\Waeou])\1+")
_OWN: Final = frozenset("йёїўѓќأإآئؤ")  # letters of their own, though Unicode takes them apart


def _without_accent(letter: str) -> str:
    return letter if letter in _OWN else unicodedata.normalize("NFD", letter)[0]
