"""What can be pressed below an answer: three buttons at most and a menu, two lines on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from discord import SelectOption

from bot.chat.cards import attribution, buttons, escape, layout
from bot.chat.cards.answer_text import Scene
from bot.chat.cards.layout import Part
from bot.core.model.answers import Answer, Excerpt
from bot.core.workflows import standing_questions
from bot.wording.catalogue import Tongue

TOLD = 90  # characters of a title below a choice, where Discord takes 100


def answered(answer: Answer, scene: Scene, page: int) -> list[Sequence[Part]]:
    """Below an answer whose excerpt number `page` (from 0) stands first."""
    tongue, narrow, main = scene.tongue, narrowed(answer, scene), answer.excerpts[page]
    opened = attribution.opened(main)
    presses: list[Part] = [buttons.link(tongue.say("Open"), opened[0])] if opened else []
    if not scene.public and not scene.shared:
        presses.append(buttons.made("share", *narrow, label=tongue.say("Share"), main=True))
    presses.append(buttons.made("follow", *narrow, label=tongue.say("Follow up")))
    if scene.asker:
        presses.append(buttons.made("takeback", scene.asker, label=tongue.say("Take back")))
    looks = [*_closer(main, tongue), *_onwards(answer, scene, page), *_judged(main, tongue)]
    return [*layout.rows(presses), [buttons.menu(tongue.say("More …"), looks)]]


def narrowed(answer: Answer, scene: Scene) -> tuple[object, ...]:
    """The arguments by which a button says how the question was narrowed."""
    return (scene.case.id if scene.case else None), answer.question.after, answer.question.before


def _closer(main: Excerpt, tongue: Tongue) -> list[SelectOption]:
    quote, say = buttons.quoted(main), tongue.say_plainly
    return [
        buttons.choice("context", *quote, label=say("Context"), told=say("The paragraphs around the quote")),
        buttons.choice("text", *quote, label=say("Full text"), told=say("The whole document, the quote marked")),
        buttons.choice("cite", *quote, label=say("Cite"), told=say("Ready to paste, with the checksum of the text")),
    ]


def _onwards(answer: Answer, scene: Scene, page: int) -> list[SelectOption]:
    """How it was chosen, who else tells it, and the other quotes."""
    narrow, say = narrowed(answer, scene), scene.tongue.say_plainly
    told = say("What matches your question, and how much it counts")
    choices = [buttons.choice("why", page, *narrow, label=say("Why this?"), told=told)]
    if answer.excerpts[page].copied:
        told = say("Who else has it, and where")
        choices.append(buttons.choice("copies", page, *narrow, label=say("Other versions of the story"), told=told))
    return choices + [
        buttons.choice("page", number, *narrow, label=say("Quote {n}", n=number + 1), told=_title(other))
        for number, other in enumerate(answer.excerpts)
        if number != page
    ]


def _title(excerpt: Excerpt) -> str:
    return escape.cut(escape.bare(excerpt.document.details.title, TOLD), TOLD)


def _judged(main: Excerpt, tongue: Tongue) -> list[SelectOption]:
    quote, say = buttons.quoted(main), tongue.say_plainly
    told = say("Tells the moderators, without your name")
    return [
        buttons.choice("useful", *quote, label=say("Useful"), told=say("The quote answers the question")),
        buttons.choice("useless", *quote, label=say("Wrong or outdated …"), told=told),
    ]


def unanswered(answer: Answer, scene: Scene) -> list[Sequence[Part]]:
    """Where there is no answer: the question in the files' spelling, being told later, the context of what is near."""
    tongue, narrow = scene.tongue, narrowed(answer, scene)
    presses: list[Part] = []
    if answer.spellings:
        presses.append(buttons.made("spelt", *narrow, label=_respelt(answer, tongue), main=True))
    if scene.waits and standing_questions.offers(answer):
        presses.append(buttons.made("tell", *narrow, label=tongue.say("Notify me")))
    if scene.asker:
        presses.append(buttons.made("takeback", scene.asker, label=tongue.say("Take back")))
    return [*layout.rows(presses), *contexts(list(enumerate(answer.closest, 1)), tongue)]


def contexts(shown: Sequence[tuple[int, Excerpt]], tongue: Tongue) -> list[Sequence[Part]]:
    """A menu to the context of each of these quotes, by the number that it has on the card; none where none is."""
    looks = [
        buttons.choice(
            "context", *buttons.quoted(one), label=tongue.say_plainly("Context of {n}", n=number), told=_title(one)
        )
        for number, one in shown
    ]
    return [[buttons.menu(tongue.say("More …"), looks)]] if looks else []


def _respelt(answer: Answer, tongue: Tongue) -> str:
    words = tongue.listed(escape.bare(word, 24) for word in list(answer.spellings.values())[:2])
    return tongue.say("Did you mean “{words}”?", words=words)
