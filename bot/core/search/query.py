"""A question made ready to search with: its content words, what the files may call each, and how rare each is."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from bot.core.language import (
    contractions,
    cues,
    frequencies,
    irregular_forms,
    parsed_passage,
    profile,
    sounds,
    synonyms,
    tokens,
)
from bot.core.model.ports import Snapshot
from bot.core.quoting import traits
from bot.core.search import answer_types
from bot.core.search.aliases import alias_forms
from bot.core.search.words import ordinary, spelling, word_forms

UNKNOWN_PIECE: Final = 0.4  # of a word's weight: most unknown pieces only straddle two words
PAIR: Final = 2  # letters: a piece of Chinese, Japanese or Korean; each of its letters means something, too
GRAM: Final = 4  # letters; a word of three has one with its spaces
TONGUES: Final = 3  # languages whose spelling is tried: the question's and the commonest of the files
LIGHT: Final = 0.3  # of a word's rarity: what a question can be without says little of what it is about
MENDED: Final = 8  # unknown words of a question that are looked for in other spellings: each costs about 10 ms


@dataclass(frozen=True, slots=True)
class Sought:
    """A content word of a question.

    surface: as asked, folded. terms: what it is called in the languages of the files, its own language first.
    weight: its BM25 idf among the viewer's passages, of the commonest of its terms (nats); for a word that is in none,
    that of one that is in a single passage. rarity: the same as far as the files are enough to tell, else by how common
    the word is in its language. known: the files hold it. corrected: the known spelling taken instead.
    """

    surface: str
    start: int
    end: int
    terms: tuple[str, ...]
    weight: float
    known: bool
    corrected: str | None = None
    own: tuple[str, ...] = ()  # the terms as asked, where others were taken instead
    rarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what is computed from it once, for all candidates.

    language: the question's; languages: of the files, commonest first; words: its content words in order.
    shares: each word's part of the question's rarity (sums to 1); total: its BM25 weight, in nats.
    numbers: term → number of its word. grams: character 4-grams of the words, each with its share; word_grams: by word.
    surface_pairs: neighbouring words as written, function words too ("number of"), for a look at the bare letters.
    pairs: neighbouring content words (first, second, words from one to the other, share of all pairs).
    plain: the question's bare letters; plain_words: those cut at their spaces. every: all its words.
    empty: nothing but function words was asked, and those are searched. kinds, forms: of answer and question, speaker:
    the words of whose statement is asked for (all three: answer_types). figures, years: as written.
    called: other names of what is asked for, as `aliases` found them.
    """

    text: str
    language: str
    languages: tuple[str, ...]
    words: tuple[Sought, ...]
    shares: tuple[float, ...]
    total: float
    numbers: Mapping[str, int]
    grams: Mapping[str, float]
    word_grams: tuple[tuple[str, ...], ...]
    surface_pairs: tuple[str, ...]
    pairs: tuple[tuple[int, int, int, float], ...]
    plain: str
    every: tuple[Sought, ...]
    empty: bool
    kinds: frozenset[str]
    plain_words: frozenset[str]
    forms: frozenset[str]
    speaker: frozenset[str]
    figures: frozenset[str]
    years: frozenset[str]
    called: tuple[alias_forms.Form, ...] = ()

    @property
    def across(self) -> frozenset[str]:
        """The terms of names that the files write in another script than the question."""
        found = [one for one in self.words if one.corrected and sounds.is_across(one.surface, one.corrected)]
        other = [term for form in self.called if form.is_across for term in form.own]
        return frozenset([*(term for one in found for term in one.terms), *other])

    def others(self, word: Sought) -> list[alias_forms.Form]:
        """The forms of whose name asked a word is part."""
        return [form for form in self.called if form.covers(word.start, (word.own or word.terms)[0])]

    def read(self, terms: Sequence[str], language: str) -> Sequence[str]:
        """The terms of a text, other names of what is asked for read as the name asked."""
        return alias_forms.read(terms, language, self.called) if self.called else terms

    def terms_of(self, text: str, language: str) -> Sequence[str]:
        """The terms of that text, read so."""
        return self.read(tokens.terms(text, language), language)

    def letters(self, plain: str, language: str) -> str:
        """A text's bare letters, read so."""
        return alias_forms.letters(plain, language, self.called) if self.called else plain

    @property
    def terms(self) -> list[str]:
        """The distinct terms to search for, in the question's order."""
        return list(self.numbers)


