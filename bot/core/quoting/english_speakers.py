"""Where an English sentence names its speaker: before the verb, in apposition, in mid-sentence, after the verb.

Verbs of speech come from the language's cues; a name is what `speakers` takes for one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# Words between an article and a name may describe ("the grid firm Voltline"); these would make the name another's.
_NO_ROLE = (
    "an?|of|for|at|in|on|by|from|with|to|and|or|nor|neither|either|against|near|under|over|about|after|before|behind|inside|outside|between"
    "|that|who|whom|whose|which|when|where|while|because|if|as|than|but|not|whether|what|is|are|was|were|be|been|has"
    "|have|had|will|would|can|could|may|might|did|does|do|said|says|told|met|saw|asked|via|per|into|through|like|why|how|since|until|you|me|us|him|it|them"
)
_ROLE = rf"(?:(?!(?:{_NO_ROLE})\b)[a-z][\w-]*\s+){{0,4}}"
_ARTICLE = r"(?:(?:[Tt]he|[Oo]ur|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[A-Z][\w-]*['’]s?)\s+)?"
# "Police chief Ann Lund": the first word of a sentence has a capital anyway.
_NO_START = rf"(?:{_NO_ROLE}|although|though|once|unless|had|did|does|only|this|these|those|one|another|some)\b"
_FIRST = rf"(?:(?!(?i:{_NO_START}))[A-Za-z][a-z]+\s(?=(?!(?:{_NO_ROLE})\b)[a-z]))?"
DAY = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October"
    r"|November|December"
)
_DATE = rf"(?:(?:On|In|By)\s(?:(?:{DAY}|\d{{1,4}}),?\s+){{1,4}})?"
_SHORT = r"(?:\s(?:plc|ltd|inc|llc)\b\.?)?(?:\s\([^()]{1,20}\))?"  # "the Licensed Trade Circle (CLTC)"
_SO = r"(?:(?:\w+ly|also|later|earlier|then|again|himself|herself|since|always|now|already|once|first|long)\s+)?"
_WHEN = rf"(?:(?:on\s(?:{DAY})|(?:last|this)\s[a-z]+|yesterday|today)\s+)?"  # "Ann Lund on Monday said"
_OF = (  # "Ann Lund of the harbour police said", "of Corvane's Deep Sea Laboratory in Lund"
    r"\sof\s(?:the\s[a-z][\w-]*(?:\s[a-z][\w-]*){0,3}?"
    r"|(?:the\s)?[A-Z][\w-]*(?:['’]s?)?(?:\s(?:(?:of|for|in)\s(?:the\s)?)?[A-Z][\w-]*){0,5}?)"
)
_WHOSE = r"[A-Z][\w-]*(?:\s(?:(?:of|for)\s(?:the\s)?)?[A-Z][\w-]*){0,5}"
# What may stand before "of" in a name; after another word ("Ann Lund of the University") it says where they work.
_BODIES = (
    "Committee|Conference|Court|Ministry|Department|Institute|University|Office|Board|Bank|Council|Association|Union"
    "|Commission|Society|House|Secretary|Minister|Bishop|Archbishop|King|Queen|Chamber|Federation|League|Party|Bureau"
    "|Agency|Army|Church|College|School|Centre|Center|Museum|Republic|State|States|Speaker|Director|Head|Organi[sz]ation"
    "|Academy|Confederation|Alliance|Network|Register|Registrar|Prosecutor|Clerk|Chief|President|Governor|Mayor|Service"
    "|Division|Directorate|Foundation|Fund|Group|Guild|Order|Congress|Parliament|Assembly|Senate|Tribunal|Government"
    "|Authority|Embassy|Consulate|Port|City|Bar|Library|Campaign|Coalition|Movement|Front|Club|Trust|Inspectorate"
)
BELONGS = re.compile(rf"((?:(?!(?:of|and)\s)\S{{1,40}}\s){{1,6}}(?!(?:{_BODIES})\s)\S{{1,40}})\sof\s")
_AN_OFFICE = (
    "Executive|Officer|Secretary|Director|President|Minister|Chairman|Chairwoman|Chair|Commissioner|Governor|Mayor"
    "|Ambassador|General|Manager|Editor|Inspector|Prosecutor|Spokesman|Spokeswoman|Spokesperson|C[A-Z]O|MP"
)
TITLES = re.compile(  # ... and what is one of many, or only begins a name: "the Committee (to …)"
    rf"(?:(?!of\s)\S{{1,40}}\s){{0,6}}(?:{_AN_OFFICE})|(?:(?:{_BODIES}|Company)s?|Parties|Agencies|Ministries)"
)
_NO_SUBJECT = (  # "On Twitter, Ann Lund, a columnist, said"
    r"(?!(?:On|In|At|By|For|To|From|With|After|Before|During|Since|Under|Over|Yesterday|Today|Meanwhile|However|Later"
    r"|Earlier|Still|Instead|Then|Now|Last|This|Also|Recently)\b)"
)
_HAS = rf"(?:(?:has|have|had)\s+{_SO})?"
# Where a sentence begins: not after "Sen.", "Prof." or an initial.
_START = r"(?:^|(?<![A-Z])(?<![A-Z][a-z])(?<!\s[A-Z][a-z]{2})(?<!\b(?:Prof|Capt|Supt|Insp))[.!?]\s)"
_BEGINS = rf"(?:{_START}|(?<=--\s)|(?<=,\sbut\s)|(?<=>\s)|(?<=[;:]\s)|(?<=[—–”\"]\s)|(?<=,\s))"
# Up to where a role ends ("Its regional director"); "hired by the firm, Ann Lund, said" says of whom it speaks before.
_CLAUSE = r"(?:^|[.;:,>—–”\"]\s)(?:(?!by\b|[A-Z][\w’'-]*\sand\b)(?:[^,.;:]|[.:](?=\d))){0,80}?"
# What may follow "according to Ann Lund". "… to Lund officials", "… to Lund and Borg": another's words.
AFTER = (
    r"(?=[,;:)]|\s\(|\.(?!\w)|$|\s(?:from|with|to|by|for|under|over|about)\s(?![A-Z])"
    r"|\s(?:who|which|that|whose|in|on|at|as|after|before|when|while|where|since|but"
    r"|though|although|because|during|under|over|about|last|this|earlier|later|today|yesterday|speaking|writing|is|are"
    r"|was|were|has|have|had|will|would|could|may|might|must|did|does|do|not|can|should)(?!\w))"
)
_AND = r"(?:(?!\b(?:that|who|which|whom|whose|when|where|because|if|as|after|while|and|or|not)\b)[^,.;:“”\"]){2,100}?"


# Verbs that also tell what somebody did: "declared an emergency", "has alleged ties", "wrote a book", "added jobs".
_DEEDS = frozenset(
    """declared declares alleged alleges maintained maintains concluded concludes observed observes posted responded
    responds recalled recalls wrote writes added adds""".split()  # noqa: SIM905 - a list that can be read
)
_WORDS_FOLLOW = (
    r"(?=\s*(?:,(?!\s(?:and|but|then)\s)|[.:;!?“\"'‘]|$)|\s(?:that|in|on|at|to|how|why|whether|he|she|it|they|there|we|I|no|yes)\b"
    r"|[^.;]{0,100}[:,]\s?[“\"‘'])"
)
_REFUSED = (  # what courts and offices deny is no saying
    r"(?!\s(?:(?:the|an?|his|her|its|their)\s)?(?:\w+\s)?(?:motion|request|petition|appeal|application|bail|access"
    r"|entry|visa|visas|permission|relief)\b|\s(?:him|her|them|us|me)\b)"
)
# "asked the court to dismiss it", "had warned both of them" tell what somebody did; only these tell what they said.
_ASKED = (
    r"(?=\s*(?:,\s?[“\"‘']|[.:!?“\"‘']|$)|(?:\s(?!(?:who|what|why|how|if)\b)[\w’'-]+){0,6}"
    r"\s(?:who|whom|whose|what|when|where|which|why|how|whether|if)\b|[^.;]{0,100}[:,]\s?[“\"‘'])"
)
_WARNED = (
    r"(?=\s*(?:[,.:;!?“\"‘']|$)|\s(?:of|in|on|at|he|she|it|they|there|we|I)\b"
    r"|(?:\s[\w’'-]+){0,6}\s(?:that|about|against|not)\b|[^.;]{0,100}[:,]\s?[“\"‘'])"
)
_HEARD_BY = frozenset(["told", "tells", "reminded", "reminds", "urged", "urges", "cautioned", "cautions"])
_CONFIRMED = r"(?!\s(?:(?:the|his|her|their|\S+['’]s?)\s)?(?:nomination|appointment|him|her|judge|justice)\b)"
_CLAIMED = (
    r"(?!\s(?:(?:the|his|her|their|its|an?)\s)?(?:\w+\s)?(?:prize|title|asylum|victory|lives|life|benefits|seat|throne|medal"
    r"|gold|silver|bronze|compensation)\b)"
)
_GUARDED = {
    "claimed": _CLAIMED,
    "argued": r"(?!\swith\b)",
    "argues": r"(?!\swith\b)",
    "denied": _REFUSED,
    "denies": _REFUSED,
    "confirmed": _CONFIRMED,
    "asked": _ASKED,
    "asks": _ASKED,
    "warned": _WARNED,
    "warns": _WARNED,
    "tells": r"(?!\sus\b)",
}  # "history tells us"
_PAPERS = (  # what they report is what they say; what a person reports may be a theft
    r"(?!(?:Press|News|Radio|TV|Television|Agency|Magazine|Network)\sreport)"  # "Press reports" are no paper's
    r"(?:(?:[A-Z][\w&’'-]*\s){0,4}(?:\w+-)?(?:Times|Post|News|Herald|Guardian|Press|Journal|Tribune|Gazette|Sun|Star|Mail"
    r"|Telegraph|Independent|Observer|Chronicle|Magazine|Network|Television|TV|Radio|Mirror|Inquirer|Standard|Bulletin"
    r"|Observatory|Agency|Center|Centre|Institute)|Reuters|BBC|CNN|AFP|NPR|Bloomberg|Axios|Politico)"
)


# After a verb the name is all there, and nobody's whose (“…,” said Lund Harbour, Bergen's clerk, Ann Lund).
WHOLE = (  # nor is it what somebody is called by: "said one party operative"
    r"(?!\s(?!after|earlier|later|over|under|however|rather|together)[a-z]{2,20}(?:or|er|ive|ist|ian|man|ant|ent|ess|ial)s?\b"
    r"|\s(?:(?:for|to|and|on|against)\s(?:the\s)?)?[A-Z]|,\s[A-Z][\w\s]{0,40}['’]s?\s)"
)
_UNNAMED = re.compile(  # "the group said": its name is empty
    r"(?P<name>)(?<!\w)(?i:the|an?|one|some|many)\s[a-z-]+(?:\s[a-z-]+)?\s(?:said|says)(?!\w)"
)


def before_words(verbs: Sequence[str]) -> str:
    """Alternatives for a verb after its subject: those of deeds only where words follow, or what was said."""
    return "|".join(
        verb + (_WORDS_FOLLOW if verb in _DEEDS else _GUARDED.get(verb, ""))
        for verb in sorted(verbs, key=len, reverse=True)
    )


def after_words(verbs: Sequence[str]) -> str:
    """Alternatives for a verb before its subject: after "told" stands who heard it."""
    return "|".join(verb for verb in sorted(verbs, key=len, reverse=True) if verb not in _HEARD_BY)


def named_too(before: str, sources: str, name: str) -> tuple[re.Pattern[str], ...]:
    """Whoever else a sentence names as saying something, however it does: then it is nobody's for sure."""
    return (
        _UNNAMED,
        re.compile(rf"{name}\s{_SO}{_HAS}(?:{before})(?!\w)"),
        re.compile(rf"(?<!\w)(?i:{sources})\s(?:the\s)?{name}"),
    )


