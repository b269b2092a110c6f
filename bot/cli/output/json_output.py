"""Answers, documents and events as JSON. The names are read by scripts: they are never renamed, only added to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.cli.output import terminal_wording
from bot.core.model.answers import Answer, Excerpt, Signal
from bot.core.model.documents import Case, Details, Document, Kind
from bot.core.model.json_lines import line
from bot.core.model.trail import Event
from bot.core.quoting import cited_sources

if TYPE_CHECKING:
    from bot.core.library.versions import Changed

__all__ = ["answer", "case", "changes", "document", "event", "excerpt", "line"]


def answer(found: Answer, name: object = None) -> dict[str, Any]:
    """The shape that the design freezes. `name`: the "id" of the question, as it was given."""
    return {
        "id": name,
        "question": found.question.text,
        "answered": found.answered,
        "verdict": found.verdict.value,
        "missing": list(found.missing),
        "confidence": round(found.confidence, 6),
        "reason": found.reason.value if found.reason else None,
        "excerpts": [excerpt(one) for one in found.excerpts],
        "disagreements": [
            {"about": one.about, "values": [{"value": value, "rank": rank} for value, rank in one.values]}
            for one in found.disagreements
        ],
        "nearest": [excerpt(one) for one in found.nearest[: found.question.top]],
        "message": terminal_wording.message(found),
        "corpus": found.corpus,
        "took_ms": round(found.took_ms, 3),
        "searched": found.searched,
        "unknown": list(found.unknown),
        "spellings": dict(found.spellings),
        **({"aliases": [{"asked": asked, "found": name} for asked, name in found.aliases]} if found.aliases else {}),
    }


def excerpt(found: Excerpt) -> dict[str, Any]:
    details = found.document.details
    return {
        "rank": found.rank,
        "quote": found.quote,
        "shown": found.shown,
        "shown_start": found.shown_start,
        "shown_end": found.shown_end,
        **({"also": [list(span) for span in found.also]} if found.also else {}),
        "matches": [list(span) for span in found.matches],
        "document": found.document.key,
        "title": details.title,
        "source": details.source,
        "publisher": details.publisher,
        "published": details.published,
        "case": found.case,
        "link": found.link,
        "link_exact": found.link_exact,
        "speaker": found.speaker,
        **({"namesakes": list(found.namesakes)} if found.namesakes else {}),
        "recognised": found.recognised,
        "place": found.place,
        "start": found.start,
        "end": found.end,
        "passage": found.passage,
        "score": found.score,
        "copies": list(found.copies),
        "kind": details.kind.value,
        "sources": list(details.sources),
        "cited": list(cited_sources.cited(found.document, found.start, found.end)),
        "standing": details.standing.value,
        **_of_summary(details),
        **({"signals": [_signal(one) for one in found.signals]} if found.signals else {}),
    }


def _of_summary(details: Details) -> dict[str, Any]:
    """Which events it tells of, when it was last checked, whether its matter is open; null for a source's own text."""
    state = (details.state or "open") if details.kind is Kind.SUMMARY else None
    dates = {"facts_from": details.facts_from, "facts_until": details.facts_until, "checked": details.checked}
    return {**dates, "state": state}


def _signal(one: Signal) -> dict[str, Any]:
    return {"name": one.name, "value": one.value, "weight": one.weight, "words": list(one.words)}


def document(found: Document, case: str) -> dict[str, Any]:
    details = found.details
    return {
        "key": found.key,
        "case": case,
        "title": details.title,
        "kind": details.kind.value,
        "source": details.source,
        "sources": list(details.sources),
        "publisher": details.publisher,
        "published": details.published,
        "language": details.language,
        "author": details.author,
        "tags": details.tags.split(", ") if details.tags else [],
        **({"aliases": details.aliases.split("\n")} if details.aliases else {}),
        "standing": details.standing.value,
        **_of_summary(details),
        "length": found.length,
        "version": found.version,
        "origin": found.origin,
        "added_by": found.added_by,
        "added_at": found.added_at.isoformat(),
        "changed_at": found.changed_at.isoformat(),
        "removed": found.removed,
        "sha256": found.sha256,
        "text_sha256": found.text_sha256,
    }


def case(found: Case, documents: int) -> dict[str, Any]:
    return {
        "name": found.name,
        "title": found.title,
        "workspace": found.workspace,
        "open": found.open,
        "documents": documents,
    }


def event(found: Event, case: str | None) -> dict[str, Any]:
    return {
        "sequence": found.sequence,
        "at": found.at.isoformat(),
        "actor": found.actor,
        "action": found.action.value,
        "case": case,
        "document": found.document,
        "key": found.key,
        "version": found.version,
        "note": found.note,
    }


def changes(found: Changed | None) -> dict[str, Any]:
    """What is added to an event of a history. None for one that made no version, or the first."""
    if found is None:
        return {"changes": None}
    return {
        "changes": {
            "details": [{"name": name, "old": old, "new": new} for name, old, new in found.details],
            "same_text": found.same_text,
            "paragraphs": [{"old": old or None, "new": new or None} for old, new in found.likeness.changed],
        }
    }
