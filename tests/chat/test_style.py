"""The language of what people read: plain, typeset as its readers expect, one word for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import pytest
from babel.messages.catalog import Message
from discord import app_commands

from bot.chat.ask import answer_card
from bot.chat.cards import answer_text
from bot.chat.cards.answer_text import Scene
from bot.chat.router import command_list
from bot.core.model.answers import Answer, Question, Reason
from bot.wording import catalogue as locale
from tests.chat import catalogues
from tests.chat.ask.test_answer_card import excerpt

CODE: Final = re.compile(r"`[^`]*`|\{\{.*\}\}|\{\w*\}|https?://\S*|/documents history|\u200e?\.(?:docx|pdf|eml|html)\b")
VOWELS: Final = re.compile("[\u064b-\u0652]")  # of Arabic, which are written or not

WITH_TANWIN: Final = re.compile(r"\{n\} \S+(?:ًا|ة)\b")  # from 11 to 99
INVARIABLE: Final = re.compile(r"\{n\} (?:غيرها|تنتظر|لأن)")  # what follows is no noun
NARROW, WIDE = "\u202f", "\u00a0"
FAULTS: Final = {  # by language, of a sentence without what is typed and filled in
    "en": {
        "straight quotation marks": r'"',
        "a space too many": r"  | [,.;:!?]",
        "a space before a per cent sign": r"\s%(?! of the page|$)",  # but in notes, which are stored with documents
        "words of another age": r"\bby name\b|\bwherefore|found wanting|anew\b|\bas far as can be told",
        "permission said as if it were luck": r"\bmay not\b(?! be| read)",
        "he": r"\b(?:he|him|his|she|her)\b",
    },
    "es": {
        "quotation marks of English": r'["“”]',
        "a space too many": r"  | [,.;:!?](?!\w)|\w …",
        "no opening mark": r"^[^¿]*\w\?|^[^¡]*\w!",
        "an ordinary space before a per cent sign": r" %|\w%",
        "you in two ways": r"\b(?:tú|tu|tus|te)\b|[Aa]vísame",
        "two words for a download": r"\b[Tt]ra(?:er|en?|erse|íd[oa])\b",
    },
    "fr": {
        "quotation marks of English": r'["“”]',
        "a straight apostrophe": r"\w'\w",
        "a space too many": r"  | [,.](?!\w)|\w …",
        "an ordinary space before a mark": r" [;:!?%»]|« ",
        "a wide space before a high mark": r"\u00a0[;!?]",
        "two words for a download": r"\b[Rr]écup[ée]r",
        "no space before a mark": r"[^\W\d_][;!?%»]|«\S(?<!\u00a0)",
        "you in two ways": r"\b(?:tu|ton|ta|tes|toi)\b",
        "a man where anybody is meant": r"\bvous seul\b|\bprévenu\b|\b[Qq]ui gère\b(?<!personne qui gère)",
    },
    "ar": {
        "quotation marks of English": r'["“”]',
        "a space too many": r"  | [،.؛:!؟]|\w …",
        "marks of English": r"[\u0600-\u06ff] ?[,;?]",
        "two words for a download": r"جلب|تُجلب|جُلب",
        "one name for Discord": r"[\u0600-\u06ff] Discord|Discord [\u0600-\u06ff]",
        "a digit that stands for a number word": r"\bالـ\b",
    },
}
TERMS: Final = {  # one word for one thing, where English has it: the stems that a translation may have
    r"\bquot(?:es|ed)\b(?!-printable)|\bthe quote\b": {"es": r"\bcit", "fr": r"\bcit", "ar": "قتب"},
    r"\bmoderators?\b": {"es": r"modera", "fr": r"mod[ée]ra", "ar": "مشرف"},
    r"\bcases?\b(?! file| summary)": {"es": r"\bcaso", "fr": r"\bdossier", "ar": "قضي|قضايا"},
    r"\bdocuments?\b": {"es": r"\bdocument", "fr": r"\bdocument", "ar": "وثيق|وثائق"},
    r"\bchannel\b": {"es": "canal", "fr": "salon", "ar": "قنا"},
    r"\bdiscard(?:ed)?\b": {"es": "descart", "fr": "écart", "ar": "ستبع"},
    r"\bschedules?\b": {"es": "calendario|cada cierto", "fr": "calendrier|intervalles", "ar": "جدول|جداول|مواعيد"},
    r"\bpreviews?\b": {"es": "vistas? previas?", "fr": "aperçu", "ar": "معاين"},
}


@cache
def sentences(code: str) -> tuple[tuple[str, str], ...]:
    """English, and what is said in that language."""
    return tuple(_sentences(code))


def _sentences(code: str) -> Iterator[tuple[str, str]]:
    if code == "en":
        for said in catalogues.said():
            for each in [said] if isinstance(said, str) else said:
                yield each, each
        return
    for message in catalogues.of(code):
        if message.id and message.context is None:
            forms = catalogues.strings(message.string)
            for each in forms[len(forms) > 2 :]:  # where there is a form for none, it says what it likes
                yield catalogues.strings(message.id)[-1], each


@pytest.mark.parametrize(("code", "fault"), [(code, fault) for code, faults in FAULTS.items() for fault in faults])
def test_sentences_are_written_as_their_readers_write(code: str, fault: str) -> None:
    pattern = re.compile(FAULTS[code][fault], re.MULTILINE)
    assert [each for _, each in sentences(code) if pattern.search(CODE.sub("0", each))] == []


@pytest.mark.parametrize("code", locale.TRANSLATED)
@pytest.mark.parametrize("term", TERMS)
def test_one_word_for_one_thing(code: str, term: str) -> None:
    """A form for none or for one may leave it out."""
    stem = re.compile(TERMS[term][code], re.IGNORECASE)
    strange = [
        (english, said)
        for english, said in sentences(code)
        if re.search(term, CODE.sub("", english), re.IGNORECASE) and not stem.search(VOWELS.sub("", said))
    ]
    assert strange == []


@pytest.mark.parametrize("code", locale.TRANSLATED)
def test_a_menu_is_called_as_that_language_has_it(code: str) -> None:
    """**Apps ▸ Find evidence** is looked for in a client of that language."""
    menus = [each.name for each in command_list.ALL if isinstance(each, app_commands.ContextMenu)]
    named = [(name, said) for english, said in sentences(code) for name in menus if f"▸ {name}**" in english]
    known = {name: catalogues.of(code).get(name, context=locale.COMMAND) for name in menus}
    own = {name: message.string if message else name for name, message in known.items()}
    assert len(named) >= 4
    assert [said for name, said in named if f"▸ {own[name]}**" not in said] == []


def test_arabic_counts_agree() -> None:
    """One and two are words of their own; from three on there is the number, and the noun's form follows it."""
    for message in _counted("ar"):
        none, one, two, few, many, other = catalogues.strings(message.string)
        assert "{n}" not in one + two, message.id
        assert "{n}" in few and "{n}" in many and "{n}" in other, message.id  # noqa: PT018  one rule
        assert len({none, one, two, few}) == 4, message.id
        assert WITH_TANWIN.search(many) or INVARIABLE.search(many), message.id
        assert not re.search(r"\{n\} \S+ًا", other), message.id


