"""The words of underthesea with their places. It gives words alone, changed on the way: they are laid on the text again here.

For similarity and search. No finder depends on it, and underthesea is imported by the first call.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .normal import fold

_LINE = re.compile(r"[^\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")
_PIECE = re.compile(r"\w+|[^\w\s]")
_MOST = 2_000  # characters in one call: its time grows with the square of them


@dataclass(frozen=True, slots=True)
class Word:
    """``text[start:end]``, in code points."""

    start: int
    end: int


def words(text: str, segment: Callable[[str], Sequence[str]] | None = None) -> list[Word]:
    """The words of a text in order: none overlaps another, and every character but blanks is in one.

    ``segment`` parts a line into words (underthesea's ``word_tokenize`` where none is given). It may change letters, tones and blanks;
    a line on which its words cannot be laid again is parted at blanks and signs instead.
    """
    part = segment or _underthesea()
    out: list[Word] = []
    for start, end in _lines(text):
        line = text[start:end]
        found = _laid(line, part(line))
        if found is None:
            found = [Word(*m.span()) for m in _PIECE.finditer(line)]
        out += [Word(start + w.start, start + w.end) for w in found]
    return out


def _underthesea() -> Callable[[str], Sequence[str]]:
    from underthesea import word_tokenize

    return word_tokenize  # type: ignore[no-any-return]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines with something in them; a very long one in parts, cut at blanks."""
    for m in _LINE.finditer(text):
        start = m.start()
        while m.end() - start > _MOST:
            cut = text.rfind(" ", start, start + _MOST)
            cut = cut if cut > start else start + _MOST
            yield start, cut
            start = cut
        if text[start : m.end()].strip():
            yield start, m.end()


def _base(text: str) -> str:
    """Letters without case, tones and marks, so that no way of writing them parts two that are the same."""
    return "".join(c for c in unicodedata.normalize("NFD", fold(text)) if not unicodedata.combining(c) and not c.isspace())


def _laid(line: str, found: Sequence[str]) -> list[Word] | None:
    """The words on the line, letter by letter; None where they are not its letters."""
    ends: list[int] = []  # for each letter, where it stops: behind its marks
    starts: list[int] = []
    letters: list[str] = []
    for at, c in enumerate(line):
        base = _base(c)
        if not base and not c.isspace():
            if not ends or ends[-1] != at:
                return None  # a mark on no letter
            ends[-1] = at + 1
        for letter in base:
            letters.append(letter)
            starts.append(at)
            ends.append(at + 1)
    wanted = [b for b in map(_base, found) if b]
    if "".join(letters) != "".join(wanted):
        return None
    out, at = [], 0
    for w in wanted:
        out.append(Word(starts[at], ends[at + len(w) - 1]))
        at += len(w)
    return out if all(a.end <= b.start for a, b in pairwise(out)) else None
