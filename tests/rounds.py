"""How many examples a property is tried with that reads whole files."""

from __future__ import annotations

from hypothesis import settings

SOAK = 10_000


def rounds(few: int) -> int:
    """``few``, or many under the profile ``soak``."""
    return few if settings.default is None or settings.default.max_examples <= few else SOAK
