"""What a browser highlights when it opens a link: the page paints it in one colour, and a screenshot shows where.

No interface of the browser tells what a text fragment matched. So the page colours `::target-text`, and each word's
rectangles are looked up in the picture.
"""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

from tests.chat.browser import Page

WIDTH, HEIGHT = 820, 2600  # pixels: every test page fits
TRIES = 4  # looks at a page whose words aren't lit as expected: it may not have been painted yet
RECTANGLES: Final = """(([start, end]) => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let node; node = walker.nextNode();) {
    let from = -1, inside = false;
    const close = to => {
      if (from < 0) return;
      const range = document.createRange();
      range.setStart(node, from); range.setEnd(node, to);
      const boxes = [...range.getClientRects()].map(box =>
        [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY]);
      found.push([inside, node.data.slice(from, to), boxes]);
      from = -1;
    };
    for (let at = 0; at < node.data.length; at++) {
      if (/\\s/.test(node.data[at])) { close(at); continue; }
      const within = seen >= start && seen < end;
      if (from >= 0 && within !== inside) close(at);
      if (from < 0) { from = at; inside = within; }
      seen++;
    }
    close(node.data.length);
  }
  return found;
})(%s)"""


OPENED: Final = """new Promise(done => {
  const look = () => location.pathname === '%s' && document.readyState === 'complete' ? done() : setTimeout(look, 10);
  look();
})"""


@dataclass(frozen=True)
class Lit:
    """The quote's words and those highlighted, in the page's order."""

    wanted: tuple[str, ...]
    seen: tuple[str, ...]
    exact: bool  # the same words at the same places


async def lit(page: Page, address: str, span: tuple[int, int]) -> Lit:
    """Open the link; the quote is between those of the body's characters that aren't white space."""
    await page.send("Page.navigate", url=address, transitionType="typed")
    await page.evaluate(OPENED % urlsplit(address).path)
    words: list[Any] = await page.evaluate(RECTANGLES % list(span))
    found = await _look(page, words)
    for _ in range(TRIES):
        if found.exact:
            break
        await asyncio.sleep(0.1)
        found = await _look(page, words)
    return found


async def _look(page: Page, words: list[Any]) -> Lit:
    bottom = max(box[3] for _, _, boxes in words for box in boxes)
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": bottom + 10, "scale": 1}
    shot = await page.send("Page.captureScreenshot", format="png", optimizeForSpeed=True, clip=clip)
    picture = np.asarray(Image.open(BytesIO(base64.b64decode(shot["data"]))).convert("RGB"))
    coloured = (picture[:, :, 0] > 200) & (picture[:, :, 1] < 60) & (picture[:, :, 2] > 200)
    shares = [(inside, word, _share(coloured, boxes)) for inside, word, boxes in words if boxes]
    wanted = tuple(word for inside, word, _ in shares if inside)
    seen = tuple(word for _, word, share in shares if share > 0.5)
    exact = all(share > 0.8 if inside else share < 0.2 for inside, _, share in shares)
    return Lit(wanted, seen, exact)


def _share(coloured: Any, boxes: list[list[float]]) -> float:
    """How much of the rectangles is highlighted, their edges left out."""
    parts = [coloured[int(top) + 2 : int(bottom) - 1, int(left) + 1 : int(right)] for left, top, right, bottom in boxes]
    parts = [part for part in parts if part.size]
    return float(sum(part.sum() for part in parts) / max(1, sum(part.size for part in parts)))
