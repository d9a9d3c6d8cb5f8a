"""Parameters that no caller gives: what a statement needs and an engine cannot work out, the same on every engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from graph.names import number_key
from graph.stores import Store
from knowledge import Entry, key, load

SURE = ("verified", "derived", "plan")  # what knowledge says of itself: seen in a source, or in a plan
LIKE = 0.6  # common words among all words of both: one task written anew
TASKS = "MATCH (:Instrument {id: $id})-[:ORDERS]->(t:Task) RETURN t.id AS id, t.text AS text ORDER BY t.order, id"
STEPS = 12  # the longest chain
NEARER = """
UNWIND $ids AS id
MATCH (:Instrument {id: id})<-[:BASED_ON|IMPLEMENTS|SAME_AS]-(i:Instrument)
WITH i, min(id) AS next
RETURN i.id AS id, next, CASE i.status WHEN 'draft' THEN 0 ELSE COUNT { MATCH (i)-[:ORDERS]->(:Task) } END AS tasks
ORDER BY id"""
FATES = {"amended_by": "amended", "replaced_by": "replaced", "succeeded_by": "succeeded"}


def _reach(store: Store, given: Mapping[str, Any]) -> list[list[str]]:
    """Chains of ids that end with ``instrument``, the shortest one from each instrument, nearest first; of equal ones the smallest.

    No more than ``skip`` and ``limit`` need: tasks come by the length of their chain, then by the id of their plan, so nothing beyond an
    instrument can be on the page once the plans up to it order tasks enough. Drafts, which may give way, are not counted on.
    """
    wanted, counted = given["skip"] + given["limit"], 0
    chains = {given["instrument"]: [given["instrument"]]}
    level = list(chains)
    for _ in range(STEPS):
        found = store.read(NEARER, {"ids": level}, seconds=None, rows=None)
        level = []
        for row in (r for r in found if r["id"] not in chains):
            if counted >= wanted:
                return list(chains.values())
            chains[row["id"]] = [row["id"], *chains[row["next"]]]
            level.append(row["id"])
            counted += row["tasks"]
        if not level or counted >= wanted:
            break
    return list(chains.values())


def _phrases(zone: str) -> list[str]:
    return sorted({p for e in load().files["headings"] if e.get("zone") == zone for p in e["phrases"]})


def _annex_words(store: Store, given: Mapping[str, Any]) -> list[str]:
    """How an annex is called."""
    return _phrases("annex")


def _attached_words(store: Store, given: Mapping[str, Any]) -> list[str]:
    """How a plan says that something is attached to it."""
    return sorted({p.lstrip("(") for p in _phrases("caption")})


def _whole_successions(store: Store, given: Mapping[str, Any]) -> list[str]:
    """The rules, as SUCCEEDED_BY names them, by which one body took over all that another did."""
    every = [e for e in load().files["succession"] if e.get("old_agency") and e.get("new_agency")]
    heirs: dict[str, set[str]] = {}
    for e in every:
        heirs.setdefault(str(e["old_agency"]), set()).add(str(e["new"]))
    whole = [e for e in every if str(e.get("scope") or "").split(" ")[0] == "all" or len(heirs[str(e["old_agency"])]) == 1]
    return sorted(f"succession.yaml {e.id}" for e in whole)


def _registry(store: Store, given: Mapping[str, Any]) -> list[dict[str, str]]:
    """What became of national instruments: ``id`` of each as the graph makes it, ``kind``, and ``by``, an id or, for ``dates``, the day."""
    sure = [e for e in load().files["registry"] if e.get("status") in SURE and e.get("number") and e.get("date") and e.get("issuer")]
    ids = {number_key(str(e["number"])): _id(e) for e in sure}
    out = [{"id": _id(e), "kind": "dates", "by": str(e["date"])} for e in sure]
    for e in sure:
        for field, kind in FATES.items():
            out += [{"id": _id(e), "kind": kind, "by": ids.get(number_key(str(n)), str(n))} for n in e.get(field) or ()]
    return sorted(out, key=lambda row: (row["id"], row["kind"], row["by"]))


def _id(e: Entry) -> str:
    return "/".join((str(e["type"]), str(e["number"]), str(e["issuer"]), str(e["date"])[:4]))


def _paired_tasks(store: Store, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tasks of plans ``a`` and ``b`` side by side: ``a``, ``b`` (ids, None where there is no like), ``equal`` words, ``place``.

    Equal words first, in order; then the likest of the rest, of whose words at least the share ``LIKE`` is common to both.
    """
    mine, theirs = ([(r["id"], key(r["text"])) for r in store.read(TASKS, {"id": given[p]}, seconds=None, rows=None)] for p in ("a", "b"))
    pairs: dict[str, tuple[str, bool]] = {}
    taken: set[str] = set()
    for id, words in mine:
        same = next((other for other, said in theirs if said == words and other not in taken), None)
        if same:
            pairs[id] = (same, True)
            taken.add(same)
    left = [(n, id, Counter(w.split())) for n, (id, w) in enumerate(mine) if id not in pairs]
    right = [(n, id, Counter(w.split())) for n, (id, w) in enumerate(theirs) if id not in taken]
    likest = sorted((-2 * (x & y).total() / max(x.total() + y.total(), 1), n, m, a, b) for n, a, x in left for m, b, y in right)
    for score, _, _, a, b in likest:
        if -score >= LIKE and a not in pairs and b not in taken:
            pairs[a] = (b, False)
            taken.add(b)
    rows: list[tuple[str | None, str | None, bool]] = [(id, *pairs.get(id, (None, False))) for id, _ in mine]
    rows += [(None, id, False) for id, _ in theirs if id not in taken]
    return [{"a": a, "b": b, "equal": equal, "place": n} for n, (a, b, equal) in enumerate(rows)]


GIVEN: Mapping[str, Callable[[Store, Mapping[str, Any]], Any]] = {
    "annex_words": _annex_words,
    "attached_words": _attached_words,
    "paired_tasks": _paired_tasks,
    "reach": _reach,
    "registry": _registry,
    "whole_successions": _whole_successions,
}
