"""What can go wrong, as a tree. Every message is fit to show to a person: what happened, and what to do.

    CasebookError
    ├── BadQuestion        EmptyQuestion · QuestionTooLong · BadDate · DatesCrossed
    ├── NotFound           UnknownDocument · UnknownCase · AmbiguousKey
    ├── NotAllowed
    ├── BadDocument        EmptyDocument · TooLarge · NotText · WrongEncoding · UnknownType · OldFormat
    │                      NotProse · OtherProgram · NotYet · NotReadable
    │                      BadFrontMatter · BadLine · BadBulk · KeyTwice · Damaged · Encrypted · Scan · Swollen
    │                      TookTooLong · TookTooMuch · UnsafeFile
    ├── NotFetched         NoFetching · Unchanged · BadAddress · PrivateAddress · Unreachable · TooSlow · PageTooLarge
    │                      RedirectLoop · PageRefused
    ├── Duplicate · BadKey · KeyTaken · BadDetail
    ├── MissingFile        MissingFolder
    ├── NotYetGone · ClaimLost
    └── StoreError         StoreCorrupt · StoreBusy · StoreFull · StoreReadOnly · StoreNewer · StoreUnknown
                           StoreStarved · StoreGone · StoreLacksDriver · StoreUnfit · StoreTaken · StoreAway
                           NoRoom · IndexDamaged · IndexAway · IndexUnfit · IndexLacksClient
                           OffsiteAway · OffsiteUnfit · OffsiteLacksClient

`template` is the sentence with its fields in braces, and the key of its translation; `fields` are the values. Raise
with keyword arguments: `raise TooLarge(name="a.txt", limit_mb=20)`. Fields never hold a document's text or a question.
"""

from __future__ import annotations

from typing import Any, ClassVar


class CasebookError(Exception):
    """Everything the core raises on purpose. `str(error)` is the English sentence."""

    template: ClassVar[str] = "Something went wrong."

    def __init__(self, **fields: Any) -> None:
        super().__init__(self.template.format(**fields))
        self.fields = fields


class BadQuestion(CasebookError):
    """The question can't be searched for as it stands."""


class EmptyQuestion(BadQuestion):
    template = "The question is empty. Ask in a few words, for example: who signed the letter?"


class QuestionTooLong(BadQuestion):
    template = "The question has {length} characters; {limit} are the most. Ask for one thing at a time."


class BadDate(BadQuestion):
    template = "“{value}” is not a date. Write it as 2021, 2021-12 or 2021-12-15."


class DatesCrossed(BadQuestion):
    template = "{after} is later than {before}, so no document can be from between them. Swap the two dates."


class NotFound(CasebookError):
    """Nothing of that name is visible here: hidden and never-existed give the same words."""


class UnknownDocument(NotFound):
    template = "There is no document “{key}” here. `list` shows the keys."


class UnknownCase(NotFound):
    template = "There is no case “{name}” here. `cases` shows their names."


class NotAllowed(CasebookError):
    """Told only to people without Manage Server: its advice is no use to others."""

    template = "You don't have permission to do this. Someone with the Manage Server permission can help."


class BadDocument(CasebookError):
    """The bytes can't become a document. Nothing was stored."""


class EmptyDocument(BadDocument):
    template = "“{name}” holds no text. Nothing was added; open it, and add a copy that has its text."


class TooLarge(BadDocument):
    template = "“{name}” is larger than {limit_mb} MB. Nothing was added; split it, or add the part you need."


class NotText(BadDocument):
    template = (
        "“{name}” is not a text file, whatever its name says. "
        "Nothing was added; save it as text, Markdown, HTML, PDF or Word."
    )


class WrongEncoding(BadDocument):
    template = "The letters of “{name}” can't be decoded. Save it as UTF-8 and add it again; nothing was added."


class UnknownType(BadDocument):
    template = "“{name}” is of a type that can't be read here. These can: {types}."


class NotProse(BadDocument):
    template = (
        "“{name}” holds {what}, not words as people read them. Nothing was added; save the mail as .eml, the page by"
        " your browser, or copy the text as it is shown."
    )


class OtherProgram(BadDocument):
    template = (
        "“{name}” is a file of {program}, which can't be read here. Nothing was added; open it there, save it as PDF,"
        " and add that."
    )


