"""Automatic numbers, as Word counts them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .package import Element
from .styles import Styles
from .symbols import bullet
from .tags import W, number, switch, value

_LEVEL = re.compile(r"%([1-9])")
_LARGEST = 30_000  # letters and Roman numbers beyond it are written as figures
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"),
    (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(n: int) -> str:
    """A Roman number; 0 and less as figures.

    >>> roman(14)
    'XIV'
    """
    if not 0 < n <= _LARGEST:
        return str(n)
    out = []
    for size, sign in _ROMAN:
        out.append(sign * (n // size))
        n %= size
    return "".join(out)


def letter(n: int) -> str:
    """a to z, then aa, bb ...

    >>> letter(2), letter(28)
    ('b', 'bb')
    """
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1) if 0 < n <= _LARGEST else str(n)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "upperLetter": lambda n: letter(n).upper(),
    "lowerLetter": letter,
    "none": lambda n: "",
}


@dataclass(slots=True)
class _List:
    """A ``w:num``: the abstract list it counts in, and what it changes there, by level."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Element] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)


class Numbering:
    """The lists of a document with their counters. Ask for each numbered paragraph once, in order.

    Lists that share an abstract list share its counters; a start override counts once, at the first use of its list and level.
    """

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, Element]] = {}
        self._linked: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for abstract in root.findall(f"{W}abstractNum") if root is not None else ():
            identity = abstract.get(f"{W}abstractNumId") or ""
            self._levels[identity] = _by_level(abstract)
            link = value(abstract, "numStyleLink")
            if link:
                self._linked[identity] = link
        for num in root.findall(f"{W}num") if root is not None else ():
            found = _List(value(num, "abstractNumId") or "")
            for override in num.findall(f"{W}lvlOverride"):
                level = _int(override.get(f"{W}ilvl"))
                if value(override, "startOverride") is not None:
                    found.starts[level] = number(override, "startOverride", 1)
                own = override.find(f"{W}lvl")
                if own is not None:
                    found.levels[level] = own
            self._lists[num.get(f"{W}numId") or ""] = found

    def level_of(self, identity: str, style: str | None) -> int:
        """The level of a list that belongs to a paragraph style; 0 where none does."""
        found = self._lists.get(identity)
        levels = self._levels.get(self._abstract(found), {}) if found else {}
        return next((k for k, lvl in levels.items() if style is not None and value(lvl, "pStyle") == style), 0)

    def _abstract(self, found: _List) -> str:
        """The abstract list that counts; one that only points to a numbering style is followed there."""
        abstract = found.abstract
        for _ in range(8):
            if abstract not in self._linked:
                return abstract
            style = self._styles.by_id.get(self._linked[abstract])
            linked = self._lists.get(value(style.find(f"{W}pPr/{W}numPr"), "numId") or "") if style is not None else None
            if linked is None or linked.abstract == abstract:
                return abstract
            abstract = linked.abstract
        return abstract

    def label(self, identity: str, level: int) -> str:
        """The number that stands before the next paragraph of this list and level; "" for no number or an unknown list."""
        found = self._lists.get(identity)
        if found is None:
            return ""
        abstract = self._abstract(found)
        levels = self._levels.get(abstract, {})
        here = found.levels.get(level, levels.get(level))
        if here is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if level in found.starts and level not in found.begun:
            found.begun.add(level)
            counts[level] = found.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else number(here, "start", 1)
        for deeper in [k for k in counts if k > level]:
            restart = number(found.levels.get(deeper, levels.get(deeper)), "lvlRestart", -1)
            if restart != 0 and (restart < 0 or level < restart):
                del counts[deeper]
        text = value(here, "lvlText") or ""
        if value(here, "numFmt") == "bullet":
            return bullet(text)
        legal = bool(switch(here, "isLgl"))

        def filled(m: re.Match[str]) -> str:
            k = int(m.group(1)) - 1
            lvl = found.levels.get(k, levels.get(k))
            count = counts.setdefault(k, number(lvl, "start", 1)) if k <= level else counts.get(k, number(lvl, "start", 1))
            form = value(lvl, "numFmt") or "decimal"
            return str(count) if legal else _FORMATS.get(form, str)(count)

        return _LEVEL.sub(filled, text)


def _by_level(of: Element) -> dict[int, Element]:
    return {_int(lvl.get(f"{W}ilvl")): lvl for lvl in of.findall(f"{W}lvl")}


def _int(text: str | None) -> int:
    return int(text) if text and text.strip().isdecimal() and len(text) < 9 else 0
