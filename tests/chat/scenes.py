"""Every kind of message that people see in Discord, brought about as they would: what the gallery draws.

A scene is given a fresh server with the real case files in corpus/, and ends with the message or form to be shown.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import discord
from discord.utils import utcnow
from simcord.builders import ChannelHandle

from bot.assemble import PagePictures
from bot.chat.ask import public_answers
from bot.chat.delivery import sending
from bot.chat.help import help_card
from bot.chat.standing import notify_task
from bot.core.model.answers import Answer, Question, Reason
from bot.core.model.documents import Actor, Details, Fetched, Mark, Upload, Viewer
from bot.core.model.errors import PrivateAddress
from bot.core.model.visits import Presence, Visit
from bot.wording.catalogue import tongue
from tests.chat.world import LEASE, World, last, options, put, texts
from tests.pages import ADDRESS, PAGE, Web
from tests.readers.papers import column, pdf

MEMBER, MODERATOR = "ann", "mo"
Run = Callable[[World], Awaitable[Any]]


@dataclass(frozen=True)
class Scene:
    """section: a heading of the gallery. told: what is to be seen, in a sentence. by: who sees it."""

    name: str
    section: str
    told: str
    run: Run
    by: str = MEMBER
    content: bool = False  # whether the bot is given the text of all messages


SCENES: dict[str, Scene] = {}


def scene(section: str, told: str, by: str = MEMBER, *, content: bool = False) -> Callable[[Run], Run]:
    def kept(run: Run) -> Run:
        name = run.__name__.replace("_", "-")
        SCENES[name] = Scene(name, section, told, run, by, content)
        return run

    return kept


# --- what scenes share

LETTERS = "Who signed the letter?"
LETTER = (
    "Senators ask for sanctions\n\nEighteen senators signed a letter to the Treasury on Tuesday. They ask for "
    "sanctions against four companies that sell spyware.\n\n“They sold their services to tyrants,” one of them said. "
    "The companies did not answer questions."
)
STORY = "Eighteen lawmakers signed the letter about Harbour.\n\n" + "\n\n".join(
    f"In part {number} of its report the committee names warehouse {number} in Elmstead and who rented it then."
    for number in range(1, 9)
)
RULING = """قالت المحكمة إن شركة المرفأ باعت البرنامج إلى الوزارة في العام الماضي. وقد رفض الوزير الإجابة.