class OldFormat(BadDocument):
    """Of Word, PowerPoint or Outlook before 2007."""

    template = (
        "“{name}” is in an old format of Word, PowerPoint or Outlook. Nothing was added; open it there or in"
        " LibreOffice, save it as .docx, .pdf or .eml, and add that."
    )


class BadFrontMatter(BadDocument):
    template = "The lines between --- at the top of “{name}” can't be read: {why}. Nothing was added; mend them first."


class BadLine(BadDocument):
    template = "Line {line} of “{name}” is not a document: {why}."


class BadBulk(BadLine):
    """Of a file that is taken in whole or not at all."""

    template = (
        "Line {line} of “{name}” is not a document: {why}. Nothing was added; mend that line and add the file again."
    )


class KeyTwice(BadDocument):
    template = "“{name}” holds two documents of the key “{key}”. Nothing was added; give each a key of its own."


class NotReadable(BadDocument):
    template = "“{name}” can't be opened: {why}. Nothing was added; check who may read it."


class Damaged(BadDocument):
    template = "“{name}” is damaged, or not what its type says: it can't be read. Nothing was added; try another copy."


class Encrypted(BadDocument):
    template = "“{name}” is locked with a password. Nothing was added; save a copy without the password and add that."


class Scan(BadDocument):
    template = (
        "“{name}” is a scan: pictures of pages ({pages}) without a text layer. "
        "Nothing was added; run text recognition (OCR) over it and add that copy."
    )


class Swollen(BadDocument):
    template = "“{name}” unpacks to far more than its size: {why}. Nothing was added; such files are made to do harm."


class TookTooLong(BadDocument):
    template = (
        "“{name}” could not be read in {seconds} s, so reading was stopped. "
        "Nothing was added; split it, or allow it more time."
    )


class TookTooMuch(BadDocument):
    template = "Reading “{name}” takes over {limit_mb} MB of memory, so it was stopped. Nothing was added; split it."


class UnsafeFile(BadDocument):
    template = "“{name}” is not safe to read: {why}. Nothing was added; ask for a plain copy of it."


class NotFetched(CasebookError):
    """A web page could not be brought in. Nothing was stored."""


class NoFetching(NotFetched):
    template = "Web pages are not fetched here. Save the page and add the file."


class Unchanged(NotFetched):
    template = "The page of “{key}” is just as it was when it was fetched. Nothing was changed."


class BadAddress(NotFetched):
    template = "That is no web address that can be fetched: {why}. Give one that starts with https:// or http://."


class PrivateAddress(NotFetched):
    template = "“{host}” is not a public address on the web, so it was not fetched. Save the page and add the file."


class Unreachable(NotFetched):
    template = "“{host}” can't be reached ({why}). Check the address, or save the page and add the file."


class TooSlow(NotFetched):
    template = "“{host}” did not send the page in {seconds} s. Try again later, or save the page and add the file."


class PageTooLarge(NotFetched):
    template = (
        "What “{host}” sends is larger than {limit_mb} MB. Nothing was added; save the part you need and add the file."
    )


class RedirectLoop(NotFetched):
    template = (
        "“{host}” sends on to another address more than {limit} times. "
        "Open it in a browser and give the address where you end."
    )


class PageRefused(NotFetched):
    template = "“{host}” answers with the error {status}. Check the address, or save the page and add the file."


class Duplicate(CasebookError):
    template = "“{name}” is already here as “{key}”. Nothing was added; edit that one, or restore it if it was removed."


class AmbiguousKey(NotFound):
    template = "Several cases hold a document “{key}”: {cases}. Say which with --case."


class BadKey(CasebookError):
    template = "“{key}” can't be a key. Use 1 to 80 letters, digits, dots, dashes or underscores."


class KeyTaken(CasebookError):
    template = "Another document already has the key “{key}”; give this one a key of its own."


class BadDetail(CasebookError):
    template = "“{value}” is no valid {name}: {why}."


class MissingFile(CasebookError):
    template = "There is nothing at {path}. Check the path; nothing was changed."


class MissingFolder(MissingFile):
    template = "There is no folder at {path}. Check the path; nothing was changed."