def analyse(text: str, language: str, snapshot: Snapshot, exact: Collection[str] = ()) -> Asked:
    """Content words only; with nothing but function words, those: "The Who" is a question too.

    exact: words, in lower case, that nothing else may stand for.
    """
    text = contractions.restored(text, language)
    languages = tuple(sorted(snapshot.languages, key=lambda name: (-snapshot.languages[name], name)))
    every = _merged(text, [language, *languages])
    found = _inflected(_widened(_distinct(every), text, language), language)
    unspaced = _function_places(text, language)
    content = [word for word in found if not _is_function(word, text, language, unspaced)]
    weighted = [_conjugated(word, language, snapshot) for word in _weighted(content or found, snapshot)]
    unknown = [word for word in weighted if not word.known and word.surface.casefold() not in exact][:MENDED]
    mended = [_mended(word, language, languages, snapshot) if word in unknown else word for word in weighted]
    rare = [_rare(word, language, snapshot) for word in mended]
    return asked(text, language, languages, rare, every, empty=_says_nothing(content, language))


def _rare(word: Sought, language: str, snapshot: Snapshot) -> Sought:
    """With how rare it is in files and language together; a piece of unspaced writing is as rare as the files say."""
    if tokens.is_unspaced(word.surface):
        return replace(word, rarity=word.weight)
    term = word.own[0] if word.own else word.terms[0]
    worth = LIGHT if is_light(word, language) else 1.0
    held = round((snapshot.passages + 1) / math.exp(word.weight)) if word.known or word.corrected else 0
    return replace(word, rarity=worth * frequencies.rarity(term, language, held, snapshot.passages))


def _says_nothing(content: Sequence[Sought], language: str) -> bool:
    """Nothing but function words, or one denial among them: "to be or not to be"."""
    if len(content) > 1:
        return False
    return not content or cues.cues(language).negations.fullmatch(cues.fold(content[0].surface)) is not None


def asked(
    text: str,
    language: str,
    languages: tuple[str, ...],
    chosen: Sequence[Sought],
    every: Sequence[Sought],
    *,
    empty: bool = False,
) -> Asked:
    """`chosen`: the content words, with their weights. `every`: all words of the question in order."""
    total = sum(word.weight for word in chosen)
    rarity = sum(word.rarity for word in chosen)
    shares = tuple(word.rarity / rarity if rarity else 1 / max(1, len(chosen)) for word in chosen)
    numbers: dict[str, int] = {}
    for number, word in enumerate(chosen):
        for term in word.terms:
            numbers.setdefault(term, number)
    cut = [_grams_of(word, chosen, language) for word in chosen]
    plain, own = parsed_passage.plainly(text, language), traits.of(text, language)
    return Asked(
        text, language, languages, tuple(chosen), shares, total, numbers,
        grams=_grams(cut, shares),
        word_grams=tuple(cut),
        surface_pairs=_surface_pairs(text, language, every),
        pairs=_pairs(chosen, every, numbers),
        plain=plain,
        every=tuple(every),
        empty=empty,
        kinds=answer_types.wanted(text, language),
        plain_words=frozenset(plain.split()),
        forms=answer_types.refined(text, language),
        speaker=answer_types.asked_speaker(text, language),
        figures=own.numbers,
        years=own.years,
    )  # fmt: skip


def _grams_of(word: Sought, chosen: Sequence[Sought], language: str) -> tuple[str, ...]:
    """The word's distinct 4-grams, a space at either end."""
    return tuple(dict.fromkeys(_compounds(word, chosen, language) or _cut(word.corrected or word.surface, language)))


def _grams(cut: Sequence[Sequence[str]], shares: Sequence[float]) -> dict[str, float]:
    """All words' 4-grams, with equal parts of each word's share."""
    grams: dict[str, float] = {}
    for own, share in zip(cut, shares, strict=True):
        for gram in own:
            grams[gram] = grams.get(gram, 0.0) + share / len(own)
    return grams


def _compounds(word: Sought, chosen: Sequence[Sought], language: str) -> list[str]:
    """Of a Vietnamese syllable, that and its pairs with the ones beside it: most words are two syllables."""
    if profile.writing(language).spaces != "syllables":
        return []
    beside = [one for one in chosen if one.end + 1 == word.start or one.start == word.end + 1 or one is word]
    plain = [parsed_passage.plainly(one.surface, language) for one in beside]
    return [parsed_passage.plainly(word.surface, language), *(one + other[1:] for one, other in pairwise(plain))]


def _cut(surface: str, language: str) -> list[str]:
    plain = parsed_passage.plainly(surface, language)
    if tokens.is_unspaced(surface):
        piece = plain.strip()
        return [piece, *piece] if len(piece) == PAIR else [piece]
    return [plain[start : start + GRAM] for start in range(max(1, len(plain) - GRAM + 1))]


