"""Which role a column has, told by its head."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from knowledge import Knowledge, fold, key

from .matrix import is_body

LONGEST = 90  # characters; a longer cell is no head
_BRACKET = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=4)
def phrases(knowledge: Knowledge, *, labels: bool = False) -> dict[str, str]:
    """The phrases of ``columns.yaml`` as ``key`` writes them, with their roles; ``labels``: those that only label in running text."""
    heads = ((e["role"], e["phrases"]) for e in knowledge.entries("columns"))
    return {key(p): r for r, each in (knowledge.top("cues", "labels").items() if labels else heads) for p in each}


@lru_cache(maxsize=8192)
def role(words: str, knowledge: Knowledge, *, whole: bool = False) -> str | None:
    """The role of a column whose head prints ``words``; None where the head is not known.

    A head is a phrase of ``columns.yaml``, or begins (else ends) with one of two words at least and adds no more than four others;
    what stands in brackets does not count. With ``whole`` only
    the phrases themselves are heads. A head that sets figures for a year is ``goal.2030``, a bare year ``year.2030``, one that reports
    figures ``report``, a month or quarter ``term``; one that is the unit in a table of figures, and who acts in one of tasks,
    ``unit or who``.
    """
    if not words or len(words) > LONGEST:
        return None
    words = unicodedata.normalize("NFC", words)
    bare = fold(_BRACKET.sub(" ", words)).strip()
    if knowledge.pattern("target.reported_column").match(bare):
        return "report"
    if knowledge.pattern("target.unit_column").match(bare):
        return "unit or who"
    dated = knowledge.pattern("target.column").match(bare)
    if dated:
        return f"{'goal' if dated.group('k') else 'year'}.{dated.group('y')}"
    if knowledge.pattern("term.column").match(bare):
        return "term"
    roles = phrases(knowledge)
    found = roles.get(key(words)) or roles.get(key(_BRACKET.sub(" ", words)))
    if found or whole:
        return found
    if knowledge.pattern("head.both").search(bare):
        return "who"
    told = knowledge.pattern("head.of_bodies").match(bare)
    if told:
        return "lead" if told.group("lead") else "coordinate"
    parts = key(_BRACKET.sub(" ", words)).split()
    for size in range(len(parts) - 1, max(1, len(parts) - 5), -1):
        found = roles.get(" ".join(parts[:size])) or roles.get(" ".join(parts[-size:]))
        if found:
            return found
    return None


def roles_of(cells: Sequence[str], knowledge: Knowledge) -> tuple[str | None, ...] | None:
    """The roles of a row of heads; None where the row is none.

    A row of heads has two known heads at least, one of them beside the ordinal, no more unknown cells than known ones, and no long cell.
    Heads that are the names of bodies, in a table of tasks that has no column of those who lead, are ``body``.
    So are months or quarters (``term``), two at least.
    A year is a head beside others that only heads print, or in a row of nothing but years; elsewhere it is a cell's term.
    """
    if any(len(c) > LONGEST for c in cells):
        return None
    found = tuple(role(c, knowledge) for c in cells)
    known = {r for r in found if r}
    years = {r for r in known if r.startswith(("year.", "goal."))}
    if years and not known & {"ordinal", "unit", "indicator"} and sum(1 for c in cells if c) > sum(r in years for r in found):
        found = tuple(None if r in years else r for r in found)
        known -= years
    if "term" in known:  # months or quarters, of which a mark says when
        if found.count("term") > 1 and known == {"term"} and all(r for c, r in zip(cells, found, strict=True) if c):
            return found
        if found.count("term") == 1:
            found, known = tuple(None if r == "term" else r for r in found), known - {"term"}
    unknown = sum(1 for c, r in zip(cells, found, strict=True) if c and not r)
    if unknown > 1 and {"task", "detail"} & known and not known & {"lead", "coordinate"}:
        bodies = tuple(r or ("body" if is_body(c, knowledge) else None) for c, r in zip(cells, found, strict=True))
        if bodies.count("body") > 1:
            return bodies
    if len(known) < 2 or not known - {"ordinal", "note", "other", "unit", "report", "unit or who"}:
        return None
    return found if unknown <= sum(1 for r in found if r) else None
