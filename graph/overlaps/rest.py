"""What a work is about where no list knows it: the syllables that are left when acts, objects, names and words that tell
nothing go.

Two of them in a row are one sign of an object ("gia súc", "tưới tiêu"); a numbered instrument is another.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from knowledge import Knowledge, fold
from knowledge.normal import UPPER

from .said import hits

_NUMBERED = re.compile(rf"\d+[a-z]?(?:/\d{{4}})?/[{UPPER}]+\d*(?:-[{UPPER}]+)*")
PAIR, NUMBERED, LONE = 1.0, 2.0, 0.5  # two syllables in a row; a numbered instrument; a syllable between holes


def leftover(text: str, bare: str, knowledge: Knowledge) -> dict[str, float]:
    """Signs of an object that no list knows, with their weight: ``text`` as it stands (for numbers), ``bare`` spelled, without names.

    Signs are two syllables in a row, or a syllable alone; the same ones in the same order for the same text.
    """
    folded = fold(bare)
    holes = [(h.start, h.end) for name in ("acts", "objects") for h in hits(name, folded, knowledge)]
    holes += [(h.start, h.end) for h in knowledge.lexicon("scopes").find(folded)]
    for a, b in sorted(holes, reverse=True):
        folded = folded[:a] + "|" * (b - a) + folded[b:]
    out: dict[str, float] = {number.lower(): NUMBERED for number in _NUMBERED.findall(text)}
    run: list[str] = []
    for word in [*folded.split(), "|"]:
        if "|" in word or any(c.isdigit() for c in word) or len(word) < 2:
            _close(run, out)
            run = []
        else:
            run.append(word)
    return out


def _close(run: list[str], out: dict[str, float]) -> None:
    if len(run) == 1:
        out.setdefault(run[0], LONE)
    for pair in pairwise(run):
        out.setdefault(" ".join(pair), PAIR)


def rarer(rests: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """How much each sign is worth among the works of one plan: 1 where one task has it, less the more of them do.

    Counted within the plan, not the store: so what two tasks share does not change because a third plan came.
    """
    counts: Counter[str] = Counter()
    for rest in rests:
        counts.update(rest.keys())
    return {sign: n**-0.5 for sign, n in counts.items()}


def worth(tasks: Iterable[Iterable[str]]) -> dict[str, float]:
    """How much each syllable tells among the tasks of one plan: the less the more of them have it; a little even where all do. To three
    digits, for it is kept."""
    of = [frozenset(words) for words in tasks]
    counts = Counter(w for words in of for w in words)
    return {w: round(math.log((len(of) + 1) / n), 3) for w, n in counts.items()}
