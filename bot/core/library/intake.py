"""From a reading to an upload: the key, the language, the checks that every way in shares."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import unquote, urlsplit

from bot.core.library import junk
from bot.core.model import document_notes
from bot.core.model.document_notes import Note
from bot.core.model.documents import Details, Fetched, Reading, Retrieval, Upload
from bot.core.model.errors import BadBulk, BadDetail, BadKey, BadLine, EmptyDocument

Read = Callable[[bytes, str, str | None], Iterable[Reading]]  # bytes, file name, declared charset

KEY = re.compile(r"[\w.\-]{1,80}")  # letters of any script; what a person can type and a file name can hold
ID = re.compile(r"(?=.*\S)[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,200}")  # a bulk file's own, kept as it is
LIMITS = {  # characters of each detail at most, whichever way it comes in; the forms of a front end have these, too
    "title": 300,
    "source": 2000,
    "publisher": 300,
    "author": 300,
    "published": 10,
    "language": 3,
    "tags": 200,
}
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp", "Mn", "Me"}  # by themselves they show nothing
_BLANK = set("\u2800\u3164\u115f\u1160\uffa0")  # Braille's blank and Hangul's fillers: letters, but nothing is seen

_COMMAS = re.compile(r"[,،、;؛\n]")

_ENDINGS = {"text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "text/plain": ".txt"}


@dataclass(frozen=True, slots=True)
class Parcel:
    """What came in by one way in, read, and in no case yet: a file, a pasted text, a fetched page.

    origin: where it came from, as it will be told: a file's name, an address.
    """

    name: str
    data: bytes
    readings: tuple[Reading, ...]
    origin: str
    retrieval: Retrieval | None = None

    def edited(self, details: Callable[[Details], Details]) -> Parcel:
        """With what a person says about each of its documents put over what was found. Raises BadDetail."""
        edited = (replace(one, details=corrected(one.details, details)) for one in self.readings)
        return replace(self, readings=tuple(edited))

    def completed(self) -> Parcel:
        """With the title and the language that each document will have where it says none."""
        made = [one.details for one in self.uploads()]
        pairs = zip(self.readings, made, strict=True)
        return replace(self, readings=tuple(replace(reading, details=details) for reading, details in pairs))

    def uploads(self) -> list[Upload]:
        """One for each of its documents, under the key that it names or proposes. Raises as `upload`."""
        return [self._upload(reading) for reading in self.readings]

    def _upload(self, reading: Reading) -> Upload:
        key = reading.key or slug(self._stem(reading))
        made = upload(reading, self.data, self.name, key)
        fetched = self.retrieval is not None and made.details.source == self.retrieval.address
        return replace(made, origin=self.origin, fetched=fetched, retrieval=self.retrieval)

    def _stem(self, reading: Reading) -> str:
        if self.retrieval is not None and reading.details.title.strip():
            return reading.details.title[:60]
        return shown(self.name).rsplit(".", 1)[0]


def read_file(read: Read, data: bytes, name: str, charset: str | None = None) -> Parcel:
    """Raises BadDocument kinds: a bulk file with a bad line is refused as a whole."""
    try:
        readings = tuple(read(data, name, charset))
    except BadLine as error:
        raise BadBulk(**error.fields) from None
    if not readings:
        raise EmptyDocument(name=shown(name))
    return Parcel(name, data, readings, shown(name))


def read_page(read: Read, page: Fetched) -> Parcel:
    """A fetched page; its source is the address that answered in the end. Raises BadDocument kinds."""
    parcel = read_file(read, page.data, _page_name(page), page.charset)
    retrieval = Retrieval(page.asked, page.address, page.status, page.headers, page.at)
    parcel = replace(parcel, origin=page.address, retrieval=retrieval)
    return parcel.edited(lambda found: replace(found, source=page.address))


def _page_name(page: Fetched) -> str:
    """What its file would be called: the readers look at the ending where the bytes don't tell."""
    parts = urlsplit(page.address)
    last = unquote(parts.path).rstrip("/").rsplit("/", 1)[-1]
    ending = _ENDINGS.get(page.content_type, "")
    name = last or parts.hostname or "page"
    return name if name.lower().endswith(ending) else f"{name}{ending}"


def warnings(reading: Reading) -> tuple[str, ...]:
    """What a moderator should look at: repairs made while reading, and signs that this isn't the article."""
    pages = len({mark.label for mark in reading.marks if mark.kind == "page"})
    signs = junk.signs(reading.text, reading.details.title, pages)
    told = (note for note in reading.notes if _stands(note, reading.details))
    return (*told, *(junk.SENTENCES[sign] for sign in signs))


def _stands(note: str, details: Details) -> bool:
    """Whether the detail that a note tells of is still the one that was read: a person may have given another since."""
    if not isinstance(note, Note) or note.template not in document_notes.DOUBTS:
        return True
    detail, field = document_notes.DOUBTS[note.template]
    return bool(note.fields.get(field) == getattr(details, detail))


