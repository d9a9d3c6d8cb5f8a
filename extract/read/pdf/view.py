"""From a page's own coordinates to those in which it is seen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """How a page is seen: its box in its own space (``left``, ``low``, ``width``, ``height``), and how many quarters it is turned
    clockwise."""

    left: float
    low: float
    width: float
    height: float
    turn: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen."""
        return (self.height, self.width) if self.turn % 2 else (self.width, self.height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's space (y upwards), as seen (y downwards)."""
        x, y = x - self.left, y - self.low
        if self.turn == 0:
            return x, self.height - y
        if self.turn == 1:
            return y, x
        if self.turn == 2:
            return self.width - x, y
        return self.height - y, self.width - x

    def box(self, left: float, low: float, right: float, high: float) -> tuple[float, float, float, float]:
        """A box of the page's space as seen: x0, top, x1, bottom."""
        ax, ay = self.point(left, low)
        bx, by = self.point(right, high)
        return (ax if ax < bx else bx), (ay if ay < by else by), (bx if ax < bx else ax), (by if ay < by else ay)

    def turned(self, quarters: int) -> View:
        """The same page turned further."""
        return View(self.left, self.low, self.width, self.height, (self.turn + quarters) % 4)
