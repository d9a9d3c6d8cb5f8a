"""Whether a printed line goes on with the paragraph of the line before it, told by where both stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from ..shapes import Shapes
from .lines import Line
from .parts import Parts

_BLANK = 0.25  # of the size of type: the width of a blank
_HUNG = 60.0  # points; lists hang no further
_SAME = 4.0  # points; two lines that begin no further apart are aligned
_GLUED = re.compile(r"\w[-/]$")
_OPEN_SIGN = re.compile(r"/\w+$")
_FEW_LETTERS = 16
_LONGER = 1.35  # of the usual step: a larger one parts paragraphs


@dataclass(slots=True)
class Margins:
    """Between which the text of pages of one size stands."""

    left: float = 1e9
    right: float = 0.0


@dataclass(slots=True)
class Joiner:
    """``steps`` counts the distances of lines that follow each other, in tenths of a point."""

    known: Shapes
    pages: dict[tuple[int, int, int], Margins] = field(default_factory=dict)
    steps: dict[int, int] = field(default_factory=dict)
    usual: float = 0.0

    def turn(self, page: Parts) -> None:
        """Learn the margins of a page before its lines are asked for; a page with few lines takes those of the pages before it."""
        size = round(page.width), round(page.height)
        kept = self.pages.setdefault((*size, page.number % 2), Margins())
        other = self.pages.get((*size, 1 - page.number % 2), Margins())
        lines = [n for n in page.items if isinstance(n, Line) and not n.side]
        if lines:
            kept.left, kept.right = min(kept.left, page.left), max(kept.right, page.right)
        mirrored = len(lines) > 5 and other.right > 0 and abs(kept.right - other.right) > _SAME
        hung = 0 < kept.left - other.left < _HUNG  # all lines of these pages hang: the margin is that of the pages beside them
        page.left = other.left if hung and not mirrored else kept.left
        if len(lines) < 6:
            page.right = max(kept.right, other.right)
        elif page.right < kept.right - 30:
            page.right = kept.right
        for a, b in pairwise(lines):
            step = round((b.base - a.base) * 10)
            if 8 * a.size < step < 25 * a.size:
                self.steps[step] = self.steps.get(step, 0) + 1
        if self.steps:
            self.usual = max(sorted(self.steps), key=lambda s: self.steps[s]) / 10

    def goes_on(self, first: Line, last: Line, here: Parts, n: Line, there: Parts) -> bool:
        """Whether ``n`` (on page ``there``) goes on after ``last`` (on page ``here``); ``first`` opened the paragraph."""
        if last.side or n.side:
            return bool(last.side == n.side and here is there) and self._in_column(first, last, n)
        over = here is not there
        if _other_size(last, n) or (over and not _alike(here, there)):
            return False
        if not over and not self._near(last, n, there):
            return False
        start = self.known.start.match(n.text)
        right, left = here.right, here.left
        indent, before, opened = n.x0 - there.left, last.x0 - left, first.x0 - left
        centred = _centred(last, left, right) and _centred(n, there.left, there.right)
        room = (right - left) - last.width if centred else right - last.x1
        if room > 0 and seam(last.text, n.text) == "":
            return True  # a number or a symbol broken at its hyphen is nothing that a line may begin with
        if room > _BLANK * last.size + n.words[0].x1 - n.words[0].x0 + 1.0:
            return False  # its first word would have fitted
        if last.bold and first.bold and not n.bold and not n.words[0].bold and not n.text[:1].islower():
            return False
        if centred and before > 20:
            return last.bold == n.bold and last.text.isupper() == n.text.isupper()
        if last is first:
            return self._second(first, n, indent, opened, start)
        if indent > before + _SAME:
            return n.text[:1].islower() and not start
        if (
            start
            and start.lastgroup != "bracketed"
            and indent > _SAME
            and abs(n.x0 - there.left - opened) < _SAME
            and abs(opened - before) > _SAME
        ):
            return False  # it begins where the paragraph began, not where its lines go on
        if start and start.lastgroup in ("bullet", "marker", "opener") and abs(opened - before) <= _SAME:
            return bool(start.lastgroup == "bullet" and self._dashed(last, n)) or self._numbered(last, n, start.lastgroup, start.end())
        return True

    def _second(self, first: Line, n: Line, indent: float, opened: float, start: re.Match[str] | None) -> bool:
        """Whether a second line goes on: it stands further out, hangs under the words behind the mark, or is aligned and no beginning."""
        if indent < opened - _SAME:
            return True
        aligned = abs(indent - opened) <= _SAME
        if aligned:
            if start:
                return bool(start.lastgroup == "bullet" and self._dashed(first, n)) or self._numbered(
                    first, n, start.lastgroup or "", start.end()
                )
            closed = self.known.closed.search(first.text[-48:]) is not None
            if opened > 3 * _SAME:  # both indented: two paragraphs of a line each, unless the sentence says otherwise
                return not closed and (n.text[:1].islower() or bool(self.known.open.search(first.text[-48:])))
            return not closed or n.text[:1].islower() or self.known.start.match(first.text) is None
        if start:
            return False
        hanging = len(first.words) > 1 and abs(n.x0 - first.words[1].x0) <= _SAME
        item = self.known.start.match(first.text) is not None and n.x0 - first.x0 < _HUNG and not self.known.closed.search(first.text[-48:])
        return hanging or item or n.text[:1].islower()

    def _near(self, last: Line, n: Line, page: Parts) -> bool:
        step = n.base - last.base
        return 0 < step <= max(_LONGER * self.usual, 1.2 * last.size) + 1.0 if self.usual else 0 < step < 2.1 * n.size

    def _in_column(self, first: Line, last: Line, n: Line) -> bool:
        """In a column of two nothing tells how wide it is: a line that opens no item goes on with an item that is not closed."""
        if not 0 < n.base - last.base < 1.8 * n.size or self.known.start.match(n.text):
            return False
        if self.known.closed.search(last.text[-48:]) or last.bold != n.bold:
            return False
        listed = self.known.start.match(first.text)
        return n.text[:1].islower() or bool(listed and listed.lastgroup == "bullet")

    def _dashed(self, last: Line, n: Line) -> bool:
        """A dash inside a name or a range, at which a line may break."""
        return self.known.dashed(last.text[-48:], n.text)

    def _numbered(self, last: Line, n: Line, group: str, end: int) -> bool:
        """A figure that belongs to the sentence of the line before it."""
        if group != "marker" or self.known.closed.search(last.text[-48:]):
            return False
        return (bool(self.known.open_number.search(last.text[-48:])) and not last.text.isupper()) or (
            n.text[0].isdigit() and n.text[end : end + 1].islower()
        )


def _other_size(a: Line, b: Line) -> bool:
    """Whether two lines are set in type of different sizes; of a short recognised line the size is not known well."""
    if a.words[0].confidence < 1.0 and min(len(a.text), len(b.text)) < _FEW_LETTERS:
        return False
    return abs(a.size - b.size) > 0.15 * a.size


def _alike(a: Parts, b: Parts) -> bool:
    """Whether two pages are of one size."""
    return round(a.width) == round(b.width) and round(a.height) == round(b.height)


def _centred(n: Line, left: float, right: float) -> bool:
    return n.x0 - left > 3 and abs((n.x0 - left) - (right - n.x1)) < 8


def seam(a: str, b: str) -> str:
    """What stands between the words at a line's end and those that begin the next one: nothing where a number, a symbol or a range is
    broken behind its hyphen or slash (2021-2030, 12/KH-UBND), else a blank."""
    if b[:1].isalnum() and _GLUED.search(a[-2:]):
        return ""
    if b[:1] == "/" and a[-1:].isalnum():
        return ""
    if len(b) > 1 and b[0] == "-" and b[1].isupper() and _OPEN_SIGN.search(a.rsplit(None, 1)[-1]):
        return ""
    return " "
