"""Ruling lines and pictures of a PDF page: drawn lines, frames, and boxes so thin that they are seen as lines."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pypdfium2.raw as c

from .page import Rule
from .view import View

_THIN = 2.5  # points; a filled box no wider is a line
_SHORT = 0.8  # points; what is shorter both ways is a dot
_DEEP = 4  # forms inside forms
_MANY = 20_000  # objects of a page, and pieces of a path, that are looked at

_Box = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def strokes(page: Any, view: View) -> tuple[list[Rule], float]:
    """The rules of a page as it is seen, and the share of it that its largest picture covers."""
    out: list[Rule] = []
    largest = 0.0
    width, height = view.size
    corners = [ctypes.c_float() for _ in range(4)]
    for o, kind, matrix in _objects(page):
        if kind == c.FPDF_PAGEOBJ_PATH:
            for box in _straight(o, corners, matrix):
                x0, y0, x1, y1 = view.box(*box)
                across, down = x1 - x0, y1 - y0
                if min(across, down) <= _THIN and max(across, down) > _SHORT:
                    out.append(Rule(x0, y0, x1, y1))
        elif c.FPDFPageObj_GetBounds(o, *corners):
            x0, top, x1, bottom = view.box(*_moved(_box(corners), matrix))
            seen = max(0.0, min(x1, width) - max(x0, 0.0)) * max(0.0, min(bottom, height) - max(top, 0.0))
            largest = max(largest, seen / (width * height or 1.0))
    return out, largest


def _objects(page: Any) -> Iterator[tuple[Any, int, _Matrix]]:
    """The paths and pictures of a page, those inside forms too, each with the matrix of the form around it."""
    waiting: list[tuple[int, Any, Any, int, _Matrix]] = [(c.FPDFPage_CountObjects(page), c.FPDFPage_GetObject, page, 0, _SAME)]
    seen = 0
    while waiting:
        count, get, holder, depth, matrix = waiting.pop()
        for k in range(max(0, count)):
            seen += 1
            if seen > _MANY:
                return
            o = get(holder, k)
            kind = c.FPDFPageObj_GetType(o)
            if kind in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE):
                yield o, kind, matrix
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < _DEEP:
                inner = _product(_matrix(o), matrix)
                waiting.append((c.FPDFFormObj_CountObjects(o), c.FPDFFormObj_GetObject, o, depth + 1, inner))


def _straight(o: Any, corners: list[ctypes.c_float], around: _Matrix) -> Iterator[_Box]:
    """The box of every straight piece of a path."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    c.FPDFPath_GetDrawMode(o, mode, stroked)
    count = c.FPDFPath_CountSegments(o)
    if not mode.value and not stroked.value:
        return  # a clip: nothing is painted
    if count <= 2 or (count <= 5 and not stroked.value):
        if c.FPDFPageObj_GetBounds(o, *corners):
            yield _moved(_box(corners), around)
        return
    matrix = _product(_matrix(o), around)
    x, y = corners[0], corners[1]
    piece: list[tuple[float, float]] = []
    for k in range(min(count, _MANY)):
        segment = c.FPDFPath_GetPathSegment(o, k)
        kind = c.FPDFPathSegment_GetType(segment)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        point = _point(x.value, y.value, matrix)
        if kind == c.FPDF_SEGMENT_LINETO:
            piece.append(point)
            if c.FPDFPathSegment_GetClose(segment) and piece[0] != point:
                piece.append(piece[0])
        else:  # a new piece, or a curve, which ends what was straight
            yield from _pieces(piece, bool(stroked.value))
            piece = [point]
    yield from _pieces(piece, bool(stroked.value))


def _pieces(piece: Sequence[tuple[float, float]], stroked: bool) -> Iterator[_Box]:
    """The sides of what is drawn; of what is filled the whole, so that only a thin box is a line."""
    if len(piece) < 2:
        return
    if stroked:
        for (ax, ay), (bx, by) in pairwise(piece):
            yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
    else:
        xs, ys = [p[0] for p in piece], [p[1] for p in piece]
        yield min(xs), min(ys), max(xs), max(ys)


def _box(corners: list[ctypes.c_float]) -> _Box:
    return corners[0].value, corners[1].value, corners[2].value, corners[3].value


def _matrix(o: Any) -> _Matrix:
    m = c.FS_MATRIX()
    return (m.a, m.b, m.c, m.d, m.e, m.f) if c.FPDFPageObj_GetMatrix(o, m) else _SAME


def _product(m: _Matrix, n: _Matrix) -> _Matrix:
    """First ``m``, then ``n``."""
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _point(x: float, y: float, m: _Matrix) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _moved(box: _Box, m: _Matrix) -> _Box:
    if m == _SAME:
        return box
    a, b = _point(box[0], box[1], m), _point(box[2], box[3], m)
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])
