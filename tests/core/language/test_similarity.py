"""Near-copies are found among many, and what differs is shown."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from bot.core.language import similarity
from bot.core.language.similarity import SIZE, Likeness, candidates, compare, likeness, nearest, sketch

VOCABULARY = [f"word{number}" for number in range(3000)]


def paper(seed: int, paragraphs: int = 20, words: int = 60) -> list[str]:
    """Paragraphs of random words, the same for the same seed."""
    chance = random.Random(seed)
    return [" ".join(chance.choices(VOCABULARY, k=words)) + "." for _ in range(paragraphs)]


def text(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)


def test_the_same_words() -> None:
    """Line breaks, spaces and capitals make no other text."""
    found = compare("One two three four.\n\nFive six.", "ONE two\nthree  four.\n \nFive six.")
    assert (found.share, found.percent, found.changed, found.is_nearly_the_same) == (1.0, 100, (), True)


def test_nearly_the_same() -> None:
    """How much is the same, and both versions of each paragraph that differs."""
    old = paper(1)
    new = [*old]
    for at in (3, 7, 11):
        new[at] = new[at].replace(new[at].split()[30], "otherwise", 1)
    found = compare(text(old), text(new))
    assert [pair[0] for pair in found.changed] == [old[3], old[7], old[11]]
    assert [pair[1] for pair in found.changed] == [new[3], new[7], new[11]]
    assert found.percent == 99


def test_paragraphs_that_came_or_went() -> None:
    """A paragraph on one side only has an empty partner."""
    old = paper(1)
    found = compare(text(old), text([*old[:5], "New words stand here now.", *old[5:-1]]))
    assert found.changed == (("", "New words stand here now."), (old[-1], ""))


def test_different_texts() -> None:
    assert compare(text(paper(1)), text(paper(2))).share < 0.05


def test_long_texts() -> None:
    """Above 2,000 paragraphs what differs is still found, without pairing."""
    old = [f"Paragraph number {number} of the report." for number in range(2500)]
    found = compare(text(old), text([*old[:-1], "Another end."]))
    assert found.changed == ((old[-1], ""), ("", "Another end."))


def test_nearest_among_many() -> None:
    """The near-copy is found among many texts by sketches alone; only likely ones are read."""
    papers = {f"paper-{seed}": text(paper(seed)) for seed in range(200)}
    known = {key: sketch(words) for key, words in papers.items()}
    read: list[str] = []

    def reading(key: str) -> str:
        read.append(key)
        return papers[key]

    copy = text([*paper(77)[:-2], "A new end."])
    found = nearest(copy, known, reading)
    assert found is not None
    assert found[0] == "paper-77"
    assert found[1].percent == 94
    assert read == ["paper-77"]


def test_nothing_near() -> None:
    assert nearest(text(paper(1)), {"other": sketch(text(paper(2)))}, lambda _: "") is None


def test_likely_but_not_nearly() -> None:
    """Half a text in common is worth a look, and no warning."""
    half = text(paper(1)[:12] + paper(2)[:8])
    known = {"one": sketch(text(paper(1)))}
    assert candidates(sketch(half), known) == ["one"]
    assert nearest(half, known, lambda _: text(paper(1))) is None


def test_scripts_without_spaces() -> None:
    """Chinese, Japanese and Thai texts are compared by their letters."""
    old = "委員会は火曜日に証言を聞いた。" * 3 + "電話は調べられた。"
    assert compare(old, old.replace("火曜日", "水曜日", 1)).share > 0.8
    assert likeness(sketch(old), sketch("まったく別の話である。")) < 0.1


def test_short_and_empty_texts() -> None:
    """Two words are one shingle; no words are like nothing."""
    assert len(sketch("Two words")) == 1
    assert likeness(sketch(""), sketch("")) == 0.0
    assert compare("", "").share == 1.0


def test_a_sketch_is_the_same_everywhere() -> None:
    """It may be stored: another process, another version of Python gives the same numbers."""
    assert min(sketch("The committee heard it.")) == 9307533479055790623


@given(st.text(), st.text())
def test_likeness_is_a_share(one: str, other: str) -> None:
    """Between 0 and 1, the same both ways, 1 for the same words."""
    found = compare(one, other)
    assert 0 <= found.share <= 1
    assert found.share == compare(other, one).share
    assert likeness(sketch(one), sketch(other)) == likeness(sketch(other), sketch(one))
    assert len(sketch(one)) <= SIZE
    assert compare(one, one) == Likeness(1.0, ())
    assert not similarity.compare(one, one).changed


@given(st.integers(0, 10), st.integers(1, 400))
def test_the_estimate_is_near(cut: int, seed: int) -> None:
    """Within five standard errors of the true share."""
    old = paper(seed, paragraphs=10)
    new = old[cut:] + paper(seed + 1000, paragraphs=cut)
    shingles = [set(zip(w, w[1:], w[2:], strict=False)) for w in (text(old).split(), text(new).split())]
    true = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
    assert abs(likeness(sketch(text(old)), sketch(text(new))) - true) < 5 / SIZE**0.5
