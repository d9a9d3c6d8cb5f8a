"""Pages as pictures with what was read drawn on them: blocks and cells, the mentions in them, or the words behind an answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge import InputError, UsageError

from .picture import COLORS, marks

if TYPE_CHECKING:
    from extract.pipeline import Stages

_SCALE = 110 / 72  # pixels a point
_LARGEST = 4000  # pixels a side
_FRAMES = {"paragraph": "#8a8a8a", "table": "#b5651d", "cell": "#d9a066", "note": "#7b4fa3", "noise": "#c9c9c9"}
_MARKED = "#ffd400"
Box = Sequence[float]


def draw(read: Stages, data: bytes, folder: Path, stem: str) -> list[Path]:
    """Draw every page of a PDF file with its blocks, cells and mentions; ``<stem>-001.png`` and so on. Other files have no pages to draw:
    nothing is written. Gives the paths."""
    layout = read.layout
    if layout.boxes is None:
        return []
    frames: dict[int, list[tuple[Box, str]]] = {}
    for block in layout.blocks:
        for span in block.spans:
            _framed(frames, layout.boxes.of(span.start, span.end), _FRAMES[block.kind])
        for row in block.rows:
            for cell in row.cells:
                for span in cell.spans:
                    _framed(frames, layout.boxes.of(span.start, span.end), _FRAMES["cell"])
    fills: dict[int, list[tuple[Box, str]]] = {}
    for start, end, kind, _ in marks(read.record.data):
        if kind != "assignment":
            for page, box in layout.boxes.of(start, end):
                fills.setdefault(page, []).append((box, COLORS[kind]))
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for number, picture in _pictures(data, range(1, len(layout.pages) + 1)):
        path = folder / f"{stem}-{number:03}.png"
        _painted(picture, fills.get(number, ()), frames.get(number, ())).save(path)
        out.append(path)
    return out


def _framed(frames: dict[int, list[tuple[Box, str]]], lines: Iterable[tuple[int, Box]], colour: str) -> None:
    """One frame a page around lines."""
    around: dict[int, list[float]] = {}
    for page, (x0, y0, x1, y1) in lines:
        a = around.setdefault(page, [x0, y0, x1, y1])
        a[:] = [min(a[0], x0), min(a[1], y0), max(a[2], x1), max(a[3], y1)]
    for page, box in around.items():
        frames.setdefault(page, []).append((box, colour))


def mark(file: Path, places: Sequence[Mapping[str, Any]], to: Path, *, sha256: str = "") -> list[Path]:
    """Draw the pages of a PDF file on which ``places`` (as in a record's ``at``) stand, their words marked: ``to``, or where they stand on
    several pages ``<stem>-<page>.png`` for each. ``sha256`` (hex, empty: not asked): of the bytes in which the places were read. Raises
    ``UsageError``: ``picture.no_boxes`` where no place has boxes, ``picture.changed`` where the file holds other bytes."""
    fills: dict[int, list[tuple[Box, str]]] = {}
    for place in places:
        for box in place.get("boxes") or ():
            fills.setdefault(int(place["page"]), []).append((box, _MARKED))
    if not fills:
        raise UsageError("picture.no_boxes", file=str(file))
    data = file.read_bytes()
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise UsageError("picture.changed", file=str(file))
    out = []
    to.parent.mkdir(parents=True, exist_ok=True)
    for number, picture in _pictures(data, sorted(fills), str(file)):
        path = to if len(fills) == 1 else to.with_name(f"{to.stem}-{number:03}{to.suffix}")
        _painted(picture, fills[number], ()).save(path)
        out.append(path)
    return out


def _pictures(data: bytes, numbers: Iterable[int], file: str = "") -> Iterator[tuple[int, Any]]:
    """The pages of these numbers, painted."""
    from extract.read.pdf.engine import opened

    document = opened(data, file)
    try:
        for number in numbers:
            if number > len(document):
                raise InputError("picture.no_page", file=file, page=number)
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(_SCALE, _LARGEST / max(width, height, 1.0))
            picture = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
            page.close()
            picture.info["scale"] = scale
            yield number, picture
    finally:
        document.close()


def _painted(picture: Any, fills: Iterable[tuple[Box, str]], frames: Iterable[tuple[Box, str]]) -> Any:
    """The picture with boxes tinted (as a felt pen does it, the words stay black) and framed."""
    from PIL import Image, ImageChops, ImageDraw

    scale = picture.info["scale"]
    tint = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(tint)
    for (x0, y0, x1, y1), colour in fills:
        pen.rectangle((x0 * scale - 1, y0 * scale - 1, x1 * scale + 1, y1 * scale + 1), fill=colour)
    out = ImageChops.multiply(picture, tint)
    pen = ImageDraw.Draw(out)
    for (x0, y0, x1, y1), colour in frames:
        pen.rectangle((x0 * scale - 2, y0 * scale - 2, x1 * scale + 2, y1 * scale + 2), outline=colour)
    return out