وسيصدر الحكم في شهر آذار."""
LONG = (
    "The witness said that the company named Quarry "
    + ", ".join(f"sold its program to ministry number {number} for {number * 7} months" for number in range(1, 70))
    + ", and that nobody there asked what the Quarry program was for."
)


async def speaks(world: World, code: str) -> None:
    world.bot.languages.choose(world.guild.id, code)


async def asked(world: World, question: str, **options: Any) -> Any:
    return last(await world.ask(question, **options))


async def pressed(world: World, card: Any, label: str) -> Any:
    return last(await world.ann.click(card, label=label))


async def named(world: World, question: str) -> Any:
    """A public answer."""
    await world.ann.send(world.channel, f"{world.name} {question}")
    return world.channel.last_message


async def ordered(world: World, name: str, /, **options: Any) -> Any:
    """What the moderator gets for a command."""
    return last(await world.mo.slash(world.channel, name, **options))


async def offered(world: World, text: str = LETTER) -> Any:
    given = {"file": ("senators.txt", text.encode()), "publisher": "The Herald", "published": "2021-12-15"}
    return await ordered(world, "documents add file", case="nso-group", **given)


async def published(world: World, text: str = LETTER) -> Any:
    return last(await world.mo.click(await offered(world, text), label="Publish"))


async def changed(world: World) -> tuple[Any, Any]:
    """A public answer, and the preview of a new version of what it quotes."""
    await published(world)
    await world.ann.send(world.channel, f"{world.name} how many senators signed the letter to the Treasury?")
    card = next(each for each in world.channel.history() if "Eighteen" in texts(each))
    return card, await offered(world, LETTER.replace("Eighteen senators", "Nineteen senators"))


async def called(world: World) -> Any:
    """A case whose moderators have said what else two of its names are."""
    told = {"title": "Register extract", "publisher": "Company register", "aliases": "Harbour Fund\nHF Holdings"}
    put(
        world.casebook,
        "extract",
        "Q Cyber Technologies is owned by the Harbour Fund, says the register.",
        world.workspace,
        "holdings",
        **told,
    )
    return await ordered(world, "cases aliases", case="holdings", add="NSO Group; Q Cyber Technologies")


def now(world: World, message: Any) -> Any:
    return next(each for each in world.channel.history() if each.id == message.id)


def roles(world: World, member: Any, *given: Any) -> None:
    world.env.backend.get_guild(world.guild.id).members[member.id].role_ids = [role.id for role in given]


def unsure(world: World, reason: Reason, **more: Any) -> None:
    """Let the casebook give that reason: some are hard to bring about by a question alone."""
    ask = world.casebook.ask

    def refused(question: Question, viewer: Viewer) -> Answer:
        return replace(ask(question, viewer), answered=False, excerpts=(), reason=reason, **more)

    world.casebook.ask = refused  # type: ignore[method-assign]


def hide_all(world: World) -> None:
    for case in world.casebook.store.cases():
        world.casebook.store.put_case(replace(case, removed=True), Actor("cli"))


def secret(world: World) -> None:
    """A case for moderators only, with a quote of its own."""
    world.restrict("sealed", roles=(world.mods.id,))
    text = "Three more lawmakers signed the letter about sanctions in secret, the committee says."
    put(world.casebook, "secret", text, world.workspace, "sealed", title="The committee's note")


# --- answers

ANSWERS = "Answers"


@scene(ANSWERS, "A question to nobody in particular, in a channel that was chosen for it.", content=True)
async def overheard(world: World) -> Any:
    await ordered(world, "settings listen", channel=world.channel, may=True)
    await world.ann.send(world.channel, "Does anybody know how many lawmakers signed the letter about sanctions?")
    return world.channel.last_message


@scene(ANSWERS, "A private answer: how sure it is, the quote, whose words, further evidence, what was searched.")
async def answer(world: World) -> Any:
    return await asked(world, LETTERS)


@scene(ANSWERS, "The second piece of evidence, turned to under More.")
async def answer_next(world: World) -> Any:
    return (await world.ann.click(await answer(world), label="Quote 2")).response


@scene(ANSWERS, "From a web page that was fetched: the link lands on the words.")
async def answer_link(world: World) -> Any:
    world.casebook.fetcher = Web({ADDRESS: PAGE})
    shown = await ordered(world, "documents add link", address=ADDRESS, case="letters")
    await world.mo.click(shown, label="Publish")
    return await asked(world, "how many lawmakers signed the letter about the spyware?", case="letters")


@scene(ANSWERS, "In the channel, for everybody who can read it, as a reply to a question that named the bot.")
async def answer_public(world: World) -> Any:
    return await named(world, "what did Apple sue NSO Group for?")


@scene(ANSWERS, "A word that the documents spell otherwise: said first.")
async def answer_mended(world: World) -> Any:
    return await asked(world, "who chaired the Senate Finance Comittee?")


@scene(ANSWERS, "Found by another name: moderators of the case have said that the two belong together.")
async def answer_alias(world: World) -> Any:
    await called(world)
    return await asked(world, "who owns NSO Group?", case="holdings")


@scene(ANSWERS, "A source in another language than the question's.")
async def answer_spanish(world: World) -> Any:
    return await asked(world, "¿Quién dirigía el CNI?")


@scene(ANSWERS, "A source that runs from right to left.")
async def answer_right_to_left(world: World) -> Any:
    given = {"title": "حكم المحكمة", "publisher": "صحيفة المثال", "published": "2022-03-01"}
    put(world.casebook, "hukm", RULING, world.workspace, "rulings", **given)
    return await asked(world, "ماذا باعت شركة المرفأ إلى الوزارة؟")


@scene(ANSWERS, "Three papers with one story count as one origin; what another source says otherwise stands beside it.")
async def answer_copies(world: World) -> Any:
    for paper, date in (
        ("Daily Example", "2021-12-15"),
        ("Evening Post", "2021-12-15"),
        ("Elmstead Herald", "2021-12-16"),
    ):
        key = paper.split()[0].lower()
        put(world.casebook, key, f"{STORY}\n\n{paper}.", world.workspace, "letters", publisher=paper, published=date)
    other = "The letter about Harbour was signed by 13 lawmakers.\n\nThe committee meets again in May."
    put(world.casebook, "bulletin", other, world.workspace, "letters", publisher="Bulletin", published="2022-01-03")
    return await asked(world, "how many lawmakers signed the letter about Harbour?")


@scene(ANSWERS, "All who tell that story, under More.")
async def copies(world: World) -> Any:
    return await pressed(world, await answer_copies(world), "Other versions of the story")


@scene(ANSWERS, "Narrowed to a case and to dates: what has no date is left out, and that is said.")
async def answer_narrowed(world: World) -> Any:
    await answer_copies(world)
    narrowed = {"case": "letters", "after": "2021-12", "before": "2021-12"}
    return await asked(world, "how many lawmakers signed the letter about Harbour?", **narrowed)


@scene(ANSWERS, "A source that a moderator has marked: told in words before the quote's origin.")
async def answer_disputed(world: World) -> Any:
    await published(world)
    await ordered(world, "documents mark", document="senators", standing="disputed")
    return await asked(world, "how many senators signed the letter to the Treasury?")


@scene(ANSWERS, "A title as long as titles may be, and one endless word.")
async def answer_long_title(world: World) -> Any:
    title = "Everything that the committee of inquiry has said about the warehouse " * 3 + "W" * 90
    put(world.casebook, "long", STORY, world.workspace, "letters", title=title[:300], publisher="P" * 120)
    return await asked(world, "how many lawmakers signed the letter about Harbour?", case="letters")


@scene(ANSWERS, "A sentence too long for a message goes on in a file, and the card says so.")
async def answer_long_quote(world: World) -> Any:
    put(world.casebook, "long", LONG, world.workspace, "letters", title="The hearing", publisher="Court Gazette")
    ask = world.casebook.ask

    def whole(question: Question, viewer: Viewer) -> Answer:
        found = ask(question, viewer)
        quote = replace(found.excerpts[0], quote=LONG, start=0, end=len(LONG), matches=())
        return replace(found, excerpts=(quote,))

    world.casebook.ask = whole  # type: ignore[method-assign]
    return await asked(world, "what was the Quarry program for?", case="letters")


@scene(ANSWERS, "A follow-up borrows words from the question before, and says so.")
async def follow_up(world: World) -> Any:
    form = await follow_up_form(world)
    return last(await world.ann.submit_modal(form, {"question": "and to whom was it addressed?"}))


@scene(ANSWERS, "The form of a follow-up.")
async def follow_up_form(world: World) -> Any:
    return await world.ann.click(await answer(world), label="Follow up")


# --- refusals

REFUSALS = "Where there is no answer"


@scene(REFUSALS, "The words are there, but nothing says all of it together.")
async def refusal(world: World) -> Any:
    return await asked(world, "How much does a Pegasus licence cost per phone?")


@scene(REFUSALS, "The words that matter are not in the files.")
async def refusal_unknown(world: World) -> Any:
    return await asked(world, "Who is Zbigniew Quorbel?")


@scene(REFUSALS, "No sure answer: the closest is shown, and what of the question isn't in it.")
async def refusal_unsure(world: World) -> Any:
    return await asked(world, "who signed the letter in 2019?")


@scene(REFUSALS, "In the channel: what everyone there can read was searched, and where to search more.")
async def refusal_public(world: World) -> Any:
    return await named(world, "Who is Zbigniew Quorbel?")


@scene(REFUSALS, "Nothing to search for.")
async def refusal_no_words(world: World) -> Any:
    return await asked(world, "what is it?")


@scene(REFUSALS, "Nothing to search in.")
async def refusal_empty(world: World) -> Any:
    hide_all(world)
    return await asked(world, "who signed the letter?")


@scene(REFUSALS, "Narrowed to dates: they can be taken away.")
async def refusal_dates(world: World) -> Any:
    return await asked(world, "who signed the letter?", before="1999")


@scene(REFUSALS, "The stored words are no longer those that were added: they are not shown.")
async def refusal_withheld(world: World) -> Any:
    unsure(world, Reason.WITHHELD, nearest=())
    return await asked(world, LETTERS)


# --- a closer look

CLOSER = "A closer look at a quote"


@scene(CLOSER, "Context: the paragraphs around, the quote in bold.")
async def context(world: World) -> Any:
    return await pressed(world, await answer(world), "Context")


@scene(CLOSER, "Context of words that were recognised from a scan: the page itself stands below.")
async def context_scan(world: World) -> Any:
    lines = [
        "PORT AUTHORITY OF ELMSTEAD",
        "",
        "Order no. 17",
        "",
        "The order to close the pier was signed by Ida Holm.",
    ]
    marks = (Mark(0, "page", "1"), Mark(0, "recognised", "91"))
    scan = pdf([column(lines)])
    case = world.casebook.store.open_case(world.workspace, "port", "Port")
    told = Details("Order no. 17", publisher="Port Authority", language="en")
    world.casebook.store.put(case.id, Upload("order", told, "\n".join(lines), scan, "order.pdf", marks), Actor("cli"))
    world.casebook.follow()
    world.casebook.draw = PagePictures()
    return await pressed(world, await asked(world, "Who signed the order to close the pier?"), "Context")


@scene(CLOSER, "Why this? What the ranking saw.")
async def why(world: World) -> Any:
    return await pressed(world, await answer(world), "Why this?")


@scene(CLOSER, "Cite: ready to paste.")
async def cite(world: World) -> Any:
    return await pressed(world, await answer(world), "Cite")


@scene(CLOSER, "Full text as a file, the quote between brackets.")
async def full_text(world: World) -> Any:
    return await pressed(world, await answer(world), "Full text")


class Addresses:
    """A source viewer that isn't there."""

    minutes = 10

    def address(self, visit: Visit) -> str:
        del visit
        return "https://files.example.org/v/a-sealed-address#quote"

    def ask(self, presence: Presence) -> None:
        del presence


