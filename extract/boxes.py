"""Where on its page each word of a text stands, kept small: a plan has some ten thousand words, a volume some millions."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes in points from the upper left corner of the page as it is seen.

    By word, in order of the text: ``starts`` (its offset), ``ends``, ``left``, ``right``, and ``confidence`` in hundredths where the words
    were read from a picture. By printed line: ``first`` (the number of its first word), ``page`` (from 1), ``top``, ``bottom``.
    By page: ``sizes`` (width and height as seen), ``turns`` (by how many quarters clockwise it was turned to be read), ``tilts`` (by how
    many degrees counter-clockwise then); the boxes above are those of the turned page, what ``of`` gives are those of the page as seen.
    """

    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    left: array[float] = field(default_factory=lambda: array("f"))
    right: array[float] = field(default_factory=lambda: array("f"))
    confidence: array[int] = field(default_factory=lambda: array("B"))
    first: array[int] = field(default_factory=lambda: array("I"))
    page: array[int] = field(default_factory=lambda: array("I"))
    top: array[float] = field(default_factory=lambda: array("f"))
    bottom: array[float] = field(default_factory=lambda: array("f"))
    sizes: array[float] = field(default_factory=lambda: array("f"))
    turns: array[int] = field(default_factory=lambda: array("B"))
    tilts: array[float] = field(default_factory=lambda: array("f"))

    def page_is(self, width: float, height: float, turn: int = 0, tilt: float = 0.0) -> None:
        """The next page: its size as turned, and how it was turned."""
        self.sizes.extend((height, width) if turn % 2 else (width, height))
        self.turns.append(turn)
        self.tilts.append(tilt)

    def _seen(self, page: int, box: tuple[float, float, float, float]) -> list[float]:
        """A box of the turned page as it lies on the page."""
        x0, y0, x1, y1 = box
        width, height = self.sizes[2 * page - 2], self.sizes[2 * page - 1]
        turn, tilt = self.turns[page - 1], self.tilts[page - 1]
        if turn % 2:
            width, height = height, width
        if tilt:  # set askew again about the middle of the turned page
            sine, middle = math.sin(math.radians(tilt)), ((x0 + x1) / 2 - width / 2, (y0 + y1) / 2 - height / 2)
            across, down = -sine * middle[1], sine * middle[0]
            x0, x1, y0, y1 = x0 + across, x1 + across, y0 + down, y1 + down
            lean = abs(sine) * (x1 - x0) / 2
            y0, y1 = y0 - lean, y1 + lean
        if turn == 1:
            x0, y0, x1, y1 = y0, width - x1, y1, width - x0
        elif turn == 2:
            x0, y0, x1, y1 = width - x1, height - y1, width - x0, height - y0
        elif turn == 3:
            x0, y0, x1, y1 = height - y1, x0, height - y0, x1
        return [round(v, 1) for v in (x0, y0, x1, y1)]

    def _words(self, start: int, end: int) -> range:
        """The words that ``text[start:end]`` touches."""
        low = bisect_right(self.starts, start) - 1
        if low < 0 or self.ends[low] <= start:
            low += 1
        return range(low, max(low, bisect_left(self.starts, end)))

    def of(self, start: int, end: int) -> list[tuple[int, list[float]]]:
        """The boxes of ``text[start:end]``, one a printed line: its page, and ``[x0, y0, x1, y1]`` in tenths of a point."""
        out: list[tuple[int, list[float]]] = []
        found = self._words(start, end)
        n = found.start
        while n < found.stop:
            line = bisect_right(self.first, n) - 1
            stop = min(found.stop, self.first[line + 1] if line + 1 < len(self.first) else found.stop)
            x0, x1 = min(self.left[n:stop]), max(self.right[n:stop])
            out.append((self.page[line], self._seen(self.page[line], (x0, self.top[line], x1, self.bottom[line]))))
            n = stop
        return out

    def sureness(self, spans: Sequence[tuple[int, int]]) -> list[float]:
        """How surely each word of these places was read, 0 to 1; empty where the words were not read from a picture."""
        if not self.confidence:
            return []
        return [self.confidence[n] / 100 for a, b in spans for n in self._words(a, b)]

    def lines(self) -> Iterator[dict[str, Any]]:
        """Each printed line as JSON: its place in the text, page and box."""
        for i, begin in enumerate(self.first):
            stop = self.first[i + 1] if i + 1 < len(self.first) else len(self.starts)
            if begin < stop:
                start, end = self.starts[begin], self.ends[stop - 1]
                out: dict[str, Any] = {"page": self.page[i], "start": start, "end": end, "box": self.of(start, end)[0][1]}
                if self.confidence:
                    out["confidence"] = round(sum(self.confidence[begin:stop]) / (100 * (stop - begin)), 2)
                yield out
