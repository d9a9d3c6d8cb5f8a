"""What a regular expression cannot do without: literal words of which one stands in every text that it matches.

A paragraph that holds none of them need not be searched. The words are read off the parsed expression, so that no entry has to repeat them;
of an expression without such words nothing is told, and it is always searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from itertools import product
from typing import Any

_MOST = 400  # words; beyond it a product of alternatives is not written out
_SETS = 3
_COMMON = frozenset(" ,.-:;()")  # signs that nearly every paragraph holds tell nothing
_Words = frozenset[str]
_NOTHING: _Words = frozenset({""})


def needs(pattern: re.Pattern[str]) -> tuple[_Words, ...]:
    r"""Sets of words: each match of ``pattern`` holds one at least of every set. Empty where no such words are known.

    >>> [sorted(words) for words in needs(re.compile(r"(?:hàng|hằng)[ ]\d+(?P<u>/tuần|/quý)?"))]
    [['hàng ', 'hằng ']]
    >>> needs(re.compile(r"[a-z]+"))
    ()
    """
    tree = _parsed(pattern)
    if tree is None:
        return ()
    told = {frozenset(w for w in t if not any(other != w and other in w for other in t)) for t in _sequence(tree)[1] if "" not in t}
    out: list[_Words] = []
    for words in sorted((t for t in told if not t & _COMMON), key=_met, reverse=True):
        if not any(all(any(w in longer for w in words) for longer in other) for other in out):  # else the other set says as much
            out.append(words)
    return tuple(out[:_SETS])


def _met(words: _Words) -> tuple[int, int, list[str]]:
    """A set of long words, and of few, is met least."""
    return min(map(len, words)), -len(words), sorted(words)


def heads(pattern: re.Pattern[str]) -> tuple[int, frozenset[str]] | None:
    """How a match of ``pattern`` that is not empty may begin: a number of letters, three at most, and all that these may be (of digits
    those of ASCII); None where unknown.

    >>> size, words = heads(re.compile(r"[ ](?:cấp|các)?[ ]?(?:tỉnh|xã)")) or (0, set())
    >>> size, sorted(words)
    (3, [' cá', ' cấ', ' tỉ', ' xã'])
    """
    tree = _parsed(pattern)
    for most in (3, 2, 1) if tree is not None else ():
        found = _heads(tree, most)
        if found is not None and found - {""}:
            size = min(map(len, found - {""}))
            return size, frozenset(w[:size] for w in found if w)
    return None


def _parsed(pattern: re.Pattern[str]) -> Any:
    """The parsed expression; None where its letters do not stand for themselves, or where this Python keeps its parser elsewhere."""
    try:
        parse = import_module("re._parser").parse
    except ImportError:
        return None
    return None if pattern.flags & re.IGNORECASE else parse(pattern.pattern, pattern.flags)


def _best(told: Iterable[_Words]) -> _Words | None:
    """The set that is met least: long words, few of them."""
    return max((t for t in told if "" not in t), key=_met, default=None)


def _sequence(items: Any) -> tuple[_Words | None, list[_Words]]:
    """Of parts in a row: all that they can match, if that is a small set of words; and sets of words of which one must stand there."""
    run, whole = _NOTHING, True
    told: list[_Words] = []
    for op, value in items:
        exact, inner = _part(str(op), value)
        told += inner
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(a + b for a, b in product(run, exact))
            continue
        told.append(run)
        run, whole = exact or _NOTHING, False
    told.append(run)
    return (run if whole else None), told


def _part(op: str, value: Any) -> tuple[_Words | None, list[_Words]]:
    if op == "LITERAL":
        return frozenset({chr(value)}), []
    if op == "IN":
        literal = len(value) <= 8 and all(str(kind) == "LITERAL" for kind, _ in value)
        return (frozenset(chr(c) for _, c in value) if literal else None), []
    if op in ("AT", "ASSERT", "ASSERT_NOT"):
        return _NOTHING, []  # they look, and take nothing
    if op == "SUBPATTERN":
        _, on, off, inner = value
        return (None, []) if on or off else _sequence(inner)
    if op == "BRANCH":
        return _branches([_sequence(b) for b in value[1]])
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, inner = value
        exact, told = _sequence(inner)
        if least == most == 1:
            return exact, told
        if least:
            return None, told
        return (exact | _NOTHING if exact is not None and most == 1 else None), []
    return None, []


def _branches(branches: list[tuple[_Words | None, list[_Words]]]) -> tuple[_Words | None, list[_Words]]:
    exact = [e for e, _ in branches if e is not None]
    if len(exact) == len(branches) and sum(map(len, exact)) <= _MOST:
        return frozenset().union(*exact), []
    best = [_best(told) for _, told in branches]
    sure = [b for b in best if b is not None]
    return None, [frozenset().union(*sure)] if len(sure) == len(best) else []


def _heads(items: Any, size: int) -> set[str] | None:
    """The first ``size`` letters of whatever parts in a row match; all of it where it is shorter."""
    out = {""}
    for op, value in items:
        if all(len(w) >= size for w in out):
            break
        found = _head(str(op), value, size)
        if found is None or len(out) * len(found) > 10 * _MOST:
            return None
        out = {w if len(w) >= size else (w + v)[:size] for w in out for v in found}
    return out


def _head(op: str, value: Any, size: int) -> set[str] | None:
    if op == "LITERAL":
        return {chr(value)}
    if op == "IN":
        return _letters(value)
    if op in ("AT", "ASSERT", "ASSERT_NOT"):
        return {""}
    if op == "SUBPATTERN":
        return None if value[1] or value[2] else _heads(value[3], size)
    if op == "BRANCH":
        each = [_heads(b, size) for b in value[1]]
        return None if any(e is None for e in each) else set().union(*(e for e in each if e is not None))
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, inner = value
        once = _heads(inner, size)
        return None if once is None else _repeated(once, least, most, size)
    return None


def _repeated(once: set[str], least: int, most: int, size: int) -> set[str] | None:
    out = {""} if least == 0 else set()
    run = {""}
    for n in range(1, min(int(most), max(int(least), size)) + 1):
        if len(run) * len(once) > 10 * _MOST:
            return None
        run = {(w + v)[:size] for w in run for v in once}
        if n >= least:
            out |= run
    return out


def _letters(choice: Any) -> set[str] | None:
    out: set[str] = set()
    for kind, value in choice:
        if str(kind) == "LITERAL":
            out.add(chr(value))
        elif str(value) == "CATEGORY_DIGIT":
            out.update("0123456789")
        elif str(kind) == "RANGE" and value[1] - value[0] < 64:
            out.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return out
