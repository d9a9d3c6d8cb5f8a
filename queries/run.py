"""Questions by name: ``<name>.cypher`` beside this file, its head in YAML comments, the same text on every engine.

Python does only what a query cannot, and the same for every engine: it checks parameters, finds the one instrument that a number means
(case, blanks and dashes free), saying so where several fit, gives what knowledge or a comparison of words tells, and orders the rows of a
union. Else rows come as the query orders them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml

from graph.stores import Store
from knowledge import UsageError

from .given import GIVEN
from .parameters import Parameter, agencies, checked, instrument, known, plan

HOME = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Question:
    """One .cypher file: titles by language, parameters, columns with titles by language, and its statement.

    ``sort``: the columns to order the rows by where the statement is a union, which Cypher cannot order as a whole; ``given``: the
    parameters that ``queries.given`` adds; ``spared``: those of them that the statement can do without (null), if more slowly.
    """

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Mapping[str, str]]
    cypher: str
    sort: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows in order, each with every column of the question; ``titles`` of the columns by language; ``instrument`` asked about."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    titles: Mapping[str, Mapping[str, str]]
    instrument: str | None = None


def _parameter(name: str, words: str) -> Parameter:
    """``type``, ``type?``, ``type = default``, or ``one of a, b, c`` and the same with ``?``."""
    if words.startswith("one of "):
        choices = tuple(c.strip() for c in words.removeprefix("one of ").removesuffix("?").split(","))
        return Parameter(name, "choice", words.endswith("?"), choices=choices)
    kind, equals, default = (w.strip() for w in words.partition("="))
    return Parameter(name, kind.removesuffix("?"), kind.endswith("?") or bool(equals), yaml.safe_load(default) if equals else None)


def _question(path: Path) -> Question:
    lines = path.read_text(encoding="utf-8").split("\n")
    end = lines.index("//")  # an empty comment line parts the head from remarks on the statement
    head = yaml.safe_load("\n".join(line.removeprefix("// ") for line in lines[:end]))
    parameters = tuple(_parameter(name, str(words)) for name, words in head["parameters"].items())
    given = tuple(str(name) for name in head.get("given") or ())
    more = {
        "sort": tuple(head.get("sort") or ()),
        "given": tuple(name.removesuffix("?") for name in given),
        "spared": tuple(name.removesuffix("?") for name in given if name.endswith("?")),
    }
    return Question(path.stem, head["title"], head["about"], parameters, head["columns"], "\n".join(lines[end + 1 :]), **more)


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """Every question, in order of its name."""
    return tuple(_question(p) for p in sorted(HOME.glob("[a-z]*.cypher")))


def resolved(store: Store, name: str, **params: Any) -> tuple[Question, dict[str, Any]]:
    """The question of this name and its parameters as the statement takes them: ids in place of what a caller names. A parameter that
    is None counts as left out. Errors as of ``ask``."""
    every = {q.name: q for q in questions()}
    if name not in every:
        raise UsageError("question.unknown", name=name, names=", ".join(every))
    question = every[name]
    given = checked(name, question.parameters, {k: v for k, v in params.items() if v is not None})
    kinds = {p.name: p.type for p in question.parameters}
    if "instrument" in kinds.values():
        given["instrument"] = instrument(store, given.pop("number"), given.pop("issuer", None), given.pop("year", None))
    for one in [n for n, kind in kinds.items() if kind == "plan"]:
        called = given.pop(one)
        found = None if called is None else plan(store, called)
        given |= {"plans": found and [found]} if one == "plan" else {one: found}
    for one in [n for n, kind in kinds.items() if kind == "agency"]:
        called = given.pop(one)
        given["agencies"] = None if called is None else agencies(store, called)
    return question, given


def ask(store: Store, name: str, **params: Any) -> Answer:
    """The answer to a question. A parameter that is None counts as left out.

    Raises ``UsageError``: ``question.unknown``, ``question.missing_parameter``, ``question.unknown_parameter``,
    ``question.bad_parameter``, ``question.bad_date``, ``question.bad_choice``, ``question.bad_span``, ``question.unknown_instrument``,
    ``question.several_instruments`` (``candidates``: ids, any of which may be given in place of the number), ``question.only_cited``,
    ``question.unknown_agency``, ``question.unknown_id``.
    """
    question, given = resolved(store, name, **params)
    given |= {one: GIVEN[one](store, given) for one in question.given}
    ids = [str(given[p.name]) for p in question.parameters if p.type == "id"]
    if ":OVERLAPS" in question.cypher and all(id.startswith("OVERLAPS~") for id in ids):
        _settle(store)
    rows = store.read(question.cypher, given, seconds=None, rows=None)
    for column in reversed(question.sort):
        rows.sort(key=partial(_placed, column))
    for id in ids if not rows else ():
        known(store, id)
    columns = tuple(question.columns)
    return Answer(name, columns, tuple({c: r[c] for c in columns} for r in rows), question.columns, given.get("instrument"))


def _settle(store: Store) -> None:
    """Bring the edges up to date that a statement asks for, where documents came or went since they were drawn."""
    from graph.overlaps import settle
    from knowledge import load

    settle(store, load())


def _placed(column: str, row: Mapping[str, Any]) -> tuple[bool, Any]:
    """Where a row stands by a column: what is missing comes last, as in Cypher."""
    return row[column] is None, 0 if row[column] is None else row[column]