def _surface_pairs(text: str, language: str, every: Sequence[Sought]) -> tuple[str, ...]:
    """Each word with the next, as `parsed_passage.plainly` writes them; unspaced, the letters of both pieces."""
    pairs = []
    for first, second in pairwise(every):
        plain = parsed_passage.plainly(text[first.start : second.end], language)
        pairs.append(plain.strip() if tokens.is_unspaced(plain) else plain)
    return tuple(dict.fromkeys(pairs))


def _pairs(
    chosen: Sequence[Sought], every: Sequence[Sought], numbers: Mapping[str, int]
) -> tuple[tuple[int, int, int, float], ...]:
    place = {number: at for at, number in reversed(list(enumerate(numbers.get(word.terms[0], -1) for word in every)))}
    weights = [(first.weight + second.weight) / 2 for first, second in pairwise(chosen)]
    total = sum(weights) or 1.0
    return tuple(
        (number, number + 1, max(1, place.get(number + 1, 0) - place.get(number, 0)), weight / total)
        for number, weight in enumerate(weights)
    )


def _merged(text: str, languages: Sequence[str]) -> list[Sought]:
    """Each word once, with its terms in all these languages."""
    terms: dict[tuple[int, int], list[str]] = {}
    for language in dict.fromkeys(languages):
        for word in tokens.words(text, language):
            holed = spelling.holed(text[word.start : word.end])
            own = terms.setdefault((word.start, word.end), [])
            own += [word.term, tokens.stem(holed, language)] if holed else [word.term]
    return [
        Sought(tokens.bare(text[start:end]), start, end, tuple(dict.fromkeys(found)), 0.0, known=False)
        for (start, end), found in sorted(terms.items())
    ]


def _distinct(found: Sequence[Sought]) -> list[Sought]:
    """Each word of a question counts once, at its first place."""
    first: dict[str, Sought] = {}
    for word in found:
        first.setdefault(word.terms[0], word)
    return list(first.values())


def _widened(found: Sequence[Sought], text: str, language: str) -> list[Sought]:
    """The kind of thing that is asked for counts by whatever such things are called."""
    place, names = answer_types.called(text, language)
    others = tuple(term for name in names for term in tokens.terms(name, language))
    return [
        replace(word, terms=tuple(dict.fromkeys((*word.terms, *others)))) if word.start == place else word
        for word in found
    ]


def _inflected(found: Sequence[Sought], language: str) -> list[Sought]:
    """With the forms that no stemmer knows for one word, who "paid" is who is said to pay, and with its synonyms."""
    forms = [
        (
            *irregular_forms.others(one.terms[0], language),
            *synonyms.others(one.terms[0], language),
            *word_forms.number(one.surface, language),
        )
        for one in found
    ]
    return [
        replace(word, terms=tuple(dict.fromkeys((*word.terms, *own)))) if own else word
        for word, own in zip(found, forms, strict=True)
    ]


def _conjugated(word: Sought, language: str, snapshot: Snapshot) -> Sought:
    """An unknown word with the terms that its other forms would have, if the files hold one of those."""
    others = () if word.known else irregular_forms.weak(word.surface, language)
    if not others:
        return word
    (found,) = _weighted([replace(word, terms=tuple(dict.fromkeys((*word.terms, *others))))], snapshot)
    return found if found.known else word


def _function_places(text: str, language: str) -> frozenset[int]:
    """Of writing without spaces, the places of the letters of function words."""
    if not tokens.is_unspaced(text):
        return frozenset()
    found = (re.finditer(re.escape(word), text) for word in sorted(tokens.surface_function_words(language)))
    return frozenset(place for matches in found for match in matches for place in range(*match.span()))


def _is_function(word: Sought, text: str, language: str, unspaced: frozenset[int]) -> bool:
    """A function word of the question's language; "US" and "WHO" are none in a question that isn't all capitals.

    A piece of Chinese or Japanese is one where it holds a letter of one; of Thai and Korean, where all of it is.
    """
    if tokens.is_unspaced(word.surface):
        places = [place in unspaced for place in range(word.start, word.end)]
        return any(places) if profile.writing(language).spaces == "none" else all(places)
    if word.surface.isupper() and len(word.surface) > 1 and not text.isupper():
        return False
    return tokens.fold(word.surface, language) in tokens.function_words(language)


def is_light(word: Sought, language: str) -> bool:
    """A small word of those that a question can be without, with a capital part of a name ("Access Now"); and what a
    question begins with ("list the firms")."""
    folded = tokens.fold(word.surface, language)
    begins = word.start == 0 and folded in tokens.imperatives(language)
    return begins or (word.surface.islower() and folded in tokens.light_words(language))


