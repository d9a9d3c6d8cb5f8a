"""Printed lines joined to paragraphs.

A document is *wrapped* where its lines were broken at a width; there a line goes on in the next one when the next one's first word would
not have fitted. In other documents a line is a paragraph, and only a page's end breaks one in the middle of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import Line
from .shapes import Shapes
from .width import TAIL, Wrapping

_SHORT = 40  # a line shorter than this is not broken in a sentence at a page's end
_SYLLABLE = 8  # the longest syllable, and a little more
_EMPHASIS = "*_"
_LABEL = 30  # "Đến năm 2030:" and the like
_INSIDE = re.compile(r"\w\w[.:;][*_]*\s")
_COUNT = re.compile(r"\((\d{1,2}|[a-z\u0111])\)")


class Joiner:
    """Says of two lines in reading order whether the second goes on with the first one's paragraph."""

    def __init__(self, shapes: Shapes, wrapped: Wrapping | None) -> None:
        self.shapes = shapes
        self.wrapped = wrapped

    def goes_on(self, before: Sequence[Line], b: Line, *, broken: bool) -> bool:
        """Whether ``b`` goes on with the paragraph of the lines ``before``; ``broken``: a note, a page number or a page's end between."""
        first, a = before[0], before[-1]
        tail = a.words[-TAIL:]
        closed = self.shapes.closed.search(tail) is not None
        start = self.shapes.begins(b.words)
        far = self.wrapped is not None and b.gap > self.wrapped.step and not broken
        if start and start.lastgroup != "bracketed":
            return self._inside(a, b, tail, start.lastgroup or "", start.end(), closed)
        if start and closed:
            return not far and self._counted_on(before, b)
        if b.words[0] in _EMPHASIS and (starred := self.shapes.start.match(b.words.lstrip(_EMPHASIS))) and starred.lastgroup == "marker":
            return False  # "**3. Sở Y tế**"
        if first is a and self._bare(a) and b.gap <= 2 and not start:
            return True
        letter = b.words[0]
        if letter.islower() or letter in ")]”":
            return self._lower(before, b, tail, closed, far, broken) or (not closed and self._sentence(first))
        if first is a and letter.isdigit() and len(a.words) <= _SYLLABLE and a.words.endswith(":") and self._sentence(first):
            return True  # the number under its word
        if letter.isdigit():
            return self._digit(first, a, b, tail, closed, far)
        return self._upper(first, a, b, tail, closed, far)

    def _full(self, a: Line, b: Line, *, strictly: bool = False) -> bool:
        return self.wrapped is not None and self.wrapped.full(a, b, strictly=strictly)

    def _sentence(self, first: Line) -> bool:
        """Whether a paragraph opened as an item of a list or as a line of its own kind; it goes on until a sign closes it."""
        opened = self.shapes.begins(first.words)
        return opened is not None and opened.lastgroup in ("bullet", "opener") and not first.words.isupper()

    def _bare(self, a: Line) -> bool:
        """A line that holds a mark alone ("-", "1.", "a)")."""
        found = self.shapes.start.match(a.words + " x") if len(a.words) <= 6 else None
        return found is not None and found.lastgroup != "opener" and found.end() > len(a.words)

    def _inside(self, a: Line, b: Line, tail: str, group: str, end: int, closed: bool) -> bool:
        """Whether what looks like an item's mark at the beginning of ``b`` belongs to the sentence of ``a``."""
        if group == "opener":  # a place's name broken above its date; "tại", "Điều 5."
            if self._full(a, b) and tail[-1].isalpha() and self.shapes.open.search(tail) and not b.words.isupper():
                return True
            return not closed and b.words[0].islower() and len(a.words) <= _SYLLABLE
        if group == "bullet":
            near = self.wrapped is not None or b.gap <= 1
            if self.wrapped and not closed and self.wrapped.dashed(a, b, end):
                return True
            return near and self.shapes.dashed(tail, b.words)
        if group == "marker":
            capital = b.words[end : end + 1].isupper() and (b.words[0].isdigit() or b.words.isupper())
            named = capital and self.shapes.open_term.search(tail) is not None  # "... tháng cuối quý" and then "8. Sở Y tế"
            return not closed and (
                (bool(self.shapes.open_number.search(tail)) and not a.words.isupper() and not named)
                or (b.words[0].isdigit() and b.words[end : end + 1].islower())
            )
        return False

    def _counted_on(self, before: Sequence[Line], b: Line) -> bool:
        """Whether a bracketed figure counts on in a row that began inside a line: "gồm: (1) ...; (2) ..."."""
        found = _COUNT.match(b.words)
        if found is None or not self._full(before[-1], b, strictly=True):
            return False
        of = found.group(1)
        last = str(int(of) - 1) if of.isdigit() else chr(ord(of) - 1)
        return any(x.words.find(f"({last})") > 0 for x in before)

    def _lower(self, before: Sequence[Line], b: Line, tail: str, closed: bool, far: bool, broken: bool) -> bool:
        a = before[-1]
        if closed:  # behind a colon words in small letters go on with a label's value
            return self.wrapped is not None and not far and (tail.endswith(":") or self._full(a, b))
        if broken and self.wrapped is not None:
            return True
        if len(before) > 1 and self._full(before[-2], a):
            return True  # the rest of a line that was broken twice
        bracket = a.words.rfind("(") > a.words.rfind(")")  # no item begins inside brackets
        return len(a.words) >= _SHORT or bracket or self.shapes.open.search(tail) is not None or (not far and self._full(a, b))

    def _digit(self, first: Line, a: Line, b: Line, tail: str, closed: bool, far: bool) -> bool:
        if closed:
            return not far and self._full(a, b, strictly=True)
        if self.shapes.open.search(tail) or self.shapes.open_number.search(tail):
            return True
        if self.wrapped:
            return not far and self._full(a, b)
        return len(a.words) >= _SHORT and not (first is a and self.shapes.start.match(a.words))

    def _upper(self, first: Line, a: Line, b: Line, tail: str, closed: bool, far: bool) -> bool:
        opened = self.shapes.begins(first.words)
        if not closed and self.shapes.open.search(tail):
            return True
        capital = a.words.isupper()
        if capital != b.words.isupper() and (capital or first.words.isupper()):
            return False
        if capital and opened is not None and opened.lastgroup == "marker" and not closed and not far:
            return self.wrapped is not None or len(a.words) >= _SHORT
        if self.wrapped is None or far or self.wrapped.begins(a, b):
            return False
        if a.words.rfind("(") > a.words.rfind(")") and 0 <= b.words.find(")") < (b.words.find("(") + 1 or len(b.words)):
            return True  # nothing begins inside brackets
        title = opened is not None and opened.lastgroup == "marker" and first is a and not _INSIDE.search(a.words, opened.end())
        if len(b.words) < _LABEL and b.words.endswith(":") and (closed or title):
            return False
        if not self._full(a, b, strictly=title and closed):
            return False
        if title and not closed:  # a heading that fills its line, or one that goes on
            return self.shapes.named(a.words) or not self.shapes.orders(b.words)
        return not self.wrapped.closes(first, a, b, self.shapes)
