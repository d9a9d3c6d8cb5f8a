"""Lines of two columns - the letterhead, recipients beside the signature - parted, and read one column after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from .lines import Line
from .shapes import Shapes

# Only in front of a capital or a dash, so that the blank of an unfilled number or date stays whole.
_WIDE = re.compile(r"(?:[^\S\t]*\t\s*|\s{6,})(?=[^\W\d_a-z]|[-+] )")
_NARROW = re.compile(r"\s{2,}(?=[^\W\d_a-z])")
_LONGEST = 200  # characters; longer lines are running text
_FAR = 16  # characters; a line indented so far stands in the right column
_APART = 3  # lines at most between two parted ones of the same pair of columns


def parted(printed: Sequence[Line], known: Shapes) -> list[Line]:
    """The lines in reading order, those of two columns cut where a tab or a wide gap parts them, the left column first."""
    out: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    behind: list[Line] = []  # lines behind the last parted one: of the columns if another parted one follows, else running text

    def settle() -> None:
        left.extend(x for x in behind if x.indent < _FAR)
        right.extend(x for x in behind if x.indent >= _FAR)
        behind.clear()

    def flush() -> None:
        if any(_bullet(x, known) for x in left):  # a list beside a signature: both go on to their ends
            listed = sum(1 for _ in takewhile(lambda x: _bullet(x, known) or x.indent >= _FAR, behind))
            rest = behind[listed:]
            del behind[listed:]
            settle()
            out.extend([*left, *right, *rest])
        else:
            out.extend([*left, *right, *behind])
        for group in (left, right, behind):
            group.clear()

    for line in printed:
        pieces = _cut(line, known)
        if len(pieces) > 1:
            settle()
            left.append(pieces[0])
            right.extend(pieces[1:])
        elif right and not line.kind and _beside(line, right[0], sum(1 for x in behind if x.indent < _FAR), known):
            behind.append(line)
        else:
            flush()
            out.append(line)
    flush()
    return out


def _beside(line: Line, first: Line, since: int, known: Shapes) -> bool:
    """Whether a line that is not parted itself may stand in one of the columns."""
    return line.page == first.page and line.gap <= 2 and len(line.words) < 60 and (since < _APART or _bullet(line, known))


def _bullet(line: Line, known: Shapes) -> bool:
    found = known.start.match(line.words)
    return found is not None and found.lastgroup == "bullet"


def _cut(line: Line, known: Shapes) -> list[Line]:
    if line.kind or len(line.words) > _LONGEST or not (_WIDE.search(line.words) or _NARROW.search(line.words)):
        return [line]
    out: list[Line] = []
    at, gap, left = line.start, line.gap, line.left
    cuts = list(_WIDE.finditer(line.words))
    if not cuts:  # the country's name or motto opens the right column whatever the gap before it
        cuts = [
            m for m in _NARROW.finditer(line.words) if (found := known.start.match(line.words[m.end() :])) and found.lastgroup == "opener"
        ]
        if not cuts:
            return [line]
    for m in cuts:
        begin, end = line.start + m.start(), line.start + m.end()
        words = line.words[at - line.start : m.start()]
        before = words.lstrip("*_# ") or words
        if len(before) < 8 and not before.isalpha() and known.start.match(before + " x"):
            continue  # an item's mark and its words
        out.append(Line(left, begin, at, begin, words, line.page, gap, fresh=line.fresh, where=line.where))
        at, gap, left = end, 0, begin
    out.append(Line(left, line.right, at, line.end, line.words[at - line.start :], line.page, gap, fresh=line.fresh, where=line.where))
    return out
