"""Which instrument each citation of one record names, from that record alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from extract.record import Record
from knowledge import Knowledge, squeeze

from . import names
from .agencies import issuer, proper
from .seats import Seat

_JOINED = ("amended", "replaced")  # roles whose ``of`` names the instrument that acts, not a longer form of this one


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation (``cited``, by its place ``order`` in the record) and the instrument it names; ``own`` for the plan itself.

    ``issuer`` is the canonical one with its place (``~`` in it: place unknown), None if unknown; ``stated`` as it is written;
    ``place`` the proper name of its unit.
    """

    id: str
    type: str
    number: str | None
    issuer: str | None
    year: str | None
    date: str | None
    title: str | None
    order: int
    cited: Mapping[str, Any]
    stated: str | None = None
    place: str = ""

    @property
    def full(self) -> bool:
        """Whether number, issuer and year are known: an id that can be no other's."""
        return bool(self.number and self.year and self.issuer and "~" not in self.issuer and names.has_symbol(self.number))


def own(record: Record, seat: Seat, knowledge: Knowledge) -> Mention:
    """The plan itself."""
    doc = record.document
    said = _text(doc.get("issuer"))
    made = issuer(said, seat, knowledge) if said else None
    who = made.full if made else None
    number, date, title = _number(doc.get("number")), _text(doc.get("date")), _text(doc.get("title"))
    year = names.year(number, date)
    kind = _text(doc.get("type"))
    id = names.instrument_id(kind, number, who, year, knowledge) if number else names.unnumbered_id(kind, who, title, date, knowledge)
    return Mention(id, names.type_written(kind, knowledge), number, who, year, date, title, -1, doc, said,
                   proper(made.jurisdiction, knowledge) if made else "")  # fmt: skip


def mentions(record: Record, seat: Seat, knowledge: Knowledge) -> tuple[Mention, ...]:
    """Every citation in reading order. What a mention leaves out, issuer or year, it takes from the other mentions of the same type and
    number, if exactly one fits; a short form is the instrument that the record says it shortens (``of``), else the only one of its type and
    digits that fits."""
    read = [_read(n, c, seat, knowledge) for n, c in enumerate(record.part("citations"))]
    groups: dict[tuple[str, str], list[Mention]] = {}
    for m in read:
        if m.number:
            groups.setdefault((m.type, names.number_key(m.number)), []).append(m)
    done = [_named(m, knowledge) if not m.number else _numbered(m, groups, seat, knowledge) for m in read]
    by_id = {str(m.cited["id"]): m for m in done if m.cited.get("id")}
    return tuple(_shortened(m, by_id, done) for m in done)


def _read(order: int, cited: Mapping[str, Any], seat: Seat, knowledge: Knowledge) -> Mention:
    said, number, date = _text(cited.get("issuer")), _number(cited.get("number")), _text(cited.get("date"))
    symbol = names.issuer_by_symbol(number, knowledge) if number else None
    made = issuer(symbol or said or "", seat, knowledge) if symbol or said else None
    title = _text(cited.get("name")) or _text(cited.get("subject"))
    kind, year = names.type_written(_text(cited.get("type")), knowledge), names.year(number, date)
    who, where = (made.full, proper(made.jurisdiction, knowledge)) if made else (None, "")
    return Mention("", kind, number, who, year, date, title, order, cited, said, where)


def _named(m: Mention, knowledge: Knowledge) -> Mention:
    title = m.title or _text(m.cited.get("text"))
    return replace(m, id=names.unnumbered_id(m.type, m.issuer, title, m.date, knowledge), title=title)


def _numbered(m: Mention, groups: Mapping[tuple[str, str], Sequence[Mention]], seat: Seat, knowledge: Knowledge) -> Mention:
    assert m.number
    same = groups[m.type, names.number_key(m.number)]
    who, year = m.issuer, m.year
    if who is None:
        fits = {o.issuer for o in same if o.issuer and (year is None or o.year in (None, year))}
        who = fits.pop() if len(fits) == 1 else None
    if year is None:
        fits = {o.year for o in same if o.year and (who is None or o.issuer in (None, who))}
        year = fits.pop() if len(fits) == 1 else None
    shown = who
    if who is None and names.alias(m.type, m.number, knowledge) is None and seat.name:
        shown = f"?~{seat.name}"  # two plans of two places that leave the issuer out need not mean one instrument
    return replace(m, id=names.instrument_id(m.type, m.number, shown, year, knowledge), issuer=who, year=year)


def _shortened(m: Mention, by_id: Mapping[str, Mention], all: Sequence[Mention]) -> Mention:
    """The full form of a mention in the same document, or itself."""
    full, seen = m, {m.order}
    while full.cited.get("role") not in _JOINED and str(full.cited.get("of")) in by_id:
        full = by_id[str(full.cited["of"])]
        if full.order in seen:  # a record that says that each shortens the other
            return m
        seen.add(full.order)
    if full is m and m.number and not names.has_symbol(m.number):
        fits = {o.id: o for o in reversed(all) if o.type == m.type and _longer(m, o)}
        full = next(iter(fits.values())) if len(fits) == 1 else m
    return m if full is m else replace(full, order=m.order, cited=m.cited, stated=m.stated)


def _longer(short: Mention, full: Mention) -> bool:
    """Whether a number with its symbol may be what a short form with the same digits means."""
    if not short.number or not full.number or not names.has_symbol(full.number) or names.digits(short.number) != names.digits(full.number):
        return False
    return short.issuer in (None, full.issuer) and short.year in (None, full.year)


def place(item: Mapping[str, Any]) -> dict[str, Any]:
    """``page``, ``start`` and ``end`` of the first place of an item; empty where the record gives none."""
    at = item.get("at")
    first = at[0] if isinstance(at, list) and at else at
    return {k: first[k] for k in ("page", "start", "end") if first.get(k) is not None} if isinstance(first, Mapping) else {}


def _text(value: object) -> str | None:
    return squeeze(str(value)) or None if value is not None else None


def _number(value: object) -> str | None:
    text = _text(value)
    return text.replace(" ", "") if text else None