@scene(CLOSER, "Full text where there is a source viewer: a private link.")
async def full_text_link(world: World) -> Any:
    world.bot.visits = Addresses()
    return await full_text(world)


@scene(CLOSER, "The form behind “Wrong or outdated …”: one choice, nothing else.")
async def feedback_form(world: World) -> Any:
    return await world.ann.click(await answer(world), label="Wrong or outdated …")


@scene(CLOSER, "What is kept of feedback.")
async def feedback(world: World) -> Any:
    return last(await world.ann.submit_modal(await feedback_form(world), {"fault": "dated"}))


# --- sharing

SHARING = "Sharing"


@scene(SHARING, "A shared answer in the channel, signed.")
async def shared(world: World) -> Any:
    await world.ann.click(await answer(world), label="Share")
    return world.channel.last_message


@scene(SHARING, "What the sharer is told: here a quote was left out that not everybody may read.", by=MODERATOR)
async def shared_receipt(world: World) -> Any:
    secret(world)
    card = await ordered(world, "ask", question="Which lawmakers signed the letter about sanctions?")
    return last(await world.mo.click(card, label="Share"))


@scene(SHARING, "Nothing is left for everybody: nothing is posted.", by=MODERATOR)
async def shared_not(world: World) -> Any:
    secret(world)
    card = await ordered(world, "ask", question=LETTERS, case="sealed")
    return last(await world.mo.click(card, label="Share"))


