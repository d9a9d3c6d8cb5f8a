"""What recognition takes for something else by its shape, put right line by line (``scans.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge import Knowledge

Repairs = tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=4)
def repairs(knowledge: Knowledge) -> Repairs:
    """The rules, in the order of the file."""
    return tuple((re.compile(e["regex"]), str(e["form"])) for e in knowledge.entries("scans"))


def repaired(words: Sequence[str], rules: Repairs) -> list[str]:
    """The words of one line, as many as before; one that was only a speck is empty then."""
    line = " ".join(words)
    for pattern, form in rules:
        line = pattern.sub(form, line)
    out = line.split(" ")
    return out if len(out) == len(words) and any(out) else list(words)