@pytest.mark.parametrize("code", ["es", "fr"])
def test_counts_have_their_forms(code: str) -> None:
    """In a plural sentence something besides the number changes, unless the noun has one form for both."""
    forms = [(catalogues.strings(message.id)[0], catalogues.strings(message.string)) for message in _counted(code)]
    same = [english for english, (one, many) in forms if one == many]
    assert all("more" in each or "time" in each for each in same), same


def _counted(code: str) -> list[Message]:
    return [message for message in catalogues.of(code) if message.id and not isinstance(message.id, str)]


@pytest.mark.parametrize("code", ["en", *locale.TRANSLATED])
def test_a_refusal_is_short(code: str) -> None:
    """At most 200 characters, what is filled in not counted: who has to read more doesn't."""
    told = [locale.spoken(code).catalogue.gettext(each) for each in catalogues.templates()]
    assert [each for each in told if len(re.sub(r"\{\w+\}", "", each)) > 200] == []


@pytest.mark.parametrize("code", ["en", *locale.TRANSLATED])
@pytest.mark.parametrize("reason", [each for each in Reason if each is not Reason.NO_QUESTION])  # which gets the help
def test_a_card_without_an_answer_is_short(code: str, reason: Reason) -> None:
    """With all that it may have to say: what isn't there, what to try, and that there were dates."""
    near = (excerpt("Near."),)
    found = Answer(Question("who?", after="2021"), False, 0.1, reason, (), near, "", 2, unknown=("x",), missing=("y",))
    assert sum(map(len, answer_text.refusal(found, locale.spoken(code)))) <= 200


@pytest.mark.parametrize("code", ["en", *locale.TRANSLATED])
@pytest.mark.parametrize("reason", [Reason.UNCERTAIN, Reason.UNKNOWN_WORDS, Reason.NOT_TOGETHER])
def test_a_public_refusal_is_short_with_what_stands_below_it(code: str, reason: Reason) -> None:
    """At most 200 characters in all but the words asked for."""
    near = () if reason is Reason.UNKNOWN_WORDS else (excerpt("Near."),)
    found = Answer(Question("who?"), False, 0.1, reason, (), near, "", 50, unknown=("x",))
    scene = Scene(locale.spoken(code), public=True)
    told = [*answer_text.refusal(found, scene.tongue), answer_text.searched(found, scene)]
    told += [scene.tongue.say(answer_card.PRIVATELY)]
    assert sum(map(len, told)) <= 200, told
