"""The house stands as it was meant to: imports go one way, modules stay small, the public face is what it says."""

from __future__ import annotations

import ast
import doctest
import importlib
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("knowledge", "extract", "graph", "queries", "cancu")
OUTSIDE = ("corpus", "bench", "tests", "docs")
MODULES = [p for layer in LAYERS for p in sorted((ROOT / layer).rglob("*.py"))]
LONGEST = 300


def imports(path: Path, root: Path = ROOT) -> Iterator[str]:
    """Every module that a file imports, by its full name, wherever in the file it does so."""
    package = [*path.relative_to(root).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def wrong_way(path: Path, root: Path = ROOT) -> list[str]:
    """Imports of a module that go against the direction, or to what nothing may import."""
    layer = path.relative_to(root).parts[0]
    below = LAYERS[: LAYERS.index(layer) + 1]
    out = []
    for name in imports(path, root):
        top = name.partition(".")[0]
        against = top in LAYERS and top not in below
        too_deep = layer == "graph" and top == "extract" and not (name + ".").startswith("extract.record.")
        if against or top in OUTSIDE or too_deep:
            out.append(name)
    return out


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    assert wrong_way(path) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("knowledge/a.py", "from extract.layout import Layout"),
        ("extract/find/a.py", "import graph.model"),
        ("graph/a.py", "from extract import layout"),
        ("graph/a.py", "def f():\n    from extract.pipeline import read_record"),
        ("queries/a.py", "from cancu.output import Output"),
        ("cancu/commands/a.py", "import corpus"),
        ("extract/find/a.py", "from ...graph import model"),
    ],
)
def test_a_wrong_import_is_seen(tmp_path: Path, file: str, line: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(line + "\n", encoding="utf-8")
    assert wrong_way(path, tmp_path)


def test_a_right_import_is_let_through(tmp_path: Path) -> None:
    path = tmp_path / "graph" / "stores" / "a.py"
    path.parent.mkdir(parents=True)
    path.write_text("from extract.record import Record\nfrom ..model import Node\nfrom knowledge import load\nimport extract.record\n")
    assert wrong_way(path, tmp_path) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    return done.stdout.strip()


def test_the_public_face_is_four_functions_the_error_and_the_version() -> None:
    names = python("import cancu; print(*[n for n in dir(cancu) if not n.startswith('__') or n == '__version__'])")
    assert sorted(names.split()) == ["CancuError", "__version__", "ask", "ingest", "open_store", "read"]


def test_import_cancu_brings_nothing_heavy() -> None:
    assert python("import sys, cancu; print(*(m for m in HEAVY if m in sys.modules))".replace("HEAVY", repr(HEAVY))) == ""


def test_every_public_name_is_there_and_told() -> None:
    import cancu

    for name in cancu.__all__:
        assert getattr(cancu, name) is not None
        assert name == "__version__" or getattr(cancu, name).__doc__


@pytest.mark.parametrize("name", ["cancu", "cancu.api", "knowledge.normal"])
def test_the_examples_in_docstrings_hold(name: str) -> None:
    done = doctest.testmod(importlib.import_module(name))
    assert done.attempted
    assert done.failed == 0


def test_an_unknown_name_is_an_attribute_error() -> None:
    import cancu

    with pytest.raises(AttributeError):
        cancu.nothing_of_the_kind  # noqa: B018


HEAVY = (
    "click",
    "yaml",
    "rich",
    "spacy",
    "underthesea",
    "networkx",
    "jpype",
    "arcadedb_embedded",
    "neo4j",
    "pdfplumber",
    "docx",
    "ahocorasick",
)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom cancu.__main__ import run\ncode = run(['--help'])\n"
        f"print(code, *(m for m in {HEAVY[1:]!r} if m in sys.modules), "
        "*(m for m in sys.modules if m.startswith(('extract', 'graph', 'queries', 'knowledge', 'cancu.commands.'))), sep='|')"
    )
    assert python(code).splitlines()[-1] == "0"


def test_the_packages_of_the_wheel_are_those_of_the_tree() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    found = {".".join(p.parent.relative_to(ROOT).parts) for layer in LAYERS for p in (ROOT / layer).rglob("__init__.py")}
    assert set(listed) - {"cancu.messages", "cancu.samples", "knowledge.schemas", "knowledge.vi"} == found  # those hold data
