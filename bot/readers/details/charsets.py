"""Bytes → letters: the mark at the start, then what was declared, then UTF-8, then a guess that must be plausible.

Nothing is repaired: a wrong letter is a wrong quote. A few bytes that can't be read in an encoding that is otherwise
sure become U+FFFD each, which no quote may hold; a text with more of them is refused. CRLF becomes LF; that is all.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.errors import NotText, WrongEncoding

_MARKS = (  # the longer ones first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_REALLY = {  # what browsers take these labels to mean; WHATWG Encoding Standard, section 4.2
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_CJK = r"[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e“”‘’—…·]"
_PLAUSIBLE = {  # letters that texts in that encoding are made of; other non-ASCII characters speak against it
    "cp1252": re.compile(r"[àâáäãåæçéèêëíìîïñóòôöõøœúùûüßÀÂÁÄÃÅÆÇÉÈÊËÍÎÏÑÓÔÖÕØŒÚÛÜ¿¡ºª°§«»„“”‘’–—…€£•\xa0]"),
    "cp1250": re.compile(r"[ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽäôľĺŕöüßőűŐŰÖÜăâîşţĂÂÎŞŢđĐ§«»„“”‘’–—…\xa0]"),
    "cp1254": re.compile(r"[çğıöşüâîûÇĞİÖŞÜ«»„“”‘’–—…\xa0]"),
    "cp1257": re.compile(r"[āčēģīķļņšūžąęėįųõäöüĀČĒĢĪĶĻŅŠŪŽĄĘĖĮŲÕÄÖÜ«»„“”‘’–—…\xa0]"),
    "cp1251": re.compile(r"[\u0410-\u044fЁёІіЇїЄєҐґЎўЈјЉљЊњЋћЏџЂђЃѓЌќЅѕ№§«»„“”‘’–—…\xa0]"),
    "koi8_r": re.compile(r"[\u0410-\u044fЁё©\xa0]"),
    "cp1253": re.compile(r"[\u0386-\u03ce«»“”‘’–—…·\xa0]"),
    "cp1255": re.compile(r"[\u0591-\u05f4“”‘’–—…\xa0]"),
    "cp1256": re.compile(r"[\u060c-\u06ff«»“”‘’–—…\xa0\u200c\u200d\u200e\u200f]"),
    "cp874": re.compile(r"[\u0e01-\u0e5b“”‘’–—…\xa0]"),
    "gb18030": re.compile(_CJK),
    "big5": re.compile(_CJK),
    "cp932": re.compile(_CJK),
    "euc_jp": re.compile(_CJK),
    "cp949": re.compile(r"[\u3000-\u303f\uac00-\ud7a3\uff01-\uff5e“”‘’—…·]"),
}
_PLAUSIBLE |= {  # their neighbours, made of the same letters
    other: _PLAUSIBLE[like]
    for other, like in {
        "iso8859-2": "cp1250", "iso8859-5": "cp1251", "cp866": "cp1251", "cp855": "cp1251", "koi8-r": "koi8_r",
        "koi8-u": "cp1251", "iso8859-6": "cp1256", "iso8859-7": "cp1253", "iso8859-8": "cp1255", "iso8859-15": "cp1252",
        "euc_kr": "cp949", "johab": "cp949", "euc_tw": "big5", "iso8859-13": "cp1257", "iso8859-4": "cp1257",
    }.items()
}  # fmt: skip
_EAST_ASIAN = frozenset({_PLAUSIBLE["big5"], _PLAUSIBLE["cp949"]})
_ALIKE = {"iso8859-16": "cp1250"}  # what a detector says → what such bytes are far more often
_BAD = "\N{REPLACEMENT CHARACTER}"
_NO_PLACES = frozenset(
    {"utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-7"}
)  # all would shift
_LATIN = {  # letters beyond ASCII that each language writes, small; most also write their neighbours' in names
    "cs": "áčďéěíňóřšťúůýž",
    "et": "äõöüšž",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "pl": "ąćęłńóśźż",
    "ro": "ăâîșşțţ",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "tr": "çğıİöşüâîû",
}
_WESTERN = "àâáäãåæçéèêëíìîïñóòôöõøœúùûüßÿªº"  # and of all others
_LETTER_SHARE = 0.85  # of a text's letters beyond ASCII must be those of its language
_FEW = 5  # bytes that can't be read, or
_FEW_SHARE = 0.01  # ... of the letters beyond ASCII: still the encoding that was declared
_GOOD = 10  # times as many good letters as bad ones beyond ASCII: UTF-8, though nothing was declared
_SHARE = 0.97  # of the non-ASCII characters must be plausible letters
_PAUSE = re.compile(r"[\s!-/:-@\u3000-\u303f\uff01-\uff20]")
_SHORT = 4  # characters
_FEWEST = 6  # letters beyond ASCII by which one East Asian encoding is told from another
_ESCAPED = {  # what in seven bits begins a script: ISO 2022, section 13; read as ASCII it would be wrong letters
    b"\x1b$B": "iso2022_jp_2",
    b"\x1b$@": "iso2022_jp_2",
    b"\x1b$(D": "iso2022_jp_2",
    b"\x1b$)C": "iso2022_kr",
    b"\x1b$)A": "",  # Chinese: nothing here reads it
}
_SAMPLE = 200_000  # bytes that a guess looks at
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x80-\x84\x86-\x9f]")
_CONTROL_SHARE = 0.02  # of a text's first characters; form feeds, vertical tabs and escapes don't count


def decode(data: bytes, name: str, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text with LF line ends, and notes on how it was read. Raises NotText and WrongEncoding."""
    text, notes = _letters(data, name, _codec(declared))
    if _is_binary(text):
        raise NotText(name=shown(name))
    if damaged := text.count(_BAD):
        notes = (*notes, document_notes.BAD_LETTERS.format(count=damaged))
    return text.replace("\r\n", "\n"), notes


