"""Write the pages that describe the program from the program: ``python docs/generate.py [--check]``.

``cli.md`` from the commands and messages, ``questions.md`` from the heads of the questions, ``knowledge.md`` from the knowledge and
its schemas, ``graph.md`` from the graph's model, parts of ``neo4j.md`` from it and from ``queries/pictures``, ``record.md`` from
``record.yaml`` and what reading the samples gives. With ``--check`` nothing is written, and the exit code is 1 where a page is not what
it would be.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click
import reviewer
import yaml

import cancu
from cancu.front import COMMANDS, front
from cancu.language import has, messages, say
from knowledge import load
from queries.run import questions

DOCS = Path(__file__).parent
ROOT = DOCS.parent
MADE = "<!-- Made by docs/generate.py; change what it is made from, then run `make docs`. -->\n"

ERRORS = """\
With `--format json` or `jsonl` an error is an object on standard error: `code`, `file`, `place`, `message`, `remedy`, and the values of
its message.
"""
RECORD = """\
What `cancu read` prints for one plan: a JSON object. All text is in Unicode NFC with single spaces. A place is `{page, start, end}`:
`page` counts from 1, `start` and `end` count code points from 0 in the text that `cancu read --format text` prints; slicing there gives
the item's words. What no words stand for says `inferred` with the rule. Keys that are not listed may be added; what a person adds stays.
"""


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of Markdown."""
    lines = [list(heads), ["---"] * len(heads), *([str(c) for c in row] for row in rows)]
    return "\n".join("| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in line) + " |" for line in lines) + "\n"


def ticked(words: Iterable[object]) -> str:
    """Words in the type of code."""
    return ", ".join(f"`{w}`" for w in words)


def usage(command: click.Command, path: str) -> str:
    """The line that calls a command."""
    context = click.Context(command, info_name=path)
    parts = [path, "[OPTIONS]"]
    for p in command.params:
        if isinstance(p, click.Argument):
            word = p.metavar or (p.name or "").upper() + ("..." if p.nargs == -1 else "")
            parts.append(word if p.required or word.startswith("[") else f"[{word}]")
    context.close()
    return " ".join(parts)


def parameters(command: click.Command) -> Iterable[tuple[str, str, str]]:
    """Name, values and meaning of each parameter of a command, those that all commands have left out."""
    common = {p.name for p in front.params}
    for p in command.params:
        if p.name in common and command is not front:
            if p.name == "format" and isinstance(p.type, click.Choice):
                yield "`--format`", ticked(p.type.choices), say("help.option.format", "en")
            continue
        own = f"help.{command.name}.{p.name}"
        text = say(own if has(own, "en") else f"help.option.{p.name}", "en")
        name = ticked(p.opts) if isinstance(p, click.Option) else f"`{(p.name or '').upper()}`"
        values = ticked(p.type.choices) if isinstance(p.type, click.Choice) else f"`{p.metavar}`" if p.metavar else ""
        yield name, "" if getattr(p, "is_flag", False) else values, text


def cli() -> str:
    """The command reference: commands, parameters, exit codes, errors."""
    out = [MADE, "# Commands\n", say("help.cancu.1", "en") + "\n", "Options of every command, before or after its name:\n"]
    out.append(table(("option", "values", ""), [r for r in parameters(front) if "text" not in r[1]] + [
        ("`--format`", ticked(("table", "json", "jsonl", "csv")), say("help.option.format", "en")),
        ("`--help`", "", say("help.option.help", "en")),
    ]))  # fmt: skip
    context = click.Context(front)
    for name in COMMANDS:
        command = front.get_command(context, name)
        assert command is not None
        out += [
            f"## cancu {name}\n",
            f"`{usage(command, f'cancu {name}')}`\n",
            f"{say(f'help.{name}', 'en')} *{say(f'help.{name}', 'vi')}*\n",
        ]
        out += [say(f"help.{name}.{n}", "en") + "\n" for n in range(1, 10) if has(f"help.{name}.{n}", "en")]
        out.append(table(("", "values", ""), parameters(command)))
    out.append("## Errors\n")
    out.append(ERRORS)
    known = messages("en")
    codes = sorted(k.removesuffix(".remedy") for k in known if k.endswith(".remedy"))
    out.append(table(("code", "message", "remedy"), [(f"`{c}`", known[c], known[f"{c}.remedy"]) for c in codes if c in known]))
    warnings = sorted(k.removeprefix("warning.") for k in known if k.startswith("warning."))
    out += ["## Warnings of a record\n", table(("code", "message"), [(f"`{c}`", known[f"warning.{c}"]) for c in warnings])]
    return "\n".join(out)


def question_pages() -> str:
    """The questions with their parameters and columns."""
    out = [
        MADE,
        "# Questions\n",
        "`cancu ask NAME key=value ...`, or `cancu.ask(store, NAME, key=value)`. Each runs unchanged on every store.\n",
    ]
    for q in questions():
        out += [f"## {q.name}\n", f"{q.title['en']}. *{q.title['vi']}.*\n", q.about["en"] + "\n"]
        out.append(table(("parameter", "type", "left out"), [
            (f"`{p.name}`", p.type, "" if not p.optional else f"`{p.default}`" if p.default is not None else "may be") for p in q.parameters
        ]))  # fmt: skip
        out.append(table(("column", "", ""), [(f"`{c}`", t["en"], t["vi"]) for c, t in q.columns.items()]))
    return "\n".join(out)


def knowledge_page() -> str:
    """The files of knowledge, how many entries each has, and their fields."""
    k = load()
    out = [MADE, "# Knowledge\n", "Files of `knowledge/vi`; how to add to them: [knowledge/README.md](../knowledge/README.md).\n"]
    rows, parts = [], []
    for name in sorted(k.files):
        entries = k.entries(name)
        stated = Counter(str(e.get("status")) for e in entries if e.get("status"))
        rows.append((f"[{name}](#{name})", len(entries), ", ".join(f"{n} {s}" for s, n in sorted(stated.items()))))
        schema = json.loads((ROOT / "knowledge" / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
        item = schema["properties"]["entries"]["items"]
        needed = item.get("required", ())
        used = Counter("on" if key is True else key for e in entries for key in e.data)  # YAML reads a bare `on` as true
        parts += [f"## {name}\n", " ".join(str(k.top(name, "about")).split()) + "\n"]
        parts.append(table(("field", "", "entries"), [(f"`{f}`", "needed" if f in needed else "", used[f]) for f in sorted(used)]))
    return "\n".join([*out, table(("file", "entries", "status"), rows), *parts])


def graph_page() -> str:
    """Nodes and edges of the graph."""
    entries = load().entries("graph")
    out = [MADE, "# The graph\n", " ".join(str(load().top("graph", "about")).split()) + "\n", "## Nodes\n"]
    for e in (e for e in entries if e["group"] == "node"):
        needed = e.get("required") or ()
        out += [f"### {e['name']}\n", e["about"] + "\n"]
        out.append(table(("property", "type", ""), [(f"`{p}`", t, "always" if p in needed else "") for p, t in e["properties"].items()]))
    out.append("## Edges\n")
    for e in (e for e in entries if e["group"] == "edge"):
        ends = "; ".join(f"{a} → {b}" for a, b in e["between"])
        out += [f"### {e['name']}\n", f"{ends}. {e['about']}\n"]
        if e["properties"]:
            out.append(table(("property", "type"), [(f"`{p}`", t) for p, t in e["properties"].items()]))
    return "\n".join(out)


NAMES = {"str": "text", "int": "number", "float": "number", "bool": "boolean", "NoneType": "null"}


def shape(value: Any, path: str, into: dict[str, set[str]]) -> None:
    """The keys of a record by their path, and the types of their values."""
    if isinstance(value, dict) and value.keys() >= {"page", "start", "end"}:
        into.setdefault(path.removesuffix("[]"), set()).add("places" if path.endswith("[]") else "place")
    elif isinstance(value, dict):
        for key, part in value.items():
            shape(part, f"{path}.{key}" if path else key, into)
    elif isinstance(value, list):
        if not value:
            into.setdefault(f"{path}[]", set())
        for part in value:
            shape(part, f"{path}[]", into)
    else:
        into.setdefault(path, set()).add(NAMES[type(value).__name__])


def record_page() -> str:
    """The keys of a record: what they mean, and what they hold in the records of the samples."""
    told = yaml.safe_load((DOCS / "record.yaml").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "corpus" / "samples").glob("*.txt")):
        shape(cancu.read(path).to_json(), "", found)
    known = {k.removesuffix("[]") for k in told}
    strangers = [k for k in found if k.removesuffix("[]") not in known and not any(t.startswith(k) for t in told)]  # an empty list
    if strangers:
        sys.exit(f"docs/record.yaml does not tell of {', '.join(strangers)}")
    out = [MADE, "# The record\n", RECORD]
    out.append(table(("key", "holds", ""), [(f"`{k}`", " or ".join(sorted(found.get(k, ()))), about) for k, about in told.items()]))
    return "\n".join(out)


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli,
    "graph.md": graph_page,
    "knowledge.md": knowledge_page,
    "questions.md": question_pages,
    "neo4j.md": reviewer.page,
    "record.md": record_page,
}


def main() -> int:
    """Write the pages, or compare them."""
    stale = []
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if "--check" in sys.argv and stale:
        print(f"not as the program is: docs/{', docs/'.join(stale)}; run `make docs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
