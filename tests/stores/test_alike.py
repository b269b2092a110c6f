"""Whatever is done to them, the store in memory and the one in a database are never told apart."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.core.model.documents import Actor, Details, Mark, Standing, Upload
from bot.core.model.errors import CasebookError
from bot.core.model.kept_items import Schedule, StandingQuestion
from bot.core.model.ports import Store
from bot.stores.memory.memory_store import MemoryStore
from bot.stores.sql.sql_store import SqlStore
from tests.contracts.store_contract import START, current
from tests.stores.sql.conftest import made

KEYS = st.sampled_from(["a", "b", "c", "Ω"])
TEXTS = st.sampled_from(["One.", "Two.", "Three \0 and 😀."])
DETAILS = st.builds(
    Details, title=st.sampled_from(["T", "U\0", "\ud800"]), source=st.none(), standing=st.sampled_from(list(Standing))
)
UPLOADS = st.builds(
    Upload,
    key=KEYS,
    details=DETAILS,
    text=TEXTS,
    original=TEXTS.map(str.encode),
    origin=KEYS,
    marks=st.sampled_from([(), (Mark(0, "page", "1"),)]),
    fetched=st.booleans(),
)
IDS, CASES = st.integers(0, 8) | st.just(2**63), st.integers(1, 3)
ANN = Actor("discord:1")


class Alike(RuleBasedStateMachine):
    """Two stores, given the same things to do."""

    engine = "file"

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        address = made(self.engine, Path(self.folder.name) / "x.db")
        self.memory, self.sql = MemoryStore(lambda: START), SqlStore(address, lambda: START)
        for name in ("x", "y"):
            self.both(lambda store, name=name: store.open_case("local", name, name))  # type: ignore[misc]

    def both(self, do: Callable[[Store], object]) -> None:
        assert outcome(do, self.memory) == outcome(do, self.sql)

    @rule(case=CASES, uploads=st.lists(UPLOADS, max_size=4))
    def put(self, case: int, uploads: list[Upload]) -> None:
        self.both(lambda store: store.put_many(case, uploads, ANN))

    @rule(document=IDS, details=DETAILS, note=KEYS)
    def describe(self, document: int, details: Details, note: str) -> None:
        self.both(lambda store: store.describe(document, details, ANN, note))

    @rule(document=IDS)
    def remove(self, document: int) -> None:
        self.both(lambda store: store.remove(document, ANN))

    @rule(document=IDS, version=st.none() | st.integers(0, 4))
    def restore(self, document: int, version: int | None) -> None:
        self.both(lambda store: store.restore(document, ANN, version))

    @rule(document=IDS)
    def erase(self, document: int) -> None:
        self.both(lambda store: store.erase(document, ANN, "asked to"))

    @rule(name=KEYS, value=st.none() | KEYS)
    def set(self, name: str, value: str | None) -> None:
        self.both(lambda store: store.put_setting("1", name, value, ANN))

    @rule(number=KEYS, text=DETAILS.map(lambda said: said.title), days=st.integers(-1, 1))
    def ask(self, number: str, text: str, days: int) -> None:
        until = START + timedelta(days=days)
        asked = StandingQuestion(number, "1", ANN.id, 2, text, "en", START, until, 0, 0)
        self.both(lambda store: store.put_question(asked))

    @rule(number=KEYS)
    def tell(self, number: str) -> None:
        self.both(lambda store: store.claim_question(number, START))

    @rule(number=KEYS)
    def fail_to_tell(self, number: str) -> None:
        self.both(lambda store: store.release_question(number, START))

    @rule(number=KEYS, gone=st.booleans())
    def withdraw(self, number: str, gone: bool) -> None:
        self.both(lambda store: store.expire_questions() if gone else store.drop_question(number))

    @rule(document=IDS, verdict=KEYS)
    def judge(self, document: int, verdict: str) -> None:
        self.both(lambda store: store.count_feedback("1", document, verdict))

    @rule(case=CASES, document=st.none() | IDS, days=st.integers(0, 3))
    def schedule(self, case: int, document: int | None, days: int) -> None:
        if days:
            set_ = Schedule("1", case, days, START, "", document)
            self.both(lambda store: store.put_schedule(set_, ANN))
        else:
            self.both(lambda store: store.drop_schedule(case, document, ANN))

    @rule(case=CASES, upload=UPLOADS)
    def twins(self, case: int, upload: Upload) -> None:
        self.both(lambda store: store.twins(case, upload))

    @invariant()
    def they_hold_the_same(self) -> None:
        self.both(current)
        self.both(lambda store: store.texts(range(9)))
        self.both(lambda store: [store.versions(number) for number in range(9)])
        self.both(lambda store: store.events(limit=1000))
        self.both(lambda store: (store.changes(0), store.head().sequence))
        self.both(lambda store: (store.questions(), store.feedback("1"), store.schedules(), store.workspaces()))

    def teardown(self) -> None:
        if hasattr(self, "sql"):
            flaws = self.sql.verify().flaws
            self.sql.close()
            self.folder.cleanup()
            assert flaws == ()


def outcome(do: Callable[[Store], object], store: Store) -> object:
    """What it returns, or the sentence of what it raises."""
    try:
        return do(store)
    except CasebookError as error:
        return (type(error), str(error))


class LongAlike(Alike):
    """The same, for long."""


class AlikeOnAServer(Alike):
    engine = "server"


class LongAlikeOnAServer(Alike):
    engine = "server"


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TestAlike = Alike.TestCase
TestAlike.settings = settings(UNHURRIED, max_examples=12, stateful_step_count=12)
TestLongAlike = pytest.mark.slow(pytest.mark.timeout(600)(LongAlike.TestCase))
TestLongAlike.settings = settings(UNHURRIED, max_examples=100, stateful_step_count=30)
TestAlikeOnAServer = AlikeOnAServer.TestCase
TestAlikeOnAServer.settings = settings(UNHURRIED, max_examples=4, stateful_step_count=12)
TestLongAlikeOnAServer = pytest.mark.slow(pytest.mark.timeout(600)(LongAlikeOnAServer.TestCase))
TestLongAlikeOnAServer.settings = settings(UNHURRIED, max_examples=40, stateful_step_count=30)
