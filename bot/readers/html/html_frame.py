"""What stands around articles, told by the names of elements and by links: menus, share bars, teasers, comments."""

from __future__ import annotations

import re
from typing import Any, Final

from bot.readers.html.html_layout import Block

_FRAMES: Final = frozenset({"nav", "form", "button", "footer"})
_NAMED: Final = re.compile(  # how classes and ids of such elements begin, or one of their parts after a dash
    r"(?:^|[\s-])(?:nav|menu|breadcrumb|footer|side-?bar|related|recommend|recirc|shar(?:e|ing)|social|newsletter|sign-?up"
    r"|subscri|opt-?in|promo|advert|sponsor|cookie|consent|banner|comment|respon[ds]|disqus|trending|popular|most-?read"
    r"|more-(?:news|stories|from)|read-?more|also-read|breaking|tag|keyword|topic|widget|paginat|pager|byline|author|bio"
    r"|meta|timestamp|dateline|toolbar|login|popup|modal|outbrain|taboola|copyright|credit|search|player|donat|rating"
    r"|gallery|rail|carousel|swiper|slider|paywall|interstitial|disclaimer|upsell|affiliate|poll|quiz|playlist|messenger"
    r"|(?:ad|ads|cta|views|print|follow)(?=$|[\s-]))"
)
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ELSEWHERE: Final = re.compile(  # how a line begins that is only there for the link in it
    r"\W*(?:(?:read|see|learn|find out|watch|listen)\b.{0,20}\b(?:more|also|next|here)\b|related\b|don.t miss\b"
    r"|also (?:read|on|see)\b|more (?:on|from|about)\b|mehr zum thema|lesen sie|lire (?:aussi|plus)|à lire|voir aussi"
    r"|le[ea] también|te puede interesar|leia (?:também|mais)|veja também|leggi anche|lees ook|читайте также"
    r"|اقرأ أيضا)",
    re.IGNORECASE,
)
MOST: Final = 0.5  # of a block's characters are links: it leads elsewhere


def is_frame(block: Block, article: Any = None) -> bool:
    """Whether a block is links, or in an element within `article` (else: anywhere) that is named as such."""
    if block.linked > MOST * len(block.words):
        return True
    for above in (block.element, *block.element.iterancestors()):
        if above is article or above.tag in {"main", "body"}:
            return False
        if (above.tag in _FRAMES and block.kind != "credit") or _is_named(above):
            return True
    return False


def leads_elsewhere(block: Block) -> bool:
    """ "Read more: …", and the like."""
    return block.linked > 0.4 * len(block.words) and _ELSEWHERE.match(block.words) is not None


def _is_named(element: Any) -> bool:
    if element.tag == "article" or not element.attrib:
        return False
    names = " ".join(filter(None, map(element.get, ("class", "id", "role"))))
    return _NAMED.search(_CAMEL.sub("-", names).lower().replace("_", "-")) is not None
