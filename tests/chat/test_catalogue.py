"""The bot speaks each language whole: no sentence left out, within Discord's limits, whichever way it runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from babel.messages.catalog import Catalog
from discord import app_commands

from bot.chat.help import help_card
from bot.chat.router import command_list
from bot.chat.runtime import command_names, command_sync
from bot.core.model.answers import Question
from bot.core.model.documents import Audience
from bot.core.model.errors import UnknownDocument
from bot.wording import catalogue as locale
from bot.wording.catalogue import spoken, tongue
from tests.chat import catalogues
from tests.chat.gallery import corpus
from tests.chat.world import World, last, texts

CODES = locale.TRANSLATED
ALL = ("en", *CODES)
FIELD = re.compile(r"\{(\w+)\}")
TYPED = re.compile(r"`(?:--)?[a-z][a-z-]*(?: --[a-z]+)?`")
MARKS = re.compile(r"\*\*|###|-#|`")


@pytest.fixture(scope="module", params=CODES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return catalogues.of(request.param)


def pairs(catalogue: Catalog) -> Iterator[tuple[list[str], list[str]]]:
    """Each sentence's English forms with its translations."""
    for message in catalogue:
        if message.id:
            yield catalogues.strings(message.id), catalogues.strings(message.string)


def test_no_sentence_is_left_out(catalogue: Catalog) -> None:
    """Everything that the chat says has a translation, and nothing is kept that nobody says any more.

    `python -m tests.chat.catalogues` adds what is new to the catalogues, to be translated there.
    """
    said = {message if isinstance(message, str) else message[0] for message in catalogues.said()}
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue if message.id}
    assert said | set(catalogues.named(str(catalogue.locale))) == known
    assert [forms[0] for forms, strings in pairs(catalogue) if not all(strings)] == []


def test_translations_keep_the_fields_and_the_formatting(catalogue: Catalog) -> None:
    """A form for one or two may leave out the number; bold, headings, small print and commands stay."""
    for forms, strings in pairs(catalogue):
        for string in strings:
            wanted, given = set(FIELD.findall(forms[-1])), set(FIELD.findall(string))
            assert given == wanted or (len(strings) > 1 and given >= wanted - {"n", "who"}), string
            if len(forms) == 1:
                assert len(MARKS.findall(string)) >= len(MARKS.findall(forms[0])), string
            assert string.format(**dict.fromkeys(given, "x"))


def test_every_plural_form_of_a_language_is_there(catalogue: Catalog) -> None:
    counted = [strings for forms, strings in pairs(catalogue) if len(forms) > 1]
    assert {len(strings) for strings in counted} == {catalogue.num_plurals}


def bare(text: str) -> str:
    """Without what says which way it runs."""
    return text.translate(dict.fromkeys(map(ord, "\u2067\u2068\u2069")))


def test_arabic_has_six_forms() -> None:
    shown = [spoken("ar").count("{n} document", "{n} documents", number) for number in (0, 1, 2, 3, 11, 100)]
    assert list(map(bare, shown)) == ["لا وثائق", "وثيقة واحدة", "وثيقتان", "3 وثائق", "11 وثيقة", "100 وثيقة"]


def test_nothing_is_shown_past_the_tongue() -> None:
    """What reads like a sentence in the chat front end is in the catalogues, so it can be said in any language.

    Left are f-strings: they may hold fields, signs and formatting, but no words of their own.
    """
    found = [
        f"{path.name}: {part.value!r}"
        for path in sorted(catalogues.CHAT.glob("*.py"))
        if path.name not in catalogues.FOR_OPERATORS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant)
        and re.search(r"[A-Za-z]{3,}", str(part.value).replace("attachment://", ""))
        and not re.fullmatch(r"[a-z:-]+:|\.[a-z]+|file|back|, version ", str(part.value))
    ]
    assert found == []


# --- dates, numbers, direction


