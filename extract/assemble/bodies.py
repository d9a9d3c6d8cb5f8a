"""The list of all bodies that a document names, one form each, the fullest."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge import Knowledge, key, squeeze

from ..mention import Mention


def bodies(mentions: Iterable[Mention], named: Iterable[str], knowledge: Knowledge) -> list[str]:
    """Names in order of their first mention; forms that differ in case, punctuation, "các" or a place's proper name are one, and
    the longest of them is written. ``named``: the names of the card and of the assignments, which come first."""
    forms: dict[str, str] = {}
    small = {key(p) for p in knowledge.entry("cues", "name.small")["phrases"]}
    for name in [*named, *(str(m.value["name"]) for m in mentions if m.value.get("listed", True))]:
        written = squeeze(name).strip(" .,;:")
        if not written:
            continue
        at = " ".join(w for w in key(written).split() if w not in small)
        if at not in forms or len(written) > len(forms[at]):
            forms[at] = written
    # A body named with its place holds the same body named without.
    levels = {k: v for k, v in forms.items() if not any(o != k and o.startswith(k + " ") and _only_place(forms[o], v) for o in forms)}
    return [w[0].upper() + w[1:] for w in levels.values()]


def _only_place(longer: str, shorter: str) -> bool:
    """Whether one name is the other and the proper name of a place."""
    rest = longer[len(shorter) :].strip()
    return bool(rest) and bool(re.search(r"(?:\w)$", shorter)) and all(w[0].isupper() for w in rest.split()) and len(rest.split()) <= 4