# How the words begin by which `patterns` tell who speaks where no verb of speech does.
OTHER_WORDS = ("report", "put", "words", "call", "describe", "dismisse")


def patterns(verbs: str, before: str, name: str, aside: str) -> Sequence[re.Pattern[str]]:
    """Each with a group "name". verbs: alternatives before a name; before: after one, as `before_words` gives them.

    name: with that group; aside: ", who audits the port,".
    """
    said = rf"{_WHEN}{_SO}{_HAS}(?:{before})(?!\w)"
    aside = rf"(?:{aside}|\s[–—]\s[^,.;:“”\"–—]{{2,80}}\s[–—]|{_OF})"
    whose = rf"{_NO_SUBJECT}{_ARTICLE}(?:{_WHOSE}\s(?=[a-z]))?{_ROLE}{name}{_SHORT}"
    said_of = rf"{_SO}{_HAS}(?:called|calls|describe[sd]|dismisse[sd])(?!\w)"
    described = (
        rf"{_CLAUSE}(?<!\w)(?!(?:you|me|us|it|for),)(?:[a-z][\w-]*|{_AN_OFFICE}),\s{_ARTICLE}{_ROLE}{name}{aside}"
    )
    went_on = rf"\s+(?!(?:{_NO_ROLE})\s)[a-z]\w+(?:\s{_AND})?\sand\s{said}"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"{_START}{_FIRST}{whose}{aside}\s+{said}",  # "Police chief Ann Lund said"
            rf"{_BEGINS}{_DATE}{whose}{aside}\s+{said}",  # "The grid firm Voltline said", "it was, Ms Lund noted, late"
            rf"{described},\s+{said}",  # "Its head, Ann Lund, said"
            rf"{_START}An?\s(?:(?!(?:{_NO_ROLE})\b)[\w’'-]+\s){{1,6}}?(?<=\w\s)(?!(?:{_NO_ROLE})\b)[\w’'-]+,\s{name}{aside},\s+{said}",
            rf"(?<![\w-])(?P<name>{_PAPERS})\s(?:has\s)?report(?:ed|s)(?!\w|\s(?:are|were|is|was|of|about)\b)",
            rf"\b(?:of|for|at)\s(?:the\s)?[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*){{0,3}},\s(?=\S+\s[A-Z]){name},\s+{said}",
            rf"{_START}{_DATE}{_FIRST}{whose}{went_on}",  # "Ann Lund left and said"
            rf"{described},{went_on}",
            rf"[\"”“»]\s?,?\s?(?:[—–-]\s?)?(?:{verbs})\s+{whose}(?=[\s,.;:]|$){WHOLE}",  # “No,” said skipper Ann Lund
            rf"\w,\s(?:{verbs})\s+{whose}(?=[,.;]|$){WHOLE}",
            rf"{_START}As\s{whose}\s+puts?\sit(?!\w)",  # "As Ann Lund put it, “it was late”"
            rf"(?<!\w)as\s{whose}\s+puts?\sit(?=[.]|$)",
            rf"(?<!\w)(?<!same )(?<!such )[Aa]s\s{whose}{aside}\s+{said}",  # "As Ann Lund told the court, it was late"
            rf"\w,\s{whose}\s+reported(?=[,.;]|$)",  # “reported” alone may be to the police
            rf"{described},\s+{said_of}[^.;:“”\"]{{1,60}}\s[“\"]",
            rf"(?<!\w)[Ii]n\sthe\swords\sof\s{name}(?=[,.;:]|\s[“\"]|$)",
            rf"(?:^|[.!?”\"]\s|,\s){whose}{aside}\s+{said_of}[^.;:“”\"]{{1,60}}\s[“\"]",  # "Ann Lund called it “late”"
            rf"(?<!\w)(?:from|by|with|was|is)\s{whose},?\swho\s{said}",  # "it heard from Ann Lund, who said"
            rf"[\"”“»]\s?,?\s?(?:{verbs})\s+(?:the|its|an?|our|{_WHOSE}['’]s?)\s[a-z][^,.;:“”\"]{{2,80}},\s{name}(?=[,.;]|$)",
        )
    )