@pytest.mark.parametrize(
    ("code", "day", "month", "number"),
    [
        ("en", "15 December 2021", "December 2021", "12,345"),
        ("es", "15 de diciembre de 2021", "diciembre de 2021", "12.345"),
        ("fr", "15 décembre 2021", "décembre 2021", "12\u202f345"),
        ("ar", "15 ديسمبر 2021", "ديسمبر 2021", "12,345"),
    ],
)
def test_dates_and_numbers(code: str, day: str, month: str, number: str) -> None:
    speaking = spoken(code)
    assert [speaking.date(iso) for iso in ("2021-12-15", "2021-12", "2021")] == [day, month, "2021"]
    assert speaking.number(12345) == number


def test_what_is_filled_in_cannot_turn_a_sentence_round() -> None:
    """Isolates stand around it, and around each line of a sentence that runs from right to left; the marks of Markdown
    stay outside, and none gets into what is typed or copied."""
    arabic = spoken("ar")
    assert "«\u2068letter.txt\u2069»" in arabic.error(UnknownDocument.template, {"key": "letter.txt"}, str)
    assert arabic.joined(["Reuters", None, "ص 4"]) == "\u2067\u2068Reuters\u2069 · \u2068ص 4\u2069\u2069"
    assert arabic.say("-# Key: {key}", key="a") == "-# \u2067المفتاح: \u2068a\u2069\u2069"
    assert "\u2068" not in arabic.say("`{title}`", title="Quarry")
    english = spoken("en")
    assert english.joined(["Reuters", "p. 4"]) == "Reuters · p. 4"
    assert english.joined(["صحيفة", "1 March 2022"]) == "\u2068صحيفة\u2069 · 1 March 2022"
    assert english.say("Posted: {link}", link="ا") == "Posted: \u2068ا\u2069"


@pytest.mark.parametrize("code", ALL)
def test_commands_in_sentences_are_mentions(code: str) -> None:
    """What a command is called in somebody's client only that client knows: Arabic is spoken here, and by no client."""
    locale.register({"documents": 5, "ask": 6})
    told = spoken(code).say("None here. Add one with `/documents add file` or `/documents add text`.")
    assert "</documents add file:5>" in told
    assert "</documents add text:5>" in told
    again = "I no longer know which documents you chose. Begin again with `/documents edit-many`."
    assert "</documents edit-many:5>" in spoken(code).say(again)
    assert "</ask:6> x" in bare(spoken(code).say("- `/ask` {title}", title="x"))


async def test_mentions_name_commands_that_there_are(world: World) -> None:
    """By the number that Discord gave, also after a start that had nothing to tell Discord."""
    numbers = {each.name: each.id for each in await world.bot.tree.fetch_commands()}
    locale.register(dict.fromkeys(numbers, 1))
    assert await command_sync.register(world.bot) is False
    assert spoken("en").say("`/ask`") == f"</ask:{numbers['ask']}>"


def test_every_command_that_a_sentence_names_exists(catalogue: Catalog) -> None:
    """In English, whatever the language: it is the name that mentions are made from."""
    there = set(_commands(command_list.ALL))
    for forms, strings in pairs(catalogue):
        for string in (*forms, *strings):
            assert set(re.findall(r"`/([^`]+)`", string)) <= there, string


def test_a_command_of_the_terminal_is_named_as_it_is_typed(catalogue: Catalog) -> None:
    """What Discord calls it is of no use there."""
    for forms, strings in pairs(catalogue):
        for string in strings:
            assert set(TYPED.findall(string)) == set(TYPED.findall(forms[-1])), string


def _commands(commands: Any, before: str = "") -> Iterator[str]:
    for each in commands:
        yield f"{before}{each.name}"
        yield from _commands(getattr(each, "commands", ()), f"{before}{each.name} ")


