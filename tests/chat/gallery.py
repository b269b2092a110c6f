"""Draws docs/gallery.md: every kind of message that people see in Discord, wide and narrow, from the real bot.

    python -m tests.chat.gallery               draws what has changed since the last time; needs Debian's `chromium`
    python -m tests.chat.gallery --all         draws everything again
    python -m tests.chat.gallery NAME …        only those

Discord itself is simulated and its look approximated; the messages are those that the bot sends. What was drawn is
kept in gallery.json beside this file: the message of each scene as it goes to Discord, and the functions of bot/chat
that made it. Tests compare that with the code (`test_gallery`), so no message is without a picture, and none is stale.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import sys
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import simcord

from bot import periodic, readers
from bot.chat.client import Pullquote
from bot.core.casebook import Casebook
from bot.core.model.documents import SHARED, Actor
from bot.core.workflows.folder_sync import Folder, sync
from bot.indexes.bm25 import BM25Index
from bot.settings import Settings
from bot.stores.memory.memory_store import MemoryStore
from tests.chat.browser import Page, chromium, save
from tests.chat.scenes import MODERATOR, SCENES, Scene
from tests.chat.world import World, never

ROOT: Final = Path(__file__).resolve().parents[2]
CHAT: Final = ROOT / "bot" / "chat"
PICTURES: Final = ROOT / "docs" / "pictures"
PAGE: Final = ROOT / "docs" / "gallery.md"
KEPT: Final = Path(__file__).with_name("gallery.json")
WIDTHS: Final = {"": 760, "-narrow": 400}  # pixels: a desktop's column of messages, a phone
SHOWN: Final = {"": 480, "-narrow": 250}  # pixels, on the page
THEN: Final = datetime(2026, 1, 1, tzinfo=UTC)
MADE: Final = ("Message", "Form")  # what a function gives that makes something to be seen
PARTS: Final = {"cards.layout.note", "cards.layout.about"}  # what the others make theirs with
READY: Final = """window.simcordPreview && window.simcordPreview.ready === true
  && !document.querySelector('#focused-content [aria-disabled=true]')"""
SURFACE: Final = """(() => { const box = (document.querySelector('.modal-dialog')
  || document.querySelector('#focused-content')).getBoundingClientRect();
  return [box.x, box.y, box.width, box.height]; })()"""
CHANCE: Final = (  # what differs from run to run
    (re.compile(r"(?<=pq:draft:)(\w+):[0-9a-f]{32}|(?<=pq:draft:)[0-9a-f]{32}"), r"\1:…"),
    (re.compile(r"(pq:bulk:(?:\w+:)?)[0-9a-f]{32}"), r"\1…"),
    (re.compile(r'(?<="value": ")\d{8,18}(?=")'), "…"),  # of what a list offers
    (re.compile(r"(?<=:)\d{8,18}(?=[:\"])"), "…"),  # numbers of documents and cases
    (re.compile(r"(?<=<t:)\d+"), "…"),
    (re.compile(r"(</[^:>]+:)\d+>"), r"\1…>"),  # of a command
    (re.compile(r'(?<="size": )\d+'), "1000"),  # of a file: when it was packed counts, too
    (re.compile(r"(?<=pq:withdraw:)[0-9a-f]+"), "…"),
    (
        re.compile(r"(?<= until )\d{1,2} \w+ \d{4}|(?<=since )\d{1,2} \w+ \d{4}|(?<=Newsroom, on )\d{1,2} \w+ \d{4}"),
        "…",
    ),
    (re.compile(r"`[0-9a-f]{8}`"), "`4f0c2a91`"),
    (re.compile(r"<t:\d+:R>"), "<t:…:R>"),
)


# --- what makes messages


def makers() -> dict[str, Callable[..., Any]]:
    """The functions of bot/chat that make a message or a form, as "room.module.function"."""
    found: dict[str, Callable[..., Any]] = {}
    for path in sorted(CHAT.rglob("*.py")):
        dotted = ".".join(path.relative_to(CHAT).with_suffix("").parts)
        module = import_module(f"bot.chat.{dotted}".removesuffix(".__init__"))
        for name, each in inspect.getmembers(module, inspect.isfunction):
            made = str(each.__annotations__.get("return", "")) in MADE
            if made and each.__module__ == module.__name__ and f"{dotted}.{name}" not in PARTS:
                found[f"{dotted}.{name}"] = each
    return found


@contextmanager
def watched() -> Iterator[set[str]]:
    """The names of those that are called within."""
    seen: set[str] = set()
    before = makers()
    for name, made in before.items():
        _put(name, _noting(name, made, seen))
    try:
        yield seen
    finally:
        for name, made in before.items():
            _put(name, made)


def _noting(name: str, made: Callable[..., Any], seen: set[str]) -> Callable[..., Any]:
    @wraps(made)
    def noting(*given: Any, **options: Any) -> Any:
        seen.add(name)
        return made(*given, **options)

    return noting


def _put(name: str, made: Callable[..., Any]) -> None:
    module, _, function = name.rpartition(".")
    setattr(import_module(f"bot.chat.{module}"), function, made)


# --- a scene


def corpus() -> Casebook:
    """The real case files, added at one moment of the past."""
    casebook = Casebook(MemoryStore(lambda: THEN), BM25Index(None), readers.read)
    sync(casebook, Folder(ROOT / "corpus", Actor("corpus"), SHARED, readers.each))
    return casebook


@asynccontextmanager
async def played(scene: Scene) -> AsyncIterator[tuple[World, Any]]:
    """In a fresh Discord: what it ends with."""
    casebook = corpus()
    setattr(periodic, "sleep", never)  # noqa: B010  its own name for asyncio.sleep, for this
    settings = Settings.read({"MESSAGE_CONTENT": "on"} if scene.content else {})
    async with simcord.run(Pullquote(settings, casebook, shard_count=1)) as env:
        world = World(env, casebook)
        env.backend.get_user(world.me.id).name = "Pullquote"
        shown = await scene.run(world)
        assert world.expected or not world.failures()
        env.errors.clear()  # sentences that are meant for people
        yield world, shown


async def sent(scene: Scene) -> dict[str, Any]:
    """What was made by which functions, without what chance has put in."""
    with watched() as seen:
        async with played(scene) as (_, shown):
            return {"made_by": sorted(seen), "shown": _without_chance(_payload(shown))}


def _payload(shown: Any) -> Any:
    if getattr(shown, "modal", None):
        return shown.modal
    parts = [each if isinstance(each, dict) else each.to_dict() for each in shown.components]
    return {"components": parts, "files": [each.filename for each in shown.attachments]}


def _without_chance(payload: Any) -> Any:
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True)
    for pattern, instead in CHANCE:
        text = pattern.sub(instead, text)
    return json.loads(text)


async def everything() -> dict[str, Any]:
    return {name: await sent(scene) for name, scene in SCENES.items()}


def kept() -> dict[str, Any]:
    """As it was when the pictures were drawn."""
    found: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    return found


# --- pictures


def picture(name: str, suffix: str) -> Path:
    return PICTURES / f"{name}{suffix}.png"


async def draw(page: Page, scene: Scene) -> None:
    """Wide and narrow."""
    async with played(scene) as (world, shown):
        viewers = [world.mo, world.ann] if scene.by == MODERATOR else [world.ann, world.mo]
        if world.stage:  # a direct message, or a room of moderators
            viewers = [world.mo] if scene.by == MODERATOR else [world.ann.user]
        for suffix, width in WIDTHS.items():
            options: dict[str, Any] = {"viewers": viewers, "display": "fixed", "width": width, "height": 2000}
            async with world.env.preview(world.stage or world.channel, **options) as preview:
                await preview.show(shown)
                await page.open("about:blank", 100, 100, "true")
                await page.open(preview.url, width + 900, 2200, READY)
                await asyncio.sleep(0.4)
                data = await page.photograph(*await page.evaluate(SURFACE))
            await asyncio.to_thread(save, data, picture(scene.name, suffix))


def stale(found: dict[str, Any]) -> list[str]:
    """What isn't drawn as it is now."""
    before = kept()
    missing = {name for name in SCENES for suffix in WIDTHS if not picture(name, suffix).is_file()}
    return [name for name in SCENES if name in missing or before.get(name) != found[name]]


