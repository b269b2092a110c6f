"""Objects by S3, at a stub that fails as it is told to and at a real server; and the index there."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.core.model.errors import IndexAway, IndexLacksClient, IndexUnfit, StoreFull
from bot.core.model.ports import Index
from bot.indexes.bm25 import BM25Index
from bot.indexes.remote import breaker, s3_objects
from bot.indexes.remote.breaker import Breaker
from bot.indexes.remote.objects import Objects
from bot.indexes.remote.s3_objects import S3Objects
from tests import seaweedfs
from tests.contracts.index_contract import LETTER, MEMO, ONE, REPORT, TWO, IndexContract, entry, places
from tests.contracts.objects_contract import ObjectsContract
from tests.indexes.remote.histories import History, compare
from tests.indexes.remote.storage import machine
from tests.s3_stub import BUCKET, OPTIONS, Stub

HERE = f"s3://{BUCKET}/some/folder"
needs_client = pytest.mark.skipif(find_spec("obstore") is None, reason="its client isn't installed")
needs_server = pytest.mark.skipif(
    find_spec("obstore") is None or seaweedfs.program() is None, reason="the client or the server isn't installed"
)


@pytest.fixture
def stub() -> Iterator[Stub]:
    made = Stub()
    yield made
    made.end()


def test_without_its_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_objects, "find_spec", lambda _name: None)
    with pytest.raises(IndexLacksClient):
        S3Objects(HERE, None)


@needs_client
class TestStub(ObjectsContract):
    @pytest.fixture(autouse=True)
    def served(self, stub: Stub) -> None:
        self.stub = stub

    def make(self) -> Objects:
        return S3Objects(HERE, self.stub.endpoint, OPTIONS)


@needs_client
class TestIndexAtStub(IndexContract):
    @pytest.fixture(autouse=True)
    def served(self, stub: Stub, tmp_path: Path) -> None:
        self.stub, self.root, self.made = stub, tmp_path, 0

    def make(self) -> Index:
        self.made += 1
        return machine(S3Objects(f"{HERE}/{self.made}", self.stub.endpoint, OPTIONS), self.root / f"{self.made}")


@needs_server
@pytest.mark.slow
class TestServer(ObjectsContract):
    def make(self) -> Objects:
        server = seaweedfs.server()
        return server.objects(server.address())


@needs_server
@pytest.mark.slow
class TestIndexAtServer(IndexContract):
    @pytest.fixture(autouse=True)
    def folders(self, tmp_path: Path) -> None:
        self.root, self.made = tmp_path, 0

    def make(self) -> Index:
        server = seaweedfs.server()
        self.made += 1
        return machine(server.objects(server.address()), self.root / str(self.made))


@needs_server
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_machines_at_a_server_equal_one_in_memory(tmp_path: Path) -> None:
    server = seaweedfs.server()
    address = server.address()
    machines = [machine(server.objects(address), tmp_path / name) for name in "ab"]
    compare(History(random.Random(3)), machines, 300)


@needs_server
@pytest.mark.slow
def test_three_machines_of_which_one_is_gone() -> None:
    """Each object lies on two: what was put is read, and more is put; the killed one comes back with what it held."""
    server = seaweedfs.Server(wanted=3).start()
    try:
        objects, held = server.objects(server.address()), dict[str, bytes]()
        for node in server.nodes:
            for number in range(5):
                held[f"{node.folder.name}-{number}"] = random.Random(number).randbytes(100_000)
                objects.put(f"{node.folder.name}-{number}", held[f"{node.folder.name}-{number}"], None)
            node.end()
            assert all((found := objects.get(key)) and found.data == data for key, data in held.items())
            objects.put(f"{node.folder.name}-without", b"x" * 100_000, None)
            held[f"{node.folder.name}-without"] = b"x" * 100_000
            node.start()
            time.sleep(6)  # the master counts on it again
        assert all((found := objects.get(key)) and found.data == data for key, data in held.items())
    finally:
        server.remove()


# --- faults


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long in tests."""
    monkeypatch.setattr(s3_objects, "SMALL", timedelta(seconds=0.3))
    monkeypatch.setattr(s3_objects, "LARGE", timedelta(seconds=2))
    monkeypatch.setattr(s3_objects, "STALLED", timedelta(seconds=0.3))
    monkeypatch.setattr(s3_objects, "AGAIN", timedelta(seconds=0.3))


@pytest.fixture
def pair(stub: Stub, tmp_path: Path, quick: None) -> tuple[BM25Index, BM25Index]:
    """Two machines; the second has read case 1, and not case 2."""
    one, other = (
        machine(Breaker(S3Objects(HERE, stub.endpoint, OPTIONS), rest=0.2), tmp_path / name, lease=0.5) for name in "ab"
    )
    one.apply({}, [LETTER, REPORT, MEMO], ONE)
    other.refresh()
    other.snapshot([1])
    return one, other


