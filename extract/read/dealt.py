"""Lines of a flattened row dealt out to its columns, by what a column holds and by how lines go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.find import agencies, dates
from extract.paras import Para
from knowledge import Knowledge, normal

from .lines import Line
from .shapes import shapes

Unit = list[Line]
"""What is printed together: lines that no empty line parts; one line where no empty lines part the cells."""

_MOST = 9.0  # a row that costs more is not understood, one with fewer or more units than columns
_MOST_UNEVEN = 5.0
_TAIL = 48  # characters at a cell's end that tell whether it goes on
_YEAR = "2000"  # any year: only whether a cell states a term is asked
# What a column without words costs; a task there must be.
_EMPTY = {"lead": 4.0, "who": 4.0, "deadline": 3.0, "coordinate": 2.0, "task": 99.0, "indicator": 99.0}
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
    """What a unit looks like: it opens with a body, states a term, begins in a small letter, ends in the midst of a sentence."""

    body: bool
    term: bool
    small: bool
    open: bool


def dealt(units: Sequence[Unit], roles: Sequence[str], knowledge: Knowledge, *, rest: bool = False) -> Deal | None:
    """The cheapest way to deal these units out to columns of these roles in order, each to one column; a column may stay empty.

    None where no way is clean enough or two are as good. ``rest``: units behind the row may be left over.
    """
    kinds = _kinds(units, knowledge)
    m, n = len(units), len(roles)
    parted = any(len(u) > 1 for u in units) or any(u[0].gap for u in units[1:])
    inner = 3.0 if parted else 1.5
    # best[c][k]: cost of dealing the first k units to the first c columns, in how many ways, and where column c begins
    best: list[list[tuple[float, int, int]]] = [[(99.0, 0, 0)] * (m + 1) for _ in range(n + 1)]
    best[0][0] = (0.0, 1, 0)
    for c, role in enumerate(roles):
        for k in range(m + 1):
            ways: list[tuple[float, int, int]] = [(best[c][k][0] + _EMPTY.get(role, _EMPTY_OTHER), best[c][k][1], k)]
            cost = 0.0
            for a in range(k - 1, -1, -1):  # units a .. k-1 in this column
                if a < k - 1:
                    cost += 0.0 if kinds[a].open or kinds[a + 1].small else inner
                if cost > _MOST:
                    break
                begins = _begins(role, kinds[a]) + (_broken(kinds[a - 1], kinds[a]) if a and not role.startswith(_COUNTING) else 0.0)
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


def _kinds(units: Sequence[Unit], knowledge: Knowledge) -> list[_Kind]:
    out = [_kind(u, knowledge) for u in units]
    counts = shapes(knowledge).open_number
    for n, k in enumerate(out[:-1]):
        if units[n + 1][0].words[0].isdigit() and counts.search(units[n][-1].words[-_TAIL:]):
            out[n] = k = replace(k, open=True)
        if k.open and not k.term and len(units[n][0].words) < 16 and _kind([*units[n], *units[n + 1]], knowledge).term:
            out[n] = replace(k, term=True)  # a term cut in two ("Trước ngày", "30/4/2024")
    return out


def _kind(unit: Unit, knowledge: Knowledge) -> _Kind:
    joined = " ".join(x.words for x in unit)
    words = normal(joined, ((0, len(joined)),))
    para = Para(0, "cell", words, words.text)
    return _Kind(
        body=agencies.leading_list(para, 0, len(para.text), knowledge) is not None,
        term=len(para.text) < 60 and dates.in_cell(para, _YEAR, knowledge) is not None,
        small=para.text[:1].islower(),
        open=shapes(knowledge).open.search(para.text[-_TAIL:]) is not None or para.text[-1:] == ";",
    )


def _begins(role: str, kind: _Kind) -> float:
    """What it costs that a column of this role begins with such a unit."""
    if role in ("lead", "who", "coordinate"):
        return 0.0 if kind.body else 3.5
    if role == "deadline":
        return 0.0 if kind.term else 3.0
    return 3.0 if kind.term and not kind.small else 1.0 if kind.body else 0.0


def _broken(before: _Kind, after: _Kind) -> float:
    """What it costs that one cell ends and another begins between these units."""
    return (3.0 if before.open else 0.0) + (2.0 if after.small and not after.term else 0.5 if after.small else 0.0)
