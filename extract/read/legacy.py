"""Text set in old Vietnamese fonts (TCVN3, VNI) made Unicode. Which font is old, and what stands where, is ``legacy_fonts.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge import Knowledge

_PRIVATE = 0xF000  # symbol fonts keep the byte in the private use area
SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """One way of old fonts to hold letters. ``capitals``: a font of this kind shows every letter as a capital."""

    id: str
    fonts: re.Pattern[str]
    capitals: re.Pattern[str] | None
    found: re.Pattern[str]
    letters: dict[str, str]

    def convert(self, text: str, font: str = "") -> str:
        """A text of such a font in Unicode."""
        done = self.found.sub(lambda m: self.letters[m.group()], text)
        return done.upper() if self.capitals is not None and self.capitals.search(font) else done


_KEPT: dict[str, tuple[Scheme, ...]] = {}


def schemes(knowledge: Knowledge) -> tuple[Scheme, ...]:
    """The schemes of this state of the knowledge."""
    if knowledge.hash not in _KEPT:
        _KEPT.clear()
        scheme_of.cache_clear()
        _KEPT[knowledge.hash] = tuple(_scheme(e.id, e["fonts"], e.get("capitals"), e["letters"]) for e in knowledge.entries("legacy_fonts"))
    return _KEPT[knowledge.hash]


def _scheme(identity: str, fonts: str, capitals: str | None, letters: dict[str, str]) -> Scheme:
    every = dict(letters)
    every.update({chr(_PRIVATE + ord(k)): v for k, v in letters.items() if len(k) == 1})
    longest = sorted(every, key=lambda k: (-len(k), k))
    return Scheme(
        identity,
        re.compile(fonts, re.IGNORECASE),
        re.compile(capitals) if capitals else None,
        re.compile("|".join(map(re.escape, longest))),
        every,
    )


@lru_cache(maxsize=512)
def scheme_of(font: str, known: tuple[Scheme, ...]) -> Scheme | None:
    """The scheme that a font's name tells; None for fonts of Unicode."""
    return next((s for s in known if s.fonts.match(font)), None)
