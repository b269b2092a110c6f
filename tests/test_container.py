"""How the container is started: nothing is allowed that the program doesn't need. `.ci/image` starts it so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.chat import startup
from bot.settings import Settings
from bot.web.viewer.style import POLICY
from tests.web.rooms import opened

ROOT = Path(__file__).resolve().parent.parent
CSP = "Content-Security-Policy"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """What compose.yaml says."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    return found


@pytest.fixture(scope="module")
def service(services: dict[str, Any]) -> dict[str, Any]:
    """The bot itself."""
    found: dict[str, Any] = services["pullquote"]
    return found


def test_it_has_no_capabilities_and_gets_none(service: dict[str, Any]) -> None:
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"cap_add", "privileged", "devices", "pid", "network_mode", "ports"} & set(service)


def test_it_writes_to_its_volume_and_to_small_temporary_files_alone(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["volumes"] == ["data:/data"]
    (temporary,) = service["tmpfs"]
    assert {"noexec", "nosuid", "nodev"} <= set(temporary.partition(":")[2].split(","))


def test_it_is_limited_and_started_again(service: dict[str, Any]) -> None:
    assert {"pids_limit", "mem_limit"} <= set(service)
    assert service["restart"] == "unless-stopped"
    assert int(service["stop_grace_period"].removesuffix("s")) > startup.LAST_ANSWERS + startup.LAST_WORK


def test_it_isn_t_root_and_every_package_is_pinned_by_its_hash() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert "USER 10001:10001" in lines
    assert any("--require-hashes --only-binary :all:" in line for line in lines)


def test_every_image_is_the_same_tomorrow(services: dict[str, Any]) -> None:
    """Named by its digest, beside a tag that says which it is; the docs say how to move it."""
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    images = [re.findall(r"^ARG PYTHON=(\S+)$", dockerfile, re.MULTILINE)[0], services["proxy"]["image"]]
    bases = re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert set(bases) == {"${PYTHON}"}
    assert "syntax=" not in dockerfile  # another image, with a tag that moves
    for image in images:
        assert re.fullmatch(r"[a-z]+:\d+\.\d+\.\d+-[a-z-]+@sha256:[0-9a-f]{64}", image)
        assert f"docker buildx imagetools inspect {image.partition(':')[0]}:" in (
            ROOT / "docs" / "operating.md"
        ).read_text("utf-8")


# --- the proxy before the source viewer


def test_the_viewer_is_reached_by_the_proxy_and_by_nobody_else(
    service: dict[str, Any], services: dict[str, Any]
) -> None:
    """It listens where the proxy looks for it, and no port of it is published; a start without it starts no proxy."""
    proxy, told = services["proxy"], {name: str(value) for name, value in service["environment"].items()}
    settings = Settings.read({**told, "DISCORD_TOKEN": "x"})
    assert settings.viewer_host == "0.0.0.0"
    assert proxy["command"].split()[-2:] == ["--to", f"pullquote:{settings.viewer_port}"]
    assert proxy["profiles"] == ["viewer"]
    assert "ports" not in service


def test_the_proxy_may_do_little_and_logs_no_address(services: dict[str, Any]) -> None:
    proxy = services["proxy"]
    assert "--access-log" not in proxy["command"]
    assert (proxy["cap_drop"], proxy["cap_add"], proxy["read_only"]) == (["ALL"], ["NET_BIND_SERVICE"], True)
    assert proxy["security_opt"] == ["no-new-privileges:true"]
    assert all(not volume.startswith(("data:", ".", "/")) for volume in proxy["volumes"])


async def test_a_proxy_that_hands_requests_on_as_they_are_is_all_it_takes() -> None:
    """Whatever name it was asked by: the page comes back unchanged, with its policy."""
    async with opened() as (rooms, session):
        address = rooms.address(rooms.place(rooms.letter, "A hearing is set for March."))
        path = address.removeprefix(rooms.base)

        async def hand_on(request: web.Request) -> web.Response:
            headers = {**request.headers, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
            async with session.get(f"{rooms.base}{request.path_qs}", headers=headers) as answer:
                return web.Response(
                    body=await answer.read(), status=answer.status, headers={"CSP": answer.headers[CSP]}
                )

        app = web.Application()
        app.add_routes([web.get("/{path:.*}", hand_on)])
        async with (
            TestServer(app) as proxy,
            session.get(proxy.make_url(path), headers={"Host": "files.example.org"}) as seen,
        ):
            assert seen.status == 200
            assert '<mark class="quote"' in await seen.text()
            assert seen.headers["CSP"] == POLICY


def test_the_docs_give_the_same_set_up() -> None:
    told = (ROOT / "docs" / "links.md").read_text("utf-8")
    assert "docker compose --profile viewer up -d" in told
    assert f"reverse_proxy 127.0.0.1:{Settings.read({}).viewer_port}" in told
