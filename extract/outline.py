"""Outline: zones of the document, the tree of numbered headings, and where each paragraph stands in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from knowledge import Knowledge

from . import headings, zones
from . import lines as marked
from .layout import Layout, Warning
from .paras import Para, paras

FORMAT = "cancu.outline/1"

_ROMAN = {"I": 1, "V": 5, "X": 10}

Role = Literal[
    "header", "title", "preamble", "heading", "content", "closing", "recipients", "signature", "annex_title", "caption", "note", "aside"
]


@dataclass(frozen=True, slots=True)
class Item:
    """One paragraph in its place.

    ``section`` is the path of the heading it stands under (``preamble``, ``annex``, ``footnote`` or empty before the title); ``own``
    the path of its own marker where it is numbered content (``IV.1``), or that of the numbered item it belongs to; ``marker`` what
    is printed before it; ``title`` a heading's title and ``body`` the words after the marker (and after a run-in title), both as
    (start, end) in the paragraph's normal text.
    """

    para: Para
    role: Role
    section: str
    own: str | None = None
    marker: str | None = None
    depth: int = 0
    title: tuple[int, int] | None = None
    body: tuple[int, int] = (0, 0)

    @property
    def body_text(self) -> str:
        return self.para.text[self.body[0] : self.body[1]]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: its path, its title's words, the kind of its chapter (see ``headings.yaml``) and the item that it is."""

    path: str
    title: str
    kind: str | None
    item: int


@dataclass(frozen=True, slots=True)
class Outline:
    """``items`` in reading order; ``sections`` in reading order; ``annex_blocks``: from which block on the annexes stand."""

    items: tuple[Item, ...]
    sections: tuple[Section, ...]
    annex_from: int
    warnings: tuple[Warning, ...] = field(default=())
    _titles: dict[str, list[Section]] = field(default_factory=dict, repr=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "sections": [{"path": s.path, "title": s.title, "kind": s.kind} for s in self.sections],
            "items": [
                {"role": i.role, "section": i.section, "own": i.own, "marker": i.marker, "block": i.para.block, "text": i.para.text}
                for i in self.items
            ],
        }

    def chapter(self, path: str) -> str | None:
        """The kind of the nearest heading at or above ``path`` whose title tells one."""
        return next((s.kind for s in self.titles(path) if s.kind), None)

    def titles(self, path: str) -> list[Section]:
        """The headings at and above ``path``, the nearest first."""
        if path not in self._titles:
            by_path = {s.path: s for s in self.sections}
            self._titles[path] = [by_path[p] for p in ancestors(path) if p in by_path]
        return self._titles[path]


def ancestors(path: str) -> list[str]:
    """A path and those above it, the nearest first: II.2.1.a, II.2.1, II.2, II."""
    parts = path.split(".")
    return [".".join(parts[:n]) for n in range(len(parts), 0, -1)]


def outline(layout: Layout, knowledge: Knowledge) -> Outline:
    """Tell the zones apart, then the headings of the body from its content."""
    every = list(paras(layout, knowledge))
    zoned = zones.zones(layout, every, knowledge)
    lines = [part for p in zoned.body for part in marked.split(marked.parse(p, knowledge), knowledge)]
    placed = headings.place(lines, knowledge)
    items: list[Item] = []
    sections: list[Section] = []
    items += [Item(p, "header", "", body=(0, len(p.text))) for p in zoned.header]
    items += [Item(p, "title", "preamble", body=(0, len(p.text))) for p in zoned.title]
    seen: set[str] = set()
    for line in placed:
        p = line.para
        if p.kind == "note":
            items.append(Item(p, "note", "footnote", marker=layout.blocks[p.block].mark, body=(0, len(p.text))))
            continue
        if line.heading and line.title:
            again = 2
            path = line.path
            while line.path in seen:  # the same number twice: keep both, told apart
                line = line.renamed(f"{path}~{again}")
                again += 1
            seen.add(line.path)
            a, b = line.title or (0, 0)
            title = p.text[a:b]
            sections.append(Section(line.path, title, headings.chapter_kind(title, knowledge), len(items)))
        items.append(
            Item(
                p,
                "heading" if line.heading else "content" if line.section != "preamble" or line.own else "preamble",
                line.path if line.heading else line.section,
                own=line.own,
                marker=line.marker,
                depth=line.depth,
                title=line.title,
                body=line.body,
            )
        )
    for role, group in (("closing", zoned.closing), ("recipients", zoned.recipients), ("signature", zoned.signature)):
        for p in group:
            if p.kind == "note":  # the notes of a whole document stand behind its signature
                items.append(Item(p, "note", "footnote", marker=layout.blocks[p.block].mark, body=(0, len(p.text))))
            else:
                items.append(Item(p, role, "closing", body=(0, len(p.text))))  # type: ignore[arg-type]
    for p, annex_role in zoned.annex:
        if p.kind == "note":
            items.append(Item(p, "note", "footnote", marker=layout.blocks[p.block].mark, body=(0, len(p.text))))
        else:
            items.append(Item(p, annex_role, "annex", body=(0, len(p.text))))
    items.sort(key=lambda i: (i.para.block, i.para.normal.starts[0] if len(i.para.normal.starts) else 0))
    where = {id(i.para): n for n, i in enumerate(items)}
    ordered = [
        Section(s.path, s.title, s.kind, where[id(h)])
        for s, h in zip(sections, (ln.para for ln in placed if ln.heading and ln.title and ln.para.kind != "note"), strict=True)
    ]
    return Outline(tuple(items), tuple(ordered), zoned.annex_from, _doubts(ordered, items, layout))


def _doubts(sections: list[Section], items: list[Item], layout: Layout) -> tuple[Warning, ...]:
    """Headings whose number was there before, and rows of headings in which a number is missing: a heading may have been lost."""
    out: list[Warning] = []
    last: dict[str, int] = {}
    for s in sections:
        above, _, own = s.path.rpartition(".")
        item = items[s.item]
        spans = item.para.spans(0, len(item.para.text))
        if not spans:
            continue
        span = spans[0]
        place = (layout.page_of(span.start), span.start, span.end)
        if "~" in own:
            out.append(Warning("outline.repeated", *place, {"path": s.path.partition("~")[0]}))
            continue
        count = _count(own)
        if count and above in last and count > last[above] + 1:
            out.append(Warning("outline.gap", *place, {"path": s.path}))
        last[above] = count or last.get(above, 0)
    return tuple(out)


def _count(number: str) -> int:
    """A heading's own number as a figure; 0 where it is a letter."""
    if number.isdigit():
        return int(number)
    values = [_ROMAN.get(c, 0) for c in number]
    if not all(values):
        return 0
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
