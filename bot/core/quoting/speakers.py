"""Who is speaking in a quote, where the quote itself says so. A wrong name would be libel: silence wherever unsure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from bot.core.language import profile
from bot.core.language.cues import fold
from bot.core.quoting import english_speakers

FARTHEST = 160  # characters before a verb of speech in which its subject is looked for
MOST_WORDS = 7  # of a speaker's name with its title

_QUOTED = re.compile(r"(?P<open>[“«„\"])[^“”«»„\"]*(?P<close>[”»“\"])")
_WIDE = re.compile(r"(?<=[.!?…”\"»])[^\S\n]{2,}")  # between sentences, as typewriters set them
_CONJUNCTION = re.compile(r"(^|[.!?”\"»]\s)(?:But|And|Yet|So)\s(?=[A-Z]|the\s)")  # joins, and names nobody
_DOUBLED = re.compile(r"''|``")  # as typewriters and TeX write quotation marks
_SINGLE = re.compile(  # ‘No, I don’t,’ ends with a stop before its mark
    r"(?<!\w)‘([^‘’“”]*(?:’\w[^‘’“”]*)*[,.!?…])’(?!\w)|(?<!\w)'([^'“”\"]{1,200}(?:'\w[^'“”\"]{0,200}){0,9}[,.!?…])'(?!\w)"
)
_LETTER = r"[^\W\d_a-zà-öø-ÿа-яё]"  # a capital, or a letter of a script that has none
_WORD = (
    rf"(?:(?:[A-Z]\.){{2,4}}(?=\s)|(?:(?:al|el|an|as|ar|at|abd|[dl])[-’'])?{_LETTER}[\w'’&-]*"
    r"(?:\.(?:com|org|net|info)\b|\.(?=\s))?)"
)
_PARTICLE = (  # "of NASA's laboratory" says where they work
    r"(?:van|von|de|del|der|den|la|las|los|al|el|bin|ibn|bint|zu|du|des|dos|da|di|&|y"
    r"|of(?:\s+the)?(?!\s+[\w.-]+['’]s?\s))"
)
_NAME = rf"{_WORD}(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_WORD}){{0,6}}"
_ASIDE = (  # "Helen Marsh, who audits the port, said"
    r"(?:(?:,\s(?!(?:and|or|but)\s)(?:[^,.;:!?“”«»\"]|(?<=[A-Z])\.(?=[A-Z]|\s)|(?<=Ph)\.){2,100}){1,2},)?"
)
_INTRODUCED = r"(?:[A-ZÀ-ÞА-Я][\w’']*\s[^,;:.!?“”«»\"]{1,60},\s)?"  # "In a letter to the court, NSO said"
_CREDITED = re.compile(rf"[—–―-]{{0,2}}\s?(?:(?:[Bb]y|[Tt]he)\s)?(?P<name>{_NAME})(?=\s*(?:[,;(|\n·—–]|$))")
_ARTICLE = r"(?:(?:the|der|die|das|el|la|le|los|las|les|il)\s+|l['’])?"
# "the Israeli newspaper Calcalist": the capital before belongs to the name after, and which is meant is not sure.
_DESCRIBES = (
    r"(?!\s+(?!(?:with|from|that|this|when|where|which|after|before|over|said|says)\b)"
    r"[a-zà-öø-ÿа-яё]{4,}\s+[A-ZÀ-ÞА-Я])"
)
_END_OF_NAME = r"(?=[,.;:]|\s+(?!(?:y|e|et|und|и)\s)[a-zà-öø-ÿа-яё]|$)"  # "selon Le Monde et RFI": not one of them
_GERMAN_NOUN = re.compile(r"(?<!\w)(?i:der|die|das|ein|eine|einem|einer)\s+[A-ZÄÖÜ][\w-]+$")  # all nouns have capitals
_ARABIC_NOUN = re.compile(r"(?<!\w)ال\w+$")  # nothing has
_NEVER = re.compile(r"(?!)")
_CONTRACTED = re.compile(r"['’](?:ve|s|d|ll|m|re)$")  # "I’ve said" names nobody
_ONE_OF_MANY = re.compile(r"(?<!\w)[Aa]n?\s$")  # "a Republican lawmaker": what comes is no name
_PLACE = re.compile(r"\b(?:in|at|near|from|outside)\s[A-Z][\w-]*,\s$")  # "in Munich, Germany confirmed"
_THIS = re.compile(rf"[Tt]his\s(?!{english_speakers.DAY})")  # nor in "This License acknowledges"
_AND = re.compile(r"\s(?:and|y|e|et|und|и)\s")
_OF_A_NAME = re.compile(r"(?<=[^\W\d_]\s)(?:El|L[aeo]s?|Il|D(?:er|ie|as))\s")  # "según El Debate"
_OWNER = re.compile(r"['’]s\s[a-z]")  # "said Ann Lund’s lawyer"
_BOUNDARY = re.compile(r"(?<![A-ZÀ-Þ][a-z])(?<![A-ZÀ-Þ]{1})(?<!\s[A-ZÀ-Þ][a-z]{2})[.!?]\s|[”»\"]\s|—\s")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Words that lead up to a name, and words whose presence means that there is none.
_LEADING = _words("""
    the a an this last earlier later today yesterday meanwhile also still on in at by afterwards subsequently instead
    thereafter additionally eventually similarly likewise
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december der die das ein eine le la les un une el los las lo una unos il
""")
_ENGLISH_LEADING = _LEADING - _words("der die das ein eine le la les un une el los las lo una unos il")
_NO_NAMES = _words("""
    that these those other he she it they we i you who another some many several most both others his her its their for
    from with after before when while as but and or if however yet then there here no not nor neither what which why
    how where whether because although though unless until since of asked nobody everyone everybody someone somebody
    one wherefore never ever even both such much only once first finally just please
    perhaps maybe always often sometimes nothing something everything
    critics officials experts sources reports people er sie es wir ich dies diese dieser man wer und aber
    doch als wenn ob dass was wie am im auf nach laut so niemand kritiker experten elle ils elles on ce cette ces qui
    que si et mais selon en au aux ella ellos ellas esto este esta quien cuando y pero según al se nadie personne quand
    он она они это кто что если когда и но а в на по как никто
