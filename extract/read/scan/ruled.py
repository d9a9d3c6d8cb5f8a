"""Ruling lines in the picture of a page, found and painted over."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .clean import Dark, Grey, darkest, threshold

Line = tuple[float, float, float, float]
"""x0, y0, x1, y1 in pixels."""

_LEVEL_LONG = 0.08  # of the page's width: the least length of a level rule (a word in bold is shorter)
_UPRIGHT_LONG = 0.02  # of the page's height
_WHOLE = 0.97  # of a rule's length is ink
_THICK = 0.008  # of the page's larger side: what is thicker is no rule


def rules(a: Grey) -> tuple[list[Line], list[Line]]:
    """The level and the upright rules of a straightened picture."""
    dark: Dark = darkest(a, 2) < threshold(a)
    height, width = dark.shape
    thick = max(3, int(_THICK * max(dark.shape)))
    across, down = max(12, int(_LEVEL_LONG * width)), max(12, int(_UPRIGHT_LONG * height))
    level = [(2.0 * s, 2.0 * p, 2.0 * e, 2.0 * q) for p, q, s, e in _runs(dark, across, thick)]
    upright = [(2.0 * p, 2.0 * s, 2.0 * q, 2.0 * e) for p, q, s, e in _runs(np.ascontiguousarray(dark.T), down, thick)]
    return level, upright


def _runs(dark: Dark, least: int, thick: int) -> list[tuple[int, int, int, int]]:
    """Runs of ink along rows: first row, row behind the last, first column, column behind the last."""
    spread = dark.copy()  # a little slant: a row lends its ink to the ones beside it
    spread[1:] |= dark[:-1]
    spread[:-1] |= dark[1:]
    sums = np.cumsum(spread, axis=1, dtype=np.int32)
    if sums.shape[1] <= least:
        return []
    windows = sums[:, least:] - sums[:, :-least] >= _WHOLE * least
    out: list[list[int]] = []
    for row in np.flatnonzero(windows.any(axis=1)):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], windows[row].view(np.int8), [0]))))
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            _collect(out, int(row), int(begin) + 1, int(end) + least)
    lean = [(min(p + 1, q - 2), max(q - 1, p + 2), s, e) for p, q, s, e in out if q - p <= thick + 2]  # without the ink that was lent
    return [(p, q, s, e) for p, q, s, e in lean if _alone(dark, p, q, s, e)]


def _alone(dark: Dark, p: int, q: int, s: int, e: int) -> bool:
    """Whether next to nothing stands right above or below: what touches a line of letters on both sides is the letters themselves."""
    above, below = dark[max(0, p - 4) : max(0, p - 1), s:e], dark[q + 1 : q + 4, s:e]
    return min(float(above.mean()) if above.size else 0.0, float(below.mean()) if below.size else 0.0) < 0.25


def _collect(out: list[list[int]], row: int, begin: int, end: int) -> None:
    """Join a run to the rule that it belongs to: the one that ended in the row before and lies along it."""
    for run in reversed(out[-60:]):
        if row - run[1] <= 2 and begin < run[3] and end > run[2]:
            run[1], run[2], run[3] = row + 1, min(run[2], begin), max(run[3], end)
            return
    out.append([row, row + 1, begin, end])


def grid_rules(level: list[Line], upright: list[Line], size: tuple[int, int]) -> tuple[list[Line], list[Line]]:
    """The rules that border cells: each meets two of the other direction."""
    near = 0.006 * max(size)

    def meets(h: Line, v: Line) -> bool:
        y, x = (h[1] + h[3]) / 2, (v[0] + v[2]) / 2
        return v[1] - near <= y <= v[3] + near and h[0] - near <= x <= h[2] + near

    for _ in range(2):
        level = [h for h in level if sum(meets(h, v) for v in upright) >= 2]
        upright = [v for v in upright if sum(meets(h, v) for h in level) >= 2]
    return level, upright


def painted_over(a: Grey, lines: list[Line]) -> Grey:
    """The picture with paper where the rules were."""
    out: npt.NDArray[np.uint8] = a.copy()
    paper = int(np.percentile(a[::8, ::8], 60))
    for x0, y0, x1, y1 in lines:
        out[max(0, int(y0) - 2) : int(y1) + 2, max(0, int(x0) - 2) : int(x1) + 2] = paper
    return out
