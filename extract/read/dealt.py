"""Lines of a flattened row dealt out to its columns, by what a column holds and by how lines go on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.find import agencies, dates
from extract.paras import Para
from knowledge import Knowledge, normal

from .lines import Line
from .shapes import Shapes, shapes
from .width import width

Unit = list[Line]
"""What is printed together: lines that no empty line parts; one line where no empty lines part the cells."""

Width = tuple[float, bool]
"""How wide a column is at least, and whether cells of it are known that run over several lines."""

_MOST = 9.0  # a row that costs more is not understood, one with fewer or more units than columns
_MOST_UNEVEN = 5.0
_NAMING = frozenset({"lead", "who", "coordinate", "deadline"})  # columns that hold names or terms
_LOOSE = 0.7  # what it costs that a cell opens with a body and holds more than bodies
_DEEP = 7  # units that are looked at together
_ROOM = 2.0  # letters by which a line may have been too short for the next word all the same
_ODD = 4.0  # one unit for each column is taken as it stands up to this cost
_FIGURE = re.compile(r"\d|[IVX]+\b")
_TAIL = 48  # characters at a cell's end that tell whether it goes on
_YEAR = "2000"  # any year: only whether a cell states a term is asked
# What a column without words costs; a task there must be.
_EMPTY = {"lead": 4.0, "who": 4.0, "deadline": 3.0, "coordinate": 2.0, "task": 99.0, "detail": 99.0, "indicator": 99.0}
_EMPTY_OTHER = 1.5
_COUNTING = ("unit", "goal", "year", "report")  # columns of figures and of what they count: words in small letters, or none


@dataclass(frozen=True, slots=True)
class Deal:
    """``cells``: the lines of each column. ``used``: how many units they take. ``cost``: how unlike a row that is; 0 is a clean one."""

    cells: tuple[tuple[Line, ...], ...]
    used: int
    cost: float


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a unit looks like: it opens with a body, is a list of bodies, states a term, begins in a small letter, ends in mid-sentence."""

    body: bool
    list: bool
    term: bool
    small: bool
    open: bool


def dealt(
    units: Sequence[Unit], roles: Sequence[str], knowledge: Knowledge, widths: Sequence[Width] = (), *, rest: bool = False
) -> Deal | None:
    """The cheapest way to deal these units out to columns of these roles in order, each to one column; a column may stay empty.

    None where no way is clean enough or two are as good. ``widths``: of the columns, where they are known (see
    ``widths_of``): words that would have fitted into the line above begin a cell. ``rest``: units behind the row may be left over.
    """
    known = shapes(knowledge)
    if rest:  # a heading, an item or what closes a document ends the table
        units = units[: next((n for n, u in enumerate(units) if n and _opens(u[0], known)), len(units))]
    kinds = _kinds(units, knowledge)
    m, n = len(units), len(roles)
    parted = any(len(u) > 1 for u in units) or any(u[0].gap for u in units[1:])
    even = sum(_begins(role, kind) for role, kind in zip(roles, kinds, strict=False))
    if m == n and even < _ODD and (parted or not (widths or any(_broken(a, b) for a, b in pairwise(kinds)))):
        return Deal(tuple(tuple(u) for u in units), n, 0.0)

    def joined(c: int, a: int) -> float:
        """What it costs that a unit goes on in the next one, in a column."""
        if not widths:
            return 0.0 if kinds[a].open or kinds[a + 1].small else 3.0 if parted else 1.5
        wide, wrapped = widths[c]
        room = wide - _wide(f"{units[a][-1].words} {units[a + 1][0].words.split()[0]}")
        if kinds[a].open or kinds[a + 1].small:
            return 1.5 if room > wide / 3 else 0.0
        return 3.0 if room > _ROOM else 0.3 if wrapped else 1.5

    whole: dict[tuple[int, int], _Kind] = {}

    def holds(role: str, a: int, k: int) -> float:
        """What it costs that a column of this role holds these units."""
        if k - a == 1 or k - a > _DEEP or role.startswith(_COUNTING) or role not in _NAMING:
            return _begins(role, kinds[a])
        if (a, k) not in whole:
            whole[a, k] = _kind([x for u in units[a:k] for x in u], knowledge)
        return min(_begins(role, whole[a, k]), _begins(role, kinds[a]) + _LOOSE)

    # best[c][k]: cost of dealing the first k units to the first c columns, in how many ways, and where column c begins
    best: list[list[tuple[float, int, int]]] = [[(99.0, 0, 0)] * (m + 1) for _ in range(n + 1)]
    best[0][0] = (0.0, 1, 0)
    for c, role in enumerate(roles):
        for k in range(m + 1):
            ways: list[tuple[float, int, int]] = [(best[c][k][0] + _EMPTY.get(role, _EMPTY_OTHER), best[c][k][1], k)]
            cost = 0.0
            for a in range(k - 1, -1, -1):  # units a .. k-1 in this column
                if a < k - 1:
                    cost += joined(c, a)
                if cost > _MOST:
                    break
                begins = holds(role, a, k) + (_broken(kinds[a - 1], kinds[a]) if a and not role.startswith(_COUNTING) else 0.0)
                ways.append((best[c][a][0] + cost + begins, best[c][a][1], a))
            least = min(w[0] for w in ways)
            first = next(w for w in ways if w[0] == least)
            best[c + 1][k] = (least, min(2, sum(w[1] for w in ways if w[0] == least)), first[2])
    ends = [(best[n][k][0] + (_broken(kinds[k - 1], kinds[k]) if 0 < k < m else 0.0), k) for k in (range(1, m + 1) if rest else [m])]
    if not ends:
        return None
    cost, used = min(ends, key=lambda e: (e[0], -e[1]))
    if cost > (_MOST if used == n else _MOST_UNEVEN) or best[n][used][1] != 1:
        return None
    cells: list[tuple[Line, ...]] = []
    k = used
    for c in range(n, 0, -1):
        a = best[c][k][2]
        cells.append(tuple(x for u in units[a:k] for x in u))
        k = a
    return Deal(tuple(reversed(cells)), used, cost)