def _letters(data: bytes, name: str, declared: str | None) -> tuple[str, tuple[str, ...]]:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], codec, name), ()
    if b"\0" in data and not (declared or "").startswith(("utf-16", "utf-32")):
        return _wide(data, name)
    escaped = _escaped(data)
    for codec in escaped or _declared_first(data, declared):
        text = _try(data, codec)
        if text is not None:
            return text, () if codec in {"utf-8", declared} else (document_notes.ENCODING.format(codec=codec),)
    text = _with_bad_places(data, declared) if not escaped else None
    if text is None:
        raise WrongEncoding(name=shown(name))
    return text, ()


def _wide(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """UTF-16 without its mark: every second byte of a text in Latin letters is nothing. Else NotText."""
    for codec, empty in (("utf-16-le", data[1:_SAMPLE:2]), ("utf-16-be", data[:_SAMPLE:2])):
        text = _try(data, codec) if len(data) >= _SHORT and empty.count(0) > 0.8 * len(empty) else None
        if text is not None and "\0" not in text:
            return text, (document_notes.ENCODING.format(codec=codec),)
    raise NotText(name=shown(name))


def _with_bad_places(data: bytes, declared: str | None) -> str | None:
    """In the declared encoding, or in UTF-8, if few bytes can't be read in it; those as U+FFFD."""
    codec = declared or "utf-8"
    text = _replaced(data, codec) if codec not in _NO_PLACES else ""
    bad = text.count(_BAD)
    good = sum(letter > "\x7f" for letter in text) - bad
    few = bad <= max(_FEW, _FEW_SHARE * good) if declared else bad * _GOOD <= good
    return text if text and few else None


def _replaced(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "replace")
    except (UnicodeError, ValueError):  # a codec that can't go on after a bad byte
        return ""


def _declared_first(data: bytes, declared: str | None) -> Iterator[str]:
    """The codecs to try. Letters beyond ASCII that are valid UTF-8 are UTF-8, whatever was declared."""
    if declared and (data.isascii() or _try(data, "utf-8") is None):
        yield declared
    yield "utf-8"
    if not _is_damaged_utf8(data):
        yield from _guesses(data)


def _escaped(data: bytes) -> list[str]:
    """The encoding whose scripts begin with such a sequence, if one is in it; an empty name: none that can be read."""
    return [codec for mark, codec in _ESCAPED.items() if mark in data][:1] if data.isascii() else []


def _codec(label: str | None) -> str | None:
    """Python's name of what a label means, or None for no label, or one that nobody knows."""
    try:
        found = codecs.lookup(label.strip()).name if label else None
    except (LookupError, ValueError):  # ValueError: a NUL or a lone surrogate in the label
        return None
    if found is None or not _is_text_codec(found):
        return None
    return _REALLY.get(found, found)


def _is_text_codec(name: str) -> bool:
    try:
        return isinstance(b"".decode(name), str)
    except (LookupError, UnicodeError, ValueError):  # "zlib", "hex", "idna"
        return False


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _marked(data: bytes, codec: str, name: str) -> str:
    """Two stray bytes can look like a mark: text of any script has a space, a line end or a full stop somewhere."""
    text = _try(data, codec)
    if text is None or (len(text) > _SHORT and not _PAUSE.search(text)):
        raise WrongEncoding(name=shown(name))
    return text


def _is_binary(text: str) -> bool:
    head = text[:_SAMPLE]
    return "\0" in head or len(_CONTROL.findall(head)) > _CONTROL_SHARE * len(head)


def _is_damaged_utf8(data: bytes) -> bool:
    """More of its letters beyond ASCII are good UTF-8 than not: damaged, and not another encoding."""
    text = data[:_SAMPLE].decode("utf-8", "replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    return sum(letter > "\x7f" for letter in text) - damaged >= damaged


def _guesses(data: bytes) -> Iterator[str]:
    """Encodings, the likeliest first, in which the bytes make words of a language."""
    from cchardet import detect

    sample = data[:_SAMPLE]
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    first = _codec(detect(sample)["encoding"])
    for codec in (first, _ALIKE.get(first or "")):
        text = _try(sample, codec) if codec else None
        if codec and text is not None and _is_plausible(text, codec):
            yield codec


def _is_plausible(text: str, codec: str) -> bool:
    """Whether its letters are such as texts in that encoding, and in its own language, are made of."""
    from bot.core.language import detection

    beyond = [letter for letter in text if letter > "\x7f"]
    usual = _PLAUSIBLE.get(codec)
    if len(beyond) < (_FEWEST if usual in _EAST_ASIAN else 1):
        return False
    if usual is None or sum(usual.match(letter) is not None for letter in beyond) < _SHARE * len(beyond):
        return False
    letters = [letter for letter in beyond if letter.isalpha()]
    own = _LATIN.get(detection.detect(text), _WESTERN)
    latin = [letter for letter in letters if letter < "\u0250"]
    return sum(letter.lower() in own for letter in latin) >= _LETTER_SHARE * len(latin)
