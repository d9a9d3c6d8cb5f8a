"""The commands that need a store, on the samples: ingest, trace, ask, cypher, status, remove, demo, and the four functions for scripts."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cancu as package
from cancu.api import ingest_files
from tests.conftest import PLAN, Call

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "corpus" / "samples"
RECORDS = ROOT / "corpus" / "records"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the hand-made records of the samples."""
    path = tmp_path_factory.mktemp("store") / "samples.db"
    with package.open_store(str(path)) as opened:
        done = package.ingest([RECORDS], opened)
    assert [d.file for d in done if d.error] == []
    return path


def test_ingest_prints_a_row_each_and_a_second_time_changes_nothing(cancu: Call, tmp_path: Path) -> None:
    db, plan = tmp_path / "a.db", sorted(SAMPLES.glob("*.txt"))[0]
    first = cancu("ingest", plan, "--store", db, "--format", "json")
    assert first.code == 0
    (row,) = json.loads(first.out)
    assert row["file"] == str(plan)
    assert row["status"] == "added"
    assert row["tasks"] > 0
    again = cancu("ingest", plan, "--store", db)
    assert "như cũ" in again.out
    assert "Đã nạp 1 văn bản, hỏng 0, bỏ qua 0." in again.err


def test_a_dry_run_makes_no_store(cancu: Call, tmp_path: Path) -> None:
    answer = cancu("ingest", SAMPLES, "--store", tmp_path / "a.db", "--dry-run", "--format", "csv")
    assert answer.code == 0
    assert {r["status"] for r in csv.DictReader(io.StringIO(answer.out))} == {"dry_run"}
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize("form", ["jsonl", "csv", "json", "table"])
def test_an_ingest_that_is_broken_off_tells_what_it_stored(cancu: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(PLAN.replace("12/", f"1{n}/"), encoding="utf-8")

    def stopped(files: list[Path], *args: object, **more: object) -> Iterator[Any]:
        yield from ingest_files(files[:2], *args, **more)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr("cancu.commands.ingest.ingest_files", stopped)
    answer = cancu("ingest", tmp_path, "--store", tmp_path / "a.db", "--format", form)
    assert answer.code == 130
    assert [n for n in range(3) if f"{n}.txt" in answer.out] == [0, 1]
    assert answer.out.count("file") == {"jsonl": 2, "csv": 1, "json": 2, "table": 0}[form]
    notes = ["ingest.summary", "ingest.left", "interrupted"]
    if form in ("json", "jsonl"):
        assert [json.loads(line)["note"] for line in answer.err.splitlines()] == notes
    else:
        assert "Đã nạp 2 văn bản" in answer.err and "Còn 1 tệp" in answer.err
    assert json.loads(cancu("status", "--store", tmp_path / "a.db", "--format", "json").out)["documents"] == 2


def test_what_fails_is_named_and_the_rest_is_stored(cancu: Call, tmp_path: Path) -> None:
    folder, db = tmp_path / "in", tmp_path / "a.db"
    (folder / "deeper").mkdir(parents=True)
    (folder / "deeper" / "plan.txt").write_text(PLAN, encoding="utf-8")
    (folder / "empty.txt").touch()
    (folder / "letter.txt").write_text("Anh Ba ơi, mai mình đi chợ nhé.\n", encoding="utf-8")
    (folder / "list.json").write_text("[1, 2]")
    (folder / "torn.json").write_text('{"document": {\n')
    answer = cancu("ingest", folder, "--store", db, "--format", "json")
    assert answer.code == 1
    assert [(Path(r["file"]).name, r["status"]) for r in json.loads(answer.out)] == [("plan.txt", "added")]
    told = [json.loads(line) for line in answer.err.splitlines()]
    assert [(t["code"], Path(t["file"]).name, t["place"]) for t in told if "code" in t] == [
        ("input.empty", "empty.txt", None),
        ("input.not_a_plan", "letter.txt", None),
        ("record.shape", "list.json", "/"),
        ("record.json", "torn.json", "2:1"),
    ]
    assert all(t["remedy"] for t in told if "code" in t)
    assert json.loads(cancu("status", "--store", db, "--format", "json").out)["documents"] == 1
    assert cancu("ingest", folder / "letter.txt", "--store", db, "--force").code == 0
    assert json.loads(cancu("status", "--store", db, "--format", "json").out)["documents"] == 2


def test_trace_draws_plans_tasks_and_the_sentence_at_every_hop(cancu: Call, store: Path) -> None:
    rows = json.loads(cancu("trace", "76/nq-cp", "--store", store, "--format", "json").out)
    assert len(rows) > 20
    drawn = cancu("trace", "76/NQ-CP", "--store", store, "--full")
    assert drawn.code == 0
    flat = " ".join(drawn.out.replace("│", " ").replace("├──", " ").replace("└──", " ").split())
    assert f"{len(rows)} nhiệm vụ trong {len({r['plan'] for r in rows})} kế hoạch bắt nguồn từ 76/NQ-CP." in flat
    for row in rows:
        assert " ".join(row["text"].split()) in flat
        assert all(name in flat for name in row["leads"])
        assert all(sentence in flat for sentence in row["evidence"] if sentence)
    cut = cancu("trace", "76/NQ-CP", "--store", store)
    assert len(cut.out) < len(drawn.out)


def test_trace_of_what_no_task_derives_from_says_so(cancu: Call, store: Path) -> None:
    lonely = json.loads(
        cancu(
            "cypher", "--store", store, "--format", "json",
            "MATCH (i:Instrument) WHERE NOT (i)<--() AND NOT (i)-[:ORDERS]->() AND i.number IS NOT NULL RETURN i.id AS id LIMIT 1",
        ).out
    )  # fmt: skip
    for row in lonely:
        assert "Không có nhiệm vụ nào" in cancu("trace", row["id"], "--store", store).out


def test_a_number_that_is_not_there_is_wrong_use(cancu: Call, store: Path) -> None:
    answer = cancu("trace", "99999/QĐ-XYZ", "--store", store)
    assert answer.code == 2
    assert "99999/QĐ-XYZ" in answer.err


def test_a_number_that_fits_several_lists_them(cancu: Call, tmp_path: Path) -> None:
    for name, issuer in (("a", "Sở Nội vụ tỉnh Lam Xuyên"), ("b", "Sở Y tế tỉnh Lam Xuyên")):
        document = {"type": "Kế hoạch", "number": "5/KH-S", "date": "2025-01-02", "issuer": issuer, "title": name, "status": "issued"}
        (tmp_path / f"{name}.json").write_text(json.dumps({"source": f"{name}.txt", "document": document}), encoding="utf-8")
    db = tmp_path / "a.db"
    assert cancu("ingest", tmp_path / "a.json", tmp_path / "b.json", "--store", db).code == 0
    answer = cancu("trace", "5/KH-S", "--store", db, "--format", "json")
    assert answer.code == 2
    told = json.loads(answer.err)
    assert told["code"] == "question.several_instruments"
    assert len(told["candidates"]) == 2
    assert cancu("trace", "5/KH-S", "--issuer", "Sở Y tế", "--store", db).code == 0
    assert cancu("trace", told["candidates"][0], "--store", db).code == 0


def test_ask_lists_and_answers_in_every_format(cancu: Call, store: Path) -> None:
    listed = json.loads(cancu("ask", "--format", "json").out)
    assert {"derived_tasks", "legal_bases", "evidence", "unresolved"} <= {q["name"] for q in listed}
    assert "derived_tasks" in cancu("ask").out
    args = ("ask", "derived_tasks", "number=76/NQ-CP", "limit=3", "--store", store)
    rows = json.loads(cancu(*args, "--format", "json").out)
    assert len(rows) == 3
    assert [json.loads(line) for line in cancu(*args, "--format", "jsonl").out.splitlines()] == rows
    sheet = list(csv.DictReader(io.StringIO(cancu(*args, "--format", "csv").out)))
    assert [r["task"] for r in sheet] == [r["task"] for r in rows]
    assert "Chủ trì" in cancu(*args).out
    assert "Leads" in cancu(*args, "--lang", "en").out


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["no_such"], "question.unknown"),
        (["derived_tasks"], "question.missing_parameter"),
        (["derived_tasks", "number=76/NQ-CP", "colour=red"], "question.unknown_parameter"),
        (["derived_tasks", "number=76/NQ-CP", "limit=many"], "question.bad_parameter"),
    ],
)
def test_a_wrong_question_is_told(cancu: Call, store: Path, args: list[str], code: str) -> None:
    answer = cancu("ask", *args, "--store", store, "--format", "json")
    assert answer.code == 2
    assert json.loads(answer.err)["code"] == code


