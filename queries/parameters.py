"""What is given to a question: parameters checked by their types, and instruments, plans and bodies found by what people call them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from graph.names import number_key
from graph.overlaps.said import spelled
from graph.stores import Store
from knowledge import UsageError, key, load

HOME = Path(__file__).parent
NEAR = 5  # how many names to show where none fits
MOST = 2**31  # above every count of rows that a store could hold
AGENCIES = "MATCH (a:Agency) RETURN a.id AS id, a.name AS name, a.full_name AS full_name ORDER BY id"
HEADS = "MATCH (office:Agency)-[:HEADS]->(a:Agency) WHERE a.id IN $ids RETURN DISTINCT office.id AS id ORDER BY id"
NODES = "\nUNION ALL\n".join(f"MATCH (n:{label} {{id: $id}}) RETURN n.id AS id" for label in ("Agency", "Field", "Instrument", "Source"))
WRITTEN = """MATCH (a:Agency)-[r:LEADS|COORDINATES]->(:Task) UNWIND [r.name, r.text] AS name
RETURN DISTINCT a.id AS id, name ORDER BY id, name"""
FIELDS = "MATCH (f:Field) RETURN f.id AS id, f.name AS name ORDER BY f.order, id"
FILES = "MATCH (i:Instrument)-[:READ_FROM]->(:Source {file: $file}) RETURN DISTINCT i.id AS id ORDER BY id"


@dataclass(frozen=True, slots=True)
class Parameter:
    """``type``: ``text``, ``integer``, ``date`` (ISO), ``choice`` (one of ``choices``), ``agency`` (a name or an id), ``instrument`` (a
    number or an id), ``plan`` (the same of a document in the store, or its file), ``id`` (of a node or an edge)."""

    name: str
    type: str
    optional: bool
    default: Any = None
    choices: tuple[str, ...] = ()


def checked(name: str, parameters: Sequence[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter of the question ``name`` with its value; None or the default where it was left out. Errors as of ``ask``."""
    names = ", ".join(p.name + ("?" if p.optional else "") for p in parameters)
    known = {p.name for p in parameters}
    for one in given:
        if one not in known:
            raise UsageError("question.unknown_parameter", name=name, parameter=one, parameters=names)
    out: dict[str, Any] = {}
    for p in parameters:
        value = given.get(p.name, p.default)
        if value is None and not p.optional:
            raise UsageError("question.missing_parameter", name=name, parameter=p.name, parameters=names)
        out[p.name] = None if value is None else _value(name, p, value)
    if out.get("from") and out.get("to") and out["from"] > out["to"]:
        raise UsageError("question.bad_span", name=name, first=out["from"], last=out["to"])
    return out


def _value(name: str, p: Parameter, value: Any) -> Any:
    text = str(value).strip()
    if p.type == "integer" and re.fullmatch(r"[0-9]{1,10}", text) and int(text) < MOST:
        return int(text)
    if p.type == "date" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and _day(text):
        return text
    if p.type == "choice" and text in p.choices:
        return text
    if p.type not in ("integer", "date", "choice") and text:
        return unicodedata.normalize("NFC", text) if p.type == "id" else text
    if p.type == "choice":
        raise UsageError("question.bad_choice", name=name, parameter=p.name, value=str(value), choices=", ".join(p.choices))
    code = "question.bad_date" if p.type == "date" else "question.bad_parameter"
    raise UsageError(code, name=name, parameter=p.name, value=str(value), wanted=p.type)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def instrument(store: Store, number: str, issuer: str | None = None, year: str | None = None) -> str:
    """The id of the one instrument that fits; instruments joined by SAME_AS count as one."""
    return str(_instrument(store, number, issuer, year)["id"])


def plan(store: Store, called: str) -> str:
    """The id of the one document in the store that has this number, id or file."""
    files = store.read(FILES, {"file": called}, seconds=None, rows=None)
    if len(files) == 1:
        return str(files[0]["id"])
    if files:
        raise UsageError("question.several_plans", file=called, candidates=[str(r["id"]) for r in files])
    found = _instrument(store, called, None, None)
    if not found["in_corpus"]:
        raise UsageError("question.only_cited", instrument=found["id"])
    return str(found["id"])


def agencies(store: Store, called: str) -> list[str]:
    """The ids of the bodies of this name, written with or without their place, and of those who head them; or of the one of this id.

    Abbreviations count as what they stand for; a name that no body has may be one that some plan writes."""
    every = store.read(AGENCIES, seconds=None, rows=None)
    knowledge = load()
    wanted = spelled(called, knowledge)
    found = [a["id"] for a in every if a["id"] == unicodedata.normalize("NFC", called)]
    found = found or [a["id"] for a in every if wanted in {spelled(n, knowledge) for n in (a["name"], a["full_name"]) if n}]
    if not found and wanted:
        written = store.read(WRITTEN, seconds=None, rows=None)
        found = [r["id"] for r in written if r["name"] and spelled(r["name"], knowledge) == wanted]
    if not found:
        names = {spelled(n, knowledge): n for a in every for n in (a["name"], a["full_name"]) if n}
        holding = sorted((n for n in names if f" {wanted} " in f" {n} "), key=lambda n: (len(n), n)) if wanted else []
        near = list(dict.fromkeys([*holding, *get_close_matches(wanted, sorted(names), NEAR)]))[:NEAR]
        raise UsageError("question.unknown_agency", agency=called, candidates=[names[n] for n in near])
    heads = store.read(HEADS, {"ids": sorted({*found})}, seconds=None, rows=None)
    return sorted({*found, *(h["id"] for h in heads)})


def known(store: Store, id: str) -> None:
    """Raises ``UsageError("question.unknown_id")`` where no node has this id that could be without evidence: whatever else is in the graph
    was read from words, or drawn by a rule."""
    if not store.read(NODES, {"id": id}, seconds=None, rows=None):
        raise UsageError("question.unknown_id", id=id)


def fields(store: Store, called: str) -> list[str]:
    """The ids of the fields of this id, or whose names hold these words."""
    every = store.read(FIELDS, seconds=None, rows=None)
    wanted = key(called)
    found = [f["id"] for f in every if f["id"] == called] or [f["id"] for f in every if wanted and f" {wanted} " in f" {key(f['name'])} "]
    if not found:
        raise UsageError("question.unknown_field", field=called, candidates=[f["name"] for f in every])
    return [str(id) for id in found]


def _instrument(store: Store, number: str, issuer: str | None, year: str | None) -> dict[str, Any]:
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
    return min(groups[0], key=lambda r: (r["resolution"] not in ("certain", None), not r["in_corpus"], r["id"]))
