"""Which whole sentences to quote around the one that answers, so that cropping never misleads.

Not cropping beats brevity: a sentence that denies, doubts, turns or attributes the chosen one is quoted with it. A
sentence that is only there to say who "it" is comes along while the quote stays short.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.language import profile, tokens
from bot.core.language.boilerplate import is_boilerplate
from bot.core.language.cues import Cues, cues, fold
from bot.core.language.headings import is_heading, is_marked
from bot.core.model.documents import Span
from bot.core.quoting import context_rules, quotation_marks, surroundings
from bot.core.quoting.context_rules import Need

# Words up to which a quote grows for a neighbour: to be understood, for its other half, not to say something else.
MOST = {Need.MILD: 36, Need.WEAK: 42, Need.FIRM: 60, Need.STRONG: 100}
NEAR = 12  # sentences on each side that are read for open quotation marks
REACH = 2  # sentences added on one side at most
FAR = 5  # ... before one of a list, up to what the list is about
BLANK_LINE = 2  # line ends between two paragraphs
LETTERS_A_WORD = 5  # where words are not parted by spaces: two characters of Chinese make about a word

_ENDED = re.compile(r"[.!?…؟。！？।۔][\"'”’»›)\]」』*_]*$")
_BROKEN = re.compile(r"[,;،、–—-]$")
# "The NSO Group" names itself; in German, where a verb comes second, so does "Der Verein Grünes Ufer".
_NAMED = re.compile(r"(?:The|Los|Las|La|El|Le|Les|L['’])\s?(?:[a-zà-ÿ]+\s)?[A-ZÀ-Þ]")
_NAMED_DE = re.compile(r"(?:Der|Die|Das) [A-ZÄÖÜ]\w+ [A-ZÄÖÜ„»\"“]")
# What a later "the firm" may mean: a name inside the sentence, or one of two words, or one in quotation marks.
_NAMES = re.compile(
    r"(?<=[a-zà-ÿа-я,] )(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May\b|Ju(?:ne|ly)"
    r"|August|September|October|November|December)[A-ZÀ-ÞА-Я]|[«“\"]|(?:^|\s)[A-ZÀ-ÞА-Я]\w+ [A-ZÀ-ÞА-Я]"
)
_NAMES_DE = re.compile(r"[»„“]|(?:^|\s)(?!D(?:er|ie|as|en|em|es)\b|Eine?)[A-ZÄÖÜ]\w+ [A-ZÄÖÜ]")
# Of the English words without content, those that a sentence may well end with: "i love it".
_OBJECTS = frozenset(["me", "it", "them", "that", "this", "you", "him", "her", "us", "had", "did"])
_AROUND = 1_500  # characters on each side in which the habit of ending sentences is looked for
_LINE_END = re.compile(r"[^\n]{40}\n")
_REFERENCE = re.compile(r"\d/\d|\b[Nn]o\. ?\d")  # as on a letterhead: "file 77/2019", "No. 20-16408"


def widen(text: str, sentences: Sequence[Span], chosen: int, count: int, language: str) -> Span:
    """What to quote: `sentences[chosen]`, the neighbours it would mislead without, and at least `count` sentences.

    `sentences`: consecutive spans of `text`, a passage's. Where the first or the last is chosen, the quote may reach
    into the neighbouring paragraph. Offsets into `text`, whole sentences.
    """
    listed = chosen < FAR and surroundings.is_item(text, sentences[chosen])
    ahead = surroundings.before(text, sentences[0][0], language) if chosen == 0 or listed else []
    behind = surroundings.after(text, sentences[-1][1], language) if chosen == len(sentences) - 1 else []
    near = max(0, chosen - NEAR)
    stretch = _Stretch(text, [*ahead, *sentences[near : chosen + NEAR], *behind], language)
    start, end = stretch.around(chosen - near + len(ahead))
    for span in [*sentences[chosen:], *reversed(sentences[:chosen])]:
        if sum(1 for first, last in sentences if start <= first and last <= end) >= count:
            break
        start, end = min(start, span[0]), max(end, span[1])
    return start, end


class _Stretch:
    """Some consecutive sentences, read for how each stands to its neighbours."""

    def __init__(self, text: str, sentences: Sequence[Span], language: str) -> None:
        self._sentences = sentences
        self._text = text
        self._language = language
        self._cues: Cues = cues(language)
        self._folds: dict[int, str] = {}
        self._quoted = quotation_marks.read(text, sentences, language)

    def around(self, chosen: int) -> Span:
        """The stretch of text to be quoted."""
        first = last = chosen
        if chosen + 1 < len(self._sentences) and self._fits(first, last + 1, last + 1, self._forward(chosen)):
            last += 1
        elif self._is_recanted_later(chosen):
            last += 2
        reach = FAR if self._is_listed(chosen) else REACH
        while first > 0 and chosen - first < reach and self._leans_out(first, last, chosen):
            first -= 1
        while last + 1 < len(self._sentences) and last - chosen < REACH and self._breaks_off(first, last):
            last += 1
        return self._sentences[first][0], self._sentences[last][1]

    def _is_recanted_later(self, chosen: int) -> bool:
        """Whether the sentence after the next one takes the chosen one back, and both fit."""
        if chosen + 2 >= len(self._sentences) or not context_rules.is_recanted(self._folded(chosen + 2), self._cues):
            return False
        return all(self._fits(chosen, chosen + 2, added, Need.FIRM) for added in (chosen + 1, chosen + 2))

    def _is_listed(self, chosen: int) -> bool:
        """Whether it is one of several things announced before: a list item, or "Third, ..."."""
        return self._is_item(chosen) or context_rules.is_listed(self._folded(chosen), self._cues)

    def _is_item(self, index: int) -> bool:
        return surroundings.is_item(self._text, self._sentences[index])

    def _leans_out(self, first: int, last: int, chosen: int) -> bool:
        return self._fits(first - 1, last, first - 1, self._backward(first, chosen))

    def _fits(self, first: int, last: int, added: int, need: Need) -> bool:
        """Whether the quote may grow to these by the one added; a heading or a fragment is never taken along."""
        if need is Need.NONE or self._words(first, last) > MOST[need]:
            return False
        start, end = self._sentences[added]
        return surroundings.tells(self._text[start:end]) or is_quotable(self._text, (start, end), self._language)

    def _words(self, first: int, last: int) -> int:
        quote = self._text[self._sentences[first][0] : self._sentences[last][1]]
        return max(len(quote.split()), len(quote) // (LETTERS_A_WORD * 3))

    def _forward(self, index: int) -> Need:
        if self._begins_anew(index + 1):
            return Need.NONE
        here, following = self._quoted[index], self._quoted[index + 1]
        if here.is_quotation and not here.ends_inside and not quotation_marks.is_attributed(here, self._cues):
            outside = following.outside if following.begins_inside or not following.is_quotation else ""
            if following.begins_inside or context_rules.of_next("", fold(outside), self._cues):
                return Need.STRONG
        return self._unless_parted(
            index + 1, context_rules.of_next(self._folded(index), self._folded(index + 1), self._cues)
        )

    def _backward(self, index: int, chosen: int) -> Need:
        """How badly the sentence at `index` needs the one before it; a sentence that came along needs less."""
        need = self._speaker_before(index)
        if need is Need.NONE and self._is_item(index):
            need = Need.STRONG if self._leads_in(index - 1) else Need.NONE
        if need is Need.NONE:
            need = self._unless_parted(
                index, context_rules.of_previous(self._folded(index - 1), self._folded(index), self._cues)
            )
            if need < Need.STRONG and self._begins_anew(index):
                return Need.NONE
        if need < Need.WEAK and self._means_somebody(index):
            need = Need.WEAK
        if need is Need.WEAK and self._stands_alone(index):
            return Need.NONE
        if need is Need.MILD and not (self._introduces(index - 1) or self._pleads(index - 1)):
            return Need.NONE
        if index == chosen or self._quoted[index].is_quotation or self._is_item(index):
            return need
        return min(need, Need.FIRM if context_rules.is_listed(self._folded(index), self._cues) else Need.WEAK)

    def _unless_parted(self, index: int, need: Need) -> Need:
        """That need; none where the sentence begins a paragraph that speaks of something else than the one before."""
        (start, end), (following, _) = self._sentences[index - 1], self._sentences[index]
        parted = self._text[start] == "#" or self._text.count("\n", end, following) >= BLANK_LINE
        if need is Need.NONE or not parted:
            return need
        goes_on = context_rules.goes_on(self._folded(index - 1), self._folded(index), self._cues)
        return need if goes_on else Need.NONE

    def _begins_anew(self, index: int) -> bool:
        """Whether it is the next question of many, on a line of its own, or begins the next numbered paragraph."""
        (_, end), (start, stop) = self._sentences[index - 1], self._sentences[index]
        if "\n" not in self._text[end:start] or self._text[end - 1] in ":：":
            return False
        if self._is_item(index):
            return self._text[start].isdigit() and not self._is_item(index - 1)
        return self._text[stop - 1] in "?？؟" and "\n" in self._text[stop : stop + 2]

    def _leads_in(self, index: int) -> bool:
        """Whether it is an item too, or what announces the list."""
        return self._is_item(index) or self._text[self._sentences[index][1] - 1] in ":："

    def _stands_alone(self, index: int) -> bool:
        """Whether what looks like a reference back is a name ("The NSO Group") or was quoted so by a named speaker."""
        here = self._quoted[index]
        if here.is_quotation and quotation_marks.names_speaker(here, self._cues):
            return True
        named = _NAMED_DE if self._language == "de" else _NAMED
        return named.match(self._text, self._sentences[index][0]) is not None

    def _means_somebody(self, index: int) -> bool:
        """Whether a pronoun comes soon, and no name before it."""
        found = self._cues.starts_anaphor.match(self._folded(index))
        if found is None:
            return False
        start, end = self._sentences[index]
        before = self._text[start:end].split()[1 : found["before"].count(" ")]
        return self._language == "de" or not any(word[0].isupper() for word in before)

    def _introduces(self, index: int) -> bool:
        """Whether the sentence names something, or speaks of "a firm", that a later "the firm" may mean."""
        names = _NAMES_DE if self._language == "de" else _NAMES
        if self._cues.indefinite.search(self._folded(index)) or self._language == "ar":
            return True
        return names.search(self._text, *self._sentences[index]) is not None

    def _pleads(self, index: int) -> bool:
        """Whether one side has its say in the sentence: what follows on it may be that, too."""
        return self._cues.starts_party.match(self._folded(index)) is not None

    def _speaker_before(self, index: int) -> Need:
        """Whether the words are quoted and the sentence itself doesn't name who speaks."""
        here = self._quoted[index]
        if not here.is_quotation:
            return Need.NONE
        if here.begins_inside:
            return Need.STRONG
        if not quotation_marks.is_attributed(here, self._cues):
            return Need.STRONG
        return Need.NONE if quotation_marks.names_speaker(here, self._cues) else Need.WEAK

    def _breaks_off(self, first: int, last: int) -> bool:
        """Whether the quote would end inside a quotation whose speaker it hasn't named."""
        if not self._quoted[last].ends_inside:
            return False
        return not any(quotation_marks.is_attributed(one, self._cues) for one in self._quoted[first : last + 1])

    def _folded(self, index: int) -> str:
        if index not in self._folds:  # asked of a sentence up to six times
            start, end = self._sentences[index]
            self._folds[index] = fold(self._text[start:end])
        return self._folds[index]


