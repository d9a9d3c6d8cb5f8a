"""A record as its part of the graph: what one document says, whatever other documents say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from extract.record import Record
from knowledge import Knowledge, key, squeeze

from . import agencies, captions, links, mentions, names
from .check import check
from .mentions import Mention, place
from .model import Edge, Graph, Key, Node, bare, edge, graph
from .seats import Agency, Seat
from .sections import Sections
from .tasks import due, field_of, reform

APART = ("preamble", "annex", "footnote")  # sections that have no heading of their own


@dataclass
class Part:
    """The part while it grows: one record, its seat, its own instrument."""

    record: Record
    knowledge: Knowledge
    seat: Seat
    own: Mention
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    agencies: dict[str, Agency] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return self.record.sha256

    @property
    def plan(self) -> Key:
        return "Instrument", self.own.id

    def node(self, label: str, id: str, **props: Any) -> Key:
        said = bare(props)
        self.nodes.append(Node(label, id, bare({**said, "caption": captions.caption(label, said, self.knowledge)})))
        return label, id

    def agency(self, name: str) -> Key:
        """The node of a name."""
        made = agencies.agency(name, self.seat, self.knowledge)
        entry = made.entry
        dates = {k: names.day(str(entry.get(k))) for k in ("valid_from", "valid_to") if entry and entry.get(k)}
        self.agencies[made.id] = made
        jurisdiction = made.jurisdiction or None
        return self.node(
            "Agency", made.id, name=made.name, full_name=made.full, kind=made.kind, level=made.level, jurisdiction=jurisdiction, **dates
        )

    def read(self, type: str, start: Key, end: Key, item: Mapping[str, Any], *more: object, **props: Any) -> None:
        """An edge that was read from the text of an item: with source and place, told apart by them and ``more``."""
        at = place(item)
        self.edges.append(edge(type, start, end, (self.source, *at.values(), *more), source=self.source, **at, **props))

    def follows(self, type: str, start: Key, end: Key, **props: Any) -> None:
        """An edge that follows from its ends, the same from whatever document."""
        self.edges.append(edge(type, start, end, **props))


def build(record: Record, knowledge: Knowledge) -> Graph:
    """The document part of a record: nodes and edges in order, checked against ``knowledge/vi/graph.yaml``.

    The same record and knowledge give the same part; no other document has a say in it. Raises ``KnowledgeError`` (``graph.unknown``)
    where the part would hold what the graph does not know.
    """
    seat = agencies.seat(record, knowledge)
    part = Part(record, knowledge, seat, mentions.own(record, seat, knowledge))
    said = mentions.mentions(record, seat, knowledge)
    _source(part)
    _plan(part)
    _cited(part, said)
    sections = _sections(part)
    tasks = _tasks(part, sections, said)
    _targets(part, sections)
    _citations(part, said, sections, tasks)
    for name in record.data.get("agencies") or ():
        part.agency(str(name))
    part.edges.extend(links.links(part.agencies.values(), knowledge))
    made = graph(part.nodes, part.edges)
    check(made, knowledge)
    return made


def _source(part: Part) -> None:
    data = part.record.data
    file = PurePosixPath(PureWindowsPath(part.record.source).as_posix()).name
    pages, by = data.get("pages"), data.get("knowledge")
    plain = {
        "reader": " ".join(str(data[k]) for k in ("reader", "program") if data.get(k)) or None,
        "knowledge": " ".join(str(v) for v in by.values()) if isinstance(by, Mapping) else str(by) if by else None,
        "graded": data.get("graded"),
    }
    suffix = PurePosixPath(file).suffix.lstrip(".").lower() or None
    part.node("Source", part.source, file=file, format=suffix, pages=pages if isinstance(pages, int) else None, **plain)
    part.read("READ_FROM", part.plan, ("Source", part.source), {})


def _plan(part: Part) -> None:
    doc, own = part.record.document, part.own
    period: Mapping[str, Any] = doc.get("period") or {}
    signer: Mapping[str, Any] = doc.get("signer") or {}
    said = bare(
        {
            "type": own.type, "number": own.number, "date": own.date, "issuer": own.issuer, "title": own.title,
            "status": "issued" if doc.get("status") == "issued" else "draft", "period_from": period.get("from"),
            "period_to": period.get("to"), "signer": signer.get("name"), "source": part.source,
        }
    )  # fmt: skip
    part.node("Instrument", own.id, **said, **_of_id(own), in_corpus=True, own=sorted(said), **place(doc))
    if own.stated:
        part.follows("ISSUED_BY", part.plan, part.agency(own.issuer or own.stated))
    if signer.get("capacity") and own.stated:
        for_whom = links.signed_for(str(signer["capacity"]), own.stated, part.seat, part.knowledge)
        told = {k: signer.get(k) for k in ("name", "title", "capacity")}
        part.read("SIGNED_FOR", part.plan, part.agency(for_whom), {}, **told)
    for n, to in enumerate(doc.get("recipients") or ()):
        part.read("SENT_TO", part.plan, part.agency(str(to)), {}, n, order=n)


def _of_id(m: Mention) -> dict[str, Any]:
    """What follows from the id alone, the same from every document."""
    number = names.number_key(m.number) if m.number else None
    return {"key": number, "year": m.year, "resolution": "certain" if m.full or m.order < 0 else "partial"}


def _cited(part: Part, said: Iterable[Mention]) -> None:
    for m in said:
        if m.id == part.own.id:
            continue
        title = m.title if not m.number else squeeze(str(m.cited.get("subject") or "")) or None
        part.node("Instrument", m.id, type=m.type, number=m.number, date=m.date, issuer=m.issuer, title=title, status="cited",
                  in_corpus=False, **_of_id(m))  # fmt: skip
        if m.issuer and "~" not in m.issuer:
            part.follows("ISSUED_BY", ("Instrument", m.id), part.agency(m.issuer))


def _sections(part: Part) -> Sections:
    listed = [dict(s) for s in part.record.part("sections")]
    used = [str(i.get("section") or "") for p in ("assignments", "citations", "targets") for i in part.record.part(p)]
    made = Sections.of(part.own.id, listed, used, APART)
    for s in made.all:
        item = s.item
        at = part.node(
            "Section",
            s.id,
            path=s.path,
            title=squeeze(str(item.get("title") or "")) or None,
            order=s.order,
            source=part.source,
            **place(item),
        )
        part.edges.append(edge("HAS_SECTION", part.plan, at, (part.source,), order=s.order))
        if s.parent:
            part.edges.append(edge("CONTAINS", ("Section", s.parent), at, (part.source,), order=s.order))
    return made


def _tasks(part: Part, sections: Sections, said: Iterable[Mention]) -> dict[str, Mapping[str, Any]]:
    """The tasks by assignment id, as the record has them."""
    reforming = reform(part.record, part.own, said, part.knowledge)
    items = part.record.part("assignments")
    for n, a in enumerate(items):
        section, text, deadline = sections.find(str(a.get("section") or "")), squeeze(str(a["task"])), a.get("deadline") or {}
        first, last = due(deadline)
        row = a.get("row")
        task = part.node(
            "Task", f"{part.own.id}#{a['id']}", text=text, sentence=text, kind=a.get("kind"), section=a.get("section"), item=str(a["id"]),
            row=str(row) if isinstance(row, str | int) else None, deadline=str(deadline["value"]) if deadline.get("value") else None,
            deadline_kind=deadline.get("kind"), deadline_text=a.get("deadline_text"), before=True if deadline.get("before") else None,
            due_from=first, due_to=last, product=a.get("product") if isinstance(a.get("product"), str) else None,
            order=n, source=part.source, **place(a),
        )  # fmt: skip
        part.edges.append(edge("ORDERS", part.plan, task, (part.source,), order=n))
        if section:
            part.edges.append(edge("CONTAINS", ("Section", section.id), task, (part.source,), order=n))
        _parties(part, task, a)
        found = field_of(a, sections.titles(section), part.knowledge) if reforming else None
        if found:
            held = part.node("Field", found.id, name=found["name"], order=found.get("order"))
            part.edges.append(edge("IN_FIELD", task, held, (part.source,), inferred=True))
    return {str(a["id"]): a for a in items}


def _parties(part: Part, task: Key, a: Mapping[str, Any]) -> None:
    printed: dict[tuple[str, str], Mapping[str, Any]] = {}
    for p in a.get("parties") or ():
        printed.setdefault((str(p.get("role")), key(str(p.get("name") or ""))), p)
    for role, type in (("lead", "LEADS"), ("coordinate", "COORDINATES")):
        seen: set[Key] = set()
        for n, name in enumerate(a.get(role) or ()):
            who = part.agency(str(name))
            if who not in seen:
                seen.add(who)
                words: Mapping[str, Any] = printed.get((role, key(str(name)))) or {}
                item = words if place(words) else a
                part.read(type, who, task, item, name=squeeze(str(name)), text=words.get("text"), sentence=squeeze(str(a["task"])), order=n)


def _targets(part: Part, sections: Sections) -> None:
    for n, t in enumerate(part.record.part("targets")):
        value = t.get("value")
        spread: Mapping[str, Any] = value if isinstance(value, Mapping) else {"from": value, "to": value}
        text = squeeze(str(t.get("text") or ""))
        target = part.node(
            "Target", f"{part.own.id}#target-{n + 1}", text=text, sentence=squeeze(str(t.get("sentence") or text)),
            comparator=t.get("comparator"), value=_number(spread.get("from")),
            value_to=_number(spread.get("to")) if isinstance(value, Mapping) else None,
            unit=t.get("unit"), by=str(t["by"]) if t.get("by") else None, order=n, source=part.source, **place(t),
        )  # fmt: skip
        section = sections.find(str(t.get("section") or ""))
        if section:
            part.edges.append(edge("CONTAINS", ("Section", section.id), target, (part.source,), order=n))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _citations(part: Part, said: Iterable[Mention], sections: Sections, tasks: Mapping[str, Mapping[str, Any]]) -> None:
    said = tuple(said)
    by_id = {str(m.cited["id"]): m for m in said if m.cited.get("id")}
    drawn: set[tuple[str, Key, Key]] = set()
    for m in said:
        c, end = m.cited, ("Instrument", m.id)
        role, section = str(c.get("role") or "reference"), str(c.get("section") or "")
        called = c.get("called_from")
        where = str(called.get("section") or "") if isinstance(called, Mapping) else section
        whole = role == "basis" or (role == "implements" and where in sections.whole(part.knowledge))
        task = None if whole else _task_of(part, c, section, tasks)
        start = task or part.plan
        told = {"sentence": c.get("sentence"), "section": section or None, "role": role}
        stated = m.stated if m.stated and m.number and names.issuer_by_symbol(m.number, part.knowledge) not in (None, m.stated) else None
        part.read("CITES", start, end, c, *(() if place(c) else (section, m.order)), text=c.get("text"), date=m.cited.get("date"),
                  issuer_stated=stated, order=m.order, **told)  # fmt: skip
        acting = by_id.get(str(c.get("of")))
        drawn_as = [("BASED_ON", part.plan)] if role == "basis" else []
        if role == "implements" and (whole or task):
            drawn_as = [("IMPLEMENTS", start)]
        if role in ("amended", "replaced") and acting and acting.id != m.id:
            drawn_as = [("AMENDS" if role == "amended" else "REPLACES", ("Instrument", acting.id))]
        for type, first in drawn_as:
            if (type, first, end) not in drawn and first != end:
                drawn.add((type, first, end))
                part.read(type, first, end, c, text=c.get("text"), **told)


def _task_of(part: Part, c: Mapping[str, Any], section: str, tasks: Mapping[str, Mapping[str, Any]]) -> Key | None:
    """The task in whose assignment a citation lies: as the record says, else the only one of its section whose words hold it."""
    if "assignment" in c:
        named = str(c["assignment"]) if c["assignment"] is not None else None
        return ("Task", f"{part.own.id}#{named}") if named in tasks else None
    words = key(str(c.get("text") or ""))
    held = [id for id, a in tasks.items() if a.get("section") == section and words and f" {words} " in _words(a)]
    return ("Task", f"{part.own.id}#{held[0]}") if len(held) == 1 else None


def _words(a: Mapping[str, Any]) -> str:
    return f" {key(str(a['task']))} / {key(str(a.get('deadline_text') or ''))} "
