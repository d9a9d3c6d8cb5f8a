"""What people decided on pairs of tasks: a plain YAML file, checked, kept in the store's book and replayed whenever edges are drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import yaml

from knowledge import InputError

VERDICTS = ("not", "overlap")
KEYS = ("a", "b", "verdict", "who", "when", "why")
LIST = "decisions"


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


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of a decision in a store. ``effect``: ``applied``; ``missing``: a task of it is not there; ``ambiguous``: a name of it
    fits several tasks, the ``candidates``; ``itself``: both names are those of one task; ``overruled``: another on the same two counts."""

    decision: Decision
    effect: str
    ends: frozenset[str] = frozenset()
    candidates: tuple[str, ...] = ()


Lined = Sequence[tuple[Decision, int]]  # decisions with the lines that they begin in, from 0
Meant = Mapping[str, Sequence[str]]


def parse(text: str, file: str) -> tuple[Decision, ...]:
    """The decisions of a file, in order of ``a`` and ``b``; errors as of ``lined``."""
    return tuple(sorted((d for d, _ in lined(text, file)), key=lambda d: (d.a, d.b)))


def lined(text: str, file: str) -> Lined:
    """The decisions of a file as they stand in it.

    Raises ``InputError``, each with file and line: ``decisions.yaml`` (no YAML), ``decisions.none`` (no list ``decisions``),
    ``decisions.shape`` (something else in its place, or a member that is no mapping), ``decisions.key``, ``decisions.key_missing``,
    ``decisions.key_twice`` (unknown, missing, there twice: ``key``), ``decisions.value`` (empty), ``decisions.verdict``,
    ``decisions.when`` (no verdict, no day), ``decisions.one`` (a task with itself), ``decisions.twice`` (a pair decided twice).
    """
    members = listed(text, file)
    if members is None:
        raise InputError("decisions.none", file=file)
    out = [(_decision(node, file), node.start_mark.line) for node in _members(members, file)]
    distinct(out, file, {name: [name] for d, _ in out for name in d.pair})
    return out


def distinct(made: Lined, file: str, meant: Meant) -> None:
    """Raises ``InputError``: ``decisions.one``, ``decisions.twice``, where both names mean one task, or two decisions the same two tasks;
    ``meant`` as of ``meant_by``."""
    found: dict[frozenset[str], int] = {}
    for (decision, line), judged in zip(made, judge([d for d, _ in made], meant), strict=True):
        if judged.effect == "itself":
            raise InputError("decisions.one", file=file, place=_line(line), task=decision.a, other=decision.b)
        if judged.ends in found:
            raise InputError("decisions.twice", file=file, place=_line(line), a=decision.a, b=decision.b, first=found[judged.ends] + 1)
        if judged.ends:
            found[judged.ends] = line


