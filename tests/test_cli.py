"""The command line: help in two languages, options that stand anywhere, errors with file, place and remedy, exit codes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancu.__main__ import run
from cancu.files import targets
from cancu.front import COMMANDS
from tests.conftest import PLAN, Call

ROOT = Path(__file__).parent.parent


def test_help_names_every_command_in_both_languages(cancu: Call) -> None:
    vi, en = cancu("--help"), cancu("--help", "--lang", "en")
    for answer in (vi, en):
        assert answer.code == 0
        assert answer.err == ""
        assert all(f"  {name} " in answer.out for name in COMMANDS)
    assert "Cách dùng" in vi.out
    assert "Usage" in en.out
    assert vi.out != en.out


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_parameter_has_a_help_line(cancu: Call, name: str, lang: str) -> None:
    answer = cancu("--lang", lang, name, "--help")
    assert answer.code == 0
    assert f"cancu {name}" in answer.out
    assert not re.search(r"\bhelp\.\w", answer.out)


def test_without_a_command_help_is_shown_and_the_call_is_wrong(cancu: Call) -> None:
    answer = cancu()
    assert answer.code == 2
    assert "Cách dùng" in answer.err
    assert answer.out == ""


def test_version(cancu: Call) -> None:
    import cancu as package

    assert cancu("--version").out == f"cancu {package.__version__}\n"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["rad"], "Gần giống: read"),
        (["xyz"], "Không có lệnh xyz"),
        (["read"], "Thiếu PATH"),
        (["read", "--stge", "layout", "a"], "--stge"),
        (["read", "--stage", "moon", "a"], "layout, outline, mentions, record"),
        (["read", "--format", "csv", "a"], "json, jsonl, text"),
        (["status", "extra", "more"], "không dùng đến: extra; more"),
        (["status", "--store"], "--store cần 1 giá trị"),
        (["overlaps", "--decide", "a"], "--decide cần 2 giá trị"),
        (["overlaps", "--pairs=3"], "--pairs không mang giá trị"),
        (["overlaps", "--svg", "/"], "--svg cần một tệp"),
        (["neo4j", "files", "-o", __file__], "--output cần một thư mục"),
        (["ingest", ".", "--workers", "300"], "--workers cần một số nguyên từ 0 đến 256"),
        (["ingest", ".", "--workers", "x"], "--workers cần một số nguyên từ 0 đến 256"),
        (["--format", "csv", "read", "a"], "json, jsonl, text"),
        (["--format", "text", "status"], "table, json, jsonl, csv"),
        (["read", "no-such-file.txt"], "no-such-file.txt"),
        (["check", "."], "thư mục"),
        (["ingest"], "Thiếu PATHS"),
        (["ingest", "no-such-folder"], "no-such-folder"),
        (["ingest", "."], ".doc; .docm; .docx; .json"),
        (["status", "--store", "nowhere.db"], "nowhere.db"),
        (["trace", "76/NQ-CP"], "cancu.db"),
        (["ask", "derived_tasks", "76/NQ-CP"], "tên=giá trị"),
        (["status", "--store", "ftp://somewhere"], "ftp://somewhere"),
    ],
)
def test_a_wrong_call_ends_with_2_and_one_line_that_says_what_to_do(cancu: Call, args: list[str], says: str) -> None:
    answer = cancu(*args)
    assert answer.code == 2
    assert answer.out == ""
    assert says in answer.err
    assert len(answer.err.splitlines()) == 1
    assert answer.err.startswith("cancu: ")
    assert not list(Path().iterdir())  # nothing was made


@pytest.mark.parametrize("args", [["--format", "json", "--lang", "en", "read", "a.txt"], ["read", "a.txt", "--lang=en", "--format=json"]])
def test_options_stand_before_or_after_the_command_and_errors_are_objects(cancu: Call, args: list[str]) -> None:
    answer = cancu(*args)
    assert answer.code == 2
    assert json.loads(answer.err) == {
        "code": "path.unknown",
        "file": "a.txt",
        "place": None,
        "message": "There is no such file or folder.",
        "remedy": "Check the path.",
    }


@pytest.mark.parametrize(
    ("environ", "usage"),
    [({"CANCU_LANG": "en"}, "Usage"), ({"CANCU_LANG": "", "LANG": "en_GB.UTF-8"}, "Usage"), ({"LANG": "en"}, "Cách dùng")],
)
def test_the_language_comes_from_the_call_then_the_environment(
    cancu: Call, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], usage: str
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert usage in cancu("--help").out
    assert "Cách dùng" in cancu("--help", "--lang", "vi").out


def test_read_prints_a_record(cancu: Call, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    answer = cancu("read", path)
    record = json.loads(answer.out)
    assert answer.code == 0
    assert record["format"] == "cancu.record/1"
    assert record["source"] == "plan.txt"
    assert cancu("read", path).out == answer.out
    assert json.loads(cancu("read", path, "--format", "jsonl").out) == record


def test_read_takes_standard_input(cancu: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    with path.open("rb") as stream:
        done = subprocess.run([sys.executable, "-m", "cancu", "read", "-"], stdin=stream, capture_output=True, cwd=ROOT, check=True)
    ours = json.loads(cancu("read", path).out)
    assert json.loads(done.stdout) == ours | {"source": "stdin"}


@pytest.mark.parametrize("data", [PLAN.encode(), PLAN.replace("\n", "\r\n").encode(), ("a\fb\tc \x0b" + PLAN + "\n\n").encode()])
def test_text_is_printed_byte_for_byte(cancu: Call, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(data)
    assert run(["read", str(path), "--format", "text"]) == 0
    assert capfdbinary.readouterr().out == data


@pytest.mark.parametrize("stage", ["layout", "outline", "mentions"])
def test_every_stage_prints_itself(cancu: Call, tmp_path: Path, stage: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    answer = cancu("read", path, "--stage", stage)
    assert answer.code == 0
    assert f"cancu.{stage}/1" in json.loads(answer.out).values()


def test_a_folder_gives_a_file_each_and_what_fails_is_named(cancu: Call, tmp_path: Path) -> None:
    folder, out = tmp_path / "plans", tmp_path / "out"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "one.txt").write_text(PLAN, encoding="utf-8")
    (folder / "one.TXT.txt").write_text(PLAN, encoding="utf-8")
    (folder / "a" / "b" / "one.txt").write_text(PLAN, encoding="utf-8")
    (folder / "a" / "broken.txt").write_bytes(b"\x00\x01\x02\xff\xfe\x00" * 50)
    (folder / "a" / "note.xyz").write_text("?")
    (folder / ".hidden.txt").write_text(PLAN, encoding="utf-8")
    answer = cancu("read", folder, "-o", out)
    assert answer.code == 1
    assert answer.out == ""
    assert sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()) == ["a/b/one.json", "one.TXT.json", "one.json"]
    assert "broken.txt" in answer.err
    assert "note.xyz" in answer.err
    assert "Đã đọc 3 văn bản, hỏng 1, bỏ qua 1." in answer.err
    quiet = cancu("read", folder, "-o", out, "-q")
    assert len(quiet.err.splitlines()) == 1
    assert "broken.txt" in quiet.err
    printed = cancu("read", folder, "-q")
    assert [r["source"] for r in json.loads(printed.out)] == ["one.TXT.txt", "one.txt", "one.txt"]
    errors = [json.loads(line) for line in cancu("read", folder, "--format", "json").err.splitlines()]
    assert [e.get("file") for e in errors if "code" in e] == [str(folder / "a" / "broken.txt")]


def test_an_output_folder_inside_the_input_is_not_read(cancu: Call, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    for _ in range(2):
        assert cancu("read", tmp_path, "-o", tmp_path / "texts", "--format", "text").code == 0
    assert [p.name for p in (tmp_path / "texts").iterdir()] == ["plan.txt"]


def test_stems_that_clash_keep_their_file_names() -> None:
    root = Path("in")
    files = [root / n for n in ("a.docx", "a.txt", "b.txt", "c/a.txt", "B.pdf", "d.txt")]
    assert [str(p) for p in targets(files, root, ".json")] == [
        "a.docx.json",
        "a.txt.json",
        "b.txt.json",
        "c/a.json",
        "B.pdf.json",
        "d.json",
    ]


@given(st.sets(st.lists(st.sampled_from(["a", "b", "txt", "json"]), min_size=1, max_size=4).map(".".join), max_size=9))
def test_no_file_is_ever_written_over_another(names: set[str]) -> None:
    files = [Path("in") / n for n in sorted(names)]
    places = targets(files, Path("in"), ".json")
    assert len({str(p).casefold() for p in places}) == len(files)


@pytest.mark.parametrize(
    "data", [b"", b" \n\t\n", bytes(range(256)) * 20, b"\xff\xfeK\x00\xbf", b"\xd8", b"%PDF-1.7\n\x00\x01", PLAN.encode()[:5]], ids=range(7)
)
@pytest.mark.parametrize("command", ["read", "check", "ingest"])
def test_bad_bytes_are_told_and_never_traced(cancu: Call, tmp_path: Path, data: bytes, command: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    answer = cancu(command, path)
    assert answer.code in (0, 1)
    assert "Traceback" not in answer.err
    assert "internal" not in answer.err
    if answer.code:
        assert "bad.txt" in answer.err


def test_a_failure_of_ours_is_short_and_the_batch_goes_on(cancu: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import cancu.api as api

    real = api.stages

    def stages(data: bytes, file: str, **bounds: Any) -> object:
        if "a.txt" in file:
            raise ZeroDivisionError("of course")
        return real(data, file, **bounds)

    monkeypatch.setattr(api, "stages", stages)
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(PLAN, encoding="utf-8")
    answer = cancu("read", tmp_path, "-o", tmp_path / "out")
    assert answer.code == 1
    assert "Traceback" not in answer.err
    assert "ZeroDivisionError" in answer.err
    assert str(tmp_path / "a.txt") in answer.err
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["b.json"]
    assert cancu("check", tmp_path / "a.txt").code == 1
    monkeypatch.setenv("CANCU_DEBUG", "1")
    assert "Traceback" in cancu("check", tmp_path / "a.txt").err


def test_check_says_what_was_understood(cancu: Call, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    answer = cancu("check", path)
    assert answer.code == 0
    for word in ("12/KH-UBND", "76/NQ-CP", "Viện dẫn: 1", "Nhiệm vụ: 0"):
        assert word in answer.out
    found = json.loads(cancu("check", path, "--format", "json").out)
    assert found["document"]["number"] == "12/KH-UBND"
    assert found["citations"] == {"basis": 1}
    assert "recipients" in found["missing"]
    assert cancu("check", path, "--format", "csv").out.startswith("kind,section,text,at\n")


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    for args in (["read", path], ["read", path, "--format", "text"], ["check", path], ["ask"]):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [sys.executable, "-m", "cancu", *map(str, args)], stdout=writer, stderr=subprocess.PIPE, cwd=ROOT, check=False
        )
        os.close(writer)
        assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_is_quiet(tmp_path: Path) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environ = {**os.environ, "CANCU_LANG": "en"}

    def heard() -> None:  # a shell starts what runs in the background deaf to interrupts
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen([sys.executable, "-m", "cancu", "read", "-"], cwd=ROOT, env=environ, preexec_fn=heard, **pipes) as process:
        assert process.stdin and process.stderr
        process.stdin.write(b"a" * 200_000)  # more than a pipe holds: when this returns it is reading
        process.stdin.flush()
        for _ in range(10):  # one is enough, but for the instant before the program waits again
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
                break
        assert process.stderr.read().decode().strip() == "Stopped as asked."
    assert process.returncode == 130
