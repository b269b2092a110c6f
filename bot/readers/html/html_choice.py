"""Which blocks of a page are its article: trafilatura finds them, and what stands among them goes with them.

The extractor's own words only tell which blocks it took, by runs of three words; so a word that it lost or changed
within a block doesn't matter. Each of its words speaks for one block: a teaser or a second copy of a paragraph (for
other screens) isn't taken beside it. To these are added the sentences that stand between them in the same element, or
under the page's own heading before them: leads, fact boxes, corrections, captions.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any, Final

from bot.readers.html import html_layout
from bot.readers.html.html_frame import is_frame, leads_elsewhere
from bot.readers.html.html_layout import Block

Words = tuple[str, ...]

_RUN: Final = 3  # words
_TAKEN: Final = 0.5  # of a block's runs of words are in what was extracted
_SHORT: Final = 250  # characters; below, the precise mode has usually thrown the article away with the menus
_CORE: Final = 0.75  # of the article's characters are in the smallest element that counts as the article
_SENTENCE: Final = 5  # words; a shorter line among paragraphs is a label, a date, a button
_LEAD: Final = 40  # blocks between a page's heading and its article at most
_SUBTITLE: Final = 8  # words of a heading that is a lead
_BODY: Final = re.compile(r"(?:^|[\s_-])(?:article|story|post|entry|body|content|text)(?:$|[\s_-])", re.IGNORECASE)
_WORD: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_END: Final = re.compile(r"[.!?…。！？؟۔:;][\"'”’»›)\]]*$|[”»]$")


def article(page: Any, found: Sequence[Block]) -> list[Block]:
    """The blocks that belong to the article, in order; all that are no menus where none is found, or most are rows."""
    chosen = _chosen(page, found)
    if not _is_of_tables(found):
        return chosen
    kept = {id(block) for block in chosen}
    return [block for block in found if id(block) in kept or not is_frame(block)]


def _chosen(page: Any, found: Sequence[Block]) -> list[Block]:
    extracted = _extracted(page)
    words = [_words(block.words) for block in found]
    taken = _claimed(extracted, words, range(len(found))) if extracted is not None else set()
    if not taken:
        return [block for block in found if not is_frame(block)] or list(found)
    core = _core([found[at] for at in taken])
    inside = [_is_within(block.element, core) for block in found]
    order = sorted(range(len(found)), key=lambda at: (not inside[at], -len(words[at])))
    taken = _claimed(extracted, words, order)
    taken = {at for at in taken if inside[at] or not is_frame(found[at], core)} or taken
    if further := _continued(found, words, inside, core):
        taken |= further
        core = _common(core, found[max(further)].element)
    taken = _filled(found, words, taken, core)
    return [found[at] for at in sorted(taken) if not leads_elsewhere(found[at])] or list(found)


def _is_of_tables(found: Sequence[Block]) -> bool:
    """A docket, a register, a list of accounts: no article that an extractor could find."""
    sizes: Counter[bool] = Counter()
    for block in found:
        sizes[block.kind == "row"] += len(block.words)
    return sizes[True] > sizes[False]


def _extracted(page: Any) -> Any:
    """The body that trafilatura finds, precisely or else generously, or None."""
    precise = _extract(page, precision=True)
    if precise is not None and len("".join(precise.itertext())) >= _SHORT:
        return precise
    generous = _extract(page, precision=False)
    return precise if generous is None else generous


def _extract(page: Any, *, precision: bool) -> Any:
    from trafilatura import bare_extraction

    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # they warn of every oddity, page by page
    found: Any = bare_extraction(deepcopy(page), favor_precision=precision, include_comments=False)
    return found.body if found is not None else None


def _claimed(body: Any, words: Sequence[Words], order: Sequence[int]) -> set[int]:
    """The blocks that were taken. In that order each claims its words, which then speak for no other."""
    runs = Counter(_runs(_words(" ".join(body.itertext()))))
    short = Counter(said for part in body.iter() if len(said := _words(_said(part))) <= _RUN)
    taken = set()
    for at in order:
        own = list(_runs(words[at])) if len(words[at]) > _RUN else [words[at]]
        left = runs if len(words[at]) > _RUN else short
        hits = [run for run in own if left[run] > 0]
        if hits and len(hits) >= _TAKEN * len(own):
            left.subtract(hits)
            taken.add(at)
    return taken


def _said(part: Any) -> str:
    return (" " if part.tag == "row" else "").join(part.itertext())


def _words(text: str) -> Words:
    return tuple(_WORD.findall(text.casefold()))


def _runs(words: Words) -> Iterator[Words]:
    return zip(*(words[at:] for at in range(_RUN)), strict=False)


def _core(taken: Sequence[Block]) -> Any:
    """The smallest element that holds most of the article."""
    weights: Counter[Any] = Counter()
    for block in taken:
        for above in (block.element, *block.element.iterancestors()):
            weights[above] += len(block.words)
    most = _CORE * sum(len(block.words) for block in taken)
    inner = [element for element, weight in weights.items() if weight >= most]
    return max(inner, key=lambda element: sum(1 for _ in element.iterancestors()))


def _is_within(element: Any, outer: Any) -> bool:
    return element is outer or any(above is outer for above in element.iterancestors())


def _continued(found: Sequence[Block], words: Sequence[Words], inside: Sequence[bool], core: Any) -> set[int]:
    """The prose of the elements of the article's own make that follow it, no heading between: advertisements part it.

    inside: which blocks are in `core`. A page that lists several articles has their headings between them.
    """
    parts = list(_alike(core))
    further: set[int] = set()
    last = max(at for at, within in enumerate(inside) if within)
    for at in range(last + 1, len(found)):
        part = next((one for one in parts if _is_within(found[at].element, one)), None)
        if found[at].kind == "heading" and (part is None or found[at].is_main_heading):
            break
        if part is not None and _is_prose(found[at], words[at], set()) and not is_frame(found[at], part):
            further.add(at)
    return further


def _alike(core: Any) -> Iterator[Any]:
    """Elements as deep in the page, of the same tag and classes, where those say that they hold an article's body."""
    classes, deep = core.get("class") or "", sum(1 for _ in core.iterancestors())
    if core.tag in {"div", "section"} and _BODY.search(classes):
        for one in core.getroottree().iter(core.tag):
            if one is not core and one.get("class") == classes and sum(1 for _ in one.iterancestors()) == deep:
                yield one