def _weighted(found: Sequence[Sought], snapshot: Snapshot) -> list[Sought]:
    """Weights by the viewer's statistics, asked for all words at once."""
    terms = [term for word in found for term in word.terms]
    counts = dict(zip(terms, snapshot.frequencies(terms), strict=True))
    weighted = []
    for word in found:
        most = max(counts[term] for term in word.terms)
        unknown = UNKNOWN_PIECE if not most and tokens.is_unspaced(word.surface) else 1.0
        holed = _holed(word, counts, snapshot) if most and not counts[word.terms[0]] else None
        weighted.append(replace(word, weight=idf(most, snapshot.passages) * unknown, known=most > 0, corrected=holed))
    return weighted


def _holed(word: Sought, counts: Mapping[str, int], snapshot: Snapshot) -> str | None:
    """The word without its accented letters, where the files hold it so."""
    holed = spelling.holed(word.surface)
    return holed if holed and any(counts.get(tokens.stem(holed, language)) for language in snapshot.languages) else None


def _mended(word: Sought, language: str, languages: Sequence[str], snapshot: Snapshot) -> Sought:
    """An unknown word as another form of it in the files, if much alike, else as its nearest spellings there."""
    akin, alike = _akin(word, language, snapshot)
    likely = sorted(languages, key=lambda one: one != language)[:TONGUES]
    across = ordinary.is_ordinary(word.surface, word.start, language)
    near = spelling.nearest(word.surface, likely, snapshot, across=across) if alike < word_forms.SURE else []
    if not near:
        return akin
    terms = tuple(dict.fromkeys(term for one in near for term in one.terms))
    weight = idf(max(one.frequency for one in near), snapshot.passages)
    return replace(word, terms=terms, weight=weight, corrected=near[0].surface, own=word.terms)


def _akin(word: Sought, language: str, snapshot: Snapshot) -> tuple[Sought, float]:
    """The word with the terms of its other forms in the files, and how much alike they are; 0 for none."""
    forms, alike = word_forms.forms(word.terms[0], language, snapshot)
    if not forms:
        return word, 0.0
    weight = idf(max(snapshot.frequencies(forms)), snapshot.passages) * alike
    return replace(word, terms=forms, weight=weight, known=True), alike


def settled(question: Asked, forms: Collection[tuple[str, str]], snapshot: Snapshot) -> Asked:
    """The same question with only those corrections that stand in the files as words, and as they stand there.

    forms: the words of the candidates that have a corrected word's term, each with the language of its document. A term
    alone can deceive: "saudy" has that of Saudi, but nobody who asks about a study means it; nor by "cost" a "coûté".
    """
    chosen = [
        _rare(_settled(word, sorted(forms), question, snapshot), question.language, snapshot)
        if word.corrected
        else word
        for word in question.words
    ]
    made = asked(question.text, question.language, question.languages, chosen, question.every, empty=question.empty)
    return with_forms(made, question.called)


def with_forms(asked: Asked, forms: Sequence[alias_forms.Form]) -> Asked:
    """With other names of what is asked for: the files hold its words, and these names are none beside it."""
    found = replace(asked, called=tuple(forms))
    words = tuple(replace(word, known=True) if found.others(word) else word for word in asked.words)
    read = (
        replace(form, own=tuple(word.terms[0] for word in words if form in found.others(word))) for form in found.called
    )
    plain = {word for form in forms for word in parsed_passage.plainly(form.name, asked.language).split()}
    return replace(
        found, words=words, called=tuple(form for form in read if form.own), plain_words=asked.plain_words | plain
    )


def unmended(word: Sought, language: str, snapshot: Snapshot) -> Sought:
    """As it was asked."""
    weight = idf(0, snapshot.passages)
    return _rare(replace(word, terms=word.own or word.terms, weight=weight, corrected=None, own=()), language, snapshot)


def _settled(word: Sought, forms: Sequence[tuple[str, str]], question: Asked, snapshot: Snapshot) -> Sought:
    every = [one.surface for one in question.every]
    meant = ordinary.meant(word.surface, word.start, forms, question.language, every)
    terms = tuple(
        term for term in word.terms
        if any(term in {tokens.stem(form, language) for language in question.languages} for form in meant)
    )  # fmt: skip
    if not terms:
        own = word.own or word.terms[:1]
        alone = replace(word, terms=own, weight=idf(0, snapshot.passages), known=False, corrected=None, own=())
        return _akin(alone, question.language, snapshot)[0]
    first = [form for form in meant if tokens.stem(form, question.languages[0]) == terms[0]] or meant
    return replace(word, terms=terms, corrected=first[0])


def idf(frequency: int, passages: int) -> float:
    """BM25Plus's idf: log((N + 1) / n), n at least 1; 0 with no passages."""
    return math.log((passages + 1) / max(1, frequency))
