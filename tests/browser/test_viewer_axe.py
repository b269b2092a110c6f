"""The source viewer by the rules of WCAG 2.2 AA, as axe-core applies them in a real browser.

AXE_CORE names the file axe.min.js of the npm package; `.ci/axe` puts it there. Without it the tests are left out.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.browser.viewer_pictures import NARROW, VIEWS, View, show
from tests.chat.browser import chromium
from tests.web.rooms import opened

AXE = os.environ.get("AXE_CORE", "")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Where axe can't tell a contrast (a paragraph's number stands half outside of its column), test_viewer_page does.
RUN = f"""axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(found => JSON.stringify(
  [...found.violations, ...found.incomplete.filter(rule => rule.id !== 'color-contrast')]
    .map(rule => [rule.id, rule.nodes.map(node => node.html)])))"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not AXE, reason="AXE_CORE is not set: see .ci/axe"),
]


def _axe() -> str:
    return Path(AXE).read_text("utf-8")


async def test_no_page_breaks_a_rule() -> None:
    """Light, dark, narrow, in print, in every language, from right to left, and where nothing is shown."""
    found: dict[str, str] = {}
    async with opened() as (rooms, _), chromium() as tab:
        await tab.send("Page.setBypassCSP", enabled=True)  # for axe itself; the pages' policy lets nothing run
        for view in (*VIEWS, View("gone-arabic", "gone", NARROW, language="ar")):
            await show(tab, rooms, view)
            await tab.evaluate(f"{_axe()};true")
            found[view.name] = await tab.evaluate(RUN)
    assert found == dict.fromkeys(found, "[]")
