"""Reading with one entry of the knowledge, or one rule, less; and a knowledge that notes what is asked of it. For ``mutate.py``."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from extract import pipeline
from extract.find import lookups
from extract.pipeline import Stages, read_record
from knowledge import Entry, Found, Knowledge, Lexicon, Scanner

RULES = "rules"
_NEVER = "(?!)"
Key = tuple[str, str]
Read = Callable[[bytes, str], Stages]


# --- what is asked for while a text is read -------------------------------------------------------------------------------------------


class Seen(Lexicon):
    """A lexicon that notes which entries it gave."""

    def __init__(self, lexicon: Lexicon, notes: set[Key]) -> None:
        self.__dict__.update(vars(lexicon))
        self._notes = notes

    def get(self, phrase: str) -> Entry | None:
        found = super().get(phrase)
        if found:
            self._notes.add((Path(found.file).stem, found.id))
        return found

    def all(self, folded: str) -> Iterator[Any]:
        for hit in super().all(folded):
            self._notes.add((Path(hit.entry.file).stem, hit.entry.id))
            yield hit

    def opening(self, folded: str, start: int = 0, end: int | None = None) -> Iterator[Any]:
        for hit in super().opening(folded, start, end):
            self._notes.add((Path(hit.entry.file).stem, hit.entry.id))
            yield hit


class SeenScanner:
    """The one pass over a paragraph: what its lexicons find there is noted."""

    def __init__(self, scanner: Scanner, knowledge: Knowledge) -> None:
        self._scanner = scanner
        self._lexicons = [knowledge.lexicon(*at) for at in lookups.LEXICONS]

    def scan(self, folded: str) -> Found:
        for lexicon in self._lexicons:
            for _ in lexicon.all(folded):
                pass
        return self._scanner.scan(folded)


class SeenPattern:
    """A pattern that notes that it matched."""

    def __init__(self, pattern: re.Pattern[str], key: Key, notes: set[Key]) -> None:
        self._pattern, self._key, self._notes = pattern, key, notes

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._pattern, name)
        if not callable(found):
            return found

        def call(*args: Any, **more: Any) -> Any:
            result = found(*args, **more)
            if name == "finditer":
                result = list(result)
            if name in ("sub", "split", "subn") or result:
                self._notes.add(self._key)
            return result if name != "finditer" else iter(result)

        return call


class Watched(Knowledge):
    """The knowledge, noting what is asked of it: ``notes`` the entries that were given, ``files_asked`` the files."""

    def watch(self, notes: set[Key], asked: set[str]) -> None:
        self.__dict__.update(notes=notes, asked=asked)

    def lexicon(self, name: str, group: str = "", *, field: str = "phrases") -> Lexicon:
        self.__dict__["asked"].add(name)
        return Seen(super().lexicon(name, group, field=field), self.__dict__["notes"])

    def openings(self, name: str, group: str) -> tuple[tuple[str, str], ...]:
        self.__dict__["asked"].add(name)
        return super().openings(name, group)

    def entries(self, name: str) -> tuple[Entry, ...]:
        self.__dict__["asked"].add(name)
        return super().entries(name)

    def entry(self, name: str, id: str) -> Entry:
        self.__dict__["asked"].add(name)
        self.__dict__["notes"].add((name, id))
        return super().entry(name, id)

    def pattern(self, id: str) -> re.Pattern[str]:
        self.__dict__["asked"].add("patterns")
        return SeenPattern(super().pattern(id), ("patterns", id), self.__dict__["notes"])  # type: ignore[return-value]


def forget() -> None:
    """Empty what the modules of the reading keep of earlier texts."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith("extract."):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()


# --- one entry less ---------------------------------------------------------------------------------------------------------------------


def without(knowledge: Knowledge, file: str, id: str) -> Knowledge:
    """The knowledge with one entry less. Code that asks for it by its id gets one that says nothing: no phrases, a pattern that never
    matches."""
    every = {**knowledge.files}
    old = knowledge.entry(file, id)
    empty = {k: (type(v)() if isinstance(v, list | dict) else v) for k, v in old.data.items()}
    hollow = Entry(old.id, old.file, {**empty, **({"regex": _NEVER} if "regex" in old.data else {})})
    every[file] = tuple(e for e in knowledge.files[file] if e.id != id)
    fresh: dict[str, Any] = {k: {} for k in ("_lexicons", "_patterns", "_openings", "_by_letter", "_needs", "_heads")}
    new = replace(knowledge, files=every, hash=f"{knowledge.hash}-{file}-{id}", **fresh)
    new._lexicons.update({k: v for k, v in knowledge._lexicons.items() if k[0] != file})
    new._openings.update({k: v for k, v in knowledge._openings.items() if k[0] != file})
    for mine, theirs in ((new._patterns, knowledge._patterns), (new._needs, knowledge._needs), (new._heads, knowledge._heads)):
        mine.update({k: v for k, v in theirs.items() if (file, id) != ("patterns", k)})  # type: ignore[attr-defined]
    new.__dict__["_by_id"] = {**knowledge._by_id, file: {**knowledge._by_id[file], id: hollow}}
    return new


def reader(knowledge: Knowledge, file: str, id: str) -> Read:
    """Reading with one entry, or one rule, less."""
    if file == RULES:
        return lambda data, name: _unruled(data, name, knowledge, id)
    less = without(knowledge, file, id)
    return lambda data, name: read_record(data, name, less)


def _unruled(data: bytes, name: str, knowledge: Knowledge, rule: str) -> Stages:
    """Reading where what this rule finds is not found: neither as a mention nor, for rules of the last stage, in the record."""
    found = pipeline.find
    try:
        pipeline.find = lambda *given: [m for m in found(*given) if m.rule != rule]
        read = read_record(data, name, knowledge)
    finally:
        pipeline.find = found
    parts = {p: [i for i in v if i.get("rule") != rule] for p, v in read.record.data.items() if p in ("sections", "assignments", "targets")}
    return replace(read, record=replace(read.record, data={**read.record.data, **parts}))
