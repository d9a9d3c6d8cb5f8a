"""The engines that tests run on, and what is done with a server's remarks."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from graph import server
from graph.server import USER, Server
from graph.stores import Store, open_store
from knowledge import StoreError

REQUIRED = frozenset(os.environ.get("CANCU_REQUIRE", "").replace(",", " ").split())
QUICK_JVM = ("-XX:TieredStopAtLevel=1",)  # a server for some minutes: a quick start is worth more than fast code
NewStore = Callable[[Path], str]


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Neo4j of the tests' own, started by the program itself; ``neo4j://`` means it while the tests run."""
    with pytest.MonkeyPatch.context() as env:
        for name in ("NEO4J_URI", "NEO4J_USER", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
            env.delenv(name, raising=False)
        env.setenv("CANCU_HOME", str(tmp_path_factory.mktemp("home")))
        env.setenv("CANCU_NEO4J_HEAP", "512m")
        env.setenv("CANCU_NEO4J_PAGECACHE", "64m")
        try:
            started, _ = server.start(ports=(0, 0), jvm=QUICK_JVM)
        except StoreError as e:
            if e.code not in ("server.extra", "server.fetch") or "neo4j" in REQUIRED:
                raise
            pytest.skip(f"no Neo4j to test on: {e}")
        try:
            yield started
        finally:
            server.stop()


def emptied(server: Server) -> str:
    """The address of a server, its one database empty."""
    login = (USER, server.password_file.read_text(encoding="utf-8").strip())
    with GraphDatabase.driver(server.store, auth=login) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")
    return server.store


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def new_store(request: pytest.FixtureRequest) -> NewStore:
    """On each engine: the address of an empty store. ``folder`` is where a store of files may lie; a server has one store at a time."""
    if request.param == "embedded":
        return lambda folder: str(folder / "db")
    running: Server = request.getfixturevalue("neo4j_server")
    return lambda folder: emptied(running)


@pytest.fixture
def store(tmp_path: Path, new_store: NewStore) -> Iterator[Store]:
    """An empty store of each kind, open."""
    with open_store(new_store(tmp_path)) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Store]:
    """An empty embedded store, open."""
    with open_store(str(tmp_path / "s.db")) as opened:
        yield opened


class _Remarks(logging.Handler):
    """What the server remarked on statements: a name that it does not know, or what will not work for long, is a mistake of ours."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if said.startswith(("UNRECOGNIZED", "DEPRECATION")):
            self.heard.append(said)


REMARKS = _Remarks()
LOG = logging.getLogger("graph.stores.neo4j")
LOG.addHandler(REMARKS)
LOG.setLevel(logging.INFO)


@pytest.fixture(autouse=True)
def no_remarks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test on whose statements the server remarked something, unless the test is marked ``remarks``."""
    yield
    heard, REMARKS.heard = REMARKS.heard, []
    if heard and not request.node.get_closest_marker("remarks"):
        pytest.fail("the server remarks:\n" + "\n".join(heard), pytrace=False)