def test_cypher_reads_and_writes_only_when_told(cancu: Call, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    cancu("ingest", tmp_path / "plan.txt", "--store", db)
    count = ("cypher", "MATCH (n:Mine) RETURN count(n) AS n", "--store", db, "--format", "json")
    make = ("cypher", "CREATE (n:Mine {id: 'a'})", "--store", db)
    refused = cancu(*make)
    assert refused.code == 2
    assert "--write" in refused.err
    assert json.loads(cancu(*count).out) == [{"n": 0}]
    assert cancu(*make, "--write").code == 0
    assert json.loads(cancu(*count).out) == [{"n": 1}]
    wrong = cancu("cypher", "MATCH (n RETURN n", "--store", db)
    assert wrong.code == 2
    assert len(wrong.err.splitlines()) == 1


def test_remove_takes_one_document_and_only_that(cancu: Call, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    plans = sorted(SAMPLES.glob("*.txt"))[:3]
    cancu("ingest", *plans[:2], "--store", db)
    before = cancu("status", "--store", db, "--format", "json").out
    cancu("ingest", plans[2], "--store", db)
    assert cancu("status", "--store", db, "--format", "json").out != before
    gone = cancu("remove", plans[2], "--store", db, "--format", "json")
    assert json.loads(gone.out)["status"] == "removed"
    assert cancu("status", "--store", db, "--format", "json").out == before
    unknown = cancu("remove", plans[2], "--store", db)
    assert unknown.code == 2
    assert plans[2].name in unknown.err
    assert cancu("remove", plans[1].name, "--store", db).code == 0


def test_a_store_held_by_another_process_ends_with_3(cancu: Call, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    code = "import sys, cancu\nwith cancu.open_store(sys.argv[1]):\n    print('held', flush=True)\n    sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code, str(db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as holder:
        assert holder.stdin and holder.stdout
        assert holder.stdout.readline().strip() == b"held"
        answer = cancu("status", "--store", db)
        holder.stdin.close()
    assert answer.code == 3
    assert str(db) in answer.err
    assert "tiến trình" in answer.err
    assert cancu("status", "--store", db).code == 0


def test_demo_answers_both_questions_of_the_house(cancu: Call) -> None:
    answer = cancu("demo")
    assert answer.code == 0
    first, _, second = answer.out.partition("Câu hỏi 2.")
    assert "bắt nguồn từ 76/NQ-CP." in first
    assert first.count("nhiệm vụ nữa") > 10, "three tasks a plan, and how many more"
    assert "nhiệm vụ nữa" not in cancu("demo", "--full").out.partition("Câu hỏi 2.")[0]
    assert "cặp nhiệm vụ có cùng một việc" in second and "Giao lại cho cùng một cơ quan" in second
    assert not list(Path().iterdir())


def test_scripts_have_the_same_in_python(store: Path) -> None:
    with package.open_store(str(store), create=False) as opened:
        rows = package.ask(opened, "derived_tasks", number="76/NQ-CP")
        assert {"task", "leads", "deadline", "path", "evidence"} <= rows[0].keys()
        with pytest.raises(package.CancuError) as told:
            package.ask(opened, "derived_tasks", number="1/NO-SUCH")
        assert told.value.code == "question.unknown_instrument"
    plan = sorted(SAMPLES.glob("*.txt"))[0]
    assert package.read(plan).to_json() == package.read(plan.read_bytes(), name=plan.name).to_json()
    with pytest.raises(package.CancuError):
        package.read("no-such-file.txt")


@pytest.mark.needs_shared
def test_the_five_plans_are_traced(cancu: Call, tmp_path: Path, shared: Path) -> None:
    gold = sorted((shared / "gold").glob("0*.json"))
    assert cancu("ingest", *gold, "--store", tmp_path / "g.db").code == 0
    assert "228 nhiệm vụ trong 5 kế hoạch" in cancu("trace", "76/NQ-CP", "--store", tmp_path / "g.db").out
    assert cancu("ingest", shared / "plans", "--store", tmp_path / "p.db").code == 0
    rows = json.loads(cancu("trace", "76/NQ-CP", "--store", tmp_path / "p.db", "--format", "json").out)
    read = [package.read(p) for p in sorted((shared / "plans").glob("*.txt"))]
    assert len(rows) == sum(len(r.part("assignments")) for r in read)
    assert all(r["evidence"] and all(r["evidence"]) and len(r["evidence"]) == r["hops"] for r in rows)


def test_a_store_within_the_folder_is_not_taken_for_plans(cancu: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The default store lies where the call is made: the same call again reads the plans alone."""
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CANCU_STORE", raising=False)
    assert cancu("ingest", ".").code == 0
    again = cancu("ingest", ".", "--format", "json")
    assert (again.code, [r["status"] for r in json.loads(again.out)]) == (0, ["unchanged"])
    assert [json.loads(line)["note"] for line in again.err.splitlines()] == ["ingest.summary"]
    assert json.loads(again.err)["skipped"] == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
@pytest.mark.parametrize("command", ["ingest", "read"])
def test_a_pipe_in_place_of_a_file_is_told_at_once(cancu: Call, tmp_path: Path, command: str) -> None:
    os.mkfifo(tmp_path / "x.txt")
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    store = ("--store", tmp_path / "a.db") if command == "ingest" else ("-o", tmp_path / "out")
    for path in (tmp_path, tmp_path / "x.txt"):
        answer = cancu(command, path, *store, "--format", "json", "--limit", "seconds=5")
        errors = [e for e in map(json.loads, answer.err.splitlines()) if "code" in e]
        assert (answer.code, [(e["code"], e["file"]) for e in errors]) == (1, [("file.special", str(tmp_path / "x.txt"))])


def test_people_read_the_names_of_bodies_and_programs_their_ids(cancu: Call, store: Path) -> None:
    asked = ("ask", "agency_load", "agency=Sở Nội vụ", "--store", store)
    ids = {r["agency"] for r in json.loads(cancu(*asked, "--format", "json").out)}
    assert len(ids) > 1 and all("/province/" in id for id in ids)
    drawn = cancu(*asked).out
    assert "/province/" not in drawn and "Sở Nội vụ tỉnh" in drawn


@pytest.mark.parametrize("question", [("overlaps", "limit=3"), ("derived_tasks", "number=76/NQ-CP", "limit=3")])
def test_a_table_without_room_is_told_row_by_row(
    cancu: Call, monkeypatch: pytest.MonkeyPatch, store: Path, question: tuple[str, ...]
) -> None:
    asked = ("ask", *question, "--store", store, "--lang", "en")
    rows = json.loads(cancu(*asked, "--format", "json").out)
    monkeypatch.setenv("COLUMNS", "80")
    narrow = cancu(*asked).out
    assert max(map(len, narrow.splitlines())) <= 80
    assert len(re.split(r"\n *\n", narrow.strip())) == len(rows) == 3
    for row in rows:
        for value in row.values():
            for text in value if isinstance(value, list) else [value]:
                assert text is None or "".join(str(text).split()) in "".join(narrow.split())
    monkeypatch.setenv("COLUMNS", "400")
    assert "─" * 200 in cancu(*asked).out
