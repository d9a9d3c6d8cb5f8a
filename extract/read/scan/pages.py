"""Pages of a document recognised side by side, their results in order."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pypdfium2.raw as c

from . import tesseract
from .repair import Repairs

_USUAL, _LEAST, _MOST = 200 / 72, 150 / 72, 300 / 72  # pixels a point
_PIXELS = 30_000_000  # of one picture
_WORKERS = 4


def workers() -> int:
    """How many pages are recognised at once: as many as the machine has cores, 4 at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _WORKERS))


class Recogniser:
    """Recognises pages in threads of its own (the work is done by tesseract's processes); use it with ``with``.

    Pictures are painted in the caller's thread, as PDFium serves one thread only. ``seconds``: how long one page may take (0: any time).
    """

    def __init__(self, program: tesseract.Tesseract, rules: Repairs, *, seconds: float, count: int | None = None) -> None:
        self.program, self.rules, self.seconds = program, rules, seconds or 1e9
        self.count = count or workers()
        self._threads = ThreadPoolExecutor(self.count)

    def __enter__(self) -> Recogniser:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def submit(self, page: Any) -> Future[Any]:
        """Paint an open PDFium page and recognise it; the result is a ``Recognised``."""
        from .page import recognise

        scale = scale_of(page)
        picture = page.render(scale=scale, draw_annots=False, rev_byteorder=True).to_pil()
        if picture.mode not in ("RGB", "L"):
            picture = picture.convert("RGB")
        return self._threads.submit(recognise, picture, scale, self.program, self.rules, seconds=self.seconds)


def scale_of(page: Any) -> float:
    """How many pixels a point a page is painted with: as many as its largest picture has, within bounds."""
    width, height = page.get_size()
    best, largest = _USUAL, 0.0
    for o in page.get_objects(filter=[c.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, low, right, high = o.get_bounds()
        area = (right - left) * (high - low)
        if area > largest and area > 0.3 * width * height:
            pixels = o.get_px_size()
            largest, best = area, (pixels[0] * pixels[1] / area) ** 0.5
    scale = max(_LEAST, min(_MOST, best))
    return float(min(scale, (_PIXELS / max(1.0, width * height)) ** 0.5))