@scene(SHARING, "An answer that was taken back by whoever asked: what they are told.")
async def taken_back(world: World) -> Any:
    return await pressed(world, await answer_public(world), "Take back")


# --- kept true

KEPT = "Answers that stand in a channel are kept true"


@scene(KEPT, "The source has changed since: the answer says so.")
async def answer_changed(world: World) -> Any:
    card, preview = await changed(world)
    await world.mo.click(preview, label="Publish")
    await public_answers.look(world.bot)
    return now(world, card)


@scene(KEPT, "The channel is told, too.")
async def notice(world: World) -> Any:
    await answer_changed(world)
    return world.channel.last_message


@scene(KEPT, "The source was erased: nothing of the answer stays.")
async def answer_wiped(world: World) -> Any:
    card, _ = await changed(world)
    await erased(world)
    await public_answers.look(world.bot)
    return now(world, card)


# --- told later

LATER = "Told when the files answer"


@scene(LATER, "What it means to have a question kept, before it is.")
async def kept_consent(world: World) -> Any:
    return await pressed(world, await refusal(world), "Notify me")


@scene(LATER, "Kept; and the way back.")
async def kept(world: World) -> Any:
    return await pressed(world, await kept_consent(world), "Keep it")


@scene(LATER, "What one waits for, in /privacy.")
async def kept_list(world: World) -> Any:
    await kept(world)
    return last(await world.ann.slash(world.channel, "privacy"))


@scene(LATER, "The one direct message, once a later document answers.")
async def told_later(world: World) -> Any:
    card = await asked(world, "who signed the lease of the Elmstead warehouse?")
    await pressed(world, await pressed(world, card, "Notify me"), "Keep it")
    put(world.casebook, "lease", LEASE, world.workspace, "leases", publisher="Land Registry", published="2022-05-02")
    await notify_task.look(world.bot)
    world.stage = ChannelHandle(world.env, None, world.env.backend.get_dm_channel(world.ann.id))
    return next(iter(world.stage.history()))


@scene(
    LATER, "/gaps: what was asked for and isn't there, and quotes that readers reported; without names.", by=MODERATOR
)
async def gaps(world: World) -> Any:
    await kept(world)
    await feedback(world)
    return await ordered(world, "gaps")


# --- find evidence

CLAIMED = (
    "Reuters says that 18 Democrats signed the letter on sanctions. Apple withdrew its lawsuit in 2024. "
    "NSO was bought by a dairy in Denmark."
)
EVIDENCE = "Find evidence"


