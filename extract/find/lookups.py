"""Where known names, words and abbreviations begin in a folded text; names with their abbreviations written out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from knowledge import UPPER, Entry, Knowledge, Lexicon, fold, squeeze

ABBREVIATION = re.compile(f"\\w*[{UPPER}]{{2,}}\\w*|&")
_GRAMMAR_CLASSES = frozenset({"group", "head", "noun"})


@lru_cache(maxsize=1024)
def known(folded: str, lexicon: Lexicon) -> Mapping[int, tuple[int, Entry, str]]:
    """The longest known body at each place of a folded text."""
    out: dict[int, tuple[int, Entry, str]] = {}
    for hit in lexicon.all(folded):
        if hit.entry.get("class") not in _GRAMMAR_CLASSES and (hit.start not in out or out[hit.start][0] < hit.end):
            out[hit.start] = (hit.end, hit.entry, hit.phrase)
    return out


@lru_cache(maxsize=2048)
def starts(folded: str, lexicon: Lexicon) -> Mapping[int, int]:
    """Where phrases of a lexicon begin, with the end of the longest."""
    out: dict[int, int] = {}
    for hit in lexicon.all(folded):
        out[hit.start] = max(out.get(hit.start, 0), hit.end)
    return out


def written(name: str, knowledge: Knowledge) -> str:
    """A name with its abbreviations written out where they are plain; one with several readings stays, but for those that its
    neighbours decide (``name_forms.yaml``)."""
    if not ABBREVIATION.search(name):
        return name
    for e in knowledge.entries("name_forms"):
        name = re.sub(e["regex"], e["form"], name)
    for hit in reversed(knowledge.lexicon("abbreviations").find(fold(name))):
        printed = name[hit.start : hit.end]
        if hit.entry["expand_in_names"] and not hit.entry["ambiguous"] and ABBREVIATION.search(printed):
            name = name[: hit.start] + str(hit.entry["long"]) + name[hit.end :]
    return squeeze(name)


@lru_cache(maxsize=1024)
def _bare_all(folded: str, lexicon: Lexicon) -> Mapping[int, list[tuple[int, Entry]]]:
    out: dict[int, list[tuple[int, Entry]]] = {}
    for hit in lexicon.all(folded):
        out.setdefault(hit.start, []).append((hit.end, hit.entry))
    return out


def bare_hits(folded: str, lexicon: Lexicon, p: int) -> list[tuple[int, Entry]]:
    """Bodies that are named by their field only at a place: where the words end, and the body."""
    return _bare_all(folded, lexicon).get(p, [])


def post(words: str, knowledge: Knowledge) -> str:
    """A post's words for comparing, abbreviations written out."""
    return fold(written(words, knowledge))
