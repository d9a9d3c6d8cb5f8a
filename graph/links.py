"""Edges between agencies that no sentence says: who heads whom, who is part of whom, who took over from whom."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge import Knowledge, key

from .agencies import agency
from .model import Edge, edge
from .names import day, group
from .seats import Agency, Seat

SURE = ("verified", "derived")  # a succession of another status is not drawn


def links(present: Iterable[Agency], knowledge: Knowledge) -> list[Edge]:
    """HEADS, PART_OF, MEMBER_OF and SUCCEEDED_BY among the agencies of one part; each says the rule that inferred it."""
    found = {a.id: a for a in present}
    bodies = {(a.base, a.level, a.jurisdiction): a for a in found.values()}
    names = {e.id: str(e["name"]) for e in knowledge.files.get("agencies", ())}
    out: list[Edge] = []

    def draw(type: str, a: Agency, b: Agency, rule: str) -> None:
        if a.id != b.id:
            out.append(edge(type, ("Agency", a.id), ("Agency", b.id), inferred=True, rule=rule))

    for a in found.values():
        headed = bodies.get((a.heads, a.level, a.jurisdiction)) if a.heads else None
        if headed:
            draw("HEADS", a, headed, f"agencies.yaml of: {headed.base}")
        whole = names.get(str(a.entry.get("part_of"))) if a.entry and a.kind == "body" else None
        around = (bodies.get((whole, a.level, a.jurisdiction)) or bodies.get((whole, "central", ""))) if whole else None
        if around:
            draw("PART_OF", a, around, f"agencies.yaml part_of: {around.base}")
    for e in group(knowledge, "members"):
        known = {key(p) for p in e["phrases"]}
        for g in found.values():
            if g.kind == "group" and g.base in known:
                for a in found.values():
                    if (
                        a.kind == "body"
                        and a.entry
                        and a.entry["class"] in e["classes"]
                        and (a.level, a.jurisdiction) == (g.level, g.jurisdiction)
                    ):
                        draw("MEMBER_OF", a, g, f"identity.yaml {e.id}")
    return out + _succeeded(found.values(), bodies, names, knowledge)


def _succeeded(
    present: Iterable[Agency], bodies: dict[tuple[str, str, str], Agency], names: dict[str, str], knowledge: Knowledge
) -> list[Edge]:
    """Successions that are sure, between agencies that are both named in the part."""
    out: list[Edge] = []
    for e in knowledge.files.get("succession", ()):
        if e.get("status") not in SURE or not e.get("old_agency") or not e.get("new_agency") or e["old_agency"] == e["new_agency"]:
            continue
        for a in present:
            if a.entry is None or a.entry.id != e["old_agency"] or a.kind == "group":
                continue
            after = bodies.get((names.get(str(e["new_agency"]), ""), a.level, a.jurisdiction))
            if after:
                stated = str(e.get("from") or "")
                out.append(
                    edge("SUCCEEDED_BY", ("Agency", a.id), ("Agency", after.id), (e.id,), inferred=True, scope=e.get("scope"),
                         basis=e.get("basis"), stated=stated or None, rule=f"succession.yaml {e.id}", **{"from": day(stated)})
                )  # fmt: skip
    return out


def signed_for(capacity: str, issuer: str, seat: Seat, knowledge: Knowledge) -> str:
    """For whom a plan was signed: ``KT. Chủ tịch`` of a committee is its chairman, ``TM.`` the committee itself."""
    words = key(capacity)
    for e in group(knowledge, "capacity"):
        words = re.sub(e["regex"], "", words)
    words = words.strip()
    if not words or key(issuer).startswith(words) or agency(words, seat, knowledge).base == agency(issuer, seat, knowledge).base:
        return issuer
    of_issuer = agency(f"{words} {issuer}", seat, knowledge)
    if of_issuer.entry or of_issuer.heads:
        return of_issuer.full
    alone = agency(words, seat, knowledge)
    return alone.full if alone.entry else capacity
