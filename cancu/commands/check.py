"""``cancu check``: what was understood of a document and what was not, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from extract.bounds import from_environment
from extract.record import Record
from knowledge import UsageError

from ..files import STDIN, read_bytes
from ..front import bounded, called
from ..jobs import Job
from ..output import Output
from ..pool import Pool

FIELDS = ("type", "number", "date", "place", "issuer", "title", "status", "period", "signer", "recipients")
ROLES = ("basis", "implements", "proposal", "amended", "replaced", "reference")


@called("check")
@click.argument("path")
@click.option("--html", is_flag=True)
@bounded
def command(out: Output, path: str, html: bool, workers: int | None, limits: tuple[str, ...]) -> None:
    """Read one document and report on it, or print it as a page on which all that was read is marked."""
    bounds = from_environment(settings=limits)
    if path != STDIN and Path(path).is_dir():
        raise UsageError("path.folder", file=path)
    given = read_bytes(STDIN, most=bounds.source) if path == STDIN else None
    job = Job("plan", "stdin" if path == STDIN else path, stdin=given is not None)
    jobs = [job, replace(job, what="print", form="text")] if html else [job]
    with Pool(0 if workers == 0 else 1, bounds) as pool:
        results = list(pool.results([(j, given) for j in jobs]))
    for done in results:
        if done.error is not None:
            raise done.error
    record = Record(results[0].value["data"], results[0].value["sha256"])
    if html:
        from ..picture import page

        print(page(record.to_json(), results[1].value, out.say, out.lang), end="")
    elif out.format in ("json", "jsonl"):
        out.value(_figures(record))
    elif out.format == "csv":
        out.rows(_doubts(record, out), ("kind", "section", "text", "at"))
    else:
        _tell(record, out)


def _without(record: Record, keys: tuple[str, ...]) -> list[Mapping[str, Any]]:
    return [a for a in record.part("assignments") if not any(a.get(k) for k in keys)]


def _figures(record: Record) -> dict[str, Any]:
    roles = Counter(str(c.get("role")) for c in record.part("citations"))
    kinds = Counter(str(a.get("kind")) for a in record.part("assignments"))
    return {
        "source": record.source,
        "sha256": record.sha256,
        "document": {f: record.document.get(f) for f in FIELDS},
        "missing": [f for f in FIELDS if _empty(record.document.get(f))],
        "sections": len(record.part("sections")),
        "citations": {role: roles[role] for role in (*ROLES, *sorted(set(roles) - set(ROLES))) if roles[role]},
        "assignments": dict(sorted(kinds.items())),
        "without_lead": [a["id"] for a in _without(record, ("lead",))],
        "without_deadline": [a["id"] for a in _without(record, ("deadline", "deadline_text"))],
        "targets": len(record.part("targets")),
        "agencies": list(record.data.get("agencies") or ()),
        "warnings": list(record.data.get("warnings") or ()),
    }


def _empty(value: Any) -> bool:
    return not value or (isinstance(value, dict) and not any(value.values()))


def _doubts(record: Record, out: Output) -> Iterator[dict[str, Any]]:
    """What was not understood or not stated, one row each, in the order of the report."""
    for f in FIELDS:
        if _empty(record.document.get(f)):
            yield {"kind": f"document.{f}", "section": None, "text": out.say("check.unknown"), "at": None}
    for kind, keys in (("no_lead", ("lead",)), ("no_deadline", ("deadline", "deadline_text"))):
        for a in _without(record, keys):
            yield {"kind": kind, "section": a["id"], "text": a["task"], "at": _place(a.get("at"), out)}
    for w in record.data.get("warnings") or ():
        yield {"kind": w.get("code"), "section": w.get("section"), "text": _warning(w, out), "at": _place(w.get("at"), out)}


def _warning(warning: Mapping[str, Any], out: Output) -> str:
    return out.say(f"warning.{warning.get('code')}", **{k: v for k, v in warning.items() if k not in ("code", "at")})


def _place(at: Any, out: Output) -> str | None:
    first = at[0] if isinstance(at, list) and at else at
    return out.say("check.at", **first) if isinstance(first, dict) else None


def _field(name: str, document: Mapping[str, Any], out: Output) -> str:
    value: Any = document.get(name)
    if _empty(value):
        return out.say("check.unknown")
    if name == "status":
        return out.say(f"check.status.{value}")
    if name == "period":
        years = [str(y) for y in (value.get("from"), value.get("to")) if y]
        return "–".join(dict.fromkeys(years))
    if name == "signer":
        return ", ".join(str(v) for v in (value.get("capacity"), value.get("title"), value.get("name")) if v)
    return "; ".join(value) if isinstance(value, list) else str(value)


def _short(text: str, width: int = 110) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _tell(record: Record, out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    console = out.console()

    def head(code: str, **values: Any) -> None:
        console.print(Text("\n" + out.say(code, **values), style="bold"))

    def lines(rows: list[tuple[str, str]], style: str = "") -> None:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for a, b in rows:
            grid.add_row(Text(f"  {a}", style="dim"), Text(b, style=style))
        console.print(grid)

    console.print(Text(f"{record.source}", style="bold cyan"))
    lines([(out.say(f"check.{f}"), _field(f, record.document, out)) for f in FIELDS])
    sections = record.part("sections")
    head("check.sections", count=len(sections))
    lines([(str(s.get("path") or ""), _short(str(s.get("title") or ""))) for s in sections])
    citations = record.part("citations")
    head("check.citations", count=len(citations))
    by_role: dict[str, Counter[str]] = {}
    for c in citations:
        by_role.setdefault(str(c.get("role") or "none"), Counter())[str(c.get("number") or c.get("name") or c.get("text"))] += 1
    order = [r for r in (*ROLES, *sorted(set(by_role) - set(ROLES))) if r in by_role]
    lines([(f"{out.say(f'role.{r}')} {by_role[r].total()}", "; ".join(_times(n, k) for n, k in by_role[r].items())) for r in order])
    assignments = record.part("assignments")
    kinds = Counter(a.get("kind") for a in assignments)
    head("check.assignments", count=len(assignments), body=kinds["body"], annex=kinds["annex"])
    for code, keys in (("check.no_lead", ("lead",)), ("check.no_deadline", ("deadline", "deadline_text"))):
        found = _without(record, keys)
        console.print(Text("  " + out.say(code, count=len(found))))
        if keys == ("lead",):
            lines([(f"  {a['id']}", _short(a["task"])) for a in found])
    head("check.targets", count=len(record.part("targets")))
    head("check.agencies", count=len(record.data.get("agencies") or ()))
    warnings = list(record.data.get("warnings") or ())
    head("check.warnings" if warnings else "check.none", count=len(warnings))
    lines([(_place(w.get("at"), out) or "-", _warning(w, out)) for w in warnings], style="yellow")


def _times(name: str, count: int) -> str:
    return name if count == 1 else f"{name} ×{count}"
