"""Fit the weights of ``knowledge/vi/overlaps.yaml`` to pairs made by hand: ``python bench/overlaps.py STORE LIST.json ...``

Options: ``--folds``, ``--write``; each store holds the plans of the list behind it; more of both may follow.

LIST.json: ``{"overlaps": [{"a", "b", "strength"}], "not_overlaps": [{"a", "b"}]}``, tasks as ``<start of the file's name>#<item>``; other
keys are not read. What is not listed counts as no overlap. Ridge regression (logistic) towards the priors; a weight that would change
its sign is 0.

``--folds`` leaves the pairs that touch one plan out in turn and prints F1 on them, with the weights so found and with those from all
pairs, against these lists alone. ``--write`` puts weights and bar into the file.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from graph.overlaps import read
from graph.overlaps.match import between, both, concepts, signs
from graph.overlaps.pairs import candidates, meet
from graph.overlaps.tasks import Task
from graph.stores import open_store
from knowledge import load
from knowledge.load import HOME

PULL, ROUNDS, CLEAR, ARGUABLE = 8.0, 4, 2.0, 1.4


def table(tasks: Sequence[Task], names: list[str]) -> tuple[np.ndarray, list[tuple[str, str]], np.ndarray]:
    """Signs of every pair of works of the candidates; the pairs of tasks; which rows are whose."""
    known, rows, pairs, owner = concepts(load()), [], [], []
    for i, j in sorted(candidates(tasks, known)):
        a, b = tasks[i], tasks[j]
        shared = between(a, b)
        some = [(ours, theirs) for ours in a.works for theirs in b.works if meet(ours, theirs)]
        for ours, theirs in some:
            every = both(signs(ours, theirs, known), shared)
            rows.append([*(every[n] for n in names), 1.0])
            owner.append(len(pairs))
        if some:
            pairs.append((_short(a), _short(b)))
    return np.array(rows), pairs, np.array(owner)


Judged = tuple[np.ndarray, list[tuple[str, str]], np.ndarray, np.ndarray, np.ndarray]


def judged(store: str, path: Path, names: list[str]) -> Judged:
    """Signs, pairs, whether the list has them, what each counts, and whose the signs are: of the plans that the list speaks of."""
    given = json.loads(path.read_text(encoding="utf-8"))["overlaps"]
    listed = {frozenset((p["a"], p["b"])): p["strength"] for p in given}
    plans = {name[:3] for pair in listed for name in pair}
    with open_store(store, create=False) as opened:
        tasks = [t for t in read(opened, load()) if t.plan.file[:3] in plans]
    x, pairs, owner = table(tasks, names)
    y = np.array([float(frozenset(p) in listed) for p in pairs])
    share = np.array([{"clear": CLEAR, "arguable": ARGUABLE}.get(listed.get(frozenset(p), ""), 1.0) for p in pairs])
    return x, pairs, y, share, owner


def _short(task: Task) -> str:
    return f"{task.plan.file[:3]}#{task.item}"


def best(x: np.ndarray, owner: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each pair of tasks its best row and that row's sum."""
    sums = x @ weights
    order = np.lexsort((-sums, owner))
    first = order[np.r_[True, owner[order][1:] != owner[order][:-1]]]
    return first, sums[first]


def fit(x: np.ndarray, y: np.ndarray, share: np.ndarray, owner: np.ndarray, keep: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Weights by rounds of choosing the best works of each pair and Newton steps; ``keep``: the pairs to learn from."""
    weights, pull = prior.copy(), np.diag([PULL] * (len(prior) - 1) + [0.05])
    for _ in range(ROUNDS):
        rows, _sums = best(x, owner, weights)
        z, t, w = x[rows][keep], y[keep], share[keep]
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


def f1(told: np.ndarray, y: np.ndarray) -> float:
    return float(2 * (told & (y > 0)).sum() / max(told.sum() + y.sum(), 1))


def main() -> None:
    knowledge = load()
    entries = [e for e in knowledge.entries("overlaps") if e.id != "constant"]
    names = [e.id.replace("-", "_") for e in entries]
    prior = np.array([float(e["prior"]) for e in (*entries, knowledge.entry("overlaps", "constant"))])
    least = float(knowledge.top("overlaps", "least"))
    given = [a for a in sys.argv[1:] if not a.startswith("--")]
    parts = [judged(store, Path(path), names) for store, path in zip(given[::2], given[1::2], strict=True)]
    x, y, share = (np.concatenate([p[n] for p in parts]) for n in (0, 2, 3))
    pairs = [pair for p in parts for pair in p[1]]
    owner = np.concatenate([p[4] + sum(len(q[1]) for q in parts[:n]) for n, p in enumerate(parts)])
    every, bar = np.ones(len(pairs), bool), float(np.log(least / (1 - least)))
    weights = fit(x, y, share, owner, every, prior)
    for name, weight in zip([*names, "constant"], weights, strict=True):
        print(f"{name:20}{weight:8.2f}")
    print(f"F1 on what it was fitted to {f1(best(x, owner, weights)[1] >= bar, y):.3f}")
    for plan in sorted({s[:3] for p in pairs for s in p}) if "--folds" in sys.argv else ():
        out = np.array([any(s[:3] == plan for s in p) for p in pairs])
        told, full = (best(x, owner, w)[1] >= bar for w in (fit(x, y, share, owner, ~out, prior), weights))
        print(f"without {plan}: F1 on its pairs {f1(told[out], y[out]):.3f}, with all pairs fitted {f1(full[out], y[out]):.3f}")
    if "--write" in sys.argv:
        path = HOME / "vi" / "overlaps.yaml"
        text = path.read_text(encoding="utf-8")
        for name, weight in zip([*names, "constant"], weights, strict=True):
            text = re.sub(rf"(id: {name.replace('_', '-')}, weight: )[-\d.]+", rf"\g<1>{weight:.2f}", text)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
