"""The sections of one plan as nodes: ids, order, who holds whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge import Knowledge

from .names import has


@dataclass(frozen=True, slots=True)
class Section:
    """``id`` is instrument, ``§`` and path; a path that stands twice gets ``~2``. ``parent`` is the id of the section around it."""

    id: str
    path: str
    order: int
    parent: str | None
    item: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sections:
    """All sections in reading order."""

    all: tuple[Section, ...]

    @staticmethod
    def of(instrument: str, listed: Sequence[Mapping[str, Any]], used: Iterable[str], apart: Sequence[str]) -> Sections:
        """The listed sections, those of ``apart`` that are used (preamble first, the rest last), and, so that no item is lost, used ones
        whose top heading is not listed."""
        wanted = [u for u in dict.fromkeys(used) if u]
        paths = [str(s.get("path") or "") for s in listed]
        known = {*paths, *apart}
        more = [u for u in wanted if not any(a in known for a in around(u))]
        first = [{"path": a} for a in apart[:1] if a in wanted and a not in paths]
        last = [{"path": a} for a in (*apart[1:], *more) if a in wanted and a not in paths]
        out: list[Section] = []
        ids: dict[str, str] = {}
        for order, item in enumerate([*first, *listed, *last]):
            path = str(item.get("path") or "")
            times = sum(1 for s in out if s.path == path)
            id = f"{instrument}§{path}" + (f"~{times + 1}" if times else "")
            parent = next((ids[a] for a in around(path)[1:] if a in ids), None)
            ids.setdefault(path, id)
            out.append(Section(id, path, order, parent, item))
        return Sections(tuple(out))

    def find(self, path: str) -> Section | None:
        """The section of a path, or the nearest one around it."""
        for a in around(path):
            for s in self.all:
                if s.path == a:
                    return s
        return None

    def titles(self, section: Section | None) -> list[str]:
        """The titles from a section outwards."""
        out: list[str] = []
        at = section
        while at:
            if at.item.get("title"):
                out.append(str(at.item["title"]))
            at = next((s for s in self.all if s.id == at.parent), None) if at.parent else None
        return out

    def whole(self, knowledge: Knowledge) -> frozenset[str]:
        """The paths whose citations with role ``implements`` the plan as a whole carries out: the preamble, and the first chapter on
        purpose and requirements with all that is in it."""
        chapter = next((s.path for s in self.all if "." not in s.path and has(knowledge, "purpose", str(s.item.get("title") or ""))), None)
        inside = {s.path for s in self.all if chapter and chapter in around(s.path)}
        return frozenset({"preamble", "", *inside})


def around(path: str) -> list[str]:
    """A path and those around it, from the inside: ``II.1.a``, ``II.1``, ``II``."""
    parts = path.split(".")
    return [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
