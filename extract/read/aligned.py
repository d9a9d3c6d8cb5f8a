"""Tables whose cells are set apart by blanks only, as text printed from a page shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.layout import Cell, Row
from knowledge import Knowledge, squeeze

from .drawn import Column, Piece, columns_of, head_of, pieces_of
from .lines import Line
from .rows import Placed, rows_of
from .shapes import shapes

_ORDINAL = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[IVXLC]{1,6}|[^\W\d_]\d?)[.)]{0,2}$")
_LED = re.compile(r"(?:[IVXLC]{1,6}|[A-H\u0110])(?:[.)/]|\s[-\u2013])\s*(?=\S)")
_FIGURE = re.compile(r"\d{1,4}$")
_FAR = 2  # empty lines; more of them end a table
_AHEAD = 8  # lines in which a row's ordinal may stand behind its first line
_SLIP = 2  # characters by which a long cell may reach into the next column


def aligned_grid(text: str, printed: Sequence[Line], i: int, knowledge: Knowledge) -> tuple[int, list[Row], bool] | None:
    """The table that begins with its heads in line ``i``: the line behind it, its rows, True. None where no known heads stand here.

    A piece of a line belongs to the column that it stands under; which lines make a row ``rows_of`` says. Heads that a new page
    repeats set the columns anew, and a page's number inside the table becomes noise.
    """
    head = head_of(text, printed, i, knowledge)
    if head is None:
        return None
    at, columns, heads = head
    table = _Table(text, printed, columns, _cell(text, heads.cells[0]), knowledge)
    stop = table.read(at, at - i)
    rows = rows_of(text, table.body, len(columns), shapes(knowledge), numbered=table.numbered)
    if not any(sum(1 for c in r.cells if c.spans) > 1 for r in rows):
        return None
    return stop, [heads, *rows], True


class _Table:
    """The body of one table as its lines are read: ``columns`` grow with their pieces, ``body`` with the lines."""

    def __init__(self, text: str, printed: Sequence[Line], columns: list[Column], first_head: str, knowledge: Knowledge) -> None:
        self.text, self.printed, self.columns, self.first_head, self.knowledge = text, printed, columns, first_head, knowledge
        self.numbered = columns[0].role == "ordinal"
        self.body: list[Placed] = []

    def read(self, at: int, tall: int) -> int:
        """Reads from line ``at`` on, behind heads of ``tall`` lines; the line behind the table."""
        page = self.printed[at - 1].page
        stop = at
        while at < len(self.printed):
            line = self.printed[at]
            if line.kind == "noise" or self._page_number(at):
                line.kind = "noise"
                at += 1
                continue
            if line.kind or "\t" in self.text[line.left : line.right]:
                break
            pieces = pieces_of(self.text, line)
            if line.page != page or self._heads(pieces):
                again = head_of(self.text, self.printed, at, self.knowledge, tall)
                if again and len(again[1]) == len(self.columns):
                    at, self.columns, _ = again
                    page = line.page
                    continue
                if again:
                    break
                self._moved(at)
            if not self._takes(at, line, pieces, turned=line.page != page):
                break
            page = line.page
            at += 1
            stop = at
        for line in self.printed[stop:at]:
            if _FIGURE.match(line.words):
                line.kind = ""  # behind the table: others tell what it is
        return stop

    def _takes(self, at: int, line: Line, pieces: list[Piece], *, turned: bool) -> bool:
        """Takes a line into the table, if it belongs there."""
        placed = self._placed(pieces)
        opens = self._opens(pieces)
        if line.gap > _FAR and not turned and not (opens and placed and len(placed) > 2):
            return False
        if (not opens or (placed is None and len(pieces) == 2)) and self._group(at, line, pieces, placed):
            self.body.append(Placed(line, tuple((0, p[2]) for p in pieces), "group"))
            return True
        if placed is None:
            return False
        after_group = bool(self.body) and self.body[-1].kind == "group"
        if not opens and self.numbered and (line.gap or turned or not self.body) and not self._under(placed) and not self._leads(at):
            return False
        if not self.body and len(placed) < 2 and not self._leads(at):
            return False
        goes_on = after_group and not line.gap and len(placed) == 1 and placed[0][0] == 1 and not self._words(pieces[0])[0].isupper()
        first = "first" if placed[0][0] == 0 else ""
        self.body.append(Placed(line, tuple((n, p[2]) for n, p in placed), "group" if goes_on else first))  # type: ignore[arg-type]
        if not goes_on:
            self._grow(placed)
        return True

    def _words(self, piece: Piece) -> str:
        return squeeze(self.text[piece[2].start : piece[2].end])

    def _grow(self, placed: Sequence[tuple[int, Piece]]) -> None:
        for n, (a, b, _) in placed:
            self.columns[n].start, self.columns[n].end = min(self.columns[n].start, a), max(self.columns[n].end, b)

    def _opens(self, pieces: Sequence[Piece]) -> bool:
        """Whether a line opens with an ordinal that stands in the first column and is not all there is of a group's name."""
        a, b, _ = pieces[0]
        first = self.columns[0]
        return self.numbered and a < self.columns[1].start and b <= max(first.end, first.start + 6) + _SLIP and (
            _ORDINAL.match(self._words(pieces[0])) is not None
        )  # fmt: skip

    def _placed(self, pieces: Sequence[Piece]) -> list[tuple[int, Piece]] | None:
        """The column of each piece; None where a piece reaches over two columns or two stand in one."""
        columns = self.columns
        out: list[tuple[int, Piece]] = []
        for piece in pieces:
            a, b, _ = piece
            over = [n for n, c in enumerate(columns) if a < c.end and c.start < b]
            if len(over) > 1:  # a long cell that touches the next column's edge
                even = [n for n in over if abs(columns[n].start - a) <= 1]
                over = even or [n for n in over if min(b, columns[n].end) - max(a, columns[n].start) > _SLIP]
            if not over:
                over = [self._nearest(piece)]
            n = over[0]
            if len(over) > 1 or (n + 1 < len(columns) and b > columns[n + 1].start + _SLIP) or (out and out[-1][0] >= n):
                return None
            out.append((n, piece))
        return out or None

    def _nearest(self, piece: Piece) -> int:
        """The column of a piece that stands under no head, since heads are set in the middle: the nearest, but words are no ordinal."""
        a, b, _ = piece
        left = max((n for n, c in enumerate(self.columns) if c.end <= a), default=0)
        right = left + 1 if self.columns[left].end <= a else left
        if right >= len(self.columns) or right == left:
            return left
        if left == 0 and self.numbered:
            return 0 if _ORDINAL.match(self._words(piece)) else 1
        return right if self.columns[right].start - b < a - self.columns[left].end else left

    def _under(self, placed: Sequence[tuple[int, Piece]]) -> bool:
        """Whether pieces behind an empty line still stand under inner columns: then they go on with the row above."""
        return bool(self.body) and all(n > 0 and a >= self.columns[n].start for n, (a, _, _) in placed) and len(placed) > 1

    def _leads(self, at: int) -> bool:
        """Whether an ordinal in the first column follows soon, with nothing between but lines that stand under the heads."""
        for line in self.printed[at + 1 : at + 1 + _AHEAD]:
            if line.kind == "noise" or _FIGURE.match(line.words):
                continue
            pieces = pieces_of(self.text, line)
            if line.kind or line.gap > _FAR or "\t" in self.text[line.left : line.right] or self._heads(pieces):
                return False
            if self._opens(pieces):
                return True
            if self._placed(pieces) is None and not self._led(pieces):
                return False
        return False

    def _led(self, pieces: Sequence[Piece]) -> bool:
        words = self._words(pieces[-1])
        return len(pieces) == 1 and (_LED.match(words) is not None or words.isupper())

    def _group(self, at: int, line: Line, pieces: Sequence[Piece], placed: Sequence[tuple[int, Piece]] | None) -> bool:
        """Whether a line names a group of the rows below: with a Roman numeral or a letter, in capitals, or over several columns."""
        if len(pieces) > 2 or (len(pieces) == 2 and (placed or not _ORDINAL.match(self._words(pieces[0])))):
            return False
        words = self._words(pieces[-1])
        stands_apart = line.gap > 0 or not self.body or self.body[-1].kind == "group"
        led = len(pieces) == 2 or _LED.match(words) is not None
        named = led or (words.isupper() and stands_apart) or (placed is None and stands_apart and words[0].isupper())
        return named and (self._leads(at) if self.numbered else led or words.isupper())

    def _page_number(self, at: int) -> bool:
        """Whether a line holds a page's number alone: at a page's edge, or between empty lines far from the ordinals."""
        line = self.printed[at]
        if line.kind or not _FIGURE.match(line.words):
            return False
        before, after = self.printed[at - 1], self.printed[at + 1] if at + 1 < len(self.printed) else None
        if before.page != line.page or (after and after.page != line.page):
            return True
        if not line.gap or after is None or line.indent <= self.columns[0].end + _SLIP:
            return False
        return self._heads(pieces_of(self.text, after)) or (after.gap > 0 and self._leads(at))

    def _heads(self, pieces: Sequence[Piece]) -> bool:
        return len(pieces) > 2 and self._words(pieces[0]) == self.first_head

    def _moved(self, at: int) -> None:
        """On a new page columns may stand elsewhere: where its pieces make as many columns as there are, those hold."""
        page = self.printed[at].page
        taken: list[Line] = []
        for n in range(at, len(self.printed)):
            line = self.printed[n]
            if line.page != page or line.gap > _FAR or (line.kind and line.kind != "noise"):
                break
            if not line.kind and len(pieces_of(self.text, line)) > 2:
                taken.append(line)
        found = columns_of([p for x in taken for p in pieces_of(self.text, x)])
        if len(found) == len(self.columns) and len(taken) > 1:
            self.columns = [replace(c, role=old.role) for c, old in zip(found, self.columns, strict=True)]


def _cell(text: str, cell: Cell) -> str:
    return squeeze(" ".join(text[s.start : s.end] for s in cell.spans[:1]))
