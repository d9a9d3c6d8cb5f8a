"""Pairs as OVERLAPS edges."""

from __future__ import annotations

from knowledge import Knowledge

from ..model import Edge, edge
from .decisions import Decision
from .pairs import Pair
from .roles import Roles, opposed, part, relation, shortly
from .tasks import Party, Task


def drawn(pair: Pair, knowledge: Knowledge, decision: Decision | None = None) -> Edge:
    """The edge of a pair; a decision that confirms it stands on it.

    An empty list is left out. ``from_*`` and ``to_*`` are the places of the quotes in the texts of the tasks, counted in characters.
    """
    at_a, at_b = (t.text.find(q) for t, q in ((pair.a, pair.quote_a), (pair.b, pair.quote_b)))
    decided = {} if decision is None else {"decided_by": decision.who, "decided_on": decision.when, "why": decision.why}
    return edge(
        "OVERLAPS",
        ("Task", pair.a.id),
        ("Task", pair.b.id),
        (),
        category=pair.category,
        score=pair.score,
        shared=[*pair.acts, *pair.objects] or None,
        acts=list(pair.acts) or None,
        objects=list(pair.objects) or None,
        lent=pair.lent,
        quote_a=pair.quote_a,
        from_a=max(at_a, 0),
        to_a=max(at_a, 0) + len(pair.quote_a),
        quote_b=pair.quote_b,
        from_b=max(at_b, 0),
        to_b=max(at_b, 0) + len(pair.quote_b),
        reason=reason(pair, knowledge),
        **decided,
    )


def reason(pair: Pair, knowledge: Knowledge) -> str:
    """Why, in Vietnamese, as graph browsers show it: what the works share, and how their roles and plans stand."""
    words = {e["name"]: str(e["words"]) for e in knowledge.entries("graph") if e["group"] == "reason"}
    parts = [words["object"].format(names=", ".join(pair.objects))] if pair.objects else []
    parts += [words["lent"]] if pair.lent else []
    parts += [words["act"].format(names=", ".join(pair.acts))] if pair.acts else []
    if pair.category != "role_conflict":
        return "; ".join([*parts, words[relation(pair.category, bool(pair.a.leads or pair.b.leads))]])
    at = (pair.a.item, pair.b.item) if pair.a.item != pair.b.item else (pair.a.id, pair.b.id)
    one, other = (
        words[part(t.leads, helpers)].format(at=where, leads=shortly([p.name for p in t.leads]), helpers=shortly([p.name for p in helpers]))
        for t, helpers, where in zip((pair.a, pair.b), opposed(_roles(pair.a), _roles(pair.b)), at, strict=True)
    )
    return "; ".join([*parts, words["roles"].format(a=one, b=other)])


def _roles(task: Task) -> Roles[Party]:
    return Roles(task.leads, task.partners, task.plan.issuer)
