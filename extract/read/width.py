"""How a document's lines were broken: the width that its running text was filled up to, learnt from the lines themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .lines import Line
from .shapes import Shapes

TAIL = 48  # characters at a line's end that tell whether it goes on
_NARROW = str.maketrans("", "", "i\u00ed\u00ec\u1ec9\u0129\u1ecbltjfrI1.,;:()'\"!| /")
_CLOSERS = '"”’»)]*_'
_STOP = re.compile(r"(?P<sign>[.;:])[\"”’»)\]*_]*\s+(?=(?P<next>[*_]*\(?[^\W\d_a-z]\w.{0,40}))")
_LABEL = re.compile(r"[*_]*(?P<label>[^\W\d_][\w\s,/-]{1,30}:)")
_DASH = re.compile(r"([^\W\d_]+) [-\u2013] ([^\W\d_]+)")
_ENDS = ".,;:)*_"
_FEWEST = 12  # lines; fewer tell no width
_LONG = 30  # characters; a shorter line tells no width
_CAP = 40  # characters of a line's beginning that tell what it opens with
_FEW = 3  # cases that tell a habit
_OVER = 1.12  # a line so much wider than the width was never broken at it
_CENTRED = 12  # blanks; a line set in so far stands in the middle
_Pairs = list[tuple[Line, Line]]


@dataclass(frozen=True, slots=True)
class Measure:
    """What the width of lines is counted in: ``counted`` characters, behind the usual ``margin`` of lines that go on, or letters of
    proportional type (see ``width``). ``hung``: nearly all lines that go on stand at a margin that is set in."""

    counted: bool
    margin: int = 0
    hung: bool = False

    def size(self, a: Line) -> float:
        """How wide a line is."""
        if not self.counted:
            return width(a.words)
        inset = a.indent - self.margin
        return len(a.words) + (inset if inset <= _CENTRED else 0)

    def reach(self, a: Line, b: Line) -> float:
        """How wide line ``a`` would have been with the first word of ``b``."""
        word = b.words.split(None, 1)[0]
        return self.size(a) + 1 + len(word) if self.counted else width(a.words + " " + word)


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a document's lines were broken.

    ``step``: empty lines between two lines of one paragraph. ``strict``, ``loose``: the width over which the next word did not fit: in
    nineteen of twenty lines that surely go on, in all but the odd one. ``most``: the widest line that surely goes on. ``inset``,
    ``apart``: whether paragraphs begin with an indent, behind an empty line; ``small``: whether items behind a dash begin with a small
    letter; ``joined``: the words on both sides of dashes inside lines. ``inside``, ``ends``: how often a sign stands before a
    capital inside a line, and how often at the end of a line that was surely not full, by the words behind it.
    """

    step: int
    measure: Measure
    strict: float
    loose: float
    most: float
    inset: bool = False
    apart: bool = False
    small: bool = False
    joined: frozenset[tuple[str, str]] = frozenset()
    inside: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    ends: Counter[tuple[str, str, bool]] = field(default_factory=Counter)

    def full(self, a: Line, b: Line, *, strictly: bool = False) -> bool:
        """Whether the first word of ``b`` had no room in line ``a``."""
        room = self.strict if strictly else self.loose
        return self.measure.reach(a, b) > room and self.measure.size(a) <= _OVER * self.most

    def begins(self, a: Line, b: Line) -> bool:
        """Whether the indent of ``b`` says that it opens a paragraph."""
        return a.page == b.page and b.indent - max(a.indent, self.measure.margin) >= (2 if self.inset else 3)

    def dashed(self, a: Line, b: Line, end: int) -> bool:
        """Whether the dash that opens ``b``, with words from ``end`` on, stands inside a name: before a small letter ("y tế - dân số"),
        or between words that a dash joins elsewhere too."""
        if b.words[0] not in "-\u2013" or b.gap > self.step or not self.full(a, b):
            return False
        known = (a.words.rsplit(None, 1)[-1].casefold(), b.words[end:].split(None, 1)[0].strip(_ENDS).casefold()) in self.joined
        return known or (b.words[end : end + 1].islower() and not self.small and self.full(a, b, strictly=True))

    def closes(self, first: Line, a: Line, b: Line, shapes: Shapes) -> bool:
        """Whether a full line more likely ends its paragraph than a sentence (behind no sign: a word) within it, before a capital in
        ``b``: as paragraphs begin in this document, else as the same words, else words of the same kind, mostly stand in it."""
        if self.apart or (self.inset and b.indent - self.measure.margin < 2 and a.page == b.page):
            return False
        sign = _sign(a)
        if not sign:
            return shapes.urges(b.words)
        if self.measure.hung and b.indent <= self.measure.margin - 2:
            return True
        item = shapes.item(first.words)
        surely = self.full(a, b, strictly=True)
        for kind, few in zip(_kinds(b.words, shapes), (2, _FEW), strict=True):
            ends, inside = self.ends[sign, kind, item], self.inside[sign, kind, item]
            if ends + inside >= few or (ends and kind.endswith(":")):
                return ends > inside if surely else 3 * ends >= inside
        return not surely or b.words.startswith("(") or shapes.concludes(b.words)


def width(words: str) -> float:
    """Width in average letters of proportional type: narrow letters count about half."""
    return 0.55 * len(words) + 0.45 * len(words.translate(_NARROW))


def wrapping(lines: Sequence[Line], shapes: Shapes) -> Wrapping | None:
    """How the lines of running text were broken; None where every line is a paragraph of its own."""
    plain = [x for x in lines if not x.kind]
    if len(plain) < _FEWEST:
        return None
    sure = [
        (a, b)
        for a, b in pairwise(plain)
        if b.words[0].islower() and not shapes.closed.search(a.words[-TAIL:]) and not shapes.start.match(b.words)
    ]
    found = _counted(plain, sure) or _spread(plain, sure)
    return _habits(found, plain, shapes) if found else None


