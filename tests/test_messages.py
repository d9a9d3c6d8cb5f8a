"""Everything that is said to people has its sentence, in both languages, with the same blanks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from cancu.language import HOME, LANGUAGES, messages, say

ROOT = Path(__file__).parent.parent
RAISED = ("CancuError", "InputError", "UsageError", "StoreError", "KnowledgeError")


def calls(*names: str) -> Iterator[tuple[str, str]]:
    """The first argument, where it is a text, of every call of these names: (text, place)."""
    for layer in ("knowledge", "extract", "graph", "queries", "cancu"):
        for path in sorted((ROOT / layer).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args:
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    if name in names:
                        first = node.args[0]
                        texts = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                        for t in texts:
                            if isinstance(t, ast.Constant) and isinstance(t.value, str):
                                yield t.value, f"{path.relative_to(ROOT)}:{node.lineno}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_light_reader_reads_what_yaml_reads(lang: str) -> None:
    path = HOME / f"{lang}.yaml"
    assert dict(messages(lang)) == yaml.safe_load(path.read_text(encoding="utf-8"))
    keys = re.findall(r"^([^#\s][^:]*): ", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(keys) == len(set(keys))


def test_both_languages_say_the_same_things_of_the_same_values() -> None:
    def blanks(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    vi, en = messages("vi"), messages("en")
    assert sorted(vi) == sorted(en)
    assert [k for k in vi if blanks(vi[k]) != blanks(en[k])] == []


def test_every_error_has_a_message_and_a_remedy() -> None:
    raised = sorted(set(calls(*RAISED)))
    assert len(raised) > 20
    known = messages("vi")
    assert [(code, place) for code, place in raised if code not in known or f"{code}.remedy" not in known] == []


def test_every_warning_has_a_sentence() -> None:
    known = messages("vi")
    assert [(code, place) for code, place in sorted(set(calls("Warning"))) if f"warning.{code}" not in known] == []


def test_every_note_has_a_sentence() -> None:
    known = messages("vi")
    assert [(code, place) for code, place in sorted(set(calls("note", "head"))) if code not in known and "." in code] == []


def test_a_missing_value_and_a_missing_sentence_break_nothing() -> None:
    assert say("usage.missing", "en", name=None) == "- is missing."
    assert say("no.such.code", "en", a=1) == "no.such.code a=1"
    assert say("question.several_instruments", "en", number="1", candidates=["a", "b"]) == "Several instruments have the number 1: a; b."