def widths_of(rows: Iterable[Deal]) -> tuple[Width, ...]:
    """How wide the columns of rows are at least: as their longest lines."""
    columns = zip(*(d.cells for d in rows), strict=True)
    return tuple((max((_wide(x.words) for c in cells for x in c), default=0.0), any(len(c) > 1 for c in cells)) for cells in columns)


def _wide(words: str) -> float:
    return width(unicodedata.normalize("NFC", words))


def _opens(line: Line, known: Shapes) -> bool:
    found = known.start.match(line.words)
    return found is not None and found.lastgroup in ("opener", "marker")


def _kinds(units: Sequence[Unit], knowledge: Knowledge) -> list[_Kind]:
    out = [_kind(u, knowledge) for u in units]
    counts = shapes(knowledge).open_number
    for n, k in enumerate(out[:-1]):
        if _FIGURE.match(units[n + 1][0].words) and counts.search(unicodedata.normalize("NFC", units[n][-1].words)[-_TAIL:]):
            out[n] = k = replace(k, open=True)
        if k.open and not k.term and len(units[n][0].words) < 16 and _kind([*units[n], *units[n + 1]], knowledge).term:
            out[n] = replace(k, term=True)  # a term cut in two ("Trước ngày", "30/4/2024")
    return out


def _kind(unit: Unit, knowledge: Knowledge) -> _Kind:
    joined = " ".join(x.words for x in unit)
    words = normal(joined, ((0, len(joined)),))
    para = Para(0, "cell", words, words.text)
    begin = len(para.text) - len(para.text.lstrip("-\u2013+\u2022 "))
    term = knowledge.lexicon("cues", "term").opens(para.folded, 0, 24)
    return _Kind(
        body=agencies.leading_list(para, begin, len(para.text), knowledge) is not None or _unit(para, begin, knowledge),
        list=agencies.is_party_list(para, begin, len(para.text), knowledge),
        term=len(para.text) < 60 and (dates.in_cell(para, _YEAR, knowledge) is not None or term is not None),
        small=para.text[:1].islower(),
        open=shapes(knowledge).open.search(para.text[-_TAIL:]) is not None
        or para.text[-1:] == ";"
        or bool(term and term.end == len(para.text)),
    )


def _unit(para: Para, begin: int, k: Knowledge) -> bool:
    """Whether words open like the name of a body, whatever follows: "Phòng KT, HT&ĐT"."""
    found = k.lexicon("cues", "unit").opens(para.folded, begin, begin + 24)
    return found is not None and para.text[begin].isupper() and k.lexicon("cues", "unit_not").opens(para.folded, begin, begin + 24) is None


def _begins(role: str, kind: _Kind) -> float:
    """What it costs that a column of this role begins with such a unit."""
    if role in ("lead", "who", "coordinate"):
        return 0.0 if kind.list else _LOOSE if kind.body else 3.5
    if role == "deadline":
        return 0.0 if kind.term else 3.0
    return 3.0 if kind.term and not kind.small else 1.0 if kind.body else 0.0


def _broken(before: _Kind, after: _Kind) -> float:
    """What it costs that one cell ends and another begins between these units."""
    return (3.0 if before.open else 0.0) + (2.0 if after.small and not after.term else 0.5 if after.small else 0.0)
