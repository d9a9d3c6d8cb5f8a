"""The words of a paragraph: runs in order, as they print once every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.read.legacy import SOFT_HYPHEN, Scheme, scheme_of

from .package import Element
from .parts import Parts
from .styles import Styles
from .symbols import symbol
from .tags import MC, M, W, first, value

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BLANKS = {9: " ", 10: " ", 13: " "}  # as XML they are blanks; tabs and breaks of Word are elements
_RUN, _TEXT, _PROPERTIES = f"{W}r", f"{W}t", f"{W}rPr"
_CONTENT, _ALTERNATE, _CHOICE, _FALLBACK = f"{W}sdtContent", f"{MC}AlternateContent", f"{MC}Choice", f"{MC}Fallback"
_BOX, _MATH = f"{W}txbxContent", f"{M}t"
_LEFT_OUT = frozenset(f"{W}{n}" for n in ("pPr", "rPr", "del", "moveFrom", "sdtPr", "sdtEndPr", "rt", "fldData", "instrText", "delText"))
_FIXED = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_RUBY, _SOFT, _SYMBOL, _BROKEN = f"{W}ruby", f"{W}softHyphen", f"{W}sym", f"{W}lastRenderedPageBreak"
_DRAWN = frozenset(f"{W}{n}" for n in ("drawing", "pict", "object"))


def raised(mark: str) -> str:
    """Figures as superscripts."""
    return mark.translate(_RAISED)


@dataclass(slots=True)
class Words:
    """What a paragraph holds: its text so far in pieces of one scheme of letters, the notes it calls, the text boxes on it, and the page
    on which it begins (0: not known yet)."""

    pieces: list[tuple[str, Scheme | None, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    page: int = 0

    def text(self) -> str:
        """The pieces as one text; letters that two pieces of one scheme make together are read together."""
        if len(self.pieces) == 1:
            return _converted(*self.pieces[0])
        out: list[str] = []
        held, scheme, how = "", None, ""
        for piece, own, kind in self.pieces:
            if own is scheme and kind == how:
                held += piece
                continue
            out.append(_converted(held, scheme, how))
            held, scheme, how = piece, own, kind
        out.append(_converted(held, scheme, how))
        return "".join(out)


def _converted(text: str, scheme: Scheme | None, how: str) -> str:
    """``how`` is the font of an old scheme, or ``caps`` where a format shows capitals."""
    if scheme is not None:
        font, _, caps = how.partition("\0")
        done = scheme.convert(text, font)
        return done.upper() if caps else done
    text = text.replace(SOFT_HYPHEN, "") if SOFT_HYPHEN in text else text
    return text.upper() if how else text


class Reader:
    """Reads the runs of paragraphs. ``marks``: the number of every note called so far, by kind and id; ``page``: the one reached so far,
    where Word noted its page breaks."""

    def __init__(self, parts: Parts, styles: Styles, known: tuple[Scheme, ...]) -> None:
        self.parts = parts
        self.styles = styles
        self.known = known
        self.marks: dict[tuple[str, str], str] = {}
        self.pictures = 0
        self.page = 1
        self.real_notes = parts.footnotes is not None or parts.endnotes is not None

    def read(self, paragraph: Element, style: str | None, into: Words) -> None:
        """Add the words of a paragraph (or of what stands inside one) to ``into``."""
        into.page = into.page or self.page
        for child in paragraph:
            tag = child.tag
            if tag == _RUN:
                self._run(child, style, into)
            elif tag in _LEFT_OUT:
                continue
            elif tag == _ALTERNATE:
                self._alternate(child, style, into)
            elif tag == _MATH:
                into.pieces.append((child.text or "", None, ""))
            elif len(child):
                self.read(child, style, into)

    def _run(self, run: Element, style: str | None, into: Words) -> None:
        parts = self.parts
        plain = not (parts.hidden or parts.legacy or parts.capitals)
        properties = None if plain else first(run, _PROPERTIES)
        if parts.hidden and self.styles.on("vanish", properties, style):
            return
        scheme: Scheme | None = None
        how = ""
        if parts.legacy:
            font = self.styles.font(properties, style)
            scheme = scheme_of(font, self.known)
            how = font if scheme else ""
        if parts.capitals and self.styles.on("caps", properties, style):
            how += "\0caps"
        for child in run:
            tag = child.tag
            if tag == _TEXT:
                text = child.text or ""
                if "\n" in text or "\t" in text or "\r" in text:
                    text = text.translate(_BLANKS)
                if not self.real_notes and text.strip().isdecimal() and value(first(run, _PROPERTIES), "vertAlign") == "superscript":
                    text = raised(text)  # a call or a power set by hand; where there are real notes only their calls are raised
                into.pieces.append((text, scheme, how))
            elif tag == _PROPERTIES:
                continue
            elif tag in _FIXED:
                into.pieces.append((_FIXED[tag], scheme, how))
            elif tag == _SOFT:
                into.pieces.append((SOFT_HYPHEN if scheme else "", scheme, how))  # in old fonts it is a letter
            elif tag == _SYMBOL:
                into.pieces.append((symbol(child.get(f"{W}char")), scheme_of(child.get(f"{W}font") or "", self.known), how))
            elif tag == _BROKEN:
                self.page += 1
                into.page = into.page if any(text.strip() for text, _, _ in into.pieces) else self.page
            elif tag in _NOTES:
                self._call(child, _NOTES[tag], into)
            elif tag in _DRAWN:
                self._drawn(child, into)
            elif tag == _ALTERNATE:
                self._alternate(child, style, into)
            elif tag == _RUBY:
                self.read(child, style, into)

    def _call(self, reference: Element, kind: str, into: Words) -> None:
        """A note's call: notes are counted in the order of their calls, footnotes and endnotes in one row."""
        identity = reference.get(f"{W}id") or ""
        mark = self.marks.setdefault((kind, identity), str(len(self.marks) + 1))
        if (kind, identity) not in into.notes:
            into.notes.append((kind, identity))
        if reference.get(f"{W}customMarkFollows") not in ("1", "true", "on"):
            into.pieces.append((raised(mark), None, ""))

    def _alternate(self, alternate: Element, style: str | None, into: Words) -> None:
        """The first choice; the fallback says the same again for older programs."""
        chosen = alternate.find(_CHOICE)
        chosen = alternate.find(_FALLBACK) if chosen is None else chosen
        if chosen is None:
            return
        boxes = list(_boxes(chosen))
        if boxes:
            into.boxes.extend(boxes)
        elif any(True for _ in chosen.iter(*_DRAWN)):
            self.pictures += 1
        else:
            self.read(chosen, style, into)

    def _drawn(self, drawing: Element, into: Words) -> None:
        boxes = list(_boxes(drawing))
        into.boxes.extend(boxes)
        self.pictures += not boxes


def _boxes(drawing: Element) -> Iterator[Element]:
    """The text boxes of a drawing, outermost ones, each once."""
    for child in drawing:
        if child.tag == _BOX:
            yield child
        elif child.tag == _ALTERNATE:
            chosen = child.find(_CHOICE)
            chosen = child.find(_FALLBACK) if chosen is None else chosen
            if chosen is not None:
                yield from _boxes(chosen)
        elif len(child):
            yield from _boxes(child)
