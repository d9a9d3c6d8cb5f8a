"""How large type is, reckoned from the width of what is written in it: heights tell little, as Vietnamese letters carry marks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Widths of Times letters in thousandths of the size of type; other letters are taken for middling ones.
_WIDTHS = {
    **dict.fromkeys("abdghknopquvxy0123456789$-–_", 500),
    **dict.fromkeys("ijlt.,:;'|!/", 278),
    **dict.fromkeys("ceszr", 430),
    **dict.fromkeys("f()[]I", 333),
    **dict.fromkeys("ABCDGHKNOQRUVXY&", 722),
    **dict.fromkeys("EFLPSTZ", 590),
    **dict.fromkeys("mM%W", 830),
    "w": 722,
    "J": 389,
}  # fmt: skip
_STROKED = {"\u0111": "d", "\u0110": "D"}
_OTHER = 500
_BETWEEN = 30  # the blank beside a letter, which a word's box does not hold twice


@lru_cache(maxsize=4096)
def _width(letter: str) -> int:
    plain = unicodedata.normalize("NFD", letter)[0]
    return _WIDTHS.get(_STROKED.get(plain, plain), _OTHER)


def size_of(words: Iterable[tuple[str, float, float]]) -> float:
    """The size of the type of a line, from its words with the width and height of their boxes, in the unit of these."""
    wide = units = tall = 0.0
    for text, width, height in words:
        tall = max(tall, height)
        if len(text) > 1:
            wide += width
            units += sum(_width(c) for c in text) - _BETWEEN
    return 1000 * wide / units if units > 1500 else 0.9 * tall