# --- the page

HEAD = """# Gallery

What people see in Discord: every kind of answer and message, on a desktop and on a phone. The bot is the real one, on
the case files in `corpus/`; Discord is simulated, and its look approximated.

`python -m tests.chat.gallery` draws what has changed and writes this page; `tests/chat/test_gallery.py` fails where a
message has no picture, or another than the bot sends now. The pages of the source viewer are in [links.md](links.md).
"""


def page() -> str:
    sections = dict.fromkeys(scene.section for scene in SCENES.values())
    parts = [HEAD]
    for section in sections:
        parts.append(f"## {section}\n")
        parts += [_entry(scene) for scene in SCENES.values() if scene.section == section]
    return "\n".join(parts)


def _entry(scene: Scene) -> str:
    images = [
        f'<img src="pictures/{scene.name}{suffix}.png" width="{width}" alt="{_alt(scene, suffix)}">'
        for suffix, width in SHOWN.items()
    ]
    return f"**{scene.name}** {scene.told}\n\n{' '.join(images)}\n"


def _alt(scene: Scene, suffix: str) -> str:
    return f"{scene.told} {'On a phone.' if suffix else 'On a desktop.'}"


async def main(names: list[str]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    found = await everything()
    wanted = list(SCENES) if names == ["--all"] else names or stale(found)
    async with chromium() as tab:
        for number, name in enumerate(wanted, 1):
            print(f"{number}/{len(wanted)} {name}", flush=True)  # noqa: T201
            await draw(tab, SCENES[name])
    known = {**kept(), **{name: found[name] for name in wanted}}
    ordered = {name: known[name] for name in SCENES if name in known}
    KEPT.write_text(json.dumps(ordered, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    asyncio.run(main(sys.argv[1:]))
