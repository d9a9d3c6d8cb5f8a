"""How much one file may take: sizes, memory, time, pages. Beyond them it is refused by name, and the batch goes on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

from knowledge import UsageError

VARIABLE = "CANCU_LIMITS"
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_VALUE = re.compile(r"(\d{1,15})([kmg]?)b?")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one file may take.

    In bytes: ``source`` (the file), ``part`` (one part of a Word file, unpacked), ``unpacked`` (all of them), ``memory`` (address space of
    the process that reads). ``seconds`` on the clock; ``page_seconds`` for recognising one scanned page, which do not count as those.
    ``pages`` of one document. A bound of 0 is none.
    """

    source: int = 64 << 20
    part: int = 64 << 20
    unpacked: int = 256 << 20
    memory: int = 1 << 30
    seconds: int = 60
    page_seconds: int = 60
    pages: int = 5_000


BOUNDS = Bounds()
NAMES = tuple(f.name for f in fields(Bounds))


def parse(settings: Iterable[str], base: Bounds = BOUNDS) -> Bounds:
    """Bounds with some of them set: ``memory=2G``, ``seconds=120``, ``pages=0``. Raises ``UsageError`` (``usage.limit``)."""
    found: dict[str, int] = {}
    for setting in settings:
        name, _, value = setting.strip().lower().partition("=")
        said = _VALUE.fullmatch(value.strip())
        if name not in NAMES or said is None:
            raise UsageError("usage.limit", given=setting, names=", ".join(NAMES))
        found[name] = int(said.group(1)) * _UNITS[said.group(2)]
    return replace(base, **found)


def from_environment(environ: Mapping[str, str] | None = None, settings: Iterable[str] = ()) -> Bounds:
    """The bounds that ``CANCU_LIMITS`` ("memory=2G,seconds=120") and then ``settings`` ask for."""
    said = (os.environ if environ is None else environ).get(VARIABLE, "")
    return parse(settings, parse(s for s in said.split(",") if s.strip()))