@needs_client
@pytest.mark.parametrize("fault", ["slow", "broken", "refusing"])
def test_a_storage_that_fails(fault: str, stub: Stub, pair: tuple[BM25Index, BM25Index]) -> None:
    """What was read goes on being answered; the rest is refused, soon; then all is as before."""
    one, other = pair
    stub.fault = fault
    began = time.monotonic()
    assert places(other.snapshot([1]).search(["members"], 5)) == [(1, 0)]
    with pytest.raises(IndexAway):
        other.snapshot([2])
    with pytest.raises(IndexAway):
        one.apply({}, [entry(7, "fresh")], TWO)
    assert time.monotonic() - began < 10
    stub.fault = None
    recover(lambda: other.snapshot([2]))
    recover(lambda: one.apply({}, [entry(7, "fresh")], TWO))
    other.refresh()
    assert other.head() == TWO


def recover(done: Callable[[], object]) -> None:
    """As soon as it can be done."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            done()
        except IndexAway:
            time.sleep(0.05)
        else:
            return
    done()


@needs_client
@pytest.mark.parametrize("fault", ["stalled", "lying"])
def test_a_storage_whose_answers_aren_t_right(fault: str, stub: Stub, pair: tuple[BM25Index, BM25Index]) -> None:
    _one, other = pair
    stub.fault = fault
    assert places(other.snapshot([1]).search(["members"], 5)) == [(1, 0)]
    with pytest.raises(IndexAway):
        other.snapshot([2])
    stub.fault = None
    recover(lambda: other.snapshot([2]))


@needs_client
def test_a_storage_that_is_full(stub: Stub, pair: tuple[BM25Index, BM25Index]) -> None:
    """Reading goes on, everything; a change is refused as for a full disk."""
    one, other = pair
    stub.fault = "full"
    assert other.snapshot([2]).documents == 1
    with pytest.raises(StoreFull):
        one.apply({}, [entry(7, "fresh")], TWO)
    assert one.snapshot([1]).documents == 2
    stub.fault = None
    time.sleep(1)  # until the lock that couldn't be given back counts as left
    recover(lambda: one.apply({}, [entry(7, "fresh")], TWO))
    assert one.head() == TWO


@needs_client
def test_what_is_small_isn_t_waited_for_as_what_is_large(stub: Stub, quick: None) -> None:
    """Somebody may wait for it who has asked something."""
    objects = S3Objects(HERE, stub.endpoint, OPTIONS)
    stub.fault = "slow"
    spent = []
    for size in (s3_objects.LITTLE, s3_objects.LITTLE + 1):
        began = time.monotonic()
        with pytest.raises(IndexAway):
            objects.add("new", memoryview(bytes(size)))
        spent.append(time.monotonic() - began)
    assert spent[0] < 2 <= spent[1]


@needs_client
def test_nobody_there(stub: Stub, tmp_path: Path, quick: None) -> None:
    address = stub.endpoint
    stub.end()
    with pytest.raises(IndexAway, match="s3://pullquote"):
        machine(S3Objects(HERE, address, OPTIONS), tmp_path)


@needs_client
def test_no_such_bucket(stub: Stub) -> None:
    objects = S3Objects("s3://nobody-s/x", stub.endpoint, OPTIONS)
    for asked in (lambda: objects.get("root"), lambda: list(objects.keys("segments/")), lambda: objects.fetch("a")):
        with pytest.raises(IndexUnfit, match="no such bucket"):
            asked()


@needs_client
def test_a_key_that_is_refused(stub: Stub) -> None:
    stub.fault = "refusing"
    objects = S3Objects(HERE, stub.endpoint, OPTIONS)
    for asked in (lambda: objects.get("root"), lambda: list(objects.keys("segments/")), lambda: objects.delete(["a"])):
        with pytest.raises(IndexUnfit, match="refuses the key"):
            asked()


@needs_client
def test_an_option_that_doesn_t_exist(stub: Stub) -> None:
    with pytest.raises(IndexUnfit):
        S3Objects(HERE, stub.endpoint, {**OPTIONS, "colour": "green"})


def test_a_storage_that_failed_is_left_alone(stub: Stub, quick: None) -> None:
    """For some seconds: not every question waits for it in vain."""
    pytest.importorskip("obstore")
    objects = Breaker(S3Objects(HERE, stub.endpoint, OPTIONS), rest=0.3)
    stub.fault = "broken"
    with pytest.raises(IndexAway):
        objects.get("root")
    asked = len(stub.requests)
    with pytest.raises(IndexAway):
        objects.get("root")
    assert len(stub.requests) == asked
    stub.fault = None
    time.sleep(0.4)
    assert objects.get("root") is None
    assert breaker.REST <= 10


@needs_server
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_server_that_is_killed(tmp_path: Path) -> None:
    """Its clients answer from what they have, and go on within 30 s of its new start; nothing that counted is lost."""
    server = seaweedfs.Server().start()
    try:
        address = server.address()
        one, other = (machine(Breaker(server.objects(address)), tmp_path / name) for name in "ab")
        one.apply({}, [LETTER, REPORT, MEMO], ONE)
        other.refresh()
        other.snapshot([1])
        server.end()
        assert places(other.snapshot([1]).search(["members"], 5)) == [(1, 0)]
        with pytest.raises(IndexAway):
            other.snapshot([2])
        server.start()
        end = time.monotonic() + 30
        while True:
            try:
                assert other.snapshot([2]).documents == 1
                one.apply({}, [entry(7, "fresh")], TWO)
                break
            except IndexAway:
                assert time.monotonic() < end
                time.sleep(0.2)
        other.refresh()
        assert other.head() == TWO
    finally:
        server.remove()
