"""Printed lines joined to paragraphs.

A document is *wrapped* where its lines were broken at a width; there a line goes on in the next one when the next one's first word would
not have fitted. In other documents a line is a paragraph, and only a page's end breaks one in the middle of a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .lines import Line
from .shapes import Shapes

_TAIL = 48  # characters at a line's end that tell whether it goes on
_SHORT = 40  # a line shorter than this is not broken in a sentence at a page's end
_SYLLABLE = 8  # the longest syllable, and a little more
_EMPHASIS = "*_"
_LABEL = 30  # "Đến năm 2030:" and the like
_NARROW = str.maketrans("", "", "i\u00ed\u00ec\u1ec9\u0129\u1ecbltjfrI1.,;:()'\"!| /")


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a document's lines were broken.

    ``step``: empty lines between two lines of one paragraph. ``strict``, ``loose``: the width (see ``width``) over which the next
    word did not fit: in nineteen of twenty lines that surely go on, in all but the odd one.
    """

    step: int
    strict: float
    loose: float


def width(words: str) -> float:
    """Width in average letters of proportional type: narrow letters count about half."""
    return 0.55 * len(words) + 0.45 * len(words.translate(_NARROW))


def _reach(a: Line, b: Line) -> float:
    """How wide line ``a`` would have been with the first word of ``b``."""
    return width(a.words + " " + b.words.split(None, 1)[0])


def wrapping(lines: Sequence[Line], shapes: Shapes) -> Wrapping | None:
    """How the lines of running text were broken; None where every line is a paragraph of its own."""
    plain = [x for x in lines if not x.kind]
    if len(plain) < 12:
        return None
    lengths = sorted(len(x.words) for x in plain)
    top = lengths[len(lengths) * 95 // 100]
    near = sum(1 for n in lengths if n >= 0.75 * top)
    if not 45 <= top <= 140 or near * 3 < len(plain) or lengths[-1 - len(lengths) // 50] > 1.4 * top:
        return None
    sure = [
        (a, b)
        for a, b in pairwise(plain)
        if b.words[0].islower()
        and len(a.words) >= 0.6 * top
        and not shapes.closed.search(a.words[-_TAIL:])
        and not shapes.start.match(b.words)
    ]
    if len(sure) < max(3, len(plain) // 12):
        return None
    gaps = sorted(b.gap for _, b in sure)
    reaches = sorted(_reach(a, b) for a, b in sure[:: 1 + len(sure) // 400])
    return Wrapping(gaps[len(gaps) * 9 // 10], reaches[len(reaches) // 20], 0.97 * reaches[len(reaches) // 100])


class Joiner:
    """Says of two lines in reading order whether the second goes on with the first one's paragraph."""

    def __init__(self, shapes: Shapes, wrapped: Wrapping | None) -> None:
        self.shapes = shapes
        self.wrapped = wrapped

    def goes_on(self, first: Line, a: Line, b: Line, *, broken: bool) -> bool:
        """Whether ``b`` goes on after ``a``; ``first`` opened the paragraph; ``broken``: a note, a page number or a page's end between."""
        tail = a.words[-_TAIL:]
        closed = self.shapes.closed.search(tail) is not None
        start = self.shapes.start.match(b.words)
        if start and start.lastgroup != "bracketed":
            return self._inside(a, b, tail, start.lastgroup or "", start.end(), closed)
        if start and closed:
            return False
        if b.words[0] in _EMPHASIS and (starred := self.shapes.start.match(b.words.lstrip(_EMPHASIS))) and starred.lastgroup == "marker":
            return False  # "**3. Sở Y tế**"
        if first is a and self._bare(a) and b.gap <= 2 and not start:
            return True
        far = self.wrapped is not None and b.gap > self.wrapped.step and not broken
        letter = b.words[0]
        if letter.islower() or letter in ")]”":
            return self._lower(a, b, tail, closed, far, broken) or (not closed and self._sentence(first))
        if first is a and letter.isdigit() and len(a.words) <= _SYLLABLE and a.words.endswith(":") and self._sentence(first):
            return True  # the number under its word
        if letter.isdigit():
            return self._digit(first, a, b, tail, closed, far)
        return self._upper(first, a, b, tail, closed, far)

    def _sentence(self, first: Line) -> bool:
        """Whether a paragraph opened as an item of a list or as a line of its own kind; it goes on until a sign closes it."""
        opened = self.shapes.start.match(first.words)
        return opened is not None and opened.lastgroup in ("bullet", "opener") and not first.words.isupper()

    def _bare(self, a: Line) -> bool:
        """A line that holds a mark alone ("-", "1.", "a)")."""
        found = self.shapes.start.match(a.words + " x") if len(a.words) <= 6 else None
        return found is not None and found.lastgroup != "opener" and found.end() > len(a.words)

    def _inside(self, a: Line, b: Line, tail: str, group: str, end: int, closed: bool) -> bool:
        """Whether what looks like an item's mark at the beginning of ``b`` belongs to the sentence of ``a``."""
        if group == "opener":  # a place's name broken above its date
            return not closed and b.words[0].islower() and len(a.words) <= _SYLLABLE
        if group == "bullet":
            near = self.wrapped is not None or b.gap <= 1
            return near and self.shapes.dashed(tail, b.words)
        if group == "marker":
            capital = b.words[end : end + 1].isupper() and (b.words[0].isdigit() or b.words.isupper())
            named = capital and self.shapes.open_term.search(tail) is not None  # "... tháng cuối quý" and then "8. Sở Y tế"
            return not closed and (
                (bool(self.shapes.open_number.search(tail)) and not a.words.isupper() and not named)
                or (b.words[0].isdigit() and b.words[end : end + 1].islower())
            )
        return False

    def _lower(self, a: Line, b: Line, tail: str, closed: bool, far: bool, broken: bool) -> bool:
        if closed:  # behind a colon words in small letters go on with a label's value
            return self.wrapped is not None and not far and (tail.endswith(":") or _reach(a, b) > self.wrapped.strict)
        if broken and self.wrapped is not None:
            return True
        bracket = a.words.rfind("(") > a.words.rfind(")")  # no item begins inside brackets
        return len(a.words) >= _SHORT or bracket or self.shapes.open.search(tail) is not None

    def _digit(self, first: Line, a: Line, b: Line, tail: str, closed: bool, far: bool) -> bool:
        if closed:
            return self.wrapped is not None and not far and _reach(a, b) > self.wrapped.strict
        if self.shapes.open.search(tail) or self.shapes.open_number.search(tail):
            return True
        if self.wrapped:
            return not far and _reach(a, b) > self.wrapped.loose
        return len(a.words) >= _SHORT and not (first is a and self.shapes.start.match(a.words))

    def _upper(self, first: Line, a: Line, b: Line, tail: str, closed: bool, far: bool) -> bool:
        opened = self.shapes.start.match(first.words)
        headed = opened is not None and opened.lastgroup != "bullet"
        if not closed and self.shapes.open.search(tail):
            return True
        capital = a.words.isupper()
        if capital != b.words.isupper() and (capital or first.words.isupper()):
            return False
        if capital and opened is not None and opened.lastgroup == "marker" and not closed and not far:
            return self.wrapped is not None or len(a.words) >= _SHORT
        if self.wrapped is None or far or (len(b.words) < _LABEL and b.words.endswith(":")):
            return False
        if a.page == b.page and b.indent - a.indent >= 3:
            return False
        return _reach(a, b) > (self.wrapped.strict if closed or (headed and first is a) else self.wrapped.loose)
