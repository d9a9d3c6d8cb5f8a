"""Fit the weights of ``knowledge/vi/overlaps.yaml`` to pairs made by hand: ``python bench/overlaps.py STORE LIST.json ...``

Each store holds the plans of the list behind it; more of both may follow. Options: ``--folds``, ``--told``, ``--write``.

LIST.json: ``{"overlaps": [{"a", "b", "strength", "category"}], "not_overlaps": [{"a", "b"}]}``, tasks as ``<start of the file's
name>#<item>``; ``ONE.json+MORE.json`` is one list of both (``overlaps_second.json`` holds what a second reader found over the real plans).
``plans`` (those starts) says which plans the list was made over, where it is not all that it names; ``of`` that one side
of each pair stands in these; ``share`` what a pair counts beside those of a list of 1; pairs under ``debatable`` count neither way. Other
keys are not read. What is not listed counts as no overlap. Ridge regression (logistic) towards the priors; a weight that would change its
sign is 0.

``--folds`` leaves the pairs that touch one plan out in turn, then each list, and prints F1 on what was left out, with the weights so found
and with those from all, against these lists alone. ``--told`` scores the lists with the weights as they stand, and fits nothing.
``--write`` puts the fitted weights into the file.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graph.overlaps import read
from graph.overlaps.match import between, both, concepts, signs
from graph.overlaps.pairs import candidates, compare, meet, scale
from graph.overlaps.tasks import Task
from graph.stores import open_store
from knowledge import load
from knowledge.load import HOME

PULL, ROUNDS, SHARE = 6.0, 4, {"clear": 2.0, "arguable": 1.4}


@dataclass
class Listed:
    """A list with the signs of every pair that it judges: ``x`` a row a pair of works, ``owner`` whose the rows are, ``y`` whether the
    pair is listed, ``share`` how much it counts, ``lost`` how many listed pairs are no candidates."""

    name: str
    given: dict[str, Any]
    x: np.ndarray
    pairs: list[frozenset[str]]
    owner: np.ndarray
    y: np.ndarray
    share: np.ndarray
    lost: int


def short(task: Task) -> str:
    return f"{task.plan.file[:3]}#{task.item}"


def named(given: Sequence[dict[str, Any]]) -> dict[frozenset[str], dict[str, Any]]:
    return {frozenset((p["a"], p["b"])): p for p in given}


def judged(store: str, given: dict[str, Any]) -> list[tuple[Task, Task]]:
    """The pairs of tasks worth a look that a list judges."""
    knowledge = load()
    plans = set(given.get("plans") or {name[:3] for pair in named(given["overlaps"]) for name in pair})
    of, debatable = set(given.get("of") or plans), named(given.get("debatable", ()))
    with open_store(store, create=False) as opened:
        tasks = [t for t in read(opened, knowledge) if t.plan.file[:3] in plans]
    pairs = [(tasks[i], tasks[j]) for i, j in sorted(candidates(tasks, concepts(knowledge)))]
    return [(a, b) for a, b in pairs if {a.plan.file[:3], b.plan.file[:3]} & of and frozenset((short(a), short(b))) not in debatable]


def given_by(path: str) -> dict[str, Any]:
    """A list, or several joined by ``+`` as one: the first with the pairs of the others."""
    first, *more = (json.loads(Path(p).read_text(encoding="utf-8")) for p in path.split("+"))
    for also in more:
        for name in ("overlaps", "debatable"):
            first[name] = [*first.get(name, ()), *also.get(name, ())]
    return first


def table(store: str, path: str, names: list[str]) -> Listed:
    given = given_by(path)
    known, rows, pairs, owner, listed = concepts(load()), [], [], [], named(given["overlaps"])
    for a, b in judged(store, given):
        shared = between(a, b)
        some = [(ours, theirs) for ours in a.works for theirs in b.works if meet(ours, theirs)]
        for ours, theirs in some:
            every = both(signs(ours, theirs, known), shared)
            rows.append([*(every[n] for n in names), 1.0])
            owner.append(len(pairs))
        if some:
            pairs.append(frozenset((short(a), short(b))))
    share = [given.get("share", 1.0) * (SHARE[listed[p]["strength"]] if p in listed else 1.0) for p in pairs]
    y = [float(p in listed) for p in pairs]
    return Listed(
        Path(path).stem, given, np.array(rows), pairs, np.array(owner), np.array(y), np.array(share), len(listed.keys() - {*pairs})
    )


def best(x: np.ndarray, owner: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each pair of tasks its best row and that row's sum."""
    sums = x @ weights
    order = np.lexsort((-sums, owner))
    first = order[np.r_[True, owner[order][1:] != owner[order][:-1]]]
    return first, sums[first]