@scene(EVIDENCE, "For each sentence of a message that claims something: what the files hold, or nothing.")
async def evidence(world: World) -> Any:
    message = await world.mo.send(world.channel, CLAIMED)
    return last(await world.ann.context_menu(world.channel, "Find evidence", message))


@scene(EVIDENCE, "“Is this true?” in reply to somebody's message: for all who read the channel.")
async def evidence_public(world: World) -> Any:
    message = await world.mo.send(world.channel, f"{world.name} {CLAIMED}")
    await world.ann.send(world.channel, f"{world.name} is this true?", reply_to=message)
    return world.channel.last_message


@scene(EVIDENCE, "A message that Discord doesn't show to bots: what to do instead.")
async def hint(world: World) -> Any:
    message = await world.mo.send(world.channel, CLAIMED)
    await world.ann.send(world.channel, f"{world.name} is this true?", reply_to=message)
    return world.channel.last_message


# --- documents

DOCUMENTS = "Documents, for moderators"


@scene(DOCUMENTS, "A list, page by page.", by=MODERATOR)
async def documents(world: World) -> Any:
    return await ordered(world, "documents list")


@scene(DOCUMENTS, "Everything known about one.", by=MODERATOR)
async def document(world: World) -> Any:
    return await ordered(world, "documents show", document="entity-list")


@scene(DOCUMENTS, "The preview of a file: nothing is published yet.", by=MODERATOR)
async def preview(world: World) -> Any:
    return await offered(world)


@scene(DOCUMENTS, "The preview of a new version: which public answers it touches.", by=MODERATOR)
async def preview_version(world: World) -> Any:
    return (await changed(world))[1]


@scene(DOCUMENTS, "What differs, paragraph by paragraph.", by=MODERATOR)
async def differences(world: World) -> Any:
    return last(await world.mo.click(await preview_version(world), label="Differences"))


@scene(DOCUMENTS, "The preview of what looks like no article.", by=MODERATOR)
async def preview_junk(world: World) -> Any:
    page = "<html><body><p>Please enable JavaScript to continue reading this site.</p></body></html>"
    world.casebook.fetcher = Web({ADDRESS: page})
    return await ordered(world, "documents add link", address=ADDRESS, case="letters")


@scene(DOCUMENTS, "The preview of what is nearly the same as a document of the case.", by=MODERATOR)
async def preview_like(world: World) -> Any:
    put(world.casebook, "story", STORY, world.workspace, "letters")
    other = STORY.replace("part 3", "chapter 3").encode()
    return await ordered(world, "documents add file", file=("copy.txt", other), case="letters")


@scene(DOCUMENTS, "The preview of an archive.", by=MODERATOR)
async def preview_many(world: World) -> Any:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for number in range(10):
            file.writestr(f"notes/n{number}.txt", f"Note {number} about the pier {number * 7}.")
        file.writestr("notes/empty.txt", "")
    return await ordered(world, "documents add file", file=("notes.zip", packed.getvalue()), case="letters")


@scene(DOCUMENTS, "Published, with the way back.", by=MODERATOR)
async def receipt(world: World) -> Any:
    return await published(world)


@scene(DOCUMENTS, "Discarded.", by=MODERATOR)
async def discarded(world: World) -> Any:
    return (await world.mo.click(await offered(world), label="Discard")).response


@scene(DOCUMENTS, "Removed, with the way back.", by=MODERATOR)
async def removed(world: World) -> Any:
    await published(world)
    return await ordered(world, "documents remove", document="senators")


@scene(DOCUMENTS, "One form for files, in which the case is chosen.", by=MODERATOR)
async def upload_form(world: World) -> Any:
    await ordered(world, "cases create", name="harbour", title="The Harbour files")
    return await world.mo.slash(world.channel, "documents add file")


@scene(DOCUMENTS, "The form for a text that is pasted in.", by=MODERATOR)
async def text_form(world: World) -> Any:
    return await world.mo.slash(world.channel, "documents add text", case="letters")


@scene(DOCUMENTS, "The form that corrects what is said about a document.", by=MODERATOR)
async def edit_form(world: World) -> Any:
    await published(world)
    return await world.mo.slash(world.channel, "documents edit", document="senators")


@scene(DOCUMENTS, "Several documents, of which some are chosen.", by=MODERATOR)
async def many_listed(world: World) -> Any:
    for paper in ("The Herald", "The Post"):
        put(
            world.casebook,
            paper,
            f"{LETTER}\n\n{paper}.",
            world.workspace,
            "letters",
            publisher=paper,
            title=f"Eighteen senators, in {paper}",
        )
    return await ordered(world, "documents edit-many", case="letters")


