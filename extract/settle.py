"""Overlaps between mentions, settled in one place by named precedence; the losers keep their reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .mention import Mention

# The surer way of reading wins; at equal rank the longer, then the earlier.
PRECEDENCE = (
    "citation.numbered",
    "citation.listed",
    "citation.congress",
    "citation.law",
    "citation.short",
    "citation.symbol",
    "deadline",
    "agency",
)
_RANK = {rule: n for n, rule in enumerate(PRECEDENCE)}


def rank(mention: Mention) -> int:
    """The place of a mention's rule in the precedence; a family's rank where the rule itself is not named."""
    return _RANK.get(mention.rule, _RANK.get(mention.rule.partition(".")[0], len(PRECEDENCE)))


def settle(mentions: Iterable[Mention]) -> list[Mention]:
    """All mentions in reading order, the losers marked. An agency inside a citation (its issuer) stands; a deadline does not: the
    day of an instrument is no term."""
    every = list(mentions)
    order = {id(m): n for n, m in enumerate(every)}
    by_para: dict[int, list[Mention]] = {}
    for m in every:
        by_para.setdefault(id(m.para), []).append(m)
    out: list[tuple[int, Mention]] = []
    for group in by_para.values():
        kept: list[Mention] = []
        for m in sorted(group, key=lambda m: (rank(m), m.start - m.end, m.start)):
            rival = next((k for k in kept if _clash(k, m)), None)
            if rival is None:
                kept.append(m)
                out.append((order[id(m)], m))
            else:
                out.append((order[id(m)], replace(m, lost=f"{rival.rule}: {rival.text}")))
    return [m for _, m in sorted(out, key=lambda pair: pair[0])]


def _clash(winner: Mention, other: Mention) -> bool:
    if not (other.start < winner.end and winner.start < other.end):
        return False
    if other.kind == "agency":
        return False
    nested = winner.start <= other.start and other.end <= winner.end
    # A law named inside the title of the law that amends it stands beside it.
    return not (winner.kind == other.kind == "citation" and nested and winner.value.get("holds"))
