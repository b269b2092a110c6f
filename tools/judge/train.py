"""Train the judge: `python -m tools.judge.train DATA BASE OUT`, with the extra `train` installed.

DATA: sets of documents and questions, as for `tools.tune`. BASE: the folder of all-MiniLM-L6-v2 (model.safetensors,
tokenizer.json). OUT gets what was read, `state.pt` now and then (a run that was cut goes on from there), and `judge.pt`
at the end, for `tools.judge.export`. Questions of the fold that is held back, and of its clusters of documents, are
never seen. One pass at a falling rate, no early stop: nothing is chosen by looking at what is held back.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.core.model.judge_ports import Place
from bot.meaning.judge_input import JudgeInput, Row
from tools import unit_rows
from tools.fit_judge import HELD
from tools.judge import examples, lessons, network, shipped, turned, written
from tools.judge.examples import Example
from tools.unit_rows import Row as Asked

SETS: Final = (  # those of ten languages are left out: it is to read English
    "desk", "desk-more/gov", "desk-more/law", "desk-more/news", "desk-more/ngo", "squad2-even",
    "wiki-half", "wiki-near", "wiki", str(written.INVENTED),
)  # fmt: skip
SEED: Final = 1
RATE: Final = 1e-4
WARM: Final = 0.06  # of all steps
DECAY: Final = 0.01
QUESTIONS: Final = 24  # a step
CHUNKS: Final = 4  # of like length, computed one after the other
KEEP: Final = 0.998  # of the averaged weights, a step
ANSWER: Final = 0.3  # what finding the answer's words counts beside the verdict
LIST: Final = 0.5  # what choosing among a question's units counts
SAVE: Final = 100  # steps
TELL: Final = 25
HALF: Final = torch.backends.cpu.get_cpu_capability() == "AVX512"  # without, 16 bits are thirty times slower than 32
DEEP: Final = 2  # dimensions: matrices, not biases and norms
PASSES: Final = {  # else: chat is what is asked
    "wiki": 0.1, "wiki-half": 0.05, "wiki-near": 0.15, "squad2-even": 0.3, "invented": 0.5,
}  # fmt: skip
CHAT: Final = 0.25
TURNED: Final = 4  # passes, each with other sentences that don't turn the quote


def taught(rows: Sequence[Asked], data: Path, chance: random.Random) -> list[Example]:
    """All examples, in the order in which they are seen."""
    found = [one for name in SETS for one in written.examples(data / name, HELD, chance)]
    found += [one for _ in range(TURNED) for one in turned.examples(HELD, chance)]
    for name in dict.fromkeys(row.set for row in rows):
        own = [row for row in rows if row.set == name]
        passes = PASSES.get(name, CHAT)
        for share in (1.0,) * int(passes) + (passes % 1,):
            asked = list(examples.of_rows(chance.sample(own, int(share * len(own))), chance))
            found += asked + lessons.of(asked, chance)
    found += lessons.made_up(rows, chance)
    chance.shuffle(found)
    return found


class Input(Protocol):
    def row(self, question: str, place: Place) -> Row: ...


class Batch:
    """Some examples as tensors, their pairs in chunks of like length. read: rows as the network takes them."""

    def __init__(
        self, some: Sequence[Example], given: Input, read: Callable[[Sequence[Row]], tuple[Tensor, ...]] | None = None
    ) -> None:
        pairs = [
            (given.row(one.question, place), one, right, number)
            for number, one in enumerate(some)
            for place, right in zip(one.places, one.right, strict=True)
        ]
        pairs.sort(key=lambda pair: len(pair[0].numbers))
        self.right = torch.tensor([pair[2] for pair in pairs], dtype=torch.float32)
        self.group = torch.tensor([pair[3] for pair in pairs])
        self.count = len(some)
        parts = np.array_split(np.arange(len(pairs)), CHUNKS)
        self.chunks = [(read or tensors)([pairs[place][0] for place in part]) for part in parts if len(part)]
        self.answers = [self._answers([pairs[place] for place in part]) for part in parts if len(part)]

    def _answers(self, pairs: Sequence[Any]) -> Tensor:
        """1 where a piece belongs to the answer, 0 where it doesn't, -1 where it can't be told."""
        longest = max(len(pair[0].numbers) for pair in pairs)
        told = torch.full((len(pairs), longest), -1.0)
        for place, (row, one, right, _) in enumerate(pairs):
            if right:
                inside = _inside(row, one)
                if any(inside):
                    for number, own in enumerate(row.spans):
                        if own[0] >= 0:
                            told[place, number] = float(inside[number])
        return told


def _inside(row: Row, one: Example) -> list[bool]:
    units = [place.unit for place, right in zip(one.places, one.right, strict=True) if right]
    for unit in units:
        if max(end for _, end in row.spans) > len(unit):
            continue
        for answer in one.answers:
            start = unit.find(answer)
            if start >= 0:
                return [start <= own[0] < start + len(answer) for own in row.spans]
    return [False] * len(row.spans)


def tensors(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    longest = max(len(row.numbers) for row in rows)
    made = np.zeros((4, len(rows), longest), np.int64)
    for place, row in enumerate(rows):
        for part, values in enumerate((row.numbers, row.segments, row.marks, row.written)):
            made[part, place, : len(values)] = values
    numbers, segments, marks, written = torch.from_numpy(made)
    return numbers, segments, marks, written


def loss(net: Callable[..., tuple[Tensor, Tensor]], batch: Batch) -> Tensor:
    odds, told = [], []
    for chunk, answers in zip(batch.chunks, batch.answers, strict=True):
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
            verdict, words = net(*chunk)
        odds.append(verdict.float())
        known = answers >= 0
        told.append(functional.binary_cross_entropy_with_logits(words.float()[known], answers[known], reduction="sum"))
    every = torch.cat(odds)
    single = functional.binary_cross_entropy_with_logits(every, batch.right)
    count = sum(int((answers >= 0).sum()) for answers in batch.answers)
    return single + LIST * _chosen(every, batch) + ANSWER * torch.stack(told).sum() / max(1, count)


def _chosen(odds: Tensor, batch: Batch) -> Tensor:
    """Of each question, a softmax over its units and "none of them" (0): what isn't on the right ones is lost."""
    nothing = torch.zeros(batch.count)
    groups = torch.cat([batch.group, torch.arange(batch.count)])
    values = torch.cat([odds, nothing])
    able = torch.zeros(batch.count).index_add(0, batch.group, batch.right) > 0
    right = torch.cat([batch.right > 0, ~able])
    raised = torch.exp(values.clamp(-15, 15))
    whole = torch.zeros(batch.count).index_add(0, groups, raised)
    good = torch.zeros(batch.count).index_add(0, groups, raised * right)
    return (torch.log(whole) - torch.log(good)).mean()


