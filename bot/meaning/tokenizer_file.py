"""`tokenizer.json`, as the library tokenizers writes it: of its kinds the two that models of meaning mostly have.

Unigram (XLM-R, multilingual-e5, gte-multilingual; see `sentence_pieces`) and WordPiece (BERT, MiniLM; see
`word_pieces`). Whatever else it asks for is refused: other pieces would be other texts to the model. Names of special
pieces in a text ("[SEP]") are words there, never the pieces.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

import numpy as np

from bot.meaning.charsmap import Charsmap
from bot.meaning.e5_weights import Vocabulary
from bot.meaning.packaged import Unusable
from bot.meaning.sentence_pieces import BLANK, SentencePieces
from bot.meaning.word_pieces import cut

Normal = Callable[[str], str]
Cut = Callable[[str], list[int]]
FORMS: Final = ("NFC", "NFD", "NFKC", "NFKD")
REMEMBERED: Final = 20_000  # words
HAN: Final = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """begin, end: the pieces around a text's own, which `numbers` gives."""

    begin: list[int]
    end: list[int]
    numbers: Cut


def read(data: bytes) -> Tokenizer:
    """Raises Unusable."""
    try:
        told = json.loads(data)
        begin, end = _around(told["post_processor"])
        return Tokenizer(begin, end, KINDS[told["model"]["type"]](told))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unusable("tokenizer") from error


def _around(told: Mapping[str, Any]) -> tuple[list[int], list[int]]:
    if told["type"] in {"BertProcessing", "RobertaProcessing"}:
        return [told["cls"][1]], [told["sep"][1]]
    if told["type"] != "TemplateProcessing":
        raise ValueError("of another kind")
    at = [list(one) for one in told["single"]].index(["Sequence"])
    names = [[told["special_tokens"][one["SpecialToken"]["id"]]["ids"] for one in part]
             for part in (told["single"][:at], told["single"][at + 1 :])]  # fmt: skip
    begin, end = ([number for numbers in part for number in numbers] for part in names)
    return begin, end


# --- Unigram


def _unigram(told: Mapping[str, Any]) -> Cut:
    model = told["model"]
    if model.get("byte_fallback") or not _marks_words(told["pre_tokenizer"]):
        raise ValueError("of another kind")
    unknown = int(model["unk_id"])
    scores = np.array([score for _piece, score in model["vocab"]], np.float32)
    pieces = {piece: number for number, (piece, _score) in enumerate(model["vocab"])}
    cutting = SentencePieces(Vocabulary(pieces, scores, {}, -1, -1, unknown))
    normal = _normal(told.get("normalizer"))

    def numbers(text: str) -> list[int]:
        """Letters in a row that no piece knows are one."""
        read = " ".join(normal(text).split())
        found = cutting.numbers(read) if read else []
        return [one for number, same in groupby(found) for one in ([number] if number == unknown else same)]

    return numbers


def _marks_words(told: Mapping[str, Any]) -> bool:
    """Whether each word is marked in front, also the first, and cut by itself."""
    parts = told["pretokenizers"] if told["type"] == "Sequence" else [told]
    marks = [one for one in parts if one["type"] == "Metaspace"]
    always = all(one.get("add_prefix_space", True) and one.get("prepend_scheme", "always") != "never" for one in marks)
    known = all(one["type"] in {"Metaspace", "WhitespaceSplit"} for one in parts)
    return len(marks) == 1 and marks[0]["replacement"] == BLANK and always and known


# --- WordPiece


def _word_pieces(told: Mapping[str, Any]) -> Cut:
    model = told["model"]
    if told["pre_tokenizer"]["type"] != "BertPreTokenizer":
        raise ValueError("of another kind")
    unknown = model["vocab"][model["unk_token"]]
    longest, within = int(model["max_input_chars_per_word"]), str(model["continuing_subword_prefix"])
    normal = _normal(told.get("normalizer"))

    @lru_cache(REMEMBERED)
    def word_numbers(word: str) -> tuple[int, ...]:
        return cut(word, model["vocab"], longest, within) or (unknown,)

    return lambda text: [number for word in _words(normal(text)) for number in word_numbers(word)]


def _words(text: str) -> list[str]:
    """At blanks, each mark a word of its own."""
    return "".join(f" {one} " if _is_mark(one) else one for one in text).split()


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "P" or (letter.isascii() and not letter.isalnum() and letter > " ")


KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], Cut]]] = {"Unigram": _unigram, "WordPiece": _word_pieces}


# --- how a text is read before it is cut


def _normal(told: Mapping[str, Any] | None) -> Normal:
    if told is None:
        return lambda text: text
    if told["type"] in FORMS:
        return lambda text: unicodedata.normalize(told["type"], text)
    return NORMALS[told["type"]](told)


def _in_turn(steps: Sequence[Normal]) -> Normal:
    def normal(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return normal


def _replaced(told: Mapping[str, Any]) -> Normal:
    """Of patterns only the one that everybody has; blanks in a row are one in any case."""
    if told["pattern"] == {"Regex": " {2,}"}:
        return lambda text: text
    return lambda text: text.replace(told["pattern"]["String"], told["content"])


def _as_bert(told: Mapping[str, Any]) -> Normal:
    lower, bare = told["lowercase"], told["strip_accents"]
    steps: Sequence[tuple[bool, Normal]] = (
        (told["clean_text"], _cleaned),
        (told["handle_chinese_chars"], lambda text: "".join(f" {one} " if _is_han(one) else one for one in text)),
        (lower if bare is None else bare, _bare),
        (lower, str.lower),
    )
    return _in_turn([step for on, step in steps if on])


def _cleaned(text: str) -> str:
    return "".join(" " if one.isspace() else one for one in text if one in "\t\n\r" or not _is_control(one))


def _is_control(letter: str) -> bool:
    return letter == "\ufffd" or unicodedata.category(letter)[0] == "C"


def _is_han(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in HAN)


def _bare(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text) if unicodedata.category(one) != "Mn")


NORMALS: Final[Mapping[str, Callable[[Mapping[str, Any]], Normal]]] = {
    "Sequence": lambda told: _in_turn([_normal(one) for one in told["normalizers"]]),
    "Precompiled": lambda told: Charsmap(told["precompiled_charsmap"]).normal if told["precompiled_charsmap"] else str,
    "Replace": _replaced,
    "BertNormalizer": _as_bert,
    "Lowercase": lambda _told: str.lower,
    "StripAccents": lambda _told: _bare,
    "Strip": lambda _told: str.strip,
}
