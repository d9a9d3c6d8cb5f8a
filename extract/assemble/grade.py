"""How surely each item was read: ``certain``, ``likely`` or ``unsure``, told by the rule that found it and by what agrees with it.

Every condition is a reason of its own to trust: a number whose symbol says the type that the words say; a date that fits the number's
year; bodies that the knowledge names; partners exactly where the words speak of partners. An item that misses one of them may well be
right; one that contradicts itself, or was read through mended letters, is unsure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from knowledge import Knowledge, fold

GRADES = ("certain", "likely", "unsure")
# How a role is told, surest first; by the nearest cue of a long sentence is not among them.
_TOLD = frozenset({"preamble", "title", "footnote", "cue before"})
_SURE_TASKS = frozenset({"annex.row", "body.heading", "body.heading; together"})
_NESTED = frozenset({"amended", "replaced"})  # roles that hang on another citation: told by more than the cue
_LONGEST = 16  # words of a heading; a longer one may be a sentence of the text
_SURE_FIGURES = frozenset({"target.percent", "target.rank", "target.cell", "target.score"})
_ROMAN = {"I": 1, "V": 5, "X": 10}


def graded(data: Mapping[str, Any], k: Knowledge) -> dict[str, Any]:
    """The record's data with ``grade`` on each section, citation, assignment and target, and ``deadline_grade`` on each assignment that
    has a term."""
    out = dict(data)
    paths = {s["path"] for s in data["sections"]}
    doubled = len(paths) < len(data["sections"])
    out["sections"] = [{**s, "grade": "likely" if doubled else _section(s, paths)} for s in data["sections"]]
    symbols = {str(e["name"]): {str(s) for s in e.get("symbols") or ()} for e in k.entries("instruments") if e.get("name")}
    grades: dict[str, str] = {}
    for c in data["citations"]:
        if not c.get("of"):
            grades[c["id"]] = _citation(c, symbols, k)
    for c in data["citations"]:
        if c.get("of"):
            grades[c["id"]] = _short(c, grades, symbols, k)
    out["citations"] = [{**c, "grade": grades[c["id"]]} for c in data["citations"]]
    first = (data["document"].get("period") or {}).get("from")
    known: dict[str, bool] = {}
    out["assignments"] = [_assignment(a, first, k, known) for a in data["assignments"]]
    out["targets"] = [{**t, "grade": _target(t)} for t in data["targets"]]
    return out


# --- sections -------------------------------------------------------------------------------------------------------------------------


def _section(s: Mapping[str, Any], paths: set[str]) -> str:
    """Certain where the heading follows on the one before it under the same heading."""
    above, _, mark = s["path"].rpartition(".")
    before = _before(mark)
    if (above and above not in paths) or not s["title"]:
        return "unsure"
    if len(s["title"].split()) > _LONGEST or ";" in s["title"]:
        return "likely"
    if before is None:
        return "certain" if mark in ("I", "1", "a", "A") else "likely"
    return "certain" if f"{above}.{before}".lstrip(".") in paths else "unsure"


def _before(mark: str) -> str | None:
    """The marker that comes before: III before IV; None where it is the first or no plain number."""
    if mark.isdigit():
        return str(int(mark) - 1) if int(mark) > 1 else None
    if mark and set(mark) <= set(_ROMAN):
        n = _number(mark)
        return next((r for r in map(_roman, range(1, 40)) if _number(r) == n - 1), None)
    if len(mark) == 1 and mark.isascii() and mark.lower() > "a":
        return chr(ord(mark) - 1)
    return None


def _number(roman: str) -> int:
    values = [_ROMAN[c] for c in roman]
    return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))


def _roman(n: int) -> str:
    return "X" * (n // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[n % 10]


# --- citations ------------------------------------------------------------------------------------------------------------------------


def _citation(c: Mapping[str, Any], symbols: Mapping[str, set[str]], k: Knowledge) -> str:
    rule, _, told = str(c["rule"]).partition("; ")
    if c.get("mended"):
        return "unsure"
    if rule == "citation.law":
        known = k.lexicon("laws").get(str(c["name"]))
        return "certain" if known and told in _TOLD else "likely" if known else "unsure"
    number = str(c["number"] or "")
    if "/" not in number:
        return "likely" if c.get("name") else "unsure"
    groups = re.split(r"[/-]", number)[1:]
    year = next((g for g in groups if re.fullmatch(r"(?:19|20)\d\d", g)), None)
    date = str(c["date"] or "")
    if (year and date and year != date[:4]) or not c["type"]:
        return "unsure"
    agrees = bool(symbols.get(str(c["type"]), set()) & set(groups))
    sure = agrees and len(date) == 10 and bool(c["issuer"]) and told in _TOLD and rule in ("citation.numbered", "citation.listed")
    sure = sure and c["role"] not in _NESTED
    return "certain" if sure else "likely" if agrees or date or c["issuer"] else "unsure"


def _short(c: Mapping[str, Any], grades: Mapping[str, str], symbols: Mapping[str, set[str]], k: Knowledge) -> str:
    """A short form is as sure as the citation that it shortens, but never certain."""
    if "/" in str(c["number"] or "") or not c["number"]:
        return _citation(c, symbols, k)
    return "likely" if grades.get(c["of"]) in ("certain", "likely") and not c.get("mended") else "unsure"


# --- assignments ----------------------------------------------------------------------------------------------------------------------


def _assignment(a: Mapping[str, Any], first: Any, k: Knowledge, known: dict[str, bool]) -> dict[str, Any]:
    for name in (*a["lead"], *a["coordinate"]):
        if name not in known:
            known[name] = _known(name, k)
    out = {**a, "grade": _task(a, k, all(known[n] for n in (*a["lead"], *a["coordinate"])))}
    if a["deadline"]:
        out["deadline_grade"] = _term(a, first)
    return out


def _task(a: Mapping[str, Any], k: Knowledge, known: bool) -> str:
    """Certain: every body is known by name, the task is a whole order, and partners are named exactly where the words speak of partners."""
    task = fold(a["task"])
    if a.get("mended") or not a["lead"] or not task:
        return "unsure"
    if a["kind"] == "annex":
        agree = a["row"] is not None
    else:
        agree = bool(k.search("with", task)) == bool(a["coordinate"]) and task.rstrip(" *_").endswith((".", ";", ",", "/"))
    if known and agree and a["rule"] in _SURE_TASKS:
        return "certain"
    return "likely" if known or agree else "unsure"


def _known(name: str, k: Knowledge) -> bool:
    """Whether a name begins with a body that the knowledge has."""
    folded = fold(name)
    return any(h.entry.get("class") not in ("head", "noun") for h in k.lexicon("agencies").opening(folded))


def _term(a: Mapping[str, Any], first: Any) -> str:
    """Certain: one term, whole words for it, and not before the plan begins."""
    kind, value = a["deadline"]["kind"], a["deadline"]["value"]
    if not value:
        return "unsure"
    years = re.findall(r"(?:19|20)\d\d", str(value)) if kind != "reference" else []
    if first and years and int(years[0]) < int(first):
        return "unsure"
    one = ";" not in str(a["deadline_text"]) and not a.get("mended")
    plain = kind in ("date", "month", "quarter") or (kind == "recurring" and a["kind"] == "annex")  # a rhythm may belong to a noun
    return "certain" if one and plain and a["rule"] in _SURE_TASKS else "likely"


def _target(t: Mapping[str, Any]) -> str:
    """Certain: a share or a rank whose term stands in its own words."""
    by = str(t["by"] or "")[:4]
    return "certain" if t["rule"] in _SURE_FIGURES and by and by in t["text"] else "likely" if by else "unsure"
