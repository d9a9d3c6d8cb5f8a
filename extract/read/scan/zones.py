"""Which parts of a page are read apart: columns beside each other, and what stands above, between and below tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .clean import Dark

_GUTTER = 0.035  # of the page's width: the least blank between two columns
_COLUMN = 0.06  # of it: the least width of a column; what is narrower is an item's mark
_KEPT = 0.02  # of it that is left when further lines come in
_FROM, _TO = 0.2, 0.75  # of the page's width: where the gutter's middle may lie
_MARKS = 0.003  # of the page's height: marks above letters stand no further from them
_LOW = 0.0045  # of the page's height: the least height of a line
_NEAR = 0.03  # of the page's height: how far lines of one column may stand apart


@dataclass(slots=True)
class Zone:
    """Rows ``top`` to ``bottom`` in pixels, and the blank between its two columns (``None`` where it has one)."""

    top: int
    bottom: int
    gutter: tuple[int, int] | None
    right_ink: int = 0


def zones(dark: Dark, top: int, bottom: int) -> list[Zone]:
    """The zones of the rows ``top`` to ``bottom`` of a page's ink."""
    height, width = dark.shape
    part = dark[top:bottom]
    ink = part.sum(axis=1) > 2
    edges = np.flatnonzero(np.diff(np.concatenate(([0], ink.view(np.int8), [0]))))
    bands: list[list[int]] = []
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if bands and begin - bands[-1][1] <= _MARKS * height:
            bands[-1][1] = end
        else:
            bands.append([begin, end])
    out: list[Zone] = []
    for begin, end in bands:
        if end - begin <= _LOW * height:  # no line of text: what stands alone is read with the lines beside it
            continue
        found = _gutter(part[begin:end], width)
        if found is not None:
            _add(out, int(begin) + top, int(end) + top, *found, width=width, height=height)
    return out


def _gutter(band: Dark, width: int) -> tuple[tuple[int, int] | None, int, int] | None:
    """The widest blank inside a row of text, and where its ink begins and ends; None where there is none."""
    columns = band.sum(axis=0) > 1
    inked = np.flatnonzero(columns)
    if not len(inked):
        return None
    left, right = int(inked[0]), int(inked[-1])
    edges = np.flatnonzero(np.diff(np.concatenate(([1], columns.view(np.int8), [1]))))
    best: tuple[int, int] | None = None
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        inside = a > left + _COLUMN * width and b < right - _COLUMN * width and b - a > _GUTTER * width
        inside = inside and _FROM * width < (a + b) / 2 < _TO * width
        if inside and (best is None or b - a > best[1] - best[0]):
            best = int(a), int(b)
    return best, left, right


def _add(out: list[Zone], top: int, bottom: int, gutter: tuple[int, int] | None, left: int, right: int, *, width: int, height: int) -> None:
    last = out[-1] if out else None
    if last is not None and last.gutter is not None:
        if gutter is not None:
            a, b = max(last.gutter[0], gutter[0]), min(last.gutter[1], gutter[1])
            if b - a > _KEPT * width:
                last.bottom, last.gutter = bottom, (a, b)
                return
        elif (right < last.gutter[1] or left > last.gutter[0]) and top - last.bottom < _NEAR * height:
            a, b = (max(last.gutter[0], right), last.gutter[1]) if right < last.gutter[1] else (last.gutter[0], min(last.gutter[1], left))
            if b - a > _KEPT * width:  # only one column has ink here
                last.bottom, last.gutter = bottom, (a, b)
                return
    elif last is not None and gutter is None:
        last.bottom = bottom
        return
    out.append(Zone(top, bottom, gutter))
