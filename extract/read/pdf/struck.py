"""Words struck out: a line runs through them, as editors print what a revision deletes. They are put aside, not read."""

from __future__ import annotations

from collections.abc import Sequence

from .page import Rule, Word

_LOW, _HIGH = 0.12, 0.45  # of the size of type, above the line that letters stand on
_COVERED = 0.8  # of a word's width: all of it is struck out
_TOUCHED = 0.15  # so little of it: nothing is


def marked(words: list[Word], rules: Sequence[Rule]) -> tuple[list[Word], int]:
    """The words, those that a line strikes out marked so, and how many these are; a word struck out in part is cut there."""
    flat = [r for r in rules if r.y1 - r.y0 < 2.5 and r.x1 - r.x0 > 3]
    if not flat:
        return words, 0
    levels: dict[float, list[Word]] = {}
    for w in words:
        levels.setdefault(w.base, []).append(w)
    through: dict[float, list[Rule]] = {}
    for r in flat:
        y = (r.y0 + r.y1) / 2
        for base, on_it in levels.items():
            if 0 < base - y < 40 and _strikes(r, [w for w in on_it if base - _HIGH * w.size < y < base - _LOW * w.size]):
                through.setdefault(base, []).append(r)
    if not through:
        return words, 0
    out: list[Word] = []
    for w in words:
        out += _cut(w, through.get(w.base, ()))
    return out, sum(w.struck for w in out)


def _strikes(r: Rule, words: Sequence[Word]) -> bool:
    """Whether a rule runs through words from the first to the last of them, and no further as the edge of a box does."""
    touched = [w for w in words if w.x0 < r.x1 and r.x0 < w.x1]
    return bool(touched) and min(w.x0 for w in touched) < r.x0 + 3 and max(w.x1 for w in touched) > r.x1 - 3


def _cut(w: Word, rules: Sequence[Rule]) -> list[Word]:
    width = max(0.1, w.x1 - w.x0)
    for r in rules:
        begin, end = max(w.x0, r.x0), min(w.x1, r.x1)
        share = (end - begin) / width
        if share >= _COVERED:
            return [w._replace(struck=True)]
        if share <= _TOUCHED:
            continue
        a, b = (round(len(w.text) * (x - w.x0) / width) for x in (begin, end))
        pieces = [(w.text[:a], w.x0, begin, False), (w.text[a:b], begin, end, True), (w.text[b:], end, w.x1, False)]
        kept = [w._replace(text=t, x0=x0, x1=x1, struck=gone) for t, x0, x1, gone in pieces if t]
        return [kept[0], *(k._replace(glued=True) for k in kept[1:])]
    return [w]
