"""Blocks of running text: paragraphs, footnotes and what converters left between their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extract.layout import Block, Span

from .lines import Line
from .shapes import Shapes
from .wrap import Joiner

_STARS = re.compile(r"\*{1,3}(?=\S)|#{1,6}\s+(?=\S)")
_STARS_END = re.compile(r"(?<=\S)\*{1,3}$")
_GLUED = re.compile(r"(?<=[^\W\d_])\*{2,3}(?=[^\W\d_])")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def group(lines: Sequence[Line], joiner: Joiner) -> tuple[list[list[Line]], list[list[Line]]]:
    """The lines of each paragraph and of each footnote, both in reading order; lines of tables and noise belong to none."""
    paragraphs: list[list[Line]] = []
    notes: list[list[Line]] = []
    current: list[Line] | None = None
    note: list[Line] | None = None
    broken = ruled = False  # a rule parts what stands above and below it
    for line in lines:
        if line.kind == "table":
            current = note = None
            ruled = False
        elif line.kind == "note":
            ruled = False  # the rule above footnotes
            note = [line]
            notes.append(note)
            broken = True
        elif line.kind == "noise":
            note = None
            broken = True
            ruled = ruled or not any(c.isalnum() for c in line.words)
        elif note is not None and _of_note(note, line, joiner):
            note.append(line)
        else:
            note = None
            if (
                current
                and not ruled
                and not line.fresh
                and line.start >= current[-1].end
                and joiner.goes_on(current, line, broken=broken or current[-1].page != line.page)
            ):
                current.append(line)
            else:
                current = [line]
                paragraphs.append(current)
            broken = ruled = False
    return paragraphs, notes


def _of_note(note: list[Line], line: Line, joiner: Joiner) -> bool:
    """A footnote goes on only in the next printed line of its page."""
    step = joiner.wrapped.step if joiner.wrapped else 0
    if line.fresh or line.page != note[-1].page or line.gap > step:
        return False
    return joiner.goes_on(note, line, broken=False)


def blocks(text: str, groups: Iterable[Sequence[Line]], shapes: Shapes, *, notes: bool = False) -> list[Block]:
    """A block for every group of lines, and one of noise for the debris taken out of it."""
    out: list[Block] = []
    for lines in groups:
        mark, skip = _mark(shapes, lines[0]) if notes else (None, 0)
        spans, debris = _spans(text, lines, shapes, skip)
        first = lines[0]
        if spans:
            out.append(Block("note" if notes else "paragraph", tuple(spans), first.page, mark=mark, indent=first.indent, where=first.where))
        if debris:
            out.append(Block("noise", tuple(debris), first.page, where=first.where))
    return out


def _mark(shapes: Shapes, line: Line) -> tuple[str | None, int]:
    found = shapes.note.match(line.words) or shapes.note_end.match(line.words)
    if not found:
        return None, 0
    label = next(v for v in found.groupdict().values() if v)
    return label.translate(_RAISED), found.end()


def _spans(text: str, lines: Sequence[Line], shapes: Shapes, skip: int) -> tuple[list[Span], list[Span]]:
    """Where the words stand and where the debris: lines that follow each other on a page are one span.

    ``skip`` characters at the beginning (a footnote's mark) count as debris.
    """
    runs: list[Span] = []
    previous: Line | None = None
    for line in lines:
        if previous and previous.page == line.page and previous.end <= line.start and not text[previous.end : line.start].strip():
            runs[-1] = Span(runs[-1].start, line.end)
        else:
            runs.append(Span(line.start, line.end))
        previous = line
    cuts: list[tuple[int, int]] = [(runs[0].start, runs[0].start + skip)] if skip else []
    for run in runs:
        piece = text[run.start : run.end]
        cuts.extend((run.start + m.start(), run.start + m.end()) for m in shapes.debris.finditer(piece))
        if "**" in piece:
            cuts.extend((run.start + m.start(), run.start + m.end()) for m in _GLUED.finditer(piece))
    return _edges(text, *cut(text, runs, cuts))


def cut(text: str, runs: Iterable[Span], cuts: Iterable[tuple[int, int]]) -> tuple[list[Span], list[Span]]:
    """``runs`` without ``cuts`` and without outer white space; and the cuts themselves, in order."""
    out: list[Span] = []
    taken = sorted(cuts)
    at = 0
    for run in runs:
        begin = run.start
        while at < len(taken) and taken[at][0] < run.end:
            _trimmed(text, begin, taken[at][0], out)
            begin = max(begin, taken[at][1])
            at += 1
        _trimmed(text, begin, run.end, out)
    debris: list[Span] = []
    for a, b in taken:
        _trimmed(text, max(a, debris[-1].end) if debris else a, b, debris)
    return out, debris


def _trimmed(text: str, start: int, end: int, out: list[Span]) -> None:
    piece = text[start:end]
    words = piece.strip()
    if words and end > start:
        begin = start + len(piece) - len(piece.lstrip())
        out.append(Span(begin, begin + len(words)))


def _edges(text: str, spans: list[Span], debris: list[Span]) -> tuple[list[Span], list[Span]]:
    """Marks of emphasis and of headings taken off both ends, each with its partner inside."""
    if not spans:
        return spans, debris
    cuts: list[tuple[int, int]] = []
    first, last = spans[0], spans[-1]
    head = _STARS.match(text, first.start, first.end)
    if head:
        cuts.append(head.span())
        partner = text.find(head.group(), head.end(), first.end) if head.group()[0] == "*" else -1
        if partner > 0:
            cuts.append((partner, partner + len(head.group())))
    tail = _STARS_END.search(text[max(last.start, last.end - 4) : last.end])
    if tail:
        begin = last.end - len(tail.group())
        partner = text.rfind(tail.group(), last.start, begin)
        paired = (begin, last.end) in cuts
        if not paired and (partner >= 0 or len(tail.group()) > 1):
            cuts.append((begin, last.end))
            if partner >= 0 and not any(a < partner + len(tail.group()) and partner < b for a, b in cuts):
                cuts.append((partner, partner + len(tail.group())))
    if not cuts:
        return spans, debris
    kept, taken = cut(text, spans, cuts)
    return kept, sorted([*debris, *taken], key=lambda s: s.start)
