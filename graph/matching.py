"""What proves that a draft, a partial mention or a short name is a certain instrument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge import key

from . import names

if TYPE_CHECKING:
    from .identity import InstrumentFact


@dataclass(frozen=True, slots=True)
class Match:
    """``same``: the instrument that it is, with the id of the reason in ``identity.yaml`` and a score from 0 to 1; else who it might be.

    ``by_asker``: the sentence that supports it is the asker's own mention, not the other's.
    """

    same: str | None = None
    reason: str = ""
    score: float = 0.0
    candidates: tuple[str, ...] = ()
    by_asker: bool = True


def match(fact: InstrumentFact, others: Mapping[str, InstrumentFact]) -> Match:
    """The instrument that a fact is, by those that share a key with it."""
    if fact.alias is not None:
        # Knowledge names the instrument: it is this one or, while nobody names it in full, none.
        return Match(fact.alias, "reason-alias", 1.0) if fact.alias in others else Match()
    return _draft(fact, others) if fact.number is None else _partial(fact, others)


def _draft(draft: InstrumentFact, others: Mapping[str, InstrumentFact]) -> Match:
    """A draft is the numbered instrument of its issuer, type and month whose subject and period agree with its own."""
    month = names.month(draft.date)
    there = [
        o for o in others.values()
        if o.full and o.type == draft.type and names.month(o.date) == month and key(o.issuer or "") == key(draft.issuer or "")
    ]  # fmt: skip
    possible = [o for o in there if not _contradict(draft, o)]
    told = [(o, _agreement(draft, o)) for o in possible]
    for wanted, reason, score in ((True, "reason-draft-subject", 0.95), (None, "reason-draft-continued", 0.85)):
        found = [o for o, agreed in told if agreed == (wanted, True)]
        if len(found) == 1:
            return Match(found[0].id, reason, score, by_asker=False)
        if found:
            return Match(candidates=_ids(found))
    unknown = [o for o, (_, known) in told if not known]
    rivals = [o for o in others.values() if o.number is None and o.status != "cited"]
    if len(unknown) == 1 and len(there) == 1 and not rivals:
        return Match(unknown[0].id, "reason-draft-only", 0.7, by_asker=False)
    return Match(candidates=_ids(unknown))


def _agreement(a: InstrumentFact, b: InstrumentFact) -> tuple[bool | None, bool]:
    """How two sets of subjects agree (True: equal, None: one continues the other, False: neither), and whether both are known."""
    if not a.subjects or not b.subjects:
        return False, False
    found = {names.agree(x, y) for x in a.subjects for y in b.subjects}
    return (True if True in found else None if None in found else False), True


def _contradict(a: InstrumentFact, b: InstrumentFact) -> bool:
    """Whether both state years that they are for, and none is the same."""
    return bool(a.periods and b.periods and not set(a.periods) & set(b.periods))


def _partial(part: InstrumentFact, others: Mapping[str, InstrumentFact]) -> Match:
    """A mention that leaves out issuer, year or symbol is the only full instrument of its type and number that fits and whose subject
    agrees; one that is dated after the citing document cannot be meant."""
    found = [o for o in others.values() if o.full and o.type == part.type and _fits(part, o)]
    told = [(o, _agreement(part, o)) for o in found]
    agreed = [o for o, (how, known) in told if known and how is not False]
    if len(agreed) == 1 and all(o in agreed or known for o, (_, known) in told) and _all_agree(part, agreed[0]):
        return Match(agreed[0].id, "reason-partial-subject", 0.9)
    left = [o for o, (how, known) in told if not known or how is not False]
    return Match(candidates=_ids(left))


def _all_agree(part: InstrumentFact, other: InstrumentFact) -> bool:
    """Two documents that mean two instruments by one partial mention must not be drawn together."""
    return all(any(names.agree(mine, theirs) is not False for theirs in other.subjects) for mine in part.subjects)


def _fits(part: InstrumentFact, full: InstrumentFact) -> bool:
    assert part.number and full.number
    same = part.number == full.number if names.has_symbol(part.number) else names.digits(part.number) == names.digits(full.number)
    if not same or (part.year and part.year != full.year) or _contradict(part, full):
        return False
    if part.issuer and not _same_issuer(part.issuer, full.issuer or ""):
        return False
    if part.date and full.date and not (part.date.startswith(full.date) or full.date.startswith(part.date)):
        return False
    if part.cited_on:
        dated = full.date or full.year or ""
        shared = min(len(dated), len(part.cited_on))
        return dated[:shared] <= part.cited_on[:shared]
    return True


def _same_issuer(part: str, full: str) -> bool:
    """Equal, or equal but for a place that the partial one leaves open, or one with a term behind it (Trung ương Đảng khóa ...)."""
    bare = key(part.split("~")[0])
    other = key(full)
    return bare == other or other.startswith(f"{bare} ") or (bare.startswith(f"{other} ") and "~" not in part)


def _ids(found: list[InstrumentFact]) -> tuple[str, ...]:
    return tuple(sorted(o.id for o in found))
