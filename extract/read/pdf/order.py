"""The order in which the lines of a page are read: as the file gives them where that goes down the page, columns one after the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from ..shapes import Shapes
from .lines import Line

_FAR = 14  # of the size of type: two rows of columns so far apart do not belong together


def ordered(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines in reading order, and those apart that the file gives behind all others though they stand higher up (text boxes)."""
    if _scrambled(lines):
        lines = _down(lines)
    _sides(lines)
    lines, apart = _apart(lines)
    if _returns(lines):
        lines = _down(lines)
        _sides(lines)
    return _columns(lines), apart


def _down(lines: Sequence[Line]) -> list[Line]:
    """The lines from the top of the page down, in no column yet."""
    for n in lines:
        n.side, n.column = "", 0.0
    return sorted(lines, key=lambda n: (round(n.base), n.x0))


def _scrambled(lines: Sequence[Line]) -> bool:
    """Whether the file's order goes up the page again and again within a column."""
    ups = 0
    for a, b in pairwise(lines):
        if b.base < a.base - 0.5 * a.size and b.x0 < a.x1 and a.x0 < b.x1:
            ups += 1
    return ups > 2 and ups * 8 > len(lines)


def _returns(lines: Sequence[Line]) -> bool:
    """Whether the file comes back to print a line right above one of before (lines of one style after those of another)."""
    seen: list[Line] = []
    for n in lines:
        at = bisect_left(seen, n.base, key=lambda m: m.base)
        if at < len(seen):
            below = seen[at]
            if 0.8 * n.size < below.base - n.base < 2 * n.size and n.x0 < below.x1 and below.x0 < n.x1:
                return True
        seen.insert(at, n)
    return False


def _sides(lines: Sequence[Line]) -> None:
    """Marks the lines that stand beside another one, and those that go on in such a column."""
    by_height = sorted(lines, key=lambda n: n.base)
    for i, a in enumerate(by_height):
        for b in by_height[i + 1 :]:
            if b.base - a.base > 0.8 * max(a.size, b.size):
                break
            left, right = (a, b) if a.x0 < b.x0 else (b, a)
            if right.x0 - left.x1 > 0.8 * left.size:
                left.side, right.side = left.side or "l", "r"
                left.column = min(left.column or right.x0, right.x0)
                right.column = max(right.column, left.x1)
    for step in (lines, lines[::-1]):
        last: Line | None = None
        for n in step:
            if last is not None and last.side and not n.side:
                fits = n.x1 <= last.column if last.side == "l" else n.x0 >= last.column
                near = n.base - last.base if step is lines else last.base - n.base
                if fits and 0 < near < (5 if last.side == "l" else 12) * n.size and (step is lines or last.side == "l"):
                    n.side, n.column = last.side, last.column
            last = n
    _left_again(lines)


def _left_again(lines: Sequence[Line]) -> None:
    """Marks the lines that go on with a left column behind the right one: aligned with its last line, right below it."""
    left: Line | None = None
    right = False
    for n in lines:
        if n.side == "l":
            left, right = n, False
        elif n.side == "r":
            right = True
        elif left is not None and right and abs(n.x0 - left.x0) < 4 and 0 < n.base - left.base < 2 * n.size:
            n.side, n.column = "l", left.column
            left = n
        else:
            left = None


def goes_on(lines: Sequence[Line], before: Sequence[Line], known: Shapes) -> None:
    """Marks the lines at a page's head that go on with the left column that the page before ended in."""
    right = [n for n in before if n.side == "r"]
    if not before or before[-1].side != "r" or not right:
        return
    edge = min(n.x0 for n in right)
    left = [n.x0 for n in before if n.side == "l"]
    for n in lines:
        start = known.start.match(n.text)
        listed = n is not lines[0] or (start is not None and start.lastgroup == "bullet")
        if n.side == "r" or n.x1 > edge or not left or abs(n.x0 - left[-1]) > 6 or not listed:
            return
        n.side, n.column = "l", edge


def _apart(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    lowest = float("-inf")
    for i, n in enumerate(lines):
        if n.base < lowest - 1.5 * n.size and not n.side and all(m.base < lowest for m in lines[i:]) and (len(lines) - i) * 4 <= len(lines):
            return lines[:i], lines[i:]
        lowest = max(lowest, n.base)
    return lines, []


def _columns(lines: list[Line]) -> list[Line]:
    """Each run of lines in two columns: the left ones, then the right ones."""
    out: list[Line] = []
    run: list[Line] = []
    for n in lines:
        if n.side:
            run.append(n)
            continue
        out += _parted(run)
        run = []
        out.append(n)
    return out + _parted(run)


def _parted(run: list[Line]) -> list[Line]:
    """A run in two columns, left before right; what stands far below the rest is a run of its own (a letterhead and a signature with
    nothing but a table between them)."""
    out: list[Line] = []
    part: list[Line] = []
    for n in [*sorted(run, key=lambda n: n.base), None]:
        if part and (n is None or n.base - max(m.base for m in part) > _FAR * n.size):
            kept = {id(m) for m in part}
            out += [m for side in "lr" for m in run if m.side == side and id(m) in kept]
            part = []
        if n is not None:
            part.append(n)
    return out
