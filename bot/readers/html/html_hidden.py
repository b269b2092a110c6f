"""What of a page a browser doesn't show: by its element, its attributes, its style, and the page's own style sheet."""

from __future__ import annotations

import re
from typing import Any, Final

_NEVER: Final = frozenset(  # elements that show no words of their own, or none while scripts and pictures are on
    """head script style noscript template link meta title svg canvas object embed applet iframe audio video map area
    datalist select option input textarea progress meter param source track del s strike rp rt rtc annotation
    annotation-xml colgroup col frameset noframes""".split()  # noqa: SIM905 - a list that can be read
)
_STYLE: Final = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden"
    r"|opacity\s*:\s*0*(?:\.0*)?(?=\s*(?:;|!|$))|font-size\s*:\s*0(?:px|em|rem|pt|%)?(?=\s*(?:;|!|$))"
    r"|(?:left|right|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01](?:px)?[\s,])",
    re.IGNORECASE,
)
_BLOCK: Final = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|list-item|table)\b", re.IGNORECASE)
_LINES: Final = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_UNSEEN: Final = re.compile(  # classes by which pages everywhere hide words that are for screen readers or printers
    r"(?:^|\s)(?:sr-only|visually-?hidden|visuallyhidden|screen-?reader(?:-text|-only)?|screenreader|u-hidden"
    r"|is-hidden|element-invisible|offscreen)(?:\s|$)",
    re.IGNORECASE,
)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE: Final = re.compile(r"([^{}@;]{1,2000})\{([^{}]*)\}")
_AT: Final = re.compile(
    r"@[^{};]{0,500}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}"
)  # @media and the like: not on a screen, or not now
_SIMPLE: Final = re.compile(r"([a-z][a-z0-9]*)?([.#])([\w-]+)", re.IGNORECASE)
_LARGEST: Final = 500_000  # characters of style sheets that are looked through


class Rules:
    """Tells whether an element is hidden; knows the classes and ids that the page's style sheet hides."""

    def __init__(self, classes: frozenset[str] = frozenset(), ids: frozenset[str] = frozenset()) -> None:
        self._classes, self._ids = classes, ids

    def hides(self, element: Any) -> bool:
        """Whether this element itself hides what is in it."""
        if element.tag in _NEVER:
            return True
        if (element.tag == "dialog" and element.get("open") is None) or element.get("popover") is not None:
            return True
        return bool(element.attrib) and (_by_attribute(element) or self._by_sheet(element))

    def hides_within(self, element: Any, outer: Any) -> bool:
        """Whether an element or one between it and `outer` is hidden."""
        while element is not None and element is not outer:
            if self.hides(element):
                return True
            element = element.getparent()
        return False

    def _by_sheet(self, element: Any) -> bool:
        named = self._ids and element.get("id") in self._ids
        classed = self._classes and not self._classes.isdisjoint((element.get("class") or "").split())
        return bool(named or classed) and not _holds_page(element)


def _by_attribute(element: Any) -> bool:
    if element.get("hidden") is not None or _UNSEEN.search(element.get("class") or ""):
        return True
    silent = (element.get("aria-hidden") or "").strip().lower() == "true"
    return (silent or _STYLE.search(element.get("style") or "") is not None) and not _holds_page(element)


def _holds_page(element: Any) -> bool:
    """Whether it is the page itself: hidden only behind a dialog, or until a script has run."""
    return next(element.iter("body", "main", "article", "h1"), None) is not None


def rules(root: Any) -> Rules:
    """By the style sheets in the page: rules of one class or id that hide, and apply on every screen."""
    sheets = "\n".join(sheet.text or "" for sheet in root.iter("style") if _is_for_screens(sheet))[:_LARGEST]
    found: dict[str, set[str]] = {".": set(), "#": set()}
    if "none" in sheets or "hidden" in sheets:
        for selectors, said in _RULE.findall(_AT.sub("", _COMMENT.sub("", sheets))):
            if _STYLE.search(said):
                for selector in selectors.split(","):
                    if simple := _SIMPLE.fullmatch(selector.strip()):
                        found[simple[2]].add(simple[3])
    return Rules(frozenset(found["."]), frozenset(found["#"]))


def _is_for_screens(sheet: Any) -> bool:
    return (sheet.get("media") or "all").strip().lower() in {"all", "screen", ""}


def is_block(element: Any) -> bool:
    """Whether an inline element's own style makes it a block."""
    return _BLOCK.search(element.get("style") or "") is not None


def keeps_lines(element: Any) -> bool:
    """Whether its own style keeps line ends as they are."""
    return _LINES.search(element.get("style") or "") is not None