def is_quotable(text: str, span: Span, language: str) -> bool:
    """Whether this sentence can stand as evidence: no heading, caption, boilerplate or truncated leftover.

    Nor one with a letter that couldn't be read.
    """
    start, end = span
    sentence = text[start:end]
    if "\N{REPLACEMENT CHARACTER}" in sentence:
        return False
    line = _line(text, start, end)
    if is_boilerplate(sentence) or (line != sentence and is_boilerplate(line)) or is_marked(line):
        return False
    if _ENDED.search(sentence[-6:]):
        return True
    if sentence[-1:] in ":：":
        return len(line) > len(sentence) or "\n" in text[end : end + 2]
    if surroundings.ITEM.match(sentence):
        return sentence[-1] not in "-–—"
    if _BROKEN.search(sentence):
        return False
    if profile.writing(language).spaces == "clauses" or sentence.startswith("|"):
        return True
    return _is_unended_prose(text, start, end, sentence, line, language)


def _line(text: str, start: int, end: int) -> str:
    first = text.rfind("\n", max(0, start - 2_000), start) + 1
    last = text.find("\n", end, end + 2_000)
    return text[first or max(0, start - 2_000) : last if last >= 0 else end + 2_000].strip()


def _is_unended_prose(text: str, start: int, end: int, sentence: str, line: str, language: str) -> bool:
    """A sentence without its full stop: a habit of the author, or a heading or the rest of something cut off?"""
    if len(sentence.split()) > LONG_ENOUGH or (line == sentence and _REFERENCE.search(sentence)):
        return True
    if line == sentence and _is_whole(sentence, language) and surroundings.is_announced(text, start, end):
        return True
    before = text.rfind("\n", 0, start) + 1  # the words before it in its own line end as sentences do, and say nothing
    around = text[max(0, before - _AROUND) : before] + "\n" + text[end : end + _AROUND]
    ends = [found.group()[:-1].rstrip()[-6:] for found in _LINE_END.finditer(around + "\n")]
    ended = sum(1 for tail in ends if _ENDED.search(tail))
    if ended * 2 > len(ends):
        return False
    if line != sentence:
        return line.endswith(sentence) and _is_whole(sentence, language)
    return bool(ends) or not is_heading(sentence) or len(sentence.split()) > FEW


def _is_whole(sentence: str, language: str) -> bool:
    """Whether the last words of a line, which only lack their full stop, break off nowhere."""
    said = sentence.split()
    last = tokens.fold(said[-1], language)
    return len(said) > FEW and (last in _OBJECTS or last not in tokens.function_words(language))


LONG_ENOUGH = 16  # words: a longer sentence without a full stop is no heading
FEW = 3  # words: a lone line that short says nothing