@scene(DOCUMENTS, "The form that changes all of them.", by=MODERATOR)
async def many_form(world: World) -> Any:
    shown = await many_listed(world)
    return await world.mo.select(
        shown, [each["value"] for each in options(shown.components)], custom_id="pq:bulk:pick:"
    )


@scene(DOCUMENTS, "Each as it is and as it would be, before anything is done.", by=MODERATOR)
async def many_asked(world: World) -> Any:
    filled = {"published": "December 2021", "tags": "letters, sanctions"}
    return last(await world.mo.submit_modal(await many_form(world), filled))


@scene(DOCUMENTS, "The same in Arabic.", by=MODERATOR)
async def many_asked_arabic(world: World) -> Any:
    await speaks(world, "ar")
    return await many_asked(world)


@scene(DOCUMENTS, "Done, but for one that somebody has just changed.", by=MODERATOR)
async def many_changed(world: World) -> Any:
    card = await many_asked(world)
    await ordered(world, "documents mark", document="the-post", standing="disputed")
    return last(await world.mo.click(card, label="Change 2 documents"))


@scene(DOCUMENTS, "Who did what, newest first.", by=MODERATOR)
async def history(world: World) -> Any:
    _, shown = await changed(world)
    await world.mo.click(shown, label="Publish")
    await ordered(world, "documents mark", document="senators", standing="disputed")
    return await ordered(world, "documents history", document="senators")


@scene(DOCUMENTS, "What one version changed.", by=MODERATOR)
async def history_version(world: World) -> Any:
    await history(world)
    return await ordered(world, "documents history", document="senators", version=2)


@scene(DOCUMENTS, "The second thought before a document is erased.", by=MODERATOR)
async def erase_form(world: World) -> Any:
    if "senators" not in texts(await ordered(world, "documents list", case="nso-group")):
        await published(world)
    return await world.mo.slash(world.channel, "documents erase", document="senators")


@scene(DOCUMENTS, "Erased for good.", by=MODERATOR)
async def erased(world: World) -> Any:
    return last(await world.mo.submit_modal(await erase_form(world), {"reason": "court order"}))


async def proposed_(world: World, room: Any = None) -> Any:
    """Ann may propose, and moderators are told in the channel, or in that one."""
    contributors = world.guild.create_role("Contributors")
    roles(world, world.ann, contributors)
    await ordered(world, "settings contributors", role=contributors, may=True)
    await ordered(world, "settings review", channel=room or world.channel)
    await ordered(world, "cases create", name="letters")
    given = {"file": ("senators.txt", LETTER.encode()), "case": "letters"}
    shown = last(await world.ann.slash(world.channel, "documents add file", **given))
    return await world.ann.click(shown, label="Propose")


@scene(DOCUMENTS, "A contributor has proposed a document.")
async def proposed(world: World) -> Any:
    return (await proposed_(world)).response


@scene(DOCUMENTS, "Moderators are told, and nothing of what it is.", by=MODERATOR)
async def proposed_notice(world: World) -> Any:
    await proposed_(world)
    return world.channel.last_message


@scene(DOCUMENTS, "In a channel that only moderators read, the proposal itself.", by=MODERATOR)
async def proposed_card(world: World) -> Any:
    closed, open_ = discord.PermissionOverwrite(view_channel=False), discord.PermissionOverwrite(view_channel=True)
    doors = {world.guild.default_role: closed, world.mods: open_, world.me: open_}
    world.stage = world.guild.create_text_channel("review", overwrites=doors)
    await proposed_(world, world.stage)
    return world.stage.last_message


@scene(DOCUMENTS, "Who decided on it, for the other moderators.", by=MODERATOR)
async def proposed_decided(world: World) -> Any:
    await world.mo.click(await proposed_card(world), label="Publish")
    return world.stage.last_message


@scene(DOCUMENTS, "What became of it, told to the contributor alone.")
async def proposed_outcome(world: World) -> Any:
    await world.mo.click(await review(world), label="Publish")
    world.stage = ChannelHandle(world.env, None, world.env.backend.get_dm_channel(world.ann.id))
    return next(iter(world.stage.history()))


@scene(DOCUMENTS, "What waits for review, oldest first.", by=MODERATOR)
async def review(world: World) -> Any:
    await proposed_(world)
    return await ordered(world, "documents review")


async def weekly(world: World) -> Any:
    """A fetched page in the case file, to be fetched again every week."""
    world.casebook.fetcher = web = Web({ADDRESS: PAGE})
    await world.mo.click(await ordered(world, "documents add link", address=ADDRESS, case="letters"), label="Publish")
    return web, await ordered(world, "documents schedule", every="week", case="letters")


