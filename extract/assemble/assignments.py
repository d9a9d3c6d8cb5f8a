"""Assignments: the rows of task tables, and the items of running text that order a body to act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from knowledge import Knowledge

from ..find import agencies, dates
from ..find.agencies import Name
from ..labels import labels
from ..outline import Item, Section, ancestors
from ..paras import Para, sentences
from ..zones import starts_with
from . import annex, brackets, closing
from . import roles as role
from .assignment import Found, parties, tell_mended
from .reading import Reading, at
from .under import has_items, introduces, last_alike, under

# Chapters in which a later sentence of an item may order, not only its first.
_LATER = frozenset({"solution", "funding", "organisation"})
_BARE = frozenset({"task", "solution", "funding", None})  # where a known body before a verb unknown to us is ordered to act
_SILENT = frozenset({"purpose", "viewpoint"})


def assignments(reading: Reading, year: str | None, kind: str | None) -> list[Found]:
    """Body items in reading order, then the rows of the annexes. ``kind``: the document's type; a directive orders in all its body."""
    orders = kind in reading.knowledge.top("cues", "order_types")
    return [*_body(reading, orders, year), *annex.rows(reading, year)]


# --- running text -----------------------------------------------------------------------------------------------------------------


def _body(reading: Reading, orders: bool, year: str | None) -> list[Found]:
    k = reading.knowledge
    out: list[Found] = []
    counts: Counter[str] = Counter()
    ids: Counter[str] = Counter()
    items = [i for i in reading.outline.items if i.role in ("content", "heading")]
    lead_in: tuple[Item, role.Roles] | None = None
    alike = -1  # the last item that wears the mark of the lead-in above it
    last: tuple[Item, list[tuple[Name, Para]]] | None = None
    for n, item in enumerate(items):
        if item.section == "annex" or item.para.kind != "paragraph":
            continue
        start, end = item.body
        if item.role == "heading" and start >= end:
            lead_in = last = None
            continue
        if lead_in and n > alike and not under(item, lead_in[0]):
            lead_in = None
        heads = _heads(reading, item)
        if out and closing.goes_on(reading, item, out[-1].entry, year):
            continue
        told = closing.line(reading, item, items) or brackets.bracket(reading, item) or _alone(reading, item, items, heads)
        if told:
            roles, (task, spans), rule = told.roles, told.task, "closing line"
            ordered = start
        else:
            if introduces(item) and has_items(items, n):  # it lends its roles to the items under it
                roles = role.read(item.para, start, end, heads, k, loose=True)
                if agencies.is_party_list(item.para, start, end, k):  # "Các sở, ban, ngành:" names those under whom items stand
                    roles = role.Roles(rule="lead-in")
                    roles.add("lead", agencies.members(item.para, start, end, k), item.para)
                if roles.lead or roles.coordinate:
                    lead_in, alike = (item, roles), last_alike(items, n)
                continue
            found = _item(reading, item, heads, lead_in, last, orders)
            if found is None:
                last = None if not (last and item.marker in ("-", "+")) else last
                continue
            roles, rule, ordered = found
            a, b = _words(item.para.text, ordered if rule == "behind a formula" else start, end)
            task, spans = reading.words(item.para, a, b), item.para.spans(a, b)
        last = (item, roles.lead)
        whole = told is not None and any(s.path == item.section and s.title == told.task[0] for s in reading.outline.sections)
        base = item.section if whole or item.section == "preamble" else item.own or item.section
        counts[base] += 1
        identity = f"{base}-{counts[base]}"
        ids[identity] += 1
        if ids[identity] > 1:
            identity = f"{identity}~{ids[identity]}"
        where = [item.para] if not told else [p for p in reading.paras_of(told.task[1])]
        terms = [
            m
            for m in reading.kept("deadline")
            if any(m.para is p for p in where)
            and (told or ordered <= m.start < end)
            and dates.in_year(m.value, year)
            and not dates.past(m.value, year)
        ]
        entry: dict[str, Any] = {
            "id": identity, "kind": "body", "section": item.section, "task": task,
            **parties(reading, roles), "deadline": None, "deadline_text": None, "deadline_at": None, "product": None,
            "row": None, "at": at(reading.layout, spans), "rule": f"body.{rule}",
        }  # fmt: skip
        for term in told.terms if told else ():
            closing.set_term(reading, item.para, *term, year, entry)
        if terms and entry["deadline"] is None:
            entry["deadline"] = dates.in_year(terms[0].value, year)
            entry["deadline_text"] = "; ".join(reading.words(m.para, m.start, m.end) for m in terms)
            entry["deadline_at"] = reading.place(terms[0].para, terms[0].start, terms[-1].end)
        tell_mended(entry, roles, [(m.para, m.start, m.end) for m in terms])
        out.append(Found(entry, (item.para,)))
    return out


