"""``cancu ask``: a question by its name."""

from __future__ import annotations

import click

from knowledge import UsageError
from queries.run import Question, questions
from queries.run import ask as answer

from ..api import open_store
from ..bodies import names
from ..front import called, store_option
from ..output import Output


@called("ask")
@click.argument("name", required=False)
@click.argument("params", nargs=-1, metavar="[KEY=VALUE]...")
@store_option
def command(out: Output, name: str | None, params: tuple[str, ...], uri: str) -> None:
    """Answer it; without a name, list the questions."""
    if name is None:
        out.rows((_row(q, out) for q in questions()), ("name", "title", "parameters"))
        return
    given = dict(_pair(p) for p in params)
    with open_store(uri, create=False) as store:
        found = answer(store, name, **given)
        rows = found.rows
        if "agency" in found.columns and out.format in (None, "table"):  # ids are for programs
            called = names(store, sorted({str(r["agency"]) for r in rows}))
            rows = tuple({**r, "agency": called[r["agency"]]} for r in rows)
    out.rows(rows, found.columns, titles={c: t[out.lang] for c, t in found.titles.items()})


def _row(question: Question, out: Output) -> dict[str, object]:
    row: dict[str, object] = {"name": question.name, "title": question.title[out.lang]}
    row["parameters"] = [p.name + ("?" if p.optional else "") for p in question.parameters]
    if out.machine:
        row |= {"about": question.about[out.lang], "columns": list(question.columns)}
    return row


def _pair(given: str) -> tuple[str, str]:
    key, equals, value = given.partition("=")
    if not equals or not key.isidentifier() or key in ("store", "name"):
        raise UsageError("usage.parameter", given=given)
    return key, value