class Training:
    """The network on its way, and the average of its weights, which is what is kept."""

    def __init__(self, net: nn.Module, steps: int, state: Path) -> None:
        self.net, self.steps, self.done, self._state = net, steps, 0, state
        self._quick = torch.compile(net, dynamic=True)  # a fifth quicker
        self._learnt = [one for one in net.parameters() if one.requires_grad]
        flat = [one for one in self._learnt if one.ndim < DEEP]
        deep = [one for one in self._learnt if one.ndim >= DEEP]
        groups = [{"params": deep, "weight_decay": DECAY}, {"params": flat, "weight_decay": 0.0}]
        self._descent = torch.optim.AdamW(groups, RATE)
        self._pace = torch.optim.lr_scheduler.LambdaLR(self._descent, lambda step: _pace(step, steps))
        self.mean = {name: value.clone() for name, value in net.state_dict().items()}
        if state.exists():
            self._load()
        net.train()

    def step(self, batch: Batch) -> float:
        cost = loss(self._quick, batch)
        self._descent.zero_grad()
        cost.backward()
        torch.nn.utils.clip_grad_norm_(self._learnt, 1.0)
        self._descent.step()
        self._pace.step()
        self._average(min(KEEP, (1 + self.done) / (10 + self.done)))
        self.done += 1
        return float(cost.detach())

    def run(self, batch: Callable[[int], Batch]) -> None:
        """batch: of the examples from that one on."""
        lately = []
        while self.done < self.steps:
            lately.append(self.step(batch(self.done * QUESTIONS)))
            if self.done % TELL == 0:
                print(f"{self.done}/{self.steps} loss {np.mean(lately[-SAVE:]):.4f}", flush=True)  # noqa: T201
            if self.done % SAVE == 0:
                self.save()

    def _average(self, keep: float) -> None:
        for name, value in self.net.state_dict().items():
            if name != "pieces.weight":
                self.mean[name].mul_(keep).add_(value, alpha=1 - keep)

    def save(self) -> None:
        save(self._state, {
            "net": self.net.state_dict(), "descent": self._descent.state_dict(), "pace": self._pace.state_dict(),
            "step": self.done, "mean": self.mean,
        })  # fmt: skip

    def _load(self) -> None:
        kept = torch.load(self._state, weights_only=False)
        self.net.load_state_dict(kept["net"])
        self._descent.load_state_dict(kept["descent"])
        self._pace.load_state_dict(kept["pace"])
        self.done, self.mean = kept["step"], kept["mean"]


