"""Where things go: data to standard output as table, JSON, JSON lines or CSV; notes and errors to standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import describe, sentence
from .language import has, say

if TYPE_CHECKING:
    from rich.console import Console

    from knowledge.errors import CancuError

FORMATS = ("table", "json", "jsonl", "csv")
WIDE = 160  # columns of a table that no terminal bounds
NARROW = 10  # letters of a column: where they would have less, rows are told one below the other


@dataclass
class Output:
    """How one call wants to be answered. ``format`` is None where the call does not say; a command then takes its own."""

    format: str | None = None
    lang: str = "vi"
    quiet: bool = False

    @property
    def machine(self) -> bool:
        """Whether a program reads the answer, and the notes and errors too."""
        return self.format in ("json", "jsonl")

    def say(self, code: str, **values: Any) -> str:
        """The sentence of a code in the language of this call."""
        return say(code, self.lang, **values)

    def console(self) -> Console:
        """A rich console on standard output; as wide as the terminal or as ``COLUMNS`` says, or wide enough for a file."""
        from rich.console import Console

        class Quiet(Console):
            def on_broken_pipe(self) -> None:
                raise  # to the one place that ends a call, with its exit code

        told = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
        return Quiet(file=sys.stdout, highlight=False, width=None if told else WIDE, markup=False, emoji=False)

    def note(self, code: str, **values: Any) -> None:
        """A remark on standard error, unless the call is to be quiet."""
        if not self.quiet:
            text = self.say(code, **values)
            print(_json({"note": code, "message": text, **values}) if self.machine else text, file=sys.stderr)

    def error(self, error: CancuError) -> None:
        """An error on standard error, quiet or not; with ``CANCU_DEBUG=1`` the trace of it and of its cause before."""
        if os.environ.get("CANCU_DEBUG") == "1":
            import traceback

            traceback.print_exception(error)
        if self.machine:
            print(_json(describe(error, self.lang)), file=sys.stderr)
        else:
            print(f"cancu: {sentence(error, self.lang)}", file=sys.stderr)

    def value(self, value: Any) -> None:
        """One JSON value."""
        print(_json(value) if self.format == "jsonl" else _json(value, indent=2))

    def rows(
        self, rows: Iterable[Mapping[str, Any]], columns: Iterable[str], *, titles: Mapping[str, str] | None = None, head: bool = True
    ) -> None:
        """Rows in the format of this call. ``columns`` gives their order; JSON keeps every key, missing ones as null.

        ``titles`` are the heads of a table's columns; the messages have those that are not given. A table that the terminal has no room
        for is told row by row, a line for each value that is there. ``head=False``: CSV without its first line, for rows that go on.
        """
        columns = tuple(columns)
        full = [{c: r.get(c) for c in columns} | {k: v for k, v in r.items() if k not in columns} for r in rows]
        if self.format == "json":
            print(_json(full, indent=2))
        elif self.format == "jsonl":
            for row in full:
                print(_json(row))
        elif self.format == "csv":
            import csv

            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerows([columns] if head else [])
            writer.writerows([flat(row[c]) for c in columns] for row in full)
        else:
            self._table(full, columns, titles or {})

    def _table(self, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], titles: Mapping[str, str]) -> None:
        from rich import box
        from rich.table import Table

        heads = [titles.get(c) or (self.say(f"column.{c}") if has(f"column.{c}", self.lang) else c) for c in columns]
        lines = [[flat(row[c]) for c in columns] for row in rows]
        console = self.console()
        if lines and _room([heads, *lines], console.width) < NARROW:
            for n, line in enumerate(lines):
                block = Table.grid(padding=(0, 1))
                block.add_column(style="dim", no_wrap=True)
                block.add_column(overflow="fold")
                for head, text in zip(heads, line, strict=True):
                    if text:
                        block.add_row(f"{head}:", text)
                console.print(*([""] if n else []), block, sep="\n")
            return
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1))
        for c, head in zip(columns, heads, strict=True):
            table.add_column(head, overflow="fold", justify="right" if all(_number(r[c]) for r in rows) and rows else "left")
        for line in lines:
            table.add_row(*line)
        console.print(table)


def _room(lines: Sequence[Sequence[str]], width: int) -> int:
    """How many letters each column that needs more than ``NARROW`` has in a table of this width; none needing it, ``width``."""
    from rich.cells import cell_len

    needed = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    left = width - 3 * len(needed) + 1 - sum(n for n in needed if n <= NARROW)
    wide = [n for n in needed if n > NARROW]
    return left // len(wide) if wide and sum(wide) > left else width if left >= 0 else 0


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def flat(value: Any) -> str:
    """A value in one cell: a list with bars between its members, a missing value as nothing."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " | ".join(flat(v) for v in value)
    if isinstance(value, dict):
        return _json(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str)
