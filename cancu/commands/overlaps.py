"""``cancu overlaps``: where the same work was given twice, as findings, as pairs or as a matrix; and what people decided on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.overlaps import CATEGORIES, settle
from graph.overlaps.decisions import VERDICTS
from graph.overlaps.findings import FIRST, Body, Finding, Items, Part, Row, Side, findings, matrix, named, rows
from graph.overlaps.roles import part, shortly
from graph.stores import Store
from knowledge import UsageError, load
from queries.parameters import fields
from queries.run import ask, questions, resolved

from .. import decided
from ..api import open_store
from ..bodies import names as names_of
from ..front import called, store_option
from ..matrix import draw as draw_matrix
from ..matrix import rows as matrix_rows
from ..matrix import svg as svg_of
from ..output import Output

if TYPE_CHECKING:
    from rich.text import Text

COLUMNS = ("a", "b", "source_a", "item_a", "source_b", "item_b", "category", "score", "shared", "leads_a", "leads_b", "plan_a", "plan_b",
           "quote_a", "quote_b", "reason")  # fmt: skip
SHOWN = ("source_a", "item_a", "source_b", "item_b", "category", "score", "reason")  # to people
CELLS = ("agency_a", "agency_b", "pairs", "conflicts")
SHORT = 220  # characters of a quote in a finding


@called("overlaps")
@click.option("--agency")
@click.option("--field")
@click.option("--category", type=click.Choice(CATEGORIES))
@click.option("--plan")
@click.option("--pairs", is_flag=True)
@click.option("--matrix", "as_matrix", is_flag=True)
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT")
@click.option("--decisions", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--decide", "task", nargs=2, metavar="A B")
@click.option("--verdict", type=click.Choice(VERDICTS))
@click.option("--who")
@click.option("--why")
@store_option
def command(
    out: Output, agency: str | None, field: str | None, category: str | None, plan: str | None, pairs: bool, as_matrix: bool,
    svg: Path | None, decisions: Path | None, task: tuple[str, str] | None, verdict: str | None, who: str | None, why: str | None, uri: str,
) -> None:  # fmt: skip
    """Bring the edges up to date and print them; ``--decisions`` takes over a file first, ``--decide`` adds to it before."""
    told_with = {"--verdict": verdict, "--who": who, "--why": why}
    if task:
        for name, value in {"--decisions": decisions, "--who": (who or "").strip(), "--why": (why or "").strip()}.items():
            if not value:
                raise UsageError("usage.missing", name=name, command="cancu overlaps")
    elif alone := [name for name, value in told_with.items() if value is not None]:
        raise UsageError("usage.only_with", name=", ".join(alone), wanted="--decide", command="cancu overlaps")
    if pairs and (as_matrix or svg):
        raise UsageError("usage.not_with", name="--pairs", other="--matrix" if as_matrix else "--svg", command="cancu overlaps")
    given = {"agency": agency, "category": category, "plan": plan}
    with open_store(uri, create=False) as store:
        within = None if field is None else {*fields(store, field)}
        resolved(store, "overlaps", **given)  # a filter that means nothing is refused before a decision is taken
        if task and decisions:
            decided.add(store, decisions, task, verdict or VERDICTS[0], str(who), str(why))
        if decisions:
            decided.take(store, decisions, out)
        settle(store, load())
        decided.told(store, out)
        said = ask(store, "overlaps", **given).rows if pairs or any(v is not None for v in given.values()) else None
        asked = None if said is None else {(r["a"], r["b"]) for r in said}
        every = {(r.a.task, r.b.task): r for r in rows(store, load()) if within is None or within & {*r.a.fields, *r.b.fields}}
        some = [r for at, r in every.items() if asked is None or at in asked]
        if as_matrix or svg:
            _matrix(store, some, svg, out, shown=as_matrix)
            return
    if pairs:
        answer([(every[r["a"], r["b"]], r) for r in said or () if (r["a"], r["b"]) in every], out)
    else:
        told(some, out)


def show(store: Store, out: Output, *, most: int | None = None) -> None:
    """The findings of a store; of each category ``most``, where people read them."""
    settle(store, load())
    told(rows(store, load()), out, most=most)


def told(some: Sequence[Row], out: Output, *, most: int | None = None) -> None:
    """Findings, drawn for people or as rows for programs."""
    if out.format in ("json", "jsonl", "csv"):
        out.rows((_finding(f, out) for f in findings(some)), ("category", "what", "one", "other", "items", "score"))
    else:
        draw(some, out, most=most)


def answer(some: Sequence[tuple[Row, Mapping[str, Any]]], out: Output) -> None:
    """The rows of the question ``overlaps`` in its order, why in the language of the call."""
    full = [{**said, "reason": reason(row, out)} for row, said in some]
    titles = next(q.columns for q in questions() if q.name == "overlaps")
    out.rows(full, COLUMNS if out.machine or out.format == "csv" else SHOWN, titles={c: t[out.lang] for c, t in titles.items()})


def reason(row: Row, out: Output) -> str:
    """Why, in words: what the two works share and how their roles and plans stand."""
    parts = [out.say("overlaps.object", names=", ".join(row.objects))] if row.objects else []
    parts += [out.say("overlaps.lent")] if row.lent else []
    parts += [out.say("overlaps.act", names=", ".join(row.acts))] if row.acts else []
    if row.category == "role_conflict":
        sides = row.a, row.b
        at = [s.item if row.a.item != row.b.item else f"{s.called} {s.item}" for s in sides]
        parts.append(_roles(row.parts, at, named(row.parts), out))
    else:
        parts.append(out.say(f"overlaps.why.{row.relation}"))
    if row.decided:
        who, when, why = row.decided
        parts.append(out.say("overlaps.decided", who=who, when=when, why=why))
    return "; ".join(parts)


def _roles(sides: Sequence[Part], at: Sequence[str], names: Mapping[str, str], out: Output) -> str:
    """A conflict of roles: where which body leads, and where it only helps."""
    one, other = (
        out.say(f"overlaps.role.{part(p.leads, p.helpers)}", at=where, leads=_called(p.leads, names), helpers=_called(p.helpers, names))
        for p, where in zip(sides, at, strict=True)
    )
    return out.say("overlaps.roles", a=one, b=other)


def _called(bodies: Sequence[Body], names: Mapping[str, str]) -> str:
    return shortly(sorted(names[b.id] for b in bodies))


def headline(finding: Finding, out: Output) -> str:
    """A finding in one sentence: who, what work, which items."""
    what = ", ".join(finding.acts[:2])
    about = ", ".join(finding.objects[:3])
    work = out.say("overlaps.work", act=what, object=about) if what and about else what or about or out.say("overlaps.same_words")
    every, sides, names = finding.items, (finding.one, finding.other), finding.names
    if finding.category == "role_conflict":
        return out.say("overlaps.finding.roles", work=work, roles=_roles(sides, [_where(p.items, every) for p in sides], names, out))
    how = "same" if finding.one.ids == finding.other.ids else "two" if finding.other.leads else "none"
    if not finding.one.leads:
        how = "neither"
    elif finding.category == "parallel" and how != "none":
        how = f"parallel_{how}"
    one, other = ("; ".join(_leads(p, names)) for p in sides)
    return out.say(f"overlaps.finding.{how}", a=one, b=other, work=work, items=_where(every, every))


def _leads(side: Part, names: Mapping[str, str]) -> list[str]:
    return sorted(names[b.id] for b in side.leads)


def _where(some: Sequence[Items], every: Sequence[Items]) -> str:
    """Items of a finding; named with their plans where the finding is about several."""
    return ", ".join(some[0].items) if len(every) == 1 else "; ".join(f"{i.called} {', '.join(i.items)}" for i in some)


def _finding(finding: Finding, out: Output) -> dict[str, Any]:
    """A finding for a machine: its sentence, and its pairs with both sides."""
    pairs = [
        {"id": r.id, "a": _side(r.a), "b": _side(r.b), "score": r.score, "reason": reason(r, out), "decided": r.decided and list(r.decided)}
        for r in finding.rows
    ]
    one, other = (_leads(p, finding.names) for p in (finding.one, finding.other))
    items = [{"file": i.file, "plan": i.plan, "items": list(i.items)} for i in finding.items]
    score = max(r.score for r in finding.rows)
    return {
        "category": finding.category, "what": headline(finding, out), "one": one, "other": other, "items": items, "score": score,
        "acts": list(finding.acts), "objects": list(finding.objects), "pairs": pairs,
    }  # fmt: skip


def _side(side: Side) -> dict[str, Any]:
    who = {"leads": [b.name for b in side.roles.leads], "coordinators": [b.name for b in side.roles.partners]}
    return {"task": side.task, "file": side.file, "item": side.item, "plan": side.plan, **who, "quote": side.quote}


def draw(some: Sequence[Row], out: Output, *, most: int | None = None) -> None:
    """Findings by category, conflicts first; of each category, and of the pairs of each, ``most``, and how many more there are."""
    from rich.text import Text
    from rich.tree import Tree

    console, every = out.console(), findings(some)
    for category in FIRST:
        members = [f for f in every if f.category == category]
        if not members:
            continue
        title = Text(out.say(f"overlaps.category.{category}"), style="bold cyan")
        tree = Tree(title.append(f"  {out.say('overlaps.pairs', count=sum(len(f.rows) for f in members))}"), guide_style="dim")
        for finding in members[:most]:
            branch = tree.add(Text(headline(finding, out), style="bold"))
            ordered = sorted(finding.rows, key=lambda r: -r.score)
            for row in ordered[:most]:
                branch.add(_drawn(row, out))
            if most is not None and len(ordered) > most:
                branch.add(Text(out.say("overlaps.more_pairs", count=len(ordered) - most), style="dim"))
        if most is not None and len(members) > most:
            tree.add(Text(out.say("overlaps.more", count=len(members) - most), style="dim"))
        console.print(tree)
    console.print(Text("\n" + out.say("overlaps.count", count=len(some), findings=len(every)), style="bold"))


def _drawn(row: Row, out: Output) -> Text:
    from rich.text import Text

    text = Text(f"{row.score:.2f}  ", style="dim").append(reason(row, out))
    for side in (row.a, row.b):
        cut = side.quote if len(side.quote) <= SHORT else side.quote[:SHORT].rsplit(" ", 1)[0] + " …"
        text.append(f"\n{side.called} {side.item}", style="green").append(f"  “{cut}”", style="italic dim")
    return text


def _matrix(store: Store, some: Sequence[Row], file: Path | None, out: Output, *, shown: bool) -> None:
    """The matrix as a table or rows, and as SVG where a file is named. Bodies of one name are told apart by their place."""
    order, cells, nowhere = matrix(some)
    names = names_of(store, order)
    if nowhere:
        out.note("overlaps.matrix.nowhere", count=nowhere)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(svg_of(order, cells, names, out), encoding="utf-8")
        out.note("overlaps.matrix.written", file=str(file), count=len(order))
    if out.format not in (None, "table"):
        out.rows(matrix_rows(order, cells, names), CELLS)
    elif shown or not file:
        draw_matrix(order, cells, names, out)
