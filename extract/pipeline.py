"""The way through, arrow by arrow: bytes, Layout, Outline, mentions, record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from knowledge import Knowledge

from .assemble import assignments, bodies, citations, defined, header, targets
from .assemble.assignment import Found
from .assemble.grade import graded
from .assemble.reading import CellPara, Reading, cell_paras
from .assemble.sureness import weighed
from .bounds import BOUNDS, Bounds
from .find import agencies, dates
from .find import citations as find_citations
from .layout import Layout
from .mention import FORMAT as MENTIONS_FORMAT
from .mention import Mention
from .outline import Outline, outline
from .read import read
from .record import Record
from .settle import settle
from .tables import TaskTable, task_tables


@dataclass(frozen=True, slots=True)
class Stages:
    """What each stage said of one document."""

    layout: Layout
    outline: Outline
    tables: tuple[TaskTable, ...]
    mentions: tuple[Mention, ...]
    record: Record

    def to_json(self, stage: str) -> dict[str, Any]:
        """One stage (``layout``, ``outline``, ``mentions``, ``record``) as a JSON object."""
        if stage == "layout":
            return self.layout.to_json()
        if stage == "outline":
            return self.outline.to_json()
        if stage == "mentions":
            return {"format": MENTIONS_FORMAT, "mentions": [m.to_json() for m in self.mentions]}
        return self.record.to_json()


def read_record(data: bytes, name: str, knowledge: Knowledge, *, bounds: Bounds = BOUNDS, reader: str = "") -> Stages:
    """Read one document whole. Raises ``InputError`` where its bytes cannot be read, or ask for more than ``bounds``. ``reader`` chooses
    among those of a format (see ``extract.read.read``)."""
    return stages_of(read(data, name, knowledge, bounds=bounds, reader=reader), knowledge)


def stages_of(layout: Layout, knowledge: Knowledge) -> Stages:
    """Every stage after the first, of a Layout that is there already."""
    lines = outline(layout, knowledge)
    tables = task_tables(layout, knowledge)
    cells = cell_paras(layout, tables, knowledge)
    mentions = settle(find(lines, cells, knowledge))
    record = assemble(layout, lines, tables, cells, mentions, knowledge)
    return Stages(layout, lines, tables, tuple(mentions), record)


def find(lines: Outline, cells: Sequence[CellPara], knowledge: Knowledge) -> list[Mention]:
    """All mentions of all paragraphs and cells, as candidates."""
    out: list[Mention] = []
    for p in {id(p): p for p in [*(i.para for i in lines.items), *(c.para for c in cells)]}.values():
        out += find_citations.find(p, knowledge)
        out += [
            Mention("agency", p, n.start, n.end, "agency", {"name": n.name, "kind": n.kind, "entry": n.entry})
            for n in agencies.names(p, knowledge)
        ]
    for item in lines.items:
        if item.role in ("content", "heading") and item.para.kind == "paragraph":
            out += dates.in_body(item.para, *item.body, knowledge)
    return out


def assemble(
    layout: Layout,
    lines: Outline,
    tables: tuple[TaskTable, ...],
    cells: tuple[CellPara, ...],
    mentions: Sequence[Mention],
    knowledge: Knowledge,
) -> Record:
    """The parts of the record from what was found."""
    reading = Reading(layout, lines, tables, cells, tuple(mentions), knowledge)
    document, home = header.document(reading)
    found = citations.citations(reading, home, document)
    years = document["period"]
    year = str(years["from"]) if years["from"] and years["from"] == years["to"] else None
    orders = assignments.assignments(reading, year, document["type"])
    _attach(found, orders, reading)
    short = defined.defined(reading)
    for o in orders if short else ():
        defined.write_out(o.entry, short)
    sections = [
        {"path": s.path, "title": s.title, "at": _title_place(reading, s.item), "rule": "heading", "kind": s.kind} for s in lines.sections
    ]
    named = [n for n in (document["issuer"],) if n]
    parties = [n for o in orders for n in (*o.entry["lead"], *o.entry["coordinate"])]
    data: dict[str, Any] = {
        "source": layout.source,
        "sha256": layout.sha256,
        "reader": layout.reader,
        "program": _version(),
        "knowledge": {"version": knowledge.version, "hash": knowledge.hash},
        "pages": len(layout.pages),
        "document": document,
        "sections": sections,
        "citations": found,
        "assignments": [o.entry for o in orders],
        "targets": targets.targets(reading, year, years["from"]),
        "agencies": bodies.bodies(reading, [*named, *parties, *document["recipients"]], short),
        "warnings": [w.to_json() for w in (*layout.warnings, *lines.warnings, *(w for t in tables for w in t.warnings))],
    }
    return Record(weighed(graded(data, knowledge), layout), layout.sha256)


def _title_place(reading: Reading, item: int) -> Any:
    heading = reading.outline.items[item]
    assert heading.title is not None
    return reading.place(heading.para, *heading.title)


def _attach(found: list[dict[str, Any]], orders: Sequence[Found], reading: Reading) -> None:
    """Tell each citation the assignment in whose words it stands."""
    spots: list[tuple[int, int, str]] = []
    for o in orders:
        for p in o.paras:
            if len(p.normal.starts):
                spots.append((p.normal.starts[0], p.normal.ends[-1], o.entry["id"]))
    for c in found:
        place = c["at"][0] if isinstance(c["at"], list) else c["at"]
        if c["section"] in ("footnote", "preamble"):
            continue
        for a, b, identity in spots:
            if a <= place["start"] < b:
                c["assignment"] = identity
                break


@cache
def _version() -> str:
    try:
        return version("cancu")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "0"
