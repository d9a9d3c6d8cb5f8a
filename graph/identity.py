"""Which mention is which instrument, over the set of records: facts, the keys under which they meet, and what they prove.

A document part never changes because another document came. What depends on others is said here, as SAME_AS edges and as the
``Standing`` of an instrument, and is a function of the *set* of facts: order and repeats do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from extract.record import Record
from knowledge import Knowledge

from .model import Edge, Graph


@dataclass(frozen=True, slots=True)
class InstrumentFact:
    """What one source says of one instrument, or (after ``join_facts``) what several say. Prints to JSON and back.

    ``number`` is the comparable form; None for a draft or a named one. ``issuer`` and ``year`` None: unknown. ``date`` ISO, as much as
    is stated. ``status``: ``issued`` and ``draft`` from its own document, ``cited`` from a mention. ``subjects``: comparable forms of
    its title and of what citations say it is about, sorted, each once. ``alias``: the instrument id that knowledge gives for this short
    name. ``cited_on``: the earliest date of a document that cites it. ``sentence``: of the first mention (by date, then source).
    ``keys``: the keys of ``touched`` that belong to this instrument.
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
    period: tuple[int, int] | None = None
    alias: str | None = None
    cited_on: str | None = None
    sentence: str | None = None
    keys: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON object of plain values."""
        raise NotImplementedError

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> InstrumentFact:
        """The fact that ``to_json`` printed."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Standing:
    """How surely an instrument is known: properties ``resolution`` and ``candidates`` of its node.

    ``certain`` (its id is full, or a SAME_AS leads to one that is), ``ambiguous`` (two or more candidates), ``unresolved`` (one
    candidate, but nothing that proves it), ``partial`` (no candidate). ``candidates`` are instrument ids in order.
    """

    resolution: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """SAME_AS edges in order of id, one each way, and the standing of every instrument among the facts."""

    edges: tuple[Edge, ...]
    standings: Mapping[str, Standing]


def facts(record: Record, graph: Graph, knowledge: Knowledge) -> tuple[InstrumentFact, ...]:
    """What a record says of each instrument in its part, in order of id: one fact an instrument."""
    raise NotImplementedError


def touched(facts: Iterable[InstrumentFact]) -> tuple[str, ...]:
    """The keys under which these facts must be compared with those of other documents, sorted.

    Take every stored fact that has one of these keys (``fact.keys``), resolve them together with the new ones, and write what
    ``resolve`` says about the instruments concerned. No wider circle is needed: two instruments that may be one share a key.
    """
    return tuple(sorted({k for f in facts for k in f.keys}))


def join_facts(a: InstrumentFact, b: InstrumentFact) -> InstrumentFact:
    """Two facts of one instrument as one: associative, commutative, idempotent.

    ``resolve`` joins by id first, so a store may keep one joined fact an instrument and need not read the 2,000 mentions of a
    resolution; what a removal takes away is joined anew from the sources that stay.
    """
    raise NotImplementedError


def resolve(facts: Iterable[InstrumentFact], knowledge: Knowledge) -> Resolved:
    """Which of these instruments are the same, and how surely each is known."""
    raise NotImplementedError
