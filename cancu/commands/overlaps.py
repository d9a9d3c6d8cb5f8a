"""``cancu overlaps``: where the same work was given twice, as findings or as pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from graph.overlaps import CATEGORIES, Pair, overlaps
from knowledge import key, load

from ..api import open_store
from ..front import called, store_option
from ..output import Output

if TYPE_CHECKING:
    from rich.text import Text

COLUMNS = ("a", "b", "source_a", "item_a", "source_b", "item_b", "category", "score", "shared", "leads_a", "leads_b", "plan_a", "plan_b",
           "quote_a", "quote_b", "reason")  # fmt: skip
FIRST = ("two_leads", "role_conflict", "deadline_conflict", "repeat", "cascade", "parallel")  # conflicts before the rest
SHORT = 220  # characters of a quote in a finding


@called("overlaps")
@click.option("--agency")
@click.option("--category", type=click.Choice(CATEGORIES))
@click.option("--plan")
@click.option("--pairs", is_flag=True)
@store_option
def command(out: Output, agency: str | None, category: str | None, plan: str | None, pairs: bool, uri: str) -> None:
    """Find the overlaps of the store; a machine's format, and ``--pairs``, print the pairs' rows."""
    with open_store(uri, create=False) as store:
        found = overlaps(store, load())
    chosen = [p for p in found if _fits(p, agency, category, plan)]
    if pairs or out.format not in (None, "table"):
        out.rows((row(p, out) for p in chosen), COLUMNS if out.machine or out.format == "csv" else COLUMNS[3:9] + COLUMNS[-1:])
        return
    draw(chosen, out)


def _fits(pair: Pair, agency: str | None, category: str | None, plan: str | None) -> bool:
    """Agencies and plans are met by part of their name, number or file, case free."""
    if category and pair.category != category:
        return False
    if agency and not any(_part(agency, p.name) for t in (pair.a, pair.b) for p in (*t.leads, *t.partners)):
        return False
    return not plan or any(_part(plan, text) for t in (pair.a, pair.b) for text in (t.plan.id, t.plan.file, t.plan.title))


def _part(wanted: str, text: str) -> bool:
    return f" {key(wanted)} " in f" {key(text)} "


def row(pair: Pair, out: Output) -> dict[str, Any]:
    """A pair as the question ``overlaps`` has it."""
    a, b = pair.a, pair.b
    return {
        "a": a.id, "b": b.id, "source_a": a.plan.file, "item_a": a.item, "source_b": b.plan.file, "item_b": b.item,
        "category": pair.category, "score": pair.score, "shared": [*pair.acts, *pair.objects],
        "leads_a": [p.name for p in a.leads], "leads_b": [p.name for p in b.leads], "plan_a": a.plan.id, "plan_b": b.plan.id,
        "quote_a": pair.quote_a, "quote_b": pair.quote_b, "reason": reason(pair, out),
    }  # fmt: skip


def reason(pair: Pair, out: Output) -> str:
    """Why, in words: what the two works share and how their roles and plans stand."""
    parts = []
    if pair.objects:
        parts.append(out.say("overlaps.object", names=", ".join(pair.objects)))
    if pair.lent:
        parts.append(out.say("overlaps.lent"))
    if pair.acts:
        parts.append(out.say("overlaps.act", names=", ".join(pair.acts)))
    return "; ".join([*parts, out.say(f"overlaps.why.{pair.category}")])


def draw(pairs: Sequence[Pair], out: Output) -> None:
    """Findings: for each category, conflicts first, the pairs of the same bodies together."""
    from rich.text import Text
    from rich.tree import Tree

    console = out.console()
    for category in FIRST:
        groups: dict[tuple[str, str], list[Pair]] = {}
        for pair in (p for p in pairs if p.category == category):
            groups.setdefault((_names(pair.a.leads, out), _names(pair.b.leads, out)), []).append(pair)
        if not groups:
            continue
        tree = Tree(Text(out.say(f"overlaps.category.{category}"), style="bold cyan"), guide_style="dim")
        for (ours, theirs), members in sorted(groups.items(), key=lambda g: (-len(g[1]), g[0])):
            who = ours if ours == theirs else out.say("overlaps.both", a=ours, b=theirs)
            branch = tree.add(Text(who, style="bold").append(f"  {out.say('overlaps.pairs', count=len(members))}", style="cyan"))
            for pair in members:
                branch.add(_drawn(pair, out))
        console.print(tree)
    console.print(Text("\n" + out.say("overlaps.count", count=len(pairs)), style="bold"))


def _drawn(pair: Pair, out: Output) -> Text:
    from rich.text import Text

    text = Text(f"{pair.score:.2f}  ", style="dim").append(reason(pair, out))
    for task, quote in ((pair.a, pair.quote_a), (pair.b, pair.quote_b)):
        cut = quote if len(quote) <= SHORT else quote[:SHORT].rsplit(" ", 1)[0] + " …"
        text.append(f"\n{task.plan.file} {task.item}", style="green").append(f"  “{cut}”", style="italic dim")
    return text


def _names(parties: Iterable[Any], out: Output) -> str:
    return ", ".join(p.name for p in parties) or out.say("trace.no_leads")