@pytest.mark.parametrize("code", ALL)
def test_the_first_example_is_answered_by_the_starter_files(code: str) -> None:
    """What a server is told first must work, in whatever language it is told."""
    said = spoken(code).say_plainly(help_card.WELCOME)
    question = re.findall(r"`/ask` \*([^*]+)\*", said)[0]
    book = corpus()
    assert book.ask(Question(question), book.viewer(Audience("1", everything=True))).answered, question


def test_an_unknown_language_is_english() -> None:
    assert tongue(discord.Locale.japanese).say("Next") == "Next"
    assert tongue(discord.Locale.latin_american_spanish).say("Next") == "Siguiente"
    with locale.speaking("ar"):
        assert tongue(discord.Locale.french).say_plainly("Next") == "التالي"


# --- Discord's limits


def payloads(parts: Any) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield part
        yield from payloads(part.get("options", ()))
        yield from payloads(part.get("choices", ()))


async def test_commands_keep_discords_limits_in_every_language() -> None:
    """Names of 1 to 32 small letters, unique beside one another; descriptions up to 100; 8,000 characters a command."""
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    for command in command_list.ALL:
        tree.add_command(command)
    told = [await one.get_translated_payload(tree, command_names.Commands()) for one in tree.get_commands()]
    for part in payloads(told):
        for name in {"x": part["name"], **(part.get("name_localizations") or {})}.values():
            assert 1 <= len(name) <= (100 if "value" in part else 32)
            if "description" in part:
                assert re.fullmatch(r"[-_'\w]{1,32}", name), name
                assert name == name.lower()
        assert all(len(each) <= 100 for each in (part.get("description_localizations") or {}).values()), part["name"]
        for language in ("es-ES", "fr"):
            beside = [
                (one.get("name_localizations") or {}).get(language, one["name"]) for one in part.get("options", ())
            ]
            assert len(set(beside)) == len(beside), (part["name"], language, beside)
    assert {"es-ES", "es-419", "fr"} <= set(told[0]["description_localizations"])


@pytest.mark.parametrize("code", ALL)
def test_labels_fit_their_places(code: str) -> None:
    """A button's label has 80 characters, a form's title and fields 45."""
    for path in catalogues.CHAT.glob("*.py"):
        for place, sentence in _labels(ast.parse(path.read_text("utf-8"))):
            assert len(spoken(code).say_plainly(sentence)) <= (80 if place == "label" else 45), sentence


def _labels(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What is said in the place of a label or a title."""
    for node in ast.walk(tree):
        for keyword in getattr(node, "keywords", ()) if isinstance(node, ast.Call) else ():
            inner = keyword.value
            said = isinstance(inner, ast.Call) and getattr(inner.func, "attr", "") == "say" and inner.args[0]
            if isinstance(said, ast.Constant) and keyword.arg in {"label", "title"}:
                yield keyword.arg, str(said.value)


# --- in the simulated Discord


async def test_a_server_can_choose_its_language(world: World) -> None:
    """For everybody in it, at once; after a restart too. Only who manages the server may."""
    shown = await world.mo.slash(world.channel, "settings language", language="العربية")
    assert "العربية" in texts(last(shown))
    card = bare(texts(last(await world.ask("who signed the letter about Harbour?"))))
    assert "[السياق]" in card
    await world.bot.languages.learn(world.bot.door, world.casebook, world.bot.guilds)
    assert world.bot.languages.of(world.guild.id) == "ar"
    refused = await world.ann.slash(world.channel, "settings language", language="English")
    assert "إدارة الخادم" in texts(last(refused))
    await world.mo.slash(world.channel, "settings language", language="each person's own")
    assert world.bot.languages.of(world.guild.id) is None


async def test_a_changed_translation_is_told_to_discord(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash by which commands are registered covers what they are called in each language."""
    before = await command_sync.digest(world.bot.tree, 1)
    assert await command_sync.digest(world.bot.tree, 1) == before

    async def translate(*given: object) -> str:
        return "x"

    monkeypatch.setattr(command_names.Commands, "translate", translate)
    assert await command_sync.digest(world.bot.tree, 1) != before
