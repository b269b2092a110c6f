"""/help, which teaches by example with the documents that this person may see, and /privacy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil

from bot.chat.cards import buttons, escape, layout
from bot.chat.cards.layout import Message, Part
from bot.chat.documents import document_work
from bot.chat.documents.document_work import Listed
from bot.core.casebook import Casebook
from bot.core.model.answers import Answer, Question
from bot.core.model.documents import Audience, Document, Quotation
from bot.core.model.rights import Right
from bot.core.model.trail import Held
from bot.wording.catalogue import Tongue

EXAMPLES = 3
TRIED = 24  # documents that are asked about, until there are as many examples
SURE = 0.7  # how sure an answer must be for its question to be an example
HELP = """### Ask, and get the exact words
Every answer is a sentence from a document, word for word, with its source. Nothing is written by a machine. If I find \
no answer, I say so."""
WAYS = """**Privately:** only you see the answer to `/ask`, unless this server chose otherwise; **Share** posts it.
**For everyone:** mention me with your question, and I answer in the channel.
**Look closer:** under **More**, **Context** shows what stands around a quote, **Cite** gives it ready to paste."""
NARROW = """**Narrow it down:** `/ask` also takes a case and dates.
In the question itself: `"exact words"`, `-without`, `title:word`, `source:site`, `tag:word`."""
WELCOME = """### Exact words, from your own documents
**1.** Ask something: `/ask` *who signed the letter?* searches the starter documents; only you see the answer.
**2.** Add your own documents with the button below, or with **Apps ▸ Add to case file** on any message. For that you \
need Manage Server, or a role that was chosen for it.
**3.** Documents that not everyone may read go into a case of their own: `/cases create`.
`/help` shows more; `/privacy` says what is kept."""
NONE_YET = "There are no documents here yet. The moderators can add some."
EMPTY = "There are no documents here yet. Add the first ones:"
MODERATING = """**You can change the documents:** with the buttons below, or with **Apps ▸ Add to case file** on any \
message; `/documents edit-many` changes several, `/gaps` shows what was asked for and isn't there."""
UNSHOWN = """-# Discord may hide these commands from you. Whoever manages this server can show them to your role: \
Server Settings ▸ Integrations."""
PROPOSING = """**You can propose documents:** with the button below, or with **Apps ▸ Add to case file** on any \
message. A moderator publishes them."""
PRIVACY = """### What is kept
**Private questions and answers:** nothing. The message that you see holds the question; its buttons read it there.
**Public answers:** the message in the channel, which Discord keeps; here, where it stands and what it quotes.
**Previews:** what was uploaded, until it is published or discarded, for at most a week, or 90 days if proposed.
**Documents:** the file, its text and every version, with who changed what and when (as a number, without names).
**Standing questions:** what someone is waiting for, until it is answered or withdrawn, or {days} have passed. \
Moderators see it without names. Backups hold none of it.
**Feedback:** how often a document's quotes were useful or not and why, without the question and without who said so.
Nothing is sent to anyone but Discord. A page that is added by its link is fetched from its site."""
LISTENING = """**Messages in the channels:** here Discord gives me the text of all that I can see. Only in channels \
chosen in `/settings` do I look whether a message asks something; nothing of it is kept."""
OF_YOU = """**About you:** your Discord number, with {held}. `/privacy` can erase it everywhere: your questions and \
drafts go, documents and schedules stay."""
ERASED = """**About you:** nothing any more. Scheduled backups that held your number are made again within minutes; \
copies kept elsewhere may still hold it."""


@dataclass(frozen=True)
class Tried:
    """What somebody may search, and documents of it whose titles, asked for, are answered."""

    found: Listed
    examples: Sequence[Document] = ()


def tried(casebook: Casebook, audience: Audience, tongue: Tongue) -> Tried:
    """For a worker thread: an example that isn't answered teaches the wrong thing, so each is asked first."""
    found, viewer = document_work.listed(casebook, audience, None, removed=False), casebook.viewer(audience)
    asked = ((each, casebook.ask(Question(question(each), top=1), viewer)) for each in _telling(found, tongue)[:TRIED])
    answered = (each for each, answer in asked if _teaches(answer, each))
    return Tried(found, list(islice(answered, EXAMPLES)))


def _teaches(answer: Answer, document: Document) -> bool:
    return answer.answered and answer.confidence >= SURE and answer.excerpts[0].document.id == document.id


