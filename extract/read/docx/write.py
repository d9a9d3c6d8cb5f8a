"""The text of a Word file as it is printed, its lines and its tables: one paragraph a line, cells parted by tabs, rows by line ends."""

from __future__ import annotations

from collections.abc import Iterable

from extract.layout import Cell, Row, Span
from extract.read.grids import Grid
from extract.read.lines import Line
from knowledge import Knowledge

from .flow import Flow, Note, Paragraph, Table, TableCell, paragraphs
from .frames import in_order, is_frame
from .runs import raised


class Writer:
    """Writes a flow. ``lines`` and ``grids`` hold places in the text, which is ``text()``; ``pages`` where each page begins."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.lines: list[Line] = []
        self.grids: list[Grid] = []
        self.pages = [0]
        self._out: list[str] = []
        self._at = 0
        self._notes: list[Note] = []  # called, not yet printed
        self._centred = False

    def text(self) -> str:
        """All that was written."""
        return "".join(self._out)

    def write(self, flow: Iterable[Flow], *, fresh: bool = False) -> None:
        """Write paragraphs and tables; ``fresh``: the first one goes on with nothing."""
        for item in flow:
            if isinstance(item, Paragraph):
                self._paragraph(item, fresh=fresh)
            elif is_frame(item, self.knowledge):
                for cell in in_order(item, self.knowledge):
                    self.write(cell.flow, fresh=True)
                self._centred = False
                fresh = True
                continue
            else:
                self._table(item)
            fresh = False

    def close(self) -> None:
        """Print the notes that are still waiting."""
        self._flush()

    def _put(self, words: str) -> tuple[int, int]:
        start = self._at
        self._out.append(words)
        self._at += len(words)
        return start, self._at

    def _line(self, words: str, where: str, kind: str = "", *, fresh: bool = False) -> None:
        a, b = self._put(words)
        self._put("\n")
        self.lines.append(Line(a, b, a, b, words, 1, 0, kind, fresh, where))

    def _turn(self, page: int) -> None:
        """What is written now stands on this page, or on the one reached before."""
        self.pages += [self._at] * (page - len(self.pages))

    def _paragraph(self, p: Paragraph, *, fresh: bool) -> None:
        self._turn(p.page)
        fresh = fresh or p.fresh or p.centred != self._centred
        for n, words in enumerate(p.lines):
            kind = "noise" if p.aside else ""
            self._line(words, p.where, kind, fresh=fresh or n > 0)
        self._centred = p.centred
        self._notes.extend(p.notes)
        if not p.centred:  # a title's lines stay together: its notes follow them
            self._flush()

    def _flush(self) -> None:
        for note in self._notes:
            self._line(f"{raised(note.mark)} {note.words}", f"n{note.mark}", "note", fresh=True)
        self._notes.clear()

    def _table(self, table: Table) -> None:
        start, begin = self._at, len(self._out)
        rows: list[Row] = []
        above: dict[int, tuple[Span, ...]] = {}  # what a column shows, for cells that go on below it
        for row in table.rows:
            printed = self._row(row, above)
            if printed is not None:
                rows.append(printed)
        if rows:
            end = self._at - 1
            self.grids.append(Grid(tuple(rows), (Span(start, end),), False))
            self.lines.append(Line(start, end, start, end, self._words(begin), 1, 0, "table", True, table.where))
        self._centred = False
        self._flush()

    def _words(self, begin: int) -> str:
        return "".join(self._out[begin:]).strip()

    def _row(self, row: tuple[TableCell, ...], above: dict[int, tuple[Span, ...]]) -> Row | None:
        """Print a row; None for one without words."""
        pieces: list[tuple[TableCell, list[str]]] = []
        page = 1
        for cell in row:
            own = [] if cell.above else paragraphs(cell.flow)
            page = max(page, own[0].page if own else 1)
            self._notes.extend(n for p in own for n in p.notes)
            pieces.append((cell, [" ".join(line.split()) for p in own for line in p.lines]))
        if not any(words for _, words in pieces) and not any(cell.above for cell in row):
            return None
        self._turn(page)
        cells: list[Cell] = []
        at = 0
        for n, (cell, words) in enumerate(pieces):
            if n:
                self._put("\t")
            if cell.column > at:
                cells.append(Cell(columns=cell.column - at))
            spans = []
            for k, line in enumerate(words):
                if k:
                    self._put(" ")
                spans.append(Span(*self._put(line)))
            if cell.above:
                spans = list(above.get(cell.column, ()))
            above[cell.column] = tuple(spans)
            cells.append(Cell(tuple(spans), cell.columns))
            at = cell.column + cell.columns
        self._put("\n")
        return Row(tuple(cells), 1)
