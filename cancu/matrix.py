"""Who shares work with whom: agencies by agencies, drawn in the terminal and as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from graph.overlaps.findings import CONFLICTS

if TYPE_CHECKING:
    from .output import Output

Cells = Mapping[tuple[str, str], Counter[str]]
SHOWN, NAME = 24, 28  # of a terminal's table: agencies, and letters of a name that are worth more than a column
SIZE, LINE, LABEL, LETTER = 26, 16, 300, 6.6  # of the SVG, in pixels: a cell, a line, the room for names, a letter's width
LEGEND = 70  # letters of the legend in a line, where the matrix is narrower
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
    """The table: numbers for columns, the half above the diagonal; conflicts in red with a mark, where one body is told twice on it.

    As many agencies as leave room for ``NAME`` letters of a name; names are cut where that is not enough, counts never.
    """
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    console = out.console()
    head = out.say("overlaps.matrix.agency")
    wanted = max(cell_len(name) for name in (head, *(names[id] for id in order[:SHOWN])))
    columns: list[list[str]] = []  # of each agency its counts with those before and itself
    widths: list[int] = []
    room = console.width
    for n, b in enumerate(order[:SHOWN]):
        told = [_count(cell(cells, a, b)) for a in order[: n + 1]]
        width = max(len(str(n + 1)), *map(len, told))
        if columns and len(str(n + 1)) + 1 + min(wanted, NAME) + sum(w + 1 for w in [*widths, width]) > room:
            break
        columns.append(told)
        widths.append(width)
    left = room - len(str(len(columns))) - 1 - sum(w + 1 for w in widths)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)
    table.add_column("", no_wrap=True)
    table.add_column(head, no_wrap=True, overflow="ellipsis", max_width=max(left, 1))
    for n, width in enumerate(widths):
        table.add_column(str(n + 1), justify="right", no_wrap=True, min_width=width)
    for n, a in enumerate(order[: len(columns)]):
        line = [Text("")] * n
        for m in range(n, len(columns)):
            text, counts = columns[m][n], cell(cells, a, order[m])
            line.append(Text(text, style="bold red" if conflicts(counts) else "cyan" if counts else "dim"))
        table.add_row(str(n + 1), names[a], *line)
    console.print(table)
    console.print(Text(out.say("overlaps.matrix.legend"), style="dim"))
    if len(order) > len(columns):
        console.print(Text(out.say("overlaps.matrix.more", count=len(order) - len(columns)), style="dim"))


def _count(counts: Counter[str]) -> str:
    return f"{counts.total()}{'!' if conflicts(counts) else ''}" if counts else "·"


def svg(order: Sequence[str], cells: Cells, names: Mapping[str, str], out: Output) -> str:
    """The whole matrix as an SVG of its own: no script, no font, nothing fetched; each cell says in a ``title`` what it counts, and each
    name that is cut how it goes on. Empty cells are one pattern."""
    label = ceil(max((len(_cut(names[id])) for id in order), default=0) * LETTER) + 12
    side = SIZE * len(order)
    end = label + side
    legend = wrap(out.say("overlaps.matrix.legend"), max(LEGEND, int((end - 12) / LETTER)))
    width, height = max(end, ceil(max(map(len, legend)) * LETTER) + 12) + 10, end + 14 + LINE * len(legend)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="11">',
        f"<title>{escape(out.say('overlaps.matrix.title'))}</title>",
        f'<defs><pattern id="cells" x="{label}" y="{label}" width="{SIZE}" height="{SIZE}" patternUnits="userSpaceOnUse">'
        f'<rect width="{SIZE - 1}" height="{SIZE - 1}" fill="#f1f2f4"/></pattern></defs>',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<rect x="{label}" y="{label}" width="{side}" height="{side}" fill="url(#cells)"/>',
    ]
    most = max((c.total() for c in cells.values()), default=1)
    place = {id: label + n * SIZE for n, id in enumerate(order)}
    for id, at in place.items():
        short = _cut(names[id])
        name = escape(short) if short == names[id] else f"<title>{escape(names[id])}</title>{escape(short)}"
        parts.append(f'<text x="{label - 6}" y="{at + SIZE * 0.66:.1f}" text-anchor="end">{name}</text>')
        parts.append(f'<text transform="translate({at + SIZE * 0.66:.1f} {label - 6}) rotate(-90)">{name}</text>')
    filled = {(x, y): counts for (a, b), counts in cells.items() for x, y in ((a, b), (b, a)) if counts}
    for x, y in sorted(filled, key=lambda at: (place[at[0]], place[at[1]])):
        parts.append(_square(place[y], place[x], filled[x, y], most, f"{names[x]} – {names[y]}", out))
    for n, line in enumerate(legend):
        parts.append(f'<text x="6" y="{end + 24 + LINE * n}" fill="#555555">{escape(line)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _square(x: int, y: int, counts: Counter[str], most: int, who: str, out: Output) -> str:
    share = 0.25 + 0.75 * (counts.total() / most) ** 0.5
    colour = _CONFLICT if conflicts(counts) else _CALM
    fill = "#" + "".join(f"{round(255 - (255 - c) * share):02x}" for c in colour)
    said = "; ".join(f"{out.say(f'overlaps.category.{c}')}: {counts[c]}" for c in sorted(counts))
    ink = "#ffffff" if share > 0.6 else "#26282b"
    box = f'<rect x="{x}" y="{y}" width="{SIZE - 1}" height="{SIZE - 1}" fill="{fill}"/>'
    number = f'<text x="{x + (SIZE - 1) / 2}" y="{y + SIZE * 0.66:.1f}" text-anchor="middle" fill="{ink}">{_count(counts)}</text>'
    return f"<g><title>{escape(f'{who}: {said}')}</title>{box}{number}</g>"


def _cut(name: str) -> str:
    most = int((LABEL - 12) / LETTER)
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
