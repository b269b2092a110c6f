"""The dashboard, and the table in the documentation, show metrics that there are, and all of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bot.web.monitor.metrics import HELP

DOCS = Path(__file__).resolve().parents[2] / "docs"
METRIC = re.compile(r"pullquote_[a-z_]+")
ENDS = ("_total", "_seconds_bucket")


def named(text: str) -> set[str]:
    """The names of the program's own metrics, as `bot.web.monitor.metrics.HELP` has them."""
    found = {name.removeprefix("pullquote_") for name in METRIC.findall(text)}
    return {next((name.removesuffix(end) for end in ENDS if name.endswith(end)), name) for name in found}


def test_the_dashboard_draws_what_there_is() -> None:
    board = json.loads((DOCS / "grafana-dashboard.json").read_text("utf-8"))
    drawn = named(" ".join(target["expr"] for panel in board["panels"] for target in panel["targets"]))
    assert drawn <= set(HELP)
    assert {"answers", "stage", "queue", "index_bytes", "heartbeat_seconds", "errors"} <= drawn


def test_the_table_has_every_metric() -> None:
    told = named((DOCS / "operating.md").read_text("utf-8")) - {"stage_seconds"} | {"stage"}
    assert told - set(HELP) == set()
    assert set(HELP) - told == set()
