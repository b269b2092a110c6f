"""tokenizer.json: the two kinds that are read, and what is refused. Where nothing else is said, the pieces are those
that the library tokenizers gives for the same file."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

import pytest

from bot.meaning import tokenizer_file
from bot.meaning.charsmap import Charsmap
from bot.meaning.packaged import Unusable
from bot.meaning.sentence_pieces import BLANK

AROUND: dict[str, Any] = {
    "type": "TemplateProcessing",
    "single": [{"SpecialToken": {"id": "[CLS]"}}, {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "[SEP]"}}],
    "special_tokens": {"[CLS]": {"ids": [1]}, "[SEP]": {"ids": [2]}},
}
BERT = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None,
        "lowercase": True}  # fmt: skip
WORDS = ["[UNK]", "[CLS]", "[SEP]", "cafe", "sign", "##ed", "a", "b", "_", ",", "$", "以", "色", "[", "sep", "]"]
WORD_PIECE: dict[str, Any] = {
    "normalizer": BERT,
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": AROUND,
    "model": {
        "type": "WordPiece",
        "unk_token": "[UNK]",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": {word: number for number, word in enumerate(WORDS)},
    },
}
SCORES = [
    ("<unk>", 0.0),
    ("<s>", 0.0),
    ("</s>", 0.0),
    (BLANK, -4.0),
    (f"{BLANK}sign", -3.0),
    ("ed", -1.5),
    ("fi", -2.0),
]
METASPACE = {"type": "Metaspace", "replacement": BLANK, "prepend_scheme": "always"}
UNIGRAM: dict[str, Any] = {
    "normalizer": None,
    "pre_tokenizer": METASPACE,
    "post_processor": AROUND,
    "model": {"type": "Unigram", "unk_id": 0, "vocab": SCORES},
}


def cut(told: dict[str, Any], text: str) -> list[str]:
    names = WORDS if told["model"]["type"] == "WordPiece" else [piece for piece, _score in SCORES]
    return [names[number] for number in tokenizer_file.read(json.dumps(told).encode()).numbers(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Café, SIGNED", ["cafe", ",", "sign", "##ed"]),
        ("a_b$a\tb\x00\ufffda", ["a", "_", "b", "$", "a", "[UNK]"]),
        ("以色a", ["以", "色", "a"]),
        ("x" * 101, ["[UNK]"]),
        ("[SEP]", ["[", "sep", "]"]),  # what somebody writes, never the piece that ends a text
        ("", []),
    ],
)
def test_word_pieces_are_those_of_bert(text: str, pieces: list[str]) -> None:
    assert cut(WORD_PIECE, text) == pieces


def test_a_bert_that_keeps_case_and_accents_is_asked_with_them() -> None:
    plain = {**BERT, "lowercase": False, "strip_accents": False, "clean_text": False, "handle_chinese_chars": False}
    assert cut({**WORD_PIECE, "normalizer": plain}, "Café cafe 以色") == ["[UNK]", "cafe", "[UNK]"]


def test_the_pieces_around_a_text_are_told() -> None:
    found = tokenizer_file.read(json.dumps(WORD_PIECE).encode())
    assert (found.begin, found.end) == ([1], [2])
    older = {**WORD_PIECE, "post_processor": {"type": "BertProcessing", "cls": ["[CLS]", 1], "sep": ["[SEP]", 2]}}
    found = tokenizer_file.read(json.dumps(older).encode())
    assert (found.begin, found.end) == ([1], [2])


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("  signed  sign ", [f"{BLANK}sign", "ed", f"{BLANK}sign"]),
        ("fixyzed", [BLANK, "fi", "<unk>", "ed"]),  # letters in a row that no piece knows are one
        ("", []),
    ],
)
def test_unigram_pieces_are_the_likeliest(text: str, pieces: list[str]) -> None:
    assert cut(UNIGRAM, text) == pieces
    apart = {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, METASPACE]}
    assert cut({**UNIGRAM, "pre_tokenizer": apart}, text) == pieces


STEPS: list[tuple[dict[str, Any], str]] = [
    ({"type": "NFKC"}, "ﬁ"),
    ({"type": "Lowercase"}, "FI"),
    ({"type": "StripAccents"}, "fí"),
    ({"type": "Strip"}, " fi "),
    ({"type": "Replace", "pattern": {"String": "ph"}, "content": "f"}, "phi"),
    ({"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}, "  fi"),
    ({"type": "Precompiled", "precompiled_charsmap": ""}, "fi"),
]


@pytest.mark.parametrize(("step", "text"), STEPS, ids=[str(step["type"]) for step, _text in STEPS])
def test_a_text_is_read_as_the_file_says(step: dict[str, Any], text: str) -> None:
    assert cut({**UNIGRAM, "normalizer": {"type": "Sequence", "normalizers": [step]}}, text) == [BLANK, "fi"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"[" * 100_000, b"\xff", b"{}",
        *(
            json.dumps(told).encode()
            for told in (
                {**UNIGRAM, "model": {"type": "BPE"}},
                {**UNIGRAM, "model": {**UNIGRAM["model"], "byte_fallback": True}},
                {**UNIGRAM, "pre_tokenizer": None},
                {**UNIGRAM, "pre_tokenizer": {"type": "ByteLevel"}},
                {**UNIGRAM, "pre_tokenizer": {**METASPACE, "prepend_scheme": "never"}},
                {**UNIGRAM, "post_processor": {"type": "ByteLevel"}},
                {**UNIGRAM, "normalizer": {"type": "Prepend", "prepend": BLANK}},
                {**UNIGRAM, "normalizer": {"type": "Precompiled", "precompiled_charsmap": "!"}},
                {**WORD_PIECE, "pre_tokenizer": {"type": "Whitespace"}},
            )
        ),
    ],
)  # fmt: skip
def test_what_is_torn_or_of_another_kind_is_refused(data: bytes) -> None:
    """Cut otherwise than it was trained on, a model would answer, and badly."""
    with pytest.raises(Unusable, match="tokenizer"):
        tokenizer_file.read(data)


# --- how letters are read


def charsmap(instead: dict[str, str]) -> str:
    """As SentencePiece writes it: each node has 256 places of its own for what follows."""
    units, texts, nodes = {0: 1 << 18}, b"", {b"": 256}
    for key, text in instead.items():
        whole = key.encode()
        for end in range(1, len(whole) + 1):
            if whole[:end] not in nodes:
                nodes[whole[:end]] = 256 * (len(nodes) + 1)
                place = nodes[whole[: end - 1]] ^ whole[end - 1]
                units[place] = (nodes[whole[:end]] ^ place) << 10 | whole[end - 1]
        place = nodes[whole[:-1]] ^ whole[-1]
        units[place] |= 1 << 8
        units[nodes[whole]] = 1 << 31 | len(texts)
        texts += text.encode() + b"\x00"
    trie = struct.pack(f"<{256 * (len(nodes) + 1)}I", *(units.get(at, 0) for at in range(256 * (len(nodes) + 1))))
    return base64.b64encode(struct.pack("<I", len(trie)) + trie + texts).decode()


def test_the_longest_row_of_letters_is_read_as_what_the_file_says() -> None:
    normal = Charsmap(charsmap({"ﬁ": "fi", "\t": " ", "e": "e", "e\u0301": "é", "\u200b": ""})).normal
    assert normal("ﬁne\tcafe\u0301 \u200bö以👩 e") == "fine café ö以👩 e"
    assert normal("") == ""
    assert normal("\ud800") == "?"
