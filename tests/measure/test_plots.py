"""Two pictures in one file that any browser opens."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from bot.measure import plots
from bot.measure.evaluate import Expected, Outcome


def outcome(confidence: float, *, right: bool) -> Outcome:
    return Outcome(Expected("1", "x", ()), True, confidence, 1, right, 3, 1.0)


def test_every_tenth_of_confidence_is_a_point() -> None:
    picture = plots.draw([outcome(0.95, right=True), outcome(0.91, right=False), outcome(0.1, right=False)])
    root = ET.fromstring(picture)
    assert len(root.findall("{*}circle")) == 2
    assert "2 answers at 0.93: 0.50 right" in picture
    assert root.find("{*}path") is not None


def test_nothing_measured_is_an_empty_picture() -> None:
    assert ET.fromstring(plots.draw([])).find("{*}circle") is None
