"""Checks the hand-made records of the corpus against their sample texts, the manifest and ``expected.yaml``.

    python corpus/check.py [--home DIR]

Prints one line a fault (file, place, what is wrong) and ends with 1; ends with 0 where nothing is wrong.
Shape and words only: whether a record is *right* is for the person who made it.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent
WORDS = {"sections": "title", "citations": "text", "assignments": "task", "targets": "text"}
ROLES = {"basis", "proposal", "amended", "replaced", "implements", "reference"}
COMPARATORS = {">=", ">", "=", "<=", "<"}
STATUS = {"issued", "draft"}
RHYTHMS = {"continuous", "weekly", "monthly", "quarterly", "half-yearly", "yearly"}
# How the value of each kind of deadline is written.
DEADLINES = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    "quarter": re.compile(r"\d{4}-Q[1-4]"),
    "year": re.compile(r"\d{4}"),
    "recurring": re.compile("|".join(sorted(RHYTHMS))),
    "reference": re.compile(r"\S+"),
}
ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
APART = {"preamble", "annex", "footnote"}  # sections that the outline does not list
KEYS = {
    "document": {"type", "number", "date", "place", "issuer", "title", "status", "period", "signer", "recipients"},
    "sections": {"path", "title"},
    "citations": {"text", "type", "number", "date", "issuer", "role", "section", "subject"},
    "assignments": {"id", "kind", "section", "task", "lead", "coordinate", "deadline", "deadline_text"},
    "targets": {"text", "comparator", "value", "unit", "by", "section"},
}
CATEGORIES = {"two_leads", "role_conflict", "deadline_conflict", "repeat", "cascade", "parallel"}
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_STARS = re.compile(r"\*+")

Fault = tuple[str, str]


def fold(text: str) -> str:
    """NFC, white space folded to single spaces; a converter's emphasis marks and HTML tags left out.

    >>> fold("a  **b**\\n<td>c</td>")
    'a b c'
    """
    plain = html.unescape(_TAG.sub(" ", _STARS.sub("", text)))
    return " ".join(unicodedata.normalize("NFC", plain).split())


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _listed(name: str, agencies: Sequence[str]) -> bool:
    """Whether a body stands in ``agencies``, there perhaps in a fuller form."""
    return any(_words(name) <= _words(full) for full in agencies)


def _runs(item: dict[str, Any], field: str) -> list[str]:
    """The runs of the source that make up an item: ``pieces`` where a page or a note breaks it, else its words."""
    return list(item.get("pieces") or [item[field]])


def _shape(record: dict[str, Any]) -> Iterator[Fault]:
    missing = KEYS["document"] - record["document"].keys()
    if missing:
        yield "document", f"lacks {sorted(missing)}"
    if record["document"].get("status") not in STATUS:
        yield "document", "status"
    for part in WORDS:
        for n, item in enumerate(record[part]):
            missing = KEYS[part] - item.keys()
            if missing:
                yield f"{part}/{n}", f"lacks {sorted(missing)}"


def _items(record: dict[str, Any]) -> Iterator[Fault]:
    paths = {s["path"] for s in record["sections"]} | APART
    for part in ("citations", "assignments", "targets"):
        for n, item in enumerate(record[part]):
            if item["section"] not in paths:
                yield f"{part}/{n}", f"unknown section {item['section']}"
    for n, c in enumerate(record["citations"]):
        place = f"citations/{n}"
        if c["role"] not in ROLES:
            yield place, f"unknown role {c['role']}"
        if c["number"] is None and not c.get("name"):
            yield place, "neither number nor name"
        if c["number"] and re.search(r"\s", c["number"]):
            yield place, "white space in a number"
        if c["date"] and not ISO.fullmatch(c["date"]):
            yield place, f"date {c['date']}"
        if (c["section"] == "footnote") != ("called_from" in c):
            yield place, "a footnote, and only a footnote, says where it is called from"
    for n, t in enumerate(record["targets"]):
        if t["comparator"] not in COMPARATORS:
            yield f"targets/{n}", f"unknown comparator {t['comparator']}"
        if t["by"] and not ISO.fullmatch(t["by"]):
            yield f"targets/{n}", f"by {t['by']}"


def _assignments(record: dict[str, Any], text: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for a in record["assignments"]:
        place = f"assignments/{a['id']}"
        if a["id"] in seen:
            yield place, "id stands twice"
        seen.add(a["id"])
        if a["kind"] != ("annex" if a["section"] == "annex" else "body"):
            yield place, f"kind {a['kind']} in section {a['section']}"
        if not a["lead"] and not a["coordinate"]:
            yield place, "no body at all"
        for name in [*a["lead"], *a["coordinate"]]:
            if name not in a.get("persons", ()) and not _listed(name, record["agencies"]):
                yield place, f"{name} is not in agencies"
        deadline = a["deadline"]
        if (deadline is None) != (a["deadline_text"] is None):
            yield place, "deadline and deadline_text go together"
        if deadline is not None:
            pattern = DEADLINES.get(deadline["kind"])
            if pattern is None or not pattern.fullmatch(deadline["value"]):
                yield place, f"deadline {deadline}"
            if fold(a["deadline_text"]) not in text:
                yield place, "deadline_text is no run of the text"


def check_record(record: dict[str, Any], source: str) -> list[Fault]:
    """The faults of one record as (place, what), its sample's text given; an empty list where there are none."""
    faults = list(_shape(record))
    if faults:  # the rest counts on the keys
        return faults
    text = fold(source)
    faults += _items(record)
    faults += _assignments(record, text)
    for part, field in WORDS.items():
        for n, item in enumerate(record[part]):
            runs = _runs(item, field)
            if fold(" ".join(runs)) != fold(item[field]):
                faults.append((f"{part}/{n}", "pieces do not make up the words"))
            at = 0
            for run in runs:
                found = text.find(fold(run), at)
                if found < 0:
                    faults.append((f"{part}/{n}", f"no run of the text: {run[:60]}"))
                    break
                at = found + len(fold(run))
    for part in WORDS:
        for n, item in enumerate(record[part]):
            for printed, meant in item.get("mended", ()):
                if fold(printed) not in text or printed == meant:
                    faults.append((f"{part}/{n}", f"mended: {printed} is not what the text prints"))
    for n, c in enumerate(record["citations"]):
        if c["subject"] and fold(c["subject"]) not in text:
            faults.append((f"citations/{n}", "subject is no run of the text"))
    if len(set(record["agencies"])) < len(record["agencies"]):
        faults.append(("agencies", "a name stands twice"))
    return faults


