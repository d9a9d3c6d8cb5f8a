"""A document as displaCy's page: every word is there once, what was read is marked, nothing in a text becomes HTML."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cancu.language import say
from cancu.picture import COLORS, flat, marks, page
from extract.pipeline import read_record
from knowledge import load

from .conftest import Call

SAMPLES = sorted((Path(__file__).parent.parent / "corpus" / "samples").glob("*.txt"))


def drawn(text: str) -> tuple[str, dict[str, Any]]:
    read = read_record(text.encode(), "a<b>.txt", load())
    record = read.record.to_json()
    return page(record, read.layout.text, lambda code: say(code, "en"), "en"), record


def shown(made: str) -> str:
    """The document's words as a browser shows them, without the tags of marks."""
    body = made[made.index("<h2") :] if "<h2" in made else made
    body = body[body.index("</h2>") + 5 :]
    body = re.sub(r'<span style="opacity[^>]*>.*?</span>', "", body, flags=re.DOTALL)
    return "".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem[:2])
def test_every_word_is_there_once(path: Path) -> None:
    text = path.read_bytes().decode()
    made, record = drawn(text)
    assert shown(made) == "".join(text.split())
    for kind, part in (("citation", "citations"), ("section", "sections"), ("lead", "assignments")):
        assert not record[part] or f"<b>{say(f'check.mark.{kind}', 'en')}</b>" in made


def test_a_text_never_becomes_html() -> None:
    made, _ = drawn("KẾ HOẠCH\nCải cách <script>alert(1)</script> & hơn\n\nI. MỤC TIÊU <img src=x>\n\nTheo Luật Thanh tra {0} <i>.\n")
    assert "<script" not in made and "<img" not in made and "<i>" not in made
    assert "<title>a&lt;b&gt;.txt</title>" in made


def test_the_inner_mark_wins_and_the_outer_goes_on() -> None:
    text = "Giao Sở Nội vụ làm"
    found = [(0, 18, "assignment", "I-1"), (5, 14, "lead", "")]
    assert flat(found, text) == [(0, 4, "assignment", "I-1"), (5, 14, "lead", ""), (15, 18, "assignment", "I-1")]


def test_marks_are_those_of_the_record() -> None:
    _, record = drawn(SAMPLES[0].read_bytes().decode())
    kinds = {kind for _, _, kind, _ in marks(record)}
    assert kinds == set(COLORS)
    assert marks({"source": "by hand", "citations": [{"number": "1/QĐ-TTg"}]}) == []


def test_check_prints_the_page(cancu: Call) -> None:
    path = SAMPLES[1]
    done = cancu("check", path, "--html", "--lang", "vi")
    assert done.code == 0, done.err
    assert done.out.startswith("<!DOCTYPE html>") and '<html lang="vi">' in done.out
    assert shown(done.out) == "".join(path.read_bytes().decode().split())
    assert f"<b>{say('check.mark.citation', 'vi')}</b>" in done.out


def test_check_without_html_imports_no_spacy() -> None:
    code = (
        "import sys\nfrom cancu.__main__ import run\n"
        f"run(['check', {str(SAMPLES[0])!r}, '--workers', '0'])\nprint('\\n' + '|'.join({{'spacy', 'underthesea'}} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == ""
