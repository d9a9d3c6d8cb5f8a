"""``cancu overlaps``: where the same work was given twice, as findings, as pairs or as a matrix; and what people decided on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.overlaps import CATEGORIES, settle
from graph.overlaps.decisions import VERDICTS
from graph.overlaps.findings import FIRST, Finding, Row, Side, chosen, findings, matrix, rows
from graph.stores import Store
from knowledge import UsageError, load
from queries.run import ask, questions

from .. import decided
from ..api import open_store
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
NAMES = "MATCH (a:Agency) WHERE a.id IN $ids RETURN a.id AS id, a.name AS name, a.full_name AS full, a.jurisdiction AS place"


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
    with open_store(uri, create=False) as store:
        if task and decisions:
            decided.add(store, decisions, task, verdict or VERDICTS[0], str(who), str(why))
        if decisions:
            decided.take(store, decisions, out)
        settle(store, load())
        decided.told(store, out)
        some = chosen(rows(store), agency=agency, field=field, category=category, plan=plan)
        if as_matrix or svg:
            _matrix(store, some, svg, out, shown=as_matrix)
            return
        said = _answers(store, some) if pairs else {}
    if pairs:
        answer(some, said, out)
    else:
        told(some, out)


def show(store: Store, out: Output, *, most: int | None = None) -> None:
    """The findings of a store; of each category ``most``, where people read them."""
    settle(store, load())
    told(rows(store), out, most=most)


def told(some: Sequence[Row], out: Output, *, most: int | None = None) -> None:
    """Findings, drawn for people or as rows for programs."""
    if out.format in ("json", "jsonl", "csv"):
        out.rows((_finding(f, out) for f in findings(some)), ("category", "what", "one", "other", "items", "score"))
    else:
        draw(some, out, most=most)


def _answers(store: Store, some: Iterable[Row]) -> dict[tuple[str, str], Mapping[str, Any]]:
    wanted = {(r.a.task, r.b.task) for r in some}
    return {(r["a"], r["b"]): r for r in ask(store, "overlaps").rows if (r["a"], r["b"]) in wanted}


def answer(some: Sequence[Row], said: Mapping[tuple[str, str], Mapping[str, Any]], out: Output) -> None:
    """The rows of the question ``overlaps`` in its order, why in the language of the call."""
    found = {(r.a.task, r.b.task): r for r in some}
    full = [{**row, "reason": reason(found[pair], out)} for pair, row in said.items()]
    titles = next(q.columns for q in questions() if q.name == "overlaps")
    out.rows(full, COLUMNS if out.machine or out.format == "csv" else SHOWN, titles={c: t[out.lang] for c, t in titles.items()})


def reason(row: Row, out: Output) -> str:
    """Why, in words: what the two works share and how their roles and plans stand."""
    parts = [out.say("overlaps.object", names=", ".join(row.objects))] if row.objects else []
    parts += [out.say("overlaps.lent")] if row.lent else []
    parts += [out.say("overlaps.act", names=", ".join(row.acts))] if row.acts else []
    parts.append(out.say(f"overlaps.why.{row.category}"))
    if row.decided:
        who, when, why = row.decided
        parts.append(out.say("overlaps.decided", who=who, when=when, why=why))
    return "; ".join(parts)


def headline(finding: Finding, out: Output) -> str:
    """A finding in one sentence: who, what work, which items."""
    one, other = (", ".join(names) or out.say("trace.no_leads") for names in (finding.one, finding.other))
    what = ", ".join(finding.acts[:2])
    about = ", ".join(finding.objects[:3])
    work = out.say("overlaps.work", act=what, object=about) if what and about else what or about or out.say("overlaps.same_words")
    files = finding.items
    items = [i for _, some in files for i in some] if len(files) == 1 else [f"{f} {', '.join(some)}" for f, some in files]
    code = f"overlaps.finding.{'same' if one == other else 'two' if finding.other else 'none'}"
    return out.say(code, a=one, b=other, work=work, items="; ".join(items))


def _finding(finding: Finding, out: Output) -> dict[str, Any]:
    """A finding for a machine: its sentence, and its pairs with both sides."""
    pairs = [
        {"a": _side(r.a), "b": _side(r.b), "score": r.score, "reason": reason(r, out), "decided": r.decided and list(r.decided)}
        for r in finding.rows
    ]
    return {
        "category": finding.category, "what": headline(finding, out), "one": list(finding.one), "other": list(finding.other),
        "items": [{"file": f, "items": list(i)} for f, i in finding.items], "score": max(r.score for r in finding.rows),
        "acts": list(finding.acts), "objects": list(finding.objects), "pairs": pairs,
    }  # fmt: skip


def _side(side: Side) -> dict[str, Any]:
    who = {"leads": [n for _, n in side.leads], "coordinators": [n for _, n in side.partners]}
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
        text.append(f"\n{side.file} {side.item}", style="green").append(f"  “{cut}”", style="italic dim")
    return text


def _matrix(store: Store, some: Sequence[Row], file: Path | None, out: Output, *, shown: bool) -> None:
    """The matrix as a table or rows, and as SVG where a file is named. Bodies of one name are told apart by their place."""
    order, cells = matrix(some)
    told = {r["id"]: r for r in store.read(NAMES, {"ids": list(order)}, seconds=None, rows=None)}
    called = {
        id: (str(told[id]["name"]), str(told[id]["full"] or id), f"{told[id]['name']} ({told[id]['place'] or '?'})", id) for id in order
    }
    taken = Counter(name for each in called.values() for name in {*each})
    names = {id: next((n for n in each if taken[n] == 1), id) for id, each in called.items()}
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(svg_of(order, cells, names, out), encoding="utf-8")
        out.note("overlaps.matrix.written", file=str(file), count=len(order))
    if out.format not in (None, "table"):
        out.rows(matrix_rows(order, cells, names), CELLS)
    elif shown or not file:
        draw_matrix(order, cells, names, out)
