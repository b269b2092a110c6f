"""The judge's network: BERT's layers, begun from all-MiniLM-L6-v2, with marks of shared words beside the pieces.

Sources: Devlin et al., "BERT", NAACL 2019; Wang et al., "MiniLM", NeurIPS 2020. The word embeddings stay as they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from bot.meaning import judge_input

WIDTH: Final = 384
LAYERS: Final = 6
HEADS: Final = 12
INNER: Final = 1536
POSITIONS: Final = 256
EPSILON: Final = 1e-12
WRITTEN: Final = 4
DROP: Final = 0.0


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mixed = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.first, self.last = nn.LayerNorm(WIDTH, EPSILON), nn.LayerNorm(WIDTH, EPSILON)
        self.wide, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.drop = nn.Dropout(DROP)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = x.shape
        query, key, value = self.mixed(x).view(rows, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        likeness = query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + mask  # faster back than torch's own here
        seen = likeness.softmax(-1).to(value.dtype) @ value
        x = self.first(x + self.drop(self.out(seen.transpose(1, 2).reshape(rows, length, WIDTH))))
        return self.last(x + self.drop(self.narrow(functional.gelu(self.wide(x)))))


class Network(nn.Module):
    """numbers, segments, marks, written: (rows, pieces) int64, 0 where a row has no more. Gives the log odds that the
    unit answers (rows,), and of each piece that it belongs to the answer (rows, pieces)."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, WIDTH)
        self.pieces.weight.requires_grad = False
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.segments = nn.Embedding(2, WIDTH)
        self.marks = nn.Embedding(judge_input.MARKS, WIDTH)
        self.written = nn.Embedding(WRITTEN, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.joined, self.verdict = nn.Linear(2 * WIDTH, WIDTH), nn.Linear(WIDTH, 1)
        self.answer = nn.Linear(WIDTH, 1)
        self.drop = nn.Dropout(DROP)
        for one in (self.marks, self.written):
            nn.init.normal_(one.weight, std=0.02)

    def freeze(self, layers: int) -> None:
        """Leave so many layers, from below, and what is fed to them as they are."""
        if layers:
            below = [self.positions, self.segments, self.marks, self.written, self.norm, *self.layers[:layers]]
            for one in below:
                one.requires_grad_(False)

    def forward(self, numbers: Tensor, segments: Tensor, marks: Tensor, written: Tensor) -> tuple[Tensor, Tensor]:
        there = numbers != 0
        mask = torch.where(there, 0.0, -1e4)[:, None, None, :]
        places = torch.arange(numbers.shape[1], device=numbers.device)
        x = self.pieces(numbers) + self.positions(places) + self.segments(segments)
        x = self.drop(self.norm(x + self.marks(marks) + self.written(written)))
        mask = mask.to(x.dtype)
        for layer in self.layers:
            x = layer(x, mask)
        own = (segments == 1).to(x.dtype)[..., None]
        unit = (x * own).sum(1) / own.sum(1).clamp(min=1)
        whole = torch.cat([x[:, 0], unit], 1)
        return self.verdict(self.drop(torch.tanh(self.joined(whole))))[:, 0], self.answer(x)[..., 0]


def begun(folder: Path, vocabulary: int) -> Network:
    """With the weights of all-MiniLM-L6-v2 (`model.safetensors`), as far as it has them."""
    known = load_file(folder / "model.safetensors")
    network = Network(vocabulary)
    own = network.state_dict()
    own["pieces.weight"] = known["embeddings.word_embeddings.weight"]
    own["positions.weight"] = known["embeddings.position_embeddings.weight"][:POSITIONS]
    own["segments.weight"] = known["embeddings.token_type_embeddings.weight"]
    for end in ("weight", "bias"):
        own[f"norm.{end}"] = known[f"embeddings.LayerNorm.{end}"]
        for number in range(LAYERS):
            there, here = f"encoder.layer.{number}", f"layers.{number}"
            parts = [known[f"{there}.attention.self.{part}.{end}"] for part in ("query", "key", "value")]
            own[f"{here}.mixed.{end}"] = torch.cat(parts)
            own[f"{here}.out.{end}"] = known[f"{there}.attention.output.dense.{end}"]
            own[f"{here}.first.{end}"] = known[f"{there}.attention.output.LayerNorm.{end}"]
            own[f"{here}.wide.{end}"] = known[f"{there}.intermediate.dense.{end}"]
            own[f"{here}.narrow.{end}"] = known[f"{there}.output.dense.{end}"]
            own[f"{here}.last.{end}"] = known[f"{there}.output.LayerNorm.{end}"]
    network.load_state_dict(own)
    return network
