"""What every storage of objects does, as tests to inherit: give a class a `make` that opens an empty one."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.indexes.remote.objects import Conflict, Objects

LARGE = 3_000_000  # bytes


class ObjectsContract:
    """Inherit, and give `make`."""

    def make(self) -> Objects:
        raise NotImplementedError

    @pytest.fixture
    def objects(self) -> Objects:
        return self.make()

    def test_what_is_put_is_got(self, objects: Objects) -> None:
        tag = objects.put("a/root", b"one", None)
        found = objects.get("a/root")
        assert found is not None
        assert (found.data, found.tag) == (b"one", tag)
        assert objects.get("a/rooted") is None

    def test_what_is_known_isn_t_sent_again(self, objects: Objects) -> None:
        objects.put("root", b"one", None)
        found = objects.get("root")
        assert found is not None
        assert objects.get("root", found) is found
        objects.put("root", b"two", found.tag)
        later = objects.get("root", found)
        assert later is not None
        assert later.data == b"two"

    def test_only_what_is_as_it_was_is_replaced(self, objects: Objects) -> None:
        first = objects.put("root", b"one", None)
        with pytest.raises(Conflict):
            objects.put("root", b"another", None)
        objects.put("root", b"two", first)
        with pytest.raises(Conflict):
            objects.put("root", b"three", first)
        with pytest.raises(Conflict):
            objects.put("other", b"one", first)
        found = objects.get("root")
        assert found is not None
        assert found.data == b"two"
        assert objects.get("other") is None

    def test_of_many_who_replace_it_at_once_one_does(self, objects: Objects) -> None:
        tag = objects.put("root", b"one", None)

        def replace(number: int) -> bool:
            try:
                objects.put("root", b"%d" % number, tag)
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(replace, range(8))) == 1

    def test_large_objects_come_back_as_they_were(self, objects: Objects) -> None:
        data = os.urandom(LARGE)
        objects.add("segments/1/a", memoryview(data))
        found = objects.fetch("segments/1/a")
        assert found is not None
        assert bytes(found) == data
        assert objects.fetch("segments/1/b") is None
        assert objects.holds("segments/1/a")
        assert not objects.holds("segments/1/b")

    def test_keys_are_those_below(self, objects: Objects) -> None:
        for key in ("segments/1/a", "segments/1/b", "segments/12/c", "root"):
            objects.add(key, memoryview(b"x"))
        assert sorted(objects.keys("segments/1/")) == ["segments/1/a", "segments/1/b"]
        assert len(list(objects.keys("segments/"))) == 3
        assert list(objects.keys("manifests/")) == []

    def test_what_is_deleted_is_gone(self, objects: Objects) -> None:
        objects.add("segments/1/a", memoryview(b"x"))
        objects.delete(["segments/1/a", "segments/1/never"])
        objects.shred()
        assert list(objects.keys("segments/1/")) == []
        assert objects.fetch("segments/1/a") is None
