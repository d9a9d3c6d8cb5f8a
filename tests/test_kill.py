"""A client that is killed in the midst of an ingest: whole documents only, none lost that was reported stored, none twice, and the next
run goes on. ``CANCU_KILLS``: rounds an engine (2; `make test`: 20, `make soak`: 200)."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extract.record import from_json
from graph.load import dump, ingest, remove, status
from graph.stores import Store, open_store

from .engines import NewStore
from .small import NAMES, K, differences, empty, record

ROUNDS = int(os.environ.get("CANCU_KILLS") or 2)
IN_A_STORE = 20  # rounds: then an empty store, so that looking at all of it stays quick
VERSIONS = 1  # documents of each small record that a round brings

# What `cancu ingest` does with files, each told as soon as it is stored; reading in this process, so that storing is what is killed.
INGEST = """
import sys
from pathlib import Path
from cancu.api import ingest_files, open_store
with open_store(sys.argv[1]) as store:
    print("open", flush=True)
    for done in ingest_files([Path(p) for p in sys.argv[2:]], store, workers=0):
        if done.error: raise done.error
        print(done.file, done.outcome.status, flush=True)
"""


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Store]]:
    """A store that nobody kills; asked for again, it is empty."""
    with open_store(str(tmp_path_factory.mktemp("other") / "db")) as store:

        def emptied() -> Store:
            paths = [
                str(r["path"]) for r in store.read("MATCH (e:BookEntry) WHERE e.id STARTS WITH 'path|' RETURN e.said AS path", rows=None)
            ]
            for path in paths:
                remove(store, path, knowledge=K)
            assert empty(store)
            return store

        yield emptied


def _files(folder: Path, round: int) -> list[str]:
    """The documents of a round: small records, no two with the same source."""
    folder.mkdir(parents=True)
    out = []
    for name, version in itertools.product(NAMES, range(round * VERSIONS, (round + 1) * VERSIONS)):
        made = record(name, version=version + 1)
        path = folder / f"{name}-{version}.json"
        path.write_text(made.dumps(), encoding="utf-8")
        out.append(str(path))
    return out


def _killed(uri: str, files: list[str], root: Path, rng: random.Random) -> tuple[list[list[str]], bool]:
    """Ingest in a child and kill it at some moment: what it said (file, status), and whether it was killed before its end."""
    child = subprocess.Popen([sys.executable, "-c", INGEST, uri, *files], cwd=root, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    said: list[str] = []
    if rng.random() < 0.85:
        for _ in range(rng.randrange(1, 6)):  # while it stores
            said.append(child.stdout.readline())
        time.sleep(rng.uniform(0, 0.15))
    else:
        time.sleep(rng.uniform(0.5, 3))  # while it starts, opens, makes the store
    child.kill()
    said += child.stdout.readlines()
    killed = child.wait() != 0
    return [line.split() for line in said if line.endswith("\n") and line.strip() != "open"], killed


def _there(store: Store) -> list[str]:
    return sorted(str(r["path"]) for r in store.read("MATCH (e:BookEntry) WHERE e.id STARTS WITH 'path|' RETURN e.said AS path", rows=None))


def _look(uri: str, other: Store, all_files: set[str], told: set[str]) -> set[str]:
    """The store holds whole documents, each once: what a store has into which the same files went without any trouble."""
    with open_store(uri) as store:
        while True:
            there = _there(store)
            found = dump(store)
            if there == _there(store):  # a server may still end what a killed client had sent
                break
        assert len(there) == len(set(there))
        assert set(there) <= all_files
        assert told <= set(there), "a document that was reported stored is lost"
        assert status(store, K)["documents"] == len(there), "a document is there twice"
    for path in sorted(set(there) - set(_there(other))):
        data = json.loads(Path(path).read_text(encoding="utf-8"))
        ingest(other, from_json(data, sha256=data["sha256"], file=path), path=path, knowledge=K)
    assert differences(found, dump(other)) == []
    return set(there)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(-(-ROUNDS // IN_A_STORE)))
def test_a_killed_client(new_store: NewStore, other: Callable[[], Store], tmp_path: Path, root: Path, part: int) -> None:
    uri, control, rng = new_store(tmp_path), other(), random.Random(part)
    files: list[str] = []
    told: set[str] = set()
    left: list[str] = []
    kills = 0
    for round in range(min(IN_A_STORE, ROUNDS - part * IN_A_STORE)):
        new = _files(tmp_path / "plans" / str(round), round)
        files += new
        # What was left over comes first: the next run goes on where the killed one stopped.
        said, killed = _killed(uri, [*left, *new], root, rng)
        kills += killed
        assert {status for _, status in said} <= {"added"}
        told |= {file for file, _ in said}
        there = _look(uri, control, set(files), told)
        left = sorted(set(files) - there)[-len(new) :]
        files = sorted(there | set(left))
    assert kills, "no round was killed"
    rest = sorted(set(files) - _look(uri, control, set(files), told))
    end = subprocess.run([sys.executable, "-c", INGEST, uri, *rest], cwd=root, capture_output=True, text=True, timeout=600)
    assert end.returncode == 0, end.stderr
    assert _look(uri, control, set(files), told) == set(files)