def _words(text: str, start: int, end: int) -> tuple[int, int]:
    """An item's words without the stars of emphasis around all of them."""
    while start < end and text[start] in " *_":
        start += 1
    while end > start and text[end - 1] in " *_":
        end -= 1
    return start, end


def _heads(reading: Reading, item: Item) -> list[tuple[Name, Para]]:
    """The bodies of the nearest heading that names bodies, in a chapter on organisation or one headed by bodies."""
    for section in _headings(reading, item):
        heading = reading.outline.items[section.item]
        if heading.title is None:
            continue
        found = _title_bodies(reading, heading)
        if found:
            return [(n, heading.para) for n in found]
        if section.kind and section.kind != "organisation":
            return []
    return []


def _headings(reading: Reading, item: Item) -> list[Section]:
    paths = ancestors(item.section)
    by_path = {s.path: s for s in reading.outline.sections}
    return [by_path[p] for p in paths if p in by_path]


def _title_bodies(reading: Reading, heading: Item) -> list[Name]:
    """The bodies that a heading consists of, or that it says lead ("Sở Công Thương chủ trì, phối hợp thực hiện")."""
    kept = reading.title_bodies
    if id(heading) not in kept:
        kept[id(heading)] = _read_title(reading, heading)
    return kept[id(heading)]


def _read_title(reading: Reading, heading: Item) -> list[Name]:
    k, p = reading.knowledge, heading.para
    assert heading.title is not None
    start, end = heading.title
    begin = role.skip(p, start, end, k, "owner")
    inner = brackets.bracketed(p, start, len(p.text), k)
    if inner:  # "Tuyên truyền (Sở Văn hóa chủ trì)"
        own = role.subject(p, *inner, k)
        return own[0] if own else []
    if agencies.is_party_list(p, begin, end, k):
        return agencies.members(p, begin, end, k, bare=True)
    if k.pattern("name.people").match(p.folded, begin, end):
        return [Name(begin, end, p.text[begin:end].strip(" .:;*_"), "group")]
    names, stop = agencies.list_at(p, begin, end, k)
    rest = p.folded[stop:end].lstrip(" ,")
    lead = starts_with(rest, k, "cues", "lead")
    if names and lead:  # "... chủ trì, phối hợp": who leads what stands below; "... chủ trì từng nội dung" speaks of others
        behind = min((rest[len(x) :].strip() for x in k.entry("cues", lead)["phrases"] if rest.startswith(x)), key=len)
        return names if not behind or behind[0] in ",;.:" else []
    if names and k.pattern("title.duty").fullmatch(rest.rstrip(" .:;*_")):
        return names  # "Sở Y tế có trách nhiệm: ..."
    if names and any(rest.startswith(f"{w} ") for w in k.top("cues", "participles")):
        last = names[-1]  # "Các đơn vị được kiểm tra": the words behind the name say which
        return [*names[:-1], replace(last, end=end, name=f"{last.name} {p.text[stop:end].strip()}")]
    if names and any(n.entry for n in names) and k.pattern("join").match(p.folded, stop, end) and not role.orders(rest, k):
        return agencies.members(p, begin, end, k)  # a list that goes on with a body unknown to us
    return []