async def week_later(world: World) -> None:
    """Everything that is scheduled is due, and looked at."""
    store = world.casebook.store
    for one in store.schedules():
        store.looked(one.case, one.document, utcnow(), utcnow() - timedelta(minutes=1))
    world.bot.refreshing.sites.clear()
    await world.bot.refreshing.turn()


@scene(DOCUMENTS, "Pages that are fetched again every week: what that means.", by=MODERATOR)
async def schedule(world: World) -> Any:
    return (await weekly(world))[1]


@scene(DOCUMENTS, "What is fetched again by schedule, and what could not be.", by=MODERATOR)
async def schedules(world: World) -> Any:
    web, _ = await weekly(world)
    web.pages.clear()
    await week_later(world)
    return await ordered(world, "documents schedule")


@scene(DOCUMENTS, "A scheduled page has changed: moderators are told, and nothing of what it is.", by=MODERATOR)
async def schedule_notice(world: World) -> Any:
    await ordered(world, "settings review", channel=world.channel)
    web, _ = await weekly(world)
    web.pages[ADDRESS] = PAGE.replace("Eighteen", "Nineteen")
    await week_later(world)
    return world.channel.last_message


@scene(DOCUMENTS, "What changed on a scheduled page waits for review; nothing was published.", by=MODERATOR)
async def schedule_review(world: World) -> Any:
    await schedule_notice(world)
    return await ordered(world, "documents review")


@scene(DOCUMENTS, "Ten files at once: how many were read.", by=MODERATOR)
async def several_files(world: World) -> Any:
    files = {f"file{n}": (f"note-{n}.txt", f"Note {n} about the pier.".encode()) for n in range(2, 11)}
    given = {"file": ("empty.txt", b""), **files, "case": "letters"}
    return (await world.mo.slash(world.channel, "documents add file", **given)).response


# --- cases and settings

GOVERNING = "Cases and settings"


@scene(GOVERNING, "Names of one person or thing, said by moderators of the case and by a document.", by=MODERATOR)
async def cases_aliases(world: World) -> Any:
    return await called(world)


@scene(GOVERNING, "The cases, and who may read them.", by=MODERATOR)
async def cases(world: World) -> Any:
    secret(world)
    await published(world)
    return await ordered(world, "cases list")


@scene(GOVERNING, "A case for one role.", by=MODERATOR)
async def case_made(world: World) -> Any:
    return await ordered(world, "cases create", name="harbour", title="The Harbour files", role=world.mods)


@scene(GOVERNING, "A channel that asks a case first.", by=MODERATOR)
async def case_channel(world: World) -> Any:
    await ordered(world, "cases create", name="harbour", title="The Harbour files")
    return await ordered(world, "cases channel", case="harbour", channel=world.channel, what="asks it first")


@scene(GOVERNING, "A case taken out of every answer.", by=MODERATOR)
async def case_removed(world: World) -> Any:
    await case_made(world)
    return await ordered(world, "cases remove", case="harbour")


@scene(GOVERNING, "The name of a removed case is used again: nothing comes back by itself.", by=MODERATOR)
async def case_again(world: World) -> Any:
    await case_removed(world)
    return await ordered(world, "cases create", name="harbour")


@scene(GOVERNING, "A case as a file: documents, originals, and sums to check all by.", by=MODERATOR)
async def case_export(world: World) -> Any:
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    return await ordered(world, "cases export", case="leases")


@scene(GOVERNING, "A case that takes proposals.", by=MODERATOR)
async def case_proposals(world: World) -> Any:
    await case_made(world)
    return await ordered(world, "cases proposals", case="harbour", may=True)


@scene(GOVERNING, "What is chosen for the server.", by=MODERATOR)
async def settings(world: World) -> Any:
    return await ordered(world, "settings moderators", role=world.mods, may=True)


@scene(GOVERNING, "Who looks after the documents: roles and a channel, chosen from lists.", by=MODERATOR)
async def role_form(world: World) -> Any:
    return await world.mo.click(await welcome(world), label="Who may moderate")


@scene(GOVERNING, "One language for everybody in the server.", by=MODERATOR)
async def settings_language(world: World) -> Any:
    return await ordered(world, "settings language", language="Français")


# --- finding one's way

FINDING = "Finding one's way"


@scene(FINDING, "The first message in a server: three steps, and three buttons.")
async def welcome(world: World) -> Any:
    place: Any = world.bot.get_channel(world.channel.id)
    await sending.post(place, help_card.welcome_page(tongue()))
    return world.channel.last_message


