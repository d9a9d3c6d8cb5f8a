"""Plain text to Layout: pages, tables, footnotes, noise, and paragraphs made whole again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from unicodedata import is_normalized, normalize

from extract.layout import Block, Layout, Span, Warning
from extract.paras import raised
from knowledge import Knowledge

from .columns import parted
from .grids import Grid, find_grids, html_grids
from .lines import Line, lines, opened, pages
from .paragraphs import blocks, group
from .shapes import Shapes, shapes
from .width import wrapping
from .wrap import Joiner

READER = "text/1"
_DIGITS = re.compile(r"\d+")
_GOES_ON = 4  # lines of a footnote behind its first, at most


def read_text(text: str, name: str, sha256: str, knowledge: Knowledge) -> Layout:
    """The Layout of a decoded text. Offsets count in ``text`` as it is."""
    paged = pages(text)
    grids, warnings = html_grids(text, paged)
    printed: list[Line] = []
    at = 0
    for grid in grids:
        printed.extend(lines(text, paged, at, grid.spans[0].start))
        a, b = grid.spans[0].start, grid.spans[-1].end
        printed.append(Line(a, b, a, b, text[a:b], grid.rows[0].page if grid.rows else 1, 0, "table"))
        at = b
    printed.extend(lines(text, paged, at, len(text)))
    found, told = arranged(text, printed, grids, paged, knowledge, warnings)
    return Layout(name, sha256, "text", READER, text, paged, found, told)


def arranged(
    text: str, printed: list[Line], grids: Sequence[Grid], paged: tuple[Span, ...], knowledge: Knowledge, told: Sequence[Warning]
) -> tuple[tuple[Block, ...], tuple[Warning, ...]]:
    """Printed lines and the tables that are known already (each with a line of kind "table") made blocks in reading order; more tables,
    columns, notes, noise and whole paragraphs are found on the way. Gives the warnings, those ``told`` before among them."""
    known = shapes(knowledge)
    _noise(printed, known, len(paged))
    printed, bars = opened(printed, known.start)
    more, found = find_grids(text, printed, grids, knowledge)
    printed = parted(printed, known)
    _page_numbers(printed, known, counted=any(w.code == "table.flattened" for w in found))
    _notes(printed, known, text)
    said = [_composed(x) for x in printed]
    of = {id(c): x for c, x in zip(said, printed, strict=True)}
    paragraphs, notes = ([[of[id(c)] for c in some] for some in every] for every in group(said, Joiner(known, wrapping(said, known))))
    out = blocks(text, paragraphs, known) + blocks(text, notes, known, notes=True) + bars
    out.extend(Block("noise", (Span(x.start, x.end),), x.page, where=x.where) for x in printed if x.kind == "noise")
    places = {x.start: x.where for x in printed if x.kind == "table"}
    out.extend(Block("table", g.spans, g.rows[0].page, rows=g.rows, where=places.get(g.spans[0].start, "")) for g in more)
    starts = sorted((x.start, n) for n, x in enumerate(printed))  # in reading order: of two columns the left one first
    # a bar may stand before the first line: it sorts with that line
    out.sort(key=lambda b: (starts[max(bisect_right(starts, (b.spans[0].start, len(printed))) - 1, 0)][1], b.spans[0].start))
    return tuple(out), tuple(sorted([*told, *found], key=lambda w: (w.start or 0, w.code)))


def _composed(line: Line) -> Line:
    """A line to be looked at, how wide it is and how it begins and ends: letters of one character each, plain blanks."""
    if is_normalized("NFC", line.words) and "\u00a0" not in line.words:
        return line
    return replace(line, words=normalize("NFC", line.words).replace("\u00a0", " "))


def _noise(printed: Sequence[Line], known: Shapes, count: int) -> None:
    """Marks rules, addresses on a line of their own, worded page numbers and heads that run over the pages."""
    for line in printed:
        if not line.kind and known.noise.match(line.words):
            line.kind = "noise"
    if count < 3:
        return
    edges: dict[int, list[Line]] = {}
    for line in printed:
        if line.kind != "table":
            edges.setdefault(line.page, []).append(line)
    heads: Counter[str] = Counter()
    for on_page in edges.values():
        heads.update({_masked(x) for x in (on_page[0], on_page[-1])})
    for number, on_page in edges.items():
        for line in (on_page[0], on_page[-1]):
            n = heads[_masked(line)]
            if (
                number > 1
                and not line.kind
                and n >= 3
                and 2 * n >= count
                and "\t" not in line.words
                and "|" not in line.words
                and len(line.words) < 120
            ):
                line.kind = "noise"


def _masked(line: Line) -> str:
    return _DIGITS.sub("0", line.words)


def _page_numbers(printed: Sequence[Line], known: Shapes, *, counted: bool) -> None:
    """Marks figures alone on a line that stand at the edge of a page, in a broken sentence, or in a rising row far apart.

    ``counted``: there are rows of a flattened table, whose ordinals rise too.
    """
    at = [i for i, x in enumerate(printed) if not x.kind and len(x.words) <= 4 and known.page_number.match(x.words)]
    values = [int(printed[i].words) for i in at]
    for n, i in enumerate(at):
        before = printed[i - 1] if i else None
        after = printed[i + 1] if i + 1 < len(printed) else None
        edge = len({x.page for x in printed[max(0, i - 1) : i + 2]}) > 1
        risen = not counted and any(0 <= m < len(at) and values[m] - values[n] == m - n and abs(at[m] - i) >= 4 for m in (n - 1, n + 1))
        torn = (
            before is not None and after is not None and not before.kind and len(before.words) >= 40
            and after.words[0].islower() and not known.closed.search(before.words[-48:])
        )  # fmt: skip
        if edge or risen or torn:
            printed[i].kind = "noise"


def _notes(printed: Sequence[Line], known: Shapes, text: str) -> None:
    """Marks the lines that open a footnote; bracketed figures only at the foot of a page or of the document, when called from above."""
    for line in printed:
        if not line.kind and known.note.match(line.words):
            line.kind = "note"
    foot, page, more = True, 0, 0
    paged = "\f" in text
    below = printed[-1] if printed else None
    notes = any((m := known.note_end.match(x.words)) and m.group("square") for x in printed[-_GOES_ON - 1 :])
    for line in reversed(printed):
        if line.page != page:
            page, foot, more = line.page, True, 0
        if line.kind or not foot:
            continue
        if more and below and below.gap:
            foot = False
            continue
        found = known.note_end.match(line.words)
        bare = found is not None and found.group("bare") is not None
        square = found is not None and found.group("square") is not None
        if found and (not bare or paged) and (bare or square or not more) and _called(found, text, line):
            line.kind, more = "note", 0
        elif (paged or notes) and more < _GOES_ON:
            more, below = more + 1, line  # it may go on with a note that begins above it
        else:
            foot = False


def _called(found: re.Match[str], text: str, line: Line) -> bool:
    """Whether a note's mark stands in the text of its page above it: in brackets behind anything, a bare figure right behind a word."""
    above = text.rfind("\f", 0, line.start) + 1
    if found.group("bare"):
        return raised(found.group("bare")).search(text, above, line.start) is not None
    at = text.find(found.group().strip(), above, line.start)
    return at > 0 and bool(text[at - 1 : at].strip())
