"""Lines of text: which breaks between them were made on purpose, and which only wrap a long line.

A break inside a paragraph ends a sentence only where it was made on purpose: before a list item, after a heading, in a
table, a list of names or an address. Where nothing says so it is taken for wrapping, because half a sentence misleads
and a heading too much does not. Lines that stand together between blank lines are looked at together: whether any of
them goes on with a small letter tells more than each alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from bot.core.language import profile, tokens
from bot.core.language.boilerplate import is_boilerplate
from bot.core.model.documents import Span

NARROW = 40  # characters: lines that are all shorter are no wrapped text, if none goes on with a small letter
TINY = 24  # ... even if one does, where none of them ends as sentences do
FEW = 4  # words of a heading, or of a name, in scripts without capitals
HEADING = 0.75  # of the widest line: a heading above its text is shorter
LEFTOVER = 80  # characters of a byline or leftover above a text
ROOM = 4  # characters that a wrapping program leaves over although the next word would fit (justified print, tabs)

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_ITEM = re.compile(
    r"\s*(?:[-–—*•·▪◦‣○●➤→⁃]\s+|#{1,6}\s|[>|]|\(?\d{1,3}(?:\.\d{1,3})*[.)]\s+|\(?(?:[a-zA-Z]|[ivxlc]{1,6})\)\s+"
    r"|[a-hA-H]\.\s+(?=\S+\s+\S))"
)
_LABEL = re.compile(r"\s*\S+(?: \S+){0,3}[:：](?:\s|$)")  # "From: …", "Q: …", "Date of birth: …"
_CLOSED = re.compile(r"[.!?。！？…؟۔।][\"'”’»›)\]」』]*\s*$")
_LEADS_IN = re.compile(r"[:：][\"'”’»›)\]」』]*\s*$")
_CLOSES_ITEM = re.compile(r"[;；:：][\"'”’»›)\]」』]*\s*$")
_DANGLING = re.compile(r"(?:[,،、，(\[«“„–—‐-]|\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gen|Col|No|Nos|Art|v|vs|p|pp)\.)$")
_GREETING = re.compile(r"\W*\w+(?: \S+){0,4},$")  # "Dear Sir," "Yours sincerely,"
# What the lines above a mail begin with, in the languages whose programs write it.
_MAIL_HEAD = re.compile(
    r"(?:From|To|Cc|Bcc|Sent|Date|Subject|Von|An|Gesendet|Datum|Betreff|De|À|Envoyé|Objet|Para|Enviado|Fecha|Asunto|От|Кому"
    r"|Дата|Тема|من|إلى|التاريخ|الموضوع) ?:(?: |$)"
)
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.? [^\W\d_]")  # "3.5 What the company told us"
_HEAD = re.compile(r"[\s\"'“”‘’«»‹›„(\[¿¡—–-]*")
_LAST_WORD = re.compile(r"([^\W_]{1,40})['’]?$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_PAUSE = re.compile(r"[,;.،]")
_DASHES = "-–—"
_BEFORE_LETTER = {"a": "", **dict(zip("bcdefgh", "abcdefg", strict=True))}
_ANYWHERE = re.compile(r"[.!?;:。！？؟।]")


def units(block: str, language: str = "en") -> Iterator[Span]:
    """The stretches that no sentence crosses: lines joined where the break between them is only a wrapped line."""
    if block.isprintable() or _BREAK.search(block) is None:  # the first is quick, and true of most
        yield 0, len(block)
        return
    bounds = [0, *(found.end() for found in _BREAK.finditer(block)), len(block)]
    first = 0
    for at, on_purpose in enumerate(breaks([block[a:b].rstrip() for a, b in pairwise(bounds)], language), 1):
        if on_purpose:
            yield first, bounds[at]
            first = bounds[at]
    yield first, len(block)


def breaks(lines: Sequence[str], language: str) -> list[bool]:
    """For each break between two of these lines, whether it was made on purpose."""
    found: list[bool] = []
    first = 0
    for index in range(len(lines) + 1):
        if index == len(lines) or not lines[index].strip():
            found += _within(lines[first:index], language)
            found += [True] * ((index > first) + (index < len(lines)))
            first = index + 1
    return found[: len(lines) - 1]


def _within(lines: Sequence[str], language: str) -> list[bool]:
    """The breaks inside lines that stand together."""
    if len(lines) < 2:
        return []
    stanza = _Stanza.of(lines, language)
    return [stanza.ends(index) for index in range(len(lines) - 1)]


@dataclass(frozen=True, slots=True)
class _Stanza:
    """Lines between two blank ones. wraps: one of them surely goes on in the next."""

    lines: Sequence[str]
    language: str
    width: int
    wraps: bool

    @classmethod
    def of(cls, lines: Sequence[str], language: str) -> _Stanza:
        width = max(map(len, lines))
        prose = width > TINY or any(map(_ANYWHERE.search, lines))
        inner = list(pairwise(lines))[1 if _GREETING.match(lines[0]) and not starts_small(lines[1]) else 0 :]
        wraps = prose and any(_goes_on(line, after, language) for line, after in inner)
        return cls(lines, language, width, wraps)

    def ends(self, index: int) -> bool:
        """Whether the break after the line of that number was made on purpose."""
        line, after = self.lines[index], self.lines[index + 1]
        if line.lstrip().startswith(("#", "|")) or not (line.strip("=- ") and after.strip("=- ")):
            return True
        if self._is_above(index, line, after):
            return True
        if item := _ITEM.match(after):
            return self._ends_before_item(index, item)
        if starts_small(after):
            return not self.wraps and not _dangles(line, self.language)
        if not self.wraps and self._is_list():
            return True
        if not self._fits(index) or _CLOSED.search(line):
            return False
        greets = index == 0 and _GREETING.match(line)
        return bool(greets) or (not _dangles(line, self.language) and self._ends_unclosed(index, line, after))

    def _is_above(self, index: int, line: str, after: str) -> bool:
        """Whether this stands above a text: a line of a mail's head, the greeting below it, a byline, "3.5 Method"."""
        is_head = [_MAIL_HEAD.match(one) is not None for one in (self.lines[index - 1] if index else "", line, after)]
        if is_head[0] and (is_head[1] or _GREETING.match(line)):
            return self._fits(index)
        if is_head[1] and is_head[2]:
            return True
        if index or len(line) > LEFTOVER or not self._fits(0) or starts_small(after):
            return False
        section = _SECTION.match(line)
        return is_boilerplate(line.strip()) or (section is not None and not _PAUSE.search(line, section.end()))

    def _fits(self, index: int) -> bool:
        """Whether the first word of the next line would have had room on this one."""
        return len(self.lines[index]) + len(self.lines[index + 1].split(None, 1)[0]) + ROOM <= self.width

    def _ends_before_item(self, index: int, item: re.Match[str]) -> bool:
        """A number or a dash may also be part of the sentence: "on page / 12. It ...", "the law / – if it is one –"."""
        line, after = self.lines[index], self.lines[index + 1]
        if _CLOSED.search(line) or _CLOSES_ITEM.search(line):
            return True
        if after.lstrip()[0] in _DASHES:
            return _ITEM.match(line) is not None or (self._fits(index) and not starts_small(after))
        before = _mark_before(_mark(item))
        if before is None:
            return True
        follows = before in {"", "0"} or any(map(partial(_begins_with, mark=before), self.lines[: index + 1]))
        return follows and (self._fits(index) or _ITEM.match(line) is not None)

    def _ends_unclosed(self, index: int, line: str, after: str) -> bool:
        """The next word would have had room, is no small one, and no sentence ends before it."""
        if not self.wraps and (self.width < NARROW or _LEADS_IN.search(line) or _LABEL.match(after)):
            return True
        return self._is_heading(index, line, after)

    def _is_list(self) -> bool:
        """Where no line goes on in the next: names, an address, records, rows. Of two lines nobody can tell."""
        many = len(self.lines) > (4 if profile.writing(self.language).capitals == "nouns" else 2)
        return many and not _CLOSED.search(self.lines[-1])

    def _is_heading(self, index: int, line: str, after: str) -> bool:
        """A short line above longer ones, the next of which begins as sentences do."""
        if index or len(line) > HEADING * self.width or _PAUSE.search(line):
            return False
        if not _has_case(line):
            return len(line.split()) <= FEW
        word = _FIRST_WORD.search(after)
        begins = word is not None and tokens.fold(word[0], self.language) in tokens.function_words(self.language)
        return begins or line.isupper() or (not self.wraps and _is_title(line))


