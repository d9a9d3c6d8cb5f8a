"""Which tables are tables, and which only set words side by side: the letterhead, the signature, frames."""

from __future__ import annotations

from collections.abc import Sequence

from extract.heads import roles_of
from extract.zones import is_upper, starts_with
from knowledge import Knowledge, fold, squeeze

from .flow import Table, TableCell, paragraphs

_COLUMNS = 4  # a table of more is one
_ROWS = 30
_OF_HEADS = 4  # rows among which the heads are looked for


def words(cell: TableCell) -> str:
    """The words of a cell in one line."""
    return squeeze(" ".join(line for p in paragraphs(cell.flow) for line in p.lines))


def is_frame(table: Table, knowledge: Knowledge) -> bool:
    """Whether a table only sets running text: it has one column, or few without a line drawn, or it is a letterhead or a signature.

    A table whose heads are known is one in any case.
    """
    if any(_heads(row, knowledge) for row in table.rows[:_OF_HEADS]):
        return False
    wide = max((len(row) for row in table.rows), default=0)
    if wide <= 1:
        return True
    return wide <= _COLUMNS and len(table.rows) <= _ROWS and (not table.ruled or announces(table, knowledge))


def announces(table: Table, knowledge: Knowledge) -> bool:
    """Whether a line of a table is one of a letterhead or a signature."""
    lines = (line for row in table.rows for cell in row for p in paragraphs(cell.flow) for line in p.lines)
    return any(_announces(line, knowledge) for line in lines)


def _heads(row: Sequence[TableCell], knowledge: Knowledge) -> bool:
    return len(row) > 1 and roles_of([words(c) for c in row], knowledge) is not None


def _announces(line: str, knowledge: Knowledge) -> bool:
    """Whether a line belongs to a letterhead or a signature."""
    folded = fold(squeeze(line))
    zone = starts_with(folded, knowledge, "headings", "zone")
    if zone in ("zone.motto", "zone.recipients"):
        return True
    return is_upper(line) and len(line) < 90 and starts_with(folded, knowledge, "headings", "capacity") is not None


def in_order(table: Table, knowledge: Knowledge) -> list[TableCell]:
    """A frame's cells as they are read. Letterheads and signatures: one column after the other, a row of one cell by itself between what
    is above and below it. Other frames: row by row."""
    if not announces(table, knowledge):
        return [cell for row in table.rows for cell in row if not cell.above]
    out: list[TableCell] = []
    band: list[tuple[int, int, TableCell]] = []

    def flush() -> None:
        out.extend(cell for _, _, cell in sorted(band, key=lambda c: c[:2]))
        band.clear()

    for n, row in enumerate(table.rows):
        if len(row) == 1:
            flush()
        band.extend((cell.column, n, cell) for cell in row if not cell.above)
        if len(row) == 1:
            flush()
    flush()
    return out
