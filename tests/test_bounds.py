"""Files are read in children within bounds: what hangs, dies or eats too much is named, the rest goes on, in order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cancu import jobs
from cancu.jobs import Done, Job
from cancu.pool import Pool, workers
from extract.bounds import Bounds, from_environment, parse
from knowledge import CancuError, InputError, UsageError

from .conftest import PLAN
from .word import docx, p

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(os.name != "posix", reason="bounds of memory and groups of processes are the system's")

# -- bounds ----------------------------------------------------------------------------------------------------------------------


def test_bounds_are_set_by_name_with_units() -> None:
    assert parse(["memory=2G", "seconds=5", "pages=0", "part=16kb"]) == Bounds(memory=2 << 30, seconds=5, pages=0, part=16 << 10)
    assert from_environment({"CANCU_LIMITS": "seconds=5, pages=7"}, ["pages=9"]) == Bounds(seconds=5, pages=9)
    assert from_environment({}) == Bounds()


@pytest.mark.parametrize("wrong", ["memory", "memory=", "speed=9", "pages=-1", "seconds=1.5", "memory=2T", "=", ""])
def test_a_wrong_bound_is_wrong_use(wrong: str) -> None:
    with pytest.raises(UsageError) as e:
        parse([wrong])
    assert e.value.code == "usage.limit"


def test_how_many_children() -> None:
    assert (workers(8, 3), workers(1, 3), workers(None, 1), workers(2, 0)) == (3, 1, 1, 1)


def test_an_error_survives_the_way_out_of_a_child() -> None:
    error = InputError("input.too_large", file="Kế hoạch\udcff.txt", place="1:2", size=3, limit=2)
    back = jobs.unpack(jobs.pack(Done(error=error))).error
    assert (type(back), str(back)) == (InputError, str(error))
    assert jobs.unpack(jobs.pack(Done("chữ \ud800"))).value == "chữ \ud800"


# -- children --------------------------------------------------------------------------------------------------------------------

CHILD = """
import os, sys, time, json
from cancu import jobs, worker
out = os.fdopen(os.dup(1), "wb")
worker.send(out, b"ready")
while (message := worker.receive(sys.stdin.buffer)) is not None:
    name = jobs.ordered(message)[0].file
    if name.startswith("sleep"):
        time.sleep(float(name[5:]))
    if name == "hang":
        time.sleep(60)
    if name == "die":
        os.kill(os.getpid(), 9)
    if name == "leave":
        sys.exit(3)
    if name == "mumble":
        out.write(b"!"); out.flush(); os._exit(0)
    worker.send(out, jobs.pack(jobs.Done(f"{name} {os.getpid()}")))
"""


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(2, Bounds(seconds=2), ("-c", CHILD)) as made:
        yield made


def results(pool: Pool, *names: str) -> list[Done]:
    return list(pool.results((Job("plan", n), None) for n in names))


def test_results_come_in_order_whoever_is_first(pool: Pool) -> None:
    found = results(pool, "sleep0.4", "b", "c", "sleep0.2", "e", "f", "g", "h")
    assert [d.value.split()[0] for d in found] == ["sleep0.4", "b", "c", "sleep0.2", "e", "f", "g", "h"]
    assert len({d.value.split()[1] for d in found}) == 2


def test_one_that_dies_or_hangs_names_its_file_and_the_rest_goes_on(pool: Pool) -> None:
    found = results(pool, "a", "die", "b", "hang", "leave", "c", "mumble", "d")
    assert [(d.error.code, d.error.file, d.error.values) if d.error else d.value.split()[0] for d in found] == [
        "a",
        ("bounds.died", "die", {"reason": "SIGKILL"}),
        "b",
        ("bounds.time", "hang", {"seconds": 2}),
        ("bounds.died", "leave", {"reason": "3"}),
        "c",
        ("bounds.died", "mumble", {"reason": "0"}),
        "d",
    ]


def test_a_child_that_cannot_begin_is_told() -> None:
    with Pool(1, Bounds(seconds=2), ("-c", "import sys; sys.exit(7)")) as made:
        assert [d.error and d.error.values for d in results(made, "a", "b")] == [{"reason": "7"}, {"reason": "7"}]


def test_an_end_before_the_last_result_leaves_no_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", None)
    begun = time.monotonic()
    with Pool(2, Bounds(), ("-c", CHILD)) as made:
        assert next(made.results((Job("plan", n), None) for n in ("a", "hang", "hang", "hang"))).value
        ids = [w.process.pid for w in made._all]
    assert time.monotonic() - begun < 30
    for one in ids:
        with pytest.raises(ProcessLookupError):
            os.kill(one, 0)
    assert list(tmp_path.iterdir()) == []


# -- real files in real children ----------------------------------------------------------------------------------------------------


def read(files: dict[str, bytes], folder: Path, count: int = 2, **bounds: int) -> dict[str, object]:
    """What becomes of files: an error's code, or the record's number."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with Pool(count, Bounds(**bounds)) as made:
        found = list(made.results((Job("plan", str(folder / n)), None) for n in files))
    return {n: d.error.code if d.error else d.value["data"]["document"]["number"] for n, d in zip(files, found, strict=True)}


