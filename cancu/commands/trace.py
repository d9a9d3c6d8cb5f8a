"""``cancu trace``: the tasks that derive from an instrument, drawn as a tree with the sentence at every hop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from graph.stores import Store
from queries.run import Answer, ask

from ..api import open_store
from ..front import called, store_option
from ..language import has
from ..output import Output

if TYPE_CHECKING:
    from rich.text import Text

CAPTIONS = "UNWIND $ids AS id MATCH (i:Instrument {id: id}) RETURN i.id AS id, i.caption AS caption, i.title AS title"
SHORT = 200  # characters of a task in the tree, unless --full


@called("trace")
@click.argument("number")
@click.option("--issuer")
@click.option("--year")
@click.option("--full", is_flag=True)
@store_option
def command(out: Output, number: str, issuer: str | None, year: str | None, full: bool, uri: str) -> None:
    """Ask ``derived_tasks`` and draw the answer; other formats print its rows."""
    with open_store(uri, create=False) as store:
        answer(store, out, number, issuer=issuer, year=year, full=full)


def answer(
    store: Store,
    out: Output,
    number: str,
    *,
    issuer: str | None = None,
    year: str | None = None,
    full: bool = False,
    most: int | None = None,
) -> None:
    """Print what derives from an instrument, in the form the call asks for;
    under each chain of plans the tree holds at most ``most`` tasks, and says how many more."""
    found = ask(store, "derived_tasks", number=number, issuer=issuer, year=year)
    if out.format not in (None, "table"):
        out.rows(found.rows, found.columns)
        return
    ids = sorted({str(found.instrument), *(i for r in found.rows for i in r["path"])})
    captions = store.read(CAPTIONS, {"ids": ids}, seconds=None, rows=None)
    draw(found, {c["id"]: c for c in captions}, out, number, full=full, most=most)


def draw(answer: Answer, instruments: Mapping[str, Mapping[str, Any]], out: Output, number: str, *, full: bool, most: int | None) -> None:
    """The tree: the instrument, each chain of plans that leads to it with its sentences, and the chain's tasks."""
    from rich.text import Text
    from rich.tree import Tree

    def name(id: str, style: str) -> Text:
        found = instruments.get(id, {})
        caption, title = str(found.get("caption") or id), str(found.get("title") or "")
        if caption.endswith("…"):  # a caption cut short ends in the title's own first words
            caption = caption.partition(": ")[0]
        return Text(caption, style=style).append(f"  {title}", style="dim")

    rows = answer.rows
    console = out.console()
    chains: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        through = row["via"] == "plan"
        chains.setdefault((row["via"], tuple(row["path"]), tuple(row["evidence"]) if through else ()), []).append(row)
    tree = Tree(name(str(answer.instrument), "bold cyan"), guide_style="dim")
    for (via, path, evidence), tasks in chains.items():
        branch = tree.add(name(path[0], "bold").append(f"  {out.say('trace.tasks', count=len(tasks))}", style="cyan"))
        if via == "plan":
            hops = branch.add(Text(out.say("trace.path"), style="dim"))
            for n, (instrument, sentence) in enumerate(zip(path[1:], evidence, strict=False), start=1):
                hop = hops.add(Text(f"{n}. → ", style="dim").append_text(name(instrument, "")))
                hop.add(Text(f"“{sentence}”" if sentence else out.say("trace.no_sentence"), style="italic"))
        for task in tasks[:most]:
            leaf = branch.add(_task(task, out, full))
            for sentence in task["evidence"] if via != "plan" else ():
                leaf.add(Text(f"“{sentence}”" if sentence else out.say("trace.no_sentence"), style="italic"))
        if rest := len(tasks) - len(tasks[:most]):
            branch.add(Text(out.say("trace.more", count=rest), style="dim"))
    console.print(tree)
    plans = len({r["plan"] for r in rows})
    console.print(Text("\n" + out.say("trace.count" if rows else "trace.none", count=len(rows), plans=plans, number=number), style="bold"))


def _task(task: Mapping[str, Any], out: Output, full: bool) -> Text:
    from rich.text import Text

    text = str(task["text"])
    if not full and len(text) > SHORT:
        text = text[:SHORT].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    shown = Text(str(task["task"]).rsplit("#", 1)[-1], style="green").append(f"  {text}\n", style="default")
    parts = [out.say("trace.leads", names=task["leads"]) if task["leads"] else out.say("trace.no_leads")]
    if task["coordinators"]:
        parts.append(out.say("trace.coordinators", names=task["coordinators"]))
    if task["deadline"]:
        parts.append(out.say("trace.deadline", deadline=_deadline(str(task["deadline"]), out)))
    return shown.append(" · ".join(parts), style="dim")


def _deadline(deadline: str, out: Output) -> str:
    """A date as it is; a rhythm in words."""
    code = f"deadline.{deadline}"
    return out.say(code) if has(code, out.lang) else deadline