""")


class _Patterns(NamedTuple):
    """For one language: a verb of speech, what may stand before it, a name after it, a name after "according to"."""

    verb: re.Pattern[str]
    before: re.Pattern[str]
    after: tuple[re.Pattern[str], ...]
    spoken: re.Pattern[str]  # a word without which none of these matches: most quotes have none
    offices: frozenset[str]  # words that name nobody by themselves
    alone: re.Pattern[str]  # what comes before or is a single word that names nobody
    leading: frozenset[str] = _LEADING
    no_names: frozenset[str] = _NO_NAMES
    belongs: re.Pattern[str] = _NEVER  # a person (group 1) and where they work
    titles: re.Pattern[str] = _NEVER  # what is a title though its words are names: "Harbour Office Chief Executive"
    one_of_many: re.Pattern[str] = _NEVER
    named_too: tuple[re.Pattern[str], ...] = ()  # any name right before a verb of speech, or after "according to"


def speaker(quote: str, language: str) -> str | None:
    """The one who says it, exactly as `quote` names them ("Senator Wyden", "NSO"); None where unsure.

    Only a name beside a verb of speech or after "according to" counts, and only if the quote has no second one.
    """
    patterns = _patterns(language)
    if patterns is None or not patterns.spoken.search(quote):
        return None
    marked = _SINGLE.sub(_marked, _DOUBLED.sub('"', _WIDE.sub(" ", quote)))
    outside = _CONJUNCTION.sub(r"\1", _QUOTED.sub(_blanked, marked))
    matches = [(match, name) for match in _matches(outside, patterns) if (name := _named(match, patterns))]
    found = {name for _, name in matches}
    longest = max(found, key=lambda name: (len(name), name), default=None)
    if longest is None or any(not longest.endswith(f" {name}") for name in found - {longest}):
        return None
    if any(name.split()[-1] not in longest.split() for name in _beside(outside, matches, patterns)):
        return None  # "a claim that Ida Borg said was false": whoever says the rest, she is in it
    if not _says_first(outside, [match for match, _ in matches]):
        return None
    return longest if longest in quote else None


def _says_first(outside: str, matches: Sequence[re.Match[str]]) -> bool:
    """Whether what stands before a semicolon is theirs: "The groups sued Acme; Acme denies it" is nothing Acme said."""
    first = outside.find(";")
    return first < 0 or any(match.start("name") < first for match in matches)


def _beside(outside: str, matches: Sequence[tuple[re.Match[str], str]], patterns: _Patterns) -> Iterator[str]:
    """Who else is named right before a verb of speech, outside what says who speaks ("Ann Lund, of Oslo, said")."""
    spans = sorted(match.span() for match, _ in matches)
    starts = [start for start, _ in spans]
    farthest, nearest = (list(accumulate((end for _, end in spans), best)) for best in (max, min))
    for pattern in patterns.named_too:
        for one in pattern.finditer(outside):
            before = bisect_right(starts, one.start()) - 1  # the last match that has begun there
            if not one["name"] and (before < 0 or one.end() < nearest[before]):
                yield "-"  # nobody is called so
            elif (before < 0 or farthest[before] < one.end()) and (name := _clean(one["name"], patterns)):
                yield name


def credited(line: str, language: str) -> str | None:
    """The one named first in a line that says whose words a quotation is: "Ann Lund, auditor" → "Ann Lund"."""
    patterns = _patterns(language)
    found = _CREDITED.match(line)
    name = _clean(found["name"], patterns) if found and patterns else None
    if patterns is None or name is None or all(fold(word) in patterns.offices for word in name.split()):
        return None
    return name


def without_title(name: str, language: str) -> str:
    """ "Senator Lund" → "Lund"."""
    patterns = _patterns(language)
    words = name.split()
    while patterns and len(words) > 1 and fold(words[0]).rstrip(".") in patterns.offices:
        words = words[1:]
    return " ".join(words)


def is_forename(word: str, language: str) -> bool:
    """Whether the word before a surname may be a first name: no title, nothing that leads up to a name."""
    patterns = _patterns(language)
    folded = fold(word).rstrip(".")
    known = folded in _LEADING or folded in _NO_NAMES or (patterns is not None and folded in patterns.offices)
    return word[:1].isupper() and not known


def _matches(outside: str, patterns: _Patterns) -> Iterator[re.Match[str]]:
    for verb in patterns.verb.finditer(outside):
        start = max(0, verb.start() - FARTHEST)
        start = max((found.end() for found in _BOUNDARY.finditer(outside, start, verb.start())), default=start)
        before = patterns.before.fullmatch(outside, start, verb.start())
        if before is not None:
            yield before
    for pattern in patterns.after:
        yield from pattern.finditer(outside)


def _named(match: re.Match[str], patterns: _Patterns) -> str | None:
    """The name; None for an office or a kind of company alone: "the minister", "das Unternehmen"."""
    name = _clean(match["name"], patterns)
    if match.end() == match.end("name") and _OWNER.match(match.string, match.end() - 2):
        return None
    if name is None or all(fold(word).rstrip(".") in patterns.offices for word in name.split()):
        return None
    begins = match.start("name") + match["name"].find(name)  # behind an article
    if patterns.one_of_many.search(match.string, max(0, begins - 3), begins) or _is_one_of_several(match, begins):
        return None
    if " " not in name and _PLACE.search(match.string, max(0, match.start("name") - 40), match.start("name")):
        return None
    if _THIS.match(match.string, match.start("name")) or patterns.titles.fullmatch(name):
        return None
    if " " not in name and patterns.alone.search(match.string, max(0, match.start("name") - 40), match.end("name")):
        return None
    article = _OF_A_NAME.search(match.string, max(0, begins - 6), begins)
    return f"{article[0]}{name}" if article else name


def _is_one_of_several(match: re.Match[str], begins: int) -> bool:
    """Whether others are named with them: "three members, Ann Lund, Ida Borg and Nils Berg, said"."""
    behind = match.string[match.end("name") : match.end()].rpartition(",")[0]
    if _AND.search(behind):
        return all(word[:1].isupper() for part in _AND.split(behind) for word in part.replace(",", " ").split())
    joined = _AND.search(match["name"])
    return joined is not None and (
        _OF_A_NAME.match(match["name"], joined.end()) is not None or match.string[:begins].rstrip().endswith(",")
    )


def _marked(single: re.Match[str]) -> str:
    return f"“{single[1] or single[2]}”"


def _blanked(quoted: re.Match[str]) -> str:
    """The quotation marks with dots for words between them, as long as before."""
    return quoted["open"] + "·" * (len(quoted.group()) - 2) + quoted["close"]


def _clean(name: str, patterns: _Patterns) -> str | None:
    """The name without the words that lead up to it; None for what is no name."""
    while name and (
        name.split(None, 1)[0].lower() in patterns.leading or any(map(str.isdigit, name.split(None, 1)[0]))
    ):
        name = name.split(None, 1)[1] if " " in name else ""
    belongs = patterns.belongs.match(name)
    name = belongs[1] if belongs else name
    words = [_CONTRACTED.sub("", word.lower()) for word in name.split()]
    if not words or len(words) > MOST_WORDS or words[0] in patterns.no_names or words[-1] in patterns.no_names:
        return None
    return name


@cache
def _patterns(language: str) -> _Patterns | None:
    lists = profile.section(language, "cues")
    if "speech" not in lists:
        return None
    titles, verbs, sources = (_alternatives(lists[key]) for key in ("titles", "speech", "after"))
    offices = frozenset(fold(word) for word in (*lists["offices"], *lists["titles"]))
    if language == "ar":
        return _arabic(verbs, sources, offices)
    name = rf"(?P<name>(?:(?i:{titles})\.?\s+)?{_NAME})"
    known = [*lists["speech"], *lists.get("speakers", [])]
    verbs = english_speakers.after_words(known) if language == "en" else _alternatives(known)
    before = english_speakers.before_words(known) if language == "en" else verbs
    more = english_speakers.patterns(verbs, before, name, _ASIDE) if language == "en" else ()
    whole = english_speakers.WHOLE if language == "en" else ""
    return _Patterns(
        re.compile(rf"(?<!\w)(?:{before})(?!\w)"),
        re.compile(rf"{_INTRODUCED}(?i:{_ARTICLE}){name}{_ASIDE}\s+"),
        (
            re.compile(rf"[\"”“»]\s?,?\s?(?:[—–-]\s?)?(?:{verbs})\s+{_ARTICLE}{name}(?=[\s,.;:]|$){whole}"),
            re.compile(rf"\w,\s(?:{verbs})\s+{_ARTICLE}{name}(?=[,.;]|$){whole}"),
            re.compile(
                rf"(?<!\w)(?i:{sources or '(?!)'})\s+{_ARTICLE}{name}"
                + (english_speakers.AFTER if language == "en" else rf"{_END_OF_NAME}{_DESCRIBES}")
            ),
            *more,
        ),
        _spoken([*known, *(english_speakers.OTHER_WORDS if language == "en" else ())], sources),
        offices,
        _GERMAN_NOUN if language == "de" else _NEVER,
        *(
            (_ENGLISH_LEADING, _NO_NAMES - {"al"}, english_speakers.BELONGS, english_speakers.TITLES)
            if language == "en"
            else (_LEADING, _NO_NAMES, _NEVER, _NEVER)
        ),
        _ONE_OF_MANY if language == "en" else _NEVER,
        english_speakers.named_too(before, sources, name) if language == "en" else (),
    )


def _spoken(words: Sequence[str], sources: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)}|(?i:{sources or '(?!)'}))")


def _alternatives(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _arabic(verbs: str, sources: str, offices: frozenset[str]) -> _Patterns:
    """Arabic has no capitals: a name is what stands between the verb of speech and "that", a colon or a preposition."""
    verbs = re.sub("[اأإ]", "[اأإ]", verbs)
    end = r"(?:إن|أن|ان|بأن|إنه|إنها|أنه|أنها|أمام|امام|في|من|عن|إلى|يوم|على|خلال|بعد|قبل|الذي|التي)\b"
    name = rf"(?P<name>(?!{end}|هذا\b|هذه\b|ذلك\b|كل\b|مصدر\b|مصادر\b|\w+ باسم\b)\w+(?:\s(?!{end})\w+){{0,4}})"
    return _Patterns(
        re.compile(r"(?!)"),
        re.compile(r"(?!)(?P<name>)"),
        (
            re.compile(rf"(?:^|(?<=[.،»”\"]\s))و?(?:{verbs})\s{name}(?=\s{end}|[:،.]|$)"),
            re.compile(rf"(?:^|(?<=\s))و?(?:{sources})\s{name}(?=[،.]|$)"),
        ),
        _spoken([f"و?(?:{verbs})"], f"و?(?:{sources})"),
        offices,
        _ARABIC_NOUN,
    )
