"""Several lexicons, and the words that patterns cannot do without, looked for in one pass over a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .load import Entry, Lexicon, letter

Longest = tuple[int, Entry, str]
"""Where the longest phrase at a place ends, its entry, and the phrase as knowledge writes it."""


class Found(NamedTuple):
    """What one pass found: of each lexicon the longest whole-word phrase at each place (of those asked for ends only, where it ends), and
    which of the words occur at all. Places come in the order of their ends."""

    phrases: list[dict[int, Longest]]
    ends: list[dict[int, int]]
    words: set[str]


class Scanner:
    """One automaton of all phrases of ``full`` and ``ends`` and of ``words``, which need not be whole words."""

    def __init__(self, full: Sequence[Mapping[str, tuple[Entry, str]]], ends: Sequence[Lexicon], words: Iterable[str]) -> None:
        import ahocorasick

        wanted: dict[str, tuple[list[tuple[int, tuple[Entry, str]]], list[int]]] = {}
        for n, phrases in enumerate(full):
            for folded, told in phrases.items():
                wanted.setdefault(folded, ([], []))[0].append((n, told))
        for n, lexicon in enumerate(ends):
            for folded in lexicon.phrases:
                wanted.setdefault(folded, ([], []))[1].append(n)
        loose = frozenset(words)
        self._full, self._ends = range(len(full)), range(len(ends))
        self._automaton = ahocorasick.Automaton()
        for folded in {*wanted, *loose}:
            whole, short = wanted.get(folded, ((), ()))
            word = folded if folded in loose else None
            self._automaton.add_word(folded, (len(folded), letter(folded[0]), letter(folded[-1]), word, tuple(whole), tuple(short)))
        self._empty = not wanted and not loose
        if not self._empty:
            self._automaton.make_automaton()

    def scan(self, folded: str) -> Found:
        """Everything in a folded text."""
        phrases: list[dict[int, Longest]] = [{} for _ in self._full]
        ends: list[dict[int, int]] = [{} for _ in self._ends]
        words: set[str] = set()
        n = len(folded)
        for last, (length, first, final, word, whole, short) in () if self._empty else self._automaton.iter(folded):
            if word is not None:
                words.add(word)
                if not whole and not short:
                    continue
            end = last + 1
            start = end - length
            if first and start and ((c := folded[start - 1]).isalpha() or c.isdecimal()):
                continue
            if final and end < n and ((c := folded[end]).isalpha() or c.isdecimal()):
                continue
            for at, (entry, printed) in whole:
                phrases[at][start] = (end, entry, printed)
            for at in short:
                ends[at][start] = end
        return Found(phrases, ends, words)