def _goes_on(line: str, after: str, language: str) -> bool:
    """Whether the next line surely goes on with this one."""
    if _ITEM.match(after):
        return False
    if starts_small(after) or _dangles(line, language):
        return True
    open_end = not _has_case(line) and len(line.split()) > FEW and not _CLOSED.search(line)
    return open_end and not profile.writing(language).is_unspaced


def _begins_with(line: str, mark: str) -> bool:
    found = _ITEM.match(line)
    return found is not None and _mark(found) == mark


def _mark(item: re.Match[str]) -> str:
    return item[0].strip().strip("().").lower()


def _mark_before(mark: str) -> str | None:
    """What stands before the item of this number or letter in its list: "2.3" before "2.4"; "" before the first."""
    above, _, last = mark.rpartition(".")
    if last.isdigit():
        return f"{above}.{int(last) - 1}" if above and last != "1" else str(int(last) - 1)
    return _BEFORE_LETTER.get(mark)


def ends_paragraph(line: str, following: str, width: int) -> bool:
    """Whether a line among wrapped ones ends its paragraph: broken on purpose, after the end of a sentence."""
    fits = len(line) + len(following.split(None, 1)[0]) + ROOM <= width
    closed = _CLOSED.search(line) or _LEADS_IN.search(line)
    if line.startswith("#"):
        return True
    return bool(closed) and not starts_small(following) and (fits or _ITEM.match(following) is not None)


def starts_small(words: str) -> bool:
    """Whether the first letter is a small one."""
    head = _HEAD.match(words)
    return head is not None and words[head.end() : head.end() + 1].islower()


def _dangles(line: str, language: str) -> bool:
    """Whether a line ends where no sentence and no heading ends: in a comma, an article, a title before a name."""
    if _DANGLING.search(line):
        return True
    last = _LAST_WORD.search(line)
    return last is not None and last[1].islower() and tokens.fold(last[1], language) in tokens.function_words(language)


def _is_title(line: str) -> bool:
    """Written as titles are: all words of some length with a capital, or all letters."""
    long = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    return len(long) > 1 and all(word[0].isupper() for word in long)


def _has_case(line: str) -> bool:
    return line.lower() != line.upper()