class NotYetGone(CasebookError):
    """The change was made; what is left of the words somewhere is taken away as soon as that can be done."""

    template = (
        "It is erased, and nothing here shows it any more. Its words are still in a working file that is in use or "
        "can't be written to now. They leave it by themselves when that is over."
    )


class ClaimLost(CasebookError):
    template = "Another process does this now."


class StoreError(CasebookError):
    """The database can't be used. What was committed before is safe."""


class StoreCorrupt(StoreError):
    template = "The database {path} is damaged. Nothing was changed; restore the newest backup with `restore-backup`."


class StoreBusy(StoreError):
    template = (
        "Another process is writing to the database, and did not finish in {seconds} s. Nothing was changed; try again."
    )


class StoreFull(StoreError):
    template = "The disk is full. Nothing was changed; make room in {path} and try again."


class NoRoom(StoreFull):
    """Not full yet: what is left is kept for removing and erasing."""

    template = (
        "The disk has {free_mb} MB left, and {reserve_mb} MB must stay free, so that removing and erasing still work; "
        "this needs {needed_mb} MB more. Nothing was changed; make room in {path} and try again."
    )


class StoreReadOnly(StoreError):
    template = "The database {path} can't be written to. Check its owner and permissions; nothing was changed."


class StoreGone(StoreError):
    template = (
        "The database {path} is missing or empty, though its history is signed beside it, up to event {sequence}. "
        "Nothing was changed. Put a backup back with `restore-backup`; to begin anew instead, move {head} away."
    )


class StoreNewer(StoreError):
    template = (
        "The database {path} was made by a newer version of this program. Update the program; nothing was changed."
    )


class StoreUnknown(StoreError):
    template = (
        "The database's address starts with “{scheme}”; only a SQLite file or a PostgreSQL server can be used: "
        "sqlite:////folder/name.db, postgresql://user@host/name. Leave DATABASE_URL empty for a file in DATA_DIR."
    )


class StoreLacksDriver(StoreError):
    template = (
        "DATABASE_URL names a PostgreSQL server, and the driver for it isn't installed here: "
        'pip install "psycopg[binary]>=3.3,<4".'
    )


class StoreUnfit(StoreError):
    """Of a server: what its operator has to change."""

    template = "The database {path} can't be used: {why}. Nothing was changed."


class StoreTaken(StoreError):
    template = "That database holds something already. Nothing was changed; copy into a new one."


class StoreAway(StoreError):
    template = (
        "The database server of {path} can't be reached: check that it runs, and DATABASE_URL. What was saved is safe. "
        "Whether a change that was under way was made can't be told: look before you repeat it."
    )


class StoreStarved(StoreError):
    template = (
        "The system gives this program no more {what}. Nothing is lost; try again in a minute. "
        "If it comes back, allow the program more (for open files: ulimit -n)."
    )


class IndexDamaged(StoreError):
    """Of one case: fields["case"]. It is to be made again from the store."""

    template = "A part of the index is damaged. Nothing is lost: it is made again from the database; try again."


class IndexAway(StoreError):
    """Of an index that lies on other machines. What was read of it lately goes on being searched."""

    template = (
        "The storage of the index ({path}) can't be reached, is too slow, or gives other bytes than were put there. "
        "Nothing is lost: what isn't kept here can't be searched until it is back; try again in a minute."
    )


class IndexUnfit(IndexAway):
    """What its operator has to change."""

    template = "The storage of the index ({path}) can't be used: {why}. Nothing was changed."


class IndexLacksClient(StoreError):
    template = (
        "INDEX_URL names an object storage, and the client for it isn't installed here: "
        'pip install "obstore>=0.12,<0.13".'
    )


class OffsiteAway(StoreError):
    """Of the storage that backups are sent to. Nothing else waits for it."""

    template = (
        "The storage of the backups ({path}) can't be reached, is too slow, or gives other bytes than were put there. "
        "The database, and the backups on this machine, are as they were."
    )


class OffsiteUnfit(OffsiteAway):
    """What its operator has to change."""

    template = "The storage of the backups ({path}) can't be used: {why}."


class OffsiteLacksClient(StoreError):
    template = (
        "BACKUP_URL names an object storage, and the client for it isn't installed here: "
        'pip install "obstore>=0.12,<0.13".'
    )
