"""From where a plan speaks, and what a name told from there is."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge import Entry


@dataclass(frozen=True, slots=True)
class Seat:
    """The unit that a plan speaks from: ``province``, ``tỉnh``, ``tỉnh X``. ``province`` is the name of the province around it, or None.
    A ministry's or central agency's plan speaks from it: ``central``, no unit, ``Bộ X``."""

    level: str
    unit: str
    name: str
    province: str | None

    def at(self, level: str) -> str:
        """The jurisdiction of a bare name of a level. What is not known is ``~`` and the seat: some unit above or below it."""
        if level == "central":
            return self.name if self.level == "central" else ""
        if level == self.level:
            return self.name or "~"
        if level == "province" and self.province:
            return self.province
        return f"~{self.name}"


@dataclass(frozen=True, slots=True)
class Agency:
    """A body, an office, a group or a person.

    ``name`` is how a plan of the same place writes it (``UBND tỉnh``, ``Sở Nội vụ``), ``full`` with its place (``UBND tỉnh X``),
    ``base`` what the id compares: the name that knowledge writes, or the key of an unknown one. A jurisdiction that begins with
    ``~`` is not known: some unit above or below that one. ``heads``: the base of the body that an office heads.
    """

    name: str
    kind: str
    base: str
    level: str
    jurisdiction: str
    full: str
    entry: Entry | None = None
    heads: str | None = None

    @property
    def id(self) -> str:
        return f"{self.base}/{self.level}/{self.jurisdiction}"
