"""Who leads and who coordinates in one item of running text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from knowledge import Knowledge

from ..find import agencies
from ..find.agencies import Name
from ..find.lookups import alike
from ..paras import Para, sentences
from ..zones import starts_with
from . import strangers


@dataclass
class Roles:
    """Names with the places of their words; ``rule`` says what told them; ``ordered`` whether the item orders anybody at all."""

    lead: list[tuple[Name, Para]] = field(default_factory=list)
    coordinate: list[tuple[Name, Para]] = field(default_factory=list)
    rule: str = ""

    def add(self, role: str, names: Sequence[Name], para: Para) -> None:
        target = self.lead if role == "lead" else self.coordinate
        for n in names:
            if all(n.name.casefold() != other.name.casefold() for other, _ in target):
                target.append((n, para))

    def take(self, other: Roles) -> None:
        """All that another one holds."""
        for n, p in other.lead:
            self.add("lead", [n], p)
        for n, p in other.coordinate:
            self.add("coordinate", [n], p)


Parties = Sequence[tuple[Name, Para]]


def skip(para: Para, start: int, end: int, k: Knowledge, *groups: str) -> int:
    """Past the cue phrases of these groups (and commas) at ``start``."""
    while start < end:
        while start < end and para.text[start] in " ,*_-–+•":
            start += 1
        best = start
        for g in groups:
            found = k.lexicon("cues", g).opens(para.folded, start, min(end, start + 40))
            best = max(best, found.end) if found else best
        if best == start:
            return start
        start = best
    return start


def solid(para: Para, start: int, end: int) -> int:
    """Past the signs that stand before the first word."""
    while start < end and para.text[start] in ' ,*_-–+•"“(':
        start += 1
    return start


def opens(para: Para, start: int, end: int, k: Knowledge, group: str) -> bool:
    """Whether a cue of this group stands at ``start``."""
    meeting = k.pattern("assign.meeting").match(para.folded, start, end) if group == "assign" else None
    if meeting and para.read[meeting.end() - 1].islower() and para.read[meeting.start("b")].islower():
        return False
    return starts_with(para.folded[start:end], k, "cues", group) is not None


def subject(para: Para, start: int, end: int, k: Knowledge, *, loose: bool = False, bare: bool = False) -> tuple[list[Name], int] | None:
    """The bodies that a sentence opens with and orders to act, and where the order begins: "X, Y có trách nhiệm ...".

    "Giao X ..." and "Đề nghị X ..." name their subject behind the verb. None where the sentence opens otherwise. ``loose``: in a
    chapter that says who does what any word that cannot go on with a name is taken for the verb; ``bare``: so it is elsewhere,
    where all bodies are known ones.
    """
    at = solid(para, start, end)
    assigned = opens(para, at, end, k, "assign") or opens(para, at, end, k, "ask")
    if assigned:
        at = skip(para, at, end, k, "assign", "ask")
        if at < end and para.folded[at : at + 1] == ":":
            at += 1
    if not assigned:
        ground = k.pattern("subject.later").match(para.folded[at:end])
        if ground:
            at += ground.end()
        elif not para.text[at : at + 1].isupper():
            return None
    names, stop = agencies.list_at(para, at, end, k)
    if not names and assigned:
        names, stop = agencies.list_at(para, at, end, k, bounded=True)
    if not names:
        return None
    given = k.pattern("name.given").match(para.folded, stop, end)
    if given and names[-1].entry is None and k.lexicon("cues", "verb").opens(para.folded, given.end() + 1, min(end, given.end() + 49)):
        last = names[-1]  # "Thủ trưởng các đơn vị được giao chủ trì lập ...": the words before the verb say which
        stop = given.end()
        names = [*names[:-1], replace(last, end=stop, name=f"{last.name}{para.text[last.end : stop]}")]
    colon = para.text[stop:end].lstrip(" *_")
    if colon.startswith(":"):  # "Các cơ quan truyền thông: Báo ..., Đài ... tăng cường ...": the bodies named behind the colon
        begin = stop + para.text[stop:end].index(":") + 1
        while begin < end and para.text[begin] == " ":
            begin += 1
        inner, inner_stop = agencies.list_at(para, begin, end, k)
        if inner:
            names, stop = inner, inner_stop
    if (loose or assigned) and (more := strangers.after(para, stop, end, k)):
        names, stop = [*names, more], more.end
    rest = para.folded[stop:end].lstrip(" ,*_")
    if rest.startswith(":") and not assigned and all(n.entry for n in names):
        rest = rest.lstrip(" :*_")  # "- Sở Nội vụ: mở quầy đọc sách"
    if not assigned and opens(para, stop, end, k, "assign"):  # "Chính phủ giao Bộ Y tế ...": the one to whom it is given
        begin = skip(para, stop, end, k, "assign")
        to, to_stop = agencies.list_at(para, begin, end, k)
        if to:
            return to, to_stop
    verb = k.lexicon("cues", "verb").opens(rest, 0, 48)
    deadline_first = k.lexicon("cues", "term").opens(rest, 0, 24)
    known = bare and all(n.entry or n.kind == "group" for n in names) and any(n.entry for n in names)
    verb = verb or k.lexicon("cues", "lead").opens(rest, 0, 48)
    if verb or deadline_first or assigned or ((loose or known) and _goes_on(rest, k)):
        return names, stop
    return strangers.before_lead(para, names, stop, end, k) if loose else None


def orders(words: str, k: Knowledge) -> bool:
    """Whether folded words hold a verb of ordering."""
    return any(True for _ in k.lexicon("cues", "verb").find(words))


def _goes_on(rest: str, k: Knowledge) -> bool:
    """Whether words behind a list of names can be a verb: no preposition, conjunction or sign begins them."""
    if not rest[:1].isalpha():
        return False
    return not any(k.lexicon("cues", g).opens(rest, 0, 24) for g in ("boundary", "not_verb"))


def partners(para: Para, start: int, end: int, k: Knowledge) -> list[Name]:
    """The bodies named behind "phối hợp với"; not those of a body that is itself directed to work with others."""
    out: list[Name] = []
    for m in agencies.looked(para, k).finditer("with", para.folded, start, end):
        if _directed(para, start, m.start(), k):
            continue
        names, _ = agencies.list_at(para, m.end(), end, k)
        out += names
    for m in k.pattern("with.bare").finditer(para.folded, start, end):
        if para.text[m.end() : m.end() + 1].isupper() and not _directed(para, start, m.start(), k):
            names, _ = agencies.list_at(para, m.end(), end, k)
            out += names if names and names[0].entry else []
    if k.pattern("with.after").search(para.folded, start, end):  # "Sở A làm đầu mối, Sở B cùng phối hợp"
        for at in (i + 2 for i in range(start, end - 2) if para.text[i : i + 2] in (", ", "; ")):
            names, stop = agencies.list_at(para, at, end, k)
            if names and k.pattern("with.after").match(para.folded, stop, end):
                out += names
    return out


def _directed(para: Para, start: int, position: int, k: Knowledge) -> bool:
    """Whether the words before "phối hợp" in its clause direct another body: "chỉ đạo các đơn vị ... phối hợp với"."""
    cut = max(para.folded.rfind(c, start, position) for c in ";.:")
    clause = para.folded[max(start, cut + 1) : position]
    offset = max(start, cut + 1)
    for h in k.lexicon("cues", "direct").find(clause):
        behind = clause[h.end :].lstrip()
        if not behind or behind.startswith(","):
            continue
        names, stop = agencies.list_at(para, offset + h.end + 1, position, k)
        if names and not para.folded[stop:position].strip(" ,"):
            return True
    return False


def read(para: Para, start: int, end: int, heads: Parties, k: Knowledge, *, loose: bool = False, bare: bool = False) -> Roles:
    """The roles of an item under a heading of bodies (``heads``; empty where the item names its own subject)."""
    roles = Roles()
    spans = sentences(para.text, start, end)
    first = spans[0] if spans else (start, end)
    own = subject(para, *first, k, loose=loose, bare=bare)
    asked = own is not None and any(opens(para, solid(para, *first), first[1], k, g) for g in ("assign", "ask"))
    if asked and heads and opens(para, solid(para, *first), first[1], k, "demand") and any(n.entry for n, _ in heads):
        own, asked = None, False  # the body of the heading is the one to demand it
    if own is not None and heads and not asked and all(_heads_one_of(n, heads) for n in own[0]):
        heads = []  # "Chủ tịch UBND cấp huyện chịu trách nhiệm ..." under the name of the committees
    if own is not None and all(n.kind == "group" and n.entry is None for n, _ in heads) and any(n.entry for n in own[0]):
        heads = []  # a heading that says no more than "the agencies" leaves it to the item to say which
    if own is not None and {alike(n.name, k) for n in own[0]} < {alike(n.name, k) for n, _ in heads}:
        heads = []  # one of several bodies of the heading
    if heads and not asked:
        acting: Parties = heads
        begin = first[0]
    elif own is not None:
        leading, along = _along(para, own[0], k)
        acting = [(n, para) for n in leading]
        roles.add("coordinate", along, para)
        begin = own[1]
        roles.rule = "subject"
    else:
        acting, begin = heads, first[0]
    after = skip(para, begin, first[1], k, "prefix") if heads and not asked else begin
    together = heads and not asked and opens(para, after, first[1], k, "together")
    found = partners(para, begin, end, k)
    names = [n for n, _ in acting]
    if together:
        roles.rule = "heading; together"
        named = None
        for a, b in spans[1:]:
            named = subject(para, a, b, k)
            if named:
                break
        if named:
            roles.add("lead", named[0], para)
            for n, p in acting:
                roles.add("coordinate", [n], p)
        elif len(spans) > 1:
            for n, p in acting:
                roles.add("lead", [n], p)
        else:
            for n, p in acting:
                roles.add("coordinate", [n], p)
    else:
        roles.rule = roles.rule or "heading"
        for n, p in acting:
            roles.add("lead", [n], p)
        if acting is heads:
            for a, b in spans[1:]:  # "... UBND cấp xã quản lý ...": a further sentence orders another body
                named = subject(para, a, b, k)
                if named and all(n.entry and k.entry("agencies", n.entry).get("class") != "ministry" for n in named[0]):
                    roles.add("lead", named[0], para)
    if own is not None and roles.rule == "subject":
        for a, b in _clauses(para, begin, end):  # "Sở A làm ...; Sở B làm ...": each leads its own work
            further = subject(para, a, b, k, bare=True)
            if further and k.pattern("with.after").match(para.folded, further[1], b):
                roles.add("coordinate", further[0], para)
            elif further and all(n.entry or n.kind == "office" for n in further[0]):
                roles.add("lead", further[0], para)
                roles.add("lead", _beside(para, further[1], b, found, k), para)
    leads = {alike(n.name, k) for n, _ in roles.lead}
    roles.add("coordinate", [n for n in found if alike(n.name, k) not in leads and n not in names], para)
    return roles


def _beside(para: Para, start: int, end: int, partners: Sequence[Name], k: Knowledge) -> list[Name]:
    """The known bodies that each lead a work of their own behind a comma of a clause ("Hội A phát động ..., Hội B giám sát ...")."""
    out: list[Name] = []
    for at in (i + 2 for i in range(start, end - 2) if para.text[i : i + 2] == ", "):
        named = subject(para, at, end, k)
        if named and len(named[0]) == 1 and named[0][0].entry and not any(n.start == named[0][0].start for n in partners):
            out += named[0]
    return out


def _heads_one_of(name: Name, heads: Parties) -> bool:
    """Whether an office is that of the head of such bodies as a heading names several of ("Chủ tịch UBND cấp huyện")."""
    words = name.name.casefold().split()
    return name.kind == "office" and any(n.kind == "group" and n.entry and n.name.casefold().split()[0] in words[1:] for n, _ in heads)


def _along(para: Para, names: Sequence[Name], k: Knowledge) -> tuple[list[Name], list[Name]]:
    """The bodies of a subject, and those that only work along ("Sở A cùng Sở B tổ chức ...")."""
    for n, (a, b) in enumerate(pairwise(names), 1):
        if k.pattern("join.along").search(para.folded[a.end : b.start]):
            return list(names[:n]), list(names[n:])
    return list(names), []


def _clauses(para: Para, start: int, end: int) -> list[tuple[int, int]]:
    """What stands behind each semicolon of ``[start, end)``."""
    cuts = [i for i in range(start, end) if para.text[i] == ";"]
    return [(i + 1, b) for i, b in pairwise([*cuts, end])]
