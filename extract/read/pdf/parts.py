"""A page taken apart: lines and tables in reading order, footnotes, page number and what else is no text of the document."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..shapes import Shapes
from .calls import restored
from .furniture import Note, edge_key, notes, page_number, split_notes
from .grid import Grid, filled, frames
from .lines import Line, printed
from .order import ordered
from .page import RawPage, Word

_AHEAD = 2  # pages looked at on either side for heads that run over the pages


@dataclass(slots=True)
class Parts:
    """One page. ``lines`` and ``grids`` as found, then ``items`` in reading order; ``apart``: text boxes and the like, which break no
    paragraph; ``noise``: page numbers, running heads, words on their side. ``left`` and ``right``: between which the text stands."""

    number: int
    width: float
    height: float
    items: list[Line | Grid] = field(default_factory=list)
    apart: list[Line] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    noise: list[Line] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    recognised: bool = False
    edges: list[tuple[tuple[str, int], Line]] = field(default_factory=list)
    turn: int = 0
    tilt: float = 0.0


class Taker:
    """Takes pages apart in order; keeps the size of the body's type and the last footnote's mark from page to page."""

    def __init__(self, known: Shapes) -> None:
        self.known = known
        self.sizes: Counter[float] = Counter()
        self.last_note = 0

    def take(self, raw: RawPage, *, level: float = 0.05) -> Parts:
        """``level``: how far two words of a line may stand apart in height, of their size."""
        known = self.known
        out = Parts(raw.number, raw.width, raw.height, turn=raw.turn, tilt=raw.tilt)
        for w in raw.words:
            self.sizes[round(w.size)] += len(w.text)
        body = self.sizes.most_common(1)[0][0] if self.sizes else 12.0
        found = frames(raw.rules) if raw.frames is None else raw.frames
        words: list[Word] = list(raw.words)
        grids: list[Grid] = []
        for frame in found:
            inside = [w for w in words if frame.holds(w)]
            if inside:
                words = [w for w in words if not frame.holds(w)]
                grids.append(filled(frame, inside, known, level))
        words, below = split_notes(words, raw.rules, raw, body)
        out.notes = notes(below, known, self.last_note)
        self.last_note = max([self.last_note, *(int(n.mark) for n in out.notes if n.mark and n.mark.isdigit())])
        lines = printed(words, known, level=level)
        numbers = [n for n in lines if page_number(n, raw, lines, known)]
        out.noise += numbers
        taken = {id(n) for n in numbers}
        lines = [n for n in lines if id(n) not in taken]
        out.lines, out.grids = lines, sorted(grids, key=lambda g: g.top)
        out.edges = [(key, n) for n in lines if (key := edge_key(n, raw))]
        out.recognised = any(w.confidence < 1.0 for w in raw.words[:20])
        out.noise += [_aside(w) for w in raw.aside]
        return out


def arranged(page: Parts) -> Parts:
    """A page without its heads put into reading order, its margins told."""
    lines, page.apart = ordered(page.lines)
    if page.recognised:
        restored(lines, page.notes)
    page.items = list(lines)
    for grid in page.grids:
        at = next((i for i, n in enumerate(page.items) if n.top > grid.top), len(page.items))
        page.items.insert(at, grid)
    plain = [n for n in lines if not n.side] or lines
    if plain:
        page.left = min(n.x0 for n in plain)
        ends = sorted(n.x1 for n in plain)
        page.right = ends[min(len(ends) - 1, len(ends) * 19 // 20)]
    return page


def _aside(w: Word) -> Line:
    return Line([w], w.x0, w.top, w.x1, w.bottom, w.base, w.size, w.bold, w.text, blanks=[False])


def without_heads(pages: Iterable[Parts]) -> Iterator[Parts]:
    """The pages with the heads and feet that run over them put to the noise: the same words (but for figures) at the same height on
    three neighbouring pages; the first page keeps what it
    begins with, as later ones may repeat it. Then they are arranged."""
    ahead: deque[Parts] = deque()
    before: deque[Counter[tuple[str, int]]] = deque(maxlen=_AHEAD)
    for page in pages:
        ahead.append(page)
        if len(ahead) > _AHEAD:
            yield _headless(ahead.popleft(), before, ahead)
    while ahead:
        yield _headless(ahead.popleft(), before, ahead)


def _headless(page: Parts, before: deque[Counter[tuple[str, int]]], ahead: Sequence[Parts]) -> Parts:
    keys = Counter(k for k, _ in page.edges)
    near = [*before, *(Counter(k for k, _ in p.edges) for p in ahead)]
    opening = {id(n) for n in page.lines[: len(page.lines) // 2]} if not before else set()
    heads = {id(n) for k, n in page.edges if id(n) not in opening and sum(1 for other in near if k in other) >= 2}
    if heads:
        page.noise += [n for n in page.lines if id(n) in heads]
        page.lines = [n for n in page.lines if id(n) not in heads]
    before.append(keys)
    return arranged(page)
