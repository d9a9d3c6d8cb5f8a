"""Who leads a work on one side and only helps with it on the other: what a conflict of roles consists in, for edges and for findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Member(Protocol):
    """A body: ``body`` is the same in whatever place, ``group`` whether it stands for several."""

    @property
    def id(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def group(self) -> bool: ...


NAMED = 4  # bodies of a side that are named one by one
M = TypeVar("M", bound=Member)


@dataclass(frozen=True, slots=True)
class Roles(Generic[M]):
    """Who leads a task and who helps with it, in a plan of this issuer (an id)."""

    leads: tuple[M, ...]
    partners: tuple[M, ...]
    issuer: str

    def helping(self, other: Roles[M]) -> tuple[M, ...]:
        """The partners that lead the other task, in whatever place, or issued its plan."""
        ids = {p.id for p in other.leads} | ({other.issuer} if other.issuer != self.issuer else set())
        bodies = {p.body for p in other.leads}
        return tuple(p for p in self.partners if p.id in ids or p.body in bodies)

    def doing(self, other: Roles[M]) -> tuple[M, ...]:
        """Who does the work: who leads; without a lead the partners that lead the other task, else all partners."""
        return self.leads or self.helping(other) or self.partners


def opposed(a: Roles[M], b: Roles[M]) -> tuple[tuple[M, ...], tuple[M, ...]]:
    """The partners of either side that a conflict of roles turns on: those that lead on the other side; all where a side names no lead.
    Where no partner is a lead by name, the groups that may hold one, else all."""
    ours, theirs = a.helping(b), b.helping(a)
    if a.leads and b.leads:
        return (ours, theirs) if ours or theirs else (_many(a.partners), _many(b.partners))
    return (ours if a.leads else ours or a.partners), (theirs if b.leads else theirs or b.partners)


def relation(category: str, led: bool) -> str:
    """By what words a category is told; ``led``: whether some side names a lead."""
    return category if led or category not in ("repeat", "deadline_conflict") else f"{category}_unled"


def part(leads: Sequence[object], helpers: Sequence[object]) -> str:
    """By what words one side of a conflict is told: ``leads``, ``leads_helped``, ``unled``, ``unled_helped``."""
    return ("leads" if leads else "unled") + ("_helped" if helpers else "")


def shortly(names: Sequence[str]) -> str:
    """Names joined; of many the first, and how many there are besides."""
    more = len(names) - NAMED
    return "; ".join(names) if more <= 1 else "; ".join([*names[:NAMED], f"… (+{more})"])


def _many(partners: Sequence[M]) -> tuple[M, ...]:
    return tuple(p for p in partners if p.group) or tuple(partners)
