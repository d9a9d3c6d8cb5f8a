"""In what relation two tasks of the same work stand: the first category that fits, by roles, levels, places and terms."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge import key

from .tasks import CENTRE, Party, Plan, Task
from .works import Work

CATEGORIES = ("two_leads", "role_conflict", "deadline_conflict", "repeat", "cascade", "parallel")


@dataclass(frozen=True, slots=True)
class Side:
    """A task with the work of it that matched, and whether a helper's word opens that work ("phối hợp với ...")."""

    task: Task
    work: Work
    helps: bool
    domains: frozenset[str]


def apart(a: Plan, b: Plan) -> bool:
    """Whether no one below the centre stands over both issuers."""
    if not a.place or not b.place or CENTRE in (a.place, b.place):
        return False
    return not (({a.place} | a.above) & ({b.place} | b.above)) - {CENTRE}


def below(a: Plan, b: Plan) -> bool:
    """Whether the first plan is the lower or the shorter one."""
    if a.place in b.above:
        return False
    if b.place in a.above:
        return True
    return a.place == b.place and within(a, b)


def within(a: Plan, b: Plan) -> bool:
    """Whether the first plan's period lies inside the other's and is shorter."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return False
    return b.first <= a.first and a.last <= b.last and a.last - a.first < b.last - b.first


def one_body(p: Party, q: Party, a: Plan, b: Plan) -> bool:
    """Whether two parties are one body, in whatever place, or one took over from the other between their plans."""
    return p.body == q.body or _took_over(p, q, a, b) or _took_over(q, p, b, a)


def _took_over(old: Party, new: Party, a: Plan, b: Plan) -> bool:
    if a.first is None or b.first is None:
        return False
    return any(body == new.body and a.first < year <= b.first for body, year in old.heirs)


def own(party: Party, plan: Plan) -> bool:
    """Whether a party is who issued a plan, or a group that the issuer belongs to."""
    level = "department" if plan.place == plan.issuer else plan.level
    return party.id == plan.issuer or (party.group and level in party.scope)


def assigned(low: Plan, high: Task) -> tuple[bool, bool]:
    """Whether a higher plan's task is given to who issued a lower plan, or to a group that holds him: as lead, as partner."""
    leads, partners = (any(own(p, low) for p in some) for some in (high.leads, high.partners))
    return leads, partners


def holds(group: Party, body: Party) -> bool:
    """Whether a group has a body among its members."""
    return group.group and not body.group and bool(group.scope & body.scope - {"none"})


def category(a: Side, b: Side) -> str:
    """The first of the categories that fits; what each means stands in ``docs/overlaps.md``."""
    one, other = a.task.plan, b.task.plan
    if apart(one, other):
        return "parallel"
    if one.place in other.above or other.place in one.above:
        return _down(*((a, b) if other.place in one.above else (b, a)))
    roles = _roles(a, b)
    if roles:
        return roles
    if one.first == other.first and one.last == other.last and a.task.due and b.task.due and a.task.due[1] != b.task.due[1]:
        return "deadline_conflict"
    if within(one, other) or within(other, one):
        return "cascade"
    return "repeat"


def _down(low: Side, high: Side) -> str:
    """The category of a pair across levels: a cascade, unless who issued the lower plan leads there what the higher one has him help
    with, or does later what it gives him."""
    led, _ = assigned(low.task.plan, high.task)
    if not led and any(p.id == low.task.plan.issuer for p in high.task.partners) and high.task.leads and low.task.leads and not low.helps:
        return "role_conflict"
    if led and low.task.due and high.task.due and low.task.due[1] > high.task.due[1]:
        return "deadline_conflict"
    return "cascade"


def _roles(a: Side, b: Side) -> str | None:
    """``role_conflict``, ``two_leads`` or None where the two are led alike."""
    for one, other in ((a, b), (b, a)):
        if not one.task.leads and other.task.leads and not other.helps:
            return "role_conflict"
    ours, theirs = _doers(a.task), _doers(b.task)
    if not ours or not theirs or any(one_body(p, q, a.task.plan, b.task.plan) for p in ours for q in theirs):
        return None
    groups_a, groups_b = [p for p in ours if p.group], [p for p in theirs if p.group]
    if any(p.scope & q.scope for p in groups_a for q in groups_b):
        return None
    tell = any(named(other.task, p, other.work) for one, other in ((a, b), (b, a)) for p in _doers(one.task))
    member = any(p.scope & q.scope - {"none"} for p in ours for q in theirs)
    if member and (a.domains != b.domains or (not tell and _own_part(a, b))):
        return None  # a member that does the work for its own part
    return "role_conflict" if tell else "two_leads"


def _own_part(a: Side, b: Side) -> bool:
    """Whether the body that is a member of the other side's group is one of the levels below, which have no work but their own."""
    bodies = [p for s in (a, b) for p in _doers(s.task) if not p.group]
    return all("department" not in p.scope for p in bodies)


def _doers(task: Task) -> tuple[Party, ...]:
    return task.leads or task.partners


def named(task: Task, lead: Party, work: Work | None = None) -> bool:
    """Whether a task names a lead of another as partner: in its row's column, or, if a work is given, in the clause of that work.

    A group of partners names a body only where it holds no one but the press; for a lead that is a group, groups of its members do.
    """
    words = f" {key(work.text)} " if work else ""
    for p in task.partners:
        if work and not task.rows and not any(f" {w} " in words for w in p.written):
            continue
        if p.body == lead.body or (lead.group and p.group and lead.scope & p.scope - {"none"}):
            return True
        if not lead.group and p.group and lead.scope & p.scope & {"press"}:
            return True
    return False
