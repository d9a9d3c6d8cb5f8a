"""What closes a task: labels ("Đơn vị chủ trì: ...; thời hạn: ...") in lines of their own or behind its words, or a bracket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from knowledge import Knowledge

from ..find import agencies, dates
from ..labels import Label, labels
from ..layout import Span
from ..outline import Item
from ..paras import Para
from . import roles as role
from . import shared
from .assignment import party
from .reading import Reading


@dataclass(frozen=True, slots=True)
class Told:
    """What labels say: the roles, the task (its words and places) that they belong to, and where in the line terms stand."""

    roles: role.Roles
    task: tuple[str, tuple[Span, ...]]
    terms: tuple[tuple[int, int], ...] = ()


def line(reading: Reading, item: Item, items: Sequence[Item]) -> Told | None:
    """An item that labels who leads: its own words before the labels are the task, else the item or the heading above it."""
    p = item.para
    start, end = item.body
    found = labels(p, start, end, reading.knowledge)
    if not any(_leads(reading, p, x) for x in found):
        return None
    words = _before(reading, p, start, found)
    task = _task(reading, item, items) if words is None else whole(reading, item)
    roles = role.Roles(rule="closing line")
    for x in found:
        if x.role in shared.PARTIES:
            roles.take(shared.parts(p, x.value, x.end, reading.knowledge, mode=shared.PARTIES[x.role]))
    if task is None or not (roles.lead or roles.coordinate):
        return None
    return Told(roles, task, tuple((x.value, x.end) for x in found if x.role == "deadline"))


def assigns(p: Para, start: int, end: int, k: Knowledge, *, first: bool, last: bool) -> int | None:
    """Where a sentence behind the work begins to say who leads it: "Công an tỉnh chủ trì, phối hợp với ..., xong trước ngày 31/3."; the
    ``last`` one may do so in weaker words ("Sở A và Sở B thực hiện theo chức năng.") or, as the ``first``, behind a semicolon
    ("...; việc này do Sở A chủ trì")."""
    for at in [*([] if first else [start]), *(i + 1 for i in range(start, end) if p.text[i] == ";" and last)]:
        solid = role.solid(p, at, end)
        opener = k.pattern("share.opener").match(p.folded, solid, end)
        if at > start and not opener:
            continue
        begin = opener.end() if opener else at
        own = role.subject(p, begin, end, k, loose=True)
        if own is None or not any(n.entry or n.kind in ("group", "office") for n in own[0]):
            continue
        behind = role.solid(p, own[1], end)
        if any(role.opens(p, behind, end, k, g) for g in ("lead", "acting" if last else "lead")):
            return begin
        if last and k.pattern("with").match(p.folded, behind, end) and k.pattern("share.acted").search(p.folded, behind, end):
            return begin  # "Sở A phối hợp với Sở B thực hiện."
    for m in agencies.looked(p, k).finditer("share.by", p.folded, start, end):  # "Công tác tuyên truyền do Sở A chủ trì."
        own = role.subject(p, m.end(), end, k)
        if own and any(n.entry or n.kind == "office" for n in own[0]) and role.opens(p, role.solid(p, own[1], end), end, k, "lead"):
            return m.end()
    return None


def behind(reading: Reading, item: Item) -> Told | None:
    """A task with who does it behind a colon or a dash: "Lắp loa tại các xã: Sở A chủ trì, UBND cấp xã phối hợp, xong trong quý I."."""
    p, k = item.para, reading.knowledge
    start, end = item.body
    while end > start and p.text[end - 1] in " .;*_":
        end -= 1
    for m in k.pattern("share.cut").finditer(p.folded, start, end):
        term = shared.only(p, m.end(), end, k)
        if term is not None and any(c.isalnum() for c in p.text[start : m.start()]):
            return Told(shared.parts(p, m.end(), term, k), whole(reading, item), ((term, end),) if term < end else ())
    return None


def alone(reading: Reading, item: Item, items: Sequence[Item]) -> Told | None:
    """A line of its own, without a number, that says who does the work above it and no more: "Sở A chủ trì, Sở B phối hợp thực hiện.",
    "=> UBND cấp xã"."""
    p, k = item.para, reading.knowledge
    if item.marker and item.marker[0].isalnum():
        return None
    start, end = item.body
    arrow = k.pattern("share.arrow").match(p.folded, start, end)
    start = arrow.end() if arrow else role.solid(p, start, end)
    while end > start and p.text[end - 1] in " .;*_)]":
        end -= 1
    term = shared.only(p, start, end, k)
    if term is None and not (arrow and agencies.is_party_list(p, start, end, k)):
        return None
    task = _task(reading, item, items)
    if task is None:
        return None
    stop = end if term is None else term
    return Told(shared.parts(p, start, stop, k), task, ((stop, end),) if stop < end else ())


def goes_on(reading: Reading, item: Item, entry: dict[str, Any], year: str | None) -> bool:
    """Whether a line only adds partners, the term or the product to the closing line before it; they are added to that assignment."""
    p = item.para
    if not entry["rule"].endswith("closing line") or entry["section"] != item.section:
        return False
    found = labels(p, *item.body, reading.knowledge)
    if not found or found[0].role not in ("coordinate", "deadline", "product") or any(shared.PARTIES.get(x.role) == "lead" for x in found):
        return False
    if _before(reading, p, item.body[0], found) is not None or found[0].value >= found[0].end:
        return False
    for x in found:
        if x.role == "coordinate":
            for name in _named(reading, p, x.value, x.end):
                entry["coordinate"].append(name.name)
                entry["parties"].append(party(reading, name, p, "coordinate"))
        elif x.role == "deadline":
            set_term(reading, p, x.value, x.end, year, entry)
        elif x.role == "product" and entry["product"] is None:
            entry["product"] = reading.words(p, x.value, x.end)
    return True


def set_term(reading: Reading, p: Para, start: int, end: int, year: str | None, entry: dict[str, Any]) -> None:
    """Give an assignment the term that these words state, if it has none yet."""
    while end > start and p.text[end - 1] in " .;)":
        end -= 1
    while start < end and p.text[start] in " ,;.-–":
        start += 1
    stated = dates.in_cell(Para(p.block, "cell", p.normal.part(start, end), p.read[start:end]), year, reading.knowledge)
    if stated and entry["deadline"] is None:
        entry["deadline"] = stated
        entry["deadline_text"] = reading.words(p, start, end)
        entry["deadline_at"] = reading.place(p, start, end)


def _leads(reading: Reading, p: Para, x: Label) -> bool:
    """Whether a label names who leads; words that say it in other forms count where nothing but bodies stands behind them."""
    if x.role not in ("lead", "who") or x.value >= x.end:
        return False
    k = reading.knowledge
    return (
        k.pattern("responsible").match(p.folded[x.start : x.value]) is not None
        or agencies.is_party_list(p, x.value, x.end, k)
        or shared.tells(p, x.value, x.end, k)
    )


def _before(reading: Reading, p: Para, start: int, found: Sequence[Label]) -> tuple[int, int] | None:
    """The words that stand before the first label that tells of parties, a term or a product: the task itself."""
    first = next((x for x in found if x.role != "task"), found[-1])
    content = [x for x in found if x.role == "task" and x.start < first.start]
    if content and content[-1].value < content[-1].end:
        return content[-1].value, content[-1].end
    head = _trim(p, start, first.start)
    return head if any(c.isalnum() for c in p.text[slice(*head)]) else None


def _trim(p: Para, start: int, end: int) -> tuple[int, int]:
    while start < end and p.text[start] in " *_-–+•(":
        start += 1
    while end > start and p.text[end - 1] in " *_-–(;,":
        end -= 1
    return start, end


def whole(reading: Reading, item: Item) -> tuple[str, tuple[Span, ...]]:
    """All words of an item that says its work and who does it."""
    a, b = _trim(item.para, *item.body)
    b = item.body[1] if b < item.body[1] and item.para.text[b - 1] != "*" else b
    return reading.words(item.para, a, b), item.para.spans(a, b)


def _named(reading: Reading, p: Para, start: int, end: int) -> list[agencies.Name]:
    return agencies.members(p, start, end, reading.knowledge)


def _task(reading: Reading, item: Item, items: Sequence[Item]) -> tuple[str, tuple[Span, ...]] | None:
    """What a closing line belongs to: the numbered item that it stands under, the dash before a plus, one of several items that are
    each closed so, else the title of its heading."""
    n = next(i for i, other in enumerate(items) if other is item)
    above = [i for i in items[:n] if i.section == item.section and i.role == "content" and i.para.kind == "paragraph"]
    labelled = {id(i.para): labels(i.para, *i.body, reading.knowledge) for i in above}
    nearest = next((i for i in reversed(above) if _content(labelled[id(i.para)])), None)
    if item.own:
        numbered = next(
            (i for i in items if i.own == item.own and i is not item and i.marker and i.marker[0].isalnum() and i in above), None
        )
        if numbered and (item.marker or _alone(numbered, above) or _each(reading, items, numbered, labelled)):
            a, b = numbered.body
            return reading.words(numbered.para, a, b), numbered.para.spans(a, b)
    if nearest and (_inner(item, nearest) or _each(reading, items, nearest, labelled)):
        said = [x for x in labelled[id(nearest.para)] if x.role == "task"]
        a, b = (said[-1].value, said[-1].end) if said else _trim(nearest.para, *nearest.body)
        return reading.words(nearest.para, a, b), nearest.para.spans(a, b)
    for section in reading.outline.titles(item.section):
        heading = reading.outline.items[section.item]
        if heading.title is not None:
            return section.title, heading.para.spans(*heading.title)
    return None


def _alone(numbered: Item, above: Sequence[Item]) -> bool:
    """Whether no other numbered item of its rank stands in the section: what closes it cannot close the section."""
    return not any(i is not numbered and i.marker and i.marker[0].isalnum() and i.depth == numbered.depth for i in above)


def _inner(item: Item, above: Item) -> bool:
    """Whether a line stands under the dash before it: a plus does."""
    return item.marker in ("+", "•") and above.marker in ("-", "–")


def _each(reading: Reading, items: Sequence[Item], nearest: Item, labelled: dict[int, list[Label]]) -> bool:
    """Whether items of a section are each closed by lines of their own: lines that say who leads stand before and behind one."""
    n = next(i for i, other in enumerate(items) if other is nearest)

    def says_who(i: Item) -> bool:
        return any(x.role in ("lead", "who") for x in labelled.get(id(i.para)) or labels(i.para, *i.body, reading.knowledge))

    before = [i for i in items[:n] if i.section == nearest.section and i.role == "content"]
    behind = [i for i in items[n + 1 :] if i.section == nearest.section and i.role == "content"]
    if any(says_who(i) for i in before):
        return True
    closed = next((m for m, i in enumerate(behind) if says_who(i)), None)
    if closed is None:
        return False
    again = [m for m, i in enumerate(behind) if m > closed and says_who(i)]
    return any(any(_content(labels(i.para, *i.body, reading.knowledge)) for i in behind[closed:m]) for m in again)


def _content(found: Sequence[Label]) -> bool:
    """Whether a line with these labels says what is to be done: it has none, or labels just that."""
    return all(x.role == "task" for x in found)