@scene(FINDING, "/help, with examples from this server's own documents.")
async def help(world: World) -> Any:  # noqa: A001  the command's name
    await published(world)
    return last(await world.ann.slash(world.channel, "help"))


@scene(FINDING, "/help for those who look after the documents.", by=MODERATOR)
async def help_moderator(world: World) -> Any:
    return await ordered(world, "help")


@scene(FINDING, "/help where there are no documents yet.")
async def help_empty(world: World) -> Any:
    hide_all(world)
    return last(await world.ann.slash(world.channel, "help"))


@scene(FINDING, "/privacy: what is kept of whoever asks.", by=MODERATOR)
async def privacy(world: World) -> Any:
    await published(world)
    return await ordered(world, "privacy")


@scene(FINDING, "And taken out everywhere.", by=MODERATOR)
async def privacy_erased(world: World) -> Any:
    await published(world)
    return await ordered(world, "privacy", erase=True)


# --- errors

ERRORS = "When something is wrong"


@scene(ERRORS, "A command for others.")
async def error_not_allowed(world: World) -> Any:
    return last(await world.ann.slash(world.channel, "documents list"))


@scene(ERRORS, "A name that is not there, and one that is hidden: the same words.", by=MODERATOR)
async def error_unknown(world: World) -> Any:
    return await ordered(world, "documents show", document="letter-of-2019")


@scene(ERRORS, "A date that is none.")
async def error_date(world: World) -> Any:
    return await asked(world, "who signed?", after="next May")


@scene(ERRORS, "A file that can't be read.", by=MODERATOR)
async def error_file(world: World) -> Any:
    return await ordered(world, "documents add file", file=("empty.txt", b" "), case="letters")


class Closed:
    """A web that has none but private addresses."""

    def fetch(self, address: str) -> Fetched:
        raise PrivateAddress(host=urlsplit(address).hostname)


@scene(ERRORS, "A page that can't be fetched.", by=MODERATOR)
async def error_page(world: World) -> Any:
    world.casebook.fetcher = Closed()
    return await ordered(world, "documents add link", address="http://10.0.0.1/", case="letters")


@scene(ERRORS, "A button whose document has changed since.")
async def error_changed(world: World) -> Any:
    await published(world)
    card = await asked(world, "how many senators signed the letter to the Treasury?")
    await published(world, LETTER.replace("Eighteen senators", "Nineteen senators"))
    return await pressed(world, card, "Context")


@scene(ERRORS, "More questions than one person may ask in a minute.")
async def error_too_often(world: World) -> Any:
    for _ in range(100):
        try:
            world.bot.limits.take(world.guild.id, world.ann.id)
        except Exception:  # noqa: BLE001  the limit is reached
            break
    return await asked(world, LETTERS)


@scene(ERRORS, "A fault of the bot's own: a reference, which the log has too.")
async def error_fault(world: World) -> Any:
    world.expected = True

    def fails(question: Question, viewer: Viewer) -> Answer:
        raise RuntimeError("made up")

    world.casebook.ask = fails  # type: ignore[method-assign]
    return await asked(world, LETTERS)


# --- other languages

LANGUAGES = "In other languages"


@scene(LANGUAGES, "An answer in Spanish.")
async def answer_in_spanish(world: World) -> Any:
    await speaks(world, "es")
    return await answer_copies(world)


@scene(LANGUAGES, "A refusal in French.")
async def refusal_french(world: World) -> Any:
    await speaks(world, "fr")
    return await refusal(world)


@scene(LANGUAGES, "An answer in Arabic.")
async def answer_arabic(world: World) -> Any:
    await speaks(world, "ar")
    return await answer(world)


@scene(LANGUAGES, "An Arabic source for somebody who reads Arabic.")
async def answer_arabic_source(world: World) -> Any:
    await speaks(world, "ar")
    return await answer_right_to_left(world)


@scene(LANGUAGES, "A refusal in Arabic.")
async def refusal_arabic(world: World) -> Any:
    await speaks(world, "ar")
    return await refusal(world)


@scene(LANGUAGES, "/help in Arabic.")
async def help_arabic(world: World) -> Any:
    await speaks(world, "ar")
    return last(await world.ann.slash(world.channel, "help"))


@scene(LANGUAGES, "A preview in French.", by=MODERATOR)
async def preview_french(world: World) -> Any:
    await speaks(world, "fr")
    return await preview_like(world)


@scene(LANGUAGES, "A form in Arabic.", by=MODERATOR)
async def edit_form_arabic(world: World) -> Any:
    await published(world)
    await speaks(world, "ar")
    return await world.mo.slash(world.channel, "documents edit", document="senators")
