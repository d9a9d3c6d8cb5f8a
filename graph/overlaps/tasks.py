"""The tasks of a store with what an overlap turns on: who leads and helps, under what heading, in whose plan and for when."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from knowledge import Knowledge, key

from .. import book
from ..links import SURE
from ..names import group
from ..stores import Store
from .rest import rarer, worth
from .works import Work, works


@dataclass(frozen=True, slots=True)
class Party:
    """Who leads or helps: ``id`` of the Agency, ``body`` the same in whatever place (base and level).

    ``scope`` is for a group what it holds (``department``, ``district``, ``commune``, ``press``), for a body those that it belongs to;
    ``written`` are the keys of its name as the task has it; ``heirs`` the bodies that took over from it, with the year.
    """

    id: str
    name: str
    body: str
    group: bool
    scope: frozenset[str]
    written: frozenset[str]
    heirs: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """An instrument that orders tasks. ``place``: jurisdiction of its issuer, the issuer itself where it is an office or a ministry;
    ``level`` of it; ``above``: places over it. The centre is ``CENTRE``."""

    id: str
    file: str
    issuer: str
    level: str
    place: str
    above: frozenset[str]
    first: int | None
    last: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a plan: ``due`` its first and last day where a calendar knows them, ``headings`` the titles above it, innermost first."""

    id: str
    item: str
    text: str
    plan: Plan
    leads: tuple[Party, ...]
    partners: tuple[Party, ...]
    rows: bool  # a row of a table, whose columns hold for all its works
    due: tuple[date, date] | None
    headings: tuple[str, ...]
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What the tasks of a store stand in. ``plans`` by id, but of a draft and its issued form that are both there only the issued form;
    ``bodies``: the agencies' rows by id; ``members``: for a body that belongs to groups whether departments are their members."""

    plans: Mapping[str, Plan]
    bodies: Mapping[str, Mapping[str, Any]]
    members: Mapping[str, set[str]]


_PLANS = """MATCH (i:Instrument {in_corpus: true}) OPTIONAL MATCH (i)-[:ISSUED_BY]->(a:Agency) OPTIONAL MATCH (i)-[:READ_FROM]->(s:Source)
RETURN i.id AS id, i.title AS title, i.source AS source, i.period_from AS first, i.period_to AS last, i.status AS status,
  a.id AS issuer, a.level AS level, a.jurisdiction AS place, s.id AS sha, s.file AS file"""
_BODIES = "MATCH (a:Agency) RETURN a.id AS id, a.name AS name, a.kind AS kind, a.level AS level, a.jurisdiction AS place"
_TASKS = """UNWIND $ids AS one MATCH (i:Instrument {id: one}) WITH i MATCH (i)-[:ORDERS]->(t:Task)
RETURN t.id AS id, t.item AS item, t.text AS text, t.kind AS kind, t.due_from AS first, t.due_to AS last, i.id AS plan"""
_PARTIES = """UNWIND $ids AS one MATCH (n:Task {{id: one}}) WITH n AS t MATCH (t)<-[e:{type}]-(a:Agency)
RETURN t.id AS task, e.text AS text, a.id AS id"""
_SECTIONS = """UNWIND $ids AS one MATCH (n:Task {id: one}) WITH n AS t MATCH (t)<-[:CONTAINS]-(s:Section)
RETURN t.id AS task, s.id AS section"""
_ABOVE = """UNWIND $ids AS one MATCH (i:Instrument {id: one}) WITH i MATCH (i)-[:HAS_SECTION]->(s:Section)
WITH s OPTIONAL MATCH (p:Section)-[:CONTAINS]->(s) RETURN s.id AS id, s.title AS title, p.id AS above"""
_MEMBERS = "MATCH (a:Agency)-[:MEMBER_OF]->(b:Agency) RETURN a.id AS id, b.name AS name"
_UNITS = "MATCH (a:Agency)-[:PART_OF]->(b:Agency) RETURN a.jurisdiction AS id, b.jurisdiction AS above"
_RESTS = """MATCH (i:Instrument {{in_corpus: true}})-[:{type}]->(c:Instrument)-[:ISSUED_BY]->(a:Agency) MATCH (i)-[:ISSUED_BY]->(own:Agency)
RETURN DISTINCT own.jurisdiction AS id, own.level AS level, a.jurisdiction AS above, a.level AS higher"""
CENTRE = "*"
_LED = ("district_office", "commune_office", "so", "unit")  # classes of bodies that stand under the committee of their place
_LEVELS = {"commune": 1, "district": 2, "province": 3}  # central bodies stand over everyone and tell no one apart
_SAME = "MATCH (a:Instrument)-[:SAME_AS]->(b:Instrument) WHERE a.in_corpus AND b.in_corpus RETURN a.id AS a, b.id AS b"


