"""What people decided on pairs of tasks: a plain YAML file, checked, kept in the store's book and replayed whenever edges are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import yaml

from knowledge import InputError

VERDICTS = ("not", "overlap")
KEYS = ("a", "b", "verdict", "who", "when", "why")


@dataclass(frozen=True, slots=True)
class Decision:
    """``a`` and ``b``: ids of tasks, or ``<file name>#<item>``; ``verdict``: ``not`` (no overlap) or ``overlap`` (one, whatever the program
    finds); ``when``: ISO date."""

    a: str
    b: str
    verdict: str
    who: str
    when: str
    why: str

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.a, self.b))

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def parse(text: str, file: str) -> tuple[Decision, ...]:
    """The decisions of a file, in order of ``a`` and ``b``.

    Raises ``InputError``, each with file and line: ``decisions.yaml`` (no YAML), ``decisions.shape`` (no list under ``decisions``, or a
    member that is no mapping), ``decisions.key`` (missing or unknown: ``key``), ``decisions.value`` (empty, no such verdict, no date),
    ``decisions.one`` (a task with itself), ``decisions.twice`` (a pair decided twice).
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        place = _line(mark.line) if mark else None
        raise InputError("decisions.yaml", file=file, place=place, reason=str(getattr(e, "problem", e))) from e
    if root is None:
        return ()
    found: dict[frozenset[str], int] = {}
    out = []
    for node in _members(root, file):
        decision = _decision(node, file)
        line = node.start_mark.line
        if decision.a == decision.b:
            raise InputError("decisions.one", file=file, place=_line(line), task=decision.a)
        if decision.pair in found:
            raise InputError("decisions.twice", file=file, place=_line(line), a=decision.a, b=decision.b, first=found[decision.pair] + 1)
        found[decision.pair] = line
        out.append(decision)
    return tuple(sorted(out, key=lambda d: (d.a, d.b)))


def _line(number: int) -> str:
    return f"line {number + 1}"


def _members(root: yaml.Node, file: str) -> Iterator[yaml.MappingNode]:
    if not isinstance(root, yaml.MappingNode):
        raise InputError("decisions.shape", file=file, place=_line(root.start_mark.line))
    for name, value in root.value:
        if name.value == "about":
            continue
        if name.value != "decisions":
            raise InputError("decisions.key", file=file, place=_line(name.start_mark.line), key=str(name.value), wanted="decisions")
        if isinstance(value, yaml.ScalarNode) and value.value == "":
            continue
        if not isinstance(value, yaml.SequenceNode):
            raise InputError("decisions.shape", file=file, place=_line(value.start_mark.line))
        for node in value.value:
            if not isinstance(node, yaml.MappingNode):
                raise InputError("decisions.shape", file=file, place=_line(node.start_mark.line))
            yield node


def _decision(node: yaml.MappingNode, file: str) -> Decision:
    said: dict[str, str] = {}
    for name, value in node.value:
        line = _line(name.start_mark.line)
        if name.value not in KEYS or name.value in said:
            raise InputError("decisions.key", file=file, place=line, key=str(name.value), wanted=", ".join(KEYS))
        if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            raise InputError("decisions.value", file=file, place=line, key=name.value, value="", wanted=_wanted(name.value))
        said[name.value] = " ".join(value.value.split())
        if not _fits(name.value, said[name.value]):
            raise InputError("decisions.value", file=file, place=line, key=name.value, value=said[name.value], wanted=_wanted(name.value))
    for key in KEYS:
        if key not in said:
            raise InputError("decisions.key", file=file, place=_line(node.start_mark.line), key=key, wanted=", ".join(KEYS))
    a, b = sorted((said.pop("a"), said.pop("b")))
    return Decision(a, b, **said)


def _wanted(key: str) -> str:
    return {"verdict": ", ".join(VERDICTS), "when": "2025-03-31"}.get(key, "text")


def _fits(key: str, value: str) -> bool:
    if key == "when":
        try:
            return date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    return key != "verdict" or value in VERDICTS


def of_json(data: Sequence[dict[str, Any]]) -> tuple[Decision, ...]:
    """Decisions as ``Decision.to_json`` gave them."""
    return tuple(Decision(**d) for d in data)


def entry(decision: Decision) -> str:
    """A decision as a member of the file's list, to be added at its end."""
    lines = yaml.safe_dump(decision.to_json(), allow_unicode=True, sort_keys=False, width=10_000).splitlines()
    return "".join(f"{'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(lines))
