"""How the container is started: nothing is allowed that the program doesn't need. `.ci/image` starts it so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.chat import serving

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def service() -> dict[str, Any]:
    """What compose.yaml says of it."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["pullquote"]
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
    assert int(service["stop_grace_period"].removesuffix("s")) > serving.LAST_ANSWERS + serving.LAST_WORDS


def test_it_isn_t_root_and_every_package_is_pinned_by_its_hash() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert "USER 10001:10001" in lines
    assert any("--require-hashes --only-binary :all:" in line for line in lines)
