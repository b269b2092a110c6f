"""/cases export: a case as a file, for those who may have it."""

from __future__ import annotations

import io
from typing import Any
from zipfile import ZipFile

import pytest

from bot.chat.cases import case_export
from bot.chat.cases.case_export import Limited
from tests.chat.world import LEASE, World, last, put, texts


@pytest.fixture(autouse=True)
def leases(world: World) -> None:
    put(world.casebook, "lease", LEASE, world.workspace, "leases")


async def export(world: World, **options: Any) -> Any:
    return last(await world.mo.slash(world.channel, "cases export", **{"case": "leases", **options}))


async def content(world: World, message: Any) -> bytes:
    (file,) = message.attachments
    data: bytes = await file.read()
    return data


async def test_a_zip_with_the_originals(world: World) -> None:
    shown = await export(world)
    assert shown.ephemeral
    assert "sha256sum -c SHA256SUMS" in texts(shown)
    assert shown.attachments[0].filename == "leases.zip"
    with ZipFile(io.BytesIO(await content(world, shown))) as made:
        assert LEASE.encode() in [made.read(name) for name in made.namelist()]


async def test_the_texts_alone(world: World) -> None:
    shown = await export(world, originals=False)
    assert shown.attachments[0].filename == "leases.jsonl"
    assert (await content(world, shown)).startswith(b'{"id": "lease"')


async def test_what_is_too_large_says_who_can_help(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_export, "Limited", lambda limit: Limited(100))
    told = texts(await export(world))
    assert "larger than the" in told
    assert f"--server {world.workspace} --case leases" in told


async def test_a_case_that_one_may_not_read_is_unknown(world: World) -> None:
    """Moderating isn't reading."""
    world.restrict("leases", roles=(12345,))
    role = world.guild.create_role("Editors")
    await world.mo.slash(world.channel, "settings moderators", role=role, may=True)
    editor = world.guild.add_member(world.env.create_user("ed"), roles=[role])
    told = [texts(last(await editor.slash(world.channel, "cases export", case=name))) for name in ("leases", "never")]
    assert told[0].replace("leases", "NAME") == told[1].replace("never", "NAME")


async def test_an_empty_case_says_so(world: World) -> None:
    world.casebook.open_case(world.workspace, "new")
    assert "There is no document in the case “new”." in texts(await export(world, case="new"))
