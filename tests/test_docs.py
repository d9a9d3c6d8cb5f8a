"""The documentation says what is there: links lead somewhere, commands can be called, the two READMEs agree, what they show is real."""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import click
import pytest

from cancu.__main__ import run
from cancu.front import front
from knowledge import CancuError

ROOT = Path(__file__).parent.parent
PAGES = sorted(p for p in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("[ckgqet]*/README.md")])
GENERATED = {"cli.md", "record.md", "graph.md", "questions.md", "knowledge.md"}  # docs/generate.py holds these to the program
READMES = (ROOT / "README.md", ROOT / "README.vi.md")
GUIDES = str.maketrans("│├└─", "    ")


def fences(page: Path) -> Iterator[tuple[str, str]]:
    """Language and text of each fenced block."""
    for block in re.finditer(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        yield block[1], block[2]


def commands(page: Path) -> list[list[str]]:
    """The calls of ``cancu`` in fenced blocks, as arguments; what a shell does with the output is left out."""
    out = []
    for language, text in fences(page):
        if language in ("sh", "text"):
            for line in text.splitlines():
                found = re.match(r"(?:\$ )?cancu (.*)", line)
                if found:
                    words = shlex.split(found[1], comments=True)
                    end = next((n for n, w in enumerate(words) if w in ("|", ">", "<", "&&", ";")), len(words))
                    out.append(words[:end])
    return out


def parse(args: list[str]) -> None:
    """Parse a call as the command line would, without running it. Raises what it would raise."""
    context = click.Context(front, info_name="cancu")
    _, command, rest = front.resolve_command(context, args)
    assert command is not None
    command.make_context(command.name, rest, parent=context)


def headings(page: Path) -> list[int]:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [len(m[1]) for m in re.finditer(r"^(#+) ", text, re.MULTILINE)]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    dead = [x for x in links if not re.match(r"[a-z]+:", x) and not (page.parent / x).exists()]
    assert dead == []


@pytest.mark.parametrize("page", [p for p in PAGES if p.name not in GENERATED], ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_can_be_called(page: Path) -> None:
    for args in commands(page):
        parse(args)


@pytest.mark.parametrize("wrong", ["nothing", "trace 76/NQ-CP --nothing", "trace", "read FILE --stage nothing", "status --format nothing"])
def test_a_wrong_command_is_seen(wrong: str) -> None:
    with pytest.raises((click.ClickException, CancuError)):
        parse(wrong.split())


def test_the_readmes_have_commands() -> None:
    assert len(commands(READMES[0])) >= 10


def test_the_readmes_agree() -> None:
    english, vietnamese = READMES
    assert headings(english) == headings(vietnamese)
    assert commands(english) == commands(vietnamese)
    shown = [[(kind, text) for kind, text in fences(page) if kind not in ("text", "sh")] for page in READMES]
    assert shown[0] == shown[1]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples in a store."""
    path = tmp_path_factory.mktemp("docs") / "plans.db"
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        assert run(["ingest", str(ROOT / "corpus" / "samples"), "--store", str(path), "-q"]) == 0
    return path


def flat(text: str) -> str:
    return " ".join(text.translate(GUIDES).split())


@pytest.mark.parametrize(("page", "lang"), [(READMES[0], "en"), (READMES[1], "vi")], ids=["en", "vi"])
def test_what_the_readme_shows_is_real(page: Path, lang: str, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every run of words between two cuts stands in the output, in this order."""
    shown = [text for kind, text in fences(page) if kind == "text"]
    *drawn, table = shown
    assert [text.split()[2] for text in drawn] == ["trace", "overlaps"]
    for text in drawn:
        first, _, told = text.partition("\n")
        assert run([*shlex.split(first)[2:], "--store", str(store), "--lang", lang]) == 0
        real, at = flat(capsys.readouterr().out), 0
        for part in re.split(r"⋮|\[…\]", told):
            found = real.find(flat(part), at)
            assert found >= 0, f"{page.name} shows what {first} does not print (any more): {flat(part)}"
            at = found + len(flat(part))
    asked = next(c for c in commands(page) if c[0] == "cypher")
    assert run([*asked, "--store", str(store), "--lang", lang]) == 0
    assert flat(table) == flat(capsys.readouterr().out)


def test_the_python_of_the_readme_runs(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    (tmp_path / "plans.db").symlink_to(store)
    monkeypatch.chdir(tmp_path)
    (code,) = (text for kind, text in fences(READMES[0]) if kind == "python")
    exec(compile(code, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("276/KH-UBND ")
    assert len(lines) > 50


def test_json_that_is_shown_is_json() -> None:
    shown = [
        line
        for page in PAGES
        if page.name not in GENERATED
        for kind, text in fences(page)
        if kind == "json"
        for line in text.splitlines()
        if line.startswith("{")
    ]
    assert shown
    for line in shown:
        json.loads(line)