def read(store: Store, knowledge: Knowledge) -> list[Task]:
    """Every task of the store, by id; of a draft and its issued form that are both there, only the issued form's."""
    around = setting(store, knowledge)
    return weighed(gathered(store, knowledge, around, around.plans))


def setting(store: Store, knowledge: Knowledge) -> Setting:
    """What the tasks of the store stand in: read without the tasks."""

    def ask(cypher: str) -> list[dict[str, Any]]:
        return [dict(r) for r in store.read(cypher, seconds=None, rows=None)]

    rests = [r for type in ("BASED_ON", "IMPLEMENTS") for r in ask(_RESTS.format(type=type))]
    units = [*ask(_UNITS), *(r for r in rests if _LEVELS.get(r["higher"], 0) > _LEVELS.get(r["level"], 9))]
    rows = ask(_PLANS)
    status = {r["id"]: r["status"] for r in rows}
    drafts = {r["a"] for r in ask(_SAME) if status.get(r["a"]) == "draft" and status.get(r["b"]) == "issued"}
    members: dict[str, set[str]] = defaultdict(set)
    for r in ask(_MEMBERS):
        members[r["id"]] |= {"department"} if "department" in _scope(str(r["name"]), knowledge) else set()
    plans = {id: plan for id, plan in _plans(rows, units, knowledge).items() if id not in drafts}
    return Setting(plans, {r["id"]: r for r in ask(_BODIES)}, dict(members))


def gathered(
    store: Store, knowledge: Knowledge, around: Setting, plans: Iterable[str], cut: Callable[..., tuple[Work, ...]] = works
) -> list[Task]:
    """The tasks of these plans by id, the signs of unknown objects not yet ``weighed``. ``cut``: ``works``, or what gives the same; it is
    called once for each task, in their order."""
    asked = sorted(plans)
    rows = sorted(book.fetch(store, _TASKS, asked), key=lambda r: str(r["id"]))
    ids = [r["id"] for r in rows]
    heirs = _heirs(knowledge)
    by_role: dict[str, dict[str, list[Party]]] = {}
    for role in ("LEADS", "COORDINATES"):
        found: dict[str, dict[str, Party]] = defaultdict(dict)
        for r in sorted(book.fetch(store, _PARTIES.format(type=role), ids), key=lambda r: (r["task"], r["id"])):
            party = _party({**around.bodies[r["id"]], "text": r["text"]}, around.members, heirs, knowledge)
            known = found[r["task"]].get(party.id, party)
            found[r["task"]][party.id] = replace(party, written=party.written | known.written)
        by_role[role] = {t: list(p.values()) for t, p in found.items()}
    titles = {r["id"]: r for r in sorted(book.fetch(store, _ABOVE, asked), key=lambda r: (r["id"], r["above"] or ""))}
    under = {r["task"]: r["section"] for r in book.fetch(store, _SECTIONS, ids)}
    brought = [(e.id, e["brought_by"]) for e in knowledge.entries("objects") if e.get("brought_by")]
    out = []
    for r in rows:
        headings: list[str] = []
        at = under.get(r["id"])
        while at and len(headings) < 9:
            headings += [str(titles[at]["title"])] if titles[at]["title"] else []
            at = titles[at]["above"]
        plan = around.plans[r["plan"]]
        leads, partners = (tuple(by_role[role].get(r["id"], ())) for role in ("LEADS", "COORDINATES"))
        scopes = frozenset[str]().union(*(p.scope for p in (leads or partners)))
        due = (r["first"], r["last"]) if r["first"] and r["last"] else None
        split = cut(r["text"], headings, plan.title, knowledge, means=[i for i, scope in brought if scope in scopes])
        # In order, so that sums are the same however the works were come by.
        even = tuple(replace(w, rest=dict(sorted(w.rest.items()))) for w in split)
        out.append(Task(r["id"], r["item"], r["text"], plan, leads, partners, r["kind"] == "annex", due, tuple(headings), even))
    return out


