"""The list of all bodies that a document names, one form each, the fullest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge import Knowledge, fold, key, squeeze

from ..find.lookups import alike
from ..mention import Mention
from ..zones import starts_with
from .citations import subject_span
from .defined import full
from .reading import Reading

_QUIET = frozenset({"header", "title", "recipients", "signature", "caption", "annex_title", "aside"})
_BARE_CLASSES = frozenset({"committee", "council", "vertical"})


def bodies(reading: Reading, named: Iterable[str], short: Mapping[str, str]) -> list[str]:
    """Names in order of their first mention; forms that differ in case, punctuation, "các" or the name or level of a place are
    one, and the longest of them is written. ``named``: the names of the card and of the assignments, which come first; ``short``: what
    short names stand for."""
    k = reading.knowledge
    small = {key(p) for p in k.entry("cues", "name.small")["phrases"]}
    forms: dict[str, str] = {}
    sizes: dict[str, int] = {}
    person = k.pattern("person")
    for name in dict.fromkeys([*(n for n in named if not person.match(n)), *_running(reading)]):
        name = full(name, short)
        written = squeeze(name).strip(" .,;:*_")
        words = alike(key(written), k)
        at = " ".join(w for w in words.split() if w not in small)
        if at and len(words) > sizes.get(at, 0):
            forms[at], sizes[at] = written, len(words)
    open_end = key(k.top("patterns", "rung"))
    kept = [
        w
        for f, w in forms.items()
        if f.endswith(" " + open_end) or not any(o.startswith(f + " ") and _only_place(o[len(f) :], forms[o], k) for o in forms)
    ]
    return [w[0].upper() + w[1:] for w in kept]


def _running(reading: Reading) -> list[str]:
    """Names of running text that are told well enough to be listed: not those inside another instrument's title, not bare words."""
    k = reading.knowledge
    quiet = {id(i.para) for i in reading.outline.items if i.role in _QUIET}
    subjects = [(m.para, span) for m in reading.kept("citation") if (span := subject_span(m, reading))]
    out = []
    for m in reading.kept("agency"):
        if id(m.para) in quiet or (m.value["kind"] == "group" and any(p is m.para and a <= m.start < b for p, (a, b) in subjects)):
            continue
        if _told(m, k):
            out.append(str(m.value["name"]))
    return out


def _told(m: Mention, k: Knowledge) -> bool:
    if starts_with(m.para.folded[m.start : m.end], k, "cues", "silent"):
        return False
    if m.value["kind"] == "person":
        return False
    if m.value["kind"] == "office" and fold(m.text) in k.entry("cues", "name.head")["phrases"]:
        return False  # a post without its body
    entry = m.value.get("entry")
    if m.value["kind"] == "group" and entry is None:
        quantified = k.lexicon("cues", "quantifier").opens(m.para.folded, m.start, m.end)
        return quantified is not None and k.pattern("name.told").search(m.para.folded[m.start : m.end]) is not None
    if entry and k.entry("agencies", entry).get("class") in _BARE_CLASSES:
        return (
            fold(m.text) not in {fold(p) for p in k.entry("agencies", entry)["phrases"]}
            or k.entry("agencies", entry).get("jurisdiction") != "follows"
        )
    return True


def _only_place(rest: str, longer: str, k: Knowledge) -> bool:
    """Whether what a longer form adds is only a level word or the proper name of a place."""
    added = rest.split()
    tail = longer.split()[-len(added) :]
    return len(added) <= 4 and (k.pattern("place.only").fullmatch(rest.strip()) is not None or all(w[0].isupper() for w in tail))
