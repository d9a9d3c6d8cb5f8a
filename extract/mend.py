"""Letters that scanning mistook, put right for looking up; the printed ones stay in everything that is shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from knowledge import Knowledge
from knowledge.needs import needs

Rule = tuple[re.Pattern[str], str]


@lru_cache(maxsize=8)
def _rules(knowledge: Knowledge) -> tuple[tuple[re.Pattern[str], str, frozenset[str]], ...]:
    """The rules, with words of which a text that they change holds one at least."""
    compiled = ((re.compile(e["regex"]), str(e["form"])) for e in knowledge.entries("mends"))
    return tuple((pattern, form, next(iter(needs(pattern)), frozenset({""}))) for pattern, form in compiled)


@lru_cache(maxsize=4)
def rules_for(text: str, knowledge: Knowledge) -> tuple[Rule, ...]:
    """The rules of ``mends.yaml`` that find anything in a document's text; in typed text mostly none."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return tuple(
        (pattern, form) for pattern, form, needed in _rules(knowledge) if any(w in words for w in needed) and pattern.search(words)
    )


def mend(text: str, rules: Sequence[Rule]) -> str:
    """The text as it was meant where a rule tells, as long as before letter by letter."""
    for pattern, form in rules:
        text = pattern.sub(form, text)
    return text


def mended(printed: str, read: str) -> list[list[str]]:
    """The words that were read otherwise than printed, as pairs [printed, read]."""
    if printed == read:
        return []
    pairs = ((m.group(), read[m.start() : m.end()]) for m in re.finditer(r"\S+", printed))
    return [[a.strip(".,;:()"), b.strip(".,;:()")] for a, b in pairs if a != b]
