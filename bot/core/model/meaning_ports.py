"""What the core asks of a model of meaning, and of what keeps the vectors that it makes.

A vector is what a text means, as a direction: two texts that mean much the same have a cosine near 1. Nothing here is
needed for an answer: whatever is missing, slow or dead, answers come by words. `tests/contracts/` holds the contracts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from bot.core.model.documents import CaseId, DocumentId, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Of numpy by name only: every command loads these ports, `--help` too.
Vector: TypeAlias = "NDArray[np.float32]"  # (dimension,), of length 1
Vectors: TypeAlias = "NDArray[np.float32]"  # (texts, dimension), each row of length 1
Array: TypeAlias = "NDArray[Any]"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which model it is. Vectors of two models can't be compared, so each vector is kept under its model's identity.

    sha256: hex, of the weights. dimension: numbers a vector.
    """

    name: str
    version: str
    sha256: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.name} {self.version} {self.sha256} {self.dimension}"


@dataclass(frozen=True, slots=True)
class LanguageBias:
    """What of a model's vectors tells a text's language, and not its meaning: without it, vectors of two languages can
    be compared as those of one.

    question, passage: the mean of all questions' and all passages' vectors, (dimension,). directions: in which the
    means of the languages differ, (count, dimension), at right angles to one another and of length 1.
    """

    question: Array
    passage: Array
    directions: Array


class MeaningAway(Exception):
    """The model is missing, or its process has failed. Nobody has to be told but the log: answers come by words."""


class Meaning(Protocol):
    """A model that turns texts into vectors. The same text always gives the same vector, whatever else is asked."""

    @property
    def identity(self) -> Identity: ...

    @property
    def bias(self) -> LanguageBias | None:
        """None where nothing is known of it: texts of another language are then farther than they are."""
        ...

    def question(self, text: str) -> Vector | None:
        """None where the model is missing, slow or dead: the question is then answered by words alone."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Takes its time, some tens of milliseconds a sentence; never in the way of `question`. Raises MeaningAway."""
        ...

    @property
    def unusable(self) -> str | None:
        """Why it can't be loaded, in words for people; None where it was, or hasn't been tried, or nobody knows why."""
        ...

    def close(self) -> None:
        """Let go of its process; the next call would start a new one."""
        ...


class KnownVectors(Protocol):
    """Vectors made before, by the very text that the model was given. Immutable."""

    def find(self, texts: Sequence[str]) -> Sequence[Array | None]:
        """Of each text its vector as signed bytes, as in `Part.codes`; None where it isn't known."""
        ...


@dataclass(frozen=True, slots=True)
class Versions:
    """Documents as an index holds them: ids (n,) int64, ascending; digests (n, 32) uint8, as in `Entry.digest`."""

    ids: Array
    digests: Array


@dataclass(frozen=True, slots=True)
class Part:
    """Some units of one document in a row, and their vectors.

    digest: the version that the index holds. content: 32 bytes over all that the vectors were made of: while that is
    the same, they serve another version, too. begin: the first unit's number in its document, which has `total`.
    passages, units: offsets into the text, (n, 2). within: of each unit, its passage's number among these.
    codes: a row of signed bytes a unit, in proportion to its vector.
    """

    document: DocumentId
    digest: bytes
    content: bytes
    begin: int
    total: int
    passages: Array
    units: Array
    within: Array
    codes: Array


@dataclass(frozen=True, slots=True)
class Near:
    """A unit, the passage that it stands in, and its cosine with the question."""

    document: DocumentId
    case: CaseId
    span: Span
    passage: Span
    cosine: float


class VectorView(Protocol):
    """The vectors of what one viewer may see at one moment. A cosine knows no other document. Immutable."""

    units: int

    def nearest(self, vector: Vector, count: int) -> Sequence[Near]:
        """At most `count`, the nearest first; ties by case, the document's digest, start. 30 ms for 200,000 units."""
        ...

    def cosines(self, vector: Vector, units: Sequence[tuple[DocumentId, Span]]) -> Array:
        """Of each, float32; NaN where that very span has no vector (yet)."""
        ...

    def codes(self, units: Sequence[tuple[DocumentId, Span]]) -> Array:
        """Of each its vector as in `Part.codes`, (units, dimension) float32; a row of NaN where there is none."""
        ...


class VectorIndex(Protocol):
    """Keeps vectors, a case's together, beside the words' index: immutable, checked, lost without harm.

    What is torn, or of another model, is dropped with a line in the log, and missing until it is made again.
    Raises StoreError kinds where the disk or the system is the cause.
    """

    @property
    def dropped(self) -> int:
        """How many files this process has found damaged, or of another model, and dropped."""
        ...

    def turn(self) -> AbstractContextManager[bool]:
        """One maker at a time, of all processes. Doesn't wait: yields whether it is one's turn."""
        ...

    def made(self, case: CaseId, versions: Versions) -> Mapping[DocumentId, int]:
        """Of these documents, how many units from the first on have vectors, -1 for all; the others have none."""
        ...

    def documents(self) -> Mapping[DocumentId, CaseId]:
        """All of which anything is in the files, in whatever version."""
        ...

    def of_content(self, case: CaseId, content: bytes) -> Sequence[Part]:
        """What was made of the same before, of whatever document or version."""
        ...

    def add(self, case: CaseId, parts: Sequence[Part], holds: Callable[[DocumentId, bytes], bool]) -> None:
        """Keep them; on disk when this returns. Left out: what the store doesn't hold any more, in that version."""
        ...

    def tidy(self, case: CaseId, versions: Versions | None = None) -> bool:
        """Many small files to one, where that is due, without what these versions don't need; whether it was due."""
        ...

    def view(self, cases: Iterable[CaseId], versions: Versions) -> VectorView: ...

    def purge(self, gone: Mapping[DocumentId, CaseId]) -> None:
        """Nothing of these documents is in the files any more when this returns."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Semantic:
    """A model, and the vectors that it made. Without one (it is off, or not installed) there is only their erasing."""

    model: Meaning | None
    vectors: VectorIndex

    def close(self) -> None:
        if self.model is not None:
            self.model.close()
        self.vectors.close()
