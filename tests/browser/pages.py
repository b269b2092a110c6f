"""Test pages, each with one quote in it marked ⟦so⟧ (the marks are taken out before anybody reads the page).

Each kind is a way in which a page makes a link to words hard. A page looks like an article: a head and a menu that the
reader leaves out, paragraphs, a foot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from random import Random
from typing import Final

from tests.browser.phrases import joined, paragraph, sentence

LEFT, RIGHT = "⟦", "⟧"
PAGE: Final = """<!doctype html>
<html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 sans-serif;margin:20px;width:760px;color:#000;background:#fff}}
table{{border-collapse:collapse}}td,th{{padding:4px 8px}}.up{{text-transform:uppercase}}
.small{{font-variant:small-caps}}.two{{columns:2}}sup{{font-size:70%}}
::target-text{{background-color:#f0f;color:#f0f}}</style></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/about">About</a></li></ul>
</nav></header>{before}
<main><article><h1>{title}</h1>
{body}
</article></main>
<footer><p>Contact · Imprint · Privacy</p></footer></body></html>"""


@dataclass(frozen=True)
class Page:
    """`before` stands above the article and isn't part of it."""

    body: str
    language: str = "en"
    before: str = ""

    @property
    def marked(self) -> str:
        """The whole page, with the marks."""
        direction = "rtl" if self.language in ("ar", "he") else "ltr"
        title = "The hearing of spring"
        return PAGE.format(language=self.language, direction=direction, title=title, before=self.before, body=self.body)

    @property
    def html(self) -> str:
        return self.marked.replace(LEFT, "").replace(RIGHT, "")

    @property
    def span(self) -> tuple[int, int]:
        """Where the quote stands among the body's characters that aren't white space."""
        body = unescape(re.sub(r"<[^>]*>", "", self.marked.partition("<body>")[2]))
        before, _, rest = body.partition(LEFT)
        quote = rest.partition(RIGHT)[0]
        start = sum(not each.isspace() for each in before)
        return start, start + sum(not each.isspace() for each in quote)


def mark(quote: str) -> str:
    return f"{LEFT}{quote}{RIGHT}"


def article(random: Random, special: Sequence[str], language: str = "en") -> str:
    """Those paragraphs (inner HTML) in order, ordinary ones between."""
    parts = [_p(joined(paragraph(random, language), language)) for _ in range(random.randint(1, 3))]
    for inner in special:
        parts += [inner if inner.startswith("<") and not inner.startswith(("<b", "<i>", "<a", "<s")) else _p(inner)]
        parts += [_p(joined(paragraph(random, language), language)) for _ in range(random.randint(1, 2))]
    return "\n".join(parts)


def _p(inner: str) -> str:
    return f"<p>{inner}</p>"


def _within(random: Random, quote: str, language: str = "en") -> str:
    """A paragraph with the quote somewhere in it, at times alone."""
    around = paragraph(random, language, random.choice([0, 1, 2, 3]))
    around.insert(random.randint(0, len(around)), mark(quote))
    return joined(around, language)


def _simple(language: str) -> Callable[[Random], Page]:
    def made(random: Random) -> Page:
        return Page(article(random, [_within(random, sentence(random, language), language)], language), language)

    return made


def repeated(random: Random) -> Page:
    """The very sentence stands two or three times; each may be meant."""
    said = sentence(random)
    places = [_within(random, said) for _ in range(random.choice([2, 3]))]
    meant = random.randrange(len(places))
    shown = [one if at == meant else one.replace(LEFT, "").replace(RIGHT, "") for at, one in enumerate(places)]
    while "".join(shown).count(f"<p>{said}</p>") > 1:
        return repeated(random)
    return Page(article(random, shown))


def teaser(random: Random) -> Page:
    """It stands above the article, too, where the reader doesn't look."""
    said = sentence(random)
    around = [sentence(random), mark(said), sentence(random)]
    menu = f'<nav class="menu"><ul><li><a href="/top">{said}</a></li><li>{sentence(random)}</li></ul></nav>'
    return Page(article(random, [joined(around)]), before=menu)


def curly(random: Random) -> Page:
    said = sentence(random)[:-1].replace(" said ", ", the owner’s friend said, ")
    forms = [f"“{said}.”", f"“{said},” he didn’t say.", f"‘{said}’, they’ve said.", f"„{said}“, «so» 'it' \"is\"."]
    return Page(article(random, [_within(random, random.choice(forms))]))


def dashes(random: Random) -> Page:
    first, second = sentence(random)[:-1], sentence(random)
    between = random.choice([" — ", "—", " – ", "-", ", & ", " -- ", " 50% + #1, ", "-,", ",-"])
    return Page(article(random, [_within(random, f"Well-known {first}{between}{second}".replace("&", "&amp;"))]))


def no_break(random: Random) -> Page:
    """No-break and narrow spaces, as French sets them; a second blank after a sentence's end."""
    said = sentence(random, "fr")[:-1].split()
    said[1] += random.choice(["\u00a0:", "\u202f;", " 1\u202f000\u00a0€", " \u00a0:"])
    plain = " ".join(said)
    twice = f"{plain}.\u00a0 {sentence(random, 'fr')}"
    forms = [plain + "\u00a0!", f"«\u00a0{plain}\u00a0»", "\u00a0".join(said) + ".", twice]
    around = [sentence(random, "fr"), mark(random.choice(forms)), sentence(random, "fr")]
    return Page(article(random, [random.choice([" ", "\u00a0 "]).join(around)], "fr"), "fr")


def table(random: Random) -> Page:
    """A row, or one cell."""
    rows = [[sentence(random, least=2, most=4)[:-1] for _ in range(3)] for _ in range(5)]
    at = random.randrange(5)
    if random.random() < 0.5:
        rows[at] = [LEFT + rows[at][0], rows[at][1], rows[at][2] + RIGHT]
    else:
        rows[at][random.randrange(3)] = mark(sentence(random))
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return Page(article(random, [f"<table>{body}</table>"]))


def tags(random: Random) -> Page:
    """Words and parts of words in tags of their own."""
    words = sentence(random, least=9, most=16).split()
    for at in random.sample(range(len(words)), 4):
        tag = random.choice(["b", "i", "em", "strong", "span", 'a href="/x"'])
        cut = random.choice([0, len(words[at]) // 2])
        words[at] = f"{words[at][:cut]}<{tag}>{words[at][cut:]}</{tag.split()[0]}>"
    return Page(article(random, [_within(random, " ".join(words))]))


def soft_hyphens(random: Random) -> Page:
    words = sentence(random, random.choice(["en", "de"]), 8, 12).split()
    quote = " ".join(f"{word[:3]}\u00ad{word[3:]}" if len(word) > 5 else word for word in words)
    return Page(article(random, [_within(random, quote, "de")], "de"), "de")


def items(random: Random) -> Page:
    """An item of a list, or two in a row."""
    listed = [sentence(random) for _ in range(5)]
    at = random.randrange(4)
    listed[at] = LEFT + listed[at] + (RIGHT if random.random() < 0.6 else "")
    if RIGHT not in listed[at]:
        listed[at + 1] += RIGHT
    kind = random.choice(["ul", "ol"])
    return Page(article(random, [f"<{kind}>{''.join(f'<li>{each}</li>' for each in listed)}</{kind}>"]))


def headings(random: Random) -> Page:
    """The sentence after a heading that begins with the same words."""
    said = sentence(random)
    heading = " ".join(said.rstrip(".").split()[: random.choice([3, 5, 20])])
    return Page(article(random, [f"<h2>{heading}</h2>", joined([mark(said), sentence(random)])]))


def long(random: Random) -> Page:
    """Several sentences, at times over two paragraphs."""
    said = paragraph(random, sentences=random.randint(3, 8))
    if random.random() < 0.5:
        return Page(article(random, [joined([sentence(random), mark(joined(said)), sentence(random)])]))
    cut = random.randint(1, len(said) - 1)
    first, second = (
        [sentence(random), LEFT + said[0], *said[1:cut]],
        [*said[cut:-1], said[-1] + RIGHT, sentence(random)],
    )
    if cut == len(said):
        return long(random)
    return Page(article(random, [f"<p>{joined(first)}</p><p>{joined(second)}</p>"]))


def compounds(random: Random) -> Page:
    """The quote's words stand in longer words before it."""
    quote = random.choice(
        ["Gericht entschied.", "Software über Ausschuss im Gericht.", "Das Gericht entschied über Software."]
    )
    earlier = f"Bundesverfassungs{quote.lower()[:-1]}en und so weiter. {sentence(random, 'de')}"
    return Page(article(random, [earlier, _within(random, quote, "de")], "de"), "de")


def around_needed(random: Random) -> Page:
    """A few words that stand several times within one paragraph."""
    said = random.choice(["He refused.", "No.", "The company refused to answer.", "They signed it."])
    parts = [each for _ in range(3) for each in (sentence(random), said)]
    at = random.choice([1, 3, 5])
    parts[at] = mark(said)
    return Page(article(random, [joined([*parts, sentence(random)])]))


def broken_lines(random: Random) -> Page:
    lines = [sentence(random, least=4, most=7) for _ in range(4)]
    at = random.randrange(3)
    lines[at], lines[at + 1] = LEFT + lines[at], lines[at + 1] + RIGHT
    return Page(article(random, ["<br>".join(lines)]))


def cases(random: Random) -> Page:
    """Shown in capitals, or standing before in other capitals or accents."""
    if random.random() < 0.4:
        look = random.choice(["up", "small"])
        return Page(article(random, [f'<span class="{look}">{_within(random, sentence(random))}</span>']))
    said = sentence(random, "fr")
    plain = said.translate(str.maketrans("éèêàùûôîç", "eeeauuoic")) if random.random() < 0.5 else said.upper()
    return Page(
        article(random, [joined([plain, sentence(random)]), joined([sentence(random), mark(said)])], "fr"), "fr"
    )


def footnotes(random: Random) -> Page:
    words = sentence(random, least=9, most=30).split()
    words[3] += '<sup><a href="#n1">[1]</a></sup>'
    inner = " ".join(words)
    return Page(article(random, [joined([sentence(random), mark(inner), sentence(random)])]))


def quoted_block(random: Random) -> Page:
    """A quotation set apart, whose words a paragraph before has, too."""
    said = sentence(random)
    earlier = joined([sentence(random), said, sentence(random)])
    return Page(article(random, [earlier, f"<blockquote><p>{mark(said)} {sentence(random)}</p></blockquote>"]))


def columns(random: Random) -> Page:
    """In two columns, and with neighbours set apart by pictures."""
    inner = _within(random, sentence(random, least=12, most=25))
    figure = '<figure><img alt="A map" src="data:,"><figcaption>A map of the harbour</figcaption></figure>'
    return Page(f'<div class="two">{article(random, [inner, figure, sentence(random)])}</div>')


KINDS: Final[dict[str, Callable[[Random], Page]]] = {
    "plain": _simple("en"),
    "repeated": repeated,
    "teaser": teaser,
    "curly quotes": curly,
    "dashes": dashes,
    "no-break spaces": no_break,
    "table": table,
    "arabic": _simple("ar"),
    "hebrew": _simple("he"),
    "tags": tags,
    "soft hyphens": soft_hyphens,
    "list items": items,
    "headings": headings,
    "long": long,
    "chinese": _simple("zh"),
    "japanese": _simple("ja"),
    "compounds": compounds,
    "words around": around_needed,
    "broken lines": broken_lines,
    "cases": cases,
    "footnotes": footnotes,
    "quoted block": quoted_block,
    "columns": columns,
    "german": _simple("de"),
    "french": _simple("fr"),
}
EACH: Final = 12  # 25 kinds of 12 pages: 300


def made(kind: str, number: int) -> Page:
    return KINDS[kind](Random(f"{kind} {number}"))
