"""Draws docs/pictures: what people see in Discord, from the real bot on the real case files in corpus/.

    python -m tests.chat.gallery [NAME …]       needs Debian's package `chromium`

Discord itself is simulated and its look approximated; the messages are those that the bot sends.
"""

from __future__ import annotations

import asyncio
import sys
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import simcord

from bot import assemble
from bot.chat import notices
from bot.chat.client import Pullquote
from bot.settings import Settings
from tests.chat.browser import Page, chromium
from tests.chat.world import World, last, put, texts

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
WIDE, NARROW = 760, 400  # pixels: a desktop's column of messages, a phone
READY = """window.simcordPreview && window.simcordPreview.ready === true
  && !document.querySelector('#focused-content [aria-disabled=true]')"""
SURFACE = """(() => { const box = document.querySelector('%s').getBoundingClientRect();
  return [box.x, box.y, box.width, box.height]; })()"""
Scene = Callable[[World], Awaitable[Any]]


async def answer(world: World) -> Any:
    return last(await world.ask("Which lawmakers signed the letter about sanctions?"))


async def answer_other_language(world: World) -> Any:
    return last(await world.ask("¿Quién dirigía el CNI?"))


async def refusal(world: World) -> Any:
    return last(await world.ask("How much does a Pegasus licence cost per phone?"))


async def public_answer(world: World) -> Any:
    await world.ann.send(world.channel, f"{world.name} what did Apple sue NSO Group for?")
    return world.channel.last_message


async def context(world: World) -> Any:
    return last(await world.ann.click(await answer(world), label="Context"))


async def cite(world: World) -> Any:
    return last(await world.ann.click(await answer(world), label="Cite"))


async def why(world: World) -> Any:
    return last(await world.ann.click(await answer(world), label="Why this?"))


async def documents(world: World) -> Any:
    return last(await world.mo.slash(world.channel, "documents list"))


async def document(world: World) -> Any:
    return last(await world.mo.slash(world.channel, "documents show", document="entity-list"))


LETTER = (
    "Senators ask for sanctions\n\nEighteen senators signed a letter to the Treasury on Tuesday. They ask for "
    "sanctions against four companies that sell spyware.\n\n“They sold their services to tyrants,” one of them said. "
    "The companies did not answer questions."
)


async def offered(world: World, text: str = LETTER) -> Any:
    given = {"file": ("senators.txt", text.encode()), "publisher": "The Herald", "published": "2021-12-15"}
    return last(await world.mo.slash(world.channel, "documents add file", case="nso-group", **given))


async def preview(world: World) -> Any:
    return await offered(world)


async def preview_version(world: World) -> Any:
    await world.mo.click(await offered(world), label="Publish")
    await world.ann.send(world.channel, f"{world.name} how many senators signed the letter to the Treasury?")
    return await offered(world, LETTER.replace("Eighteen senators", "Nineteen senators"))


async def differences(world: World) -> Any:
    return last(await world.mo.click(await preview_version(world), label="Differences"))


async def answer_changed(world: World) -> Any:
    await world.mo.click(await preview_version(world), label="Publish")
    asked = next(each for each in world.channel.history() if "Eighteen" in texts(each))
    await notices.look(world.bot)
    return next(each for each in world.channel.history() if each.id == asked.id)


async def evidence(world: World) -> Any:
    said = (
        "Reuters says that 18 Democrats signed the letter on sanctions. Apple withdrew its lawsuit in 2024. "
        "NSO was bought by a dairy in Denmark."
    )
    message = await world.mo.send(world.channel, said)
    return last(await world.ann.context_menu(world.channel, "Find evidence", message))


async def follow_up(world: World) -> Any:
    form = await world.ann.click(await answer(world), label="Follow up")
    return last(await world.ann.submit_modal(form, {"question": "and to whom was it addressed?"}))


async def nearest(world: World) -> Any:
    return last(await world.ann.click(await refusal(world), label="Show what comes nearest"))


async def help_page(world: World) -> Any:
    return last(await world.ann.slash(world.channel, "help"))


async def answer_copies(world: World) -> Any:
    """One story in three papers, and another source that says otherwise."""
    rest = "\n\n".join(
        f"In part {number} of its report the committee names warehouse {number} in Elmstead and who rented it then."
        for number in range(1, 9)
    )
    story = f"Eighteen lawmakers signed the letter about Harbour.\n\n{rest}"
    for paper, date in (
        ("Daily Example", "2021-12-15"),
        ("Evening Post", "2021-12-15"),
        ("Elmstead Herald", "2021-12-16"),
    ):
        key = paper.split()[0].lower()
        put(world.casebook, key, f"{story}\n\n{paper}.", world.workspace, "letters", publisher=paper, published=date)
    other = "The letter about Harbour was signed by 13 lawmakers.\n\nNobody else was asked to."
    put(world.casebook, "bulletin", other, world.workspace, "letters", publisher="Bulletin", published="2022-01-03")
    return last(await world.ask("how many lawmakers signed the letter about Harbour?"))


async def copies(world: World) -> Any:
    return last(await world.ann.click(await answer_copies(world), label="Same story"))


async def answer_arabic(world: World) -> Any:
    world.bot.languages.choose(world.guild.id, "ar")
    return await answer(world)


async def help_arabic(world: World) -> Any:
    world.bot.languages.choose(world.guild.id, "ar")
    return await help_page(world)


async def refusal_french(world: World) -> Any:
    world.bot.languages.choose(world.guild.id, "fr")
    return await refusal(world)


SCENES: dict[str, Scene] = {
    "answer-copies": answer_copies,
    "copies": copies,
    "answer-arabic": answer_arabic,
    "help-arabic": help_arabic,
    "refusal-french": refusal_french,
    "answer": answer,
    "answer-spanish": answer_other_language,
    "answer-public": public_answer,
    "refusal": refusal,
    "context": context,
    "cite": cite,
    "why": why,
    "nearest": nearest,
    "follow-up": follow_up,
    "evidence": evidence,
    "documents": documents,
    "document": document,
    "preview": preview,
    "preview-version": preview_version,
    "differences": differences,
    "answer-changed": answer_changed,
    "help": help_page,
}
BY_MODERATORS = {"documents", "document", "preview", "preview-version", "differences"}


async def draw(page: Page, name: str, width: int, path: Path) -> None:
    """One scene, in a fresh Discord, as one picture."""
    casebook, _ = assemble.folder_casebook(ROOT / "corpus", Settings.read({}), lambda done, total: None)
    async with simcord.run(Pullquote(Settings.read({}), casebook, shard_count=1)) as env:
        world = World(env, casebook)
        env.backend.get_user(world.me.id).name = "Pullquote"
        message = await SCENES[name](world)
        viewers = [world.mo, world.ann] if name in BY_MODERATORS else [world.ann, world.mo]
        options: dict[str, Any] = {"viewers": viewers, "display": "fixed", "width": width, "height": 2000}
        async with env.preview(world.channel, **options) as preview:
            await preview.show(message)
            await page.open("about:blank", 100, 100, "true")
            await page.open(preview.url, width + 900, 2200, READY)
            await asyncio.sleep(1)
            picture = await page.photograph(*await page.evaluate(SURFACE % "#focused-content"))
            await asyncio.to_thread(path.write_bytes, picture)


async def main(names: list[str]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with chromium() as page:
        for name in names or SCENES:
            await draw(page, name, WIDE, PICTURES / f"{name}.png")
            if name in {"answer", "refusal"}:
                await draw(page, name, NARROW, PICTURES / f"{name}-narrow.png")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    asyncio.run(main(sys.argv[1:]))