def train(
    rows: Sequence[Asked], data: Path, base: Path, out: Path, *, further: Path | None, most: int | None, frozen: int,
    seed: int,
) -> None:  # fmt: skip
    chance = random.Random(seed)  # noqa: S311 - no secret
    torch.manual_seed(seed)
    torch.set_flush_denormal(True)
    vocabulary = json.loads((base / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    given = JudgeInput(vocabulary)
    seen = taught(rows, data, chance)[:most]
    count(seen)
    net = network.begun(base, len(vocabulary))
    if further:
        shipped.load(net, further)
    net.freeze(frozen)
    own = Training(net, len(seen) // QUESTIONS, out / "state.pt")
    own.run(lambda start: Batch(seen[start : start + QUESTIONS], given))
    save(out / "judge.pt", own.mean)


def _pace(step: int, steps: int) -> float:
    warm = max(1, int(WARM * steps))
    return min((step + 1) / warm, max(0.02, (steps - step) / max(1, steps - warm)))


def save(path: Path, what: Any) -> None:
    torch.save(what, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def count(seen: Sequence[Example]) -> None:
    kinds: dict[str, int] = {}
    for one in seen:
        kinds[f"{one.set} {one.kind}"] = kinds.get(f"{one.set} {one.kind}", 0) + 1
    pairs = sum(len(one.places) for one in seen)
    print(f"{len(seen)} questions, {pairs} pairs, {sum(map(any, (one.right for one in seen)))} with an answer")  # noqa: T201
    print(json.dumps(kinds, indent=1), flush=True)  # noqa: T201


def rows(data: Path, out: Path, hold: int) -> Iterator[Asked]:
    """Of all sets, without the fold that is held back, and without other languages; read once, then kept."""
    for name in SETS:
        kept = out / f"rows-{Path(name).name}.pkl"
        if not kept.exists():
            found = list(unit_rows.read(data / name, Path(name).name))
            kept.write_bytes(pickle.dumps(found))
        for row in pickle.loads(kept.read_bytes()):  # noqa: S301 - files of one's own
            if row.fold != hold and row.line.language == "en":
                yield row


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the judge.")
    parser.add_argument("data", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--further", type=Path, help="a judge.onnx to begin from")
    parser.add_argument("--most", type=int, help="examples")
    parser.add_argument("--frozen", type=int, default=0, help="layers that stay as they are, from below: quicker")
    parser.add_argument("--seed", type=int, default=SEED, help="which shares are drawn, and in what order")
    chosen = parser.parse_args()
    chosen.out.mkdir(exist_ok=True, parents=True)
    asked = list(rows(chosen.data, chosen.out, HELD))
    train(
        asked, chosen.data, chosen.base, chosen.out,
        further=chosen.further, most=chosen.most, frozen=chosen.frozen, seed=chosen.seed,
    )  # fmt: skip


if __name__ == "__main__":
    main()