def _item(
    reading: Reading, item: Item, heads: list[tuple[Name, Para]], lead_in: tuple[Item, role.Roles] | None,
    last: tuple[Item, list[tuple[Name, Para]]] | None, orders: bool,
) -> tuple[role.Roles, str, int] | None:  # fmt: skip
    """The roles of an item, what told them and where the order begins; None where it orders nobody."""
    k, p = reading.knowledge, item.para
    start, end = item.body
    labelled = labels(p, start, end, k)
    if labelled and labelled[0].role == "task" and not p.text[start : labelled[0].start].strip(" *_"):
        start = labelled[0].value  # "Giải pháp: Các sở ... đăng ký sáng kiến"
    kind = reading.outline.chapter(item.section) or ("organisation" if orders else None)
    if kind in _SILENT or not p.text[start:end].strip(" *_.:;"):
        return None
    if introduces(item) and not p.text[end:].strip() and reading.followed_by_heading(item):
        return None
    if agencies.looked(p, k).search("closing.order", p.folded[start:end]):
        return _behind_formula(p, start, end, k)
    if lead_in:
        found = role.read(p, start, end, lead_in[1].lead, k) if lead_in[1].lead else role.Roles()
        for name, where in lead_in[1].coordinate:
            found.add("coordinate", [name], where)
        return found, "lead-in", start
    if heads:
        found = role.read(p, start, end, heads, k)
        return found, found.rule, start
    if item.body_text.lstrip(" *_").startswith("("):
        return None
    for n, (a, b) in enumerate(_parts(p, start, end, kind)):
        if kind not in _LATER:
            begin = closing.assigns(p, a, b, k, first=not n, last=b == end)
            if begin is not None:
                return role.read(p, begin, end, [], k, loose=True), "closing sentence", begin
            if n and not role.opens(p, role.solid(p, a, b), b, k, "assign"):
                continue
        loose = kind == "organisation"
        own = role.subject(p, a, b, k, loose=loose, bare=not n and kind in _BARE)
        if own is None or (b == end and introduces(item)):
            continue
        if n and all(x.kind == "body" and x.entry is None for x in own[0]):
            continue
        found = role.read(p, a, end, [], k, loose=loose, bare=not n and kind in _BARE)
        if not found.lead:
            continue
        return found, "subject" if not n else "later subject", a
    if kind == "organisation" and last and _continues(item, last[0]) and not introduces(item):
        found = role.read(p, start, end, last[1], k)
        found.rule = "continued"
        return found, "continued", start
    return None


def _alone(reading: Reading, item: Item, items: Sequence[Item], heads: list[tuple[Name, Para]]) -> closing.Told | None:
    """A line that only says who does what stands above it; not under the name of a body, nor where nothing stands above."""
    kind = reading.outline.chapter(item.section)
    if heads or kind in _SILENT or kind == "organisation" or item.section == "preamble":
        return None
    p, k = item.para, reading.knowledge
    if not agencies.looked(p, k).search("share.word", p.folded, *item.body) and not k.pattern("share.arrow").match(p.folded, *item.body):
        return None
    return closing.alone(reading, item, items) or closing.behind(reading, item)


def _behind_formula(p: Para, start: int, end: int, k: Knowledge) -> tuple[role.Roles, str, int] | None:
    """What a sentence behind a closing formula gives a body to do: "Quyết định này có hiệu lực ... Giao Sở Nội vụ theo dõi ..."."""
    for a, b in sentences(p.text, start, end)[1:]:
        if role.opens(p, role.solid(p, a, b), b, k, "assign") and role.subject(p, a, b, k):
            return role.read(p, a, end, [], k), "behind a formula", a
    return None


def _parts(p: Para, start: int, end: int, kind: str | None) -> list[tuple[int, int]]:
    """The sentences of an item; where later ones order too, each is followed by what stands behind its semicolons."""
    out = []
    for a, b in sentences(p.text, start, end):
        cuts = [i + 1 for i in range(a, b) if p.text[i] == ";"] if kind in _LATER else []
        out += [(a, b), *pairwise([*cuts, b])]
    return out


def _continues(item: Item, before: Item) -> bool:
    """A paragraph without a number under a numbered order goes on with it."""
    return item.own is not None and item.own == before.own and item.marker is None