def check(home: Path = HOME) -> list[str]:
    """Every fault of the corpus under ``home`` as a line of text."""
    out: list[str] = []
    manifest = yaml.safe_load((home / "manifest.yaml").read_text(encoding="utf-8"))
    tasks: dict[str, dict[str, str]] = {}
    for entry in [*manifest["samples"], *manifest["bad"]]:
        path = home / entry["file"]
        if not path.is_file():
            out.append(f"{entry['file']}: missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            out.append(f"{entry['file']}: sha256 is not the manifest's")
    for entry in manifest["samples"]:
        path, record_path = home / entry["file"], home / entry["record"]
        if not path.is_file() or not record_path.is_file():
            out.append(f"{entry['record']}: missing")
            continue
        record = json.loads(record_path.read_text(encoding="utf-8"))
        if record["source"] != path.name:
            out.append(f"{entry['record']}: source is {record['source']}")
        tasks[path.name] = {a["id"]: a["task"] for a in record["assignments"]}
        out += [f"{entry['record']}: {place}: {what}" for place, what in check_record(record, path.read_text(encoding="utf-8"))]
    for folder, key in (("samples", "file"), ("records", "record")):
        told = {entry[key] for entry in manifest["samples"]}
        out += [f"{folder}/{p.name}: not in the manifest" for p in sorted((home / folder).iterdir()) if f"{folder}/{p.name}" not in told]
    out += _expected(home, tasks)
    out += _overlaps(home, {f"{name[:3]}#{id}": task for name, some in tasks.items() for id, task in some.items()})
    return out


def _overlaps(home: Path, tasks: Mapping[str, str]) -> Iterator[str]:
    """Faults of the lists of overlapping tasks: unknown tasks or words, a quote that its task does not hold, a pair judged twice."""
    for path in sorted((home / "overlaps").glob("*.json")):
        given = json.loads(path.read_text(encoding="utf-8"))
        seen: set[frozenset[str]] = set()
        for part in ("overlaps", "not_overlaps", "debatable"):
            for pair in given.get(part, ()):
                ends = pair["a"], pair["b"]
                if frozenset(ends) in seen or ends[0] == ends[1]:
                    yield f"overlaps/{path.name}: {ends}: judged twice"
                seen.add(frozenset(ends))
                for side, end in zip("ab", ends, strict=True):
                    if end not in tasks:
                        yield f"overlaps/{path.name}: unknown task {end}"
                    elif fold(pair.get(f"quote_{side}", "")) not in fold(tasks[end]):
                        yield f"overlaps/{path.name}: {ends}: quote_{side} is not in its task"
                if part == "overlaps" and not (pair["category"] in CATEGORIES and pair["strength"] in ("clear", "arguable")):
                    yield f"overlaps/{path.name}: {ends}: category or strength"


def _expected(home: Path, tasks: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    expected = yaml.safe_load((home / "expected.yaml").read_text(encoding="utf-8"))
    total = 0
    for plan in expected["plans"]:
        ids = plan["tasks"]
        total += len(ids)
        unknown = set(ids) - tasks.get(plan["source"], {}).keys()
        if unknown:
            yield f"expected.yaml: {plan['source']}: unknown tasks {sorted(unknown)}"
        if plan["count"] != len(ids) or len(set(ids)) != len(ids):
            yield f"expected.yaml: {plan['source']}: count"
        if plan["chain"][-1] != expected["root"] or plan["hops"] != len(plan["chain"]) - (plan["via"] == "plan"):
            yield f"expected.yaml: {plan['source']}: chain"
    if total != expected["count"]:
        yield "expected.yaml: count"


def main() -> int:
    """Print the faults; 1 where there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=HOME)
    faults = check(parser.parse_args().home)
    for fault in faults:
        print(fault)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
