"""Whether answers come by meaning, too, and are judged by the reader, and why not: each model is started and asked."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from bot.cli.checks.finding import Finding
from bot.core.model.judge_ports import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model.judge_ports import Judge
    from bot.core.model.meaning_ports import Meaning
    from bot.settings import Settings

TRIED = "who signed the letter?"
INSTALL = "Install it with the program's lock file (Linux on x86_64 or aarch64), or leave it: nothing else needs it."
INSTALL_READER = "Install onnxruntime with the program's lock file, or leave it: nothing else needs it."
FOLDER = "Mend the folder that MEANING_MODEL names, or leave it unset: the program's own model is used then."
PLACE = Place("Letter", "", "The minister signed the letter on Friday.", "")
RESTART = (
    "Look whether this user may start processes (pids_limit), and whether 256 MB of memory are free. If it goes on, "
    "install the program again: a torn model isn't used. MEANING=off ends this warning."
)


def findings(settings: Settings) -> Iterator[Finding]:
    yield _meaning(settings)
    yield _reader(settings)


def _meaning(settings: Settings) -> Finding:
    from bot import assemble

    instead = "answers come by words"
    chosen, install = settings.meaning, INSTALL
    if settings.meaning_model and chosen != "off":
        chosen, install = "on", FOLDER
    missing = _missing("MEANING", chosen, assemble.no_meaning(settings), instead, install)
    return missing or _tried(assemble.local_model(settings))


def _reader(settings: Settings) -> Finding:
    from bot import assemble

    instead = "answers are judged by words and meaning"
    missing = _missing("READER", settings.reader, assemble.no_judge(), instead, INSTALL_READER)
    return missing or _judged(assemble.local_judge())


def _missing(variable: str, chosen: str | None, why: str | None, instead: str, install: str) -> Finding | None:
    """Off, or not to be had, which is a warning only where it is wanted; None where it can be tried."""
    name = variable.capitalize()
    if chosen == "off":
        return Finding(name, "ok", f"off, by {variable}=off; {instead}")
    if why is None:
        return None
    wanted = chosen == "on"
    return Finding(name, "warning" if wanted else "ok", f"{why}; {instead}", install * wanted)


def _tried(model: Meaning) -> Finding:
    """The first question pays for starting the process, the second tells how long one takes."""
    try:
        model.question(TRIED)
        began = perf_counter()
        found = model.question(TRIED)
        took = (perf_counter() - began) * 1000
    finally:
        model.close()
    if found is None and model.unusable:
        return Finding("Meaning", "warning", f"{model.identity.name}: {model.unusable}; answers come by words", FOLDER)
    if found is None:
        return Finding("Meaning", "warning", "its model doesn't answer; answers come by words", RESTART)
    name = f"{model.identity.name} {model.identity.version}"
    return Finding("Meaning", "ok", f"{name}, in a process of its own, {took:.0f} ms a question")


def _judged(judge: Judge) -> Finding:
    try:
        took, others = _took(judge, english=True), _took(judge, english=False)
    finally:
        judge.close()
    if took is None:
        told = "it doesn't answer; answers are judged by words and meaning"
        return Finding("Reader", "warning", told, RESTART.replace("MEANING", "READER"))
    more = "not those in other languages" if others is None else f"{others:.0f} ms in other languages"
    return Finding("Reader", "ok", f"judges English answers, in a process of its own, {took:.0f} ms a sentence; {more}")


def _took(judge: Judge, *, english: bool) -> float | None:
    """Milliseconds, once it has started; None where it doesn't answer."""
    judge.judge(TRIED, [PLACE], english=english)
    began = perf_counter()
    found = judge.judge(TRIED, [PLACE], english=english)
    return None if found is None else (perf_counter() - began) * 1000