def weighed(tasks: Sequence[Task]) -> list[Task]:
    """The tasks with syllables and the signs of unknown objects weighed by how rare they are among the tasks of their own plan."""
    by_plan: dict[str, list[Task]] = defaultdict(list)
    for t in tasks:
        by_plan[t.plan.id].append(t)
    rare = {p: rarer([{s: w for k in t.works for s, w in k.rest.items()} for t in all_]) for p, all_ in by_plan.items()}
    tell = {p: worth([w for k in t.works for w in k.words] for t in all_) for p, all_ in by_plan.items()}

    def work(w: Work, plan: Plan) -> Work:
        said = places[plan.id]
        rest = {s: v * rare[plan.id][s] for s, v in w.rest.items() if said.isdisjoint(s.split())}
        return replace(w, rest=rest, worth=tuple(tell[plan.id][x] for x in w.words))

    places = {t.plan.id: _named(t.plan) for t in tasks}
    return [replace(t, works=tuple(work(w, t.plan) for w in t.works)) for t in tasks]


def _named(plan: Plan) -> frozenset[str]:
    """The syllables of the names of a plan's place and of those above it, which are no object ("Báo Thượng Giang")."""
    places = (p.rpartition("/")[2] for p in (plan.place, *plan.above))
    return frozenset(key(w) for place in places for w in place.split() if w[:1].isupper())


def _plans(rows: list[dict[str, Any]], units: list[dict[str, Any]], knowledge: Knowledge) -> dict[str, Plan]:
    above: dict[str, set[str]] = defaultdict(set)
    for r in units:
        if r["id"] and r["above"] and r["id"] != r["above"] and "~" not in r["id"] + r["above"]:
            above[r["id"]].add(r["above"])
    out: dict[str, Plan] = {}
    for r in sorted(rows, key=lambda r: (r["id"], r["sha"] != r["source"], r["file"] or "")):
        place = str(r["place"] or "")
        over: set[str] = set()
        more = {place}
        while more:
            more = {b for a in more for b in above.get(a, ())} - over
            over |= more
        issuer, level = str(r["issuer"] or ""), str(r["level"] or "")
        entry = knowledge.lexicon("agencies").get(issuer.split("/")[0])
        kind = entry["class"] if entry else ""
        if place:
            over |= {CENTRE} - {place}
        if place and kind in _LED:
            over, place = over | {place}, issuer
        elif level == "central":
            over, place = ({CENTRE}, issuer) if kind == "ministry" else (set(), CENTRE)
        out.setdefault(
            r["id"],
            Plan(r["id"], str(r["file"] or ""), issuer, level, place, frozenset(over),
                 r["first"], r["last"], str(r["title"] or "")),
        )  # fmt: skip
    return out


def _heirs(knowledge: Knowledge) -> dict[str, set[tuple[str, int]]]:
    """By the key of an agency's name those that took over from it, with the year, where that is sure."""
    out: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for e in knowledge.entries("succession"):
        year = str(e.get("from") or "")[:4]
        if e.get("status") in SURE and e.get("old_agency") and e.get("new_agency") and year.isdigit():
            old, new = (str(knowledge.entry("agencies", e[end])["name"]) for end in ("old_agency", "new_agency"))
            out[key(old)].add((key(new), int(year)))
    return out


def _party(
    row: Mapping[str, Any], members: Mapping[str, set[str]], heirs: Mapping[str, set[tuple[str, int]]], knowledge: Knowledge
) -> Party:
    many = row["kind"] == "group"
    scope = _scope(str(row["name"]), knowledge)
    if not many:
        scope = (scope & {"press"}) | frozenset(members.get(row["id"], ()))
    taken = frozenset((f"{name}/{row['level']}", year) for name, year in heirs.get(key(str(row["id"]).split("/")[0]), ()))
    written = frozenset(key(str(n)) for n in (row["name"], row["text"]) if n)
    return Party(row["id"], str(row["name"]), placeless(row, many, knowledge), many, scope, written, taken)


def placeless(row: Mapping[str, Any], many: bool, knowledge: Knowledge) -> str:
    """The id of an agency without its place, a head's that of what it heads: the same body in whatever place."""
    base, place = key(str(row["id"]).split("/")[0]), str(row["place"] or "").lstrip("~")
    for e in () if many else group(knowledge, "head_of"):
        base = re.sub(e["regex"], e["to"], base)
    proper = key(place).split()[1:]
    words = base.split()
    n = len(proper)
    if n:  # the name of a paper holds the name of its province
        words = [w for i, w in enumerate(words) if not any(words[j : j + n] == proper and j <= i < j + n for j in range(len(words)))]
    return f"{' '.join(words)}/{row['level']}"


def _scope(name: str, knowledge: Knowledge) -> frozenset[str]:
    return frozenset(h.entry["level"] for h in knowledge.lexicon("scopes").find(key(name)))
