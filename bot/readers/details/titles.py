"""What to call a document that doesn't say: its first line where that reads like a title, else its file's name."""

from __future__ import annotations

import re

from bot.core.library.intake import shown
from bot.readers.details import captions

LONGEST = 120  # characters of a line that is still a title
_ENDS_A_SENTENCE = re.compile(r"[.,;:。،؛।…]['\"”’»)]*$")


def from_text(text: str) -> str:
    """The first line, if it is short, isn't a sentence and stands apart from more text; else nothing."""
    first, _, rest = text.lstrip().partition("\n")
    line = " ".join(first.split())
    next_line = rest.partition("\n")[0]
    apart = not next_line.strip() or len(next_line) > 2 * LONGEST
    is_title = 0 < len(line) <= LONGEST and any(map(str.isalpha, line)) and not _ENDS_A_SENTENCE.search(line)
    return line if is_title and apart and rest.strip() else ""


def from_name(name: str) -> str:
    """ "letters/us-lawmakers_letter.txt" → "Us lawmakers letter"."""
    stem = re.sub(r"\.\w{1,8}$", "", shown(name))
    words = " ".join(re.split(r"[\s_-]+", stem)).strip()
    return words[:1].upper() + words[1:]


def find(text: str, name: str) -> str:
    return captions.title(text) or from_text(text) or from_name(name)