def fit(lists: Sequence[Listed], keep: Sequence[np.ndarray], prior: np.ndarray) -> np.ndarray:
    """Weights by rounds of choosing the best works of each pair and Newton steps; ``keep``: of each list the pairs to learn from."""
    weights, pull = prior.copy(), np.diag([PULL] * (len(prior) - 1) + [0.05])
    t, w = (np.concatenate([v[k] for v, k in zip(some, keep, strict=True)]) for some in ([p.y for p in lists], [p.share for p in lists]))
    for _ in range(ROUNDS):
        z = np.concatenate([p.x[best(p.x, p.owner, weights)[0]][k] for p, k in zip(lists, keep, strict=True)])
        weights = prior.copy()
        for _step in range(40):
            p = 1 / (1 + np.exp(-np.clip(z @ weights, -30, 30)))
            gradient = z.T @ (w * (p - t)) + pull @ (weights - prior)
            step = np.linalg.solve((z * (w * p * (1 - p))[:, None]).T @ z + pull, gradient)
            step *= min(1.0, 2 / np.abs(step).max())
            weights = weights - step
            if np.abs(step).max() < 1e-3:
                break
        weights[np.sign(weights) * np.sign(prior) < 0] = 0
    return weights


def f1(told: np.ndarray, y: np.ndarray, lost: int = 0) -> float:
    return float(2 * (told & (y > 0)).sum() / max(told.sum() + y.sum() + lost, 1))


def folds(lists: Sequence[Listed], prior: np.ndarray, weights: np.ndarray, bar: float) -> None:
    every = [np.ones(len(p.pairs), bool) for p in lists]
    for n, p in enumerate(lists):
        full = best(p.x, p.owner, weights)[1] >= bar
        for plan in sorted({s[:3] for pair, y in zip(p.pairs, p.y, strict=True) if y for s in pair}):
            out = np.array([any(s[:3] == plan for s in pair) for pair in p.pairs])
            told = best(p.x, p.owner, fit(lists, [*every[:n], ~out, *every[n + 1 :]], prior))[1] >= bar
            print(
                f"without {plan} of {p.name}: F1 on its pairs {f1(told[out], p.y[out]):.3f}, with all fitted {f1(full[out], p.y[out]):.3f}"
            )
        if len(lists) > 1:
            told = best(p.x, p.owner, fit([*lists[:n], *lists[n + 1 :]], [*every[:n], *every[n + 1 :]], prior))[1] >= bar
            print(f"without {p.name}: F1 {f1(told, p.y, p.lost):.3f}, with all fitted {f1(full, p.y, p.lost):.3f}")


def told(store: str, path: str) -> None:
    """A list scored with the weights as they stand."""
    given, knowledge = given_by(path), load()
    known, by, listed = concepts(knowledge), scale(knowledge), named(given["overlaps"])
    found = {frozenset((short(p.a), short(p.b))): p for p in (compare(a, b, known, by) for a, b in judged(store, given)) if p}
    hits, clear = found.keys() & listed.keys(), {k for k, p in listed.items() if p["strength"] == "clear"}
    alike, right = named(given["not_overlaps"]).keys(), sum(found[k].category == listed[k]["category"] for k in hits)
    total = 2 * len(hits) / max(len(found) + len(listed), 1)
    print(f"{Path(path).stem}: F1 {total:.3f}, precision {len(hits)}/{len(found)}, recall {len(hits)}/{len(listed)}, clear", end=" ")
    print(f"{len(hits & clear)}/{len(clear)}, category {right}/{len(hits)}, look-alikes {len(found.keys() & alike)}/{len(alike)}")


def main() -> None:
    knowledge = load()
    entries = [e for e in knowledge.entries("overlaps") if e.id != "constant"]
    names = [e.id.replace("-", "_") for e in entries]
    prior = np.array([float(e["prior"]) for e in (*entries, knowledge.entry("overlaps", "constant"))])
    given = [a for a in sys.argv[1:] if not a.startswith("--")]
    where = list(zip(given[::2], given[1::2], strict=True))
    if "--told" in sys.argv:
        for store, path in where:
            told(store, path)
        return
    lists = [table(store, path, names) for store, path in where]
    weights, bar = fit(lists, [np.ones(len(p.pairs), bool) for p in lists], prior), scale(knowledge).bar
    for name, weight in zip([*names, "constant"], weights, strict=True):
        print(f"{name:20}{weight:8.2f}")
    for p in lists:
        print(f"{p.name}: F1 on what it was fitted to {f1(best(p.x, p.owner, weights)[1] >= bar, p.y, p.lost):.3f}")
    if "--folds" in sys.argv:
        folds(lists, prior, weights, bar)
    if "--write" in sys.argv:
        path = HOME / "vi" / "overlaps.yaml"
        text = path.read_text(encoding="utf-8")
        for name, weight in zip([*names, "constant"], weights, strict=True):
            text = re.sub(rf"(id: {name.replace('_', '-')}, weight: )[-\d.]+", rf"\g<1>{weight:.2f}", text)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
