"""Questions by name: ``<name>.cypher`` beside this file, its head in YAML comments, the same text on every engine.

Python does only what a query cannot, and the same for every engine: it checks parameters, finds the one instrument that a number means
(case, blanks and dashes free), saying so where several fit, and orders the rows of a union. Else rows come as the query orders them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml

from graph.names import number_key
from graph.stores import Store
from knowledge import UsageError, key

HOME = Path(__file__).parent
NEAR = 5  # how many instruments of a like number to name where none fits


@dataclass(frozen=True, slots=True)
class Parameter:
    """``type``: ``text``, ``integer``, ``instrument`` (a number or an id), ``plan`` (the same, of a document in the store)."""

    name: str
    type: str
    optional: bool
    default: Any = None


@dataclass(frozen=True, slots=True)
class Question:
    """One .cypher file: titles by language, parameters, columns with titles by language, and its statement.

    ``sort``: the columns to order the rows by where the statement is a union, which Cypher cannot order as a whole.
    """

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Mapping[str, str]]
    cypher: str
    sort: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows in order, each with every column of the question; ``titles`` of the columns by language; ``instrument`` asked about."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    titles: Mapping[str, Mapping[str, str]]
    instrument: str | None = None


def _parameter(name: str, words: str) -> Parameter:
    kind, equals, default = (w.strip() for w in words.partition("="))
    return Parameter(name, kind.removesuffix("?"), kind.endswith("?") or bool(equals), yaml.safe_load(default) if equals else None)


def _question(path: Path) -> Question:
    lines = path.read_text(encoding="utf-8").split("\n")
    end = lines.index("//")  # an empty comment line parts the head from remarks on the statement
    head = yaml.safe_load("\n".join(line.removeprefix("// ") for line in lines[:end]))
    parameters = tuple(_parameter(name, str(words)) for name, words in head["parameters"].items())
    return Question(
        path.stem, head["title"], head["about"], parameters, head["columns"], "\n".join(lines[end + 1 :]), tuple(head.get("sort") or ())
    )


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """Every question, in order of its name."""
    return tuple(_question(p) for p in sorted(HOME.glob("[a-z]*.cypher")))


def ask(store: Store, name: str, **params: Any) -> Answer:
    """The answer to a question. A parameter that is None counts as left out.

    Raises ``UsageError``: ``question.unknown``, ``question.missing_parameter``, ``question.unknown_parameter``,
    ``question.bad_parameter``, ``question.unknown_instrument``, ``question.several_instruments`` (``candidates``: ids, any of which may
    be given in place of the number).
    """
    known = {q.name: q for q in questions()}
    if name not in known:
        raise UsageError("question.unknown", name=name, names=", ".join(known))
    question = known[name]
    given = _checked(question, {k: v for k, v in params.items() if v is not None})
    instrument = None
    kinds = {p.name: p.type for p in question.parameters}
    if "instrument" in kinds.values():
        instrument = _instrument(store, given.pop("number"), given.pop("issuer", None), given.pop("year", None))
        given["instrument"] = instrument
    if "plan" in kinds.values():
        plan = given.pop("plan")
        given["plans"] = None if plan is None else [_instrument(store, plan, None, None)]
    rows = store.read(question.cypher, given, seconds=None, rows=None)
    for column in reversed(question.sort):
        rows.sort(key=partial(_placed, column))
    columns = tuple(question.columns)
    return Answer(name, columns, tuple({c: r[c] for c in columns} for r in rows), question.columns, instrument)


def _placed(column: str, row: Mapping[str, Any]) -> tuple[bool, Any]:
    """Where a row stands by a column: what is missing comes last, as in Cypher."""
    return row[column] is None, 0 if row[column] is None else row[column]


def _checked(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter of the question with its value; None or the default where it was left out."""
    names = ", ".join(p.name + ("?" if p.optional else "") for p in question.parameters)
    known = {p.name for p in question.parameters}
    for name in given:
        if name not in known:
            raise UsageError("question.unknown_parameter", name=question.name, parameter=name, parameters=names)
    out: dict[str, Any] = {}
    for p in question.parameters:
        value = given.get(p.name, p.default)
        if value is None and not p.optional:
            raise UsageError("question.missing_parameter", name=question.name, parameter=p.name, parameters=names)
        if value is not None and p.type == "integer":
            try:
                value = int(str(value))
            except ValueError:
                value = -1
            if value < 0:
                raise UsageError("question.bad_parameter", name=question.name, parameter=p.name, value=str(given[p.name]), wanted=p.type)
        out[p.name] = value if value is None or p.type == "integer" else str(value).strip()
        if out[p.name] == "":
            raise UsageError("question.bad_parameter", name=question.name, parameter=p.name, value="", wanted=p.type)
    return out


def _instrument(store: Store, number: str, issuer: str | None, year: str | None) -> str:
    """The id of the one instrument that fits; instruments joined by SAME_AS count as one."""
    cypher = (HOME / "_instruments.cypher").read_text(encoding="utf-8")
    asked = {"id": unicodedata.normalize("NFC", number), "key": number_key(number)}
    every = store.read(cypher, asked, seconds=None, rows=None)
    found = [r for r in every if r["id"] == asked["id"]] or every
    if year is not None:
        found = [r for r in found if r["id"].rsplit("/", 1)[-1] == year]
    if issuer is not None:
        wanted = key(issuer)
        same = [r for r in found if key(r["issuer"] or "") == wanted]
        found = same or [r for r in found if f" {wanted} " in f" {key(r['issuer'] or '')} "]
    if not found:
        raise UsageError("question.unknown_instrument", number=number, candidates=[r["id"] for r in every])
    groups: list[list[dict[str, Any]]] = []
    for row in found:
        joined = [g for g in groups if any(row["id"] in other["same"] or other["id"] in row["same"] for other in g)]
        groups = [g for g in groups if g not in joined] + [[row, *(r for g in joined for r in g)]]
    if len(groups) > 1:
        raise UsageError("question.several_instruments", number=number, candidates=sorted(r["id"] for g in groups for r in g))
    best = min(groups[0], key=lambda r: (r["resolution"] not in ("certain", None), not r["in_corpus"], r["id"]))
    return str(best["id"])
