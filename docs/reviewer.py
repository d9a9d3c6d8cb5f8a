"""The made parts of ``docs/neo4j.md``: the model as a picture, and the statements to paste."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from knowledge import load
from queries.browser import COLOURS, pictures

PAGE = Path(__file__).parent / "neo4j.md"
PART = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->\n)", re.DOTALL)


def model() -> str:
    """Labels and edges as a Mermaid flowchart, in the colours of the Browser's style sheet."""
    entries = load().entries("graph")
    between: dict[tuple[str, str], list[str]] = {}
    for e in (e for e in entries if e["group"] == "edge"):
        for a, b in e["between"]:
            between.setdefault((a, b), []).append(e["name"])
    out = ["```mermaid", "flowchart LR"]
    for label in COLOURS:  # edges within a label stand in its box: loops are drawn over other edges
        own = between.pop((label, label), [])
        out.append(f'  {label}["{label}{"".join(f"<br/>↻ {name}" for name in own)}"]')
    out += [f'  {a} -->|"' + "<br/>".join(names) + f'"| {b}' for (a, b), names in between.items()]
    out += [f"  style {label} fill:{fill},stroke:{border},color:{text}" for label, (fill, border, text) in COLOURS.items()]
    return "\n".join([*out, "```"]) + "\n"


def statements() -> str:
    """Every statement to look around with, as it is saved for the Browser."""
    out = []
    for n, (_, title, statement) in enumerate(pictures(), start=1):
        out.append(f"{n}. {title['en']}. *{title['vi']}.*\n\n```cypher\n{statement}\n```\n")
    return "\n".join(out)


MADE: dict[str, Callable[[], str]] = {"model": model, "statements": statements}


def page() -> str:
    """The page as it is, its made parts made anew."""
    return PART.sub(lambda m: f"{m[1]}{MADE[m[2]]()}{m[3]}", PAGE.read_text(encoding="utf-8"))