def _filled(found: Sequence[Block], words: Sequence[Words], taken: set[int], core: Any) -> set[int]:
    """With the sentences among those taken, those before them under the page's heading, and the headings of both.

    After the last, such as stand beside others that were taken: a correction, for example.
    """
    first, last = min(taken), max(taken)
    said = {found[at].words for at in taken}
    parents = {id(found[at].element.getparent()) for at in taken}
    filled = set(taken)
    head = _heading(found, first)
    around = _common(found[head].element, found[first].element)
    items = _lists_of_sentences(found, words)
    for at in range(min(head + 1, first), len(found)):
        block, within = found[at], core if at >= first else around
        if at in taken or block.words in said or not _is_within(block.element, within):
            continue
        beside = at > first and id(block.element.getparent()) in parents
        if (
            (at < last or beside)
            and _is_prose(block, words[at], items)
            and (not is_frame(block, within) or _is_linked_sentence(block, beside))
        ):
            filled.add(at)
            said.add(block.words)
    for at in range(last, head, -1):
        if found[at].kind == "heading" and at + 1 in filled and _beside(found[at], found[at + 1]):
            filled.add(at)
    return filled | {at for at, block in enumerate(found) if block.kind == "credit" and at - 1 in filled}


def _is_linked_sentence(block: Block, beside: bool) -> bool:
    """Whether it is a sentence all the same, though all of it is a link."""
    return beside and block.element.tag == "p" and block.words.endswith((".", "。", "؟", "۔", ".”", ".»"))


def _heading(found: Sequence[Block], first: int) -> int:
    """Where the page's own heading stands: the last <h1> before its article, or else the article's beginning."""
    for at in range(first - 1, max(-1, first - _LEAD), -1):
        if found[at].is_main_heading:
            return at
    return first


def _common(one: Any, other: Any) -> Any:
    above = {one, *one.iterancestors()}
    return next((element for element in (other, *other.iterancestors()) if element in above), None)


def _beside(one: Block, other: Block) -> bool:
    return one.element.getparent() is other.element.getparent() and not is_frame(one, one.element.getparent())


def _lists_of_sentences(found: Sequence[Block], words: Sequence[Words]) -> set[Any]:
    """The lists whose items say something: they have as many words as sentences, on average."""
    count: Counter[Any] = Counter()
    size: Counter[Any] = Counter()
    for block, own in zip(found, words, strict=True):
        if block.kind == "item" and block.group is not None:
            count[block.group] += 1
            size[block.group] += len(own)
    return {group for group in count if size[group] >= _SENTENCE * count[group]}


def _is_prose(block: Block, words: Words, lists: set[Any]) -> bool:
    """Whether it says something: a sentence, a row of a table, an item of a list of more than labels."""
    if block.kind == "row" or (block.kind == "item" and block.group in lists):
        return True
    if block.kind == "heading":
        return len(words) >= _SUBTITLE
    long = len(words) >= _SENTENCE or html_layout.quotation(block) is not None
    return long and _END.search(block.words) is not None


def left_out(found: Sequence[Block], kept: Sequence[Block]) -> float:
    """The share of a page's text outside its menus and links that is left out, by characters."""
    mine = {id(block) for block in kept}
    total = sum(len(block.words) for block in found if id(block) in mine or not is_frame(block))
    return 1 - sum(len(block.words) for block in kept) / total if total else 0.0
