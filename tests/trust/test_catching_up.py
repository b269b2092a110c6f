"""Several processes and threads that bring one index up to date don't undo each other's work."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from bot.core.model.documents import LOCAL
from bot.indexes.bm25 import BM25Index
from tests.trust import durability
from tests.trust.working import ANN, opened


def test_two_that_write_at_once_leave_an_index_equal_to_the_store(tmp_path: Path) -> None:
    """Each has the folder open for itself, as `serve` and the command line have."""
    opened(tmp_path).close()

    def write(name: str) -> None:
        casebook = opened(tmp_path)
        for number in range(25):
            text = f"The {name} witness number {number} met the minister at the harbour."
            casebook.add(text.encode(), f"{name}-{number}.txt", ANN, workspace=LOCAL, case="c")
        casebook.close()

    writers = [threading.Thread(target=write, args=(name,)) for name in ("letter", "court", "lease")]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    casebook = opened(tmp_path)
    assert casebook.index.head() == casebook.store.head()
    durability.same_as_made_afresh(casebook)
    casebook.close()


def test_a_question_doesnt_wait_for_ever_for_somebody_elses_work(tmp_path: Path) -> None:
    """It is answered from what is there."""
    one, other = BM25Index(tmp_path), BM25Index(tmp_path)
    with one.turn() as ours:
        assert ours
        began = time.monotonic()
        with other.turn(0.05) as theirs, one.turn(0.05) as twice:
            assert not theirs
            assert not twice
        assert time.monotonic() - began < 1
    with other.turn(0.05) as theirs:
        assert theirs