def test_files_are_read_within_bounds(tmp_path: Path) -> None:
    big = docx("<w:p/>" * 6_000_000)  # a small file, a large tree
    files = {
        "a.txt": PLAN.encode(),
        "big.docx": big,
        "long.txt": PLAN.encode() + b"x" * 9_000_000,
        "b.txt": PLAN.encode(),
    }
    found = read(files, tmp_path, memory=450 << 20, source=8 << 20)
    assert found == {"a.txt": "12/KH-UBND", "big.docx": "bounds.memory", "long.txt": "input.too_large", "b.txt": "12/KH-UBND"}


def test_a_slow_file_is_given_up(tmp_path: Path) -> None:
    slow = docx("".join(p("Sở Nội vụ chủ trì, phối hợp với Sở Tài chính. " * 40) for _ in range(3_000)))
    found = read({"slow.docx": slow, "a.txt": PLAN.encode()}, tmp_path, count=1, seconds=1)
    assert found == {"slow.docx": "bounds.time", "a.txt": "12/KH-UBND"}


def test_what_fails_in_a_child_is_an_error_like_any_other(tmp_path: Path) -> None:
    assert read({"a.txt": b"", "b.json": b"{}"}, tmp_path)["a.txt"] == "input.empty"


def test_reading_in_this_process_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(PLAN, encoding="utf-8")
    given = [
        (Job("print", str(path), "record", None), None),
        (Job("record", str(path)), None),
        (Job("print", "-", "layout", "text", stdin=True), PLAN.encode()),
    ]
    both = []
    for count in (0, 1):
        with Pool(count, Bounds()) as made:
            both.append([d.value for d in made.results(given)])
    assert both[0] == both[1]
    assert both[0][2] == PLAN
    assert json.loads(both[0][0])["document"] == both[0][1]["data"]["document"]


