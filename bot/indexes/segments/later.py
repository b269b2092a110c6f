"""Segments as they would be after a change that is written nowhere yet: less what it replaces, with what it adds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

import numpy as np

from bot.core.model.ports import Later
from bot.indexes.segments.building import Builders
from bot.indexes.segments.live import LiveSegment
from bot.indexes.segments.segment import Segment

NOTHING: Final = np.empty(0, np.uint32)


def with_later(segments: Sequence[LiveSegment], later: Later) -> Sequence[LiveSegment]:
    documents = np.array([*later.gone, *(entry.document for entry in later.entries)], np.int64)
    left = [live.without(numbers) if len(numbers := live.numbers_of(documents)) else live for live in segments]
    return [live for live in left if live.documents] + list(_made(later))


def _made(later: Later) -> Iterator[LiveSegment]:
    builders = Builders()
    for entry in later.entries:
        builders.add(entry)
        if builders.full:
            yield from _written(builders)
    yield from _written(builders)


def _written(builders: Builders) -> Iterator[LiveSegment]:
    for builder in builders.take():
        file = BytesIO()
        builder.write(file)
        yield LiveSegment(Segment(memoryview(file.getvalue())), NOTHING)