def help_page(known: Tried, tongue: Tongue, right: Right = Right.ASK, *, shown: bool = True) -> Message:
    """The ways to ask, with examples that this person can try now, and what else they may do here.

    shown: whether Discord shows them the commands for that.
    """
    found = known.found
    examples = [tongue.say("- `/ask` {title}", title=question(each)) for each in known.examples]
    parts = [layout.text(tongue.say(HELP))]
    if examples:
        parts.append(layout.gap())
        parts.append(layout.text("\n".join([tongue.say("**Try one of these:**"), *examples])))
    elif not found.documents:
        parts.append(layout.text(tongue.say(NONE_YET if right is Right.ASK else EMPTY)))
    told = [WAYS, NARROW, *_may(right, shown=shown)]
    parts += [part for each in told for part in (layout.gap(), layout.text(tongue.say(each)))]
    parts += [layout.rule(), layout.text(_size(found, tongue))]
    return Message(parts, _begins(right, tongue), quotes=_titled(known.examples), cases=frozenset(found.cases))


def _may(right: Right, *, shown: bool) -> list[str]:
    moderating = [MODERATING] if shown else [MODERATING, UNSHOWN]
    return {Right.ASK: [], Right.PROPOSE: [PROPOSING]}.get(right, moderating)


def _begins(right: Right, tongue: Tongue) -> Sequence[Sequence[Part]]:
    """What can be begun without a command."""
    add: Part = buttons.made("start", "add", label=tongue.say("Add a document"))
    every: Part = buttons.made("list", 0, None, 0, label=tongue.say("All documents"))
    review: Part = buttons.made("start", "review", label=tongue.say("Review"))
    roles: Part = buttons.made("start", "roles", label=tongue.say("Who may moderate"))
    ways = {Right.PROPOSE: [add], Right.CHANGE: [add, every, review], Right.GOVERN: [add, every, review, roles]}
    return [ways[right]] if right in ways else []


def _titled(examples: Sequence[Document]) -> tuple[Quotation, ...]:
    """Their titles are offered to be asked, so each must be there when it is shown: as words that are quoted must."""
    return tuple(Quotation(one.id, one.version, 0, 1) for one in examples)


def _telling(found: Listed, tongue: Tongue) -> list[Document]:
    """Those in the reader's language first, the newest before the others, but one of each case before: what a newcomer
    would ask about.
    """
    newest = sorted(found.documents, key=lambda each: (each.added_at, each.key), reverse=True)
    newest.sort(key=lambda each: each.details.language != tongue.code)
    first = {each.case: each for each in reversed(newest)}
    return [*first.values(), *(each for each in newest if each not in first.values())]


def question(document: Document) -> str:
    """Its title, as it is asked."""
    return escape.bare(document.details.title, 80).replace("`", "ʼ")


def _size(found: Listed, tongue: Tongue) -> str:
    documents = tongue.count("{n} document", "{n} documents", len(found.documents))
    cases = tongue.count("{n} case", "{n} cases", len({each.case for each in found.documents}))
    return tongue.say("-# You can search {documents} in {cases} here.", documents=documents, cases=cases)


def welcome_page(tongue: Tongue) -> Message:
    """Three steps for those who have just let the bot in."""
    presses = [
        buttons.made("start", "example", label=tongue.say("Ask an example"), main=True),
        buttons.made("start", "add", label=tongue.say("Add a document")),
        buttons.made("start", "roles", label=tongue.say("Who may moderate")),
    ]
    return layout.note(tongue.say(WELCOME), *presses, colour=layout.ACCENT)


def privacy_page(held: Held, erased: bool, days: float, tongue: Tongue, *, listens: bool = False) -> str:
    """What is kept of anybody, standing questions for at most so many days, and how much of it of this person.

    listens: whether Discord gives the bot the text of all messages here.
    """
    kept = tongue.say(PRIVACY, days=tongue.count("{n} day", "{n} days", ceil(days)))
    lines = [kept, *([tongue.say(LISTENING)] if listens else []), _of_you(held, erased, tongue)]
    return "\n".join(lines)


def _of_you(held: Held, erased: bool, tongue: Tongue) -> str:
    if erased:
        return tongue.say(ERASED)
    if held == Held():
        return tongue.say("**About you:** nothing.")
    counted = (
        tongue.count("{n} change that you made", "{n} changes that you made", held.events),
        tongue.count("{n} document that you added", "{n} documents that you added", held.documents),
        tongue.count("{n} draft that waits", "{n} drafts that wait", held.drafts),
        tongue.count("{n} schedule that you set", "{n} schedules that you set", held.schedules),
        tongue.count("{n} question of yours that is kept", "{n} questions of yours that are kept", held.questions),
    )
    numbers = (held.events, held.documents, held.drafts, held.schedules, held.questions)
    return tongue.say(OF_YOU, held=tongue.listed(one for one, number in zip(counted, numbers, strict=True) if number))
