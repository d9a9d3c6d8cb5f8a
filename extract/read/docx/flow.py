"""What a Word file's body is made of, before anyone asks which of its tables are tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote where it is called: its mark ("1") and its words in one line."""

    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Printed lines (one, or several that manual breaks part), the number before them counted in.

    ``fresh``: it surely begins something new (numbered, a heading). ``centred``: it stands in the middle or to the right.
    ``aside``: a line of a table of contents, or a number without words. ``where``: its place in the file, as ``Block.where`` gives it.
    ``page``: on which it begins, from 1.
    """

    lines: tuple[str, ...]
    where: str
    fresh: bool = False
    centred: bool = False
    aside: bool = False
    notes: tuple[Note, ...] = ()
    page: int = 1


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: its first column (from 0), how many it covers, what stands in it; ``above``: it goes on with the cell over it."""

    column: int
    columns: int
    flow: tuple[Flow, ...]
    above: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as they are printed; deleted rows are left out. ``ruled``: lines are drawn around or between its cells."""

    rows: tuple[tuple[TableCell, ...], ...]
    where: str
    ruled: bool = True


Flow = Paragraph | Table


def paragraphs(flow: tuple[Flow, ...]) -> list[Paragraph]:
    """All paragraphs of a flow in reading order, those inside tables too."""
    out: list[Paragraph] = []
    for item in flow:
        if isinstance(item, Paragraph):
            out.append(item)
        else:
            out.extend(p for row in item.rows for cell in row if not cell.above for p in paragraphs(cell.flow))
    return out
