"""Who shares work with whom: agencies by agencies, drawn in the terminal and as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from graph.overlaps.findings import CONFLICTS

if TYPE_CHECKING:
    from .output import Output

Cells = Mapping[tuple[str, str], Counter[str]]
SHOWN = 24  # agencies in a terminal's table
SIZE, LABEL, LETTER = 26, 300, 6.6  # of the SVG, in pixels: a cell, the room for names, a letter's width
_CALM, _CONFLICT = (42, 127, 158), (178, 58, 72)


def cell(cells: Cells, a: str, b: str) -> Counter[str]:
    """The counts of two agencies, in either order."""
    return cells.get((a, b)) or cells.get((b, a)) or Counter()


def conflicts(counts: Counter[str]) -> int:
    """How many pairs of these are conflicts."""
    return sum(counts[c] for c in CONFLICTS)


def rows(order: Sequence[str], cells: Cells, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row for every two agencies that share work, in the matrix's order."""
    rank = {id: n for n, id in enumerate(order)}
    out = []
    for (a, b), counts in sorted(cells.items(), key=lambda c: (rank[c[0][0]], rank[c[0][1]])):
        told = {"agency_a": names[a], "agency_b": names[b], "pairs": counts.total(), "conflicts": conflicts(counts)}
        out.append({**told, "a": a, "b": b, "categories": {k: counts[k] for k in sorted(counts)}})
    return out


def draw(order: Sequence[str], cells: Cells, names: Mapping[str, str], out: Output) -> None:
    """The table: numbers for columns, the half above the diagonal; conflicts in red with a mark, where one body is told twice on it."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = order[:SHOWN]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 0, 0, 1))
    table.add_column("")
    table.add_column(out.say("overlaps.matrix.agency"), overflow="fold")
    for n in range(len(shown)):
        table.add_column(str(n + 1), justify="right")
    for n, a in enumerate(shown):
        line: list[Text] = []
        for m, b in enumerate(shown):
            counts = cell(cells, a, b) if m >= n else Counter[str]()
            text = f"{counts.total()}{'!' if conflicts(counts) else ''}" if counts else "·" if m >= n else ""
            line.append(Text(text, style="bold red" if conflicts(counts) else "cyan" if counts else "dim"))
        table.add_row(str(n + 1), names[a], *line)
    console = out.console()
    console.print(table)
    console.print(Text(out.say("overlaps.matrix.legend"), style="dim"))
    if len(order) > len(shown):
        console.print(Text(out.say("overlaps.matrix.more", count=len(order) - len(shown)), style="dim"))


def svg(order: Sequence[str], cells: Cells, names: Mapping[str, str], out: Output) -> str:
    """The whole matrix as an SVG of its own: no script, no font, nothing fetched; each cell says in a ``title`` what it counts."""
    label = min(LABEL, int(max((len(names[id]) for id in order), default=10) * LETTER) + 12)
    side = label + SIZE * len(order)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side + 10}" height="{side + 34}" viewBox="0 0 {side + 10} {side + 34}" '
        'font-family="sans-serif" font-size="11">',
        f"<title>{escape(out.say('overlaps.matrix.title'))}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    most = max((c.total() for c in cells.values()), default=1)
    for n, a in enumerate(order):
        y = label + n * SIZE
        name = escape(_cut(names[a], label))
        parts.append(f'<text x="{label - 6}" y="{y + SIZE * 0.66:.1f}" text-anchor="end">{name}</text>')
        parts.append(f'<text transform="translate({y + SIZE * 0.66:.1f} {label - 6}) rotate(-90)">{name}</text>')
        for m, b in enumerate(order):
            counts, x = cell(cells, a, b), label + m * SIZE
            parts.append(_square(x, y, counts, most, f"{names[a]} – {names[b]}", out))
    parts.append(f'<text x="6" y="{side + 24}" fill="#555555">{escape(out.say("overlaps.matrix.legend"))}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _square(x: int, y: int, counts: Counter[str], most: int, who: str, out: Output) -> str:
    box = f'<rect x="{x}" y="{y}" width="{SIZE - 1}" height="{SIZE - 1}"'
    if not counts:
        return f'{box} fill="#f1f2f4"/>'
    share = 0.25 + 0.75 * (counts.total() / most) ** 0.5
    colour = _CONFLICT if conflicts(counts) else _CALM
    fill = "#" + "".join(f"{round(255 - (255 - c) * share):02x}" for c in colour)
    said = "; ".join(f"{out.say(f'overlaps.category.{c}')}: {counts[c]}" for c in sorted(counts))
    ink = "#ffffff" if share > 0.6 else "#26282b"
    number = f'<text x="{x + (SIZE - 1) / 2}" y="{y + SIZE * 0.66:.1f}" text-anchor="middle" fill="{ink}">{counts.total()}</text>'
    return f'<g><title>{escape(f"{who}: {said}")}</title>{box} fill="{fill}"/>{number}</g>'


def _cut(name: str, room: int) -> str:
    most = int((room - 12) / LETTER)
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