def cancu(*args: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    given = {k: v for k, v in os.environ.items() if not k.startswith("CANCU_")} | {"CANCU_LANG": "en", "PYTHONPATH": str(ROOT), **env}
    return subprocess.run(
        [sys.executable, "-m", "cancu", *map(str, args)], cwd=cwd, env=given, capture_output=True, encoding="utf-8", timeout=900
    )


def test_a_folder_is_read_in_parallel_and_printed_in_order(tmp_path: Path) -> None:
    for n in range(6):
        (tmp_path / f"{n}.txt").write_text(PLAN.replace("12/", f"{n + 1}/") + "\n" * (5000 if n == 0 else 0), encoding="utf-8")
    (tmp_path / "3.docx").write_bytes(b"PK\x03\x04word/")
    done = cancu("read", tmp_path, "--workers", 3, cwd=tmp_path)
    assert done.returncode == 1
    assert [r["document"]["number"] for r in json.loads(done.stdout)] == [f"{n}/KH-UBND" for n in range(1, 7)]
    assert "3.docx" in done.stderr and "Traceback" not in done.stderr
    assert cancu("read", tmp_path, "--workers", 3, cwd=tmp_path).stdout == cancu("read", tmp_path, "--workers", 1, cwd=tmp_path).stdout


def test_bounds_come_from_options_and_the_environment(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    for done in (
        cancu("read", "a.txt", "--limit", "source=10", cwd=tmp_path),
        cancu("check", "a.txt", cwd=tmp_path, CANCU_LIMITS="source=10"),
        cancu("ingest", "a.txt", "--dry-run", "--limit", "source=10", cwd=tmp_path),
    ):
        assert done.returncode == 1
        assert "10 bytes" in done.stderr
    wrong = cancu("read", "a.txt", "--limit", "size=1", cwd=tmp_path)
    assert (wrong.returncode, "usage.limit" in wrong.stderr or "size=1" in wrong.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.needs_shared
@pytest.mark.needs_soffice
def test_hostile_files_are_each_read_or_named_and_the_good_one_is_stored(tmp_path: Path, shared: Path) -> None:
    folder, here = tmp_path / "in", tmp_path / "here"
    folder.mkdir()
    here.mkdir()
    for path in sorted((shared / "inputs" / "hostile").iterdir()):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "good.docx").write_bytes((shared / "inputs" / "002_typed.docx").read_bytes())
    before = {f.name for f in tmp_path.iterdir()}
    done = cancu(
        "ingest", folder, "--store", here / "db", "--workers", 2, "--limit", "seconds=20", "--format", "json", cwd=here, TMPDIR=str(here)
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    told = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    errors = {Path(t["file"]).name: t["code"] for t in told if "code" in t}
    stored = {Path(r["file"]).name for r in json.loads(done.stdout)}
    assert stored | set(errors) == {f.name for f in folder.iterdir()}
    assert not stored & set(errors)
    assert {
        "good.docx",
        "strict_ooxml.docx",
        "macro_type.docm",
        "ole_named.docx",
        "docx_named.pdf",
        "zip_slip.docx",
        "external_relation.docx",
    } <= stored
    wanted = {
        "billion_laughs.docx": "docx.dtd", "external_entity.docx": "docx.dtd", "broken_xml.docx": "docx.damaged",
        "truncated.docx": "docx.damaged",
        "zip_bomb_1GB.docx": "docx.part_too_large", "nested_tables_3000.docx": "docx.too_deep", "no_document_xml.docx": "docx.no_document",
        "password.docx": "input.password", "truncated.doc": "doc.truncated", "empty.doc": "input.empty", "empty.docx": "input.empty",
        "empty.pdf": "input.empty", "html_named.pdf": "input.html",
    }  # fmt: skip
    assert {n: errors.get(n) for n in wanted} == wanted
    assert "internal" not in errors.values()
    assert {f.name for f in tmp_path.iterdir()} == before
    assert {f.name for f in here.iterdir()} == {"db"}
    assert all(isinstance(t.get("remedy"), str) for t in told if "code" in t)


def test_no_error_of_reading_is_without_a_sentence() -> None:
    """Codes that are raised through a helper are no constant of a call that other tests see."""
    import re

    from cancu.language import messages

    codes: set[str] = set()
    for path in (ROOT / "extract" / "read").rglob("*.py"):
        codes |= set(re.findall(r'(?:Error|_error)\(\s*"([a-z]+\.[a-z_]+)"', path.read_text(encoding="utf-8")))
    known = messages("vi")
    assert {"docx.dtd", "input.password", "doc.no_soffice"} <= codes
    assert sorted(c for c in codes if c not in known or f"{c}.remedy" not in known) == []
    assert isinstance(InputError("a.b"), CancuError)