def meant_by(names: Iterable[str], tasks: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    """For each name the ids of the tasks that it may mean: that of the id, else all of the file name and item; none where there is no such
    task. ``tasks``: id, file name, item."""
    wanted: dict[str, list[str]] = {}
    for name in names:
        wanted.setdefault(unicodedata.normalize("NFC", name), []).append(name)
    by_id: dict[str, str] = {}
    by_item: dict[str, list[str]] = {}
    for id, file, item in tasks if wanted else ():
        if id in wanted:
            by_id[id] = id
        called = unicodedata.normalize("NFC", f"{file}#{item}")
        if called in wanted:
            by_item.setdefault(called, []).append(id)
    found = {name: [by_id[name]] if name in by_id else sorted(by_item.get(name, ())) for name in wanted}
    return {name: found[plain] for plain, given in wanted.items() for name in given}


def judge(made: Sequence[Decision], meant: Meant) -> list[Judged]:
    """What becomes of each decision. Of several on the same two tasks that of the latest day counts, of one day the last by its names."""
    out = []
    counts: dict[frozenset[str], Decision] = {}
    for d in made:
        found = [meant[name] for name in (d.a, d.b)]
        several = tuple(id for ids in found if len(ids) > 1 for id in ids)
        ends = frozenset(ids[0] for ids in found if len(ids) == 1)
        if not all(found):
            out.append(Judged(d, "missing"))
        elif several:
            out.append(Judged(d, "ambiguous", candidates=several))
        elif len(ends) == 1:
            out.append(Judged(d, "itself", ends))
        else:
            out.append(Judged(d, "applied", ends))
            counts[ends] = max(counts.get(ends, d), d, key=lambda d: (d.when, d.a, d.b))
    return [Judged(j.decision, "overruled", j.ends) if j.effect == "applied" and counts[j.ends] != j.decision else j for j in out]


def listed(text: str, file: str) -> yaml.Node | None:
    """What stands under ``decisions``; None where no such key is there. Errors as of ``lined``."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except RecursionError:
        raise InputError("decisions.yaml", file=file, reason="nesting") from None
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        place = _line(mark.line) if mark else None
        raise InputError("decisions.yaml", file=file, place=place, reason=str(getattr(e, "problem", e))) from e
    if root is None:
        return None
    if not isinstance(root, yaml.MappingNode):
        raise InputError("decisions.shape", file=file, place=_line(root.start_mark.line))
    said = _keyed(root, (LIST, "about"), file)
    return said.get(LIST)


def _line(number: int) -> str:
    return f"line {number + 1}"


def _keyed(node: yaml.MappingNode, keys: Sequence[str], file: str) -> dict[str, yaml.Node]:
    """The values of a mapping that has these keys alone, each once."""
    said: dict[str, yaml.Node] = {}
    for name, value in node.value:
        place = _line(name.start_mark.line)
        if not isinstance(name, yaml.ScalarNode):
            raise InputError("decisions.shape", file=file, place=place)
        if name.value not in keys:
            raise InputError("decisions.key", file=file, place=place, key=name.value, wanted=", ".join(keys))
        if name.value in said:
            raise InputError("decisions.key_twice", file=file, place=place, key=name.value)
        said[name.value] = value
    return said


def _members(node: yaml.Node, file: str) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.ScalarNode) and node.value == "":
        return
    if not isinstance(node, yaml.SequenceNode):
        raise InputError("decisions.shape", file=file, place=_line(node.start_mark.line))
    for member in node.value:
        if not isinstance(member, yaml.MappingNode):
            raise InputError("decisions.shape", file=file, place=_line(member.start_mark.line))
        yield member


def _decision(node: yaml.MappingNode, file: str) -> Decision:
    said: dict[str, str] = {}
    for name, value in _keyed(node, KEYS, file).items():
        place = _line(value.start_mark.line)
        if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            raise InputError("decisions.value", file=file, place=place, key=name)
        said[name] = " ".join(value.value.split())
        if name == "verdict" and said[name] not in VERDICTS:
            raise InputError("decisions.verdict", file=file, place=place, value=said[name], wanted=", ".join(VERDICTS))
        if name == "when" and not _day(said[name]):
            raise InputError("decisions.when", file=file, place=place, value=said[name])
    for key in KEYS:
        if key not in said:
            raise InputError("decisions.key_missing", file=file, place=_line(node.start_mark.line), key=key)
    a, b = sorted((said.pop("a"), said.pop("b")))
    return Decision(a, b, **said)


def _day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def of_json(data: Sequence[dict[str, Any]]) -> tuple[Decision, ...]:
    """Decisions as ``Decision.to_json`` gave them."""
    return tuple(Decision(**d) for d in data)


# Adding one to a file


def entry(decision: Decision, indent: int = 0) -> str:
    """A decision as a member of the file's list, so far from the margin."""
    lines = yaml.safe_dump(decision.to_json(), allow_unicode=True, sort_keys=False, width=10_000).splitlines()
    return "".join(f"{' ' * indent}{'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(lines))


def added(text: str, file: str, decision: Decision) -> str:
    """The text of a file with one more decision at the end of its list, the rest as it was.

    Raises what ``lined`` raises of the file or of both together, and ``InputError("decisions.add")`` where the list is written in a way
    that takes nothing more; ``entry`` is what to write by hand.
    """
    if "\r\n" in text:
        return added(text.replace("\r\n", "\n"), file, decision).replace("\n", "\r\n")
    node = listed(text, file)
    before = [] if node is None else [d for d, _ in lined(text, file)]
    new = _grown(text, node, decision)
    try:
        after = [d for d, _ in lined(new, file)]
    except InputError as e:
        if e.code in ("decisions.one", "decisions.twice"):
            raise
        after = []
    if after != [*before, decision]:
        raise InputError("decisions.add", file=file, entry=entry(decision))
    return new


def _grown(text: str, node: yaml.Node | None, decision: Decision) -> str:
    if node is None:  # no list yet
        return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{LIST}:\n{entry(decision)}"
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.SequenceNode) and node.flow_style and node.value:
        inside = text[: end - 1].rstrip()
        member = yaml.safe_dump(decision.to_json(), allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=True).strip()
        return f"{inside}{'' if inside.endswith(',') else ','} {member}{text[len(inside) :]}"
    if isinstance(node, yaml.SequenceNode) and node.value:
        return _below(text, _last(node), entry(decision, node.start_mark.column))
    if isinstance(node, yaml.SequenceNode):  # an empty list gives way
        text, end = text[:start].rstrip(" ") + text[end:], len(text[:start].rstrip(" "))
    return _below(text, end, entry(decision))


def _last(node: yaml.Node) -> int:
    """Where the last words of a node end."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.index)


def _below(text: str, place: int, lines: str) -> str:
    """The text with lines below that of a place; below what ends at a line's end already, right there."""
    if place and text[place - 1] != "\n":
        stop = text.find("\n", place)
        place = len(text) if stop < 0 else stop + 1
    head = text[:place]
    return f"{head}{'' if not head or head.endswith(chr(10)) else chr(10)}{lines}{text[place:]}"
