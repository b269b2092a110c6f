"""The inside of the model's process: turns texts into numbers for its parent, shut in as the readers' process is.

Started by `bot.meaning.model_process` only, with its parent's number, the limit of memory, how far it steps back behind
others, what it needs, which function loads the model and what that is given, as JSON. It ends when its parent does.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO

import numpy as np

from bot.meaning.packaged import Unusable
from bot.readers.sandbox import confinement, protocol
from bot.readers.sandbox.needs import Needs

LONGEST = 1_000  # characters of a text that are looked at: some 250 tokens, about 0.1 s on one core


def main() -> None:
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a library prints must not get between the frames
    parent, memory_mb, nice, needs, target, given = json.loads(sys.argv[1])
    _limit(memory_mb, nice)
    confinement.confine(Needs(*map(tuple, needs)), parent)
    try:
        model = _loaded(target, given)
    except Unusable as error:
        protocol.send(replies, {"unusable": error.name})
    else:
        serve(requests, replies, model)


def _limit(memory_mb: int, nice: int) -> None:
    os.nice(nice)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))


def _loaded(target: str, given: Sequence[str]) -> Any:
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)(*given)


def serve(requests: BinaryIO, replies: BinaryIO, model: Any) -> None:
    """Say that the model is there, then answer requests until there are no more."""
    protocol.send(replies, {"ready": True})
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            header, blobs = protocol.receive(requests)
            texts = [plain(blob.decode("utf-8", "replace")) for blob in blobs]
            found = np.ascontiguousarray(asked(model, header["kind"], texts), np.float32)
            protocol.send(replies, {"shape": list(found.shape)}, found.tobytes())


def asked(model: Any, kind: str, texts: Sequence[str]) -> Any:
    """What the model says: rows of numbers."""
    if kind == "question":
        return model.question(texts[0])
    return model.judge(texts) if kind == "judge" else model.passages(texts)


def plain(text: str) -> str:
    """As a model takes it: its beginning, control characters as spaces (the model's text ends at a NUL)."""
    return "".join(one if one.isprintable() else " " for one in text[:LONGEST])


if __name__ == "__main__":
    main()
