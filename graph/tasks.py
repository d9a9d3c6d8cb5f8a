"""What follows from an assignment: when it is due, in which field of the programme it lies."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from extract.record import Record
from knowledge import Entry, Knowledge, fold, key

from .mentions import Mention
from .names import group, memo, number_key, type_written

_STATED = re.compile(r"^(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?$")


def due(deadline: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """First and last day of a deadline that a calendar knows (``date``, ``month``, ``quarter``, ``year``); else None twice."""
    found = _STATED.match(str(deadline.get("value") or ""))
    if deadline.get("kind") not in ("date", "month", "quarter", "year") or not found:
        return None, None
    year, quarter, month, day = (int(g) if g else None for g in found.groups())
    try:
        if year is None:
            return None, None
        if day and month:
            return date(year, month, day), date(year, month, day)
        first, last = (month, month) if month else (3 * quarter - 2, 3 * quarter) if quarter else (1, 12)
        return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:  # a day that no calendar has: kept as text, due at no time
        return None, None


def reform(record: Record, own: Mention, said: Iterable[Mention], knowledge: Knowledge) -> bool:
    """Whether a plan belongs to the programme whose fields knowledge lists: it cites it, or its title says so."""
    for e in group(knowledge, "programme"):
        if re.search(e["regex"], _written_out(own.title or "", knowledge)):
            return True
        wanted = type_written(e["type"], knowledge), number_key(e["number"])
        if any(m.number and (m.type, number_key(m.number)) == wanted for m in said):
            return True
    return False


def field_of(assignment: Mapping[str, Any], titles: Sequence[str], knowledge: Knowledge) -> Entry | None:
    """The field of a task: that of the innermost title that names exactly one; for a row of an annex also that of its group row, and
    that of its own words, if exactly one fits. None otherwise."""
    for title in titles:
        found = _fields(title, knowledge, "phrases")
        if found:
            return found[0] if len(found) == 1 else None
    if assignment.get("kind") != "annex":
        return None
    heading = assignment.get("group")
    for text, words in ((heading, "phrases"), (assignment["task"], "phrases"), (assignment["task"], "keywords")):
        found = _fields(str(text or ""), knowledge, words)
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _fields(text: str, knowledge: Knowledge, words: str) -> list[Entry]:
    hits = knowledge.lexicon("fields", field=words).find(fold(text)) if "fields" in knowledge.files and text else []
    return list({h.entry.id: h.entry for h in hits}.values())


def _written_out(text: str, knowledge: Knowledge) -> str:
    words = f" {key(text)} "
    for short, full in memo(knowledge).shorts:
        words = words.replace(f" {short} ", f" {full} ")
    return words
