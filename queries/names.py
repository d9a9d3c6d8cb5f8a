"""Names in a statement that stand for nothing in the graph: a query with a misspelt label is no error, it just finds nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from graph.stores import Store
from graph.stores.base import BOOK_LABELS, EDGE_TYPES, LABELS
from graph.stores.tokens import Group, Part, Token, groups, is_word
from knowledge import load

KINDS = ("label", "type", "property")
BOOK = frozenset(("book", "format", "instrument", "key", "said"))  # what the store's own nodes have
DATES = frozenset(("year", "month", "day", "quarter", "week", "weekYear", "dayOfWeek", "ordinalDay", "dayOfQuarter", "weekday"))
SPANS = frozenset(("years", "quarters", "months", "weeks", "days", "hours", "minutes", "seconds"))
THERE = {"label": "MATCH (n:`{}`) RETURN 1 AS one LIMIT 1", "type": "MATCH ()-[r:`{}`]->() RETURN 1 AS one LIMIT 1"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """``kind``: ``label``, ``type`` (of an edge), ``property``; ``near``: names that are there, the likest first, else all of few."""

    kind: str
    name: str
    near: tuple[str, ...]


def unknown(store: Store, cypher: str) -> list[Unknown]:
    """The labels and types that neither the model nor this store has, and the properties that the model lacks; each once, in order."""
    model = {
        "label": {*LABELS, *BOOK_LABELS},
        "type": {*EDGE_TYPES},
        "property": {"id", *(name for entry in load().entries("graph") for name in entry.get("properties", ()))},
    }
    parts = groups(cypher)
    made = set(_made(parts)) | BOOK | DATES | SPANS
    out: list[Unknown] = []
    for kind, name in dict.fromkeys(_names(parts)):
        if name in model[kind] or (kind == "property" and name in made) or (kind in THERE and _there(store, kind, name)):
            continue
        shown = sorted(model[kind] - {*BOOK_LABELS})
        by_small = {n.lower(): n for n in shown}
        near = [by_small[n] for n in get_close_matches(name.lower(), sorted(by_small), 3)]
        out.append(Unknown(kind, name, tuple(near or (LABELS if kind == "label" else ()))))
    return out


def _there(store: Store, kind: str, name: str) -> bool:
    """Whether somebody wrote it into this store."""
    return bool(store.read(THERE[kind].format(name.replace("`", "``")), seconds=None))


def _names(parts: Sequence[Part], inside: str = "") -> Iterator[tuple[str, str]]:
    """Kind and name of everything that a statement takes from the graph. ``inside``: ``edge`` or ``node`` for what a pattern holds."""
    for n, part in enumerate(parts):
        before = parts[n - 1] if n else None
        if isinstance(part, Group):
            yield from _names(part.parts, _inside(before, part, inside))
        elif part.upper == ":" and inside not in ("map", "keys"):
            yield from (("type" if inside == "edge" else "label", name) for name in _joined(parts[n + 1 :]))
        elif part.upper == "." and n + 1 < len(parts) and not _called(parts[n:]):
            after = parts[n + 1]
            if isinstance(after, Token) and after.named:
                yield "property", after.text
        elif (
            inside == "keys"
            and part.named
            and n + 1 < len(parts)
            and is_word(parts[n + 1], ":")
            and (before is None or is_word(before, ","))
        ):
            yield "property", part.text


def _inside(before: Part | None, group: Group, inside: str) -> str:
    if group.opener == "[":
        return "edge" if is_word(before, "-") else ""
    if group.opener == "(":
        return "" if isinstance(before, Token) and before.named and not is_word(before, "MATCH", "MERGE", "CREATE", "WHERE") else "node"
    if group.opener == "{" and not is_word(before, "EXISTS", "COUNT", "COLLECT", "CALL"):
        of_pattern = inside in ("node", "edge") and (before is None or (isinstance(before, Token) and before.named))
        return "keys" if of_pattern else "map"
    return ""


def _joined(parts: Sequence[Part]) -> Iterator[str]:
    """The names of a label or type expression: those joined by ``|``, ``&``, ``:``, ``!``."""
    for n, part in enumerate(parts):
        if isinstance(part, Group):
            if part.opener == "(" and n == 0:
                yield from _joined(part.parts)
            return
        if part.named and (n == 0 or is_word(parts[n - 1], "|", "&", "!", ":")):
            yield part.text
        elif part.upper not in ("|", "&", "!", ":", "%"):
            return


def _called(parts: Sequence[Part]) -> bool:
    """Whether a chain of ``.name`` ends in a call: ``db.labels()`` is no property."""
    n = 0
    while n + 1 < len(parts) and is_word(parts[n], "."):
        n += 2
    return n < len(parts) and isinstance(parts[n], Group) and parts[n].opener == "("  # type: ignore[union-attr]


def _made(parts: Sequence[Part], inside: str = "") -> Iterator[str]:
    """The keys of maps that a statement makes: what it reads by them is its own."""
    for n, part in enumerate(parts):
        if isinstance(part, Group):
            yield from _made(part.parts, _inside(parts[n - 1] if n else None, part, inside))
        elif inside == "map" and part.named and n + 1 < len(parts) and is_word(parts[n + 1], ":"):
            yield part.text
