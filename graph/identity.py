"""Which mention is which instrument, over the set of records: facts, the keys under which they meet, and what they prove.

A document part never changes because another document came. What depends on others is said here, as SAME_AS edges and as the
``Standing`` of an instrument, and is a function of the *set* of facts: order and repeats do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from extract.record import Record
from knowledge import Knowledge, key, squeeze

from . import agencies, mentions, names
from .matching import Match, match
from .mentions import Mention, place
from .model import Edge, Graph, edge

_STATUS = ("cited", "draft", "issued")


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """The mention that speaks best for an instrument: one with a subject before one without, then the earlier document, then the smaller
    source, then the earlier place. ``sentence`` is empty where the record gives none; ``at`` is page, start, end, or nothing."""

    bare: bool
    date: str
    source: str
    at: tuple[int, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class InstrumentFact:
    """What one source says of one instrument, or (after ``join_facts``) what several say. Prints to JSON and back.

    ``number`` is the comparable form; None for one without number. ``issuer`` (canonical, with its place) and ``year`` None: unknown;
    ``~`` in the issuer: its place is unknown. ``date`` ISO, as much as is stated. ``status``: ``issued`` and ``draft`` from its own
    document, ``cited`` from a mention. ``subjects``: comparable forms of its title and of what citations say it is about; ``periods``:
    first and last year that they state; both sorted, each once. ``alias``: the instrument id for which knowledge says that this is a
    short name. ``cited_on``: the earliest date of a document that cites it. ``full``: the id can be no other instrument's.
    ``keys``: under which it meets others (see ``touched``).
    """

    id: str
    source: str
    type: str
    number: str | None = None
    issuer: str | None = None
    year: str | None = None
    date: str | None = None
    status: str = "cited"
    subjects: tuple[str, ...] = ()
    periods: tuple[tuple[int, int], ...] = ()
    alias: str | None = None
    cited_on: str | None = None
    full: bool = False
    keys: tuple[str, ...] = ()
    said: Said | None = None

    @property
    def asks(self) -> bool:
        """Whether this instrument looks for the one that it is: a draft, a partial or a short name. The others only answer."""
        return not self.full and bool(self.keys)

    def to_json(self) -> dict[str, Any]:
        """A JSON object of plain values; what is empty is left out."""
        return {k: v for k, v in asdict(self).items() if v not in (None, (), False)}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> InstrumentFact:
        """The fact that ``to_json`` printed."""
        told = dict(data)
        for name in ("subjects", "keys"):
            told[name] = tuple(told.get(name) or ())
        told["periods"] = tuple((int(a), int(b)) for a, b in told.get("periods") or ())
        if told.get("said"):
            told["said"] = Said(**{**told["said"], "at": tuple(told["said"]["at"])})
        return InstrumentFact(**told)


@dataclass(frozen=True, slots=True)
class Standing:
    """How surely an instrument is known: properties ``resolution`` and ``candidates`` of its node.

    ``certain`` (its id is full, or a SAME_AS leads to one that is, or it is a document of the corpus that nothing else may be),
    ``ambiguous`` (two or more candidates), ``unresolved`` (one candidate, but nothing that proves it), ``partial`` (none).
    ``candidates`` are instrument ids in order, empty where the instrument is certain.
    """

    resolution: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """SAME_AS edges in order of id, one each way, and the standing of every instrument among the facts."""

    edges: tuple[Edge, ...]
    standings: Mapping[str, Standing]


def facts(record: Record, graph: Graph, knowledge: Knowledge) -> tuple[InstrumentFact, ...]:
    """What a record says of each instrument in its part, in order of id: one fact an instrument. ``graph`` is ``build(record, ...)``."""
    seat = agencies.seat(record, knowledge)
    own = mentions.own(record, seat, knowledge)
    listed = {n.id for n in graph.nodes if n.label == "Instrument"}
    out: dict[str, InstrumentFact] = {}
    for m in (own, *mentions.mentions(record, seat, knowledge)):
        if m.id in listed and (m.order < 0 or m.id != own.id):
            made = _fact(m, record, own, knowledge)
            out[m.id] = join_facts(out[m.id], made) if m.id in out else made
    return tuple(out[i] for i in sorted(out))


def _fact(m: Mention, record: Record, own: Mention, knowledge: Knowledge) -> InstrumentFact:
    itself = m.order < 0
    title = m.title if itself or not m.number else squeeze(str(m.cited.get("subject") or "")) or None
    subject = names.subject_key(title, m.place, knowledge) if title else ""
    period = m.cited.get("period") if itself else None
    span = (period.get("from"), period.get("to")) if isinstance(period, Mapping) else (None, None)
    years = (int(span[0]), int(span[1])) if span[0] and span[1] else names.years(title or "")
    number = names.number_key(m.number) if m.number else None
    alias = names.alias(m.type, m.number, knowledge) if m.number and not itself else None
    status = ("issued" if m.cited.get("status") == "issued" else "draft") if itself else "cited"
    at = place(m.cited)
    said = (
        None if itself else Said(not title, own.date or "", record.sha256, tuple(at.values()), squeeze(str(m.cited.get("sentence") or "")))
    )
    made = InstrumentFact(
        m.id, record.sha256, m.type, number, m.issuer, m.year, m.date, status, (subject,) if subject else (), (years,) if years else (),
        alias[0] if alias else None, None if itself else own.date, m.full, (), said,
    )  # fmt: skip
    return replace(made, keys=_keys(made, alias))


def _keys(f: InstrumentFact, alias: tuple[str, str, str] | None) -> tuple[str, ...]:
    """Number keys (type and number; type and digits, where short forms ask or a number may answer them) and draft keys (type, issuer,
    month) of an instrument whose issuer and month are known."""
    keys: set[str] = set()
    if f.number:
        keys.add(f"number|{f.type}|{f.number}")
        if f.full or not names.has_symbol(f.number):
            keys.add(f"digits|{f.type}|{names.digits(f.number)}")
    if alias:
        keys.add(f"number|{alias[1]}|{names.number_key(alias[2])}")
    month = names.month(f.date)
    if f.issuer and "~" not in f.issuer and month and (f.full or (not f.number and f.status != "cited")):
        keys.add(f"month|{f.type}|{key(f.issuer)}|{month}")
    return tuple(sorted(keys))


def touched(facts: Iterable[InstrumentFact]) -> tuple[str, ...]:
    """The keys under which these facts must be compared with those of other documents, sorted.

    When facts come, change or go: of all stored facts that have one of their keys (old or new), those that ``asks`` are concerned, and
    the changed ones themselves. Each of these must be resolved together with all facts that share a key with *it*; no wider circle is
    needed, for only who asks is answered, and only by who shares a key. ``resolve`` may be given more: what it says of a fact whose
    whole circle is there is right, and the standing of one that does not ask never changes.
    """
    return tuple(sorted({k for f in facts for k in f.keys}))


def join_facts(a: InstrumentFact, b: InstrumentFact) -> InstrumentFact:
    """Two facts of one instrument as one: associative, commutative, idempotent.

    ``resolve`` joins by id first, so a store may keep one joined fact an instrument and need not read the 2,000 mentions of a
    resolution; what a removal takes away is joined anew from the sources that stay.
    """
    dates = sorted((d for d in (a.date, b.date) if d), key=lambda d: (-len(d), d))
    return replace(
        a,
        source=min(a.source, b.source),
        date=dates[0] if dates else None,
        status=max(a.status, b.status, key=_STATUS.index),
        subjects=tuple(sorted({*a.subjects, *b.subjects})),
        periods=tuple(sorted({*a.periods, *b.periods})),
        alias=a.alias or b.alias,
        cited_on=min((d for d in (a.cited_on, b.cited_on) if d), default=None),
        keys=tuple(sorted({*a.keys, *b.keys})),
        said=min((s for s in (a.said, b.said) if s), default=None),
    )


def resolve(facts: Iterable[InstrumentFact], knowledge: Knowledge) -> Resolved:
    """Which of these instruments are the same, and how surely each is known. A function of the set: no order, no repeats."""
    by_id: dict[str, InstrumentFact] = {}
    for f in facts:
        by_id[f.id] = join_facts(by_id[f.id], f) if f.id in by_id else f
    meeting: dict[str, list[InstrumentFact]] = {}
    for id in sorted(by_id):
        for k in by_id[id].keys:
            meeting.setdefault(k, []).append(by_id[id])
    edges: list[Edge] = []
    standings: dict[str, Standing] = {}
    for id in sorted(by_id):
        fact = by_id[id]
        if not fact.asks:
            standings[id] = Standing("certain" if fact.full or fact.status != "cited" else "partial")
            continue
        found = match(fact, {o.id: o for k in fact.keys for o in meeting[k] if o.id != id})
        standings[id] = _standing(fact, found)
        if found.same:
            edges += _same(fact, by_id[found.same], found, knowledge)
    return Resolved(tuple(sorted({e.id: e for e in edges}.values(), key=lambda e: e.id)), standings)


def _standing(fact: InstrumentFact, found: Match) -> Standing:
    if found.same:
        return Standing("certain")
    if found.candidates:
        return Standing("ambiguous" if len(found.candidates) > 1 else "unresolved", found.candidates)
    return Standing("certain" if fact.status != "cited" and not fact.number else "partial")


def _same(a: InstrumentFact, b: InstrumentFact, found: Match, knowledge: Knowledge) -> list[Edge]:
    """One edge each way; the sentence is that of the mention that speaks best for the match."""
    said = (a if found.by_asker else b).said
    told: dict[str, Any] = dict(zip(("page", "start", "end"), said.at, strict=False)) if said else {}
    told |= {"sentence": said.sentence or None, "source": said.source} if said else {}
    reason = str(knowledge.entry("identity", found.reason)["text"])
    one, other = ("Instrument", a.id), ("Instrument", b.id)
    return [edge("SAME_AS", x, y, reason=reason, score=found.score, **told) for x, y in ((one, other), (other, one))]