def _counted(plain: Sequence[Line], sure: _Pairs) -> Wrapping | None:
    """The number of characters that lines were filled up to, where one number tells of nearly all of ``sure`` that the next word did not
    fit. Lines that are much longer (rows, lines never broken) must be the fewer."""
    told = [(a, b) for a, b in sure if len(a.words) >= _LONG]
    if len(told) < _FEW:
        return None
    measure = _margin(told)
    spans = [(measure.size(a), measure.reach(a, b)) for a, b in told]
    best, top = max((sum(1 for a, b in spans if a <= most < b), most) for most in {a for a, _ in spans})
    if best < _FEW or 10 * best < 9 * len(spans) or not 45 <= top <= 160:
        return None
    if sum(1 for x in plain if measure.size(x) > _OVER * top) > max(best, len(plain) // 5):
        return None
    gaps = sorted(b.gap for a, b in told if measure.size(a) <= top < measure.reach(a, b))
    return Wrapping(gaps[len(gaps) * 9 // 10], measure, top, top, top)


def _spread(plain: Sequence[Line], sure: _Pairs) -> Wrapping | None:
    """The widths over which the next word did not fit, where lines were broken by the width of type, or some of them early."""
    long = _much(plain, sure) or _even(plain, sure)
    if not long:
        return None
    gaps = sorted(b.gap for _, b in long)
    out = []
    for measure in (Measure(False), _margin(long)):
        reaches = sorted(measure.reach(a, b) for a, b in long[:: 1 + len(long) // 400])
        low, odd, usual = (reaches[len(reaches) // n] for n in (20, 100, 2))
        out.append((low / usual, Wrapping(gaps[len(gaps) * 9 // 10], measure, low, 0.95 * odd, max(measure.size(a) for a, _ in long))))
    return max(out, key=lambda x: x[0])[1]


def _margin(told: _Pairs) -> Measure:
    """The measure in characters, with the margin of the lines that go on."""
    insets = sorted(b.indent for _, b in told)
    margin = insets[len(told) // 2]
    return Measure(True, margin, margin > 1 and insets[len(told) // 10] == margin == insets[len(told) * 9 // 10])


def _much(plain: Sequence[Line], sure: _Pairs) -> _Pairs:
    """Those of ``sure`` that are long, where much of the text is such lines and hardly a line is longer."""
    lengths = sorted(len(x.words) for x in plain)
    top = lengths[len(lengths) * 95 // 100]
    near = sum(1 for n in lengths if n >= 0.75 * top)
    if not 45 <= top <= 140 or near * 3 < len(plain) or lengths[-1 - len(lengths) // 50] > 1.4 * top:
        return []
    long = [(a, b) for a, b in sure if len(a.words) >= 0.6 * top]
    return long if len(long) >= max(_FEW, len(plain) // 12) else []


def _even(plain: Sequence[Line], sure: _Pairs) -> _Pairs:
    """Those of ``sure`` that are long, where nearly all of them are as long as one another."""
    told = [(a, b) for a, b in sure if len(a.words) >= _LONG]
    lengths = sorted(len(a.words) for a, _ in told)
    if len(told) <= _FEW or not 45 <= (top := lengths[len(told) * 9 // 10]) <= 140 or lengths[len(told) // 10] < 0.8 * top:
        return []
    return told if sum(1 for x in plain if len(x.words) > _OVER * top) <= max(len(told), len(plain) // 5) else []


def _sign(a: Line) -> str:
    last = a.words.rstrip(_CLOSERS)[-1:]
    return last if last in ".;:" else ""


def _kinds(words: str, shapes: Shapes) -> tuple[str, str]:
    """What words look like that may open a paragraph: first the words themselves, then their kind."""
    label = _LABEL.match(words)
    own = label.group("label") if label else " ".join(words[:_CAP].lstrip("*_").split()[:2])
    kind = (
        "("
        if words.startswith("(")
        else "label"
        if label
        else "urge"
        if shapes.urges(words)
        else "order"
        if shapes.orders(words)
        else "word"
    )
    return own.casefold(), kind


def _habits(found: Wrapping, plain: Sequence[Line], shapes: Shapes) -> Wrapping:
    """Counts what stands behind a full stop, a semicolon and a colon inside lines, and how paragraphs begin behind lines that were not
    full."""
    inset = apart = seen = 0
    item = small = False
    for a, b in pairwise([plain[0], *plain]):
        new = a is b or b.gap > found.step or not found.full(a, b)
        opened = shapes.begins(b.words)
        capital = b.words.lstrip("*_(")[:1].isupper() and not b.words.isupper() and not a.words.isupper()
        if new and not opened and capital and a is not b:
            seen += 1
            inset += 2 <= b.indent - found.measure.margin <= _CENTRED
            apart += b.gap > found.step
            sign = _sign(a)
            if sign:
                found.ends.update((sign, kind, item) for kind in _kinds(b.words, shapes))
        small = small or bool(new and opened and b.words[0] in "-\u2013" and b.words[opened.end() :][:1].islower())
        item = shapes.item(b.words) if opened else item and not new
        for m in _STOP.finditer(b.words, opened.end() if opened else 0):
            found.inside.update((m.group("sign"), kind, item) for kind in _kinds(m.group("next"), shapes))
    often = seen >= _FEW
    joined = frozenset((m.group(1).casefold(), m.group(2).casefold()) for x in plain for m in _DASH.finditer(x.words))
    return replace(found, inset=often and 10 * inset >= 9 * seen, apart=often and 10 * apart >= 9 * seen, small=small, joined=joined)
