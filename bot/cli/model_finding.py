"""Whether answers come by meaning, too, or by words alone, and why: the model is started and asked once."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from bot.cli.finding import Finding

if TYPE_CHECKING:
    from bot.core.model.meaning_ports import Meaning
    from bot.settings import Settings

TRIED = "who signed the letter?"
INSTALL = "Install it with the program's lock file (Linux on x86_64 or aarch64), or leave it: nothing else needs it."
RESTART = (
    "Look whether this user may start processes (pids_limit), and whether 256 MB of memory are free. If it goes on, "
    "install the program again: a torn model isn't used. MEANING=off ends this warning."
)


def finding(settings: Settings) -> Finding:
    from bot import assemble

    if settings.meaning == "off":
        return Finding("Meaning", "ok", "off, by MEANING=off; answers come by words")
    why = assemble.no_meaning()
    if why is not None:
        wanted = settings.meaning == "on"
        return Finding("Meaning", "warning" if wanted else "ok", f"{why}; answers come by words", INSTALL * wanted)
    return _tried(assemble.local_model())


def _tried(model: Meaning) -> Finding:
    """The first question pays for starting the process, the second tells how long one takes."""
    try:
        model.question(TRIED)
        began = perf_counter()
        found = model.question(TRIED)
        took = (perf_counter() - began) * 1000
    finally:
        model.close()
    if found is None:
        return Finding("Meaning", "warning", "its model doesn't answer; answers come by words", RESTART)
    name = f"{model.identity.name} {model.identity.version}"
    return Finding("Meaning", "ok", f"{name}, in a process of its own, {took:.0f} ms a question")
