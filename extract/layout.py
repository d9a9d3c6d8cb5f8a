"""Layout: what stands on the pages, before anyone asks what it means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from knowledge import squeeze

from .boxes import Boxes

FORMAT = "cancu.layout/1"

BlockKind = Literal["paragraph", "table", "note", "noise"]


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` of the Layout's text, in code points from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: its places in reading order (none where it is empty) and how many columns it covers."""

    spans: tuple[Span, ...] = ()
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row; ``page`` counts from 1."""

    cells: tuple[Cell, ...]
    page: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a table, a footnote or noise (page number, running head, converter's debris).

    ``spans`` has several members where a page break, a footnote or debris stands inside. ``mark`` is a note's mark ("1").
    ``rows`` are a table's printed rows. ``indent`` is the first line's leading white space in characters. ``where`` is its place in a
    Word file: the paragraph (``p12``), table (``t2``), cell (``t1.r2.c1.p1``), note (``n1``), box (``b1.p1``) or page head (``h.p1``).
    """

    kind: BlockKind
    spans: tuple[Span, ...]
    page: int
    mark: str | None = None
    rows: tuple[Row, ...] = ()
    indent: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True)
class Warning:
    """What was not understood: a code (see ``cancu/messages``), its place and values for the message."""

    code: str
    page: int | None = None
    start: int | None = None
    end: int | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"code": self.code, **self.values}
        if self.start is not None:
            out["at"] = {"page": self.page, "start": self.start, "end": self.end}
        return out


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole of a document's text and its blocks in reading order.

    ``source``: file name; ``sha256``: of the bytes; ``format``: ``text``, later ``docx``, ``pdf`` ...; ``reader``: name and version;
    ``pages``: one Span a page; ``boxes``: where the words stand on them, of a PDF file or a scan.
    """

    source: str
    sha256: str
    format: str
    reader: str
    text: str
    pages: tuple[Span, ...]
    blocks: tuple[Block, ...]
    warnings: tuple[Warning, ...] = ()
    boxes: Boxes | None = None

    def words(self, spans: Iterable[Span]) -> str:
        """The words at these places: slices joined by a space, NFC, white space folded."""
        return squeeze(" ".join([self.text[s.start : s.end] for s in spans]))

    def page_of(self, offset: int) -> int:
        """The page (from 1) on which a code point stands."""
        low, high = 0, len(self.pages) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.pages[middle].start <= offset:
                low = middle
            else:
                high = middle - 1
        return low + 1

    def places(self, spans: Sequence[Span | tuple[int, int]]) -> list[dict[str, Any]]:
        """Spans as the ``at`` of a record: page, start, end; of a PDF file or a scan the ``boxes`` on that page, one a line."""
        out: list[dict[str, Any]] = []
        for s in spans:
            a, b = (s.start, s.end) if isinstance(s, Span) else s
            place: dict[str, Any] = {"page": self.page_of(a), "start": a, "end": b}
            if self.boxes is not None:
                place["boxes"] = [box for page, box in self.boxes.of(a, b) if page == place["page"]]
            out.append(place)
        return out

    def to_json(self) -> dict[str, Any]:
        out = {"stage": FORMAT, **asdict(replace(self, boxes=None)), "warnings": [w.to_json() for w in self.warnings]}
        del out["boxes"]
        out["blocks"] = [{k: v for k, v in b.items() if k != "where" or v} for b in out["blocks"]]
        if self.boxes is not None:
            sizes = self.boxes.sizes
            out["sizes"] = [[round(w, 1), round(h, 1)] for w, h in zip(sizes[::2], sizes[1::2], strict=True)]
            out["lines"] = list(self.boxes.lines())
        return out
