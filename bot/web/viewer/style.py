"""How the source viewer's pages look: one style sheet, by its hash the only thing that a page may apply."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Final

# Colours: each of the first on its background has a contrast of 7 : 1 or more (WCAG 2.2, 1.4.6), held by a test.
LIGHT: Final = {
    "paper": "#ffffff", "ink": "#1b1b1b", "faint": "#474747", "link": "#0b3d91", "line": "#767676",
    "quote": "#ffe680", "other": "#e3eefc", "warning": "#fdecea",
}  # fmt: skip
DARK: Final = {
    "paper": "#16181c", "ink": "#f2f2f2", "faint": "#c4c4c4", "link": "#a9cbff", "line": "#8c8c8c",
    "quote": "#5c4a00", "other": "#16365c", "warning": "#4a1f1b",
}  # fmt: skip


def _colours(palette: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in palette.items())


STYLE: Final = (
    f":root{{color-scheme:light dark;{_colours(LIGHT)}}}\n"
    f"@media (prefers-color-scheme:dark){{:root{{{_colours(DARK)}}}}}\n"
    """*{box-sizing:border-box}
html{scroll-behavior:auto;scroll-padding-top:30vh}
body{margin:0;background:var(--paper);color:var(--ink);
  font:1.0625rem/1.6 Georgia,"Noto Serif","Noto Naskh Arabic",serif}
header,main,footer{max-width:46rem;margin-inline:auto;padding:1rem 1.25rem}
h1{font-size:1.6rem;line-height:1.25;margin:.2em 0}
h2{font-size:1.2rem;line-height:1.3;margin:1.6em 0 .5em}
a{color:var(--link);text-underline-offset:.15em;overflow-wrap:anywhere}
a:focus-visible,mark:focus-visible{outline:3px solid var(--link);outline-offset:3px}
.skip{position:absolute;inset-inline-start:-100vw;background:var(--paper);padding:.75rem 1rem}
.skip:focus{inset-inline-start:0;z-index:1}
.about,nav,section,aside,footer,.anchor,.page{font-family:system-ui,"Noto Sans","Noto Sans Arabic",sans-serif}
.about,footer{color:var(--faint)}
.about{margin:.3em 0}
.warning{background:var(--warning);border:2px solid var(--ink);padding:.6rem .8rem;margin:1rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:0}
nav a{display:inline-block;min-height:24px;padding-block:.2rem}
.stored{border-block:1px solid var(--line);margin-block:1rem;padding-block:1rem}
.scan{margin:.5rem 0}
.scan img{max-width:100%;height:auto;border:1px solid var(--line)}
.paragraph{margin:1em 0;scroll-margin-top:2rem}
.paragraph:target{border-inline-start:4px solid var(--link);padding-inline-start:.75rem}
.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}
h2.text{margin:1.4em 0 .4em}
.sign{font-size:.7em;font-weight:normal}
.anchor{display:inline-block;min-width:24px;min-height:24px;font-size:.8rem;color:var(--faint);
  text-decoration:none;user-select:none}
.anchor:hover,.anchor:focus{text-decoration:underline}
.page{border-top:1px dashed var(--line);padding-top:.4rem;color:var(--faint);font-size:.9rem;
  font-weight:600;user-select:none}
mark{color:inherit;background:var(--quote);padding:.1em 0;border-bottom:3px solid var(--ink)}
mark.other{background:var(--other);border-bottom:2px dotted var(--ink)}
aside ol{padding-inline-start:1.5rem}
blockquote{margin:.3rem 0;padding-inline-start:.8rem;border-inline-start:4px solid var(--line);white-space:pre-wrap;
  overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.3rem 1rem;margin:0}
dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}
.hash{display:block;font-family:ui-monospace,"Noto Sans Mono",monospace;font-size:.85em}
.cited{font-size:.7em;line-height:0;margin-inline-start:.15em;user-select:none}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap;user-select:none}
@media (max-width:30rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}body{font-size:1rem}}
@media screen and (min-width:58rem){.paragraph{position:relative}
.paragraph .anchor{position:absolute;inset-inline-end:calc(100% + .6rem);white-space:nowrap}}
@media (forced-colors:active){mark{background:Mark;color:MarkText}}
@media print{:root{"""
    f"{_colours(LIGHT)}"
    """}body{font-size:11pt}header,main,footer{max-width:none;padding-inline:0}nav,.skip,.download{display:none}
mark{print-color-adjust:exact;-webkit-print-color-adjust:exact}h2,dt{break-after:avoid}.paragraph,blockquote{orphans:3;widows:3}
}
"""
)
HASH: Final = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{HASH}'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
