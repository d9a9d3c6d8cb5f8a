"""What the page on Neo4j tells a reviewer to do works: its statements give rows on both engines, the Browser's files are what it says."""

from __future__ import annotations

import io
import json
import re
import struct
import sys
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from cancu.api import record_of
from extract.record import Record
from graph.load import ingest
from graph.stores import Store, open_store
from graph.stores.base import LABELS
from knowledge import load
from queries import browser
from queries.given import GIVEN
from queries.run import ask, questions

from .conftest import Call
from .engines import NewStore
from .test_docs import commands, fences

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "neo4j.md"
PARAM = re.compile(r"^:param (\w+) => (.*);$", re.MULTILINE)


@lru_cache(maxsize=1)
def samples() -> list[tuple[Path, Record]]:
    return [(path, record_of(path)) for path in sorted((ROOT / "corpus" / "samples").glob("*.txt"))]


def fill(store: Store) -> None:
    for path, record in samples():
        ingest(store, record, path=str(path), knowledge=load())


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, new_store: NewStore) -> Iterator[Store]:
    """The samples, in a store of each kind."""
    with open_store(new_store(tmp_path_factory.mktemp("docs"))) as opened:
        fill(opened)
        yield opened


def statements() -> list[str]:
    return [text for kind, text in fences(PAGE) if kind == "cypher"]


def test_the_page_has_ten_statements_and_they_are_the_saved_ones() -> None:
    assert len(statements()) == 10
    assert [s.strip() for s in statements()] == [statement for _, _, statement in browser.pictures()]


def test_every_statement_gives_rows(store: Store) -> None:
    """And both engines give the same number of them, which stands here for the samples."""
    counts = [len(store.read(s)) for s in statements()]
    assert all(counts), counts
    drawn = [s for s in statements() if re.search(r"RETURN p$", s, re.MULTILINE)]
    assert len(drawn) == 6
    for s in drawn:
        assert all(part["properties"]["caption"] for row in store.read(s) for part in row["p"][::2])


def test_both_engines_give_equal_rows(store: Store, tmp_path: Path) -> None:
    """Rows are those of a folder with the same samples. A limit without an order may cut differently, so it is left out."""
    with open_store(str(tmp_path / "db")) as folder:
        fill(folder)
        for s in statements():
            whole = re.sub(r"RETURN p\nLIMIT \d+", "RETURN p", s)
            rows = [sorted(map(str, one.read(whole))) if "RETURN p\n" in s else one.read(whole) for one in (store, folder)]
            assert rows[0] == rows[1], s


def test_the_pages_commands_follow_each_other() -> None:
    names = [args[0] for args in commands(PAGE)]
    assert names[:5] == ["neo4j", "ingest", "trace", "neo4j", "neo4j"]
    assert "export" in names


def test_the_model_on_the_page_names_every_label_and_edge() -> None:
    (picture,) = (text for kind, text in fences(PAGE) if kind == "mermaid")
    listed = load().entries("graph")
    assert {e["name"] for e in listed if e["group"] == "node"} == set(LABELS) == set(browser.COLOURS)
    for e in listed:
        if e["group"] == "edge":
            for a, b in e["between"]:
                line = rf'{a}\["{a}.*↻ {e["name"]}\b.*"\]' if a == b else rf'{a} -->\|".*\b{e["name"]}\b.*"\| {b}'
                assert re.search(rf"^  {line}$", picture, re.MULTILINE), e["name"]


def test_the_page_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import reviewer

    assert reviewer.page() == PAGE.read_text(encoding="utf-8")
    sys.modules.pop("reviewer")


def test_the_pictures_are_small_and_shown() -> None:
    shown = re.findall(r"\]\((pictures/[^)]+\.png)\)", PAGE.read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(f"pictures/{p.name}" for p in (ROOT / "docs" / "pictures").iterdir())
    for name in shown:
        data = (ROOT / "docs" / name).read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert len(data) < 300_000
        assert struct.unpack(">2I", data[16:24]) >= (600, 300)


# What the Browser takes


def test_the_style_has_every_label_with_its_caption() -> None:
    rules = dict(re.findall(r"^(\S+) \{\n(.*?)^\}$", browser.style(), re.MULTILINE | re.DOTALL))
    assert set(rules) == {"node", "relationship", *(f"node.{label}" for label in LABELS)}
    assert len({re.search(r"  color: (#[0-9A-F]{6});", rules[f"node.{label}"])[1] for label in LABELS}) == len(LABELS)  # type: ignore[index]
    assert all('caption: "{caption}";' in rule for selector, rule in rules.items() if selector.startswith("node"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_archive_holds_the_questions_and_the_statements(lang: str) -> None:
    inside = zipfile.ZipFile(io.BytesIO(browser.archive(lang)))
    assert browser.archive(lang) == browser.archive(lang)
    assert inside.testzip() is None
    names = {Path(n).stem: inside.read(n).decode() for n in inside.namelist()}
    assert len(names) == len(inside.namelist())
    assert all(n.endswith(".cypher") and n.count("/") == 1 for n in inside.namelist())
    assert all(text.startswith("// ") for text in names.values())
    left_out = {q.name for q in questions()} - names.keys()
    assert left_out == {"compare_plans"}  # its words are compared outside the store
    assert set(names) == {"parameters", *(q.name for q in questions()), *(n for n, _, _ in browser.pictures())} - left_out
    for q in questions():
        if q.name in names:
            assert names[q.name].startswith(f"// {q.title[lang]}\n")
            assert names[q.name].endswith(q.cypher.strip() + "\n")


def test_the_saved_queries_give_what_ask_gives(store: Store) -> None:
    """The parameters as the engine evaluates them, the texts as they stand, comments and all."""
    saved = {Path(path).stem: text for path, text in browser.saved("vi")}
    given = PARAM.findall(saved["parameters"])
    assert len(given) == saved["parameters"].count("\n") - 1
    params = {name: store.read(f"RETURN {value} AS x")[0]["x"] for name, value in given}
    for q in (q for q in questions() if q.name in saved):
        asked = {"number": "76/NQ-CP", **{n: params[n] for n in ("id", "from", "to", "limit") if n in params}}
        wanted = ask(store, q.name, **{p.name: asked[p.name] for p in q.parameters if p.name in asked})
        found = store.read(saved[q.name], {name: params[name] for name in re.findall(r"\$(\w+)", q.cypher)})
        assert found, q.name
        assert sorted(map(str, found)) == sorted(map(str, wanted.rows)), q.name


def test_what_is_given_without_a_store_needs_none() -> None:
    for q in questions():
        for name in set(q.given) - set(q.spared):
            if browser.parameters(q) is not None:
                assert GIVEN[name](None, {})  # type: ignore[arg-type]


def test_the_command_writes_both_files(cancu: Call, tmp_path: Path) -> None:
    for _ in range(2):
        answer = cancu("neo4j", "files", "-o", tmp_path / "new" / "browser", "--lang", "en")
        assert (answer.code, answer.out.split()) == (0, [str(tmp_path / "new" / "browser" / n) for n in (browser.STYLE, browser.SAVED)])
        assert (tmp_path / "new" / "browser" / browser.STYLE).read_text(encoding="utf-8") == browser.style()
        assert (tmp_path / "new" / "browser" / browser.SAVED).read_bytes() == browser.archive("en")
    told = json.loads(cancu("neo4j", "files", "-o", tmp_path, "--format", "json").out)
    assert told == {"style": str(tmp_path / browser.STYLE), "saved": str(tmp_path / browser.SAVED)}
