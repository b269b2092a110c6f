"""Locks of several machines: one at a time, left by the dead, kept by the living."""

from __future__ import annotations

import time
from threading import Event, Thread, Timer

import pytest

from bot.core.model.errors import IndexAway
from bot.indexes.remote.leases import Leases
from tests.indexes.remote.storage import MemoryObjects


def test_one_at_a_time() -> None:
    objects = MemoryObjects()
    one, other = Leases(objects), Leases(objects)
    with one.held("lock", None) as mine:
        assert mine
        with other.held("lock", 0.0) as also:
            assert not also
        with one.held("lock", 0.05) as again:
            assert not again
        with other.held("another", 0.0) as another:
            assert another
    with other.held("lock", 0.0) as now:
        assert now
    with one.held("lock", 0.0) as once_more:
        assert once_more


def test_whoever_waits_gets_it() -> None:
    objects = MemoryObjects()
    one, other = Leases(objects), Leases(objects)
    got, leave = Event(), Event()

    def hold() -> None:
        with one.held("lock", None):
            got.set()
            leave.wait(5)

    thread = Thread(target=hold)
    thread.start()
    got.wait(5)
    Timer(0.1, leave.set).start()
    with other.held("lock", None) as mine:
        assert mine
        assert leave.is_set()
    thread.join()


def test_counted_by_many() -> None:
    """Nobody writes what another one has read meanwhile."""
    objects, counted = MemoryObjects(), [0]

    def work() -> None:
        leases = Leases(objects)
        for _time in range(10):
            with leases.held("lock", None):
                now = counted[0]
                time.sleep(0.001)
                counted[0] = now + 1

    threads = [Thread(target=work) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted == [40]


def test_of_a_dead_process() -> None:
    """Taken over once it has given no sign for so long, by the watcher's own clock."""
    objects = MemoryObjects()
    objects.put("locks/lock", b'{"holder": "gone"}', None)
    leases = Leases(objects, lease=0.2)
    with leases.held("lock", 0.0) as mine:
        assert not mine
    began = time.monotonic()
    with leases.held("lock", 5.0) as mine:
        assert mine
    assert time.monotonic() - began > 0.1


def test_of_a_living_process() -> None:
    """However long it works."""
    objects = MemoryObjects()
    with Leases(objects, lease=0.3).held("lock", None), Leases(objects, lease=0.3).held("lock", 1.0) as mine:
        assert not mine


def test_what_nobody_here_has_written_lapses() -> None:
    objects = MemoryObjects()
    objects.put("locks/lock", b"\0", None)
    with Leases(objects, lease=0.1).held("lock", 5.0) as mine:
        assert mine


def test_lost_while_it_was_held() -> None:
    """Whoever lost it doesn't take it from who has it now."""
    objects = MemoryObjects()
    with Leases(objects).held("lock", None):
        now = objects.held["locks/lock"]
        objects.put("locks/lock", b'{"holder": "quicker"}', now.tag)
    assert b"quicker" in objects.held["locks/lock"].data


def test_a_storage_that_is_away() -> None:
    objects = MemoryObjects()
    objects.away = True
    with pytest.raises(IndexAway), Leases(objects).held("lock", None):
        pass
    objects.away = False
    with Leases(objects, lease=0.2).held("lock", None):
        objects.away = True
    objects.away = False
    with Leases(objects, lease=0.2).held("lock", 5.0) as mine:
        assert mine
