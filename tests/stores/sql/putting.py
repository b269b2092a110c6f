"""A process to be killed: puts, changes, removes and erases documents for ever, and prints what it was promised."""

from __future__ import annotations

import sys
from itertools import count

from bot.core.model.documents import Details
from bot.stores.sql.sql_store import SqlStore
from tests.stores.sql.conftest import ANN, upload


def work(address: str, start: int) -> None:
    """Lines of "<document> <state>", each said once the change is on disk."""
    store = SqlStore(address)
    case = store.open_case("local", "nso-group", "NSO Group").id
    say("open")
    for number in count(start):
        for receipt in store.put_many(case, [upload(number * 10 + more, size=500) for more in range(number % 4)], ANN):
            say(f"{receipt.document.id} there")
        document = store.put(case, upload(number * 10 + 9), ANN).document.id
        say(f"{document} there")
        store.describe(document, Details(f"Changed {number}"), ANN)
        say(f"{document} changed")
        if number % 3 == 0:
            store.erase(document, ANN, "asked to")
            say(f"{document} erased")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    work(sys.argv[1], int(sys.argv[2]))
