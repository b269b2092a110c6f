"""compose.cluster.yaml: several bots on one database, as shut in as the one of compose.yaml."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from bot.cli.running import shard_option
from bot.core.model.shards import Shards
from bot.settings import Settings
from bot.stores.sql.database import opening
from bot.stores.sql.sql_store import SqlStore
from tests.postgresql import Server, programs

ROOT = Path(__file__).resolve().parent.parent
LIBPQ = {"PGPASSWORD"}  # what the driver itself reads from the environment
GIVEN = {"DISCORD_TOKEN": "x", "PGPASSWORD": "s3cret", "TRAIL_KEY": "k" * 64, "POSTGRES_IMAGE": "p"}


def read(name: str) -> dict[str, Any]:
    """What compose makes of it: variables put in, `$$` for a dollar sign."""

    def put_in(found: re.Match[str]) -> str:
        return "$" if found[0] == "$$" else GIVEN.get(found[1], found[2] or "")

    text = re.sub(r"\$\$|\$\{(\w+)(?::[?-]([^}]*))?\}", put_in, (ROOT / name).read_text("utf-8"))
    made: dict[str, Any] = yaml.safe_load(text)
    return made


@pytest.fixture(scope="module")
def cluster() -> dict[str, Any]:
    return read("compose.cluster.yaml")


@pytest.fixture(scope="module")
def bots(cluster: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for name, each in cluster["services"].items() if name.startswith("bot")]


def test_every_shard_has_one_bot(bots: list[dict[str, Any]]) -> None:
    parts: list[Shards] = []
    for each in bots:
        command, option, said = each["command"]
        assert (command, option) == ("serve", "--shards")
        parts.append(shard_option.read(said))
    assert {part.count for part in parts} == {len(parts)} == {3}
    assert sorted(number for part in parts for number in part.numbers) == list(range(3))


def test_its_settings_are_settings_and_fit_together(bots: list[dict[str, Any]]) -> None:
    """None is misspelt; no password stands in an address, where a list of processes would show it."""
    known = {each.alias for each in Settings.model_fields.values()}
    for each in bots:
        assert set(each["environment"]) <= known | LIBPQ
        settings = Settings.read(each["environment"])
        assert opening.is_server(settings.database)
        assert settings.index_url == "postgresql"
        assert settings.signing == GIVEN["TRAIL_KEY"]
        assert "s3cret" not in settings.database
        assert f"backups:{settings.backups}" in each["volumes"]


def test_each_has_a_folder_of_its_own(bots: list[dict[str, Any]], cluster: dict[str, Any]) -> None:
    own = [volume for each in bots for volume in each["volumes"] if volume.endswith(":/data")]
    assert len(set(own)) == len(bots)
    used = {volume.partition(":")[0] for each in cluster["services"].values() for volume in each["volumes"]}
    assert used == set(cluster["volumes"])


def test_they_are_shut_in_as_one_is(bots: list[dict[str, Any]]) -> None:
    alone = read("compose.yaml")["services"]["pullquote"]
    same = {"read_only", "tmpfs", "cap_drop", "security_opt", "pids_limit", "mem_limit", "stop_grace_period", "restart"}
    for each in bots:
        assert {name: each[name] for name in same} == {name: alone[name] for name in same}
        assert set(each) <= same | {"image", "build", "env_file", "environment", "depends_on", "command", "volumes"}


def test_no_port_is_published(cluster: dict[str, Any]) -> None:
    assert not any("ports" in each for each in cluster["services"].values())


def test_the_driver_comes_in_the_version_that_the_tests_have_by_its_hash(bots: list[dict[str, Any]]) -> None:
    """By the very line that builds the image."""
    (line,) = {found for each in bots for found in re.findall(r"sed -n '(.+)' ", each["build"]["dockerfile_inline"])}
    lock = ROOT / "requirements-test.lock"
    said = subprocess.run(["sed", "-n", line, lock], check=True, capture_output=True, text=True).stdout.splitlines()
    named = [found[1] for each in said if (found := re.match(r"([a-z-]+)==", each))]
    assert named == ["obstore", "psycopg", "psycopg-binary"]
    assert all(each.startswith("    --hash=sha256:") for each in said if "==" not in each)
    assert not said[-1].endswith("\\")


def test_the_database_s_role_is_none_past_its_second_wall(cluster: dict[str, Any]) -> None:
    """The script that a new database begins with makes what the bots need, and no more."""
    server = Server().make()
    try:
        with psycopg.connect(server.dsn("postgres"), autocommit=True) as link:
            link.execute("CREATE ROLE postgres LOGIN SUPERUSER")
        own = {"PATH": f"{programs()}:{os.environ['PATH']}", "PGHOST": str(server.folder), "PULLQUOTE_PASSWORD": "it's"}
        script = re.sub(r"(ROLE|OWNER) pullquote", r"\1 house", cluster["configs"]["role"]["content"])
        subprocess.run(["bash", "-c", script], env=own, check=True, capture_output=True)
        with closing(SqlStore(server.address("pullquote").replace("pullquote@", "house@"))) as store:
            assert not store.verify().flaws
        with psycopg.connect(server.dsn("postgres")) as link:
            found = link.execute("SELECT rolsuper, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = 'house'")
            assert found.fetchone() == (False, False, False)
    finally:
        server.remove()


def test_what_the_image_is_built_from_reaches_the_builder(bots: list[dict[str, Any]]) -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for each in bots:
        copied = re.findall(r"^COPY (\S+)", each["build"]["dockerfile_inline"], re.MULTILINE)
        assert {f"!{name}" for name in copied} <= set(ignored)
