"""Small records and stores for tests."""

from __future__ import annotations

import copy
import hashlib
from pathlib import Path
from typing import Any

import yaml

from extract.record import Record, from_json
from graph.load import dump, ingest, remove
from graph.model import Graph
from graph.stores import Store
from knowledge import load

K = load()
CASES = Path(__file__).parent / "cases"
SMALL: dict[str, dict[str, Any]] = yaml.safe_load((CASES / "small.yaml").read_text(encoding="utf-8"))
NAMES = tuple(SMALL)


def record(name: str, *, version: int = 0) -> Record:
    """A small record. A later ``version`` is the file changed: other bytes, one task less, one more, another lead."""
    data = copy.deepcopy(SMALL[name])
    if version:
        more = {"id": f"new-{version}", "section": "annex", "task": f"Việc thêm lần {version}", "lead": ["Sở Y tế"], "coordinate": []}
        data["assignments"] = [*data["assignments"][1:], more]
        data["citations"] = data["citations"][1:]
    sha = hashlib.sha256(f"{name} {version}".encode()).hexdigest()
    return from_json({"source": f"{name}.txt", **data}, sha256=sha, file=f"{name}.txt")


def put(store: Store, *names: str, version: int = 0) -> list[str]:
    """Ingest small records; what became of each."""
    return [ingest(store, record(n, version=version), path=f"/plans/{n}.txt", knowledge=K).status for n in names]


def take(store: Store, *names: str) -> None:
    """Remove small records."""
    for n in names:
        remove(store, f"/plans/{n}.txt", knowledge=K)


def differences(a: Graph, b: Graph) -> list[Any]:
    """What two graphs do not share, for a message that people can read."""
    mine: dict[Any, Any] = {**{n.key: n for n in a.nodes}, **{(e.type, e.id): e for e in a.edges}}
    theirs: dict[Any, Any] = {**{n.key: n for n in b.nodes}, **{(e.type, e.id): e for e in b.edges}}
    return [(mine.get(k), theirs.get(k)) for k in sorted({*mine, *theirs}) if mine.get(k) != theirs.get(k)]


def empty(store: Store) -> bool:
    """Whether nothing but the store's own mark is left."""
    left = store.read("MATCH (n) RETURN labels(n)[0] AS label, count(n) AS n ORDER BY label", rows=None, seconds=None)
    return left == [{"label": "StoreMeta", "n": 1}] and dump(store) == Graph((), ())


def written(value: Any, names: dict[str, str]) -> Any:
    """A value of a case as the answer writes it: short names are ids, also before ``#``."""
    if isinstance(value, list):
        return [written(v, names) for v in value]
    if isinstance(value, str):
        name, sharp, item = value.partition("#")
        return names.get(name, name) + sharp + item
    return value