def upload(reading: Reading, data: bytes, name: str, key: str) -> Upload:
    """`reading` of the file `name`, ready for the store under `key`. Raises EmptyDocument, BadKey, BadDetail."""
    if not reading.text.strip():
        raise EmptyDocument(name=shown(name))
    details = checked(_completed(reading, name))
    original = reading.original if reading.original is not None else data
    named = _valid(key, KEY if reading.original is None else ID)
    return Upload(named, details, reading.text, original, shown(name), reading.marks)


def _completed(reading: Reading, name: str) -> Details:
    details = reading.details
    title = details.title.strip() if is_visible(details.title) else shown(name)
    return replace(
        details,
        title=title[: LIMITS["title"]],
        publisher=details.publisher and details.publisher[: LIMITS["publisher"]],
        author=details.author and details.author[: LIMITS["author"]],
        tags=details.tags and details.tags[: LIMITS["tags"]],
        language=details.language or _detected(reading.text),
    )


def _detected(text: str) -> str:
    from bot.core.language import detection  # loads the words of all languages; `--help` needs none

    return detection.detect(text)


def is_visible(text: str) -> bool:
    """Whether anything of it is seen: not only blanks, marks of direction, joiners, fillers."""
    return any(letter not in _BLANK and unicodedata.category(letter) not in _HIDDEN for letter in text)


def checked(details: Details) -> Details:
    """The same details, tags as `tagged` writes them, or BadDetail for one that can't be right (AliasesFull)."""
    if not is_visible(details.title):
        raise BadDetail(name="title", value=details.title, why=document_notes.EMPTY)
    for link in (details.source, *details.sources):
        if link is not None and not _is_link(link):
            raise BadDetail(name="link", value=link[:80], why=document_notes.LINK)
    _dated(details)
    if details.language is not None and not re.fullmatch(r"[a-z]{2,3}", details.language):
        raise BadDetail(name="language", value=details.language[:20], why=document_notes.LANGUAGE)
    return replace(details, tags=tagged(details.tags), aliases=_aliases(details.aliases))


def _aliases(said: str | None) -> str | None:
    if not said:
        return None
    from bot.core.library import alias_names  # loads the words of languages, as above

    return alias_names.joined(said)


def tagged(said: str | None) -> str | None:
    """Tags as people type them, each once, whatever its capitals: "#Harbour, court  records,harbour" → "Harbour, court
    records". None for none.
    """
    once: dict[str, str] = {}
    for one in filter(is_visible, _COMMAS.split(said or "")):
        tag = " ".join(one.split()).lstrip("#").strip()
        once.setdefault(tag.casefold(), tag)
    return ", ".join(filter(None, once.values())) or None


def _dated(details: Details) -> None:
    """Raises BadDetail for a date that is none, or for events that end before they begin."""
    for said in filter(None, (details.published, details.checked)):
        days(said)
    first, last = (days(said) if said else None for said in (details.facts_from, details.facts_until))
    if first and last and last[1] < first[0]:
        raise BadDetail(name="date", value=details.facts_until, why=document_notes.BACKWARDS)


def _is_code(language: str | None) -> bool:
    from bot.core.language import detection

    return language in detection.CODES


def corrected(said: Details, details: Callable[[Details], Details]) -> Details:
    """What a person makes of what a file says. Raises BadDetail for a new language that ISO 639-1 doesn't know, and
    for what is longer than `LIMITS`.

    Only for what is new: a file may say what is in no list, and its title must be open to correction all the same.
    """
    made = details(said)
    for name in ("title", "publisher", "author", "tags"):
        value = getattr(made, name) or ""
        if value != getattr(said, name) and len(value) > LIMITS[name]:
            raise BadDetail(name=name, value=f"{value[:40]}…", why=document_notes.TOO_LONG.format(limit=LIMITS[name]))
    if made.language not in {None, said.language} and not _is_code(made.language):
        raise BadDetail(name="language", value=str(made.language)[:20], why=document_notes.LANGUAGE)
    return made


def _is_link(link: str) -> bool:
    return re.fullmatch(r"https?://[^\s/<>\"]+[^\s<>\"]*", link) is not None and len(link) <= LIMITS["source"]


def _valid(key: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(key):
        raise BadKey(key=key[:80])
    return key


def slug(name: str) -> str:
    """A key from a file's relative path or a title: "A b/C.txt" → "a-b-c". Letters of every script stay."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name).casefold())
    return "-".join(words)[:80].strip("-") or "document"


def shown(name: str) -> str:
    """A file name fit to show: no folders, no control or direction characters, at most 120 characters."""
    base = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    kept = "".join(
        letter for letter in base if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    )
    return kept.strip()[:120] if is_visible(kept) else "unnamed"


def days(published: str) -> tuple[int, int]:
    """First and last day, as ordinals, of an ISO date that may stop early. Raises BadDetail."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", published)
    year, month, day = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    try:
        return _first(year, month, day), _last(year, month, day)
    except ValueError:
        raise BadDetail(name="date", value=published[:20], why=document_notes.DATE) from None


def _first(year: int, month: int, day: int) -> int:
    return date(year, month or 1, day or 1).toordinal()


def _last(year: int, month: int, day: int) -> int:
    if day:
        return _first(year, month, day)
    if month and month < 12:
        return date(year, month + 1, 1).toordinal() - 1
    return date(year, 12, 31).toordinal()
