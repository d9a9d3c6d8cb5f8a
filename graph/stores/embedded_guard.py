"""What the embedded engine gets wrong without a word: an aggregate that a condition or a property's name stands around.

``RETURN count(*) > 0 AND true`` brings a row for every row that was to be counted, ``head(collect(x)).name`` is null. Such statements
are refused with a way out that both engines take: name the aggregate in WITH, use the name after. ``tests/conformance`` holds what is
refused here against Neo4j's answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from knowledge import UsageError

from .tokens import Group, Part, Token, groups, is_word, split

AGGREGATES = ("AVG", "COLLECT", "COUNT", "MAX", "MIN", "PERCENTILECONT", "PERCENTILEDISC", "STDEV", "STDEVP", "SUM")
AROUND = frozenset(("AND", "OR", "XOR", "NOT", "IN", "IS", "STARTS", "ENDS", "CONTAINS", "=~", ":"))
LISTS = ("ALL", "ANY", "NONE", "REDUCE", "SINGLE")  # ( name IN list ... )
SUBQUERIES = ("EXISTS", "COUNT", "COLLECT", "CALL")  # { ... }
# Clauses that end what RETURN or WITH lists.
CLAUSES = (
    "WHERE", "ORDER", "SKIP", "LIMIT", "OFFSET", "MATCH", "OPTIONAL", "UNWIND", "CALL", "RETURN", "WITH", "UNION", "CREATE", "MERGE", "SET",
    "DELETE", "DETACH", "REMOVE", "FOREACH", "LOAD", ";",
)  # fmt: skip


@lru_cache(maxsize=512)
def check(cypher: str) -> None:
    """Raises ``UsageError("query.aggregate_inside")`` with ``what`` stands around the aggregate."""
    for items in _projections(groups(cypher)):
        for item in split(items, frozenset((",",))):
            found = _wrong(item)
            if found:
                raise UsageError("query.aggregate_inside", what=found)


def _projections(parts: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    """What each RETURN and WITH lists, those of subqueries too."""
    items: list[Part] | None = None
    before: Part | None = None
    for part in parts:
        named = is_word(before, ".", ":", "AS")
        if isinstance(part, Group):
            yield from _projections(part.parts)
        if items is not None and not named and is_word(part, *CLAUSES) and not is_word(before, "STARTS", "ENDS"):
            yield tuple(items)
            items = None
        elif items is not None:
            items.append(part)
        if not named and is_word(part, "RETURN", "WITH") and not is_word(before, "STARTS", "ENDS", "CSV"):
            items = []
        before = part
    if items is not None:
        yield tuple(items)


def _wrong(item: Sequence[Part]) -> str | None:
    """What stands around an aggregate in an expression; None if nothing does."""
    around = [p for n, p in enumerate(item) if isinstance(p, Token) and p.upper in AROUND and not _is_name(item, n)]
    if around and _aggregates(item):
        return around[0].text
    for n, part in enumerate(item):
        before = item[n - 1] if n else None
        if not isinstance(part, Group):
            continue
        after = item[n + 1] if n + 1 < len(item) else None
        if is_word(after, ".") and _aggregates(item[max(0, n - 2) : n + 1]):
            return "."
        if _opaque(before, part):
            continue
        for piece in _pieces(before, part):
            found = _wrong(piece)
            if found:
                return found
    return None


def _is_name(item: Sequence[Part], n: int) -> bool:
    """Whether the word at ``n`` is a property's or a map key's name, or the colon after that."""
    if is_word(item[n], ":"):
        return n > 0 and (n == 1 or is_word(item[n - 2], ","))
    return (n > 0 and is_word(item[n - 1], ".")) or (n + 1 < len(item) and is_word(item[n + 1], ":"))


def _pieces(before: Part | None, group: Group) -> Iterator[tuple[Part, ...]]:
    """The expressions in a group, each by itself; of a list comprehension or its like the list, what follows WHERE and what is made."""
    if group.opener == "CASE":
        yield from split(group.parts, frozenset(("WHEN", "THEN", "ELSE")))
        return
    by_name = group.opener == "[" or (group.opener == "(" and is_word(before, *LISTS))
    for piece in split(group.parts, frozenset((",", "|", "WHERE"))):
        drawn = by_name and len(piece) > 2 and is_word(piece[1], "IN")  # name IN list: no condition
        by_name = by_name and not drawn
        yield piece[2:] if drawn else piece


def _opaque(before: Part | None, group: Group) -> bool:
    """Whether a group is an aggregate's own, or a subquery."""
    return (group.opener == "(" and is_word(before, *AGGREGATES)) or (group.opener == "{" and is_word(before, *SUBQUERIES))


def _aggregates(parts: Sequence[Part]) -> bool:
    """Whether an aggregate is called in there."""
    for n, part in enumerate(parts):
        before = parts[n - 1] if n else None
        if isinstance(part, Group):
            if part.opener == "(" and is_word(before, *AGGREGATES) and not is_word(parts[n - 2] if n > 1 else None, "."):
                return True
            if not _opaque(before, part) and _aggregates(part.parts):
                return True
    return False
