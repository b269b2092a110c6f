"""Forms about a document: a text to be pasted in, and what is said of one, to be corrected."""

from __future__ import annotations

import re
from collections.abc import Mapping

import discord

from bot.chat.cards import layout
from bot.chat.cards.modals import Form, field
from bot.chat.documents import document_work
from bot.chat.documents.document_work import Given
from bot.core.model.documents import Details, Document
from bot.wording.catalogue import Tongue

TEXT = re.compile(r"pq:text:([a-z0-9-]{0,40})", re.ASCII)
EDIT = re.compile(r"pq:edit:(\d{1,18}):(\d{1,9})", re.ASCII)


def pasted_text(case: str, speaking: Tongue, given: Given = Given(), text: str | None = None) -> Form:  # noqa: B008
    """Title, text, source, publisher, date: for a text that is pasted in, filled in with what is given."""
    form = Form(title=speaking.say("Add a text"), custom_id=f"pq:text:{case}", timeout=600)
    long = discord.TextStyle.paragraph
    field(form, "title", speaking.say("Title"), default=given.title)
    words = speaking.say("Text, exactly as the source has it")
    field(form, "text", words, layout.TEXT_LIMIT, style=long, default=text)
    field(form, "source", speaking.say("Web address"), required=False, example="https://", default=given.source)
    field(form, "publisher", speaking.say("Publisher"), required=False, default=given.publisher)
    field(form, "published", speaking.say("Published"), required=False, example="2021-12-15", default=given.published)
    return form


DETAILS = ("title", "source", "publisher", "published", "language")  # what `ask_details` asks for


def details(filled: Mapping[str, str]) -> dict[str, str | None]:
    """What came back from `ask_details`; None for what was left empty."""
    said = {name: filled.get(name, "").strip() for name in DETAILS}
    return {name: value or None for name, value in {**said, "source": document_work.address(said["source"])}.items()}


def edited(document: Document, speaking: Tongue) -> Form:
    """What is said about a document, to be corrected; its version goes along, so that no two edits mix."""
    form = Form(title=speaking.say("Edit"), custom_id=f"pq:edit:{document.id}:{document.version}", timeout=600)
    ask_details(form, document.details, speaking)
    return form


def ask_details(form: Form, said: Details, speaking: Tongue) -> None:
    """What can be corrected, filled in with what is known."""
    field(form, "title", speaking.say("Title"), default=said.title)
    field(form, "source", speaking.say("Web address"), required=False, default=said.source)
    field(form, "publisher", speaking.say("Publisher"), required=False, default=said.publisher)
    field(form, "published", speaking.say("Published"), required=False, default=said.published)
    field(form, "language", speaking.say("Language, as two letters"), required=False, default=said.language)
