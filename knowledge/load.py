"""The one loader: YAML files to entries, phrase lexicons and compiled patterns. Nothing is read at import.

A file ``knowledge/vi/<name>.yaml`` is ``{about, entries: [...]}``; every entry has ``id``, ``source``, ``examples`` and, where a
neighbour could be mistaken for it, ``not_examples``. What else it holds is told by ``knowledge/schemas/<name>.json``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from .errors import KnowledgeError
from .needs import heads, needs
from .normal import LOWER, UPPER, fold

HOME = Path(__file__).parent
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of knowledge: ``entry["key"]`` and ``entry.get("key")`` read its YAML fields."""

    id: str
    file: str
    data: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.data[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.data.get(name, default)


class Hit(NamedTuple):
    """A phrase of the lexicon found in folded text at ``[start, end)``."""

    start: int
    end: int
    entry: Entry
    phrase: str


def letter(c: str) -> bool:
    """Whether a character is part of a word; the raised mark of a footnote is not."""
    return c.isalpha() or c.isdecimal()


class Lexicon:
    """Phrases to entries. Finds whole words, without case, with either tone placement; the longest phrase wins at a place."""

    def __init__(self, phrases: Mapping[str, Entry]) -> None:
        import ahocorasick

        self.phrases = {fold(p): (e, p) for p, e in phrases.items() if p}
        self._automaton = ahocorasick.Automaton()
        lengths: dict[str, set[int]] = {}
        for folded, told in self.phrases.items():
            self._automaton.add_word(folded, (len(folded), letter(folded[0]), letter(folded[-1]), *told))
            lengths.setdefault(folded[0], set()).add(len(folded))
        if self.phrases:
            self._automaton.make_automaton()
        self._lengths = {
            c: sorted(each, reverse=True) for c, each in lengths.items()
        }  # of the phrases by their first letter, longest first

    def get(self, phrase: str) -> Entry | None:
        """The entry of exactly this phrase (folded), or None."""
        found = self.phrases.get(fold(phrase))
        return found[0] if found else None

    def all(self, folded: str) -> Iterator[Hit]:
        """Every whole-word occurrence in folded text, overlapping ones too, by end."""
        if not self.phrases:
            return
        n = len(folded)
        for last, (length, first_letter, last_letter, entry, printed) in self._automaton.iter(folded):
            end = last + 1
            start = end - length
            if start and first_letter and ((c := folded[start - 1]).isalpha() or c.isdecimal()):
                continue
            if end < n and last_letter and ((c := folded[end]).isalpha() or c.isdecimal()):
                continue
            yield Hit(start, end, entry, printed)

    def opening(self, folded: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """The phrases that open ``folded[start:end]``, read as a text of its own: whole words, the longest first."""
        stop = len(folded) if end is None or end > len(folded) else end
        lengths = self._lengths.get(folded[start : start + 1])
        if lengths is None:
            return
        most = self._automaton.longest_prefix(folded[start : min(stop, start + lengths[0])])
        for length in lengths:
            if length > most:
                continue
            at = start + length
            told = self.phrases.get(folded[start:at])
            if told and not (at < stop and letter(folded[at]) and letter(folded[at - 1])):
                yield Hit(start, at, *told)

    def opens(self, folded: str, start: int = 0, end: int | None = None) -> Hit | None:
        """The longest phrase that opens ``folded[start:end]``, or None."""
        return next(self.opening(folded, start, end), None)

    def find(self, folded: str) -> list[Hit]:
        """The leftmost longest occurrences, none overlapping another, in order."""
        out: list[Hit] = []
        stop = 0
        for hit in sorted(self.all(folded), key=_leftmost_longest):
            if hit.start >= stop:
                out.append(hit)
                stop = hit.end
        return out


def _leftmost_longest(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


_BLANK = re.compile(r"\{\{([a-z_]+)\}\}")


@dataclass(frozen=True, eq=False)
class Knowledge:
    """All that the files say. ``hash`` tells one state of the files from another; it is kept with every source that was read."""

    files: Mapping[str, tuple[Entry, ...]]
    tops: Mapping[str, Mapping[str, Any]]
    hash: str
    version: str = VERSION
    _lexicons: dict[tuple[str, str, str], Lexicon] = field(default_factory=dict, repr=False, compare=False)
    _patterns: dict[str, re.Pattern[str]] = field(default_factory=dict, repr=False, compare=False)
    _by_letter: dict[tuple[str, str], dict[str, list[tuple[str, str]]]] = field(default_factory=dict, repr=False, compare=False)
    _needs: dict[str, tuple[frozenset[str], ...]] = field(default_factory=dict, repr=False, compare=False)
    _heads: dict[str, tuple[int, frozenset[str]] | None] = field(default_factory=dict, repr=False, compare=False)
    _openings: dict[tuple[str, str], tuple[tuple[str, str], ...]] = field(default_factory=dict, repr=False, compare=False)

    def entries(self, name: str) -> tuple[Entry, ...]:
        """The entries of ``knowledge/vi/<name>.yaml`` in file order."""
        return self.files[name]

    def top(self, name: str, key: str) -> Any:
        """A value that stands beside ``entries`` in a file."""
        return self.tops[name][key]

    def lexicon(self, name: str, group: str = "", *, field: str = "phrases") -> Lexicon:
        """The phrases of a file, or of those of its entries whose ``group`` is the one given, as one lexicon."""
        at = (name, group, field)
        if at not in self._lexicons:
            phrases: dict[str, Entry] = {}
            for e in self.files[name]:
                if not group or e.get("group") == group:
                    for p in e.get(field) or ():
                        phrases.setdefault(p, e)
            self._lexicons[at] = Lexicon(phrases)
        return self._lexicons[at]

    def openings(self, name: str, group: str) -> tuple[tuple[str, str], ...]:
        """The phrases of a group with their entries' ids, the longest first: for telling how a line begins."""
        at = (name, group)
        if at not in self._openings:
            pairs = ((p, e.id) for e in self.files[name] if e.get("group") == group for p in e["phrases"])
            self._openings[at] = tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))
        return self._openings[at]

    def opening_with(self, name: str, group: str, letter: str) -> Sequence[tuple[str, str]]:
        """Those of ``openings`` that begin with this letter."""
        at = (name, group)
        if at not in self._by_letter:
            by_letter: dict[str, list[tuple[str, str]]] = {}
            for pair in self.openings(name, group):
                by_letter.setdefault(pair[0][:1], []).append(pair)
            self._by_letter[at] = by_letter
        return self._by_letter[at].get(letter, ())

    @cached_property
    def _by_id(self) -> Mapping[str, Mapping[str, Entry]]:
        return {name: {e.id: e for e in entries} for name, entries in self.files.items()}

    def search(self, id: str, text: str) -> re.Match[str] | None:
        """The first match of a pattern in a text, which is gone over only where it holds the words that a match needs."""
        for words in self.needs(id)[:1]:
            if not any(w in text for w in words):
                return None
        return self.pattern(id).search(text)

    def needs(self, id: str) -> tuple[frozenset[str], ...]:
        """Sets of words of each of which every match of a pattern holds one (see ``knowledge.needs``)."""
        if id not in self._needs:
            self._needs[id] = needs(self.pattern(id))
        return self._needs[id]

    def heads(self, id: str) -> tuple[int, frozenset[str]] | None:
        """How a match of a pattern may begin: a number of letters, and all that these may be; None where unknown."""
        if id not in self._heads:
            self._heads[id] = heads(self.pattern(id))
        return self._heads[id]

    def entry(self, name: str, id: str) -> Entry:
        """The entry with this id."""
        return self._by_id[name][id]

    def pattern(self, id: str) -> re.Pattern[str]:
        """A pattern of ``patterns.yaml``, its ``{{fragments}}`` filled in, for folded text (VERBOSE; write a blank as ``[ ]``)."""
        found = self._patterns.get(id)
        if found is None:
            found = self._patterns[id] = re.compile(self.expand(self._by_id["patterns"][id]["regex"]), re.VERBOSE)
        return found

    def expand(self, regex: str) -> str:
        """A regular expression with its ``{{fragments}}`` filled in from ``patterns.yaml``."""
        fragments = {"upper": f"[{UPPER}]", "lower": f"[{LOWER}]", **self.tops["patterns"]["fragments"]}
        for _ in range(9):
            if not _BLANK.search(regex):
                return regex
            regex = _BLANK.sub(lambda m: f"(?:{fragments[m.group(1)]})", regex)
        raise KnowledgeError("knowledge.fragment_loop", file="patterns.yaml", place=regex[:40])


@lru_cache(maxsize=4)
def load(home: Path = HOME) -> Knowledge:
    """Read every ``vi/*.yaml`` under ``home``. Raises ``KnowledgeError`` naming file and line where one cannot be read."""
    files: dict[str, tuple[Entry, ...]] = {}
    tops: dict[str, Mapping[str, Any]] = {}
    digest = hashlib.sha256()
    for path in sorted((home / "vi").glob("*.yaml")):
        raw = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + raw)
        try:
            data = yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            files[path.stem] = tuple(Entry(str(e["id"]), path.name, e) for e in data["entries"])
            tops[path.stem] = {k: v for k, v in data.items() if k != "entries"}
        except (yaml.YAMLError, KeyError, TypeError) as e:
            raise KnowledgeError("knowledge.unreadable", file=str(path), place=str(getattr(e, "problem_mark", e))) from e
    return Knowledge(files, tops, digest.hexdigest()[:12])
