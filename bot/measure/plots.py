"""Two pictures of how far a confidence can be trusted, drawn by hand as one SVG: reliability, and risk by coverage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.measure import figures
from bot.measure.calibrate import Measured

SIDE: Final = 260  # pixels of each square
EDGE: Final = 50
_STYLE: Final = "text{font:12px sans-serif}path,line{fill:none;stroke:#333}"


def draw(outcomes: Sequence[Measured]) -> str:
    """Left: said against true, the area of a point for how many. Right: the share wrong, by the share answered."""
    sure, right = [one.confidence for one in outcomes], [one.right for one in outcomes]
    width, height = 2 * SIDE + 3 * EDGE, SIDE + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_frame(EDGE, "Reliability", "confidence", "share right"),
        *_reliability(sure, right),
        *_frame(SIDE + 2 * EDGE, "Risk by coverage", "share answered", "share wrong"),
        *_risk(sure, right),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _frame(left: int, title: str, across: str, up: str) -> list[str]:
    bottom, middle = EDGE + SIDE, left + SIDE / 2
    ticks = [
        text
        for share in (0.0, 0.5, 1.0)
        for text in (
            f'<text x="{left + share * SIDE:.0f}" y="{bottom + 16}" text-anchor="middle">{share:g}</text>',
            f'<text x="{left - 6}" y="{bottom - share * SIDE + 4:.0f}" text-anchor="end">{share:g}</text>',
        )
    ]
    return [
        f'<rect x="{left}" y="{EDGE}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
        f'<text x="{middle:.0f}" y="{EDGE - 18}" text-anchor="middle" font-weight="bold">{title}</text>',
        f'<text x="{middle:.0f}" y="{bottom + 34}" text-anchor="middle">{across}</text>',
        f'<text x="{left}" y="{EDGE - 4}">{up}</text>',
        *ticks,
    ]


def _reliability(sure: Sequence[float], right: Sequence[bool]) -> list[str]:
    left, bottom = EDGE, EDGE + SIDE
    points = [
        f'<circle cx="{left + said * SIDE:.1f}" cy="{bottom - true * SIDE:.1f}" '
        f'r="{3 + 12 * (count / len(sure)) ** 0.5:.1f}" fill="#2a6f97" fill-opacity="0.7">'
        f"<title>{count} answers at {said:.2f}: {true:.2f} right</title></circle>"
        for said, true, count in figures.bins(sure, right)
    ]
    return [f'<line x1="{left}" y1="{bottom}" x2="{left + SIDE}" y2="{EDGE}" stroke-dasharray="4"/>', *points]


def _risk(sure: Sequence[float], right: Sequence[bool]) -> list[str]:
    left, bottom = SIDE + 2 * EDGE, EDGE + SIDE
    curve = figures.risk_coverage(sure, right)
    if not curve:
        return []
    places = " L".join(f"{left + share * SIDE:.1f},{bottom - wrong * SIDE:.1f}" for share, wrong in curve)
    return [f'<path d="M{places}" style="stroke:#2a6f97;stroke-width:2"/>']
