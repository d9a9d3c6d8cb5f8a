"""The picture of a page made ready: ink of stamps taken out, set straight, its paper evened, specks removed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Grey = npt.NDArray[np.uint8]
Dark = npt.NDArray[np.bool_]

_COLOURED = 35  # by how much a colour's channel stands out: the ink of a stamp or a pen
_INK_MOST = 0.3  # of the dark pixels; where more are coloured the text itself is
_STEEPEST = 2.0  # degrees
_LEVEL = 0.05  # degrees; less is straight
_SPECKLED = 1.8  # mean distance of light pixels from their median: noise
_UNEVEN = 18  # by how much the paper's brightness differs over the page


def grey(picture: Any) -> Grey:
    """Grey values, with red and blue ink made paper."""
    if picture.mode != "RGB":
        return np.asarray(picture.convert("L"))
    a = np.asarray(picture)
    plain = np.asarray(picture.convert("L"))
    if int(np.abs(a[::8, ::8, 0].astype(np.int16) - a[::8, ::8, 2]).max(initial=0)) < _COLOURED:
        return plain
    red, green, blue = (a[..., i].astype(np.int16) for i in range(3))
    ink = (red - np.maximum(green, blue) > _COLOURED) | (blue - np.maximum(red, green) > _COLOURED)
    if ink[::4, ::4].sum() > _INK_MOST * max(1, int((plain[::4, ::4] < 128).sum())) and (plain[::4, ::4] < 100).sum() < ink[::4, ::4].sum():
        return plain
    out: Grey = plain.copy()
    paper = int(np.percentile(plain[::8, ::8], 75))
    light = ink & (np.maximum(red, blue) > 90)
    out[light] = paper
    return out


def points(a: Grey) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Where the dark pixels of a coarse picture are: columns and rows, without what fills whole blocks (shadows, pictures)."""
    step = max(1, max(a.shape) // 1100)
    dark = darkest(a, step) < threshold(a)
    y, x = np.nonzero(dark)
    if len(x) > 120_000:
        keep = np.arange(0, len(x), len(x) // 120_000 + 1)
        x, y = x[keep], y[keep]
    return x.astype(np.float64), y.astype(np.float64)


def darkest(a: Grey, step: int) -> Grey:
    """A picture ``step`` times smaller: of each square its darkest pixel."""
    high, wide = a.shape[0] // step * step, a.shape[1] // step * step
    rows = a[:high:step]
    for k in range(1, step):
        rows = np.minimum(rows, a[k:high:step])
    out = rows[:, :wide:step]
    for k in range(1, step):
        out = np.minimum(out, rows[:, k:wide:step])
    return out


def threshold(a: Grey) -> int:
    """Below which a pixel is ink."""
    return min(160, int(np.percentile(a[::8, ::8], 50)) - 45)


def _sharpness(across: npt.NDArray[np.float64], along: npt.NDArray[np.float64], angle: float) -> float:
    """How clearly lines of text stand out when the page is turned by so many degrees."""
    rows = np.round(across - along * np.tan(np.radians(angle))).astype(np.int64)
    counts = np.bincount(rows - rows.min()).astype(np.float64)
    return float((np.diff(counts) ** 2).sum())


def tilt(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> tuple[float, float]:
    """By how many degrees lines fall towards the right, and how clearly they stand out."""
    if len(x) < 200:
        return 0.0, 0.0
    best = max(((_sharpness(y, x, a), a) for a in np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.25)), key=lambda p: p[0])
    fine = max(((_sharpness(y, x, a), a) for a in np.arange(best[1] - 0.2, best[1] + 0.21, _LEVEL)), key=lambda p: p[0])
    return float(fine[1]), fine[0]


def sideways(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> bool:
    """Whether the lines of text run up or down the page. Long rules do not count: rows and columns that are nearly full are left out."""
    if len(x) < 200:
        return False

    def waves(across: npt.NDArray[np.float64], along: npt.NDArray[np.float64]) -> float:
        best = 0.0
        for angle in np.arange(-1.5, 1.6, 0.5):
            rows = np.round(across - along * np.tan(np.radians(angle))).astype(np.int64)
            counts = np.bincount(rows - rows.min()).astype(np.float64)
            counts = np.minimum(counts, np.percentile(counts, 97))
            best = max(best, float((np.diff(counts) ** 2).sum()))
        return best

    return waves(x, y) > 1.3 * waves(y, x)


def straightened(a: Grey, angle: float) -> Grey:
    """The picture turned by so many degrees (counter-clockwise) about its middle, its size kept."""
    if abs(angle) < _LEVEL:
        return a
    paper = int(np.percentile(a[::8, ::8], 60))
    return np.asarray(Image.fromarray(a).rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=paper))


def evened(a: Grey) -> Grey:
    """Specks removed where there are many, shades of the paper taken out, its grain made white."""
    height, width = a.shape
    part = a[height // 4 : height // 2, width // 4 : width // 2]
    smooth = np.asarray(Image.fromarray(part).filter(ImageFilter.MedianFilter(3)))
    light = smooth > np.percentile(smooth, 50) - 10
    speckled = float(np.abs(part.astype(np.int16) - smooth)[light].mean()) > _SPECKLED
    block = max(16, width // 40)
    rows, columns = height // block, width // block
    if rows >= 2 and columns >= 2:
        blocks = a[: rows * block, : columns * block].reshape(rows, block, columns, block)[:, ::3, :, ::3]
        paper = np.percentile(blocks, 90, axis=(1, 3))
        if float(np.percentile(paper, 95) - np.percentile(paper, 5)) > _UNEVEN:
            ground = np.asarray(Image.fromarray(paper.astype(np.uint8)).resize((width, height), Image.Resampling.BILINEAR))
            table = np.clip(np.arange(256)[None, :] * 245.0 / np.maximum(np.arange(256), 60)[:, None], 0, 255).astype(np.uint8)
            a = table[ground, a]
    return _whitened(a) if speckled else a


def _whitened(a: Grey) -> Grey:
    """Levels stretched so that the grain of the paper becomes plain white."""
    some = a[::4, ::4]
    paper = float(np.percentile(some, 50))
    grain = 1.5 * float(np.percentile(some, 50) - np.percentile(some, 16))
    high = max(120.0, paper - 2.5 * grain - 4)
    low = min(float(np.percentile(some, 0.5)), high - 60)
    table = np.clip((np.arange(256) - low) * 255.0 / (high - low), 0, 255).astype(np.uint8)
    out: Grey = table[a]
    return out
