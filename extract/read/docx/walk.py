"""One walk of the body: paragraphs and tables in order, numbered, with their notes and boxes."""

from __future__ import annotations

from collections.abc import Iterator

from extract.read.legacy import Scheme
from extract.read.shapes import Shapes

from .flow import Flow, Note, Paragraph, Table, TableCell, paragraphs
from .numbering import Numbering
from .package import Element
from .parts import Parts
from .runs import Reader, Words
from .styles import Styles, centred, drawn
from .tags import MC, R, W, first, number, switch, value

_P, _TBL, _SDT, _ALTERNATE = f"{W}p", f"{W}tbl", f"{W}sdt", f"{MC}AlternateContent"
_PROPERTIES, _RUN_PROPERTIES, _NUMBERED = f"{W}pPr", f"{W}rPr", f"{W}numPr"
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_LIFTED = frozenset(f"{W}{n}" for n in ("ins", "moveTo", "customXml", "smartTag"))
_MOST = 16_384  # columns; Word has 63


class Walk:
    """Reads the body, notes, boxes and the first page's head of one document."""

    def __init__(self, parts: Parts, shapes: Shapes, known: tuple[Scheme, ...]) -> None:
        self.styles = Styles(parts.styles)
        self.numbering = Numbering(parts.numbering, self.styles)
        self.reader = Reader(parts, self.styles, known)
        self.parts = parts
        self.shapes = shapes
        self.chunks = 0  # pieces of other formats, which are not read
        self.missing: list[str] = []  # marks of notes that are not in the file
        self._boxes = 0
        self._told: set[str] = set()
        self._notes = {
            kind: {n.get(f"{W}id") or "": n for n in root if n.get(f"{W}type") in (None, "normal")} if root is not None else {}
            for kind, root in (("footnote", parts.footnotes), ("endnote", parts.endnotes))
        }

    def body(self) -> tuple[Flow, ...]:
        """The document in reading order, the head of its first page before it."""
        body = self.parts.document.find(f"{W}body")
        held = list(body.iter())  # lxml makes an element's object anew whenever it is asked for, unless somebody holds it
        found = (*self._first_head(body), *self.flow(body, ""))
        del held
        return found

    def _first_head(self, body: Element) -> tuple[Flow, ...]:
        """The header that the first page alone has, where it holds letters: some offices put the letterhead there."""
        section = next(body.iter(f"{W}sectPr"), None)
        if section is None or not switch(section, "titlePg") or self.parts.package is None:
            return ()
        for reference in section.findall(f"{W}headerReference"):
            part = self.parts.headers.get(reference.get(f"{R}id") or "")
            if reference.get(f"{W}type") == "first" and part:
                flow = tuple(self.flow(self.parts.package.xml(part), "h."))
                if any(c.isalpha() for p in paragraphs(flow) for line in p.lines for c in line):
                    return flow
        return ()

    def flow(self, parent: Element, where: str) -> Iterator[Flow]:
        """Paragraphs and tables of a body, a cell, a box or a note; ``where`` is the prefix of their places."""
        held = Words()
        count = {"p": 0, "t": 0}
        for child, aside in self._children(parent, aside=False):
            if child.tag == _TBL:
                count["t"] += 1
                yield self._table(child, f"{where}t{count['t']}")
                continue
            count["p"] += 1
            properties = first(child, _PROPERTIES)
            style = value(properties, "pStyle")
            self.reader.read(child, style, held)
            marks = first(properties, _RUN_PROPERTIES)
            if marks is not None and any(mark.tag in _GONE for mark in marks):
                continue  # its end was deleted: its words, if any are left, stand in the next paragraph
            words, held = held, Words()
            yield from self._paragraph(properties, style, words, f"{where}p{count['p']}", aside=aside)
        if held.pieces or held.boxes:
            yield from self._paragraph(None, None, held, f"{where}p{count['p']}", aside=False)

    def _children(self, parent: Element, *, aside: bool) -> Iterator[tuple[Element, bool]]:
        """Paragraphs and tables in order, out of what wraps them."""
        for child in parent:
            tag = child.tag
            if tag in (_P, _TBL):
                yield child, aside
            elif tag == _SDT:
                content = child.find(f"{W}sdtContent")
                if content is not None:
                    part = child.find(f"{W}sdtPr/{W}docPartObj")
                    listed = "contents" in (value(part, "docPartGallery") or "").lower()
                    yield from self._children(content, aside=aside or listed)
            elif tag in _LIFTED:
                yield from self._children(child, aside=aside)
            elif tag == _ALTERNATE:
                chosen = child.find(f"{MC}Choice")
                if chosen is not None:
                    yield from self._children(chosen, aside=aside)
            elif tag == f"{W}altChunk":
                self.chunks += 1

    def _paragraph(self, properties: Element | None, style: str | None, words: Words, where: str, *, aside: bool) -> Iterator[Flow]:
        page = self.reader.page
        for box in words.boxes:
            self._boxes += 1
            yield from self.flow(box, f"b{self._boxes}.")
            self.reader.page = page
        label = self._label(properties, style)
        text = words.text()
        middle = centred(properties, style, self.styles)
        lines = self._lines(text, middle=middle)
        if label and lines:
            lines[0] = f"{label} {lines[0]}"
        elif label:  # a number and no words: an ordinal in a table, debris elsewhere
            lines, aside = [label], True
        notes = tuple(n for n in (self._note(kind, identity) for kind, identity in words.notes) if n is not None)
        if lines or notes:
            yield Paragraph(
                tuple(lines),
                where,
                fresh=bool(label) or self.styles.heading(style),
                centred=middle,
                aside=aside or self.styles.contents(style),
                notes=notes,
                page=words.page or page,
            )

    def _label(self, properties: Element | None, style: str | None) -> str:
        """The automatic number of a paragraph: its own list, else its style's."""
        own = first(properties, _NUMBERED)
        identity = value(own, "numId")
        level = number(own, "ilvl", 0) if value(own, "ilvl") is not None else None
        if identity is None:
            identity, below = self.styles.numbering(style)
            level = below if level is None else level
        if identity is None or identity == "0":
            return ""
        if level is None:
            level = self.numbering.level_of(identity, style)
        return self.numbering.label(identity, level)

    def _lines(self, text: str, *, middle: bool) -> list[str]:
        """The lines of a paragraph: manual breaks part them where it is centred, before an item's mark, and where capitals end."""
        if "\n" not in text:
            return [text.strip()] if text.strip() else []
        out: list[str] = []
        for line in (p.strip() for p in text.split("\n")):
            if not line:
                continue
            if out and not middle and not self.shapes.start.match(line) and out[-1].isupper() == line.isupper():
                out[-1] = f"{out[-1]} {line}"
            else:
                out.append(line)
        return out

    def _note(self, kind: str, identity: str) -> Note | None:
        mark = self.reader.marks[kind, identity]
        if mark in self._told:  # called twice, printed once
            return None
        self._told.add(mark)
        found = self._notes[kind].get(identity)
        if found is None:
            self.missing.append(mark)
            return None
        page = self.reader.page
        lines = [line for p in paragraphs(tuple(self.flow(found, f"n{mark}."))) for line in p.lines]
        self.reader.page = page
        return Note(mark, " ".join(" ".join(lines).split()))

    def _table(self, table: Element, where: str) -> Table:
        rows = []
        for n, row in enumerate(_inside(table, f"{W}tr"), 1):
            properties = first(row, f"{W}trPr")
            if first(properties, f"{W}del") is not None:
                continue
            at = min(max(number(properties, "gridBefore", 0), 0), _MOST)
            cells = []
            before = reached = self.reader.page
            for c, cell in enumerate(_inside(row, f"{W}tc"), 1):
                kind = first(cell, f"{W}tcPr")
                columns = min(max(number(kind, "gridSpan", 1), 1), _MOST)
                merged = first(kind, f"{W}vMerge")
                above = merged is not None and merged.get(f"{W}val", "continue") != "restart"
                cells.append(TableCell(at, columns, tuple(self.flow(cell, f"{where}.r{n}.c{c}.")), above))
                at = min(at + columns, _MOST)
                reached, self.reader.page = max(reached, self.reader.page), before  # a page's end breaks every cell of a row
            self.reader.page = reached
            rows.append(tuple(cells))
        return Table(tuple(rows), where, self._ruled(table))

    def _ruled(self, table: Element) -> bool:
        """Whether a table has visible lines: its own, its style's, or those of a cell."""
        properties = table.find(f"{W}tblPr")
        own = drawn(properties.find(f"{W}tblBorders")) if properties is not None else None
        if own is None:
            own = self.styles.ruled(value(properties, "tblStyle"))
        return own or any(drawn(b) for b in table.iter(f"{W}tcBorders"))


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, out of what wraps them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag == _SDT:
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _inside(content, tag)
        elif child.tag in _LIFTED:
            yield from _inside(child, tag)
