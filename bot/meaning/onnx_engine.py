"""How onnxruntime is asked: alike for every model, so that the same text always gives the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bot.core.model.meaning_ports import Array, Vector


def options() -> Any:
    """One thread: the answers need the others."""
    import onnxruntime

    found = onnxruntime.SessionOptions()
    found.intra_op_num_threads = found.inter_op_num_threads = 1
    found.log_severity_level = 4
    found.use_deterministic_compute = True
    return found


def session(model: bytes | str, chosen: Any = None) -> Any:
    """model: the file's bytes, or its path."""
    import onnxruntime

    return onnxruntime.InferenceSession(model, chosen or options(), ["CPUExecutionProvider"])


def in_parts(numbers: list[int], most: int, vector: Callable[[list[int]], Array]) -> Vector:
    """Of a text too long for the model, the mean of its parts, by their length; of length 1."""
    parts = [numbers[start : start + most] for start in range(0, len(numbers), most)] or [numbers]
    mean = np.sum([max(1, len(part)) * vector(part) for part in parts], axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)
